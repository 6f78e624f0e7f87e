"""How a figure of occupancy came to be: its formula, its capacity rows and what was counted (F-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.database import BincSession
from app.domain.figures.lines import ModuleLines, line_rule
from app.domain.figures.result import FOSTER_CARE, MEASURES, Figure
from app.queries.figures.occupancy import OccupancyAnswer
from models.facility import Facility
from views.figure_words import FORMULAS, FOSTER_CARE_FORMULA, Formula, rule_set_words
from views.occupancy_counted import Counted, counted_schakelingen
from views.occupancy_parts import PartRow, part_rows
from views.occupancy_points import crisis_schakelingen, guidance_of_dossiers

# How the work behind a figure is listed: by day, in points per schakeling or per dossier, or by the quarter's total.
Listing = Literal["days", "crisis", "guidance", "registered"]
LISTINGS: Mapping[str, Listing] = {"F-3": "registered", "F-4": "crisis", "F-5": "guidance"}


@dataclass(frozen=True)
class Origin:
    """All that a figure was made of; the rows counted are None for a seat that sees figures only."""

    formula: Formula
    rule_sets: tuple[str, ...]
    listing: Listing
    numerator: tuple[PartRow, ...]
    denominator: tuple[PartRow, ...]
    counted: tuple[Counted, ...] | None

    @property
    def counted_amount(self) -> Fraction:
        """The days or points of all rows counted together."""
        return sum((Fraction(row.amount) for row in self.counted or ()), Fraction(0))


def origin_of(
    session: BincSession,
    facility: Facility,
    figure: Figure,
    answer: OccupancyAnswer,
    lines: ModuleLines,
    names: Mapping[str, str],
    *,
    codes: bool,
) -> Origin:
    """What a figure of an answer was made of; `codes` says whether this seat may see the dossiers (A-4, F-11)."""
    listing = LISTINGS.get(figure.rule, "days")
    counted = counted_behind(session, facility, figure, answer, lines, names, listing) if codes else None
    return Origin(
        formula_of(figure, lines),
        tuple(rule_set_words(figure)),
        listing,
        part_rows([part for part in figure.made_of if part.what not in MEASURES], figure, names),
        part_rows([part for part in figure.made_of if part.what in MEASURES], figure, names),
        counted,
    )


def formula_of(figure: Figure, lines: ModuleLines) -> Formula:
    """The formula of a line in words."""
    return FOSTER_CARE_FORMULA if figure.reason == FOSTER_CARE else FORMULAS[line_rule(figure.code, lines)]


def counted_behind(
    session: BincSession,
    facility: Facility,
    figure: Figure,
    answer: OccupancyAnswer,
    lines: ModuleLines,
    names: Mapping[str, str],
    listing: Listing,
) -> tuple[Counted, ...]:
    """The schakelingen or dossiers that a figure was counted from, none for totals of the quarter statements."""
    if listing == "registered" or figure.numerator is None:
        return ()
    if listing == "guidance":
        return guidance_of_dossiers(session, facility, answer.period, names)
    if listing == "crisis":
        return crisis_schakelingen(session, facility, figure, answer, lines, names)
    return counted_schakelingen(session, facility, figure, names)
