"""Whose deployment it was stands in the index that days are counted from: inflow and statements read nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_11"
down_revision = "20261129_10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("deployment_counting", "deployment")
    op.create_index(
        "deployment_counting",
        "deployment",
        ["facility_id", "end", "begin"],
        postgresql_include=["type_module_id", "counted_from", "client_id", "dossier_id", "schakeling_id"],
        postgresql_where=sa.text("not guaranteed"),
    )
