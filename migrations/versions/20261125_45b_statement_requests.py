"""Requests to reopen a processed quarter, and the notices about statements to a facility's people (Q-4, Q-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_45b"
down_revision = "20261125_45"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
BY_AGENCY = f"{KIND} in ('agency_policy', 'system')"
OLD_KINDS = ("took", "taken", "gave", "given", "reopening_approved", "reopening_rejected")
OF_STATEMENTS = ("statements_due", "quarter_reopened", "quarter_kept")


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def _within(reach: str) -> str:
    return f"facility_id between {_number(reach + '_first')} and {_number(reach + '_last')}"


def upgrade() -> None:
    _table()
    _policies()
    kinds = ", ".join(f"'{kind}'" for kind in (*OLD_KINDS, *OF_STATEMENTS))
    op.drop_constraint("notice_kind", "notice")
    op.create_check_constraint("notice_kind", "notice", f"kind in ({kinds})")
    # The agency reaches no notices; it may only tell a facility's people what it did with their statements.
    told = ", ".join(f"'{kind}'" for kind in OF_STATEMENTS)
    op.execute(
        "create policy notice_of_statements on notice for insert to binc_app "
        f"with check ({_within('figures')} and {BY_AGENCY} and kind in ({told}))"
    )


def _table() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "statement_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), server_default="asked", nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Integer()),
        sa.Column("requested_by_name", sa.String(200), nullable=False),
        sa.Column("requested_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_by_name", sa.String(200)),
        sa.Column("decided_at", moment),
        sa.Column("answer", sa.Text()),
        sa.CheckConstraint("quarter between 1 and 4", name="statement_request_quarter"),
        sa.CheckConstraint("state in ('asked', 'reopened', 'rejected')", name="statement_request_state"),
        sa.CheckConstraint("(state = 'asked') = (decided_at is null)", name="statement_request_decided"),
    )
    waiting = {"unique": True, "postgresql_where": "state = 'asked'"}
    op.create_index("statement_request_one_waiting", "statement_request", ["facility_id", "year", "quarter"], **waiting)
    op.create_index("statement_request_of_quarter", "statement_request", ["facility_id", "year", "quarter", "id"])


def _policies() -> None:
    """A facility asks and sees its own; only the agency's policy team answers, and only what waits."""
    table, asked = "statement_request", "state = 'asked'"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
    op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({_within('figures')})")
    op.execute(
        f"create policy {table}_made on {table} for insert to binc_app with check ({_within('dossiers')} and {asked})"
    )
    answers = f"{_within('figures')} and {BY_AGENCY}"
    op.execute(
        f"create policy {table}_answered on {table} for update to binc_app using ({answers} and {asked}) "
        f"with check ({answers})"
    )
    op.execute(f"revoke delete on {table} from binc_app")
