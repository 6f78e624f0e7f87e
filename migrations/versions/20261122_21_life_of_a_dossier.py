"""The bin for deleted dossiers, the statuses a dossier can go through, and notices to colleagues (D-6 to D-9)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_21"
down_revision = "20261122_04"
branch_labels = None
depends_on = None

# From a status to the next ones; the same table as app.domain.dossiers.TRANSITIONS, which a test compares.
FOLLOWS_TABLE = """
create function dossier_follow_table() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (('open', 'closed'), ('closed', 'open'), ('open', 'deleted'), ('deleted', 'open'))
  then
    raise check_violation using message = 'no such step in the life of a dossier', constraint = 'dossier_follows_table';
  end if;
  return new;
end $$
"""
REMOVED_FROM_BIN = """
create function dossier_leave_from_bin() returns trigger language plpgsql as $$
begin
  raise check_violation using message = 'only a deleted dossier is removed', constraint = 'dossier_removed_from_bin';
end $$
"""
BIN_ENTRIES = """
create function bin_entries() returns table (facility_id bigint, facility_name text, code text, deleted_on date,
  deleted_by_name text) language sql stable security definer set search_path = pg_catalog, public as $$
  select d.facility_id, f.name, d.code, d.deleted_on, d.deleted_by_name
  from dossier d join facility f on f.id = d.facility_id
  where d.status = 'deleted' and current_setting('binc.kind', true) in ('admin', 'system')
$$
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    _statuses()
    _notices()


def _statuses() -> None:
    op.add_column("dossier", sa.Column("deleted_on", sa.Date()))
    op.add_column("dossier", sa.Column("deleted_by_name", sa.String(200)))
    op.drop_constraint("dossier_status", "dossier")
    op.create_check_constraint("dossier_status", "dossier", "status in ('open', 'closed', 'deleted')")
    op.create_check_constraint("dossier_deleted_has_day", "dossier", "(status = 'deleted') = (deleted_on is not null)")
    op.create_check_constraint(
        "dossier_deleted_is_empty",
        "dossier",
        "status <> 'deleted' or (last_decision_begin is null and last_schakeling_begin is null)",
    )
    op.create_index("dossier_in_bin", "dossier", ["facility_id", "deleted_on"], postgresql_where="status = 'deleted'")
    op.create_index("dossier_by_owner", "dossier", ["facility_id", "owner_id"], postgresql_where="status = 'open'")
    op.execute(FOLLOWS_TABLE)
    op.execute(
        "create trigger dossier_follows_table before update of status on dossier for each row "
        "when (old.status is distinct from new.status) execute function dossier_follow_table()"
    )
    op.execute(REMOVED_FROM_BIN)
    op.execute(
        "create trigger dossier_removed_from_bin before delete on dossier for each row "
        "when (old.status <> 'deleted') execute function dossier_leave_from_bin()"
    )
    op.execute(BIN_ENTRIES)
    op.execute("revoke all on function bin_entries from public")
    op.execute("grant execute on function bin_entries to binc_app")


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("ab_user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("colleague", sa.String(200), nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.String(24)), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('took', 'taken', 'gave', 'given')", name="notice_kind"),
    )
    op.create_index("notice_of_person", "notice", ["facility_id", "user_id"])
    within = f"facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
    op.execute("alter table notice enable row level security")
    op.execute("alter table notice force row level security")
    op.execute("create policy notice_owner on notice to binc_owner using (true) with check (true)")
    op.execute(f"create policy notice_reach on notice to binc_app using ({within}) with check ({within})")
