"""Rights, row-level security and the functions that hold the walls inside the database."""

from __future__ import annotations

from alembic import op

revision = "20261122_02"
down_revision = "20261122_01"
branch_labels = None
depends_on = None

DOSSIER_TABLES = (
    "activity",
    "decision",
    "decision_module",
    "dossier",
    "foster_carer",
    "referral",
    "registration",
    "schakeling",
    "schakeling_module",
    "utilisation_of_client",
)
FIGURE_TABLES = ("approved_module", "capacity_row", "deployment", "quarter_statement", "utilisation_total")
OTHER_TABLES = ("client", "client_access", "search_criteria", "exchange_identity", "audit_entry")


def _number(name: str) -> str:
    return f"nullif(current_setting('binc.{name}', true), '')::bigint"


def _within(reach: str) -> str:
    return f"facility_id between {_number(reach + '_first')} and {_number(reach + '_last')}"


KIND = "current_setting('binc.kind', true)"

KNOWN_CLIENT = (
    "exists (select 1 from client_access a where a.client_id = client.id and "
    f"a.facility_id between {_number('dossiers_first')} and {_number('dossiers_last')})"
)

AUDIT_FUNCTIONS = (
    """
create function audit_content(entry audit_entry) returns bytea language sql stable
set search_path = pg_catalog, public as $$
  select convert_to(concat_ws('|', entry.id,
    to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(entry.user_id::text, ''),
    entry.actor_name, coalesce(entry.seat_id::text, ''), coalesce(entry.facility_id::text, ''), entry.action,
    entry.page, entry.subject_kind, array_to_string(entry.subject_ids, ','), array_to_string(entry.fields, ',')), 'UTF8')
$$
""",
    f"""
create function audit_append(entries jsonb) returns void language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  head audit_head;
  item jsonb;
  entry audit_entry;
begin
  select * into strict head from audit_head where singleton = 1 for update;
  for item in select value from jsonb_array_elements(entries) loop
    head.last_id := head.last_id + 1;
    entry.id := head.last_id;
    entry.at := clock_timestamp();
    entry.user_id := {_number("user_id")};
    entry.actor_name := coalesce(current_setting('binc.actor_name', true), '');
    entry.seat_id := {_number("seat_id")};
    entry.facility_id := {_number("facility_id")};
    entry.action := item->>'action';
    entry.page := coalesce(item->>'page', '');
    entry.subject_kind := item->>'kind';
    entry.subject_ids := array(select value::bigint from jsonb_array_elements_text(item->'ids'));
    entry.fields := array(select value from jsonb_array_elements_text(item->'fields'));
    entry.previous_digest := head.last_digest;
    entry.digest := sha256(head.last_digest || audit_content(entry));
    insert into audit_entry select entry.*;
    head.last_digest := entry.digest;
  end loop;
  update audit_head set last_id = head.last_id, last_digest = head.last_digest where singleton = 1;
end $$
""",
    """
create function audit_first_break() returns bigint language sql stable security definer
set search_path = pg_catalog, public as $$
  select min(chain.id) from (
    select e.id, e.digest, e.previous_digest, sha256(e.previous_digest || audit_content(e)) as expected,
      lag(e.digest, 1, decode(repeat('00', 32), 'hex')) over (order by e.id) as before,
      row_number() over (order by e.id) as place
    from audit_entry e) chain
  where chain.digest <> chain.expected or chain.previous_digest <> chain.before or chain.id <> chain.place
$$
""",
    """
create function audit_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit record cannot be changed';
end $$
""",
    "create trigger audit_entry_fixed before update or delete on audit_entry "
    "for each row execute function audit_refuse_change()",
    "create trigger audit_entry_kept before truncate on audit_entry "
    "for each statement execute function audit_refuse_change()",
    "insert into audit_head (singleton, last_id, last_digest) values (1, 0, decode(repeat('00', 32), 'hex'))",
)

