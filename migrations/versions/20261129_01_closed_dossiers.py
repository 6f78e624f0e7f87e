"""An index of the closed dossiers by day, which the overview shows for a year (D-2)."""

from __future__ import annotations

from alembic import op

revision = "20261129_01"
down_revision = "20261129_50"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "dossier_closed",
        "dossier",
        ["facility_id", "closed_on"],
        postgresql_where="status = 'closed'",
        postgresql_include=["name_key"],
    )
