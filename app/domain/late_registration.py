"""Whether a begin or an end that touches the Groeipakket was registered in time, and what a late one does (G-2, L3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from app.domain.groeipakket_months import firsts_between
from app.domain.period import ONE_DAY
from app.domain.saved_days import BEGIN, END, Moments, Saving, first_told_by, is_paid_alike

# "Within the week after the admission or the departure" (L3): the seventh day after that day is still in time.
DAYS_ALLOWED = 7


def days_after(day: date, saved_on: date) -> int:
    """How many days after a begin or end it was saved; below 0 when it was saved ahead (G-2)."""
    return (saved_on - day).days


@dataclass(frozen=True)
class PaymentTerms:
    """What the Groeipakket of a placement hangs on: its modules, the foster carers, and the placing authority (G-1)."""

    modules: frozenset[str]
    carers: frozenset[str]
    ground: str


@dataclass(frozen=True)
class KnownPlacement:
    """A schakeling as the Groeipakket comes to know it; `terms` None when no message goes out for it (S-12)."""

    key: int
    begin: date
    end: date | None
    moments: Moments
    terms: PaymentTerms | None

    def runs_on_in(self, following: KnownPlacement) -> bool:
        """Whether nothing changes for the Groeipakket between the two: no module goes on or off (H4.2).

        Both days were saved on one day, so that nobody ever heard of an end without the begin that follows.
        """
        if self.terms is None or self.end is None or self.terms != following.terms:
            return False
        seamless = self.end <= following.begin <= self.end + ONE_DAY
        return seamless and _counted_on(timed_end(self)) == _counted_on(timed_begin(following))


@dataclass(frozen=True)
class TimedDay:
    """A begin or end with how long nobody could know it: from `since` until it was saved (G-2).

    `since` is the day itself, or the day from which another one stood in its place. `firsts` are the firsts of the
    month on which the Groeipakket therefore took the client to be where they were not.
    """

    key: int
    edge: str
    day: date
    since: date
    saved_at: datetime
    saved_on: date
    firsts: tuple[date, ...]

    @property
    def days_after(self) -> int:
        """How many days it was not known; below 0 when it was saved ahead."""
        return days_after(self.since, self.saved_on)

    @property
    def is_late(self) -> bool:
        """Whether that is more than a week (L3)."""
        return self.days_after > DAYS_ALLOWED


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
    for wanted, day in ((with_begin, timed_begin(one)), (with_end, timed_end(one))):
        if wanted and day is not None:
            yield day


def timed_begin(one: KnownPlacement) -> TimedDay | None:
    """The begin of a placement with when it was saved and the firsts that it was missed on; None: nobody knows."""
    return _timed(one, BEGIN, one.moments.begins(one.begin))


def timed_end(one: KnownPlacement) -> TimedDay | None:
    """The end of a placement as `timed_begin` has its begin; None as well where it runs on."""
    return None if one.end is None else _timed(one, END, one.moments.ends(one.end))


def _counted_on(day: TimedDay | None) -> date | None:
    return day.saved_on if day else None


def _timed(one: KnownPlacement, edge: str, savings: tuple[Saving, ...]) -> TimedDay | None:
    """The longest time that the day was not known: before it was first saved, or while another one stood there.

    Of two as long the earlier one counts.
    """
    day = savings[-1].day
    assert day is not None
    savings = _since_nobody_knows(savings)
    firsts = tuple(_firsts_missed(one, edge, savings))
    stretches = list(_stretches(edge, savings, day, firsts))
    if not stretches:
        return None
    since, saved = max(stretches, key=lambda stretch: days_after(stretch[0], _day_of(stretch[1])))
    assert saved.at is not None
    return TimedDay(one.key, edge, day, since, saved.at, _day_of(saved), firsts)


def _since_nobody_knows(savings: tuple[Saving, ...]) -> tuple[Saving, ...]:
    """What nobody knows the moment of was always there: what came before it says nothing."""
    unknown = max((place for place, one in enumerate(savings) if one.at is None), default=0)
    return savings[unknown:]


def _stretches(
    edge: str, savings: tuple[Saving, ...], day: date, firsts: tuple[date, ...]
) -> Iterator[tuple[date, Saving]]:
    """From when until which saving the day was not known.

    That is from the day itself until it was first saved, and each time that another day stood in its place on a first
    of the month that the Groeipakket went by.
    """
    right = [is_paid_alike(edge, one.day, day) for one in savings]
    known = right.index(True)
    if savings[known].at is not None:
        yield day, savings[known]
    for gone in range(known + 1, len(savings)):
        if right[gone] or not right[gone - 1]:
            continue
        back = right.index(True, gone)
        left_on, back_on = _day_of(savings[gone]), _day_of(savings[back])
        if any(left_on < first <= back_on for first in firsts):
            stood = [one.day for one in savings[gone:back] if one.day is not None]
            yield max(left_on, min([day, *stood])), savings[back]


def _firsts_missed(one: KnownPlacement, edge: str, savings: tuple[Saving, ...]) -> Iterator[date]:
    """The firsts of the month on which this begin or end made the Groeipakket take the client to be elsewhere (G-2, V).

    What is saved on a first itself leaves with the message of the next night, so that first is missed.
    """
    saved_on = savings[-1].saved_on
    if saved_on is None:
        return
    earliest = min(first_told_by(edge, known.day) for known in savings if known.day is not None)
    begins, ends = one.moments.begins(one.begin), one.moments.ends(one.end)
    for first in firsts_between(earliest, saved_on):
        begun, ended = _known_on(begins, first), _known_on(ends, first)
        known, true = (begun, one.begin) if edge == BEGIN else (ended, one.end)
        differs = _has_come(edge, known, first) != _has_come(edge, true, first)
        if differs and _is_here(begun, ended, first) != _is_here(one.begin, one.end, first):
            yield first


def _known_on(savings: tuple[Saving, ...], first: date) -> date | None:
    """The day that the Groeipakket went by on a first of the month: what was saved before that first."""
    for one in reversed(savings):
        if one.saved_on is None or one.saved_on < first:
            return one.day
    return None


def _has_come(edge: str, day: date | None, first: date) -> bool:
    return day is not None and first_told_by(edge, day) <= first


def _is_here(begin: date | None, end: date | None, first: date) -> bool:
    return _has_come(BEGIN, begin, first) and not _has_come(END, end, first)


def _day_of(saving: Saving) -> date:
    assert saving.saved_on is not None
    return saving.saved_on
