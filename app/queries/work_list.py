"""The work list of a facility: what is to be done, in which dossier, since or until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, and_, any_, cast, func, literal, select, union_all

from app.database import BincSession, record_read
from app.domain.age import latest_birth
from app.domain.civil_time import BRUSSELS
from app.domain.work_list import ANSWERS, WORK_KINDS, WorkKind
from app.queries.dossier_list import PAGE_SIZE
from app.queries.overview import IS_OPEN
from app.queries.work_conditions import Asked, WorkPlace, work_conditions
from models.dossier import Dossier
from models.notice import Notice

NAMED = 3
COLUMNS = (
    Dossier.id,
    Dossier.code,
    Dossier.client_id,
    Dossier.client_name,
    Dossier.client_first_name,
    Dossier.name_key,
    Dossier.first_name_key,
    Dossier.birth_date,
    Dossier.birth_year,
    Dossier.last_decision_begin,
)


@dataclass(frozen=True)
class WorkChoice:
    """What somebody wants to see of the work list; `kind` None is every kind, `page` counts from 1."""

    mine: bool = False
    kind: str | None = None
    sort: str = "pressing"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True)
class WorkLine:
    """One thing to do in one dossier; `day` is the last day in time, or since when it waits."""

    kind: WorkKind
    day: date
    code: str
    client_id: int
    name: str
    first_name: str
    born: date | None
    last_decision_begin: date | None


@dataclass(frozen=True)
class WorkSummary:
    """How much there is to do of one kind: how many, the first day, and the names on the most pressing ones."""

    kind: WorkKind
    number: int
    first_day: date
    names: tuple[str, ...]


@dataclass(frozen=True)
class WorkList:
    """Whose work list it is, and on which day it is looked at."""

    place: WorkPlace
    user_id: int | None
    today: date

    @property
    def kinds(self) -> tuple[WorkKind, ...]:
        """What the dossiers can ask for, and what was answered to this person; the most pressing first."""
        return tuple(kind for kind in WORK_KINDS.values() if kind in ANSWERS or kind in self.place.kinds)

    def summarise(self, session: BincSession, *, mine: bool) -> list[WorkSummary]:
        """What there is to do, by kind, the most pressing first; a kind without work is left out.

        Puts the dossiers that are named on record as read (A-5).
        """
        reach, conditions = self._reach(mine), work_conditions(self.place, self.today)
        firsts = [
            self._of_kind(kind, conditions, reach)
            .add_columns(func.count().over().label("number"))
            .order_by("day", Dossier.name_key, Dossier.id)
            .limit(NAMED)
            .subquery()
            for kind in self.kinds
        ]
        query = union_all(*(select(first) for first in firsts))
        found: dict[str, list[Any]] = {}
        for row in session.execute(query):
            found.setdefault(row.kind, []).append(row)
        record_read("dossier", sorted({row.id for rows in found.values() for row in rows}))
        return [_summary(kind, found[kind.name]) for kind in self.kinds if kind.name in found]

    def read(self, session: BincSession, choice: WorkChoice) -> list[WorkLine]:
        """One page of the work list; goes on record as read (A-5)."""
        kinds = [kind for kind in self.kinds if choice.kind in (None, kind.name)]
        work = self._work(kinds, choice.mine)
        start = (choice.page - 1) * PAGE_SIZE
        found = session.execute(select(work).order_by(*_order(work, choice)).limit(PAGE_SIZE).offset(start)).all()
        record_read("dossier", sorted({row.id for row in found}))
        return [_line(row) for row in found]

    def _reach(self, mine: bool) -> list[ColumnElement[bool]]:
        owned = [Dossier.owner_id == self.user_id] if mine else []
        return [Dossier.facility_id == self.place.facility_id, IS_OPEN, *owned]

    def _work(self, kinds: Sequence[WorkKind], mine: bool) -> Subquery:
        reach, conditions = self._reach(mine), work_conditions(self.place, self.today)
        return union_all(*(self._of_kind(kind, conditions, reach) for kind in kinds)).subquery("work")

    def _of_kind(
        self,
        kind: WorkKind,
        conditions: Mapping[str, Asked],
        reach: list[ColumnElement[bool]],
    ) -> Any:
        if kind in ANSWERS:
            return self._of_answer(kind)
        condition, day = conditions[kind.name]
        return select(*_named(kind, day), *COLUMNS).where(*reach, condition)

    def _of_answer(self, kind: WorkKind) -> Any:
        """What was answered to this person and not seen yet; the dossier is open or still closed."""
        day = cast(func.timezone(BRUSSELS.key, Notice.at), Date)
        told = and_(Notice.facility_id == Dossier.facility_id, Dossier.code == any_(Notice.codes))
        own = (Notice.facility_id == self.place.facility_id, Notice.user_id == self.user_id, Notice.kind == kind.name)
        return select(*_named(kind, day), *COLUMNS).select_from(Notice).join(Dossier, told).where(*own)


def _named(kind: WorkKind, day: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return literal(kind.name).label("kind"), literal(kind.urgency).label("urgency"), day.label("day")


def _order(work: Subquery, choice: WorkChoice) -> list[Any]:
    by_name = [work.c.name_key, work.c.first_name_key, work.c.id, work.c.urgency, work.c.day, work.c.kind]
    if choice.sort == "pressing":
        return [work.c.urgency, work.c.day, *by_name]
    column = work.c.name_key if choice.sort == "name" else work.c.day
    return [column.desc() if choice.descending else column.asc(), *by_name]


def _summary(kind: WorkKind, rows: Sequence[Any]) -> WorkSummary:
    names = tuple(f"{row.client_first_name or ''} {row.client_name or ''}".strip() for row in rows)
    return WorkSummary(kind, rows[0].number, rows[0].day, names)


def _line(row: Any) -> WorkLine:
    return WorkLine(
        kind=WORK_KINDS[row.kind],
        day=row.day,
        code=row.code,
        client_id=row.client_id,
        name=row.client_name or "",
        first_name=row.client_first_name or "",
        born=latest_birth(row.birth_date, row.birth_year),
        last_decision_begin=row.last_decision_begin,
    )
