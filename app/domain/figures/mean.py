"""The weighted mean of a facility, and the whole of a CKG in points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from app.domain.figures.ckg import from_january
from app.domain.figures.lines import CRISIS, line_rule
from app.domain.figures.occupancy_input import OccupancyInput
from app.domain.figures.result import (
    MEAN,
    MEASURES,
    NOT_FROM_JANUARY,
    NOTHING_COMPUTED,
    Figure,
    divided,
    not_computed,
)
from app.domain.period import Period

# A place of residence costs what 84 points of guidance cost (H14.4).
POINTS_OF_A_PLACE = Fraction(84)


def weighted(figures: Sequence[Figure], question: OccupancyInput) -> tuple[Figure, tuple[str, ...], tuple[Figure, ...]]:
    """The mean of the figures, the codes it leaves out, and the figures as it adds them up (F-6, F-7, H14.2, H14.4).

    A CKG whose guidance points are among the figures has the whole in points, any other facility the weighted mean. The
    modules of crisis help at home have one denominator, which counts once: all points over it (F-4).
    """
    rules = {figure.code: line_rule(figure.code, question.modules) for figure in figures}
    if "ckg" not in rules.values():
        joined = list(over_one_capacity([figure for figure in figures if figure.rate is not None], rules))
        rule = "F-4" if {rules[figure.code] for figure in joined} == {CRISIS} else "F-7"
        mean = mean_of(joined, figures).by(rule, question.period)
    elif not from_january(question.period):
        joined, mean = [], not_computed(MEAN, NOT_FROM_JANUARY).by("F-6", question.period)
    else:
        countable = [one for one in figures if one.rate is not None and rules[one.code] in ("ckg", "pool")]
        joined = [in_points(one, rules[one.code], question.period) for one in countable]
        mean = mean_of(joined, figures).by("F-6", question.period)
    held = {figure.code for figure in joined}
    return mean, tuple(figure.code for figure in figures if figure.code not in held), tuple(joined)


def over_one_capacity(figures: Iterable[Figure], rules: Mapping[str, str]) -> Iterator[Figure]:
    """The figures as they are added up: of crisis help at home the first one alone brings the denominator (F-4)."""
    is_counted = False
    for figure in figures:
        if rules[figure.code] != CRISIS:
            yield figure
        elif not is_counted:
            is_counted = True
            yield figure
        else:
            yield without_measures(figure)


def without_measures(figure: Figure) -> Figure:
    """The numerator of a figure whose denominator another figure brings already."""
    parts = tuple(part for part in figure.made_of if part.what not in MEASURES)
    return replace(figure, denominator=Fraction(0), made_of=parts)


def mean_of(joined: Sequence[Figure], figures: Sequence[Figure]) -> Figure:
    """All numerators over all denominators of the figures that are joined, or why there is none (F-7, H14.2)."""
    numerator = sum((figure.numerator for figure in joined if figure.numerator), Fraction(0))
    denominator = sum((figure.denominator for figure in joined if figure.denominator), Fraction(0))
    made_of = tuple(part for figure in joined for part in figure.made_of)
    if joined:
        return Figure(MEAN, numerator, denominator, None, made_of)
    reasons = {figure.reason for figure in figures}
    reason = reasons.pop() if len(reasons) == 1 else NOTHING_COMPUTED
    return Figure(MEAN, numerator, denominator, reason)


def in_points(figure: Figure, rule: str, period: Period) -> Figure:
    """Residence counted in points, as it joins the guidance of a CKG: days ÷ the days of the year × 84 (F-6)."""
    if rule == "ckg":
        return figure
    year = Period.year(period.begin.year).day_count
    parts = tuple(
        replace(part, amount=part.amount * POINTS_OF_A_PLACE / year, worth=POINTS_OF_A_PLACE, out_of=year)
        for part in figure.made_of
    )
    return divided(figure.code, parts).by("F-6", period)
