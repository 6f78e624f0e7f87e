"""When the begin and the end of a schakeling were saved, and what stood there before: what was known when (G-2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.domain.chain_plans import SchakelingPlan
from app.domain.civil_time import BRUSSELS
from app.domain.groeipakket_months import first_from

BEGIN, END = "begin", "end"
EDGES = (BEGIN, END)


def brussels_day(moment: datetime | None) -> date | None:
    """The day on which something was saved, as people here count days."""
    return moment.astimezone(BRUSSELS).date() if moment else None


@dataclass(frozen=True)
class Saving:
    """A begin or end as somebody saved it: `at` None where nobody knows when, as in loads of history.

    `day` None: from then on there was no such day, or no message went out for it any more.
    """

    at: datetime | None
    day: date | None

    @property
    def saved_on(self) -> date | None:
        """The day of saving, that of Brussels."""
        return brussels_day(self.at)


@dataclass(frozen=True)
class Moments:
    """When the begin and the end that stand were saved; None for what is not there, or was loaded as history.

    `earlier_begins` and `earlier_ends` hold, in order, what stood there before and meant another payment (G-2).
    """

    begin: datetime | None = None
    end: datetime | None = None
    earlier_begins: tuple[Saving, ...] = ()
    earlier_ends: tuple[Saving, ...] = ()

    def begins(self, begin: date) -> tuple[Saving, ...]:
        """All that was saved as the begin, `begin` itself last."""
        return (*self.earlier_begins, Saving(self.begin, begin))

    def ends(self, end: date | None) -> tuple[Saving, ...]:
        """All that was saved as the end, `end` itself last; nothing where there never was one."""
        return self.earlier_ends if end is None else (*self.earlier_ends, Saving(self.end, end))


def first_told_by(edge: str, day: date) -> date:
    """The first of a month on which a begin or an end is first seen: who leaves on a first still was there (G-2, V)."""
    return first_from(day if edge == BEGIN else day + timedelta(days=1))


def is_paid_alike(edge: str, one: date | None, other: date | None) -> bool:
    """Whether two days of a begin or end come to the same on every first of the month (G-2)."""
    if one is None or other is None:
        return one is other
    return first_told_by(edge, one) == first_told_by(edge, other)


def moments_of_new(plan: SchakelingPlan, now: datetime | None) -> Moments:
    """The moments of a schakeling that is saved for the first time (G-2)."""
    return Moments(now, None if plan.end is None else now)


def moments_of_changed(
    before: SchakelingPlan,
    moments: Moments,
    after: SchakelingPlan,
    now: datetime | None,
    *,
    sent: bool,
    sends: bool,
) -> Moments:
    """The moments of a schakeling after a change (G-2, our reading).

    A day that means no other payment keeps its moment; what gives way to another one is kept as what stood there
    before. `sent` and `sends`: whether a message went out for it before the change, and goes out after it; what only
    now counts is first saved now for the Groeipakket, unless nobody knows when it was saved before.
    """
    begin, earlier_begins = _moved(BEGIN, moments.begins(before.begin), after.begin, now, sent=sent, sends=sends)
    end, earlier_ends = _moved(END, moments.ends(before.end), after.end, now, sent=sent, sends=sends)
    return Moments(begin, end, earlier_begins, earlier_ends)


def moments_with_end(moments: Moments, before: date | None, end: date, now: datetime | None) -> Moments:
    """The moments of a schakeling that gets its end by the next one (S-5, G-2)."""
    moment, earlier_ends = _moved(END, moments.ends(before), end, now, sent=True, sends=True)
    return replace(moments, end=moment, earlier_ends=earlier_ends)


def _moved(
    edge: str, savings: tuple[Saving, ...], day: date | None, now: datetime | None, *, sent: bool, sends: bool
) -> tuple[datetime | None, tuple[Saving, ...]]:
    """The moment of the day that stands now, None where none stands, and what stood there before."""
    moment = None if day is None else now
    if not savings or savings[-1].day is None:
        return moment, savings
    *earlier, last = savings
    alike = is_paid_alike(edge, last.day, day)
    if sends and not sent:
        # What was saved while nothing went out was told to nobody.
        return (last.at and moment) if alike else moment, _until_silence(tuple(earlier))
    if sent and not sends:
        return moment, (*savings, Saving(now, None))
    if alike:
        return last.at, tuple(earlier)
    return moment, savings if day is not None else (*savings, Saving(now, None))


def _until_silence(savings: tuple[Saving, ...]) -> tuple[Saving, ...]:
    silent = max((place for place, one in enumerate(savings) if one.day is None), default=-1)
    return savings[: silent + 1]
