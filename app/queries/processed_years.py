"""Which years of which facility are processed, and until which day that locks its schakelingen (Q-5, S-14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.orm import aliased

from app.database import BincSession
from app.domain.locks import last_locked_day
from app.domain.organisation_types import ORGANISATION_TYPES, has_statements
from app.domain.processing import YearState
from app.domain.statements.states import StatementState
from models.facility import Facility
from models.processed_year import ProcessedYear, ProcessedYearStep

WITH_STATEMENTS = tuple(kind for kind in ORGANISATION_TYPES if has_statements(kind))
TO_DO, PROCESSED, REOPENED = "to_do", "processed", "reopened"
# Twice, since each index of the deployments holds one kind of them. What was sent needs no look at the help.
_HELP = """exists (select 1 from deployment d where d.facility_id = asked.id and d.guaranteed is {guaranteed}
  and d."end" >= asked.first_day and d."begin" <= asked.last_day)"""
_STATEMENTS = text(f"""
select asked.id, asked.year, asked.number, coalesce(s.state, 'open') as state
from (
  select f.id, y.year, q.number, make_date(y.year, 3 * q.number - 2, 1) as first_day,
    (make_date(y.year, 3 * q.number - 2, 1) + interval '3 months' - interval '1 day')::date as last_day
  from unnest(cast(:ids as bigint[])) as f(id) cross join unnest(cast(:years as int[])) as y(year)
  cross join generate_series(1, 4) as q(number)) asked
left join quarter_statement s on s.facility_id = asked.id and s.year = asked.year and s.quarter = asked.number
where case when s.state in ('sent', 'processed') then true
  else {_HELP.format(guaranteed="false")} or {_HELP.format(guaranteed="true")} end
""")


@dataclass(frozen=True)
class YearChoice:
    """Which rows the agency looks at: one year, perhaps one organisation type, state or piece of a name or code."""

    year: int
    words: str = ""
    organisation_type: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class FacilityYear:
    """One facility in one year: where the year stands (None = never processed), since when, and what is locked."""

    facility_id: int
    code: str
    name: str
    organisation_type: str
    state: YearState | None
    changed_at: datetime | None
    locked_until: date | None


def locked_until(session: BincSession, facility_id: int) -> date | None:
    """The last day of the last processed year of a facility, up to which its schakelingen are locked (S-14)."""
    query = select(func.max(ProcessedYear.year)).where(
        ProcessedYear.facility_id == facility_id, ProcessedYear.locks.is_(True)
    )
    return last_locked_day(session.scalar(query))


def facility_years(session: BincSession, choice: YearChoice, offset: int, limit: int) -> tuple[list[FacilityYear], int]:
    """The facilities that send statements as one year of theirs stands, by name, and how many there are (Q-5)."""
    asked = chosen_facility_years(choice)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    rows = session.execute(asked.order_by(Facility.name, Facility.id).offset(offset).limit(limit))
    return [_facility_year(row) for row in rows], total


def name_or_code(words: str) -> ColumnElement[bool]:
    """That a facility's name or code contains these words."""
    contains = f"%{words.replace('%', '').replace('_', '').lower()}%"
    return or_(func.lower(Facility.name).like(contains), func.lower(Facility.code).like(contains))


def statements_of_years(
    session: BincSession, facility_ids: Collection[int], years: Collection[int]
) -> dict[tuple[int, int], Mapping[int, StatementState]]:
    """The statements of these facilities in these years: their state by the number of the quarter (Q-1, Q-5).

    By facility and year. A quarter in which nothing was typed or sent yet is open; one without help is not named.
    """
    found: dict[tuple[int, int], dict[int, StatementState]] = {
        (facility_id, year): {} for facility_id in facility_ids for year in years
    }
    for row in session.execute(_STATEMENTS, {"ids": sorted(facility_ids), "years": sorted(years)}):
        found[row.id, row.year][row.number] = StatementState(row.state)
    return dict(found)


def years_of(session: BincSession, facility_id: int) -> Sequence[ProcessedYear]:
    """Every year of a facility that was processed at least once, the latest first."""
    query = select(ProcessedYear).where(ProcessedYear.facility_id == facility_id)
    ordered = query.order_by(ProcessedYear.year.desc()).execution_options(populate_existing=True)
    return session.scalars(ordered).all()


def processed_years_of(session: BincSession, facility_ids: Collection[int]) -> dict[int, set[int]]:
    """The years of some facilities that are processed now, by facility id; nothing for one without (Q-5)."""
    found: dict[int, set[int]] = {}
    query = select(ProcessedYear.facility_id, ProcessedYear.year).where(
        ProcessedYear.facility_id.in_(facility_ids), ProcessedYear.state == YearState.PROCESSED
    )
    for facility_id, year in session.execute(query) if facility_ids else ():
        found.setdefault(facility_id, set()).add(year)
    return found


def steps_of(session: BincSession, facility_id: int) -> Sequence[ProcessedYearStep]:
    """Every time that a year of a facility was processed or reopened, the latest first."""
    query = select(ProcessedYearStep).where(ProcessedYearStep.facility_id == facility_id)
    return session.scalars(query.order_by(ProcessedYearStep.id.desc())).all()


def _facility_year(row: Any) -> FacilityYear:
    state = YearState(row.state) if row.state else None
    until = last_locked_day(row.last)
    return FacilityYear(row.id, row.code, row.name, row.organisation_type, state, row.changed_at, until)


def chosen_facility_years(choice: YearChoice) -> Select[Any]:
    """The facilities of a list and where their year stands, not ordered yet."""
    year, other = ProcessedYear, aliased(ProcessedYear)
    last = (
        select(func.max(other.year))
        .where(other.facility_id == Facility.id, other.locks.is_(True))
        .scalar_subquery()
        .label("last")
    )
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type)
    return (
        select(*columns, year.state, year.changed_at, last)
        .outerjoin(year, and_(year.facility_id == Facility.id, year.year == choice.year))
        .where(Facility.organisation_type.in_(WITH_STATEMENTS), *_criteria(choice))
    )


def _criteria(choice: YearChoice) -> list[ColumnElement[bool]]:
    criteria: list[ColumnElement[bool]] = []
    if choice.words:
        criteria.append(name_or_code(choice.words))
    if choice.organisation_type:
        criteria.append(Facility.organisation_type == choice.organisation_type)
    if choice.state == TO_DO:
        criteria.append(or_(ProcessedYear.state.is_(None), ProcessedYear.state == YearState.REOPENED))
    elif choice.state:
        criteria.append(ProcessedYear.state == choice.state)
    return criteria
