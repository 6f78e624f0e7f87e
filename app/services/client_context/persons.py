"""Persons around a client: adding, changing, moving and removing them (C-5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.client_context import PERSON_FIELDS, locked_faults, person_faults
from app.domain.faults import Fault, refuse
from app.services.client_context.history import PERSON, added_just_now, note_change, person_words, told_person
from app.services.client_context.holding import PERSON_GONE, check_seen, held, hold_context
from models.client import Client
from models.client_context import ContextHousehold, ContextPerson

NO_SUCH_HOUSEHOLD = "Dit huis is intussen verwijderd. Kies een ander huis, of ‘Andere betrokkenen’."


def add_person(session: BincSession, client: Client, values: Mapping[str, Any], *, today: date) -> ContextPerson:
    """Adds somebody around a client (C-5).

    `values` by column name; `household_id` None puts the person among the others involved. Raises DomainError with
    every fault. Who sends the same named person again, gets the one that was added (D-11).
    """
    hold_context(session, client)
    refuse([*person_faults(values, today), *_household_faults(session, client, values.get("household_id"))])
    if before := _sent_before(session, client, values):
        return before
    given = {name: values[name] for name in PERSON_FIELDS if values.get(name) is not None}
    record = ContextPerson(client_id=client.id, **given)
    session.add(record)
    session.flush()
    note_change(session, client, "added", subject_of(session, record), {}, told_person(session, record))
    return record


def _sent_before(session: BincSession, client: Client, values: Mapping[str, Any]) -> ContextPerson | None:
    """The same person, added just now; without a name it may well be another one, as of two brothers."""
    added = added_just_now(session, client, PERSON) if values.get("name") or values.get("first_name") else None
    record = session.get(ContextPerson, added) if added else None
    if record is None or any((getattr(record, name) or None) != (values.get(name) or None) for name in PERSON_FIELDS):
        return None
    return record


def change_person(
    session: BincSession,
    client: Client,
    person_id: int,
    values: Mapping[str, Any],
    *,
    seen_version: int | None,
    today: date,
) -> ContextPerson:
    """Changes what is known of a person; what the register said stays (C-3, C-5).

    `values` by column name; those left out stay. Raises DomainError with every fault, Conflict when the person was
    changed or removed meanwhile (D-11).
    """
    hold_context(session, client)
    record = held(session, ContextPerson, client, person_id, PERSON_GONE)
    check_seen(record, seen_version)
    stored = {name: getattr(record, name) for name in PERSON_FIELDS}
    wanted = {**stored, **{name: value for name, value in values.items() if name in PERSON_FIELDS}}
    refuse(
        [
            *person_faults(wanted, today),
            *locked_faults(stored, [name for name in record.register_fields if name in stored], wanted),
            *_household_faults(session, client, wanted["household_id"]),
        ]
    )
    before = told_person(session, record)
    for name, value in wanted.items():
        setattr(record, name, value)
    session.flush()
    note_change(session, client, "changed", subject_of(session, record), before, told_person(session, record))
    return record


def move_person(
    session: BincSession, client: Client, person_id: int, household_id: int | None, *, seen_version: int | None
) -> ContextPerson:
    """Moves somebody to another household, or among the others involved (C-5).

    Raises DomainError when the household is gone, Conflict when the person was changed or removed meanwhile (D-11).
    """
    hold_context(session, client)
    record = held(session, ContextPerson, client, person_id, PERSON_GONE)
    check_seen(record, seen_version)
    refuse(_household_faults(session, client, household_id))
    put_person(session, client, record, household_id)
    return record


def remove_person(session: BincSession, client: Client, person_id: int, *, seen_version: int | None) -> None:
    """Removes somebody from the context; the history keeps what was known.

    Raises Conflict when the person was changed or removed meanwhile (D-11).
    """
    hold_context(session, client)
    record = held(session, ContextPerson, client, person_id, PERSON_GONE)
    check_seen(record, seen_version)
    note_change(session, client, "removed", subject_of(session, record), told_person(session, record), {})
    session.delete(record)
    session.flush()


def put_person(session: BincSession, client: Client, record: ContextPerson, household_id: int | None) -> None:
    """Gives a person of a held context another place, and tells it."""
    before = told_person(session, record)
    record.household_id = household_id
    session.flush()
    note_change(session, client, "moved", subject_of(session, record), before, told_person(session, record))


def subject_of(session: BincSession, record: ContextPerson) -> tuple[str, int, str]:
    """Who a line of the history is about."""
    return PERSON, record.id, person_words(session, record)


def _household_faults(session: BincSession, client: Client, household_id: int | None) -> list[Fault]:
    if household_id is None:
        return []
    found = session.get(ContextHousehold, household_id, populate_existing=True)
    if found is not None and found.client_id == client.id:
        return []
    return [Fault("D-11", "household_id", NO_SUCH_HOUSEHOLD)]
