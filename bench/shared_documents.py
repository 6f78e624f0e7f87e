"""Ten thousand documents in and as many out of one facility and of one consultants' service (O-4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask

from app.domain.roles import Role
from bench.organisations import LARGE_PLACE
from bench.visitor import Visitor
from config import Settings

DOCUMENTS = 10_000
CODE, MARK = "OCJ-BENCH", "bench-"
CONSULTANTS = 20
# The first of them is the team lead.
LEAD = 9_000_001
FACILITY = LARGE_PLACE + 1

_SERVICE = f"""
insert into service (code, name, kind, version) values ('{CODE}', 'OCJ Meetstad', 'OCJ', 1) on conflict do nothing
"""
_STAFF = f"""
select id, user_id from seat where facility_id = {FACILITY} and role = '{Role.FACILITY_STAFF}' order by id limit 1
"""
_COUNTED = [f"analyze {table}" for table in ("document", "document_recipient", "document_naming", "outbox_message")]
_PEOPLE = f"""
insert into ab_user (id, first_name, last_name, username, password, active, email, session_epoch)
select {LEAD - 1} + n, 'Consulent', n::text, '{MARK}' || n, 'x', true, '{MARK}' || n || '@voorbeeld.be', 0
  from generate_series(1, {CONSULTANTS}) n on conflict do nothing
"""
_SEATS = f"""
insert into seat (user_id, service_id, role)
select {LEAD - 1} + n, (select id from service where code = '{CODE}'),
  case when n = 1 then '{Role.CONSULTANT_LEAD}' else '{Role.CONSULTANT}' end
  from generate_series(1, {CONSULTANTS}) n on conflict do nothing
"""
# Also what transfers of an earlier run left.
_OURS = f"(select id from document_recipient where {{}} in (select id from service where code = '{CODE}'))"
_FORGOTTEN = (
    *(
        f"delete from document_viewing where recipient_id in {_OURS.format(way)}"
        for way in ("service_id", "sender_service_id")
    ),
    *(f"delete from document_recipient where id in {_OURS.format(way)}" for way in ("service_id", "sender_service_id")),
    "delete from document_naming n where not exists "
    "(select 1 from document_recipient r where r.document_id = n.document_id)",
    "delete from document d where not exists (select 1 from document_recipient r where r.document_id = d.id)",
    "delete from outbox_message where kind = 'document_shared'",
)
# Every other one from the facility is about a client; of a tenth of what comes in the client is named.
_DOCUMENTS = f"""
insert into document (kind, sender_service_id, sender_id, sender_name, facility_id, dossier_id, client_id, client_name,
  client_first_name, file_name, media_type, description, shared_at, last_day, content_key, content_size, content_sha256)
select case when about then 'client_bound' else 'general' end, %(sender)s, %(person)s, 'Mieke Peeters', %(facility)s,
  case when about then d.id end, case when about then d.client_id end, case when about then d.client_name end,
  case when about then d.client_first_name end, 'verslag-' || n || '.pdf', 'application/pdf', 'Evolutieverslag',
  now() - (n %% 25) * interval '1 day', brussels_today() + 1 + (n %% 29)::int, '{MARK}' || %(way)s || n, 250000,
  repeat('0', 64)
from (select n, %(facility)s::bigint is not null and n %% 2 = 0 as about
  from generate_series(1, {DOCUMENTS}) n) numbered
left join (select row_number() over () as place, o.* from (select id, client_id, client_name, client_first_name
  from dossier where facility_id = %(facility)s order by id limit 1000) o) d on d.place = 1 + n %% 1000
"""
_RECIPIENTS = f"""
insert into document_recipient (document_id, kind, sender_service_id, sender_id, service_id, service_kind, person_id,
  person_name, email, until, first_viewed_at, first_viewed_by_name, mail_key)
select d.id, d.kind, d.sender_service_id, d.sender_id, s.id, s.kind,
  case when s.kind = 'OCJ' then {LEAD} + d.id %% {CONSULTANTS} end, 'Bo Ontvanger', 'bo@voorbeeld.be', d.last_day,
  case when d.id %% 3 = 0 then now() end, case when d.id %% 3 = 0 then 'Bo Ontvanger' end, d.content_key
from document d join service s on s.id = %(goal)s
where d.content_key like '{MARK}' || %(way)s || '%%'
"""
_NAMINGS = f"""
insert into document_naming (document_id, kind, sender_service_id, sender_id, client_name, client_first_name, name_key,
  first_name_key, birth_date)
select d.id, d.kind, d.sender_service_id, d.sender_id, k.client_name, k.client_first_name, k.name_key, k.first_name_key,
  k.birth_date
from document d join (select row_number() over () as place, o.* from (select * from dossier
  where facility_id = {FACILITY} and birth_date is not null order by id limit 1000) o) k on k.place = 1 + d.id % 1000
where d.content_key like '{MARK}in-%' and d.id % 10 = 0
"""
_MAILS = f"""
insert into outbox_message (kind, address, subject, body, path, message_key, state, sent_at)
select 'document_shared', r.email, 'Binc', 'Er is een document met je gedeeld:', '/documenten/' || r.document_id || '/',
  r.mail_key, 'sent', now() from document_recipient r where r.mail_key like '{MARK}%'
"""


@dataclass(frozen=True)
class Readers:
    """Who opens the pages, at the facility and at the service, and the newest document of each way."""

    staff: Visitor
    lead: Visitor
    consultant: Visitor
    document_in: int
    document_out: int


def share_ten_thousand(app: Flask) -> Readers:
    """Writes the documents anew, so that none of them has ended yet; their contents are nowhere."""
    with _owner(app) as connection:
        for statement in (_SERVICE, _PEOPLE, _SEATS, *_FORGOTTEN):
            connection.execute(statement)
        staff_seat, staff = connection.execute(_STAFF).fetchone() or (0, 0)
        (consultants,) = connection.execute(f"select id from service where code = '{CODE}'").fetchone() or (0,)
        (facility,) = connection.execute(f"select id from service where facility_id = {FACILITY}").fetchone() or (0,)
        for way in (
            {"way": "in-", "sender": consultants, "person": LEAD, "facility": None, "goal": facility},
            {"way": "out-", "sender": facility, "person": staff, "facility": FACILITY, "goal": consultants},
        ):
            connection.execute(_DOCUMENTS, way)
            connection.execute(_RECIPIENTS, way)
        for statement in (_NAMINGS, _MAILS, *_COUNTED):
            connection.execute(statement)
        seats = dict(
            connection.execute(f"select user_id, id from seat where user_id in ({LEAD}, {LEAD + 1})").fetchall()
        )
        newest = [_newest(connection, way) for way in ("in-", "out-")]
    lead, consultant = Visitor(app, seats[LEAD], LEAD), Visitor(app, seats[LEAD + 1], LEAD + 1)
    return Readers(Visitor(app, staff_seat, staff), lead, consultant, *newest)


def _newest(connection: psycopg.Connection[Any], way: str) -> int:
    found = connection.execute(f"select max(id) from document where content_key like '{MARK}{way}%'").fetchone()
    assert found is not None
    return int(found[0])


@contextmanager
def _owner(app: Flask) -> Iterator[psycopg.Connection[Any]]:
    settings: Settings = app.extensions["settings"]
    assert settings.database_owner_url
    with psycopg.connect(settings.database_owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection
