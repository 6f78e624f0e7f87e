"""Processing a year for many facilities: what came of each, and statements in step with processed years (Q-4, Q-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_45"
down_revision = "20261125_44"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
BY_AGENCY = f"{KIND} in ('agency_policy', 'system')"
# Years that were processed before their statements followed them: what was sent, was processed.
FOLLOW = """
update quarter_statement q set state = 'processed' from processed_year y
where y.facility_id = q.facility_id and y.year = q.year and y.state = 'processed' and q.state = 'sent'
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    _tables()
    _policies()
    op.execute("select set_config('binc.takes_in_statements', 'on', true)")
    op.execute(FOLLOW)
    op.execute("select set_config('binc.takes_in_statements', '', true)")


def _tables() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "year_processing",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("at", moment, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("year between 2015 and 9998", name="year_processing_year"),
    )
    op.create_table(
        "year_processing_outcome",
        sa.Column("processing_id", sa.BigInteger(), sa.ForeignKey("year_processing.id"), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), primary_key=True),
        sa.Column("outcome", sa.String(12), server_default="waiting", nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("at", moment),
        sa.CheckConstraint(
            "outcome in ('waiting', 'processed', 'refused', 'failed')", name="year_processing_outcome_outcome"
        ),
    )


def _policies() -> None:
    """Only the agency's policy team and the product itself see and write them; nobody removes one."""
    within = f"facility_id between {_number('figures_first')} and {_number('figures_last')}"
    reaches = {"year_processing": BY_AGENCY, "year_processing_outcome": f"{within} and {BY_AGENCY}"}
    for table, reach in reaches.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({reach})")
        op.execute(f"create policy {table}_made on {table} for insert to binc_app with check ({reach})")
    moved = f"{within} and {KIND} = 'system'"
    op.execute(
        "create policy year_processing_outcome_moved on year_processing_outcome for update to binc_app "
        f"using ({moved}) with check ({moved})"
    )
    op.execute("revoke update, delete on year_processing from binc_app")
    op.execute("revoke delete on year_processing_outcome from binc_app")
