"""Where the other facilities of a type lie: between which figures the middle half of them does (R-1, R-6)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.reports.counting import Tally
from app.domain.reports.disclosure import FEWEST_FACILITIES, is_identifying
from app.domain.reports.result import COUNT, CountedClass, MiddleHalf
from app.domain.reports.tables import MEAN, SUM

# A share is kept in whole per cent and a mean in tenths: finer, the figure of one facility could be told from it.
PER_CENT, TENTHS = 100, 10
FINENESS = 1000


def figure_of(tally: Tally, code: str, kind: str) -> int:
    """The share of a class, or a mean, in thousandths, of a tally with dossiers behind it."""
    if kind == MEAN:
        return tally.cells[SUM] * FINENESS // tally.behind
    return tally.cells[code] * FINENESS // tally.total if tally.total else 0


def counts_as_other(tally: Tally) -> bool:
    """Whether a facility takes part: it has more than the one to four dossiers that would point at somebody (R-6)."""
    return tally.behind > 0 and not is_identifying(tally.behind)


def middle_half(ordered: Sequence[int], scale: int) -> MiddleHalf | None:
    """The bounds of the middle half of at least three figures in thousandths; None of fewer (R-6).

    A bound lies halfway between two neighbours and never on one: so it is the figure of nobody.
    """
    if len(ordered) < FEWEST_FACILITIES:
        return None
    before = (len(ordered) - 1) // 4
    after = len(ordered) - 1 - before
    lower, upper = ordered[before] + ordered[before + 1], ordered[after - 1] + ordered[after]
    return MiddleHalf(len(ordered), _rounded(lower, scale), _rounded(upper, scale))


def _rounded(twice: int, scale: int) -> int:
    return int(Fraction(twice * scale, 2 * FINENESS) + Fraction(1, 2))


@dataclass
class Distribution:
    """The tallies of the facilities of one type, for one part of a table; without those with few dossiers (R-6)."""

    tallies: Mapping[int, Tally]
    _ordered: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, tallies: Mapping[int, Tally]) -> Distribution:
        """The distribution of those among some facilities that take part."""
        return cls({each: tally for each, tally in tallies.items() if counts_as_other(tally)})

    def others(self, one: CountedClass, facility_id: int) -> MiddleHalf | None:
        """Between which figures of a class the middle half of the other facilities lies."""
        if one.kind not in (COUNT, MEAN):
            return None
        every = self._figures(one)
        own = self.tallies.get(facility_id)
        if own is not None:
            place = bisect_left(every, figure_of(own, one.code, one.kind))
            every = every[:place] + every[place + 1 :]
        return middle_half(every, PER_CENT if one.kind == COUNT else TENTHS)

    def _figures(self, one: CountedClass) -> list[int]:
        if one.code not in self._ordered:
            figures = (figure_of(tally, one.code, one.kind) for tally in self.tallies.values())
            self._ordered[one.code] = sorted(figures)
        return self._ordered[one.code]
