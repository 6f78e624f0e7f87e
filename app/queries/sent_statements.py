"""The statements as the agency sees them: what was sent and stands out, and who has not sent yet (Q-5).

Module totals only: nothing here reads a client's figure, and row-level security would show the agency none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, TextClause, select, text, tuple_

from app.database import BincSession
from app.domain.processing import not_sent
from app.domain.quarter import Quarter
from app.domain.statements.lines import Input, UtilisationFacts, input_of
from app.domain.statements.outliers import LEAST_DIFFERENCE, Compared
from app.domain.statements.states import StatementState
from app.queries.processed_years import WITH_STATEMENTS, name_or_code, statements_of_years
from models.facility import Facility
from models.utilisation import QuarterStatement, UtilisationTotal

_TOTALS = text(
    """
select t.facility_id, m.id as module_id, m.name, m.unit, m.utilisation, m.rounding, m.ckg_points, t.total,
  p.total as previous, y.total as year_ago
from utilisation_total t join type_module m on m.id = t.type_module_id
left join utilisation_total p on p.facility_id = t.facility_id and p.type_module_id = t.type_module_id
  and p.year = :previous_year and p.quarter = :previous_quarter
left join utilisation_total y on y.facility_id = t.facility_id and y.type_module_id = t.type_module_id
  and y.year = :year - 1 and y.quarter = :quarter
where t.facility_id = any(:ids) and t.year = :year and t.quarter = :quarter and t.total is not null
order by m.function, m.name
"""
)
# Which totals may stand out: what lies nearer to one of the two earlier ones than the least difference does not.
_CHANGED = text(
    """
select t.facility_id, m.id as module_id, m.utilisation, m.rounding, m.ckg_points, t.total, t.previous, t.year_ago
from (
  select facility_id, type_module_id, max(total) filter (where year = :year and quarter = :quarter) as total,
    max(total) filter (where year = :previous_year and quarter = :previous_quarter) as previous,
    max(total) filter (where year = :year - 1 and quarter = :quarter) as year_ago
  from utilisation_total where facility_id = any(:ids) and (year = :year and quarter = :quarter
    or year = :previous_year and quarter = :previous_quarter or year = :year - 1 and quarter = :quarter)
  group by facility_id, type_module_id) t
join type_module m on m.id = t.type_module_id
where coalesce(t.previous, t.year_ago) is not null and t.total is not null
  and coalesce(abs(t.total - t.previous), :least) >= :least and coalesce(abs(t.total - t.year_ago), :least) >= :least
"""
)
# Twice, since each index of the deployments holds one kind of them.
_EMPTY = text(
    """
select d.facility_id, m.id as module_id, m.name, m.utilisation, m.rounding, m.ckg_points
from (
  select facility_id, type_module_id from deployment where facility_id = any(:ids) and not guaranteed
    and "end" >= :begin and "begin" <= :until
  union
  select facility_id, type_module_id from deployment where facility_id = any(:ids) and guaranteed
    and "end" >= :begin and "begin" <= :until) d
join type_module m on m.id = d.type_module_id
left join utilisation_total t on t.facility_id = d.facility_id and t.type_module_id = d.type_module_id
  and t.year = :year and t.quarter = :quarter
where t.total is null order by m.function, m.name
"""
)
_COLUMNS = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, Facility.province)


@dataclass(frozen=True)
class StatementChoice:
    """Which facilities' statements of a quarter are looked at."""

    quarter: Quarter
    words: str = ""
    organisation_type: str | None = None
    province: str | None = None


@dataclass(frozen=True)
class SentLine:
    """The total of one module in a sent statement, beside the earlier ones."""

    module: str
    unit: str
    compared: Compared


@dataclass(frozen=True)
class FacilityRow:
    """A facility in a list of statements."""

    facility_id: int
    code: str
    name: str
    organisation_type: str
    province: str


@dataclass(frozen=True)
class SentStatement:
    """A statement that was sent: whose, when, and the total of each module that is typed."""

    facility: FacilityRow
    sent_at: datetime | None
    lines: tuple[SentLine, ...]

    @property
    def outliers(self) -> int:
        """How many of its totals ask for a look."""
        return sum(line.compared.is_outlier for line in self.lines)


@dataclass(frozen=True)
class UnsentYear:
    """A facility that did not send everything of a year: its statements, and which of them still have to come."""

    facility: FacilityRow
    statements: dict[int, StatementState]
    waiting: tuple[int, ...]


def sent_statements(
    session: BincSession, choice: StatementChoice, offset: int, limit: int
) -> tuple[list[SentStatement], int]:
    """The statements of a quarter that were sent, by name of the facility, and how many there are (Q-5)."""
    found = _sent(session, choice)
    shown = found[offset : offset + limit]
    lines = _lines(session, choice.quarter, [one for one, _ in shown])
    return [SentStatement(one, at, lines.get(one.facility_id, ())) for one, at in shown], len(found)


def outlying_statements(
    session: BincSession, choice: StatementChoice, offset: int, limit: int
) -> tuple[list[SentStatement], int]:
    """As `sent_statements`, of those with at least one total that asks for a look."""
    found = _sent(session, choice)
    outlying = _outlying(session, choice.quarter, [one for one, _ in found])
    chosen = [(one, at) for one, at in found if one.facility_id in outlying]
    shown = chosen[offset : offset + limit]
    lines = _lines(session, choice.quarter, [one for one, _ in shown])
    return [SentStatement(one, at, lines.get(one.facility_id, ())) for one, at in shown], len(chosen)


