"""Where the other facilities of a type lie: between which figures the middle half of them does (R-1, R-6)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.reports.counting import Tally
from app.domain.reports.disclosure import FEWEST_FACILITIES, is_identifying
from app.domain.reports.result import COUNT, CountedClass, MiddleHalf
from app.domain.reports.tables import MEAN, SUM

# A share is kept in whole per cent and a mean in tenths: finer, the figure of one facility could be told from it.
PER_CENT, TENTHS = 100, 10
SCALES = {COUNT: PER_CENT, MEAN: TENTHS}
FINENESS = 1000


def figure_of(tally: Tally, code: str, kind: str) -> int:
    """The share of a class, or a mean, in thousandths, of a tally with dossiers behind it."""
    if kind == MEAN:
        return tally.cells.get(SUM, 0) * FINENESS // tally.behind
    return tally.cells.get(code, 0) * FINENESS // tally.total if tally.total else 0


def counts_as_other(tally: Tally) -> bool:
    """Whether a facility takes part: it has more than the one to four dossiers that would point at somebody (R-6)."""
    return tally.behind > 0 and not is_identifying(tally.behind)


def middle_half(ordered: Sequence[int], scale: int, without: int | None = None) -> MiddleHalf | None:
    """The bounds of the middle half of at least three figures in thousandths; None of fewer (R-6).

    `without` is the place of a figure that does not count. A bound lies halfway between two neighbours and never on
    one: so it is the figure of nobody.
    """
    count = len(ordered) - (without is not None)
    if count < FEWEST_FACILITIES:
        return None

    def figure(place: int) -> int:
        return ordered[place if without is None or place < without else place + 1]

    first, second, third, fourth = bounds_of(count)
    lower, upper = figure(first) + figure(second), figure(third) + figure(fourth)
    return MiddleHalf(count, _rounded(lower, scale), _rounded(upper, scale))


def bounds_of(count: int) -> tuple[int, int, int, int]:
    """The places of the figures on both sides of each bound, of so many ordered figures."""
    before = (count - 1) // 4
    after = count - 1 - before
    return before, before + 1, after - 1, after


def _rounded(twice: int, scale: int) -> int:
    """Half of a sum of two figures in whole per cents or tenths, a half upwards."""
    return (twice * scale + FINENESS) // (2 * FINENESS)


@dataclass
class Spread:
    """The figures of the facilities in one class, and the middle halves of all of them but one.

    Where that one lies among the figures that make the bounds (`cuts`) is all that it changes: below the first of the
    four, between two of them or above the last. `halves` keeps one for each of these five, and one without leaving out.
    """

    figures: Mapping[int, int]
    scale: int
    ordered: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    halves: dict[int | None, MiddleHalf | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ordered = sorted(self.figures.values())
        self.cuts = [self.ordered[place] for place in bounds_of(len(self.ordered) - 1)]

    def without(self, facility_id: int) -> MiddleHalf | None:
        """The middle half of all but a facility; of all of them where it takes no part itself."""
        figure = self.figures.get(facility_id)
        lies = None if figure is None else bisect_left(self.cuts, figure)
        if lies not in self.halves:
            left_out = None if figure is None else bisect_left(self.ordered, figure)
            self.halves[lies] = middle_half(self.ordered, self.scale, left_out)
        return self.halves[lies]


@dataclass
class Distribution:
    """The tallies of the facilities of one type, for one part of a table; without those with few dossiers (R-6)."""

    tallies: Mapping[int, Tally]
    _spreads: dict[str, Spread] = field(default_factory=dict)

    @classmethod
    def of(cls, tallies: Mapping[int, Tally]) -> Distribution:
        """The distribution of those among some facilities that take part."""
        return cls({each: tally for each, tally in tallies.items() if counts_as_other(tally)})

    def others(
        self, classes: Sequence[CountedClass], facility_id: int, left_out: Collection[int] = ()
    ) -> tuple[MiddleHalf | None, ...]:
        """Between which figures of each class the middle half of the other facilities lies; `left_out` are places."""
        if len(self.tallies) - (facility_id in self.tallies) < FEWEST_FACILITIES:
            return (None,) * len(classes)
        return tuple(
            [
                None if place in left_out or one.kind not in SCALES else self._spread(one).without(facility_id)
                for place, one in enumerate(classes)
            ]
        )

    def _spread(self, one: CountedClass) -> Spread:
        spread = self._spreads.get(one.code)
        if spread is None:
            figures = {each: figure_of(tally, one.code, one.kind) for each, tally in self.tallies.items()}
            spread = self._spreads[one.code] = Spread(figures, SCALES[one.kind])
        return spread
