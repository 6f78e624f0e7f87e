"""The SQL that turns the drawn numbers (temporary tables plan_…) into rows of the product."""

from __future__ import annotations

from bench.answers import answers_sql
from bench.beside import BESIDE_STATEMENTS, BESIDE_TABLES, LARGE_BESIDE
from bench.trajectories import NO_DAY

# Every table that is filled, those with many rows of their own id.
LOADED_TABLES = (
    *BESIDE_TABLES,
    "ab_user",
    "seat",
    "facility",
    "approved_module",
    "capacity_row",
    "dossier",
    "referral",
    "registration",
    "decision",
    "schakeling",
    "deployment",
    "activity",
)
LARGE_TABLES = (
    *LARGE_BESIDE,
    "client",
    "client_access",
    "dossier",
    "referral",
    "registration",
    "decision",
    "decision_module",
    "schakeling",
    "schakeling_module",
    "deployment",
    "activity",
)
STAFF_OF_FACILITY = 3

LOOKUPS = (
    "create temporary table plan_name (place int primary key, name text, key text)",
    "create temporary table plan_first_name (place int primary key, name text, key text)",
    "create temporary table plan_town (place int primary key, postcode text, municipality text, street text)",
    "create temporary table plan_package (place int primary key, module_ids bigint[])",
    "create temporary table plan_detail (type_module_id bigint primary key, detail text[])",
)


def _day(column: str) -> str:
    return f"case when {column} <> {NO_DAY} then date '2000-01-01' + {column}::int end"


