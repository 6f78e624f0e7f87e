"""A list costs as many questions to the database with fifty rows as with five, on every page that lists something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database import BincSession, db, transaction
from app.domain.activities import ActivityKind, activity_values
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.imports import ImportState
from app.domain.jobs import JobName
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.factory import create_app
from app.presentation import today_in_brussels
from app.runtime.postgres import EmbeddedPostgres
from app.services.activities import note_activity
from app.services.summaries import refresh_summary
from app.services.year_processing import start_processing
from models import Dossier, Facility
from models.access import Seat
from models.client_context import ContextChange, ContextHousehold, ContextPerson
from models.document import PersonalDocumentReader
from models.draft import Draft
from models.file_import import FileImport
from models.job_run import JobRun
from models.notice import Notice
from models.outbox import OutboxMessage
from models.processed_year import ProcessedYear
from models.reference import TypeModule
from models.report import ReportMaking, ReportRequest
from models.year_processing import YearProcessingOutcome
from tests.conftest import fresh_database, settings_for
from tests.factories import (
    create_capacity,
    create_capacity_question,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_total,
)
from tests.imports.files import create_import, one_finding
from tests.life.requests import asked
from tests.life.states import dossier_in, seat_of
from tests.reports.shelves import automatic, create_ready_request, create_request, requested, store
from tests.sharing.places import WorkPlace, create_place, put_document, service_of
from tests.views.counting import counted_statements
from tests.walls.world import keep_token

STAFF, MANAGER, HANDLER = Role.FACILITY_STAFF, Role.FACILITY_MANAGER, Role.AGENCY_CASE_HANDLER
FEW, MANY = 5, 50


@dataclass(frozen=True)
class Ground:
    """One of everything that lists hang on: who looks, one dossier with a long course, one client with much around."""

    facility_id: int
    seats: dict[Role, tuple[int, int]]
    code: str
    client_id: int
    search: str
    facility_code: str
    processing_id: int


@dataclass(frozen=True)
class Row:
    """What the next row of everything is made of; `place` counts from 0."""

    facility: Facility
    dossier: Dossier
    seat: Seat
    colleague_id: int
    place: int
    processing_id: int


# The page, who opens it, and what it lists.
PAGES: dict[str, tuple[Role, str]] = {
    "dossiers on the start page": (STAFF, "/"),
    "closed dossiers": (STAFF, "/?stand=afgesloten"),
    "work list": (STAFF, "/werklijst/"),
    "late registrations, by the facility": (STAFF, "/tijdig-registreren/"),
    "late registrations, by the agency": (Role.AGENCY_POLICY, "/cijfers/laattijdige-registratie/"),
    "messages to the Groeipakket": (Role.AGENCY_POLICY, "/beheer/groeipakket/"),
    "hits of a search": (STAFF, "/opzoeken/{search}"),
    "dossiers to take over": (STAFF, "/overdragen/?van={colleague}"),
    "colleagues to take over from": (STAFF, "/overdragen/"),
    "dossiers to hand over": (STAFF, "/overdragen/doorgeven/"),
    "drafts": (STAFF, "/concepten/"),
    "decisions and schakelingen of a dossier": (STAFF, "/dossiers/{code}/"),
    "what a dossier lacks before closing": (STAFF, "/dossiers/{code}/afsluiten/"),
    "activities": (STAFF, "/dossiers/{code}/activiteiten/"),
    "received documents": (STAFF, "/documenten/"),
    "sent documents": (STAFF, "/documenten/verzonden/"),
    "recipients and receipts of a document": (STAFF, "/documenten/1/"),
    "list for personal documents": (MANAGER, "/documenten/persoonlijk/"),
    "dossiers of a client": (STAFF, "/clienten/{client}/"),
    "households and persons": (STAFF, "/clienten/{client}/context/"),
    "changes of the context": (STAFF, "/clienten/{client}/context/geschiedenis/"),
    "sheet of the context": (STAFF, "/clienten/{client}/context/fiche"),
    "bin": (MANAGER, "/prullenbak/"),
    "bin of all facilities": (Role.ADMIN, "/beheer/prullenbak/"),
    "requests that wait": (HANDLER, "/aanvragen/"),
    "all requests": (HANDLER, "/aanvragen/?staat=alle"),
    "reports of a year": (STAFF, "/rapporten/"),
    "reports that were asked for": (STAFF, "/rapporten/aanvragen/"),
    "one request with its files": (STAFF, "/rapporten/aanvragen/1/"),
    "what each report holds": (STAFF, "/rapporten/inhoud/"),
    "tables of one report": (STAFF, "/rapporten/bestanden/1/bekijken/"),
    "files that were read in": (STAFF, "/inlezen/"),
    "faults of a file": (STAFF, "/inlezen/1/"),
    "faults of a file as a workbook": (STAFF, "/inlezen/1/excel/"),
    "reports made by themselves": (Role.AGENCY_POLICY, "/beheer/rapporten/"),
    "one making of reports": (Role.AGENCY_POLICY, "/beheer/rapporten/2024-1_2024-05-01/"),
    "processed years": (Role.AGENCY_POLICY, "/beheer/verwerkte-jaren/"),
    "capacity of a facility, by the facility": (STAFF, "/capaciteit/"),
    "capacity of a facility, by the agency": (Role.AGENCY_POLICY, "/beheer/capaciteit/voorziening/{facility}/"),
    "questions about capacity": (Role.AGENCY_POLICY, "/beheer/capaciteitsvragen/"),
    "capacity rows": (Role.AGENCY_POLICY, "/beheer/capaciteit/list/"),
    "facilities": (Role.AGENCY_POLICY, "/beheer/voorzieningen/list/"),
    "dashboard of all facilities": (Role.AGENCY_POLICY, "/cijfers/dashboard/"),
    "occupancy of all facilities": (Role.AGENCY_POLICY, "/cijfers/bezetting/"),
    "utilisation of all facilities": (Role.AGENCY_POLICY, "/cijfers/benutting/"),
    "quarter statements": (STAFF, "/kwartaalstaten/"),
    "one statement, by the facility": (STAFF, "/kwartaalstaten/2020-1/"),
    "one statement, by the agency": (Role.AGENCY_POLICY, "/beheer/kwartaalstaten/{facility}/2020-1/"),
    "preview of processing a year": (Role.AGENCY_POLICY, "/beheer/verwerkingen/voorbeeld/?jaar=2020&alles=ja"),
    "progress of processing a year": (Role.AGENCY_POLICY, "/beheer/verwerkingen/{processing}/"),
    "accounts": (Role.ADMIN, "/beheer/gebruikers/list/"),
    "seats": (Role.ADMIN, "/beheer/plaatsen/list/"),
    "messages": (Role.ADMIN, "/beheer/berichten/"),
}


@pytest.fixture(scope="module")
def counts(postgres: EmbeddedPostgres) -> Iterator[dict[str, tuple[int, int]]]:
    """How many statements each page sends with few rows and with many."""
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name))
        ground = prepare(app)
        fill(app, ground, 0, FEW)
        few = {page: statements_of(app, ground, page) for page in PAGES}
        fill(app, ground, FEW, MANY)
        yield {page: (few[page], statements_of(app, ground, page)) for page in PAGES}
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("page", PAGES)
def test_no_more_queries_for_fifty_rows_than_for_five(counts: dict[str, tuple[int, int]], page: str) -> None:
    few, many = counts[page]
    assert many <= few


def prepare(app: Flask) -> Ground:
    """A facility, who looks, and the dossier and client that get more and more."""
    with app.app_context(), transaction(Scope.system("test")) as session:
        facility = create_facility(session, name="Voorziening met veel")
        seats = {role: seat_of(session, facility, role) for role in {role for role, _ in PAGES.values()}}
        dossier = create_dossier(session, create_client(session, facility), facility, created_on=date(2020, 1, 1))
        search = keep_token(session, seats[STAFF].id, "dossiers", {"name": "P", "name_match": "starts"})
        sitting = {role: (seat.id, seat.user_id) for role, seat in seats.items()}
        processing = start_processing(session, 2020, [facility.id], actor=Actor(None, "An Claes"))
        return Ground(facility.id, sitting, dossier.code, dossier.client_id, search, facility.code, processing.id)


def fill(app: Flask, ground: Ground, begin: int, end: int) -> None:
    """Rows of everything that a page lists, numbered from begin up to end."""
    with app.app_context(), transaction(Scope.system("test")) as session:
        facility = session.get_one(Facility, ground.facility_id)
        dossier = session.scalars(select(Dossier).where(Dossier.code == ground.code)).one()
        seat = session.get_one(Seat, ground.seats[STAFF][0])
        for place in range(begin, end):
            for add in ROWS:
                add(session, Row(facility, dossier, seat, ground.seats[MANAGER][1], place, ground.processing_id))
        refresh_summary(session, dossier)
        # What waits that long asks the attention of the agency.
        session.execute(text("update groeipakket_message set made_at = now() - interval '3 days'"))
        own = Scope.of_seat(STAFF, Actor(seat.user_id, "An Claes"), facility.id, seat.id)
    # Drafts are within reach of their own seat only.
    with app.app_context(), transaction(own) as session:
        for place in range(begin, end):
            kept = {"form": f"/dossiers/{ground.code}/beslissingen/{place + 1}/", "content": [["begin", "01/02/2024"]]}
            session.add(Draft(facility_id=ground.facility_id, seat_id=own.seat_id, saved_at=datetime.now(UTC), **kept))


def some_day(place: int) -> date:
    """A day of the long course, ten days after the one before."""
    return date(2020, 1, 1) + timedelta(days=10 * place)


def lengthen_course(session: BincSession, row: Row) -> None:
    """A decision, a schakeling of five days under it, and an activity."""
    begin = some_day(row.place)
    kind = "start" if row.place == 0 else "switch"
    decision = create_decision(session, row.dossier, begin=begin)
    create_schakeling(session, decision, kind=kind, begin=begin, end=begin + timedelta(days=5))
    told = activity_values({"begin": begin}, {}, {})
    note_activity(session, row.dossier, ActivityKind.DECISION_ADDED, told, actor=Actor(None, "An Claes"))


def add_dossiers(session: BincSession, row: Row) -> None:
    """Dossiers of new clients: of who looks and of a colleague, closed, asked for, and deleted."""
    own = dossier_in(session, row.facility, "running", name=f"Peeters{row.place}")
    own.owner_id = row.seat.user_id
    colleague = create_seat(session, row.facility).user
    dossier_in(session, row.facility, "ready").owner_id = colleague.id
    dossier_in(session, row.facility, "empty").owner_id = row.colleague_id
    dossier_in(session, row.facility, "closed")
    dossier_in(session, row.facility, "deleted")
    long_ago = dossier_in(session, row.facility, "closed long ago")
    asked(session, long_ago, colleague, today=today_in_brussels())
    earlier = {"status": "closed", "closed_on": some_day(row.place)}
    create_dossier(session, row.dossier.client, row.facility, **earlier)


def add_context(session: BincSession, row: Row) -> None:
    """A household with a person, and the change that tells of it."""
    client_id = row.dossier.client_id
    home = ContextHousehold(client_id=client_id, kind="home", name=f"Huis {row.place}")
    session.add(home)
    session.flush()
    session.add(ContextPerson(client_id=client_id, household_id=home.id, relation="moeder", name="Claes"))
    change = {"deed": "added", "subject_kind": "household", "subject_id": home.id, "subject": "Huis", "changes": []}
    session.add(ContextChange(client_id=client_id, facility_id=row.facility.id, actor_name="An Claes", **change))


def add_of_person(session: BincSession, row: Row) -> None:
    """A dossier to hand over, a notice, and a mail."""
    create_dossier(session, create_client(session, row.facility), row.facility, owner_id=row.seat.user_id)
    notice = Notice(facility_id=row.facility.id, user_id=row.seat.user_id, kind="gave", colleague="An Claes")
    notice.codes = [row.dossier.code]
    words = {"kind": "test", "address": "an@voorbeeld.be", "subject": "Bericht", "body": "Bericht", "path": "/"}
    mail = OutboxMessage(recipient_id=row.seat.user_id, message_key=f"test-{row.place}", **words)
    session.add_all([notice, mail])


def add_place(session: BincSession, row: Row) -> None:
    """Another facility, with a processed year, a capacity row, and a place in a processing that goes on."""
    place = create_facility(session)
    how = ("waiting", "processed", "refused", "failed")[row.place % 4]
    reasons = ["Kwartaal 1 is nog niet verzonden."] if how == "refused" else []
    session.add(
        YearProcessingOutcome(processing_id=row.processing_id, facility_id=place.id, outcome=how, reasons=reasons)
    )
    session.add(ProcessedYear(facility_id=place.id, year=2020, state="processed", locks=True))
    create_capacity(session, place)


def add_line(session: BincSession, row: Row) -> None:
    """A line of the first quarter of 2020, of the next module that takes utilisation, with its total and its client."""
    typed = select(TypeModule.code).where(TypeModule.utilisation != "none", TypeModule.ckg_points.is_(None))
    codes = session.scalars(typed.order_by(TypeModule.code)).all()
    code = codes[row.place % len(codes)]
    dossier = create_dossier(session, create_client(session, row.facility), row.facility, created_on=date(2020, 1, 6))
    dates = {"begin": date(2020, 1, 6), "end": date(2020, 2, 28)}
    create_schakeling(session, create_decision(session, dossier, modules=(code,)), modules=(code,), **dates)
    if row.place < len(codes):
        create_total(session, row.facility, Quarter(2020, 1), code, 10 + row.place)


def add_capacity(session: BincSession, row: Row) -> None:
    """A capacity row of the facility, a planned one, and an answered and an open question of who looks."""
    create_capacity(session, row.facility, valid_from=some_day(row.place))
    create_capacity(session, row.facility, "P-CB-BREED", valid_from=date(2100, 1, 1) + timedelta(days=row.place))
    answered = {"state": "answered", "answer": "ja", "answered_by_name": "An Claes", "answered_at": datetime.now(UTC)}
    create_capacity_question(session, row.facility, asked_by=row.seat.user_id)
    create_capacity_question(session, create_facility(session))
    create_capacity_question(session, row.facility, asked_by=row.seat.user_id, **answered)


def add_reports(session: BincSession, row: Row) -> None:
    """A file of the first request, another request, a file that came by itself, and a facility without its files."""
    first = session.get(ReportRequest, 1) or create_ready_request(session, row.facility)
    create_request(session, row.facility)
    quarter, kind = Quarter(2024, 1).period, f"kind-{row.place}"
    store(session, requested(first), b"x", kind=kind)
    store(session, automatic(row.facility, quarter, date(2024, 5, 1)), b"x", kind=kind)
    store(session, automatic(row.facility, Period.year(2024 - row.place), date(2025, 3, 1)), b"x")
    making = {"due_on": date(2024, 5, 1), "begin": quarter.begin, "until": quarter.end}
    place = create_facility(session)
    session.add(ReportMaking(facility_id=place.id, outcome="failed", at=datetime.now(UTC), **making))
    key = "2024-1 2024-05-01 1" if row.place == 0 else f"{2024 - row.place} 2025-03-01 1"
    session.add(JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key=key, state="done"))


def add_files(session: BincSession, row: Row) -> None:
    """A file, and another fault in the first one."""
    create_import(session, row.facility, ImportState.REFUSED, lines=0)
    first = session.get_one(FileImport, 1)
    session.add(one_finding(first, row.place + 1))


def add_documents(session: BincSession, row: Row) -> None:
    """A document that came in, one that went out, another recipient of the first one, and somebody on the list."""
    service = service_of(session, row.facility)
    here, there = WorkPlace(service, [row.seat], row.facility), create_place(session, ServiceKind.GI)
    until = {"until": date(2100, 1, 1)}
    if row.place == 0:
        put_document(session, DocumentKind.GENERAL, here, there, **until)
    put_document(session, DocumentKind.GENERAL, here, there, document_id=1, **until)
    put_document(session, DocumentKind.GENERAL, there, here, **until)
    session.add(
        PersonalDocumentReader(
            facility_id=row.facility.id, user_id=create_seat(session, row.facility).user_id, added_by_name="An"
        )
    )


def add_late_registration(session: BincSession, row: Row) -> None:
    """A stay that was saved too late, here and at another facility, and a decision whose help is not registered."""
    now, today = datetime.now(UTC), today_in_brussels()
    for facility in (row.facility, create_facility(session)):
        dossier = create_dossier(session, create_client(session, facility), facility, created_on=date(2020, 1, 6))
        saved = {"begin": today - timedelta(days=30), "begin_registered_at": now}
        create_schakeling(session, create_decision(session, dossier), **saved)
        refresh_summary(session, dossier)
    dossier = create_dossier(session, create_client(session, row.facility), row.facility, created_on=date(2020, 1, 6))
    create_decision(session, dossier, begin=today - timedelta(days=2))
    refresh_summary(session, dossier)


ROWS = (
    add_late_registration,
    lengthen_course,
    add_dossiers,
    add_context,
    add_of_person,
    add_place,
    add_line,
    add_capacity,
    add_reports,
    add_files,
    add_documents,
)


def statements_of(app: Flask, ground: Ground, page: str) -> int:
    """What one opening of a page asks of the database, once its caches are warm."""
    role, path = PAGES[page]
    seat_id, user_id = ground.seats[role]
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept.update({"_user_id": str(user_id), "_fresh": True, "epoch": 0, "seat_id": seat_id})
    names = {"search": ground.search, "code": ground.code, "client": ground.client_id, "facility": ground.facility_code}
    names["processing"] = ground.processing_id
    address = path.format(colleague=ground.seats[MANAGER][1], **names)
    assert browser.get(address).status_code == 200, address
    with app.app_context():
        engine = db.engine
    with counted_statements(engine) as statements:
        browser.get(address)
    return len(statements)
