"""The context of a client as its page, the dossier and the printed sheet tell it (C-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.database import BincSession
from app.domain.age import age_in_words
from app.domain.client_context import ADDRESS_FIELDS, FACILITY, MAIN, SHARED, address_lines, relation_words
from app.presentation import day
from app.queries.answers import answer_labels
from app.queries.client_context import ClientContext, Household, context_labels, known_clients, read_context
from models.client import Client
from models.client_context import ContextHousehold, ContextPerson

STAYS = {MAIN: "hoofdverblijf", SHARED: "verblijft hier ook"}


@dataclass(frozen=True)
class ShownPerson:
    """Somebody around the client in words; `client_id` where one's own facility knows them as a client."""

    record: ContextPerson
    relation: str
    name: str
    born: str
    marks: tuple[tuple[str, str], ...]
    client_id: int | None = None

    @property
    def called(self) -> str:
        """How a button or a heading names this person."""
        return f"{self.relation} {self.record.full_name}".strip()

    @property
    def shape(self) -> str:
        """How the person is drawn."""
        if self.record.deceased:
            return "deceased"
        return "banned" if self.record.contact_ban else "person"


@dataclass(frozen=True)
class ShownHousehold:
    """A household in words, with the persons in it and whether the client stays there."""

    record: ContextHousehold
    title: str
    address: tuple[str, ...]
    stay: str | None
    persons: tuple[ShownPerson, ...]

    @property
    def is_facility(self) -> bool:
        """Whether it is a facility instead of a home."""
        return self.record.kind == FACILITY

    @property
    def words(self) -> str:
        """The name, or else the address on one line, for lists to choose from."""
        return self.record.name or ", ".join(self.address) or self.title


@dataclass(frozen=True)
class ShownContext:
    """Everything around a client in words."""

    stay_situation: str | None
    service: tuple[str, ...]
    note: str | None
    households: tuple[ShownHousehold, ...]
    others: tuple[ShownPerson, ...]
    is_empty: bool

    @property
    def stays_nowhere(self) -> bool:
        """Whether there are households while none of them is said to be the client's."""
        return bool(self.households) and not any(one.stay for one in self.households)

    @property
    def persons(self) -> tuple[ShownPerson, ...]:
        """Everybody, household by household."""
        return (*(person for one in self.households for person in one.persons), *self.others)


def shown_context(session: BincSession, client: Client, today: date) -> ShownContext:
    """The context of a client in words, in a fixed number of queries."""
    context = read_context(session, client.id)
    labels = context_labels(session)
    clients = known_clients(session, context)

    def shown(person: ContextPerson) -> ShownPerson:
        return _person(person, labels, clients, today)

    situation = context.situation
    return ShownContext(
        _stay(session, context),
        tuple(part for part in (situation.service, situation.service_contact, situation.service_phone) if part)
        if situation
        else (),
        situation.note if situation else None,
        tuple(_household(one, labels, tuple(map(shown, one.persons))) for one in context.households),
        tuple(map(shown, context.others)),
        context.is_empty,
    )


def context_summary(shown: ShownContext) -> list[tuple[str, str]]:
    """The few facts about the context that stand beside a dossier: the stay, the carers, contact bans."""
    main = next((one.words for one in shown.households if one.record.stay == MAIN), "")
    carers = [_with_phone(person) for person in shown.persons if person.record.carer and not person.record.deceased]
    banned = [person.called for person in shown.persons if person.record.contact_ban]
    facts = [
        ("Verblijf", shown.stay_situation or ""),
        ("Hoofdverblijf", main),
        ("Opvoeding", "\n".join(carers)),
        ("Contactverbod", "\n".join(banned)),
        ("Begeleidende dienst", "\n".join(shown.service)),
    ]
    return [(name, value) for name, value in facts if value]


def _stay(session: BincSession, context: ClientContext) -> str | None:
    code = context.situation.stay_situation if context.situation else None
    return answer_labels(session, "stay_situation").get(code, code) if code else None


def _household(one: Household, labels: Mapping[str, str], persons: tuple[ShownPerson, ...]) -> ShownHousehold:
    record = one.record
    country = labels.get(record.country, record.country) if record.country else None
    values = {name: getattr(record, name) for name in ADDRESS_FIELDS}
    title = record.name or ("Voorziening" if record.kind == FACILITY else "Huis")
    return ShownHousehold(record, title, address_lines(values, country), STAYS.get(record.stay or ""), persons)


def _person(person: ContextPerson, labels: Mapping[str, str], clients: Mapping[str, int], today: date) -> ShownPerson:
    return ShownPerson(
        person,
        relation_words(person.relation, person.relation_other, labels),
        person.full_name or "naam niet bekend",
        _born(person, today),
        tuple(_marks(person)),
        clients.get(person.national_number or ""),
    )


def _born(person: ContextPerson, today: date) -> str:
    if person.birth_date is None:
        return ""
    return day(person.birth_date) if person.deceased else age_in_words(person.birth_date, None, today)


def _marks(person: ContextPerson) -> list[tuple[str, str]]:
    """What must not be missed about a person, as states and words."""
    died = f" op {day(person.deceased_on)}" if person.deceased_on else ""
    marks = (
        ("late", "Contactverbod", person.contact_ban),
        ("calm", f"† Overleden{died}", person.deceased),
        ("ok", "Opvoedingsverantwoordelijke", person.carer),
    )
    return [(state, words) for state, words, holds in marks if holds]


def _with_phone(person: ShownPerson) -> str:
    return " · ".join(part for part in (person.called, person.record.phone) if part)
