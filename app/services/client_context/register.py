"""Looking somebody around a client up in the national register, which fills and locks who it is (C-3, C-5)."""

from __future__ import annotations

from sqlalchemy import select

from app.database import BincSession
from app.domain.client_context import IDENTIFICATION
from app.domain.faults import DomainError, Fault
from app.integrations.national_register.port import RegisterPerson
from app.services.client_context.history import note_change, told_person
from app.services.client_context.holding import PERSON_GONE, held, hold_context
from app.services.client_context.persons import subject_of
from app.services.clients import person_in_register
from app.services.consultations import ConsultedRegister
from models.client import Client
from models.client_context import ContextPerson

IS_THE_CLIENT = "Dit is de jongere zelf. Zoek de persoon rond de jongere."
IS_THERE = "Deze persoon staat al bij dit gezin. Verwijder een van de twee."


def identify_person(
    session: BincSession, client: Client, person_id: int, register: ConsultedRegister, number: str
) -> ContextPerson:
    """Fills in who somebody is from the register; those answers are locked from then on (C-3, C-5).

    Somebody of any age. Raises DomainError with a fault at "national_number", Conflict when the person was removed.
    """
    found = person_in_register(register, number)
    hold_context(session, client)
    record = held(session, ContextPerson, client, person_id, PERSON_GONE)
    _check_new(session, client, record, found.national_number)
    before = told_person(session, record)
    given = _given(found)
    for name, value in given.items():
        setattr(record, name, value)
    if not given.get("deceased") and "deceased" in record.register_fields:
        record.deceased, record.deceased_on = False, None
    record.register_fields = [name for name in IDENTIFICATION if name in given]
    session.flush()
    note_change(session, client, "identified", subject_of(session, record), before, told_person(session, record))
    return record


def _check_new(session: BincSession, client: Client, record: ContextPerson, number: str) -> None:
    if number == client.national_number:
        raise DomainError(Fault("C-5", "national_number", IS_THE_CLIENT))
    query = select(ContextPerson.id).where(
        ContextPerson.client_id == client.id, ContextPerson.national_number == number, ContextPerson.id != record.id
    )
    if session.scalars(query.limit(1)).first() is not None:
        raise DomainError(Fault("C-5", "national_number", IS_THERE))


def _given(found: RegisterPerson) -> dict[str, object]:
    """What the register knows of somebody, by column name."""
    known: dict[str, object | None] = {
        "national_number": found.national_number,
        "name": found.name,
        "first_name": found.first_name,
        "birth_date": found.birth_date,
        "sex": found.sex,
        "deceased_on": found.deceased_on,
        "deceased": True if found.deceased_on else None,
    }
    return {name: value for name, value in known.items() if value is not None}
