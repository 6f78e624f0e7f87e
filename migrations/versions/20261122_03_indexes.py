"""Indexes that the measurements at national size asked for, and two that nothing could use."""

from __future__ import annotations

from alembic import op

revision = "20261122_03"
down_revision = "20261122_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("dossier_by_first_name", "dossier", ["facility_id", "first_name_key"])
    for column, name in (("call_name_key", "dossier_by_call_name"), ("own_reference_key", "dossier_by_own_reference")):
        op.create_index(name, "dossier", ["facility_id", column], postgresql_where=f"{column} is not null")
    # The overview sorts with "nulls last", which this order cannot give; without it most saves touch no index here.
    op.drop_index("dossier_by_change", "dossier")
    # The key (facility, dossier, id) already finds the decisions of a dossier.
    op.drop_index("decision_by_dossier", "decision")
