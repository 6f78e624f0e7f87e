"""The reports that are made by themselves: on which day which quarter or year (R-5, G10.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.faults import NotFound
from app.domain.period import Period, add_years
from app.domain.quarter import Quarter

WRITTEN = re.compile(r"([0-9]{4})(?:-([1-4]))?")
WRITTEN_MAKING = re.compile(r"([0-9]{4}(?:-[1-4])?) ([0-9]{4}-[0-9]{2}-[0-9]{2})(?: [0-9])?")
JOBS_A_MAKING = 2


class MakingOutcome(StrEnum):
    """What came of one facility when the reports of a period were made."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True)
class DueDay:
    """The first of a month, on which reports are made over quarters of a year, or over all of it where none is named.

    `years_back` says which year: 0 is the one that runs, 1 the one before. The days of a period are always over then.
    """

    month: int
    years_back: int
    quarters: tuple[int, ...] = ()

    def day(self, year: int) -> date:
        """The day itself in a year."""
        return date(year, self.month, 1)

    def periods(self, year: int) -> tuple[Period, ...]:
        """What is made on the day of that year, the earliest first."""
        about = year - self.years_back
        if not self.quarters:
            return (Period.year(about),)
        return tuple(Quarter(about, number).period for number in self.quarters)


# A quarter is made again on each later day of its year, so that what was registered late is counted.
DUE_DAYS: Sequence[DueDay] = (
    DueDay(month=2, years_back=1, quarters=(1, 2, 3, 4)),
    DueDay(month=3, years_back=1),
    DueDay(month=5, years_back=0, quarters=(1,)),
    DueDay(month=8, years_back=0, quarters=(1, 2)),
    DueDay(month=11, years_back=0, quarters=(1, 2, 3)),
)


def latest_due_days(until: date) -> Mapping[Period, date]:
    """Every period that came due in the year up to and including a day, with its latest due day, the earliest first.

    After a standstill each period is so made once, as it would stand had nothing been missed (R-5).
    """
    due: dict[Period, date] = {}
    for day, period in _due_in_the_year_before(until):
        due[period] = day
    return {period: due[period] for period in sorted(due, key=lambda one: (due[one], one))}


def _due_in_the_year_before(until: date) -> Iterator[tuple[date, Period]]:
    after = add_years(until, -1)
    for year in (after.year, until.year):
        for one in DUE_DAYS:
            if after < one.day(year) <= until:
                yield from ((one.day(year), period) for period in one.periods(year))


def period_key(period: Period) -> str:
    """A quarter as `2024-1` and a year as `2024`: how both stand in addresses and in names of files."""
    year = period.begin.year
    return str(year) if period == Period.year(year) else str(Quarter.of(period.begin))


def period_with_key(key: str) -> Period | None:
    """The quarter or year that a key names, or None where it names neither."""
    found = WRITTEN.fullmatch(key)
    if found is None or not 1 <= int(found[1]) <= 9998:
        return None
    return Quarter(int(found[1]), int(found[2])).period if found[2] else Period.year(int(found[1]))


def period_name(period: Period) -> str:
    """What people call a period of automatic reports: "Kwartaal 2024-1" or "Jaar 2024" (G10.1)."""
    key = period_key(period)
    return f"Kwartaal {key}" if "-" in key else f"Jaar {key}"


@dataclass(frozen=True)
class Making:
    """The reports of one period, made for all facilities because a day was due (R-5).

    It is done by jobs that share the facilities, so that two workers need half the time.
    """

    period: Period
    due_on: date

    @property
    def key(self) -> str:
        """The words by which it is known: `2025-1 2025-05-01`."""
        return f"{period_key(self.period)} {self.due_on.isoformat()}"

    @property
    def job_keys(self) -> tuple[str, ...]:
        """The words under which its jobs are known: its own, and a number behind them."""
        return tuple(f"{self.key} {number}" for number in range(1, JOBS_A_MAKING + 1))

    @classmethod
    def of_key(cls, key: str) -> Making:
        """The making with these words, also with the number of a job behind them. Raises NotFound for other words."""
        found = WRITTEN_MAKING.fullmatch(key)
        period = period_with_key(found[1]) if found else None
        if found is None or period is None:
            raise NotFound
        try:
            return cls(period, date.fromisoformat(found[2]))
        except ValueError:
            raise NotFound from None
