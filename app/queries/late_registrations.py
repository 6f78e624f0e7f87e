"""What the monitor of late registration shows: the late ones of a facility, and how each facility does (G-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, func, select, text

from app.database import BincSession, record_read
from app.domain.period import Period
from models.dossier import Dossier
from models.timed_registration import TimedRegistration

TIMED = TimedRegistration
SORTS: dict[str, ColumnElement[Any]] = {
    "day": TIMED.day.expression,
    "saved": TIMED.saved_on.expression,
    "days": TIMED.days_after.expression,
    "name": Dossier.name_key.expression,
}

_MONTHS = """
select c.month, c.edge, sum(c.number)::bigint as number, sum(c.late)::bigint as late
from timed_registration_count c {join} where c.month between :begin and :until {where} group by c.month, c.edge
"""
# Only of the late ones is asked how many days it took, and those are few.
_FACILITIES = text(
    """
select f.id, f.code, f.name, f.organisation_type, f.province, c.number, c.late, c.with_first, t.middle, t.most
from (
  select facility_id, sum(number)::bigint as number, sum(late)::bigint as late, sum(with_first)::bigint as with_first
  from timed_registration_count where month between :begin and :until group by facility_id having sum(number) > 0) c
join facility f on f.id = c.facility_id
left join (
  select facility_id, percentile_cont(0.5) within group (order by days_after) as middle, max(days_after) as most
  from timed_registration where late and saved_on between :begin and :until group by facility_id) t
  on t.facility_id = c.facility_id
where (cast(:kind as text) is null or f.organisation_type = :kind)
  and (cast(:province as text) is null or f.province = :province)
"""
)


@dataclass(frozen=True)
class LateChoice:
    """Which late registrations of a facility: saved in a period, of one edge (None: both), only with a first missed."""

    period: Period
    edge: str | None = None
    with_first: bool = False
    sort: str = "saved"
    descending: bool = True


@dataclass(frozen=True)
class LateRow:
    """One begin or end that was saved too late, in the dossier of a client, with the firsts that it was missed on."""

    edge: str
    day: date
    saved_on: date
    days_after: int
    firsts: list[date]
    code: str
    client_id: int
    name: str
    first_name: str

    @property
    def since(self) -> date:
        """From which day on it was not known: the day itself, or the one on which another day took its place."""
        return self.saved_on - timedelta(days=self.days_after)

    @property
    def client(self) -> str:
        """The client's whole name, as lists have it."""
        return ", ".join(part for part in (self.name, self.first_name) if part)


@dataclass(frozen=True)
class Timeliness:
    """How many begins and ends were saved, and how many of them late."""

    number: int = 0
    late: int = 0

    @property
    def in_time(self) -> Fraction | None:
        """Which part was saved in time; None where nothing was saved."""
        return Fraction(self.number - self.late, self.number) if self.number else None

    def __add__(self, other: Timeliness) -> Timeliness:
        return Timeliness(self.number + other.number, self.late + other.late)


@dataclass(frozen=True)
class FacilityTimeliness:
    """How a facility did in a period; `middle` and `most` are days after the day, of the late ones (None: none)."""

    facility_id: int
    code: str
    name: str
    organisation_type: str
    province: str
    saved: Timeliness
    with_first: int
    middle: Fraction | None
    most: int | None

    @property
    def late_part(self) -> Fraction:
        """Which part was late."""
        return Fraction(self.saved.late, self.saved.number)


MonthCounts = dict[tuple[date, str], Timeliness]


