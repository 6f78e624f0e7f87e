"""Reports: what was asked for, what is made by itself, the files in pieces, and what came of each facility (R-4, R-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_50"
down_revision = "20261129_20"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
BY_SYSTEM = f"{KIND} = 'system'"
BY_AGENCY = f"{KIND} in ('agency_policy', 'system')"
MOMENT = postgresql.TIMESTAMP(timezone=True)


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def _within(reach: str) -> str:
    return f"facility_id between {_number(reach + '_first')} and {_number(reach + '_last')}"


def upgrade() -> None:
    _requests()
    _files()
    _makings()
    _policies()
    _notices()


def _requests() -> None:
    op.create_table(
        "report_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.String(40)), nullable=False),
        sa.Column("raw_form", sa.String(4), nullable=False),
        sa.Column("state", sa.String(12), server_default="asked", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Integer()),
        sa.Column("requested_by_name", sa.String(200), nullable=False),
        sa.Column("requested_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("ready_at", MOMENT),
        sa.Column("kept_until", sa.Date()),
        sa.UniqueConstraint("facility_id", "id"),
        sa.CheckConstraint("state in ('asked', 'ready', 'cancelled', 'removed')", name="report_request_state"),
        sa.CheckConstraint("raw_form in ('xml', 'xlsx', 'csv')", name="report_request_raw_form"),
        sa.CheckConstraint("until >= begin", name="report_request_period"),
        sa.CheckConstraint("done between 0 and total", name="report_request_progress"),
        sa.CheckConstraint(
            "state not in ('ready', 'removed') or (done = total and ready_at is not null and kept_until is not null)",
            name="report_request_ready",
        ),
    )
    op.create_index("report_request_kept", "report_request", ["kept_until"], postgresql_where="state = 'ready'")


def _files() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("request_id", sa.BigInteger()),
        sa.Column("due_on", sa.Date()),
        sa.Column("begin", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT),
        sa.Column("tables", postgresql.JSONB()),
        sa.UniqueConstraint("facility_id", "id"),
        sa.ForeignKeyConstraint(
            ["facility_id", "request_id"],
            ["report_request.facility_id", "report_request.id"],
            name="report_file_of_request",
        ),
        sa.CheckConstraint("(request_id is null) = (due_on is not null)", name="report_file_origin"),
        sa.CheckConstraint("until >= begin", name="report_file_period"),
        sa.CheckConstraint("size > 0", name="report_file_size"),
    )
    once = ["facility_id", "begin", "until", "kind"]
    by_itself = {"unique": True, "postgresql_where": "request_id is null"}
    op.create_index("report_file_automatic_once", "report_file", once, **by_itself)
    asked = {"unique": True, "postgresql_where": "request_id is not null"}
    op.create_index("report_file_requested_once", "report_file", ["request_id", "kind"], **asked)
    op.create_table(
        "report_content",
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("file_id", sa.BigInteger(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id", "file_id"],
            ["report_file.facility_id", "report_file.id"],
            name="report_content_of_file",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("octet_length(content) between 1 and 1048576", name="report_content_size"),
    )


def _makings() -> None:
    op.create_table(
        "report_making",
        sa.Column("due_on", sa.Date(), primary_key=True),
        sa.Column("begin", sa.Date(), primary_key=True),
        sa.Column("until", sa.Date(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), primary_key=True),
        sa.Column("outcome", sa.String(12), server_default="waiting", nullable=False),
        sa.Column("error_class", sa.String(120)),
        sa.Column("at", MOMENT),
        sa.CheckConstraint("outcome in ('waiting', 'made', 'failed')", name="report_making_outcome"),
    )


def _policies() -> None:
    """A facility sees its own; it asks and cancels, and only the product itself makes files and moves a run."""
    for table, reach in (
        ("report_request", _within("dossiers")),
        ("report_file", _within("dossiers")),
        ("report_content", _within("dossiers")),
        ("report_making", f"{_within('figures')} and {BY_AGENCY}"),
    ):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({reach})")
    own, product = _within("dossiers"), f"{_within('dossiers')} and {BY_SYSTEM}"
    retried = f"{_within('figures')} and {BY_AGENCY}"
    _allow("report_request", "asked", "insert", f"{own} and ((state = 'asked' and done = 0) or {BY_SYSTEM})")
    _allow("report_request", "moved", "update", own)
    _allow("report_file", "made", "insert", product)
    _allow("report_file", "renewed", "update", product)
    # Cancelling takes away what was made already; its pieces go with it.
    _allow("report_file", "cancelled", "delete", f"{own} and (request_id is not null or {BY_SYSTEM})")
    _allow("report_content", "made", "insert", product)
    _allow("report_content", "removed", "delete", product)
    _allow("report_making", "begun", "insert", f"{_within('figures')} and {BY_SYSTEM}")
    _allow("report_making", "moved", "update", retried)
    op.execute("revoke delete on report_request, report_making from binc_app")
    op.execute("revoke update on report_content from binc_app")


def _allow(table: str, name: str, command: str, condition: str) -> None:
    using = "" if command == "insert" else f"using ({condition})"
    check = "" if command == "delete" else f"with check ({condition})"
    op.execute(f"create policy {table}_{name} on {table} for {command} to binc_app {using} {check}")


def _notices() -> None:
    kinds = ("took", "taken", "gave", "given", "reopening_approved", "reopening_rejected")
    kinds += ("statements_due", "quarter_reopened", "quarter_kept", "reports_ready")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("notice_kind", "notice")
    op.create_check_constraint("notice_kind", "notice", f"kind in ({listed})")