ACCOUNTS = f"""
insert into ab_user (id, first_name, last_name, username, email, active)
select n, 'Mieke', 'Peeters ' || n, 'medewerker' || n, 'medewerker' || n || '@voorbeeld.be', true
from generate_series(1, 1 + {STAFF_OF_FACILITY} * (select count(*) from facility)) as n
"""
SEATS = f"""
insert into seat (user_id, facility_id, role)
select n, 1 + (n - 1) / {STAFF_OF_FACILITY}, 'facility_staff'
from generate_series(1, {STAFF_OF_FACILITY} * (select count(*) from facility)) as n
union all
select 1 + (f.id - 1) * {STAFF_OF_FACILITY}, f.id, 'facility_manager' from facility f
union all
select (select max(id) from ab_user), null, role
from (values ('agency_policy'), ('agency_case_handler'), ('admin')) as one (role)
"""
CLIENTS = f"""
insert into client (id, national_number, name, first_name, name_key, first_name_key, sex, birth_date,
  presumed_birth_year, nationality, birth_country, country_of_origin, street, house_number, postcode, municipality,
  country)
select c.id, case when c.national_number >= 0 then lpad(c.national_number::text, 11, '0') end, n.name, f.name, n.key,
  f.key, case c.is_male when 1 then 'M' else 'F' end, {_day("c.born")},
  case when c.born = {NO_DAY} then c.birth_year end, 'BE', 'BE', 'BE', t.street, (1 + c.id % 120)::text, t.postcode,
  t.municipality, 'BE'
from plan_client c
join plan_name n on n.place = c.name
join plan_first_name f on f.place = c.first_name
join plan_town t on t.place = c.town
"""
DOSSIERS = f"""
insert into dossier (id, facility_id, client_id, code, created_on, owner_id, status, closed_on, client_name,
  client_first_name, name_key, first_name_key, birth_date, birth_year, birth_country, own_reference_key,
  last_decision_begin, first_schakeling_begin, last_schakeling_begin, last_schakeling_end, last_schakeling_modules,
  intake_optional, intake_completed_on, created_at, created_by, changed_at, changed_by)
select d.id, d.facility_id, d.client_id,
  'BNC_' || to_char(date '2000-01-01' + d.created::int, 'YYYYMMDD') || '_' || lpad(d.id::text, 6, '0'),
  date '2000-01-01' + d.created::int, d.owner_id, case when d.closed = {NO_DAY} then 'open' else 'closed' end,
  {_day("d.closed")}, c.name, c.first_name, c.name_key, c.first_name_key, c.birth_date,
  coalesce(extract(year from c.birth_date)::int, c.presumed_birth_year), c.birth_country,
  case d.with_reference when 1 then 'lg ' || lpad(d.id::text, 6, '0') end, {_day("d.last_decision")},
  {_day("d.first_begin")}, {_day("d.last_begin")}, {_day("d.last_end")}, coalesce(p.module_ids, '{{}}'),
  d.by_crisismeldpunt = 1, {_day("d.intake")},
  timestamptz '2000-01-01 00:00Z' + make_interval(days => d.created::int, secs => d.second), d.owner_id,
  timestamptz '2000-01-01 00:00Z' + make_interval(days => greatest(d.created, d.last_begin, d.last_decision)::int,
    secs => d.second), d.owner_id
from plan_dossier d
join client c on c.id = d.client_id
left join plan_package p on p.place = d.last_package
order by d.id
"""
CLIENT_ACCESS = """
insert into client_access (facility_id, client_id, opened_by, opened_at, reason)
select distinct on (client_id, facility_id) facility_id, client_id, owner_id, created_at, 'dossier'
from dossier order by client_id, facility_id, id
"""
REFERRALS = """
insert into referral (dossier_id, facility_id, own_reference, through_access_gate, referrer, created_at, changed_at)
select d.id, d.facility_id, case d.with_reference when 1 then 'LG-' || lpad(d.id::text, 6, '0') end,
  d.by_crisismeldpunt = 0 and d.id % 2 = 0,
  case when d.by_crisismeldpunt = 1 then 'crisismeldpunt' when d.id % 2 = 1 then 'context' end,
  now(), now()
from plan_dossier d order by d.id
"""
REGISTRATIONS = f"""
insert into registration (facility_id, dossier_id, kind, answers, completed_at)
select facility_id, id, 'intake', {answers_sql("intake")},
  timestamptz '2000-01-01 12:00Z' + make_interval(days => intake::int)
from plan_dossier where intake <> {NO_DAY} order by intake
"""
DECISIONS = """
insert into decision (id, facility_id, dossier_id, "begin", ground)
select id, facility_id, dossier_id, date '2000-01-01' + day::int,
  case judicial when 1 then 'judicial' else 'voluntary' end
from plan_decision
"""
RECOMMENDED = """
insert into decision_module (facility_id, decision_id, type_module_id)
select facility_id, decision_id, type_module_id from plan_recommended
"""
SCHAKELINGEN = f"""
insert into schakeling (id, facility_id, dossier_id, decision_id, kind, "begin", "end", begin_registered_at,
  end_registered_at)
select s.id, s.facility_id, s.dossier_id, s.decision_id, (array['start', 'switch', 'extension'])[1 + s.kind],
  date '2000-01-01' + s.first_day::int, {_day("s.last_day")},
  timestamptz '2000-01-01 15:00Z' + make_interval(days => s.first_day::int),
  case when s.last_day <> {NO_DAY} then timestamptz '2000-01-01 15:00Z' + make_interval(days => s.last_day::int) end
from plan_schakeling s
"""
MODULES = """
insert into schakeling_module (facility_id, schakeling_id, type_module_id, guaranteed, detail)
select m.facility_id, m.schakeling_id, m.type_module_id, m.guaranteed = 1, d.detail
from plan_module m join plan_detail d on d.type_module_id = m.type_module_id
"""
OPENED = """
insert into activity (facility_id, dossier_id, at, actor_id, actor_name, kind, "values")
select facility_id, id, created_at, owner_id, 'Mieke Peeters', 'dossier_opened',
  jsonb_build_object('about', jsonb_build_object('code', code), 'before', '{}'::jsonb,
    'after', jsonb_build_object('through_access_gate', true))
from dossier order by id
"""
ADDED = """
insert into activity (facility_id, dossier_id, at, actor_id, actor_name, kind, "values")
select s.facility_id, s.dossier_id, s.begin_registered_at, null, 'Mieke Peeters', 'schakeling_added',
  jsonb_build_object('about', jsonb_build_object('kind', s.kind, 'begin', s."begin"), 'before', '{}'::jsonb,
    'after', jsonb_build_object('kind', s.kind, 'begin', s."begin", 'modules', jsonb_build_array('VBFBJB04')))
from schakeling s order by s.id
"""
NUMBERS = (
    "select setval('client_number', (select max(id) from client))",
    "select setval('dossier_number', (select max(id) from dossier))",
)
# All of it is history: another system told the Groeipakket.
TOLD_BEFORE = """
insert into groeipakket_message (facility_id, dossier_id, schakeling_id, state)
select distinct s.facility_id, s.dossier_id, s.id, 'history' from schakeling s
join schakeling_module m on m.facility_id = s.facility_id and m.schakeling_id = s.id
join type_module t on t.id = m.type_module_id where t.groeipakket is not null
"""
STATEMENTS = (
    *("analyze plan_dossier", "analyze plan_client", "analyze plan_module"),
    *(ACCOUNTS, SEATS, CLIENTS, "analyze client", DOSSIERS, "analyze dossier", CLIENT_ACCESS, REFERRALS, REGISTRATIONS),
    *(DECISIONS, RECOMMENDED, SCHAKELINGEN, "analyze schakeling", MODULES, "analyze schakeling_module"),
    TOLD_BEFORE,
    *(OPENED, ADDED, *BESIDE_STATEMENTS, *NUMBERS),
)
