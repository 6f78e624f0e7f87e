"""CKG: the points of every begun month of guidance, over the recognised points of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from app.domain.capacity import CapacityPiece
from app.domain.figures.measures import Measure, measured
from app.domain.figures.result import NOT_FROM_JANUARY, Figure, Part, divided, not_computed
from app.domain.period import ONE_DAY, Period, days_between

POINTS_OF_A_YEAR = Measure(Fraction(1), "year")
MONTH = 30


class GuidanceRow(NamedTuple):
    """One module with points in one schakeling of a dossier, or in several that join; both days included.

    The end is OPEN_END while it runs.

    `dossier` is any key of the dossier, `module` the type module's code; `beside_guaranteed_stay` says whether the same
    schakeling holds a Crisisverblijf ticked guaranteed.
    """

    dossier: int | str
    module: str
    begin: date
    end: date
    guaranteed: bool = False
    beside_guaranteed_stay: bool = False


@dataclass(frozen=True)
class DossierPoints:
    """The begun months of one module in one dossier, counted from the day after the last month paid in the old year.

    `worth` is what a begun month gives. Deployments ticked guaranteed are counted apart. Where every day was paid in
    the old year there is no month.
    """

    dossier: int | str
    module: str
    guaranteed: bool
    counted_from: date
    days: int
    months: int
    worth: Fraction

    @property
    def points(self) -> Fraction:
        """The begun months times the points of one."""
        return self.months * self.worth


def guidance_points(
    code: str, period: Period, counted: Sequence[DossierPoints], pieces: Iterable[CapacityPiece]
) -> Figure:
    """The occupancy of the guidance points of a CKG from 1 January on (F-5, H14.4).

    `counted` holds the points of each dossier, `pieces` the capacity rows of the points within the period. Of the
    points deployed as guaranteed only what exceeds the reserved ones is added.
    """
    if not from_january(period):
        return not_computed(code, NOT_FROM_JANUARY)
    capacity = tuple(measured(pieces, POINTS_OF_A_YEAR))
    reserved = sum((part.amount for part in capacity if part.what == "guaranteed"), Fraction(0))
    own = module_parts(period, [one for one in counted if one.months and not one.guaranteed])
    above = above_reserve(code, period, [one for one in counted if one.guaranteed], reserved)
    return divided(code, (*own, *above, *capacity))


def from_january(period: Period) -> bool:
    """Whether a period begins on 1 January, as counting in points asks (F-5, H14.4)."""
    return (period.begin.month, period.begin.day) == (1, 1)


def module_parts(period: Period, counted: Iterable[DossierPoints]) -> Iterator[Part]:
    """The begun months of all dossiers per module, times the points of one."""
    by_module: dict[str, list[DossierPoints]] = defaultdict(list)
    for one in counted:
        by_module[one.module].append(one)
    for module, dossiers in sorted(by_module.items()):
        days, months = sum(one.days for one in dossiers), sum(one.months for one in dossiers)
        worth = dossiers[0].worth
        yield Part("deployed", module, period.begin, period.end, days, Fraction(months), months * worth, worth)


def above_reserve(code: str, period: Period, guaranteed: Sequence[DossierPoints], reserved: Fraction) -> Iterator[Part]:
    """What the guaranteed deployments add beyond the points kept free for them (F-5, H14.4)."""
    points = sum((one.points for one in guaranteed), Fraction(0))
    if points:
        days = sum(one.days for one in guaranteed)
        yield Part("above_reserve", code, period.begin, period.end, days, points, max(Fraction(0), points - reserved))


def points_of_dossiers(
    rows: Iterable[GuidanceRow], period: Period, points: Mapping[str, Fraction]
) -> Iterator[DossierPoints]:
    """The points of each module in each dossier within a period from 1 January on (F-5, H14.4).

    `rows` must reach back to the begin of whatever goes on into the new year; `points` are those of a begun month per
    module code. A day counts as guaranteed where every schakeling that offers the module on it is ticked so.
    """
    stays: dict[tuple[int | str, str], tuple[list[Period], list[Period]]] = defaultdict(lambda: ([], []))
    for row in rows:
        if row.begin <= period.end:
            stays[row.dossier, row.module][row.guaranteed].append(Period(row.begin, min(row.end, period.end)))
    for (dossier, module), (regular, ticked) in stays.items():
        runs = runs_of(regular)
        apart = without(runs_of(ticked), runs) if ticked else []
        for guaranteed, own in ((False, runs), (True, apart)):
            if own and own[-1].end >= period.begin:
                counted_from = first_counted_day(own, period.begin)
                days = days_from(own, counted_from)
                months = begun_months(days)
                yield DossierPoints(dossier, module, guaranteed, counted_from, days, months, points[module])


def runs_of(periods: Iterable[Period]) -> list[Period]:
    """Stretches without a gap: periods that share a day or follow on the next day become one (F-5)."""
    runs: list[Period] = []
    for each in sorted(periods):
        if runs and (each.begin - runs[-1].end).days <= 1:
            runs[-1] = Period(runs[-1].begin, max(runs[-1].end, each.end))
        else:
            runs.append(each)
    return runs


def without(runs: Iterable[Period], taken: Sequence[Period]) -> list[Period]:
    """What is left of some stretches when the days of others, in order, are taken away."""
    left: list[Period] = []
    for run in runs:
        begin = run.begin
        for other in taken:
            if begin <= other.end and other.begin <= run.end:
                left += [Period(begin, other.begin - ONE_DAY)] if begin < other.begin else []
                begin = other.end + ONE_DAY
        left += [Period(begin, run.end)] if begin <= run.end else []
    return left


def first_counted_day(runs: Iterable[Period], new_year: date) -> date:
    """From which day on the new year counts: the one after the last month begun in the old year (F-5, H14.4).

    Months are thirty days from the begin of the last stretch of the old year; a begun one is paid there as a whole.
    """
    old = [run for run in runs if run.begin < new_year]
    if not old:
        return new_year
    last = old[-1]
    days = Period(last.begin, min(last.end, new_year - ONE_DAY)).day_count
    return max(new_year, last.begin + timedelta(days=MONTH * begun_months(days)))


def days_from(runs: Iterable[Period], begin: date) -> int:
    """How many days of some stretches lie on a day or later."""
    return sum(days_between(max(run.begin, begin), run.end) for run in runs)


def begun_months(days: int) -> int:
    """Thirty days are a month, and a begun one counts whole (F-5, H14.4)."""
    return -(-days // MONTH)
