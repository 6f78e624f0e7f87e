"""Quarter statements: the switch of a total, the chain of events, and the walls that keep states and totals (Q-1 to Q-5)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_41"
down_revision = "20261125_42"
branch_labels = None
depends_on = None

KIND = "current_setting('binc.kind', true)"
# What a file says of the past is taken in as it comes, with all the states it names.
TAKES_IN = "coalesce(current_setting('binc.takes_in_statements', true), '') = 'on'"


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def _within(reach: str) -> str:
    return f"facility_id between {_number(reach + '_first')} and {_number(reach + '_last')}"


BY_AGENCY = f"{KIND} in ('agency_policy', 'system')"
# The same pairs as app.domain.statements.states, which a test compares.
FOLLOWS_TABLE = f"""
create function quarter_statement_follow_table() returns trigger language plpgsql as $$
begin
  if {TAKES_IN} then
    return coalesce(new, old);
  end if;
  if tg_op = 'INSERT' and new.state = 'open' then
    return new;
  elsif tg_op = 'DELETE' and old.state <> 'processed' then
    return old;
  elsif tg_op = 'UPDATE' and (new.facility_id, new.year, new.quarter) = (old.facility_id, old.year, old.quarter)
    and (old.state, new.state) in (
      ('open', 'open'), ('open', 'sent'), ('sent', 'to_send_again'), ('to_send_again', 'to_send_again'),
      ('to_send_again', 'sent'), ('reopened', 'reopened'), ('reopened', 'sent'))
    and new.{_within("dossiers")} then
    return new;
  elsif tg_op = 'UPDATE' and (new.facility_id, new.year, new.quarter) = (old.facility_id, old.year, old.quarter)
    and (old.state, new.state) in (('sent', 'processed'), ('processed', 'reopened')) and {BY_AGENCY} then
    return new;
  end if;
  raise check_violation using message = 'no such step of a quarter statement', constraint = 'quarter_statement_step';
end $$
"""
# Who saves a schakeling shares the statements of the facility with others who save, and keeps out whoever types or
# sends. Volatile: the answer is read after the lock, with a snapshot of its own.
SHARE = """
create function share_statements(of_facility bigint, since int) returns table (of_year int, of_quarter int)
language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('statements:' || of_facility, 0));
  return query
    select s.year, s.quarter from quarter_statement s
      where s.facility_id = of_facility and s.year * 4 + s.quarter >= since
    union
    select t.year, t.quarter from utilisation_total t
      where t.facility_id = of_facility and t.year * 4 + t.quarter >= since;
end $$
"""
KEEP = """
create function {name}() returns trigger language plpgsql as $$
begin
  if not {takes_in} and current_user = 'binc_app' and exists ({broken}) then
    raise check_violation using message = 'a processed quarter is locked', constraint = 'utilisation_processed';
  end if;
  return null;
end $$
"""
PROCESSED_TOTAL = """
select 1 from {rows} r join quarter_statement q
  on q.facility_id = r.facility_id and q.year = r.year and q.quarter = r.quarter where q.state = 'processed'
"""
PROCESSED_SHARE = """
select 1 from {rows} r join utilisation_total t on t.facility_id = r.facility_id and t.id = r.total_id
join quarter_statement q on q.facility_id = t.facility_id and q.year = t.year and q.quarter = t.quarter
where q.state = 'processed'
"""


def upgrade() -> None:
    op.add_column("utilisation_total", sa.Column("computed", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("quarter_statement", sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True)))
    # The old deployments must still be there when they are rewritten: what they were says which statements change.
    op.drop_constraint("deployment_of_schakeling", "deployment", type_="foreignkey")
    op.execute(
        "alter table deployment add constraint deployment_of_schakeling foreign key (facility_id, schakeling_id) "
        "references schakeling (facility_id, id) deferrable initially deferred"
    )
    _steps()
    _policies()
    _walls()


def _steps() -> None:
    op.create_table(
        "statement_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("from_state", sa.String(16), nullable=False),
        sa.Column("to_state", sa.String(16), nullable=False),
        sa.Column("type_module_id", sa.BigInteger(), sa.ForeignKey("type_module.id")),
        sa.Column("dossier_id", sa.BigInteger()),
        sa.Column("before", sa.Numeric(12, 2)),
        sa.Column("after", sa.Numeric(12, 2)),
        sa.Column("reason", sa.Text()),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("quarter between 1 and 4", name="statement_step_quarter"),
        sa.CheckConstraint(
            "event in ('edit', 'module_joins', 'line_drops', 'send', 'process', 'reopen')", name="statement_step_event"
        ),
    )
    # Only the dossier is forgotten when it is removed for good: the step itself stays.
    op.execute(
        "alter table statement_step add constraint statement_step_of_dossier foreign key (facility_id, dossier_id) "
        "references dossier (facility_id, id) on delete set null (dossier_id)"
    )
    op.create_index("statement_step_of_quarter", "statement_step", ["facility_id", "year", "quarter", "id"])
    op.create_index(
        "statement_step_by_dossier",
        "statement_step",
        ["facility_id", "dossier_id"],
        postgresql_where="dossier_id is not null",
    )


def _policies() -> None:
    """The agency reads totals and states of everybody; only the facility writes totals, and both write steps (A-4, Q-5)."""
    own, figures = _within("dossiers"), _within("figures")
    by_both = f"({own}) or ({figures} and {BY_AGENCY})"
    op.execute("alter table statement_step enable row level security")
    op.execute("alter table statement_step force row level security")
    op.execute("create policy statement_step_owner on statement_step to binc_owner using (true) with check (true)")
    for table, writer in (("utilisation_total", own), ("quarter_statement", by_both), ("statement_step", by_both)):
        op.execute(f"drop policy if exists {table}_reach on {table}")
        op.execute(f"create policy {table}_reach on {table} for select to binc_app using ({figures})")
        op.execute(f"create policy {table}_made on {table} for insert to binc_app with check ({writer})")
    for table, writer in (("utilisation_total", own), ("quarter_statement", by_both)):
        op.execute(f"create policy {table}_moved on {table} for update to binc_app using ({writer}) with check ({writer})")
        op.execute(f"create policy {table}_dropped on {table} for delete to binc_app using ({own})")
    op.execute("revoke update, delete on statement_step from binc_app")


def _walls() -> None:
    op.execute(SHARE)
    op.execute(FOLLOWS_TABLE)
    op.execute(
        "create trigger quarter_statement_follows_table before insert or update or delete on quarter_statement "
        "for each row execute function quarter_statement_follow_table()"
    )
    for table, broken in (("utilisation_total", PROCESSED_TOTAL), ("utilisation_of_client", PROCESSED_SHARE)):
        _wall(table, "insert", "new table as new_rows", broken.format(rows="new_rows"))
        _wall(table, "delete", "old table as old_rows", broken.format(rows="old_rows"))
        both = f"{broken.format(rows='old_rows')} union all {broken.format(rows='new_rows')}"
        _wall(table, "update", "old table as old_rows new table as new_rows", both)


def _wall(table: str, event: str, tables: str, broken: str) -> None:
    name = f"{table}_{event}_keeps_processed"
    op.execute(KEEP.format(name=name, broken=broken, takes_in=TAKES_IN))
    op.execute(
        f"create trigger {name} after {event} on {table} referencing {tables} "
        f"for each statement execute function {name}()"
    )
