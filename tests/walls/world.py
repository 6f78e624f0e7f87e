"""Two facilities with everything in them, and a seat for every role: the ground of the route matrix."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from app.database import BincSession, db, transaction
from app.domain.api_tokens import TokenScope
from app.domain.documents.sharing import WantedRecipient
from app.domain.documents.visibility import ServiceKind
from app.domain.imports import SECTOR_ROLES
from app.domain.jobs import JobName
from app.domain.period import Period
from app.domain.roles import FACILITY_ROLES, SERVICE_ROLES, Role
from app.domain.scope import Actor, Scope
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from app.services.accounts import give_seat
from app.services.api.tokens import make_token
from models import (
    Client,
    Document,
    DocumentRecipient,
    Dossier,
    Facility,
    JobRun,
    PersonalDocumentReader,
    ReopeningRequest,
    SearchCriteria,
    Seat,
    Service,
    StatementRequest,
    YearProcessing,
    YearProcessingOutcome,
)
from tests.conftest import fresh_database, settings_for
from tests.factories import (
    create_capacity,
    create_capacity_question,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_household,
    create_relative,
    create_schakeling,
    create_user,
)
from tests.imports.files import create_import
from tests.reports.counted import sector_table
from tests.reports.shelves import QUARTER, automatic, create_ready_request, requested, store

TOKEN_MADE, TOKEN_ENDS = date(2024, 1, 1), date(2024, 12, 31)
FAR_FUTURE = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """What an address can name of one facility, and the words that may never show elsewhere."""

    facility_id: int
    facility_code: str
    code: str
    number: int
    decision_id: int
    schakeling_id: int
    household_id: int
    relative_id: int
    request_id: int
    processing_id: int
    quarter_request_id: int
    question_id: int
    report_request_id: int
    report_file_id: int
    report_period: str
    sector_request_id: int
    sector_file_id: int
    import_id: int
    sector_imports: dict[Role, int]
    records: dict[str, int]
    searches: dict[Role, str]
    lookups: dict[Role, str]
    sharings: dict[Role, str]
    service_id: int
    document_id: int
    document_recipient_id: int
    reader_id: int
    token_id: int
    never_elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Sitting:
    """A seat as a browser needs it."""

    seat_id: int
    user_id: int


@dataclass(frozen=True)
class World:
    """The application, two places, and who sits where."""

    app: Flask
    own: Place
    other: Place
    seats: dict[Role, Sitting]

    def browser(self, role: Role | None) -> Any:
        """A browser signed in at the role's seat; None is somebody who has not signed in."""
        client = self.app.test_client()
        if role is not None:
            sitting = self.seats[role]
            with client.session_transaction() as browser:
                browser.update(
                    {"_user_id": str(sitting.user_id), "_fresh": True, "epoch": 0, "seat_id": sitting.seat_id}
                )
        return client

    def recorded_since(self, last: int) -> list[Any]:
        """The audit entries after the given one."""
        with self.app.app_context(), transaction(Scope.system("test")) as session:
            return list(session.execute(text("select * from audit_entry where id > :last order by id"), {"last": last}))

    def last_recorded(self) -> int:
        """The number of the newest audit entry."""
        with self.app.app_context(), transaction(Scope.system("test")) as session:
            return int(session.execute(text("select coalesce(max(id), 0) from audit_entry")).scalar_one())

    def fingerprint(self) -> str:
        """A digest of everything both facilities own, to see that a refused request changed nothing."""
        tables = (
            "dossier",
            "referral",
            "registration",
            "decision",
            "schakeling",
            "schakeling_module",
            "deployment",
            "timed_registration",
            "registration_reminder",
            "groeipakket_message",
            "capacity_row",
            "client",
            "context_situation",
            "context_household",
            "context_person",
            "context_change",
            "reopening_request",
            "capacity_question",
            "notice",
            "document",
            "document_naming",
            "document_recipient",
            "document_viewing",
            "personal_document_reader",
            "api_token",
            "report_request",
            "report_file",
            "report_making",
            "file_import",
            "import_finding",
            "quarter_statement",
            "utilisation_total",
            "utilisation_of_client",
        )
        parts = " || ".join(
            f"(select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {t} t)" for t in tables
        )
        with self.app.app_context(), transaction(Scope.system("test")) as session:
            return str(session.execute(text(f"select {parts}")).scalar_one())


@contextmanager
def fresh_world(postgres: EmbeddedPostgres, *, guards_forms: bool = True) -> Iterator[World]:
    """A world in a database of its own; without `guards_forms` no form needs the secret of its page."""
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name))
        app.config["WTF_CSRF_ENABLED"] = guards_forms
        with world_in(app) as world:
            yield world
        with app.app_context():
            db.engine.dispose()


