"""Whether a begin or an end that touches the Groeipakket was registered in time, and what a late one does (G-2, L3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.domain.chain_plans import SchakelingPlan
from app.domain.civil_time import BRUSSELS
from app.domain.groeipakket_months import firsts_between

BEGIN, END = "begin", "end"
EDGES = (BEGIN, END)
# "Within the week after the admission or the departure" (L3): the seventh day after that day is still in time.
DAYS_ALLOWED = 7


def days_after(day: date, saved_on: date) -> int:
    """How many days after a begin or end it was first saved; below 0 when it was saved ahead (G-2)."""
    return (saved_on - day).days


def is_late(day: date, saved_on: date) -> bool:
    """Whether a begin or end was first saved more than a week after that day (G-2, L3)."""
    return days_after(day, saved_on) > DAYS_ALLOWED


def firsts_missed(edge: str, day: date, saved_on: date) -> tuple[date, ...]:
    """The firsts of the month on which a begin or end had come and was not known yet (G-2, V).

    Both days inclusive, except that on the last day of help the client still lives there. What is saved on a first
    itself leaves with the message of the next night, so that first is missed.
    """
    return firsts_between(day if edge == BEGIN else day + timedelta(days=1), saved_on)


def keeps_first_saving(edge: str, earlier: date, saved_on: date | None, corrected: date) -> bool:
    """Whether a corrected day counts from its first saving, rather than from the correction (G-2, our reading).

    It does when the earlier day had come when it was saved, so that it was no plan, and no first of the month tells
    the two days apart, so that nothing is paid otherwise. `saved_on` None: nobody knows when, as in loads of history.
    """
    if saved_on is not None and earlier > saved_on:
        return False
    first, last = sorted((earlier, corrected))
    if edge == BEGIN:
        return not any(firsts_between(first, last - timedelta(days=1)))
    return not any(firsts_between(first + timedelta(days=1), last))


@dataclass(frozen=True)
class Moments:
    """When begin and end of a schakeling were first saved; None for what is not there, or was loaded as history."""

    begin: datetime | None = None
    end: datetime | None = None


def moments_of_new(plan: SchakelingPlan, now: datetime | None) -> Moments:
    """The moments of a schakeling that is saved for the first time (G-2)."""
    return Moments(now, None if plan.end is None else now)


def moments_of_changed(
    before: SchakelingPlan, moments: Moments, after: SchakelingPlan, now: datetime | None, *, begins_to_count: bool
) -> Moments:
    """The moments of a schakeling after a change (G-2, our reading).

    `begins_to_count`: only now a message goes out for it, because a module was added or a tick taken away; its begin
    and its end are then first saved now for the Groeipakket, unless nobody knows when they were saved before.
    """
    begin = _moment(BEGIN, before.begin, moments.begin, after.begin, now)
    end = None if after.end is None else _moment(END, before.end, moments.end, after.end, now)
    if not begins_to_count:
        return Moments(begin, end)
    return Moments(begin and now, end and now)


def _moment(
    edge: str, earlier: date | None, saved: datetime | None, day: date, now: datetime | None
) -> datetime | None:
    if earlier is None:
        return now
    kept = earlier == day or keeps_first_saving(edge, earlier, brussels_day(saved), day)
    return saved if kept else now


def brussels_day(moment: datetime | None) -> date | None:
    """The day on which something was saved, as people here count days."""
    return moment.astimezone(BRUSSELS).date() if moment else None


@dataclass(frozen=True)
class PaymentTerms:
    """What the Groeipakket of a placement hangs on: its modules, the foster carers, and the placing authority (G-1)."""

    modules: frozenset[str]
    carers: frozenset[str]
    ground: str


@dataclass(frozen=True)
class KnownPlacement:
    """A schakeling as the Groeipakket comes to know it; `terms` None when no message goes out for it (S-12).

    The days on which begin and end were first saved are those of Brussels, None where nobody knows.
    """

    key: int
    begin: date
    end: date | None
    begin_saved_on: date | None
    end_saved_on: date | None
    terms: PaymentTerms | None

    def runs_on_in(self, following: KnownPlacement) -> bool:
        """Whether nothing changes for the Groeipakket between the two: no module goes on or off (H4.2).

        Both days were saved on one day, so that nobody ever heard of an end without the begin that follows.
        """
        if self.terms is None or self.end is None or self.terms != following.terms:
            return False
        seamless = self.end <= following.begin <= self.end + timedelta(days=1)
        return seamless and self.end_saved_on == following.begin_saved_on


@dataclass(frozen=True)
class TimedDay:
    """A begin or end that changes something for the Groeipakket, and the day on which it was first saved (G-2)."""

    key: int
    edge: str
    day: date
    saved_on: date

    @property
    def days_after(self) -> int:
        """How many days after the day it was saved."""
        return days_after(self.day, self.saved_on)

    @property
    def is_late(self) -> bool:
        """Whether that is more than a week."""
        return is_late(self.day, self.saved_on)

    @property
    def firsts(self) -> tuple[date, ...]:
        """The firsts of the month that went by meanwhile."""
        return firsts_missed(self.edge, self.day, self.saved_on)


def timed_days(placements: Sequence[KnownPlacement]) -> list[TimedDay]:
    """The begins and ends of a dossier that count for the monitor, in order; `placements` stand in order (G-2).

    Left out is what sends no message, what nobody knows the moment of, and both days of a seam over which the
    placement runs on as it was.
    """
    seams = [before.runs_on_in(after) for before, after in pairwise(placements)]
    after_seam, before_seam = [False, *seams], [*seams, False]
    return [
        day
        for place, one in enumerate(placements)
        if one.terms is not None
        for day in _days_of(one, with_begin=not after_seam[place], with_end=not before_seam[place])
    ]


def _days_of(one: KnownPlacement, *, with_begin: bool, with_end: bool) -> Iterator[TimedDay]:
    if with_begin and one.begin_saved_on is not None:
        yield TimedDay(one.key, BEGIN, one.begin, one.begin_saved_on)
    if with_end and one.end is not None and one.end_saved_on is not None:
        yield TimedDay(one.key, END, one.end, one.end_saved_on)
