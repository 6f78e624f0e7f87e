"""The SQL that fills what hangs on the dossiers and clients of the made-up sector, at national volume.

Runs after the dossiers: their last pages of answers, the bin, requests to reopen, mails, drafts, foster carers,
processed years, and what stands around the clients.
"""

from __future__ import annotations

from bench.answers import answers_sql

# Every table that is filled here and numbers its rows by itself.
BESIDE_TABLES = (
    "reopening_request",
    "outbox_message",
    "draft",
    "processed_year",
    "processed_year_step",
    "context_situation",
    "context_household",
    "context_person",
    "context_change",
)
LARGE_BESIDE = ("foster_carer", "context_situation", "context_household", "context_person", "context_change")

EXITS = f"""
insert into registration (facility_id, dossier_id, kind, answers, completed_at)
select facility_id, id, 'exit', {answers_sql("exit")}, closed_on::timestamptz
from dossier where status = 'closed' and id % 10 < 9 order by closed_on
"""
# In the bin lies what holds no help: open dossiers, and those whose help never began.
BIN = """
update dossier set status = 'deleted', deleted_on = last_day.made - (dossier.id % 31)::int,
  deleted_by_name = 'Mieke Peeters', closed_on = null
from (select max(created_on) as made from dossier) as last_day
where last_decision_begin is null and last_schakeling_begin is null and dossier.id % 4 = 0
  and (status = 'open' or exists (select 1 from approved_module a where a.facility_id = dossier.facility_id))
"""
# One closed dossier in a hundred was asked for; of those, one in ten still waits.
REQUESTS = """
insert into reopening_request (facility_id, dossier_id, state, motive, requested_by, requested_by_name, requested_at,
  decided_by, decided_by_name, decided_at, answer)
select d.facility_id, d.id, asked.state, 'De laatste schakeling mist een module.', d.owner_id, 'Mieke Peeters',
  d.closed_on + interval '400 days', handler.id, handler.name, case when handler.id is not null
    then d.closed_on + interval '405 days' end,
  case when asked.state = 'rejected' then 'Maak een nieuw dossier.' end
from dossier d
cross join lateral (select case d.id / 100 % 10 when 0 then 'requested' when 1 then 'rejected' when 2 then 'withdrawn'
  else 'approved' end as state) as asked
left join lateral (select max(u.id) as id, 'Dossierbehandelaar' as name from ab_user u) as handler
  on asked.state <> 'requested'
where d.status = 'closed' and d.id % 100 = 7 and d.closed_on < (select max(created_on) - 366 from dossier)
order by d.closed_on
"""
MAILS = """
insert into outbox_message (kind, recipient_id, address, subject, body, path, message_key, state, tries, created_at,
  next_try_at, sent_at)
select 'reopening_answered', r.requested_by, 'medewerker' || r.requested_by || '@voorbeeld.be',
  'Er is een antwoord op je aanvraag', 'Er is een antwoord op je aanvraag in Binc.',
  '/dossiers/aanvraag/' || r.id || '/',
  'bench-' || r.id, 'sent', 1, r.decided_at, r.decided_at, r.decided_at
from reopening_request r where r.state in ('approved', 'rejected') order by r.decided_at
"""
# Whoever works at a facility left two forms half typed.
DRAFTS = """
insert into draft (facility_id, seat_id, form, content, saved_at)
select d.facility_id, s.id, '/dossiers/' || d.code || '/beslissingen/nieuw',
  jsonb_build_array(jsonb_build_array('begin', '01/02/2025'), jsonb_build_array('version', '1')),
  now() - interval '1 day' * d.place
from seat s join lateral (
  select d.facility_id, d.code, row_number() over () as place from dossier d
  where d.facility_id = s.facility_id and d.owner_id = s.user_id and d.status = 'open' limit 2) as d on true
"""
CARERS = """
insert into foster_carer (facility_id, schakeling_id, place, national_number, name)
select s.facility_id, s.id, 1, '85073003328', 'Peeters An'
from schakeling s join facility f on f.id = s.facility_id and f.organisation_type = 'pleegzorg'
"""
YEARS = """
insert into processed_year (facility_id, year, state, locks)
select f.id, y, 'processed', true from facility f,
  generate_series(2015, (select extract(year from max(created_on))::int - 2 from dossier)) as y
where f.organisation_type not in ('HCA', 'NAFT', '1G1P', 'GI') order by y, f.id
"""
STEPS = """
insert into processed_year_step (facility_id, year, state, actor_name, at)
select facility_id, year, state, 'Voorzieningenbeleid', make_timestamptz(year + 1, 4, 2, 9, 0, 0)
from processed_year order by year, facility_id
"""
# Of the last three years: what every facility filled in, and everything sent or processed but of a few this year.
TOTALS = """
insert into utilisation_total (facility_id, year, quarter, type_module_id, total)
select d.facility_id, q.year, q.number, d.type_module_id, 20 * count(*) from deployment d
join type_module m on m.id = d.type_module_id and m.utilisation = 'manual'
join (select y.year, n.number, make_date(y.year, 3 * n.number - 2, 1) as first_day,
    (make_date(y.year, 3 * n.number - 2, 1) + interval '3 months' - interval '1 day')::date as last_day
  from (select extract(year from max(created_on))::int as last from dossier) l
  cross join lateral generate_series(l.last - 2, l.last) as y(year) cross join generate_series(1, 4) as n(number)) q
  on d."end" >= q.first_day and d."begin" <= q.last_day
group by d.facility_id, q.year, q.number, d.type_module_id
"""
STATEMENTS = """
insert into quarter_statement (facility_id, year, quarter, state, sent_at)
select facility_id, t.year, t.quarter, case when t.year = l.last - 2 then 'processed' else 'sent' end,
  make_timestamptz(t.year, 12, 20, 9, 0, 0)
from (select distinct facility_id, year, quarter from utilisation_total) t
cross join (select extract(year from max(created_on))::int as last from dossier) l
where t.year < l.last or t.facility_id % 10 > 0
union
select d.facility_id, y.year, n.number, case when y.year = l.last - 2 then 'processed' else 'sent' end,
  make_timestamptz(y.year, 12, 20, 9, 0, 0)
from (select distinct facility_id from deployment) d
cross join (select extract(year from max(created_on))::int as last from dossier) l
cross join lateral generate_series(l.last - 2, l.last - 1) as y(year) cross join generate_series(1, 4) as n(number)
"""
SITUATIONS = """
insert into context_situation (client_id, stay_situation, service, note)
select id, 'bij_moeder', 'CLB', 'Bel voor vier uur.' from client where id % 2 = 0 order by id
"""
HOUSEHOLDS = """
insert into context_household (client_id, kind, stay, name, street, house_number, postcode, municipality, country)
select c.id, 'home', case place when 1 then 'main' else 'shared' end, case place when 1 then 'Moeder' else 'Vader' end,
  c.street, c.house_number, c.postcode, c.municipality, c.country
from client c, generate_series(1, 1 + (c.id % 3 = 0)::int) as place order by c.id
"""
PERSONS = """
insert into context_person (client_id, household_id, relation, name, first_name, carer)
select h.client_id, h.id, person.relation, c.name, person.first_name, person.relation = 'moeder'
from context_household h join client c on c.id = h.client_id,
  (values ('moeder', 'An'), ('broer', 'Bo')) as person (relation, first_name) order by h.client_id
"""
CHANGES = """
insert into context_change (client_id, at, facility_id, actor_name, deed, subject_kind, subject_id, subject, changes)
select p.client_id, now() - interval '1 day' * (p.id % 4000), a.facility_id, 'Mieke Peeters', 'added', 'person', p.id,
  p.first_name || ' ' || p.name,
  jsonb_build_array(jsonb_build_object('field', 'relation', 'before', '', 'after', 'Moeder'))
from context_person p join (select client_id, min(facility_id) as facility_id from client_access group by client_id) a
  on a.client_id = p.client_id
order by p.id
"""
BESIDE_STATEMENTS = (
    *(EXITS, BIN, REQUESTS, MAILS, DRAFTS, CARERS, YEARS, STEPS),
    *(SITUATIONS, HOUSEHOLDS, "analyze context_household", PERSONS, "analyze context_person", CHANGES),
)
# These two read the deployments, which are written last.
QUARTER_STATEMENTS = (TOTALS, "analyze utilisation_total", STATEMENTS)
