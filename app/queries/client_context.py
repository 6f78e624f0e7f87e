"""The context of a client as pages show it, in as many queries for one person as for fifty (C-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import BincSession
from app.domain.activities import ChangedField
from app.domain.client_context import FIELD_LABELS, MAIN, SENTENCES, SHARED
from app.queries.answers import answer_labels
from models.access import Service
from models.client import Client
from models.client_context import ContextChange, ContextHousehold, ContextPerson, ContextSituation
from models.facility import Facility

ANOTHER_FACILITY = "Een medewerker van een andere voorziening"
PAGE_SIZE = 50


@dataclass(frozen=True)
class Household:
    """A household with the persons in it."""

    record: ContextHousehold
    persons: tuple[ContextPerson, ...]


@dataclass(frozen=True)
class ClientContext:
    """Everything around a client; the main household first (C-5)."""

    situation: ContextSituation | None
    households: tuple[Household, ...]
    others: tuple[ContextPerson, ...]

    @property
    def persons(self) -> tuple[ContextPerson, ...]:
        """Everybody, household by household."""
        return (*(person for one in self.households for person in one.persons), *self.others)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in yet."""
        return self.situation is None and not self.households and not self.others


@dataclass(frozen=True)
class ToldChange:
    """One change in plain words; without the name of somebody of another facility."""

    at: datetime
    actor_name: str
    sentence: str
    changes: tuple[ChangedField, ...]


@dataclass(frozen=True)
class History:
    """A page of changes, the newest first, and whether older ones follow."""

    told: tuple[ToldChange, ...]
    has_next: bool


def read_context(session: BincSession, client_id: int) -> ClientContext:
    """Situation, households and persons of a client within reach (C-5)."""
    persons = list(
        session.scalars(select(ContextPerson).where(ContextPerson.client_id == client_id).order_by(ContextPerson.id))
    )
    households = tuple(
        Household(one, tuple(person for person in persons if person.household_id == one.id))
        for one in households_of(session, client_id)
    )
    others = tuple(person for person in persons if person.household_id is None)
    return ClientContext(situation_of(session, client_id), households, others)


def households_of(session: BincSession, client_id: int) -> list[ContextHousehold]:
    """The households of a client: the main one first, then where the client also stays, then the others."""
    query = select(ContextHousehold).where(ContextHousehold.client_id == client_id).order_by(ContextHousehold.id)
    order = {MAIN: 0, SHARED: 1}
    return sorted(session.scalars(query), key=lambda one: order.get(one.stay or "", 2))


def situation_of(session: BincSession, client_id: int, but: int | None = None) -> ContextSituation | None:
    """How the client stays: what was changed last, where two clients became one; `but` is the id of one to skip."""
    query = (
        select(ContextSituation)
        .where(ContextSituation.client_id == client_id, ContextSituation.id.is_distinct_from(but))
        .order_by(ContextSituation.changed_at.desc(), ContextSituation.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def context_labels(session: BincSession) -> Mapping[str, str]:
    """What the answers about persons and countries are called; the stay has codes of its own (see stay_labels)."""
    return answer_labels(session, "relation", "sex", "country")


def known_clients(session: BincSession, context: ClientContext) -> dict[str, int]:
    """The client numbers of those persons who are clients of one's own facility, by national number (A-3)."""
    numbers = [person.national_number for person in context.persons if person.national_number]
    query = select(Client.national_number, Client.id).where(Client.national_number.in_(numbers))
    return {number: client_id for number, client_id in session.execute(query) if number} if numbers else {}


def known_places(session: BincSession) -> list[str]:
    """The names of all facilities and services, to choose from (C-5)."""
    facilities = session.scalars(select(Facility.name))
    services = session.scalars(select(Service.name).where(Service.facility_id.is_(None)))
    return sorted({*facilities, *services})


def read_history(session: BincSession, client_id: int, facility_id: int, page: int = 1) -> History:
    """The changes around a client, the newest first; pages count from 1 (C-5).

    `facility_id` is the reader's own: names of other facilities' people are not shown.
    """
    query = (
        select(ContextChange)
        .where(ContextChange.client_id == client_id)
        .order_by(ContextChange.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    found = list(session.scalars(query))
    return History(tuple(_told(one, facility_id) for one in found[:PAGE_SIZE]), len(found) > PAGE_SIZE)


def _told(change: ContextChange, facility_id: int) -> ToldChange:
    elsewhere = change.facility_id is not None and change.facility_id != facility_id
    name = ANOTHER_FACILITY if elsewhere else change.actor_name
    fields = tuple(
        ChangedField(one["field"], FIELD_LABELS.get(one["field"], one["field"]), one["before"], one["after"])
        for one in change.changes
    )
    return ToldChange(change.at, name, SENTENCES[change.deed].format(change.subject), fields)
