"""Requests to reopen a dossier of long ago, the door for the case handlers, and the notices of their answers (D-7)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_33"
down_revision = "20261125_36"
branch_labels = None
depends_on = None

# From a state to the next ones; the same table as app.domain.reopening.REQUEST_TRANSITIONS, which a test compares.
FOLLOWS_TABLE = """
create function reopening_request_follow_table() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in (('requested', 'approved'), ('requested', 'rejected'), ('requested', 'withdrawn'))
  then
    raise check_violation using message = 'no such step in the life of a request',
      constraint = 'reopening_request_follows_table';
  end if;
  return new;
end $$
"""
# However a dossier comes open again, no request for it keeps waiting.
WITHDRAWN_WHEN_OPEN = """
create function reopening_request_withdraw() returns trigger language plpgsql as $$
declare
  person bigint := nullif(current_setting('binc.user_id', true), '')::bigint;
begin
  update reopening_request set state = 'withdrawn', version = version + 1, decided_at = now(), decided_by = person,
    decided_by_name = coalesce((select u.first_name || ' ' || u.last_name from ab_user u where u.id = person),
      nullif(current_setting('binc.actor_name', true), ''), 'Binc')
  where facility_id = new.facility_id and dossier_id = new.id and state = 'requested';
  return null;
end $$
"""
ASKED_DOSSIERS = """
create function asked_dossiers(requests bigint[]) returns table (request_id bigint, dossier_id bigint, code text,
  status text, created_on date, closed_on date, other_open boolean) language sql stable security definer
set search_path = pg_catalog, public as $$
  select r.id, d.id, d.code, d.status, d.created_on, d.closed_on,
    exists (select 1 from dossier o where o.facility_id = d.facility_id and o.client_id = d.client_id
      and o.status = 'open' and o.id <> d.id)
  from reopening_request r join dossier d on d.facility_id = r.facility_id and d.id = r.dossier_id
  where r.id = any(requests) and d.status <> 'deleted'
    and current_setting('binc.kind', true) in ('agency_case_handler', 'system')
$$
"""
ASKED_COURSE = """
create function asked_course(request bigint) returns table (place int, kind text, begin_on date, end_on date,
  modules text[]) language sql stable security definer set search_path = pg_catalog, public as $$
  with asked as (
    select r.facility_id, r.dossier_id from reopening_request r
    join dossier d on d.facility_id = r.facility_id and d.id = r.dossier_id and d.status <> 'deleted'
    where r.id = request and current_setting('binc.kind', true) in ('agency_case_handler', 'system'))
  select 1, 'decision', d.begin, null::date, array(select t.name from decision_module m
      join type_module t on t.id = m.type_module_id where m.decision_id = d.id order by t.name)
  from asked join decision d on d.facility_id = asked.facility_id and d.dossier_id = asked.dossier_id
  union all
  select 2, s.kind, s.begin, s."end", array(select t.name from schakeling_module m
      join type_module t on t.id = m.type_module_id where m.schakeling_id = s.id order by t.name)
  from asked join schakeling s on s.facility_id = asked.facility_id and s.dossier_id = asked.dossier_id
$$
"""
FUNCTIONS = ("asked_dossiers", "asked_course")
KIND = "current_setting('binc.kind', true)"
# What a case handler changes of a dossier is one that was asked for, whatever facility is within reach.
ONLY_ASKED = (
    f"{KIND} is distinct from 'agency_case_handler' or exists (select 1 from reopening_request r "
    "where r.facility_id = dossier.facility_id and r.dossier_id = dossier.id)"
)


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def upgrade() -> None:
    _requests()
    _walls()
    for statement in (FOLLOWS_TABLE, WITHDRAWN_WHEN_OPEN, ASKED_DOSSIERS, ASKED_COURSE):
        op.execute(statement)
    op.execute(
        "create trigger reopening_request_follows_table before update of state on reopening_request for each row "
        "when (old.state is distinct from new.state) execute function reopening_request_follow_table()"
    )
    op.execute(
        "create trigger reopening_request_withdrawn after update of status on dossier for each row "
        "when (old.status = 'closed' and new.status <> 'closed') execute function reopening_request_withdraw()"
    )
    for function in FUNCTIONS:
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to binc_app")
    op.drop_constraint("notice_kind", "notice")
    op.create_check_constraint(
        "notice_kind",
        "notice",
        "kind in ('took', 'taken', 'gave', 'given', 'reopening_approved', 'reopening_rejected')",
    )
    op.create_index("notice_by_moment", "notice", ["at"])


def _requests() -> None:
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "reopening_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("facility_id", sa.BigInteger(), sa.ForeignKey("facility.id"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(12), server_default="requested", nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), sa.ForeignKey("ab_user.id", ondelete="SET NULL")),
        sa.Column("requested_by_name", sa.String(200), nullable=False),
        sa.Column("requested_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), sa.ForeignKey("ab_user.id", ondelete="SET NULL")),
        sa.Column("decided_by_name", sa.String(200)),
        sa.Column("decided_at", moment),
        sa.Column("answer", sa.Text()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id", "dossier_id"],
            ["dossier.facility_id", "dossier.id"],
            name="reopening_request_of_dossier",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "state in ('requested', 'approved', 'rejected', 'withdrawn')", name="reopening_request_state"
        ),
        sa.CheckConstraint("length(motive) between 1 and 1000", name="reopening_request_has_motive"),
        sa.CheckConstraint(
            "(state = 'requested') = (decided_at is null) and (decided_at is null) = (decided_by_name is null)",
            name="reopening_request_decided",
        ),
        sa.CheckConstraint("(state = 'rejected') = (answer is not null)", name="reopening_request_says_why"),
        sa.CheckConstraint(
            "state not in ('approved', 'rejected') or requested_by is null or decided_by is distinct from requested_by",
            name="reopening_request_four_eyes",
        ),
    )
    waiting = {"unique": True, "postgresql_where": "state = 'requested'"}
    op.create_index("reopening_request_one_waiting", "reopening_request", ["dossier_id"], **waiting)
    op.create_index("reopening_request_by_dossier", "reopening_request", ["facility_id", "dossier_id"])
    op.create_index("reopening_request_queue", "reopening_request", ["state", "requested_at", "id"])


def _walls() -> None:
    within = f"facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
    op.execute("alter table reopening_request enable row level security")
    op.execute("alter table reopening_request force row level security")
    op.execute(
        "create policy reopening_request_owner on reopening_request to binc_owner using (true) with check (true)"
    )
    op.execute(
        f"create policy reopening_request_reach on reopening_request to binc_app using ({within}) with check ({within})"
    )
    op.execute(
        "create policy reopening_request_queue on reopening_request for select to binc_app "
        f"using ({KIND} = 'agency_case_handler')"
    )
    op.execute(
        f"create policy dossier_only_asked on dossier as restrictive for update to binc_app using ({ONLY_ASKED})"
    )
