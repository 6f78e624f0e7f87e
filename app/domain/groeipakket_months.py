"""The first days of months that a placement counts for: the Groeipakket looks at the situation on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.period import ONE_DAY, OPEN_END, Period, add_months


def first_from(day: date) -> date:
    """The first of a month on which something that begins on a day is first seen: that day, or the next first."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


def firsts_between(begin: date, until: date) -> tuple[date, ...]:
    """The firsts of a month from `begin` to `until`, both included; none when `until` lies earlier (G-1, G-2).

    Between the begin of a placement and the day on which it was saved, these are the payments that came too early.
    """
    return tuple(_firsts(first_from(begin), until))


def _firsts(day: date, until: date) -> Iterator[date]:
    while day <= until:
        yield day
        day = add_months(day, 1)


@dataclass(frozen=True)
class Months:
    """A row of firsts of a month, from the first to the last included; `last` None = until further notice."""

    first: date
    last: date | None


def months_of(period: Period) -> Months | None:
    """The firsts of a month that a placement of these days counts for; None when it lies between two of them (G-1)."""
    first = first_from(period.begin)
    if first > period.end:
        return None
    return Months(first, None if period.end == OPEN_END else period.end.replace(day=1))


@dataclass(frozen=True)
class MonthsMoved:
    """Which firsts of a month a change adds to what the Groeipakket counts, and which it takes away (G-1)."""

    gained: tuple[Months, ...]
    lost: tuple[Months, ...]


def months_moved(before: Period | None, after: Period | None) -> MonthsMoved:
    """What changes hands when a placement moves from some days to others; None = there is, or will be, no placement."""
    return MonthsMoved(tuple(_only_in(after, before)), tuple(_only_in(before, after)))


def _only_in(one: Period | None, other: Period | None) -> Iterator[Months]:
    for part in _parts_outside(one, other):
        found = months_of(part)
        if found is not None:
            yield found


def _parts_outside(one: Period | None, other: Period | None) -> Iterator[Period]:
    if one is None or other is None or one.overlap(other) is None:
        yield from [one] if one is not None else []
        return
    if one.begin < other.begin:
        yield Period(one.begin, other.begin - ONE_DAY)
    if one.end > other.end:
        yield Period(other.end + ONE_DAY, one.end)
