"""How much utilisation the deployable capacity of a module asks in a quarter, per function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.domain.capacity import CapacityPiece, CapacityRow, in_force
from app.domain.figures.lines import CRISIS, ModuleLine
from app.domain.figures.measures import Measure, measured
from app.domain.figures.result import Part
from app.domain.figures.supporting_guidance import SUPPORTING_DAYS
from app.domain.organisation_types import FOSTER_CARE as FOSTER_CARE_TYPE
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.working_days import working_days

WEEKS_IN_A_QUARTER = 13
HOURS_OF_CRISIS_HELP = 24


class UtilisationRule(StrEnum):
    """By which formula of F-8 the utilisation of a module is computed (H13.1)."""

    RESIDENCE = "residence"
    DAY_GUIDANCE = "day_guidance"
    CONTEXT_GUIDANCE = "context_guidance"
    CRISIS_AT_HOME = "crisis_at_home"
    SUPPORTING_GUIDANCE = "supporting_guidance"
    FOSTER_CARE = "foster_care"
    NONE = "none"


_OF_FUNCTION = {
    "residence": UtilisationRule.RESIDENCE,
    "day guidance": UtilisationRule.DAY_GUIDANCE,
    "context guidance": UtilisationRule.CONTEXT_GUIDANCE,
}


def utilisation_rule(module: ModuleLine, organisation_type: str) -> UtilisationRule:
    """The formula of a module at an organisation type (F-8, H13.1).

    Foster care is not recognised on capacity, so nothing can be divided by it; what takes no total has no formula.
    """
    if organisation_type == FOSTER_CARE_TYPE or module.occupancy_rule == "none":
        return UtilisationRule.FOSTER_CARE
    if not module.takes_total:
        return UtilisationRule.NONE
    if module.occupancy_rule == "ob_quarter":
        return UtilisationRule.SUPPORTING_GUIDANCE
    if module.occupancy_rule == CRISIS:
        return UtilisationRule.CRISIS_AT_HOME
    return _OF_FUNCTION.get(module.function, UtilisationRule.NONE)


def measure(rule: UtilisationRule, quarter: Quarter) -> int:
    """How many times the intensity is asked of one place in a quarter (F-8, H13.1).

    Once every calendar day for residence, every working day for day guidance, every one of 13 weeks for context
    guidance; for crisis help at home once.
    """
    if rule is UtilisationRule.RESIDENCE:
        return quarter.period.day_count
    if rule is UtilisationRule.DAY_GUIDANCE:
        return working_days(quarter.period)
    return WEEKS_IN_A_QUARTER if rule is UtilisationRule.CONTEXT_GUIDANCE else 1


def intensity_of(module: ModuleLine, rule: UtilisationRule) -> Fraction | None:
    """The nights, days or hours asked of one place each time: 24 hours for crisis help at home (F-8, H13.1)."""
    return Fraction(HOURS_OF_CRISIS_HELP) if rule is UtilisationRule.CRISIS_AT_HOME else module.intensity


def pieces_that_count(
    rule: UtilisationRule, line: str, quarter: Quarter, rows: Iterable[CapacityRow]
) -> Iterator[CapacityPiece]:
    """The capacity rows of a line that count for a quarter, each with its days of it (F-8).

    For crisis help at home the row that holds on 31 December of the year counts for all days of the quarter.
    """
    own = (row for row in rows if row.line == line)
    if rule is UtilisationRule.CRISIS_AT_HOME:
        last_day = date(quarter.year, 12, 31)
        return (CapacityPiece(piece.row, quarter.period) for piece in in_force(own, Period(last_day, last_day)))
    return in_force(own, quarter.period)


def capacity_parts(
    module: ModuleLine, rule: UtilisationRule, quarter: Quarter, rows: Iterable[CapacityRow]
) -> Iterator[Part]:
    """What each capacity row of a module's line adds in a quarter, by the share of its days (F-8, F-3, H13.1).

    Deployable parts come together to the mean over the days × intensity × measure; nothing without intensity.
    Supporting guidance is measured as in its occupancy.
    """
    pieces = pieces_that_count(rule, module.capacity_line, quarter, rows)
    if rule is UtilisationRule.SUPPORTING_GUIDANCE:
        return measured(pieces, SUPPORTING_DAYS)
    worth = (intensity_of(module, rule) or Fraction(0)) * measure(rule, quarter)
    return measured(pieces, Measure(worth, "quarter"), ("deployable",))
