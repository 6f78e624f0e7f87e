"""Services with their people, and documents on their way between them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.accounts import give_seat
from models import Document, DocumentRecipient, Facility, Seat, Service
from tests.factories import create_facility, create_user

# Far ahead: what is received ends by the day of the database.
LAST_DAY = date(2124, 3, 2)
ROLES: Mapping[ServiceKind, tuple[Role, ...]] = {
    ServiceKind.FACILITY: (Role.FACILITY_STAFF, Role.FACILITY_MANAGER, Role.FACILITY_STAFF),
    ServiceKind.OCJ: (Role.CONSULTANT, Role.CONSULTANT_ADMIN, Role.CONSULTANT_LEAD, Role.CONSULTANT),
    ServiceKind.SDJ: (Role.CONSULTANT, Role.CONSULTANT_ADMIN, Role.CONSULTANT_LEAD, Role.CONSULTANT),
    ServiceKind.GI: (Role.GI_STAFF, Role.GI_STAFF),
    ServiceKind.AGENCY: (Role.AGENCY_POLICY, Role.AGENCY_POLICY),
}
_number = itertools.count(1)


@dataclass(frozen=True)
class WorkPlace:
    """A service and the seats of its people, in the order of ROLES."""

    service: Service
    seats: list[Seat]
    facility: Facility | None = None
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> ServiceKind:
        """What kind of service it is."""
        return ServiceKind(self.service.kind)

    def seat(self, role: Role) -> Seat:
        """The first seat in this role."""
        return next(seat for seat in self.seats if seat.role == role)


def create_place(session: BincSession, kind: ServiceKind) -> WorkPlace:
    """A service of this kind with everybody who works there; the agency is there already."""
    facility = create_facility(session) if kind is ServiceKind.FACILITY else None
    service = _service(session, kind, facility)
    seats = [_seat(session, role, service, facility) for role in ROLES[kind]]
    return WorkPlace(service, seats, facility)


def service_of(session: BincSession, facility: Facility) -> Service:
    """The service that a facility is by itself."""
    return session.scalars(select(Service).where(Service.facility_id == facility.id)).one()


def _service(session: BincSession, kind: ServiceKind, facility: Facility | None) -> Service:
    if facility is not None:
        return service_of(session, facility)
    if kind is ServiceKind.AGENCY:
        return session.scalars(select(Service).where(Service.kind == kind.value)).one()
    number = next(_number)
    email = f"algemeen{number}@voorbeeld.be"
    service = Service(code=f"D-{number}", name=f"{kind.value} Testdorp {number}", kind=kind.value, email=email)
    session.add(service)
    session.flush()
    return service


def _seat(session: BincSession, role: Role, service: Service, facility: Facility | None) -> Seat:
    user = create_user(session)
    if facility is not None:
        return give_seat(session, user, role, facility_id=facility.id)
    if role is Role.AGENCY_POLICY:
        return give_seat(session, user, role)
    return give_seat(session, user, role, service_id=service.id)


def scope_at(seat: Seat, service: Service | None) -> Scope:
    """The scope of a seat that works for a service."""
    service_id = service.id if service else None
    return Scope.of_seat(Role(seat.role), Actor(seat.user_id, "An"), seat.facility_id, seat.id, service_id)


def put_document(
    session: BincSession, kind: DocumentKind, sender: WorkPlace, to: WorkPlace, **overrides: Any
) -> DocumentRecipient:
    """A document from the first person of one place to the first of another, as it lies in the database."""
    by = sender.seats[0]
    known = overrides.pop("document_id", None)
    document_id = known or _document(session, kind, sender, overrides.get("until", LAST_DAY))
    values = {
        "document_id": document_id,
        "kind": kind.value,
        "sender_service_id": sender.service.id,
        "sender_id": by.user_id,
        "service_id": to.service.id,
        "service_kind": to.service.kind,
        "person_id": to.seats[0].user_id,
        "person_name": "Bo Ontvanger",
        "email": "bo@voorbeeld.be",
        "until": LAST_DAY,
        **overrides,
    }
    recipient = DocumentRecipient(**values)
    session.add(recipient)
    session.flush()
    return recipient


def _document(session: BincSession, kind: DocumentKind, sender: WorkPlace, last_day: date) -> int:
    document = Document(
        kind=kind.value,
        sender_service_id=sender.service.id,
        sender_id=sender.seats[0].user_id,
        sender_name="An Zender",
        facility_id=sender.facility.id if sender.facility else None,
        file_name="verslag.pdf",
        media_type="application/pdf",
        last_day=last_day,
        content_key=f"2024-02-01/{next(_number):032x}",
        content_size=40,
        content_sha256="0" * 64,
    )
    session.add(document)
    session.flush()
    return document.id
