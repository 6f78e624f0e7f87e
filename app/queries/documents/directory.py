"""With whom a document can be shared: the known services and the people who work there (O-1, O-5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from app.database import BincSession, record_read
from app.domain.documents.visibility import ServiceKind
from app.domain.roles import Role
from models.access import Account, Seat, Service
from models.document import DocumentRecipient, PersonalDocumentReader

# Without the mapper's wall: the policy team asks who is on the list of a facility, and row-level security lets it.
UNSCOPED = {"skip_scope": True}
MOST_SUGGESTED = 50
SHARED_BEFORE, ON_THE_LIST = "eerder mee gedeeld", "op de lijst voor persoonlijke documenten"


@dataclass(frozen=True)
class ServiceEntry:
    """A service as somebody chooses it."""

    id: int
    name: str
    kind: ServiceKind


@dataclass(frozen=True)
class ServicePerson:
    """Somebody who works at a service, with what they do there."""

    user_id: int
    name: str
    email: str
    function: str


@dataclass(frozen=True)
class Suggestion:
    """Somebody whom a form offers, with why."""

    name: str
    email: str
    function: str


def services_to_share_with(session: BincSession, own_id: int | None) -> list[ServiceEntry]:
    """Every known service but one's own, by name; of two with one name each with its code."""
    query = select(Service.id, Service.name, Service.kind, Service.code).where(Service.id != (own_id or 0))
    rows = session.execute(query.order_by(Service.name, Service.id)).all()
    counted = Counter(row.name for row in rows)
    return [
        ServiceEntry(row.id, row.name if counted[row.name] == 1 else _told_apart(row), ServiceKind(row.kind))
        for row in rows
    ]


def services_named(session: BincSession, typed: str) -> list[ServiceEntry]:
    """The services that a text may mean: the one of exactly this name, else those whose name holds it; at most five."""
    text = " ".join(typed.split()).lower()
    if not text:
        return []
    name = func.lower(Service.name)
    columns = select(Service.id, Service.name, Service.kind, Service.code).order_by(Service.name, Service.id).limit(5)
    with_code = func.lower(Service.name + " (" + Service.code + ")")
    exact = session.execute(columns.where(or_(name == text, with_code == text))).all()
    found = exact or session.execute(columns.where(name.contains(text, autoescape=True))).all()
    return [ServiceEntry(row.id, _told_apart(row) if exact[1:] else row.name, ServiceKind(row.kind)) for row in found]


def _told_apart(row: Any) -> str:
    return f"{row.name} ({row.code})"


def people_at(session: BincSession, service: Service) -> list[ServicePerson]:
    """Everybody who works at a service and may sign in, by name, each once (O-1)."""
    query = (
        select(Account.id, Account.first_name, Account.last_name, Account.email, Seat.role)
        .join(Seat, Seat.user_id == Account.id)
        .where(_works_at(service), Account.active.is_(True))
        .order_by(Account.first_name, Account.last_name, Account.id, Seat.id)
    )
    people = {
        row[0]: ServicePerson(row[0], f"{row[1]} {row[2]}", row[3], Role(row[4]).label)
        for row in session.execute(query)
    }
    return list(people.values())


def people_to_suggest(session: BincSession, service: Service, own: Service) -> list[Suggestion]:
    """Whom a form offers at a service; that the list was shown goes on record (A-5).

    Everybody of OCJ, SDJ, GI and Voorzieningenbeleid. Of a facility only those with whom one's own service shared
    before, and for Voorzieningenbeleid who may get personal documents (O-1, O-5).
    """
    record_read("service_people", [service.id])
    if service.facility_id is None:
        return [Suggestion(one.name, one.email, one.function) for one in people_at(session, service)]
    known = _known_from_before(session, service.id, own.id)
    if own.kind == ServiceKind.AGENCY:
        listed = listed_readers(session, service.facility_id)
        people = (one for one in people_at(session, service) if one.user_id in listed)
        known += [Suggestion(one.name, one.email, ON_THE_LIST) for one in people]
    # Of somebody who stands there twice the last word counts: that they are on the list.
    return list({one.email.lower(): one for one in known}.values())


def _known_from_before(session: BincSession, service_id: int, own_id: int) -> list[Suggestion]:
    record = DocumentRecipient
    query = (
        select(record.person_name, record.email)
        .where(record.sender_service_id == own_id, record.service_id == service_id)
        .group_by(record.person_name, record.email)
        .order_by(func.max(record.id).desc())
        .limit(MOST_SUGGESTED)
    )
    return [Suggestion(name, email, SHARED_BEFORE) for name, email in session.execute(query)]


def _works_at(service: Service) -> ColumnElement[bool]:
    if service.facility_id is not None:
        return Seat.facility_id == service.facility_id
    if service.kind == ServiceKind.AGENCY:
        return Seat.role == Role.AGENCY_POLICY
    return Seat.service_id == service.id


def listed_readers(session: BincSession, facility_id: int) -> frozenset[int]:
    """Who of a facility may get personal documents (O-5)."""
    query = select(PersonalDocumentReader.user_id).where(PersonalDocumentReader.facility_id == facility_id)
    return frozenset(session.scalars(query, execution_options=UNSCOPED))


def shared_with_before(session: BincSession, own_id: int, service_id: int, email: str) -> bool:
    """Whether one's own service shared with this address at this service before (O-1)."""
    query = select(DocumentRecipient.id).where(
        DocumentRecipient.sender_service_id == own_id,
        DocumentRecipient.service_id == service_id,
        func.lower(DocumentRecipient.email) == email.strip().lower(),
    )
    return session.scalars(query.limit(1)).first() is not None


def personal_readers(session: BincSession, facility_id: int) -> Sequence[PersonalDocumentReader]:
    """The list for personal documents of a facility, by when somebody was added (O-5)."""
    query = select(PersonalDocumentReader).where(PersonalDocumentReader.facility_id == facility_id)
    options = selectinload(PersonalDocumentReader.user)
    return session.scalars(query.order_by(PersonalDocumentReader.id).options(options)).all()
