"""Telling in the history of a context what was done to it, in words that stay readable (C-5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.client_context import (
    FACILITY,
    HOUSEHOLD_FIELDS,
    OUTSIDE,
    PERSON_FIELDS,
    address_lines,
    changes_between,
    relation_words,
    told,
)
from app.domain.national_number import NationalNumber
from app.queries.answers import answer_labels
from models.client import Client
from models.client_context import ContextChange, ContextHousehold, ContextPerson

SITUATION, HOUSEHOLD, PERSON, CLIENT = "situation", "household", "person", "client"


def note_change(
    session: BincSession,
    client: Client,
    deed: str,
    subject: tuple[str, int, str],
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    """Adds one line to the history; a save that changed nothing leaves none.

    `subject` is its kind, its id and what it is called; `before` and `after` are in words.
    """
    changes = changes_between(before, after)
    if not changes and deed in ("changed", "moved"):
        return
    kind, record_id, words = subject
    scope = session.scope
    session.add(
        ContextChange(
            client_id=client.id,
            facility_id=scope.facility_id,
            actor_id=scope.actor.user_id,
            actor_name=scope.actor.name,
            deed=deed,
            subject_kind=kind,
            subject_id=record_id,
            subject=words,
            changes=changes,
        )
    )


def added_just_now(session: BincSession, client: Client, kind: str) -> int | None:
    """What who asks added as the very last change of this context: a button pressed twice adds nothing twice (D-11).

    Answers its id, None where the last change was another one, or nobody's.
    """
    query = select(ContextChange).where(ContextChange.client_id == client.id).order_by(ContextChange.id.desc()).limit(1)
    last = session.scalars(query).one_or_none()
    if last is None or last.actor_id is None or last.actor_id != session.scope.actor.user_id:
        return None
    return last.subject_id if (last.deed, last.subject_kind) == ("added", kind) else None


def told_household(session: BincSession, record: ContextHousehold) -> dict[str, str]:
    """A household as the history tells it."""
    values = {name: getattr(record, name) for name in HOUSEHOLD_FIELDS}
    return {**told(values, {}), **told({"country": record.country}, answer_labels(session, "country"))}


def household_words(record: ContextHousehold) -> str:
    """What a household is called: by its name, else by its address."""
    kind = "Voorziening" if record.kind == FACILITY else "Huis"
    return f"{kind} {household_name(record)}"


def household_name(record: ContextHousehold) -> str:
    """The name of a household, else its address on one line."""
    values: dict[str, Any] = {name: getattr(record, name) for name in HOUSEHOLD_FIELDS}
    return record.name or ", ".join(address_lines(values)) or "zonder adres"


def told_person(session: BincSession, record: ContextPerson) -> dict[str, str]:
    """A person as the history tells it."""
    labels = answer_labels(session, "relation", "sex")
    coded = {"relation": record.relation, "sex": record.sex}
    free = {name: getattr(record, name) for name in PERSON_FIELDS if name not in (*coded, "household_id")}
    home = session.get(ContextHousehold, record.household_id) if record.household_id else None
    place = {"household_id": household_name(home) if home else OUTSIDE}
    number = NationalNumber.parse(record.national_number).display if record.national_number else ""
    return {**told(coded, labels), **told(free, {}), **told({"national_number": number}, {}), **place}


def person_words(session: BincSession, record: ContextPerson) -> str:
    """Who somebody is, and by which name."""
    who = relation_words(record.relation, record.relation_other, answer_labels(session, "relation"))
    return f"{who} {record.full_name}".strip()
