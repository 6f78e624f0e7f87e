"""Which formula computes the figure of a line, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.capacity import CapacityPiece, in_force
from app.domain.figures.cah import Window, crisis_help
from app.domain.figures.ckg import guidance_points, points_of_dossiers
from app.domain.figures.ckg_rows import rows_with_points
from app.domain.figures.lines import line_rule
from app.domain.figures.measures import DAYS, measured
from app.domain.figures.occupancy_input import OccupancyInput
from app.domain.figures.result import FOSTER_CARE, NO_OCCUPANCY, Figure, Part, divided, not_computed
from app.domain.figures.supporting_guidance import supporting_guidance
from app.domain.organisation_types import FOSTER_CARE as FOSTER_CARE_TYPE
from app.domain.period import Period

# The rule of domain §9 behind each way in which a line is computed.
RULES: Mapping[str, str] = {
    "day": "F-1",
    "pool": "F-2",
    "ob_quarter": "F-3",
    "cah": "F-4",
    "ckg": "F-5",
    "none": "F-7",
}


@dataclass
class LineFacts:
    """What was deployed on one line, as modules per segment of the period, and the line's capacity in the period.

    Of crisis help at home the modules stand per window instead.
    """

    deployed: list[tuple[Period, str]] = field(default_factory=list)
    crisis: list[tuple[Window, str]] = field(default_factory=list)
    pieces: list[CapacityPiece] = field(default_factory=list)


def figure_of(code: str, question: OccupancyInput, facts: LineFacts) -> Figure:
    """The figure of one line by the formula that holds for it, or the reason why there is none (F-1 … F-5)."""
    rule = line_rule(code, question.modules)
    if question.organisation_type == FOSTER_CARE_TYPE:
        return not_computed(code, FOSTER_CARE).by("F-7", question.period)
    return FORMULAS[rule](code, question, facts).by(RULES[rule], question.period)


def by_days(code: str, question: OccupancyInput, facts: LineFacts) -> Figure:
    """Deployed days, with innovative and guaranteed places as occupied, over recognised places (F-1, F-2)."""
    deployed = [deployed_part(module, segment, question.days[segment][module]) for segment, module in facts.deployed]
    return divided(code, (*deployed, *measured(facts.pieces, DAYS)))


def deployed_part(code: str, segment: Period, days: int) -> Part:
    """The days on which a module was deployed, each as one place."""
    return Part("deployed", code, segment.begin, segment.end, days, Fraction(1), Fraction(days))


def by_registered_days(code: str, question: OccupancyInput, facts: LineFacts) -> Figure:
    """What the quarter statements say of supporting guidance (F-3)."""
    return supporting_guidance(code, question.period, question.registered.get(code, {}), facts.pieces)


def by_crisis_points(code: str, question: OccupancyInput, facts: LineFacts) -> Figure:
    """The points of the schakelingen of one line of crisis help at home, over the capacity of P-CAH (F-4)."""
    counted = [(window, {module: question.lengths[window][module]}) for window, module in facts.crisis]
    shared = question.modules[code].capacity_line
    rows = [row for row in question.rows if row.line == shared]
    return crisis_help(code, counted, in_force(rows, question.period))


def by_guidance_points(code: str, question: OccupancyInput, facts: LineFacts) -> Figure:
    """The points of the begun months in the dossiers of a CKG (F-5)."""
    rows = rows_with_points(question.guidance, question.period.end, question.rows, question.modules)
    points = {module: line.points for module, line in question.modules.items()}
    counted = tuple(points_of_dossiers(rows, question.period, points))
    return guidance_points(code, question.period, counted, facts.pieces)


def by_nothing(code: str, _question: OccupancyInput, _facts: LineFacts) -> Figure:
    """A module that has no occupancy."""
    return not_computed(code, NO_OCCUPANCY)


FORMULAS: Mapping[str, Callable[[str, OccupancyInput, LineFacts], Figure]] = {
    "day": by_days,
    "pool": by_days,
    "ob_quarter": by_registered_days,
    "cah": by_crisis_points,
    "ckg": by_guidance_points,
    "none": by_nothing,
}
