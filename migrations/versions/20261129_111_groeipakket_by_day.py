"""The daily list of the agency counts a month of messages in one index (G-1)."""

from __future__ import annotations

from alembic import op

revision = "20261129_111"
down_revision = "20261129_95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("drop index groeipakket_message_by_day")
    op.execute(
        "create index groeipakket_message_by_day on groeipakket_message (made_at) "
        "include (state, sent_at, facility_id) where state <> 'history'"
    )
    # What was delivered yesterday is counted from the index alone once its pages were looked at.
    op.execute("alter table groeipakket_message set (autovacuum_vacuum_scale_factor = 0.005)")
