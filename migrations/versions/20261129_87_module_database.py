"""Deliveries of the module database, their differences, and the history of approved modules (M-2)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_87"
down_revision = "20261129_76"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
BY_SYSTEM = f"{KIND} = 'system'"
BY_AGENCY = f"{KIND} in ('agency_policy', 'system')"
ANOTHER_NOTICE = """
do $$
declare
  rule text;
begin
  select pg_get_constraintdef(oid) into strict rule from pg_constraint
  where conname = 'notice_kind' and conrelid = 'notice'::regclass;
  execute 'alter table notice drop constraint notice_kind';
  execute 'alter table notice add constraint notice_kind check (' || substr(rule, 7) || ' or kind = ''module_withdrawn'')';
end $$
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


WITHIN = f"facility_id between {_number('figures_first')} and {_number('figures_last')}"
# Whoever changes an approval, by hand, from a file or from the module database, is written down with it.
TELL = f"""
create function tell_approved_module() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  own bigint := {_number("user_id")};
begin
  if tg_op = 'UPDATE' and (old.valid_from, old.valid_until) is not distinct from (new.valid_from, new.valid_until) then
    return null;
  end if;
  insert into approved_module_change (facility_id, type_module_id, at, actor_id, actor_name, delivery_id,
    before_from, before_until, after_from, after_until)
  values (
    coalesce(new.facility_id, old.facility_id), coalesce(new.type_module_id, old.type_module_id), clock_timestamp(), own,
    coalesce((select first_name || ' ' || last_name from ab_user where id = own),
      current_setting('binc.actor_name', true), ''),
    nullif(current_setting('binc.module_delivery', true), '')::bigint,
    old.valid_from, old.valid_until, new.valid_from, new.valid_until);
  return null;
end $$
"""


def upgrade() -> None:
    _tables()
    for table in ("module_delivery", "module_difference", "approved_module_change"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
    _policies()
    op.execute(TELL)
    op.execute("revoke all on function tell_approved_module from public")
    op.execute(
        "create trigger approved_module_told after insert or update or delete on approved_module "
        "for each row execute function tell_approved_module()"
    )
    _notices()


def _days() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date()) for name in ("before_from", "before_until", "after_from", "after_until")]


def _keys() -> list[sa.Column[object]]:
    return [
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("type_module_id", sa.BigInteger(), sa.ForeignKey("type_module.id"), nullable=False),
    ]


def _tables() -> None:
    moment, now = postgresql.TIMESTAMP(timezone=True), sa.text("now()")
    codes = postgresql.ARRAY(sa.String(40))
    op.create_table(
        "module_delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("at", moment, server_default=now, nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("day", sa.Date()),
        sa.Column("added", sa.Integer(), server_default="0", nullable=False),
        sa.Column("waiting", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unknown_facilities", codes, server_default="{}", nullable=False),
        sa.Column("unknown_modules", codes, server_default="{}", nullable=False),
        sa.CheckConstraint("state in ('taken_in', 'refused')", name="module_delivery_state"),
        sa.CheckConstraint("(state = 'refused') = (reason is not null)", name="module_delivery_reason"),
    )
    op.create_table(
        "module_difference",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("delivery_id", sa.BigInteger(), sa.ForeignKey("module_delivery.id"), nullable=False),
        *_keys(),
        sa.Column("kind", sa.String(12), nullable=False),
        *_days(),
        sa.Column("state", sa.String(12), server_default="waiting", nullable=False),
        sa.Column("decided_at", moment),
        sa.Column("decided_by", sa.BigInteger()),
        sa.Column("decided_by_name", sa.String(200)),
        sa.CheckConstraint("kind in ('added', 'ended', 'removed', 'changed')", name="module_difference_kind"),
        sa.CheckConstraint("state in ('waiting', 'applied', 'superseded')", name="module_difference_state"),
        sa.CheckConstraint("before_from is not null or after_from is not null", name="module_difference_days"),
    )
    waiting = {"postgresql_where": "state = 'waiting'"}
    op.create_index("module_difference_waiting", "module_difference", ["facility_id"], **waiting)
    op.create_index("module_difference_of_facility", "module_difference", ["facility_id", "id"])
    op.create_table(
        "approved_module_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        *_keys(),
        sa.Column("at", moment, server_default=now, nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("delivery_id", sa.BigInteger()),
        *_days(),
    )
    op.create_index("approved_module_change_of_facility", "approved_module_change", ["facility_id", "id"])


def _policies() -> None:
    """The policy team sees and applies; only the product takes deliveries in, and only the trigger writes history."""
    _allow("module_delivery", "read", "select", BY_AGENCY)
    _allow("module_delivery", "made", "insert", BY_SYSTEM)
    _allow("module_difference", "read", "select", f"{WITHIN} and {BY_AGENCY}")
    _allow("module_difference", "made", "insert", f"{WITHIN} and {BY_SYSTEM}")
    decided = f"{WITHIN} and {BY_AGENCY}"
    op.execute(
        "create policy module_difference_decided on module_difference for update to binc_app "
        f"using ({decided} and state = 'waiting') with check ({decided})"
    )
    _allow("approved_module_change", "read", "select", WITHIN)
    op.execute("revoke update, delete on module_delivery from binc_app")
    op.execute("revoke delete on module_difference from binc_app")
    op.execute("revoke insert, update, delete on approved_module_change from binc_app")


def _allow(table: str, name: str, command: str, condition: str) -> None:
    words = f"with check ({condition})" if command == "insert" else f"using ({condition})"
    op.execute(f"create policy {table}_{name} on {table} for {command} to binc_app {words}")


def _notices() -> None:
    """One more kind beside those that are there, whichever these are."""
    op.execute(ANOTHER_NOTICE)
    op.execute(
        "create policy notice_of_modules on notice for insert to binc_app "
        f"with check ({WITHIN} and {BY_AGENCY} and kind = 'module_withdrawn')"
    )
