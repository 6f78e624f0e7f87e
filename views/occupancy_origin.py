"""How a figure of occupancy came to be: its formula, its capacity rows and the schakelingen counted (F-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.database import BincSession
from app.domain.figures.lines import ModuleLines, line_rule
from app.domain.figures.result import FOSTER_CARE, Figure, Part
from app.domain.period import Period
from app.presentation import number
from app.queries.figures.deployment import DeployedRow, deployments_behind
from models.facility import Facility
from views.figure_words import FORMULAS, FOSTER_CARE_FORMULA, Formula
from views.links import address_of
from views.occupancy_lines import deployed_codes

WHAT_WORDS: Mapping[str, str] = {
    "deployed": "Ingezet",
    "innovative": "Innoverend, telt als bezet",
    "guaranteed": "Verzekerd aanbod (art. 74), telt als bezet",
    "recognised": "Erkend",
}


@dataclass(frozen=True)
class CountedSchakeling:
    """One module of one schakeling with the days it adds; without a code where the seat may not see it (A-4)."""

    code: str | None
    href: str | None
    module: str
    begin: date
    end: date | None
    days: int
    remark: str


@dataclass(frozen=True)
class Origin:
    """All that a figure was made of; the schakelingen are None for a seat that sees figures only."""

    formula: Formula
    numerator: tuple[Part, ...]
    denominator: tuple[Part, ...]
    schakelingen: tuple[CountedSchakeling, ...] | None

    @property
    def deployed_days(self) -> Fraction:
        """The days that the schakelingen add to the numerator."""
        return sum((part.amount for part in self.numerator if part.what == "deployed"), Fraction(0))


def origin_of(
    session: BincSession,
    facility: Facility,
    figure: Figure,
    lines: ModuleLines,
    names: Mapping[str, str],
    *,
    codes: bool,
) -> Origin:
    """What a figure was made of; `codes` says whether this seat may see the dossiers behind it (A-4, F-11)."""
    numerator = tuple(part for part in figure.made_of if part.what != "recognised")
    denominator = tuple(part for part in figure.made_of if part.what == "recognised")
    counted = counted_schakelingen(session, facility, figure, names) if codes else None
    return Origin(formula_of(figure, lines), numerator, denominator, counted)


def formula_of(figure: Figure, lines: ModuleLines) -> Formula:
    """The formula of a line in words."""
    return FOSTER_CARE_FORMULA if figure.reason == FOSTER_CARE else FORMULAS[line_rule(figure.code, lines)]


def counted_schakelingen(
    session: BincSession, facility: Facility, figure: Figure, names: Mapping[str, str]
) -> tuple[CountedSchakeling, ...]:
    """Every schakeling behind a figure with the days it adds, those that add none with the reason."""
    found: list[CountedSchakeling] = []
    for segment, codes in deployed_codes(figure.made_of).items():
        rows = deployments_behind(session, facility, codes, segment)
        found += [shown_schakeling(row, segment, names) for row in rows]
    return tuple(found)


def shown_schakeling(row: DeployedRow, period: Period, names: Mapping[str, str]) -> CountedSchakeling:
    """One schakeling in words; its code leads to the dossier where the seat may open that."""
    href = address_of("DossierPage.show", code=row.dossier_code) if row.dossier_code else None
    module = names.get(row.module, row.module)
    return CountedSchakeling(row.dossier_code, href, module, row.begin, row.end, row.days, remark_on(row, period))


def remark_on(row: DeployedRow, period: Period) -> str:
    """Why a schakeling adds fewer days than it has in the period; empty when it adds them all (F-1)."""
    if row.guaranteed:
        return "verzekerd aanbod: telt via de gereserveerde plaatsen, niet per dag"
    part = period.clip(row.begin, row.end)
    missing = (part.day_count if part else 0) - row.days
    if not missing:
        return ""
    if missing == 1:
        return "grensdag al geteld in een andere schakeling"
    return f"{number(missing)} dagen al geteld in een andere schakeling"
