"""Linking an unborn child to a national number, and merging it with who has that number already (C-4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_34b"
down_revision = "20261125_33b"
branch_labels = None
depends_on = None


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def _known(client: str) -> str:
    return (
        f"exists (select 1 from client_access a where a.client_id = {client} and "
        f"a.facility_id between {_number('dossiers_first')} and {_number('dossiers_last')})"
    )


FUNCTION = "language plpgsql security definer set search_path = pg_catalog, public"
GUARD = f"""
create function refuse_unless_unborn(child bigint) returns void {FUNCTION} as $$
begin
  if not {_known("child")} or not exists (select 1 from client where id = child and unborn) then
    raise insufficient_privilege using message = 'no unborn child within reach';
  end if;
end $$
"""
# The lock is that of open_client: nobody makes a client of this number meanwhile.
OF_NUMBER = f"""
create function client_of_number(digits text, hold boolean) returns bigint {FUNCTION} as $$
begin
  if {_number("dossiers_first")} is null or {_number("dossiers_first")} > {_number("dossiers_last")} then
    raise insufficient_privilege using message = 'no dossiers within reach';
  end if;
  if hold then
    perform pg_advisory_xact_lock(hashtextextended('client:' || digits, 0));
  end if;
  return (select id from client where national_number = digits);
end $$
"""
FACILITIES = f"""
create function facilities_of_link(child bigint, other bigint) returns setof bigint {FUNCTION} as $$
begin
  perform refuse_unless_unborn(child);
  return query select facility_id from client_access where client_id in (child, other)
    union select facility_id from dossier where client_id in (child, other) order by 1;
end $$
"""
OPEN_TWICE = f"""
create function open_twice(child bigint, other bigint) returns setof bigint {FUNCTION} as $$
begin
  perform refuse_unless_unborn(child);
  return query select facility_id from dossier where client_id in (child, other) and status = 'open'
    group by facility_id having count(*) > 1 order by facility_id;
end $$
"""
# Clients first and then dossiers, each in the order of their ids, so that two people never wait for each other.
HOLD = f"""
create function hold_for_link(child bigint, other bigint) returns void {FUNCTION} as $$
begin
  if not {_known("child")} then
    return;
  end if;
  perform 1 from client where id in (child, other) order by id for update;
  perform 1 from dossier where client_id in (child, other) order by id for update;
end $$
"""
NOTE = f"""
create function note_link(child bigint, into_client bigint) returns void {FUNCTION} as $$
begin
  perform refuse_unless_unborn(child);
  insert into client_link (unborn_id, client_id, linked_at, linked_by, record, dossier_ids)
    select c.id, into_client, now(), {_number("user_id")}, to_jsonb(c),
      array(select d.id from dossier d where d.client_id = c.id order by d.id)
    from client c where c.id = child;
end $$
"""
# Every table that refers to a client follows by itself, those first to which others refer (households before their
# persons); the three above the loop would hold something twice.
MERGE = f"""
create function merge_unborn(child bigint, into_client bigint) returns void {FUNCTION} as $$
declare
  follower record;
begin
  perform refuse_unless_unborn(child);
  if not exists (select 1 from client where id = into_client and national_number is not null) then
    raise check_violation using message = 'merged only with somebody of the register', constraint = 'client_merged_into';
  end if;
  perform note_link(child, into_client);
  insert into client_access (facility_id, client_id, opened_by, opened_at, reason)
    select facility_id, into_client, opened_by, opened_at, reason from client_access where client_id = child
    on conflict do nothing;
  insert into utilisation_of_client (total_id, client_id, amount, facility_id)
    select total_id, into_client, amount, facility_id from utilisation_of_client where client_id = child
    on conflict (total_id, client_id) do update
      set amount = coalesce(utilisation_of_client.amount + excluded.amount, utilisation_of_client.amount, excluded.amount);
  update dossier set client_id = into_client, version = version + 1, changed_at = now(), changed_by = {_number("user_id")}
    where client_id = child;
  for follower in
    select c.conrelid::regclass as place, a.attname as referring
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'client'::regclass
      and c.conrelid not in ('client_access'::regclass, 'utilisation_of_client'::regclass, 'dossier'::regclass)
    order by exists (select 1 from pg_constraint r where r.contype = 'f' and r.confrelid = c.conrelid) desc, c.oid
  loop
    execute format('update %s set %I = $1 where %I = $2', follower.place, follower.referring, follower.referring)
      using into_client, child;
  end loop;
  update exchange_identity set record_id = into_client where kind = 'client' and record_id = child;
  delete from utilisation_of_client where client_id = child;
  delete from client_access where client_id = child;
  delete from client where id = child;
end $$
"""
OWN = f"d.facility_id between {_number('dossiers_first')} and {_number('dossiers_last')}"
# Tells of the link in the dossiers of every facility, in the transaction that made it; people are named in their own only.
TELL = f"""
create function tell_link(child bigint, told jsonb, by_name text) returns void {FUNCTION} as $$
begin
  insert into activity (facility_id, dossier_id, kind, at, actor_id, actor_name, values)
    select d.facility_id, d.id, case when l.unborn_id = l.client_id then 'client_linked' else 'client_merged' end,
      clock_timestamp(), case when {OWN} then {_number("user_id")} end,
      case when {OWN} then by_name else 'Een medewerker van een andere voorziening' end, told
    from client_link l join dossier d on d.id = any(l.dossier_ids)
    where l.unborn_id = child and l.linked_at = now() and {_known("l.client_id")};
end $$
"""
FUNCTIONS = {
    "refuse_unless_unborn": GUARD,
    "client_of_number": OF_NUMBER,
    "facilities_of_link": FACILITIES,
    "open_twice": OPEN_TWICE,
    "hold_for_link": HOLD,
    "note_link": NOTE,
    "merge_unborn": MERGE,
    "tell_link": TELL,
}


def upgrade() -> None:
    op.create_table(
        "client_link",
        sa.Column("unborn_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("client_id", sa.BigInteger(), sa.ForeignKey("client.id"), nullable=False),
        sa.Column("linked_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("linked_by", sa.BigInteger()),
        sa.Column("record", postgresql.JSONB(), nullable=False),
        sa.Column("dossier_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
    )
    op.create_index("client_link_of_client", "client_link", ["client_id"])
    op.execute("revoke insert, update, delete on client_link from binc_app")
    op.execute("alter table client_link enable row level security")
    op.execute("alter table client_link force row level security")
    op.execute("create policy client_link_owner on client_link to binc_owner using (true) with check (true)")
    op.execute(f"create policy client_link_known on client_link for select to binc_app using ({_known('client_link.client_id')})")
    for name, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"revoke all on function {name} from public")
    open_to_all = ", ".join(name for name in FUNCTIONS if name != "refuse_unless_unborn")
    op.execute(f"grant execute on function {open_to_all} to binc_app")