@contextmanager
def world_in(app: Flask) -> Iterator[World]:
    """Fills the application's database and answers what is in it."""
    with app.app_context(), transaction(Scope.system("test")) as session:
        own, other = _facility(session, "Eigenwijs"), _facility(session, "Andersom")
        session.add(JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key="2024-1 2024-05-01 1", state="done"))
        seats = {role: _seat(session, role, own) for role in Role}
        strange = _seat(session, Role.FACILITY_STAFF, other)
        _share(session, app, own, seats)
        _share(session, app, other, {Role.FACILITY_STAFF: strange})
        places = (
            _place(session, own, "Eigenaers", {role: seat.id for role, seat in seats.items()}),
            _place(session, other, "Vreemdgangers", {Role.FACILITY_STAFF: strange.id}),
        )
        sittings = {role: Sitting(seat.id, seat.user_id) for role, seat in seats.items()}
    try:
        yield World(app, *places, sittings)
    finally:
        with app.app_context():
            db.session.remove()


def _facility(session: BincSession, name: str) -> Facility:
    return create_facility(session, name=name)


def _seat(session: BincSession, role: Role, facility: Facility) -> Seat:
    user = create_user(session)
    if role in FACILITY_ROLES:
        return give_seat(session, user, role, facility_id=facility.id)
    if role in SERVICE_ROLES:
        kind = "GI" if role == Role.GI_STAFF else "OCJ"
        service = Service(code=f"S-{role.value}", name=f"Dienst {role.label}", kind=kind)
        session.add(service)
        session.flush()
        return give_seat(session, user, role, service_id=service.id)
    return give_seat(session, user, role)


def _place(session: BincSession, facility: Facility, family: str, seat_ids: dict[Role, int]) -> Place:
    client = create_client(session, facility, name=family, first_name=f"{family}je", birth_date=date(2012, 5, 6))
    dossier = create_dossier(session, client, facility)
    decision = create_decision(session, dossier)
    schakeling = create_schakeling(session, decision, modules=("VBFBJB04", "P-OB-RTJ"))
    household = create_household(session, client, street=f"{family}straat")
    relative = create_relative(session, client, household, name=family)
    row = create_capacity(session, facility)
    approved = session.execute(
        text("select min(id) from approved_module where facility_id = :id"), {"id": facility.id}
    ).scalar_one()
    by_number = {"how": "number", "typed": {"national_number": client.national_number}}
    searches = {role: keep_token(session, seat, "dossiers", {"name": family}) for role, seat in seat_ids.items()}
    lookups = {role: keep_token(session, seat, "register", by_number) for role, seat in seat_ids.items()}
    return Place(
        facility.id,
        facility.code,
        dossier.code,
        client.id,
        decision.id,
        schakeling.id,
        household.id,
        relative.id,
        _asked(session, facility, client).id,
        _processing(session, facility).id,
        _quarter_asked(session, facility).id,
        create_capacity_question(session, facility).id,
        *_reports(session, facility),
        create_import(session, facility).id,
        {role: create_import(session, None, sent_as=role).id for role in SECTOR_ROLES},
        {
            "CapacityAdministration": row.id,
            "ApprovedModuleAdministration": int(approved),
            "FacilityAdministration": facility.id,
            "ServicePeopleAdministration": seat_ids.get(Role.CONSULTANT, 1),
        },
        searches,
        lookups,
        {
            role: keep_token(session, seat, "sharing", {"dossier": None, "recipients": []})
            for role, seat in seat_ids.items()
        },
        *_shared_by(session, facility),
        _token(session, facility),
        (family, dossier.code, str(client.national_number)),
    )


def _asked(session: BincSession, facility: Facility, client: Client) -> ReopeningRequest:
    """A request to reopen an older dossier of the same client, which therefore cannot be approved."""
    closed = date(2022, 6, 1)
    older: Dossier = create_dossier(session, client, facility, status="closed", closed_on=closed)
    request = ReopeningRequest(
        facility_id=facility.id, dossier_id=older.id, motive="Er ontbreekt een schakeling.", requested_by_name="An"
    )
    session.add(request)
    session.flush()
    return request


def _processing(session: BincSession, facility: Facility) -> YearProcessing:
    """A year that was set to be processed for the facility, with its outcome."""
    processing = YearProcessing(year=2023, actor_name="An")
    session.add(processing)
    session.flush()
    session.add(YearProcessingOutcome(processing_id=processing.id, facility_id=facility.id, outcome="processed"))
    session.flush()
    return processing


