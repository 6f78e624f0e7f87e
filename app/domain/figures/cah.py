"""Crisis help at home (CaH): the points of its schakelingen, over eight a recognised module and quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.capacity import CapacityPiece
from app.domain.figures.measures import Measure, measured
from app.domain.figures.result import Figure, Part, divided
from app.domain.figures.rule_sets import RuleSet, rule_sets_of
from app.domain.period import Period

CRISIS_POINTS = Measure(Fraction(8), "quarter")
INTERVENTION = "P-CRISISINTERVENTIE"
POINTS_OF_INTERVENTION = 3


@dataclass(frozen=True)
class Length:
    """How long a schakeling lasts within a period, and the rule set in force on its last day there."""

    days: int
    rule_set: RuleSet


# How many schakelingen have each length, per module code.
LengthCounts = Mapping[str, Mapping[Length, int]]


@dataclass(frozen=True, order=True)
class Window:
    """The schakelingen whose last day within `days` lies in `ends`, each with all its days within `days` (F-4)."""

    days: Period
    ends: Period

    @classmethod
    def whole(cls, period: Period) -> Window:
        """All schakelingen with a day in a period."""
        return cls(period, period)

    def holds(self, begin: date, end: date | None) -> bool:
        """Whether a schakeling is one of these; end None = running."""
        part = self.days.clip(begin, end)
        return part is not None and self.ends.begin <= part.end <= self.ends.end


def crisis_help(code: str, counted: Iterable[tuple[Window, LengthCounts]], pieces: Iterable[CapacityPiece]) -> Figure:
    """The occupancy of one line of crisis help at home, over the capacity that all its modules share (F-4, H14.2).

    `counted` holds, per window, the schakelingen of each module on this line by length; `pieces` the capacity rows of
    P-CAH. A part of a quarter, and a row that does not hold all of it, count by their days. Innovative and guaranteed
    capacity have no place in this formula, and a guaranteed schakeling gives points like any other.
    """
    points = [part for window, lengths in counted for part in points_parts(window, lengths)]
    return divided(code, (*points, *measured(pieces, CRISIS_POINTS, ("recognised",))))


def points_parts(window: Window, lengths: LengthCounts) -> Iterator[Part]:
    """The points per module, apart for each rule set: of the schakelingen whose last day falls under it.

    The parts of one module cover all days on which a schakeling of the window can end, also where none does.
    """
    for module, counts in sorted(lengths.items()):
        for rule_set, days in rule_sets_of("F-4", window.ends):
            own = {length: count for length, count in counts.items() if length.rule_set == rule_set}
            yield Part(
                "deployed",
                module,
                days.begin,
                days.end,
                sum(length.days * count for length, count in own.items()),
                Fraction(sum(own.values())),
                Fraction(sum(points_of(module, length) * count for length, count in own.items())),
            )


def length_within(days: Period, begin: date, end: date | None) -> Length:
    """The length of one schakeling within days of which it has one; end None = running."""
    part = days.clip(begin, end)
    if part is None:
        raise ValueError("the schakeling has none of these days")
    ((rule_set, _),) = rule_sets_of("F-4", Period(part.end, part.end))
    return Length(part.day_count, rule_set)


def points_of(module: str, length: Length) -> int:
    """The points of one schakeling: two a begun week, at least two; a crisis intervention has three (F-4, H14.2).

    Monday to Monday is one week, as its last day belongs to the next one; it was two before December 2021 (L1).
    """
    if module == INTERVENTION:
        return POINTS_OF_INTERVENTION
    days = length.days if length.rule_set.crisis_help == "every_day" else length.days - 1
    begun_weeks = -(-days // 7)
    return max(2, 2 * begun_weeks)
