"""What lines, formulas and reasons are called on the pages with figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.database import BincSession
from app.domain.capacity import POOL, CapacityRow
from app.domain.figures.lines import (
    CONTEXT_GROUP,
    CRISIS_GROUP,
    DAY_GUIDANCE_GROUP,
    SUPPORTING_GROUP,
    ModuleLines,
    line_of,
)
from app.domain.figures.result import Figure
from app.domain.figures.rule_sets import RULE_SETS, RuleSet
from app.domain.period import ONE_DAY
from app.presentation import day
from app.queries.capacity_history import POOL_NAME
from app.queries.catalogue import approved_modules, modules_by_code

POOL_DETAIL = "alle verblijfsmodules samen"
# What a line holds besides the module after which it is named; of crisis help the modules that joined it are named.
LINE_DETAILS: Mapping[str, str] = {
    "F-2": POOL_DETAIL,
    "F-5": "alle begeleidingspunten samen",
}
GROUP_NAMES: Mapping[str, str] = {
    POOL: POOL_NAME,
    DAY_GUIDANCE_GROUP: "Dagbegeleiding in groep",
    CONTEXT_GROUP: "Contextbegeleiding",
    CRISIS_GROUP: "Crisishulp aan huis",
    SUPPORTING_GROUP: "Ondersteunende begeleiding",
}
COUNTING = (
    "De laatste dag van een schakeling telt mee. Per cliënt telt een module één keer per dag, ook op een grensdag "
    "van twee schakelingen. Was ze maar in één van de twee als verzekerd aanbod aangevinkt, dan telt die dag mee."
)


@dataclass(frozen=True)
class Formula:
    """How a line is computed, in words, with the rule it comes from."""

    rule: str
    source: str
    numerator: str
    denominator: str
    remark: str = ""


DAY_NUMERATOR = (
    "voor elke dag van de periode: hoe vaak de module is ingezet (verzekerd aanbod niet meegerekend), "
    "plus de innoverende plaatsen, plus de plaatsen verzekerd aanbod"
)
FORMULAS: Mapping[str, Formula] = {
    "day": Formula("F-1", "H14.2", DAY_NUMERATOR, "voor elke dag: de erkende plaatsen", COUNTING),
    "pool": Formula(
        "F-2",
        "H14.2",
        "voor elke dag van de periode: hoe vaak de verblijfsmodules samen zijn ingezet (verzekerd aanbod niet "
        "meegerekend), plus de innoverende plaatsen, plus de plaatsen verzekerd aanbod",
        "voor elke dag: de erkende plaatsen verblijf",
        f"{COUNTING} Twee verschillende verblijfsmodules op dezelfde dag tellen als twee.",
    ),
    "ob_quarter": Formula(
        "F-3",
        "H14.2",
        "per kwartaal: de dagen uit de kwartaalstaat, plus 30 dagen voor elke innoverende en elke verzekerde module",
        "per kwartaal: 30 dagen voor elke erkende module",
        "Eén module is 12 jongeren × 10 dagen per jaar, dus 30 dagen per kwartaal. Verandert de capaciteit in een "
        "kwartaal, dan telt elke rij voor haar dagen.",
    ),
    "cah": Formula(
        "F-4",
        "H14.2",
        "de punten van alle schakelingen van de module, en van modules die bij haar meetellen: 2 per begonnen week, 3 "
        "voor een crisisinterventie",
        "per kwartaal: 8 punten voor elke erkende module contextbegeleiding in functie van crisis, dezelfde voor de "
        "drie modules van crisishulp aan huis",
        "Van een schakeling tellen de dagen binnen de periode. Van een deel van een kwartaal telt de capaciteit voor "
        "haar dagen. Telt een module maar een deel van de periode bij een andere mee, dan staat elke schakeling daar "
        "waar ze op haar laatste dag in de periode telt. In het gewogen gemiddelde telt de noemer één keer.",
    ),
    "ckg": Formula(
        "F-5",
        "H14.4",
        "per dossier en per module: alle dagen samen ÷ 30, naar boven afgerond, × de punten van de module; plus de "
        "innoverende en de verzekerde punten",
        "de erkende begeleidingspunten, voor het deel van het jaar dat de periode duurt",
        "Een blok van 30 dagen dat in het vorige jaar begon, is daar al betaald: er wordt geteld vanaf de dag erna. "
        "Verzekerd aanbod telt enkel voor zover het meer punten geeft dan er gereserveerd zijn. Crisisbegeleiding (op "
        "verwijzing crisismeldpunt) geeft enkel punten als haar capaciteitsrij bij Gezinsbegeleiding meetelt, en nooit "
        "naast een verzekerd crisisverblijf.",
    ),
    "none": Formula("F-1", "H14.2", "wordt niet geteld", "er is geen capaciteit om tegen af te zetten"),
}
CRISIS_HELP_WORDS: Mapping[str, str] = {
    "every_day": "alle dagen tellen, dus van maandag tot maandag is 4 punten",
    "all_but_one": "de laatste dag hoort bij de volgende week, dus van maandag tot maandag is 2 punten",
}
FOSTER_CARE_FORMULA = Formula(
    "F-7", "H14.1", "wordt niet geteld", "pleegzorg wordt niet erkend op capaciteit, dus is er geen noemer"
)


def rule_set_words(figure: Figure) -> list[str]:
    """By which dated formulas a figure was made, and what they say where a formula changed."""
    return [
        f"{days_of(rule_set)}: {CRISIS_HELP_WORDS[rule_set.crisis_help]}" if figure.rule == "F-4" else days_of(rule_set)
        for rule_set in figure.rule_sets
    ]


def days_of(rule_set: RuleSet) -> str:
    """The days on which a rule set is in force, in words."""
    later = [other.valid_from for other in RULE_SETS if other.valid_from > rule_set.valid_from]
    return f"tot en met {day(min(later) - ONE_DAY)}" if later else f"vanaf {day(rule_set.valid_from)}"


def line_names(session: BincSession) -> dict[str, str]:
    """The name of every line: of each type module, and of the pool."""
    return {POOL: POOL_NAME, **{code: module.name for code, module in modules_by_code(session).items()}}


def line_choices(
    session: BincSession, facility_id: int, lines: ModuleLines, rows: Iterable[CapacityRow], asked: Iterable[str]
) -> list[tuple[str, str]]:
    """The lines somebody can choose from: of the approved modules, of the capacity, and what the address names."""
    names = line_names(session)
    codes = {line_of(module.code, lines) for module in approved_modules(session, facility_id)}
    codes |= {line_of(row.line, lines) for row in rows}
    codes |= {code for code in asked if code in names}
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda each: (each[0] != POOL, each[1]))


def module_choices(session: BincSession, facility_id: int, asked: Iterable[str]) -> list[tuple[str, str]]:
    """The type modules of a facility, and what the address names, by name; the pool first where it has one."""
    names, catalogue = line_names(session), modules_by_code(session)
    codes = {module.code for module in approved_modules(session, facility_id)}
    codes |= {code for code in asked if code in names}
    if any(catalogue[code].pooled_residential for code in codes if code in catalogue):
        codes.add(POOL)
    shown = {**names, POOL: f"{POOL_NAME} ({POOL_DETAIL})"}
    return sorted(((code, shown[code]) for code in codes), key=lambda each: (each[0] != POOL, each[1]))
