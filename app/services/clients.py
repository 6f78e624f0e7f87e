"""Clients: identifying them through the national register, and completing what it does not know (C-1 to C-3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.clients import (
    ADDRESS,
    ClientDetails,
    check_address,
    check_age,
    check_details_complete,
    check_mother_named,
    is_within_age,
)
from app.domain.faults import Conflict, DomainError, Fault, NotFound, refuse
from app.domain.names import name_key
from app.domain.national_number import NationalNumber
from app.domain.scope import Actor
from app.integrations.national_register.port import (
    PersonNotFound,
    RegisterPerson,
    RegisterUnavailable,
    TooManyFound,
)
from app.services.client_context.history import CLIENT, note_change
from app.services.consultations import ConsultedRegister
from app.services.refusals import saving
from app.services.told_clients import told_details
from models.client import Client
from models.facility import Facility

# Staff may always change these.
FREE_FIELDS = (
    "residence_status",
    "country_of_origin",
    "language",
    "unaccompanied_minor",
    "phone",
    "email",
    "call_name",
    "address_unknown",
)
# Of an unborn child these are typed by hand, after its mother (C-4).
NAMES = ("name", "first_name")
# These come from the register; staff complete, and mend, only what it left open.
REGISTER_FIELDS = (
    "nationality",
    "sex",
    "birth_date",
    "presumed_birth_year",
    "birth_place",
    "birth_country",
    *ADDRESS,
)
# What says who somebody is stays as it came in, also where no register was asked.
IDENTIFYING_FIELDS = ("sex", "birth_date", "presumed_birth_year")
LOCKED = "Dit gegeven komt uit het rijksregister en kun je hier niet wijzigen."
SILENT = "Het rijksregister antwoordt nu niet. Er is niets bewaard; probeer het over enkele minuten opnieuw."
UNKNOWN_NUMBER = "Het rijksregister kent dit nummer niet. Kijk de cijfers na, of zoek op naam en geboortedatum."
STALE_CLIENT = Fault(
    "D-11", "version", "Een collega heeft deze cliënt intussen gewijzigd. Kijk na wat veranderde en sla dan opnieuw op."
)


@dataclass(frozen=True)
class PersonSearch:
    """What is known of somebody whose national number is not at hand (C-1, H3.1)."""

    name: str
    birth_date: date | None = None
    birth_year: int | None = None
    first_name: str | None = None
    sex: str | None = None


def identify_by_number(
    session: BincSession, register: ConsultedRegister, number: str, facility: Facility, *, actor: Actor, today: date
) -> Client | RegisterPerson:
    """Finds who has a national number: a client the facility knows already, else the person in the register (C-1, C-2).

    Raises DomainError with faults at "national_number" or "birth_date", also where the register does not answer.
    """
    parsed = NationalNumber.parse(number)
    known = session.scalars(select(Client).where(Client.national_number == parsed.digits)).one_or_none()
    if known is not None:
        refuse(check_age(known.birth_date, known.birth_year, today, facility.organisation_type))
        return known
    person = person_in_register(register, parsed.digits)
    refuse(check_age(person.birth_date, person.birth_year, today, facility.organisation_type))
    return person


def find_people(
    register: ConsultedRegister, search: PersonSearch, facility: Facility, *, today: date
) -> list[RegisterPerson]:
    """Finds people in the register by name and birth date or year; who is too old is left out (C-1, C-2, H3.1).

    Raises DomainError with faults at "name" or "birth_date".
    """
    found = people_in_register(register, search)
    return [one for one in found if is_within_age(one.birth_date, one.birth_year, today, facility.organisation_type)]


def person_in_register(register: ConsultedRegister, number: str) -> RegisterPerson:
    """Who has a national number, of any age (C-1, C-5).

    Raises DomainError with a fault at "national_number", also where the register does not answer.
    """
    digits = NationalNumber.parse(number).digits
    with _register_answers("national_number"):
        return register.find_by_number(digits)


def people_in_register(register: ConsultedRegister, search: PersonSearch) -> list[RegisterPerson]:
    """Everybody in the register with this name and birth date or year, of any age (C-1, C-5, H3.1).

    Raises DomainError with faults at "name" or "birth_date".
    """
    refuse(_search_faults(search))
    with _register_answers("name"):
        return register.find_by_data(search.name, search.birth_date, search.birth_year, search.first_name, search.sex)


def open_from_register(
    session: BincSession, person: RegisterPerson, facility: Facility, *, reason: str, actor: Actor, today: date
) -> Client:
    """Makes a person of the register known to a facility; who is a client of the sector already stays one (C-1, A-3).

    `reason` says why the facility opens the client. Raises DomainError when the person is too old (C-2), NotFound for
    a facility out of reach.
    """
    if not session.scope.dossiers.holds(facility.id):
        raise NotFound(Fault("A-3", "facility", "Deze voorziening is niet gevonden."))
    refuse(check_age(person.birth_date, person.birth_year, today, facility.organisation_type))
    return open_client(session, facility, reason, register_columns(person))


def open_client(session: BincSession, facility: Facility, reason: str, columns: Mapping[str, Any]) -> Client:
    """Makes a client known to a facility, a new one where nobody has this national number yet (A-3, C-1).

    `columns` are the client's own, with the keys of its names.
    """
    client_id: int = session.execute(
        text("select open_client(:facility, :reason, cast(:person as jsonb))"),
        {"facility": facility.id, "reason": reason, "person": json.dumps(columns, default=str)},
    ).scalar_one()
    session.trail.add("open", "client", [client_id])
    return session.get_one(Client, client_id)


def complete_client(
    session: BincSession,
    client: Client,
    values: Mapping[str, Any],
    facility: Facility,
    *,
    seen_version: int | None,
    actor: Actor,
    today: date,
) -> Client:
    """Fills in what the register does not know of a client, at a facility that knows them (C-3, C-4, H3.3).

    The history that all who know the client share tells it (C-5). `values` by column name; those left out stay; of an
    unborn child the names can be mended as well. `seen_version` is the client's. Raises DomainError with every fault,
    Conflict when somebody, perhaps of another facility, changed the client meanwhile.
    """
    held = session.get(Client, client.id, populate_existing=True, with_for_update=True)
    if held is None:
        raise NotFound(Fault("A-3", "client", "Deze cliënt is niet gevonden."))
    if seen_version is not None and held.version != seen_version:
        raise Conflict(STALE_CLIENT)
    unknown = set(values) - {*FREE_FIELDS, *REGISTER_FIELDS, *(NAMES if held.unborn else ())}
    if unknown:
        raise ValueError(f"not a client's to complete: {sorted(unknown)}")
    details = details_of(held, values)
    refuse(
        [
            *_locked_faults(held, values),
            *(check_mother_named(values["name"], values["first_name"]) if "name" in values else []),
            *check_details_complete(details, facility.organisation_type, today),
            *check_address(
                any(values.get(name, getattr(held, name)) for name in ADDRESS), bool(values.get("address_unknown"))
            ),
        ]
    )
    before = told_details(session, held)
    with saving(session):
        for name, value in values.items():
            setattr(held, name, value)
        session.flush()
        subject = (CLIENT, held.id, f"Gegevens van {held.full_name}")
        note_change(session, held, "changed", subject, before, told_details(session, held))
    return held


@contextmanager
def _register_answers(field: str) -> Iterator[None]:
    try:
        yield
    except PersonNotFound:
        raise DomainError(Fault("C-1", field, UNKNOWN_NUMBER)) from None
    except RegisterUnavailable:
        raise DomainError(Fault("C-1", field, SILENT)) from None
    except TooManyFound as error:
        message = (
            f"Er zijn meer dan {error.limit} personen gevonden. Vul ook de voornaam, de geboortedag of het geslacht in."
        )
        raise DomainError(Fault("C-1", field, message)) from None


def _search_faults(search: PersonSearch) -> list[Fault]:
    faults = []
    if not name_key(search.name):
        faults.append(Fault("C-1", "name", "Vul de naam in."))
    if search.birth_date is None and search.birth_year is None:
        faults.append(Fault("C-1", "birth_date", "Vul de geboortedatum in, of minstens het geboortejaar."))
    return faults


def register_columns(person: RegisterPerson) -> dict[str, Any]:
    """What the register knows of a person, as columns of a client; what it does not know is not there (C-3)."""
    known = {
        "national_number": person.national_number,
        "name": person.name,
        "first_name": person.first_name,
        "name_key": name_key(person.name),
        "first_name_key": name_key(person.first_name),
        "sex": person.sex,
        "birth_date": person.birth_date,
        "presumed_birth_year": None if person.birth_date else person.birth_year,
        "birth_place": person.birth_place,
        "birth_country": person.birth_country,
        "nationality": person.nationality,
        "street": person.street,
        "house_number": person.house_number,
        "postcode": person.postcode,
        "municipality": person.municipality,
        "country": person.country,
        "deceased_on": person.deceased_on,
    }
    given = {name: value for name, value in known.items() if value is not None}
    return {**given, "register_fields": [name for name in REGISTER_FIELDS if name in given]}


def locked_fields(client: Client) -> list[str]:
    """The answers about a client that came with the identification and that staff cannot change (C-3)."""
    given = IDENTIFYING_FIELDS if client.register_fields is None else client.register_fields
    return [name for name in REGISTER_FIELDS if name in given and getattr(client, name) is not None]


def unasked_fields(client: Client) -> list[str]:
    """The questions that a form leaves out (C-3).

    Those are what is locked, any birth once something of it is known, and whether an address is unknown that the
    register gave.
    """
    locked = locked_fields(client)
    birth = ("birth_date", "presumed_birth_year") if client.birth_year is not None else ()
    address = ("address_unknown",) if set(ADDRESS) & set(locked) else ()
    return [*locked, *birth, *address]


def _locked_faults(client: Client, values: Mapping[str, Any]) -> list[Fault]:
    locked = [name for name in locked_fields(client) if name in values]
    return [Fault("C-3", name, LOCKED) for name in locked if values[name] != getattr(client, name)]


def details_of(client: Client, values: Mapping[str, Any] = MappingProxyType({})) -> ClientDetails:
    """A client as the rules look at what is complete; `values` are answers that are about to be saved (C-3)."""
    asked = ("nationality", "residence_status", "country_of_origin", "birth_date", "presumed_birth_year")
    answers = {name: values.get(name, getattr(client, name)) for name in asked}
    return ClientDetails(**answers, unborn=client.unborn)