def late_rows(
    session: BincSession, facility_id: int, choice: LateChoice, offset: int = 0, limit: int | None = None
) -> list[LateRow]:
    """The late begins and ends of a facility in the order asked; goes on record as read (A-5)."""
    timed = (TIMED.edge, TIMED.day, TIMED.saved_on, TIMED.days_after, TIMED.firsts)
    query = select(*timed, Dossier.code, Dossier.client_id, Dossier.client_name, Dossier.client_first_name, Dossier.id)
    column = SORTS[choice.sort]
    order = (column.desc() if choice.descending else column.asc(), TIMED.day, TIMED.schakeling_id, TIMED.edge)
    found = session.execute(_late(query, facility_id, choice).order_by(*order).offset(offset).limit(limit)).all()
    record_read("dossier", sorted({row.id for row in found}))
    return [
        LateRow(
            *(row.edge, row.day, row.saved_on, row.days_after, row.firsts, row.code, row.client_id),
            row.client_name or "",
            row.client_first_name or "",
        )
        for row in found
    ]


def count_late(session: BincSession, facility_id: int, choice: LateChoice) -> int:
    """How many late begins and ends there are."""
    return int(session.scalar(_late(select(func.count()), facility_id, choice)) or 0)


def count_late_of_facility(session: BincSession, facility_id: int, period: Period) -> int:
    """How many begins and ends a facility saved late in a period."""
    own = (TIMED.facility_id == facility_id, TIMED.saved_on.between(period.begin, period.end), TIMED.late)
    return int(session.scalar(select(func.count()).select_from(TIMED).where(*own)) or 0)


def count_late_facilities(session: BincSession, period: Period) -> int:
    """How many facilities within reach saved at least one begin or end late in a period."""
    query = select(func.count(TIMED.facility_id.distinct()))
    return int(session.scalar(query.where(TIMED.saved_on.between(period.begin, period.end), TIMED.late)) or 0)


def months_of_facility(session: BincSession, facility_id: int, period: Period) -> MonthCounts:
    """What a facility saved in each month of a period of whole months, by first day of the month and edge."""
    query = text(_MONTHS.format(join="", where="and c.facility_id = :facility_id"))
    return _months(session, query, {"facility_id": facility_id}, period)


def months_of_sector(
    session: BincSession, period: Period, organisation_type: str | None, province: str | None
) -> MonthCounts:
    """What all facilities of a type and in a province (None: every) saved in each of some whole months."""
    asked = {"f.organisation_type = :kind": organisation_type, "f.province = :province": province}
    wanted = [condition for condition, value in asked.items() if value is not None]
    join = "join facility f on f.id = c.facility_id" if wanted else ""
    query = text(_MONTHS.format(join=join, where="".join(f" and {condition}" for condition in wanted)))
    names = {"kind": organisation_type, "province": province}
    return _months(session, query, {name: value for name, value in names.items() if value is not None}, period)


def timeliness_of_facilities(
    session: BincSession, period: Period, organisation_type: str | None, province: str | None
) -> list[FacilityTimeliness]:
    """How each facility of a type and in a province (None: every) did that saved anything in some whole months."""
    names = {"begin": period.begin, "until": period.end, "kind": organisation_type, "province": province}
    return [
        FacilityTimeliness(
            *(row.id, row.code, row.name, row.organisation_type, row.province),
            Timeliness(row.number, row.late),
            row.with_first,
            None if row.middle is None else Fraction(row.middle),
            row.most,
        )
        for row in session.execute(_FACILITIES, names)
    ]


def _late(query: Any, facility_id: int, choice: LateChoice) -> Any:
    own = (Dossier.facility_id == TIMED.facility_id, Dossier.id == TIMED.dossier_id)
    criteria = [TIMED.facility_id == facility_id, TIMED.late]
    criteria.append(TIMED.saved_on.between(choice.period.begin, choice.period.end))
    criteria += [TIMED.edge == choice.edge] if choice.edge else []
    criteria += [TIMED.firsts_missed > 0] if choice.with_first else []
    return query.select_from(TIMED).join(Dossier, own[0] & own[1]).where(*criteria)


def _months(session: BincSession, query: Any, names: dict[str, Any], period: Period) -> MonthCounts:
    rows = session.execute(query, {**names, "begin": period.begin, "until": period.end})
    return {(row.month, row.edge): Timeliness(row.number, row.late) for row in rows if row.number}
