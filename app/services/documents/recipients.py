"""From what somebody typed to a recipient that the product knows (O-1, O-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.database import BincSession
from app.domain.documents.sharing import RULE, WantedRecipient
from app.domain.documents.visibility import ServiceKind
from app.domain.faults import DomainError, Fault
from app.domain.mail_address import is_mail_address
from app.domain.names import name_key
from app.queries.documents.directory import (
    ServiceEntry,
    ServicePerson,
    listed_readers,
    people_at,
    services_named,
)
from models.access import Service


@dataclass(frozen=True)
class TypedRecipient:
    """One recipient as it was typed; until is inclusive."""

    service: str
    person: str
    email: str
    until: date


def resolve_recipient(session: BincSession, typed: TypedRecipient) -> WantedRecipient:
    """The recipient that was meant; an address that is known is completed (O-1).

    Raises DomainError with what is unclear, at "service", "person" or "email".
    """
    service = session.get_one(Service, resolve_service(session, typed.service).id)
    kind, people = ServiceKind(service.kind), people_at(session, service)
    person = _meant(people, typed.person, typed.email, by_part=kind is not ServiceKind.FACILITY)
    if person is None and kind is not ServiceKind.FACILITY and typed.person.strip():
        raise DomainError(_unknown_person(people, typed.person))
    email = typed.email.strip()
    if person is not None and (kind is not ServiceKind.FACILITY or not email):
        email = person.email
    if email and not is_mail_address(email):
        raise DomainError(Fault(RULE, "email", "Dit lijkt geen e-mailadres. Kijk het na."))
    name = person.name if person else " ".join(typed.person.split())
    return WantedRecipient(service.id, kind, person.user_id if person else None, name, email, typed.until)


def with_list_of_readers(session: BincSession, recipients: Sequence[WantedRecipient]) -> list[WantedRecipient]:
    """The same recipients, each with whether they may get personal documents now (O-5)."""
    return [replace(one, may_read_personal=_is_listed(session, one)) for one in recipients]


def _is_listed(session: BincSession, wanted: WantedRecipient) -> bool:
    facility_id = session.get_one(Service, wanted.service_id).facility_id
    return facility_id is not None and wanted.person_id in listed_readers(session, facility_id)


def resolve_service(session: BincSession, typed: str) -> ServiceEntry:
    """The known service that a text means. Raises DomainError where it is none, or more than one (O-1)."""
    found = services_named(session, typed)
    if len(found) == 1:
        return found[0]
    if not typed.strip():
        raise DomainError(Fault(RULE, "service", "Kies met welke dienst je deelt."))
    if not found:
        words = "Deze dienst kennen we niet. Typ een deel van de naam en kies uit de lijst."
        raise DomainError(Fault(RULE, "service", words))
    names = ", ".join(one.name for one in found)
    raise DomainError(Fault(RULE, "service", f"Dit kan er meer dan één zijn: {names}. Typ de volledige naam."))


def _meant(people: Sequence[ServicePerson], name: str, email: str, *, by_part: bool) -> ServicePerson | None:
    """The person of that name, with two of one name the one with that address; without a name by the address.

    `by_part` is whether a part of a name will do: not at a facility, whose people nobody may find by trying letters.
    """
    key, address = name_key(name), email.strip().lower()
    by_address = [one for one in people if address and one.email.lower() == address]
    named = [one for one in people if key and name_key(one.name) == key]
    if not key:
        return by_address[0] if by_address else None
    both = [one for one in named if one in by_address]
    part = [one for one in people if key in name_key(one.name)] if by_part else []
    for found in (both, named, part):
        if len(found) == 1:
            return found[0]
    return None


def _unknown_person(people: Sequence[ServicePerson], typed: str) -> Fault:
    key = name_key(typed)
    alike = [one.name for one in people if key in name_key(one.name)]
    if len(alike) > 1:
        words = f"Dit kan er meer dan één zijn: {', '.join(alike[:5])}. Kies er een, of vul ook het e-mailadres in."
        return Fault(RULE, "person", words)
    return Fault(RULE, "person", "Deze persoon werkt niet bij deze dienst. Kies iemand uit de lijst.")
