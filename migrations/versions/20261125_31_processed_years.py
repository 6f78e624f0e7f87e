"""The years that the agency processed, and the lock they put on schakelingen (S-14, Q-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_31"
down_revision = "20261125_33"
branch_labels = None
depends_on = None

# Saving a schakeling holds the years of its facility, so that none is processed meanwhile. Volatile: the answer is
# read after the lock, with a snapshot of its own.
HOLD = """
create function hold_processed_years(of_facility bigint) returns date language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('processed_year:' || of_facility, 0));
  return locked_until(of_facility);
end $$
"""
LOCKED_UNTIL = """
create function locked_until(of_facility bigint) returns date language sql stable as $$
  select make_date(max(y.year), 12, 31) from processed_year y where y.facility_id = of_facility and y.locks
$$
"""
# The second wall: what is refused here was already refused by the rules, unless somebody went around them.
KEEP = """
create function {name}() returns trigger language plpgsql as $$
begin
  if exists ({broken}) then
    raise check_violation using message = 'a processed year is locked', constraint = 'schakeling_in_processed_year';
  end if;
  return null;
end $$
"""
FIXED = ("dossier_id", "decision_id", "kind", '"begin"', "elsewhere", "paid_to_parents")


def _row(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in FIXED)


CHANGED_WITHIN = f"""
select 1 from old_rows o join new_rows n on n.id = o.id
where (({_row("o")}) is distinct from ({_row("n")}) and least(o."begin", n."begin") <= locked_until(o.facility_id))
  or (o."end" is distinct from n."end" and least(o."end", n."end") <= locked_until(o.facility_id))
"""
BEGUN_WITHIN = 'select 1 from {rows} r where r."begin" <= locked_until(r.facility_id)'
PART_OF_ONE_BEGUN_WITHIN = """
select 1 from {rows} r join schakeling s on s.facility_id = r.facility_id and s.id = r.schakeling_id
where s."begin" <= locked_until(r.facility_id)
"""
NEW, OLD = "new table as new_rows", "old table as old_rows"
# Of a whole file that was read before, the years whose every quarter with help in it is processed.
FROM_STATEMENTS = """
insert into processed_year (facility_id, year, state, locks)
select q.facility_id, q.year, 'processed', true from quarter_statement q
group by q.facility_id, q.year
having bool_and(q.state = 'processed') and q.year between 2015 and extract(year from current_date) - 1
  and not exists (
    select 1 from generate_series(1, 4) number
    where number <> all(array_agg(q.quarter)) and exists (
      select 1 from schakeling s where s.facility_id = q.facility_id
        and s."begin" < make_date(q.year, 3 * number - 2, 1) + interval '3 months'
        and (s."end" is null or s."end" >= make_date(q.year, 3 * number - 2, 1))))
"""


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    _tables()
    _policies()
    op.execute(FROM_STATEMENTS)
    op.execute(
        "insert into processed_year_step (facility_id, year, state, actor_name) "
        "select facility_id, year, state, 'opwaardering' from processed_year"
    )
    op.execute(LOCKED_UNTIL)
    op.execute(HOLD)
    _walls()


def _tables() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    now = sa.text("now()")
    op.create_table(
        "processed_year",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("locks", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", moment, server_default=now, nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("changed_at", moment, server_default=now, nullable=False),
        sa.Column("changed_by", sa.Integer()),
        sa.UniqueConstraint("facility_id", "year", name="processed_year_once"),
        sa.CheckConstraint("state in ('processed', 'reopened')", name="processed_year_state"),
        sa.CheckConstraint("locks or state = 'reopened'", name="processed_year_locks"),
        sa.CheckConstraint("year between 2015 and 9998", name="processed_year_year"),
    )
    op.create_table(
        "processed_year_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_schakelingen", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("at", moment, server_default=now, nullable=False),
        sa.CheckConstraint("state in ('processed', 'reopened')", name="processed_year_step_state"),
    )
    op.create_index("processed_year_step_of_facility", "processed_year_step", ["facility_id", "year"])


def _policies() -> None:
    """Facilities read their own years; only the agency's policy team and the product itself write them."""
    within = f"facility_id between {_number('figures_first')} and {_number('figures_last')}"
    writer = f"{within} and current_setting('binc.kind', true) in ('agency_policy', 'system')"
    for table in ("processed_year", "processed_year_step"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({within})")
        op.execute(f"create policy {table}_made on {table} for insert to binc_app with check ({writer})")
    op.execute(
        f"create policy processed_year_moved on processed_year for update to binc_app using ({writer}) "
        f"with check ({writer})"
    )
    op.execute("revoke delete on processed_year from binc_app")
    op.execute("revoke update, delete on processed_year_step from binc_app")


def _walls() -> None:
    _wall("schakeling", "insert", NEW, BEGUN_WITHIN.format(rows="new_rows"))
    _wall("schakeling", "update", f"{OLD} {NEW}", CHANGED_WITHIN)
    _wall("schakeling", "delete", OLD, BEGUN_WITHIN.format(rows="old_rows"))
    for table in ("schakeling_module", "foster_carer"):
        _wall(table, "insert", NEW, PART_OF_ONE_BEGUN_WITHIN.format(rows="new_rows"))
        _wall(table, "update", NEW, PART_OF_ONE_BEGUN_WITHIN.format(rows="new_rows"))
        _wall(table, "delete", OLD, PART_OF_ONE_BEGUN_WITHIN.format(rows="old_rows"))


def _wall(table: str, event: str, tables: str, broken: str) -> None:
    name = f"{table}_{event}_keeps_processed_years"
    op.execute(KEEP.format(name=name, broken=broken))
    op.execute(
        f"create trigger {name} after {event} on {table} referencing {tables} "
        f"for each statement execute function {name}()"
    )