def earlier_totals(
    session: BincSession, facility_id: int, quarters: Collection[Quarter]
) -> dict[tuple[Quarter, int], Decimal]:
    """The typed totals of a facility in these quarters, by quarter and module; what is empty is left out (Q-5)."""
    total = UtilisationTotal
    query = select(total.year, total.quarter, total.type_module_id, total.total).where(
        total.facility_id == facility_id,
        tuple_(total.year, total.quarter).in_([(one.year, one.number) for one in quarters]),
        total.total.is_not(None),
    )
    rows = session.execute(query)
    return {(Quarter(row.year, row.quarter), row.type_module_id): row.total for row in rows}


def unsent_years(session: BincSession, choice: StatementChoice, quarters: Collection[int]) -> list[UnsentYear]:
    """The facilities that still have to send one of these quarters of the year of `choice`, by name (Q-5)."""
    query = select(*_COLUMNS).where(*_criteria(choice)).order_by(Facility.name, Facility.id)
    facilities = [_facility(row) for row in session.execute(query)]
    year = choice.quarter.year
    statements = statements_of_years(session, [one.facility_id for one in facilities], [year])
    found = []
    for one in facilities:
        own = dict(statements[one.facility_id, year])
        if waiting := tuple(number for number in not_sent(own) if number in quarters):
            found.append(UnsentYear(one, own, waiting))
    return found


def empty_totals(session: BincSession, quarter: Quarter, facilities: Iterable[FacilityRow]) -> dict[int, list[str]]:
    """The modules without a total in a quarter, by facility: what stops them from sending (Q-4)."""
    kinds = {one.facility_id: one.organisation_type for one in facilities}
    period, names = quarter.period, {"year": quarter.year, "quarter": quarter.number}
    found: dict[int, list[str]] = {facility_id: [] for facility_id in kinds}
    rows = session.execute(_EMPTY, {**names, "ids": list(kinds), "begin": period.begin, "until": period.end})
    typed = _TypedLines()
    for row in rows:
        if typed.holds(row, kinds[row.facility_id]):
            found[row.facility_id].append(row.name)
    return found


def _sent(session: BincSession, choice: StatementChoice) -> list[tuple[FacilityRow, datetime | None]]:
    statement = QuarterStatement
    query = (
        select(*_COLUMNS, statement.sent_at)
        .join(statement, statement.facility_id == Facility.id)
        .where(
            statement.year == choice.quarter.year,
            statement.quarter == choice.quarter.number,
            statement.state == StatementState.SENT,
            *_criteria(choice),
        )
    )
    rows = session.execute(query.order_by(Facility.name, Facility.id))
    return [(_facility(row), row.sent_at) for row in rows]


def _lines(
    session: BincSession, quarter: Quarter, facilities: Iterable[FacilityRow]
) -> dict[int, tuple[SentLine, ...]]:
    found: dict[int, list[SentLine]] = {}
    for row in _typed_rows(session, _TOTALS, quarter, facilities):
        compared = Compared(row.total, row.previous, row.year_ago)
        found.setdefault(row.facility_id, []).append(SentLine(row.name, row.unit, compared))
    return {facility_id: tuple(lines) for facility_id, lines in found.items()}


def _outlying(session: BincSession, quarter: Quarter, facilities: Iterable[FacilityRow]) -> set[int]:
    """The facilities with at least one total that asks for a look."""
    rows = _typed_rows(session, _CHANGED.bindparams(least=LEAST_DIFFERENCE), quarter, facilities)
    return {row.facility_id for row in rows if Compared(row.total, row.previous, row.year_ago).is_outlier}


def _typed_rows(
    session: BincSession, query: TextClause, quarter: Quarter, facilities: Iterable[FacilityRow]
) -> Iterator[Any]:
    """The rows of totals of a quarter and of the two it is compared with, of the modules that are typed."""
    kinds, last, typed = {one.facility_id: one.organisation_type for one in facilities}, quarter.previous, _TypedLines()
    names = {"year": quarter.year, "quarter": quarter.number, "previous_year": last.year}
    rows = session.execute(query, {**names, "previous_quarter": last.number, "ids": list(kinds)})
    return (row for row in rows if typed.holds(row, kinds[row.facility_id]))


class _TypedLines:
    """Which modules are typed at which type of organisation, found out once for each pair of them (M-1)."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], bool] = {}

    def holds(self, row: Any, organisation_type: str) -> bool:
        key = (row.module_id, organisation_type)
        if key not in self._known:
            facts = UtilisationFacts(row.utilisation, row.rounding, ckg_points=row.ckg_points)
            self._known[key] = input_of(facts, organisation_type) is Input.TYPED
        return self._known[key]


def _facility(row: Any) -> FacilityRow:
    return FacilityRow(row.id, row.code, row.name, row.organisation_type, row.province)


def _criteria(choice: StatementChoice) -> list[ColumnElement[bool]]:
    criteria: list[ColumnElement[bool]] = [Facility.organisation_type.in_(WITH_STATEMENTS)]
    if choice.words:
        criteria.append(name_or_code(choice.words))
    if choice.organisation_type:
        criteria.append(Facility.organisation_type == choice.organisation_type)
    if choice.province:
        criteria.append(Facility.province == choice.province)
    return criteria
