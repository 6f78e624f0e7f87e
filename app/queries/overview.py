"""The overview of a facility's dossiers: which ones, in which order, how many, and what asks attention (D-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, union_all

from app.database import BincSession
from app.domain.dossiers import earliest_closing_listed
from app.queries.dossier_list import BY_NAME, PAGE_SIZE, Page, read_page, starts_with
from app.queries.work_conditions import WorkPlace, work_conditions
from models.dossier import Dossier

COUNT_LIMIT = 10_000
OTHER_LETTERS = "#"
LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
AFTER_Z = chr(ord("z") + 1)

STATES = ("open", "closed", "all")

# Written out in the statement, so that the indexes of the open and of the closed dossiers alone can serve it.
IS_OPEN = Dossier.status == literal("open", literal_execute=True)
IS_CLOSED = Dossier.status == literal("closed", literal_execute=True)

ORDERS: Mapping[str, tuple[Any, ...]] = {
    "name": (Dossier.name_key, Dossier.first_name_key),
    "first_name": (Dossier.first_name_key, Dossier.name_key),
    "birth": (Dossier.birth_date,),
    "code": (Dossier.created_on, Dossier.id),
    "changed": (Dossier.changed_at,),
    "status": (Dossier.closed_on,),
    "decision": (Dossier.last_decision_begin,),
    "since": (Dossier.last_schakeling_begin,),
    "until": (Dossier.last_schakeling_end,),
}
# Where an empty value belongs when sorting upwards: a help that runs on ends last, an open dossier closes last.
EMPTY_LAST = frozenset({"until", "birth"})
# "On the last decision: those without one first", whichever way the dates go.
EMPTY_ALWAYS_FIRST = frozenset({"decision"})


@dataclass(frozen=True)
class OverviewChoice:
    """What somebody wants to see of the overview (D-2); `letter` is a-z or "#", `page` counts from 1."""

    mine: bool = False
    state: str = "open"
    letter: str | None = None
    attention: str | None = None
    sort: str = "name"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class Counts:
    """How many dossiers the list holds, at most COUNT_LIMIT + 1."""

    total: int

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNT_LIMIT

    @property
    def last_page(self) -> int:
        """The number of the last page, from 1."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class Tally:
    """How many dossiers a choice has under each first sign of a name (None: no name); `letter` is the chosen one."""

    by_first_sign: Mapping[str | None, int]
    letter: str | None

    @property
    def letters(self) -> frozenset[str]:
        """The letters under which there are dossiers; "#" stands for what is no letter from a to z."""
        return frozenset(letter_of(sign) for sign in self.by_first_sign if sign)

    @property
    def counts(self) -> Counts:
        """How many dossiers the list holds: all, or those under the chosen letter."""
        kept = (
            number
            for sign, number in self.by_first_sign.items()
            if self.letter is None or (sign is not None and letter_of(sign) == self.letter)
        )
        return Counts(min(sum(kept), COUNT_LIMIT + 1))


def letter_of(first_sign: str) -> str:
    """The letter of the bar under which a name stands (D-2)."""
    return first_sign if first_sign in LETTERS else OTHER_LETTERS


@dataclass(frozen=True)
class Overview:
    """Whose overview it is, and on which day it is looked at."""

    place: WorkPlace
    user_id: int | None
    today: date

    def read(self, session: BincSession, choice: OverviewChoice) -> Page:
        """The dossiers on the chosen page, in the chosen order."""
        return read_page(
            session, self.place, self.conditions(choice), order_of(choice, self.place), choice.page, self.today
        )

    def tally(self, session: BincSession, choice: OverviewChoice) -> Tally:
        """How many dossiers the choice has under each letter, in one look at them."""
        first = func.left(Dossier.name_key, 1)
        # Open and closed apart: each has an index that holds the names, and none holds both.
        parts = [
            select(first, func.count()).where(*self._kept(replace(choice, state=state))).group_by(first)
            for state in (("open", "closed") if choice.state == "all" else (choice.state,))
        ]
        by_first_sign: Counter[str | None] = Counter()
        for sign, number in session.execute(union_all(*parts)):
            by_first_sign[sign] += number
        return Tally(by_first_sign, choice.letter)

    def conditions(self, choice: OverviewChoice) -> list[ColumnElement[bool]]:
        """What a dossier must be to stand in the list."""
        return [*self._kept(choice), *letter_condition(choice.letter)]

    def _kept(self, choice: OverviewChoice) -> list[ColumnElement[bool]]:
        asked = [self._attention(choice.attention)] if choice.attention else []
        return [*self._owned(choice), *self._state(choice), *asked]

    def _owned(self, choice: OverviewChoice) -> list[ColumnElement[bool]]:
        own = [Dossier.owner_id == self.user_id] if choice.mine else []
        return [Dossier.facility_id == self.place.facility_id, *own]

    def _state(self, choice: OverviewChoice) -> list[ColumnElement[bool]]:
        recently_closed = and_(IS_CLOSED, Dossier.closed_on >= earliest_closing_listed(self.today))
        if choice.state == "closed":
            return [recently_closed]
        return [or_(IS_OPEN, recently_closed) if choice.state == "all" else IS_OPEN]

    def _attention(self, name: str) -> ColumnElement[bool]:
        """The dossiers that ask for one kind of work; a kind that the facility does not know has none."""
        found = work_conditions(self.place, self.today).get(name)
        return found[0] if found else false()


def letter_condition(letter: str | None) -> list[ColumnElement[bool]]:
    """What a name must begin with to stand under a letter."""
    if letter is None:
        return []
    if letter == OTHER_LETTERS:
        return [or_(Dossier.name_key < LETTERS[0], Dossier.name_key >= AFTER_Z)]
    return [starts_with(Dossier.name_key, letter)]


def order_of(choice: OverviewChoice, place: WorkPlace) -> list[Any]:
    """The order of the list, by name where the chosen column is equal (D-2)."""
    by_intake = (Dossier.intake_optional, Dossier.intake_completed_on, place.help_start)
    columns = by_intake if choice.sort == "intake" else ORDERS[choice.sort]
    if choice.sort == "name" and not choice.descending:
        return [*BY_NAME]
    ways = [column.desc() if choice.descending else column.asc() for column in columns]
    empty_first = choice.sort in EMPTY_ALWAYS_FIRST or (choice.sort in EMPTY_LAST) == choice.descending
    ways = [way.nulls_first() if empty_first else way.nulls_last() for way in ways]
    return [*ways, *BY_NAME]
