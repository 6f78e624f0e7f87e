"""Figures of all facilities kept beside what they were made of, and proof of what changed since (F-7, F-8)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_10"
down_revision = "20261129_21"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
READERS = f"{KIND} in ('agency_policy', 'agency_analyst', 'system')"
BY_SYSTEM = f"{KIND} = 'system'"
TRANSACTION = "(pg_current_xact_id()::text)::bigint"
NEW, OLD = "new table as new_rows", "old table as old_rows"
BOTH = f"{OLD} {NEW}"

# From which day on figures may differ, per facility. A deployment of which only the end moved differs from the day
# after the earlier of the two ends on; utilisation of crisis help looks at the capacity of the last day of the year.
DEPLOYED = 'select facility_id, "begin" as day from {rows}'
DEPLOYED_OTHERWISE = """
select n.facility_id, case
  when (o.client_id, o.dossier_id, o.schakeling_id, o.type_module_id, o."begin", o.guaranteed, o.counted_from)
    is distinct from
    (n.client_id, n.dossier_id, n.schakeling_id, n.type_module_id, n."begin", n.guaranteed, n.counted_from)
  then least(o."begin", n."begin") else least(o."end", n."end") + 1 end as day
from old_rows o join new_rows n on n.id = o.id where o is distinct from n
"""
RECOGNISED = "select facility_id, date_trunc('year', valid_from)::date as day from {rows}"
RECOGNISED_OTHERWISE = """
select n.facility_id, date_trunc('year', least(o.valid_from, n.valid_from))::date as day
from old_rows o join new_rows n on n.id = o.id
where (o.line, o.valid_from, o.recognised, o.innovative, o.guaranteed, o.counts_toward)
  is distinct from (n.line, n.valid_from, n.recognised, n.innovative, n.guaranteed, n.counts_toward)
"""
REGISTERED = "select facility_id, make_date(year, 3 * quarter - 2, 1) as day from {rows}"
REGISTERED_OTHERWISE = """
select n.facility_id, make_date(least(o.year, n.year), 3 * least(o.quarter, n.quarter) - 2, 1) as day
from old_rows o join new_rows n on n.id = o.id
where (o.year, o.quarter, o.type_module_id, o.total) is distinct from (n.year, n.quarter, n.type_module_id, n.total)
"""
OF_ANOTHER_TYPE = """
select n.id as facility_id, date '-infinity' as day from old_rows o join new_rows n on n.id = o.id
where o.organisation_type <> n.organisation_type
"""
EVERYBODY = "select null::bigint as facility_id, date '-infinity' as day from {rows}"
EVERYBODY_OTHERWISE = """
select null::bigint as facility_id, date '-infinity' as day
from old_rows o join new_rows n on n.id = o.id where o is distinct from n
"""
NOTE = """
create function {name}() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into figure_change (facility_id, since)
  select facility_id, min(day) from ({changed}) changed group by facility_id;
  return null;
end $$
"""


def _within() -> str:
    first, last = (f"nullif(current_setting('binc.figures_{end}', true), '')::bigint" for end in ("first", "last"))
    return f"facility_id between {first} and {last}"


def upgrade() -> None:
    _tables()
    _policies()
    for table, plain, otherwise in (
        ("deployment", DEPLOYED, DEPLOYED_OTHERWISE),
        ("capacity_row", RECOGNISED, RECOGNISED_OTHERWISE),
        ("utilisation_total", REGISTERED, REGISTERED_OTHERWISE),
        ("type_module", EVERYBODY, EVERYBODY_OTHERWISE),
        ("occupancy_rule", EVERYBODY, EVERYBODY_OTHERWISE),
    ):
        _noted(table, "insert", NEW, plain.format(rows="new_rows"))
        _noted(table, "delete", OLD, plain.format(rows="old_rows"))
        _noted(table, "update", BOTH, otherwise)
    _noted("facility", "update", BOTH, OF_ANOTHER_TYPE)


def _noted(table: str, event: str, tables: str, changed: str) -> None:
    name = f"{table}_{event}_changes_figures"
    op.execute(NOTE.format(name=name, changed=changed))
    op.execute(
        f"create trigger {name} after {event} on {table} referencing {tables} "
        f"for each statement execute function {name}()"
    )


def _tables() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "figure_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id", ondelete="CASCADE")),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("made_in", sa.BigInteger(), server_default=sa.text(TRANSACTION), nullable=False),
        sa.Column("at", moment, server_default=sa.text("clock_timestamp()"), nullable=False),
    )
    op.create_index("figure_change_of_facility", "figure_change", ["facility_id", "made_in"])
    op.create_table(
        "stored_figures",
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("begin", sa.Date(), primary_key=True),
        sa.Column("end", sa.Date(), primary_key=True),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("stored_in", sa.BigInteger(), server_default=sa.text(TRANSACTION), nullable=False),
        sa.CheckConstraint("kind in ('occupancy', 'utilisation')", name="stored_figures_kind"),
    )
    op.create_index("stored_figures_of_period", "stored_figures", ["kind", "begin", "end", "facility_id"])
    op.create_table(
        "asked_figures",
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("begin", sa.Date(), primary_key=True),
        sa.Column("end", sa.Date(), primary_key=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind in ('occupancy', 'utilisation')", name="asked_figures_kind"),
    )


def _policies() -> None:
    """Only the agency's figure seats and the product itself see and keep them; what changed is noted by the tables."""
    stored = f"{_within()} and {READERS}"
    reaches = {
        "stored_figures": stored,
        "asked_figures": READERS,
        "figure_change": f"({_within()} or facility_id is null) and {READERS}",
    }
    for table, reach in reaches.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({reach})")
        op.execute(f"create policy {table}_dropped on {table} for delete to binc_app using ({BY_SYSTEM})")
    for table, reach in (("stored_figures", stored), ("asked_figures", READERS)):
        op.execute(f"create policy {table}_made on {table} for insert to binc_app with check ({reach})")
        op.execute(f"create policy {table}_moved on {table} for update to binc_app using ({reach}) with check ({reach})")
    op.execute("revoke insert, update on figure_change from binc_app")
