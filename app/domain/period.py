"""A stretch of calendar days, the one place where days are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

OPEN_END = date(9999, 12, 31)
ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day a number of months later (or earlier), or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, days_in_month(year, month)))


def add_years(day: date, years: int) -> date:
    """The same day a number of years later; 29 February becomes 28 February in a year without one."""
    return add_months(day, 12 * years)


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - ONE_DAY).day


def days_between(begin: date, end: date) -> int:
    """The number of calendar days from begin to end, both counted; never below zero (domain §9)."""
    return max(0, (end - begin).days + 1)


def days_in_words(begin: date, end: date | None) -> str:
    """The first and the last day as people read them; without a last one, from which day on."""
    return f"vanaf {begin:%d/%m/%Y}" if end is None else f"{begin:%d/%m/%Y} tot en met {end:%d/%m/%Y}"


@dataclass(frozen=True, order=True)
class Period:
    """The days from begin to end, both counted.

    Raises ValueError when the end lies before the begin.
    """

    begin: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.begin:
            raise ValueError("a period cannot end before it begins")

    @classmethod
    def of(cls, begin: date, end: date | None) -> Period:
        """The period of something that may still be running: no end means open for ever."""
        return cls(begin, OPEN_END if end is None else end)

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def day_count(self) -> int:
        """The number of calendar days, both ends counted."""
        return days_between(self.begin, self.end)

    def days(self) -> Iterator[date]:
        """Every calendar day of the period, in order."""
        return (date.fromordinal(number) for number in range(self.begin.toordinal(), self.end.toordinal() + 1))

    def __contains__(self, day: date) -> bool:
        return self.begin <= day <= self.end

    def holds(self, other: Period) -> bool:
        """Whether every day of the other period lies in this one."""
        return self.begin <= other.begin and other.end <= self.end

    def overlap(self, other: Period) -> Period | None:
        """The days both periods have in common, or None."""
        return self.clip(other.begin, other.end)

    def clip(self, begin: date, end: date | None) -> Period | None:
        """The part of this period from begin to end (both counted; None = open), or None when nothing is left."""
        first, last = max(self.begin, begin), min(self.end, OPEN_END if end is None else end)
        return Period(first, last) if first <= last else None

    @property
    def is_longer_than_a_year(self) -> bool:
        """Whether the period reaches the day a year after its begin (domain §9: P is at most one year)."""
        years = self.end.year - self.begin.year
        return years > 1 or (years == 1 and (self.end.month, self.end.day) >= (self.begin.month, self.begin.day))
