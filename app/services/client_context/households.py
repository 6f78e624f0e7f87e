"""Households around a client: adding, changing and removing them (C-5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.client_context import ADDRESS_FIELDS, FACILITY, HOUSEHOLD_FIELDS, household_faults
from app.domain.faults import refuse
from app.services.client_context.history import HOUSEHOLD, added_just_now, household_words, note_change, told_household
from app.services.client_context.holding import HOUSEHOLD_GONE, check_seen, held, hold_context
from app.services.client_context.persons import put_person
from models.client import Client
from models.client_context import ContextHousehold, ContextPerson
from models.facility import Facility

# Two households without any of these may well be two.
TELLING = ("name", "street", "municipality")


def add_household(session: BincSession, client: Client, kind: str, values: Mapping[str, Any]) -> ContextHousehold:
    """Adds a home, or a facility where the client or a relative lives (C-5).

    `values` by column name. Raises DomainError with every fault. Who sends the same one again, gets the one that was
    added (D-11).
    """
    hold_context(session, client)
    refuse(household_faults(kind, values))
    filled = {"kind": kind, **_filled(session, kind, values)}
    if before := _sent_before(session, client, filled):
        return before
    record = ContextHousehold(client_id=client.id, **filled)
    session.add(record)
    session.flush()
    note_change(session, client, "added", _subject(record), {}, told_household(session, record))
    return record


def _sent_before(session: BincSession, client: Client, filled: Mapping[str, Any]) -> ContextHousehold | None:
    """The same household, added just now; one without name and address may well be another one."""
    added = added_just_now(session, client, HOUSEHOLD) if any(map(filled.get, TELLING)) else None
    record = session.get(ContextHousehold, added) if added else None
    if record is None or any((getattr(record, name) or None) != (value or None) for name, value in filled.items()):
        return None
    return record


def change_household(
    session: BincSession, client: Client, household_id: int, values: Mapping[str, Any], *, seen_version: int | None
) -> ContextHousehold:
    """Changes a household.

    Raises DomainError with every fault, Conflict when it was changed or removed meanwhile (D-11).
    """
    hold_context(session, client)
    record = held(session, ContextHousehold, client, household_id, HOUSEHOLD_GONE)
    check_seen(record, seen_version)
    refuse(household_faults(record.kind, values))
    before = told_household(session, record)
    for name, value in _filled(session, record.kind, values).items():
        setattr(record, name, value)
    session.flush()
    note_change(session, client, "changed", _subject(record), before, told_household(session, record))
    return record


def remove_household(session: BincSession, client: Client, household_id: int, *, seen_version: int | None) -> None:
    """Removes a household; the persons in it stay, among the others involved.

    Raises Conflict when it was changed or removed meanwhile (D-11).
    """
    hold_context(session, client)
    record = held(session, ContextHousehold, client, household_id, HOUSEHOLD_GONE)
    check_seen(record, seen_version)
    query = select(ContextPerson).where(ContextPerson.client_id == client.id, ContextPerson.household_id == record.id)
    for person in session.scalars(query):
        put_person(session, client, person, None)
    note_change(session, client, "removed", _subject(record), told_household(session, record), {})
    session.delete(record)
    session.flush()


def _subject(record: ContextHousehold) -> tuple[str, int, str]:
    return HOUSEHOLD, record.id, household_words(record)


def _filled(session: BincSession, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a household; a known facility without an address typed brings its own."""
    given = {name: values.get(name) for name in HOUSEHOLD_FIELDS}
    if kind != FACILITY or any(given[name] for name in ADDRESS_FIELDS if name != "country"):
        return given
    facility = session.scalars(select(Facility).where(Facility.name == given["name"]).limit(1)).first()
    if facility is None:
        return given
    own = {"street": facility.street, "postcode": facility.postcode, "municipality": facility.municipality}
    return {**given, **own, "phone": given["phone"] or facility.phone}
