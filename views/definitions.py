"""What the words and numbers of an exported file mean, for its sheet with explanations (F-10, F-11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.capacity import POOL
from app.domain.figures.lines import CONTEXT_GROUP, CRISIS_GROUP, DAY_GUIDANCE_GROUP, SUPPORTING_GROUP
from app.domain.figures.occupancy import Occupancy
from app.domain.figures.result import FOSTER_CARE, Figure
from app.domain.figures.result import MEAN as MEAN_LINE
from app.domain.figures.utilisation_rules import UtilisationRule
from views.figure_words import FORMULAS, FOSTER_CARE_FORMULA, GROUP_NAMES, Formula
from views.utilisation_origin import FORMULAS as UTILISATION_FORMULAS

RATE = (
    "Een percentage is de teller gedeeld door de noemer. Staat er “kan niet berekend worden”, dan is er geen noemer of "
    "ontbreekt er iets; de opmerking zegt wat."
)
MEAN = "Gewogen gemiddelde: alle tellers samen gedeeld door alle noemers samen."
JOINED = (
    "Geheel in punten: begeleiding wordt geteld in punten, verblijf in dagen. Om ze samen te tellen wordt verblijf "
    "omgerekend: de dagen gedeeld door de dagen van het jaar, maal 84 punten voor één plaats."
)
DEPLOYMENT = (
    "Schakelingen: hoeveel schakelingen met deze module er op minstens één dag van de periode liepen.",
    "Daarvan begonnen: hoeveel van die schakelingen in de periode begonnen; ook een verlenging telt mee.",
    "Vrije plaatsen: de erkende plaatsen die op die ene dag niet bezet zijn. Plaatsen voor innoverend en verzekerd "
    "aanbod tellen altijd als bezet.",
)
STATEMENT = (
    "Totalen: per module wat in de kwartaalstaat staat. De kolom Hoe zegt of het totaal ingetypt is, opgeteld uit de "
    "bedragen per cliënt, of volgt uit de schakelingen.",
    "Cliënten: elke cliënt met minstens één dag van een schakeling in het kwartaal. Van een module die uit de "
    "schakelingen volgt, staan er de dagen; van een andere wat er per cliënt is ingetypt. Een lege cel betekent dat er "
    "niets is ingetypt.",
    "Per soort: alleen voor modules die per soort worden ingevuld.",
)
_RULE_OF_GROUP: Mapping[str, UtilisationRule] = {
    POOL: UtilisationRule.RESIDENCE,
    DAY_GUIDANCE_GROUP: UtilisationRule.DAY_GUIDANCE,
    CONTEXT_GROUP: UtilisationRule.CONTEXT_GUIDANCE,
    CRISIS_GROUP: UtilisationRule.CRISIS_AT_HOME,
    SUPPORTING_GROUP: UtilisationRule.SUPPORTING_GUIDANCE,
}
_BY_RULE: Mapping[str, Formula] = {formula.rule: formula for key, formula in FORMULAS.items() if key != "none"}


def occupancy_definitions(results: Iterable[Occupancy], names: Mapping[str, str]) -> tuple[str, ...]:
    """The formula of every line that is shown, lines that share one together (F-1 … F-7)."""
    shown = list(results)
    told = line_definitions((figure for result in shown for figure in result.figures), names)
    return (*told, *([JOINED] if any(result.whole for result in shown) else []))


def line_definitions(figures: Iterable[Figure], names: Mapping[str, str]) -> tuple[str, ...]:
    """The formula of each of these lines of occupancy, and what their mean is (F-1 … F-7)."""
    lines: dict[Formula, set[str]] = {}
    for figure in figures:
        formula = FOSTER_CARE_FORMULA if figure.reason == FOSTER_CARE else _BY_RULE.get(figure.rule)
        if formula is not None and figure.code != MEAN_LINE:
            lines.setdefault(formula, set()).add(names.get(figure.code, figure.code))
    return (RATE, *(_told(", ".join(sorted(those)), formula) for formula, those in lines.items()), MEAN)


def utilisation_definitions(groups: Iterable[str]) -> tuple[str, ...]:
    """The formula of every group that is shown (F-8)."""
    found = set(groups)
    told = [
        _told(GROUP_NAMES[group], UTILISATION_FORMULAS[rule])
        for group, rule in _RULE_OF_GROUP.items()
        if group in found
    ]
    return (RATE, *told)


def _told(what: str, formula: Formula) -> str:
    words = f"{what}. Teller: {formula.numerator}. Noemer: {formula.denominator}."
    return f"{words} {formula.remark}".strip()
