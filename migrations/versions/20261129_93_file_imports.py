"""Files that somebody reads in on screen, with what was found in them (G-3, A-4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_93"
down_revision = "20261129_85"
branch_labels = None
depends_on = None

TABLES = ("file_import", "import_finding")
MOMENT = postgresql.TIMESTAMP(timezone=True)
KIND = "current_setting('binc.kind', true)"
BY_SYSTEM = f"{KIND} = 'system'"
OWN = (
    "facility_id between nullif(current_setting('binc.dossiers_first', true), '')::bigint "
    "and nullif(current_setting('binc.dossiers_last', true), '')::bigint"
)
REACH = f"{OWN} or (facility_id is null and (sent_as = {KIND} or {BY_SYSTEM}))"
WITH_CONTENT = "state in ('checking', 'ready', 'confirmed')"
STATES = "'checking', 'refused', 'ready', 'confirmed', 'done', 'overtaken', 'cancelled', 'expired'"


def upgrade() -> None:
    _imports()
    _findings()
    _policies()
    _notices()


def _imports() -> None:
    op.create_table(
        "file_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id")),
        sa.Column("sent_as", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), server_default="checking", nullable=False),
        sa.Column("requested_by", sa.BigInteger()),
        sa.Column("requested_by_name", sa.String(200), nullable=False),
        sa.Column("requested_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("checked_at", MOMENT),
        sa.Column("confirmed_by_name", sa.String(200)),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("content_key", sa.String(80), unique=True),
        sa.Column("content_size", sa.BigInteger(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("about", sa.String(80)),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("faults", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cautions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("report", postgresql.JSONB()),
        sa.Column("plan", sa.String(64)),
        sa.CheckConstraint(f"state in ({STATES})", name="file_import_state"),
        sa.CheckConstraint("kind in ('exchange', 'quarter')", name="file_import_kind"),
        sa.CheckConstraint("done between 0 and total", name="file_import_progress"),
        sa.CheckConstraint(f"content_key is not null or not {WITH_CONTENT}", name="file_import_content"),
    )
    op.create_index("file_import_of_seat", "file_import", ["facility_id", "id"])
    kept = {"postgresql_where": "content_key is not null"}
    op.create_index("file_import_kept", "file_import", ["requested_at"], **kept)


def _findings() -> None:
    op.create_table(
        "import_finding",
        sa.Column("import_id", sa.BigInteger(), sa.ForeignKey("file_import.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id")),
        sa.Column("sent_as", sa.String(24), nullable=False),
        sa.Column("is_fault", sa.Boolean(), nullable=False),
        sa.Column("part", sa.String(60), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(200), server_default="", nullable=False),
        sa.Column("field", sa.String(120), server_default="", nullable=False),
        sa.Column("rule", sa.String(24), nullable=False),
        sa.Column("message", sa.String(1000), nullable=False),
    )
    op.create_index("import_finding_by_rule", "import_finding", ["import_id", "rule", "part"])


def _policies() -> None:
    """Who sent a file sees it, confirms it and takes it back; only the product says what it found and what it did."""
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({REACH})")
    sent = f"({REACH}) and ((state = 'checking' and done = 0 and sent_as = {KIND}) or {BY_SYSTEM})"
    _allow("file_import", "sent", "insert", f"with check ({sent})")
    moved = f"({REACH}) and (state in ('confirmed', 'cancelled') or {BY_SYSTEM})"
    _allow("file_import", "moved", "update", f"using ({REACH}) with check ({moved})")
    _allow("import_finding", "found", "insert", f"with check (({REACH}) and {BY_SYSTEM})")
    _allow("import_finding", "again", "delete", f"using (({REACH}) and {BY_SYSTEM})")
    op.execute("revoke delete on file_import from binc_app")
    op.execute("revoke update on import_finding from binc_app")


def _allow(table: str, name: str, command: str, conditions: str) -> None:
    op.execute(f"create policy {table}_{name} on {table} for {command} to binc_app {conditions}")


def _notices() -> None:
    """Adds the two kinds of notice to those that there are, whatever these are by now."""
    op.execute("""
do $$
declare rule text;
begin
  select pg_get_constraintdef(oid) into rule from pg_constraint
  where conname = 'notice_kind' and conrelid = 'notice'::regclass;
  execute 'alter table notice drop constraint notice_kind';
  execute 'alter table notice add constraint notice_kind check (' || substr(rule, 7)
    || ' or kind in (''file_checked'', ''file_read_in''))';
end $$
""")
