"""Opening the clients of a whole file without a lock for each of their numbers (C-1, G-3)."""

from __future__ import annotations

from alembic import op

revision = "20261129_108"
down_revision = "20261129_106"
branch_labels = None
depends_on = None


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


# Of a number that somebody else makes a client of at this moment, the insert waits for him and then finds his.
OPEN_CLIENT = f"""
create or replace function open_client(at_facility bigint, why text, person jsonb) returns bigint language plpgsql
security definer set search_path = pg_catalog, public as $$
declare
  found_id bigint;
  fresh client;
begin
  if at_facility is null or not at_facility between {_number("dossiers_first")} and {_number("dossiers_last")} then
    raise insufficient_privilege using message = 'facility out of reach';
  end if;
  if person->>'national_number' is not null then
    if current_setting('binc.opens_many', true) is distinct from 'on' then
      perform pg_advisory_xact_lock(hashtextextended('client:' || (person->>'national_number'), 0));
    end if;
    select id into found_id from client where national_number = person->>'national_number';
  end if;
  if found_id is null then
    fresh := jsonb_populate_record(null::client, person);
    fresh.id := nextval('client_number');
    fresh.unborn := coalesce(fresh.unborn, false);
    fresh.address_unknown := coalesce(fresh.address_unknown, false);
    fresh.version := 1;
    fresh.created_at := now();
    fresh.changed_at := now();
    fresh.created_by := {_number("user_id")};
    fresh.changed_by := fresh.created_by;
    if fresh.unborn and not exists (select 1 from facility f where f.id = at_facility
      and f.organisation_type in ('CIG', 'CKG', '1G1P')) then
      raise check_violation using message = 'no unborn children here', constraint = 'client_unborn_here';
    end if;
    insert into client select fresh.* on conflict (national_number) do nothing returning id into found_id;
    if found_id is null then
      select id into strict found_id from client where national_number = fresh.national_number;
    end if;
  end if;
  insert into client_access (facility_id, client_id, opened_by, opened_at, reason)
    values (at_facility, found_id, {_number("user_id")}, now(), why) on conflict do nothing;
  return found_id;
end $$
"""


def upgrade() -> None:
    op.execute(OPEN_CLIENT)
