"""Which places are free today and on the days to come, by what is registered now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.domain.figures.result import Figure, Part
from app.domain.period import ONE_DAY, OPEN_END, Period


@dataclass(frozen=True)
class Stay:
    """A number of places that one module takes from one day to another, both counted; end OPEN_END = no end known."""

    begin: date
    end: date
    places: int = 1


# The stays per module code that count in the days of a figure: those not ticked guaranteed, each client once a day.
Stays = Mapping[str, Sequence[Stay]]


@dataclass(frozen=True)
class PlacesOfDay:
    """The places of one line on one day: taken ones, innovative and guaranteed included, and recognised ones."""

    day: date
    taken: Fraction
    recognised: Fraction

    @property
    def free(self) -> Fraction:
        """Recognised less taken; below zero where more is deployed than recognised (F-9, H16)."""
        return self.recognised - self.taken


@dataclass(frozen=True)
class KnownEnds:
    """What is known of the places of a line: in use on the first day, of which without an end, and what changes later.

    `ending` places have their last day before the last day looked at, `beginning` ones begin after the first.
    """

    running: int
    without_end: int
    ending: int
    beginning: int


def places_per_day(figure: Figure, stays: Stays, period: Period) -> tuple[PlacesOfDay, ...]:
    """The places of a line on every day of a period, by the parts of its figure over that period (F-1, F-2, F-9).

    The taken places of all days add up to the numerator of the figure, the recognised ones to its denominator. A stay
    takes its place up to its last day, that day included; without an end it takes it for good. Guaranteed supply is
    taken as a whole by its capacity.
    """
    taken: dict[date, Fraction] = defaultdict(Fraction)
    recognised: dict[date, Fraction] = defaultdict(Fraction)
    for part in figure.made_of:
        steps = recognised if part.what == "recognised" else taken
        for days, places in placed(part, stays):
            steps[days.begin] += places
            steps[days.end + ONE_DAY] -= places
    return tuple(running_totals(period, taken, recognised))


def placed(part: Part, stays: Stays) -> Iterator[tuple[Period, Fraction]]:
    """On which days a part of a figure takes, or recognises, how many places."""
    own = Period(part.begin, part.end)
    if part.what != "deployed":
        yield own, part.quantity
        return
    for stay in stays.get(part.code, ()):
        days = own.clip(stay.begin, stay.end)
        if days is not None:
            yield days, Fraction(stay.places)


def running_totals(
    period: Period, taken: Mapping[date, Fraction], recognised: Mapping[date, Fraction]
) -> Iterator[PlacesOfDay]:
    """Every day of a period with what has come to stand by then."""
    now_taken, now_recognised = Fraction(0), Fraction(0)
    for day in period.days():
        now_taken += taken.get(day, 0)
        now_recognised += recognised.get(day, 0)
        yield PlacesOfDay(day, now_taken, now_recognised)


def known_ends(figure: Figure, stays: Stays, period: Period) -> KnownEnds:
    """How much is known of the days to come on a line (F-9).

    A new stay of the same client that follows on the next day is both an end and a begin.
    """
    codes = {part.code for part in figure.made_of if part.what == "deployed"}
    own = [stay for code in codes for stay in stays.get(code, ())]
    running = [stay for stay in own if stay.begin <= period.begin <= stay.end]
    return KnownEnds(
        sum(stay.places for stay in running),
        sum(stay.places for stay in running if stay.end == OPEN_END),
        sum(stay.places for stay in running if stay.end < period.end),
        sum(stay.places for stay in own if period.begin < stay.begin <= period.end),
    )


def weeks_ahead(today: date, weeks: int) -> Period:
    """Today and a number of weeks after it."""
    return Period(today, today + timedelta(weeks=weeks))
