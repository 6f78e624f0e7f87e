"""The outbox: messages written in the transaction of what they tell, and sent afterwards (D-7)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_33b"
down_revision = "20261125_35"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
USER = "nullif(current_setting('binc.user_id', true), '')::bigint"


def upgrade() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), sa.ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("message_key", sa.String(64), unique=True, nullable=False),
        sa.Column("state", sa.String(12), server_default="waiting", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("next_try_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", moment),
        sa.Column("error_class", sa.String(120)),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed')", name="outbox_message_state"),
        sa.CheckConstraint("(state = 'sent') = (sent_at is not null)", name="outbox_message_sent_has_moment"),
    )
    waiting = {"postgresql_where": "state = 'waiting'"}
    op.create_index("outbox_message_waiting", "outbox_message", ["next_try_at", "id"], **waiting)
    op.create_index("outbox_message_of_person", "outbox_message", ["recipient_id", "id"])
    op.create_index("outbox_message_by_state", "outbox_message", ["state", "id"])
    op.execute("alter table outbox_message enable row level security")
    op.execute("alter table outbox_message force row level security")
    op.execute("create policy outbox_message_owner on outbox_message to binc_owner using (true) with check (true)")
    readers = f"{KIND} in ('admin', 'system') or recipient_id = {USER}"
    op.execute(f"create policy outbox_message_readers on outbox_message for select to binc_app using ({readers})")
    op.execute(
        "create policy outbox_message_writers on outbox_message for insert to binc_app with check (state = 'waiting')"
    )
    keepers = f"{KIND} in ('admin', 'system')"
    op.execute(
        f"create policy outbox_message_keepers on outbox_message for update to binc_app using ({keepers}) "
        f"with check ({keepers})"
    )
    op.execute(
        f"create policy outbox_message_cleaner on outbox_message for delete to binc_app using ({KIND} = 'system')"
    )
