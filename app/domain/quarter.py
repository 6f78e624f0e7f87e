"""A quarter of a calendar year, the unit of the quarter statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.domain.faults import DomainError, Fault
from app.domain.period import Period, days_in_month

WRITTEN = re.compile(r"([0-9]{4})-([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter: its year and its number, 1 to 4.

    Raises ValueError for another number or a year outside 1 to 9998.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 1 <= self.year <= 9998):
            raise ValueError("a quarter is one of the four of a year")

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read a quarter as the exchange file writes it, `2024-1`.

        Raises DomainError with a fault at "quarter".
        """
        found = WRITTEN.fullmatch(text.strip())
        if found is None or not 1 <= int(found[1]) <= 9998:
            raise DomainError(Fault("Q-1", "quarter", "Schrijf een kwartaal als jaar en nummer, bijvoorbeeld 2024-1."))
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def covering(cls, period: Period) -> tuple[Quarter, ...] | None:
        """The whole quarters a period is made of, or None when it begins or ends inside one (F-3)."""
        first, last = cls.of(period.begin), cls.of(period.end)
        if first.period.begin != period.begin or last.period.end != period.end:
            return None
        return cls.between(first, last)

    @classmethod
    def between(cls, first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
        """All quarters from the first to the last, both counted."""
        indexes = range(first.year * 4 + first.number - 1, last.year * 4 + last.number)
        return tuple(cls(index // 4, index % 4 + 1) for index in indexes)

    @property
    def period(self) -> Period:
        """The days of the quarter."""
        return _days_of(self)

    @property
    def next(self) -> Quarter:
        """The quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before this one."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number}"


@lru_cache(maxsize=1024)
def _days_of(quarter: Quarter) -> Period:
    last_month = quarter.number * 3
    end = date(quarter.year, last_month, days_in_month(quarter.year, last_month))
    return Period(date(quarter.year, last_month - 2, 1), end)