CLIENT_FUNCTIONS = (
    "create sequence client_number start with 1000000",
    "create sequence dossier_number start with 1",
    f"""
create function open_client(at_facility bigint, why text, person jsonb) returns bigint language plpgsql
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
    insert into client select fresh.*;
    found := fresh.id;
  end if;
  insert into client_access (facility_id, client_id, opened_by, opened_at, reason)
    values (at_facility, found, {_number("user_id")}, now(), why) on conflict do nothing;
  return found;
end $$
""",
    """
create function dossier_take_client() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  select c.name, c.first_name, c.name_key, c.first_name_key, c.call_name_key, c.birth_date,
    coalesce(extract(year from c.birth_date)::int, c.presumed_birth_year), c.birth_country
  into new.client_name, new.client_first_name, new.name_key, new.first_name_key, new.call_name_key, new.birth_date,
    new.birth_year, new.birth_country
  from client c where c.id = new.client_id;
  return new;
end $$
""",
    "create trigger dossier_beside_client before insert or update of client_id on dossier "
    "for each row execute function dossier_take_client()",
    """
create function client_give_dossiers() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  update dossier d set client_name = new.name, client_first_name = new.first_name, name_key = new.name_key,
    first_name_key = new.first_name_key, call_name_key = new.call_name_key, birth_date = new.birth_date,
    birth_year = coalesce(extract(year from new.birth_date)::int, new.presumed_birth_year),
    birth_country = new.birth_country
  where d.client_id = new.id;
  return null;
end $$
""",
    "create trigger client_beside_dossiers after update of name, first_name, call_name_key, birth_date, "
    "presumed_birth_year, birth_country on client for each row execute function client_give_dossiers()",
    f"""
create function dossier_codes(ids bigint[]) returns table (dossier_id bigint, code text) language sql stable
security definer set search_path = pg_catalog, public as $$
  select d.id, d.code from dossier d where d.id = any(ids) and {KIND} <> 'agency_analyst'
    and d.{_within("figures")}
$$
""",
)


def upgrade() -> None:
    for statement in (*AUDIT_FUNCTIONS, *CLIENT_FUNCTIONS):
        op.execute(statement)
    _grant()
    _enforce()
    _policies()


def _grant() -> None:
    op.execute("grant usage on schema public to binc_app")
    op.execute("grant select, insert, update, delete on all tables in schema public to binc_app")
    op.execute("grant usage on all sequences in schema public to binc_app")
    op.execute("alter default privileges in schema public grant select, insert, update, delete on tables to binc_app")
    op.execute("alter default privileges in schema public grant usage on sequences to binc_app")
    op.execute("revoke all on audit_head, alembic_version from binc_app")
    op.execute("revoke insert, update, delete on audit_entry, client_access from binc_app")
    op.execute("revoke insert, delete on client from binc_app")
    op.execute("revoke all on function open_client, audit_append, audit_first_break, dossier_codes from public")
    op.execute("grant execute on function open_client, audit_append, audit_first_break, dossier_codes to binc_app")


def _enforce() -> None:
    for table in (*DOSSIER_TABLES, *FIGURE_TABLES, *OTHER_TABLES):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_owner on {table} to binc_owner using (true) with check (true)")


def _policies() -> None:
    for reach, tables in (("dossiers", DOSSIER_TABLES), ("figures", FIGURE_TABLES)):
        for table in tables:
            op.execute(
                f"create policy {table}_reach on {table} to binc_app "
                f"using ({_within(reach)}) with check ({_within(reach)})"
            )
    op.execute(f"create policy client_known on client to binc_app using ({KNOWN_CLIENT}) with check ({KNOWN_CLIENT})")
    op.execute(f"create policy client_access_reach on client_access for select to binc_app using ({_within('dossiers')})")
    own_seat = f"seat_id = {_number('seat_id')} or {KIND} = 'system'"
    op.execute(f"create policy search_criteria_seat on search_criteria to binc_app using ({own_seat}) with check ({own_seat})")
    system = f"{KIND} = 'system'"
    op.execute(f"create policy exchange_identity_system on exchange_identity to binc_app using ({system}) with check ({system})")
    op.execute(f"create policy audit_entry_readers on audit_entry for select to binc_app using ({KIND} in ('admin', 'system'))")
