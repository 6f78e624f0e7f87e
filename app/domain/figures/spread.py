"""How the same figure lies among facilities: its quartiles, and all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.figures.result import NOTHING_COMPUTED, Figure


@dataclass(frozen=True)
class Spread:
    """The lowest and highest of some rates, and the three that cut them into quarters."""

    count: int
    lowest: Fraction
    lower: Fraction
    middle: Fraction
    upper: Fraction
    highest: Fraction


def spread_of(rates: Iterable[Fraction]) -> Spread | None:
    """The quartiles of some rates, between two of them in proportion; None when there are none."""
    ordered = sorted(rates)
    if not ordered:
        return None
    lower, middle, upper = (at_share(ordered, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Spread(len(ordered), ordered[0], lower, middle, upper, ordered[-1])


def at_share(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """What stands at a share of the way from the first to the last of some ordered rates."""
    place = share * (len(ordered) - 1)
    before = int(place)
    if before == len(ordered) - 1:
        return ordered[-1]
    return ordered[before] + (place - before) * (ordered[before + 1] - ordered[before])


def usual_rule(figures: Iterable[Figure]) -> str | None:
    """The rule that made most of the figures with a rate, the first by name of several; None where none has one."""
    counts = Counter(figure.rule for figure in figures if figure.rate is not None)
    return min(counts, key=lambda rule: (-counts[rule], rule), default=None)


def together(code: str, figures: Iterable[Figure]) -> Figure:
    """The same figure of several facilities as one: all numerators over all denominators (F-7, F-8).

    Those that cannot be computed are left out, and so are those made by another rule than most: days and points have no
    sum (F-1, F-4, F-6).
    """
    asked = tuple(figures)
    rule = usual_rule(asked)
    computed = [figure for figure in asked if figure.rate is not None and figure.rule == rule]
    if rule is None:
        return Figure(code, None, None, NOTHING_COMPUTED)
    numerator = sum((figure.numerator for figure in computed if figure.numerator), Fraction(0))
    denominator = sum((figure.denominator for figure in computed if figure.denominator), Fraction(0))
    return Figure(code, numerator, denominator, rule=rule)