def _reports(session: BincSession, facility: Facility) -> tuple[int, int, str, int, int]:
    """A request that is ready with its file, and reports of a year of its own that came by themselves."""
    year = 2000 + facility.id % 1000
    request = create_ready_request(session, facility)
    store(session, automatic(facility, Period.year(year), date(year + 1, 3, 1)), facility.code.encode())
    about_sector = create_ready_request(session, None)
    tables = [sector_table(QUARTER).as_json()]
    sector_file_id = store(session, requested(about_sector), b"sector", tables=tables)
    own_file_id = store(session, requested(request), facility.code.encode())
    return request.id, own_file_id, str(year), about_sector.id, sector_file_id


def _quarter_asked(session: BincSession, facility: Facility) -> StatementRequest:
    """A request to reopen the first quarter of 2023."""
    request = StatementRequest(
        facility_id=facility.id, year=2023, quarter=1, motive="Een nacht vergeten.", requested_by_name="An"
    )
    session.add(request)
    session.flush()
    return request


def _share(session: BincSession, app: Flask, facility: Facility, seats: dict[Role, Seat]) -> None:
    """A document of a facility for every service of these seats, and its list for personal documents."""
    own = session.scalars(select(Service).where(Service.facility_id == facility.id)).one()
    sender = seats[Role.FACILITY_STAFF]
    stored = app.extensions["documents"].put(io.BytesIO(b"brief"), today=date(2024, 1, 1))
    goals = session.scalars(select(Service).where(Service.kind.in_(("OCJ", "GI", "agency")))) if len(seats) > 1 else ()
    recipients = [
        WantedRecipient(goal.id, ServiceKind(goal.kind), sender.user_id, "Bo", "bo@voorbeeld.be", FAR_FUTURE.date())
        for goal in goals
    ]
    document = Document(
        kind="general",
        sender_service_id=own.id,
        sender_id=sender.user_id,
        sender_name="An",
        facility_id=facility.id,
        file_name="brief.txt",
        media_type="text/plain",
        content_key=stored.key,
        content_size=stored.size,
        content_sha256=stored.sha256,
        last_day=FAR_FUTURE.date(),
    )
    session.add(document)
    session.add(PersonalDocumentReader(facility_id=facility.id, user_id=sender.user_id, added_by_name="An"))
    session.flush()
    for wanted in recipients or [_elsewhere(session, sender)]:
        session.add(
            DocumentRecipient(
                document_id=document.id,
                kind=document.kind,
                sender_service_id=own.id,
                sender_id=sender.user_id,
                service_id=wanted.service_id,
                service_kind=wanted.service_kind.value,
                person_id=wanted.person_id,
                person_name=wanted.person_name,
                email=wanted.email,
                until=wanted.until,
            )
        )
    session.flush()


def _token(session: BincSession, facility: Facility) -> int:
    """A key of a program of the facility."""
    actor, scopes = Actor(None, "An"), list(TokenScope)
    made = make_token(session, facility, facility.name, scopes, TOKEN_ENDS, actor=actor, today=TOKEN_MADE)
    return made.token.id


def _elsewhere(session: BincSession, sender: Seat) -> WantedRecipient:
    """Somebody at a service where nobody of this world works."""
    service = Service(code="S-ver", name="SDJ Ver Weg", kind="SDJ")
    session.add(service)
    session.flush()
    return WantedRecipient(service.id, ServiceKind.SDJ, sender.user_id, "Bo", "bo@voorbeeld.be", FAR_FUTURE.date())


def _shared_by(session: BincSession, facility: Facility) -> tuple[int, int, int, int]:
    """The ids of a facility's service, its document with one recipient, and who is on its list."""
    service_id = session.scalars(select(Service.id).where(Service.facility_id == facility.id)).one()
    recipient = session.scalars(
        select(DocumentRecipient).where(DocumentRecipient.sender_service_id == service_id).limit(1)
    ).one()
    listed = select(PersonalDocumentReader.id).where(PersonalDocumentReader.facility_id == facility.id)
    return service_id, recipient.document_id, recipient.id, session.scalars(listed).one()


def keep_token(session: BincSession, seat_id: int, purpose: str, criteria: dict[str, Any]) -> str:
    """Search criteria as a seat keeps them; answers the token in their address."""
    token = secrets.token_urlsafe(32)
    kept = SearchCriteria(token=token, seat_id=seat_id, purpose=purpose, criteria=criteria, expires_at=FAR_FUTURE)
    session.add(kept)
    session.flush()
    return token
