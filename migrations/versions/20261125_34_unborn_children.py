"""Unborn children: who may register one, and a mark beside their dossiers (C-4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_34"
down_revision = "20261125_37"
branch_labels = None
depends_on = None


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


# The organisation types are those of app.domain.organisation_types.REGISTER_UNBORN, which a test compares.
OPEN_CLIENT = f"""
create or replace function open_client(at_facility bigint, why text, person jsonb) returns bigint language plpgsql
security definer set search_path = pg_catalog, public as $$
declare
  found bigint;
  fresh client;
begin
  if at_facility is null or not at_facility between {_number("dossiers_first")} and {_number("dossiers_last")} then
    raise insufficient_privilege using message = 'facility out of reach';
  end if;
  if person->>'national_number' is not null then
    perform pg_advisory_xact_lock(hashtextextended('client:' || (person->>'national_number'), 0));
    select id into found from client where national_number = person->>'national_number';
  end if;
  if found is null then
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
    insert into client select fresh.*;
    found := fresh.id;
  end if;
  insert into client_access (facility_id, client_id, opened_by, opened_at, reason)
    values (at_facility, found, {_number("user_id")}, now(), why) on conflict do nothing;
  return found;
end $$
"""
# The client's row is held before the dossier's stands in any index: whoever links a child holds it too, and of two
# people at the same moment one waits instead of both.
TAKE_CLIENT = """
create or replace function dossier_take_client() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  select c.name, c.first_name, c.name_key, c.first_name_key, c.call_name_key, c.birth_date,
    coalesce(extract(year from c.birth_date)::int, c.presumed_birth_year), c.birth_country, c.unborn
  into new.client_name, new.client_first_name, new.name_key, new.first_name_key, new.call_name_key, new.birth_date,
    new.birth_year, new.birth_country, new.client_unborn
  from client c where c.id = new.client_id for key share;
  if not found then
    raise foreign_key_violation using message = 'no such client', constraint = 'dossier_of_client_gone';
  end if;
  return new;
end $$
"""
GIVE_DOSSIERS = """
create or replace function client_give_dossiers() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  update dossier d set client_name = new.name, client_first_name = new.first_name, name_key = new.name_key,
    first_name_key = new.first_name_key, call_name_key = new.call_name_key, birth_date = new.birth_date,
    birth_year = coalesce(extract(year from new.birth_date)::int, new.presumed_birth_year),
    birth_country = new.birth_country, client_unborn = new.unborn
  where d.client_id = new.id;
  return null;
end $$
"""


def upgrade() -> None:
    op.add_column("dossier", sa.Column("client_unborn", sa.Boolean(), server_default="false", nullable=False))
    op.execute("update dossier d set client_unborn = true from client c where c.id = d.client_id and c.unborn")
    op.create_index(
        "dossier_unborn",
        "dossier",
        ["facility_id", "created_on"],
        postgresql_where="status = 'open' and client_unborn",
    )
    op.create_index("client_unborn_by_name", "client", ["name_key", "first_name_key"], postgresql_where="unborn")
    op.drop_constraint("client_unborn", "client")
    op.create_check_constraint(
        "client_unborn",
        "client",
        "not unborn or (birth_date is null and presumed_birth_year is null and national_number is null)",
    )
    for function in (OPEN_CLIENT, TAKE_CLIENT, GIVE_DOSSIERS):
        op.execute(function)
    op.execute("drop trigger client_beside_dossiers on client")
    op.execute(
        "create trigger client_beside_dossiers after update of name, first_name, call_name_key, birth_date, "
        "presumed_birth_year, birth_country, unborn on client for each row execute function client_give_dossiers()"
    )
