"""How a figure of utilisation came to be: the formula, the typed totals and the capacity rows behind it (F-11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.figures.result import MEASURES, Figure, Part
from app.domain.figures.utilisation import MissingTotal
from app.domain.figures.utilisation_rules import UtilisationRule, measure
from app.domain.quarter import Quarter
from app.domain.working_days import holidays_in_the_week
from app.presentation import number
from models.facility import Facility
from views.figure_question import figures_address, shows_codes
from views.figure_words import Formula
from views.utilisation_lines import statement_address

_NUMERATOR = "wat voor het kwartaal is ingevuld in de kwartaalstaat, verzekerd aanbod inbegrepen"
_DEPLOYABLE = "inzetbaar is erkend zonder innoverend en zonder verzekerd aanbod"
_CHANGES = (
    "Verandert de capaciteit in de loop van een kwartaal, dan telt elke rij voor haar aandeel in de dagen. Vraag je "
    "meerdere kwartalen, dan worden alle tellers samen gedeeld door alle noemers samen."
)
FORMULAS: Mapping[UtilisationRule, Formula] = {
    UtilisationRule.RESIDENCE: Formula(
        "F-8",
        "H13.1",
        f"de nachten: {_NUMERATOR}",
        f"inzetbare plaatsen × intensiteit × kalenderdagen; {_DEPLOYABLE}",
        "Alle gewone verblijfsmodules hebben dezelfde noemer. Hun percentages lijken dus laag; samen zijn ze dat van "
        f"de groep Verblijf. {_CHANGES}",
    ),
    UtilisationRule.DAY_GUIDANCE: Formula(
        "F-8",
        "H13.1",
        f"de dagen aanwezigheid: {_NUMERATOR}",
        f"inzetbare modules × intensiteit × werkdagen; {_DEPLOYABLE}",
        f"Werkdagen zijn maandag tot en met vrijdag, zonder de Belgische feestdagen. {_CHANGES}",
    ),
    UtilisationRule.CONTEXT_GUIDANCE: Formula(
        "F-8",
        "H13.1",
        f"de uren: {_NUMERATOR}, met de uren van modules die bij deze meetellen",
        f"inzetbare modules × intensiteit × 13 weken; {_DEPLOYABLE}",
        _CHANGES,
    ),
    UtilisationRule.CRISIS_AT_HOME: Formula(
        "F-8",
        "H13.1",
        f"de uren: {_NUMERATOR}, met de uren van modules die bij deze meetellen",
        "inzetbare modules contextbegeleiding in functie van crisis op 31 december van het jaar × 24 uur, voor de drie "
        f"modules van crisishulp aan huis dezelfde; {_DEPLOYABLE}",
        "De capaciteit van 31 december telt voor elk kwartaal van dat jaar, zoals ze nu bekend is. In de groep telt ze "
        "één keer. Vraag je meerdere kwartalen, dan worden alle tellers samen gedeeld door alle noemers samen.",
    ),
    UtilisationRule.SUPPORTING_GUIDANCE: Formula(
        "F-3",
        "H13.1, H14.2",
        f"de dagen: {_NUMERATOR}, plus 30 dagen per kwartaal voor elke innoverende en elke verzekerde module",
        "erkende modules × 30 dagen per kwartaal (12 jongeren × 10 dagen per jaar)",
        f"De benutting van ondersteunende begeleiding is gelijk aan haar bezetting. {_CHANGES}",
    ),
}
WORTH_WORDS: Mapping[UtilisationRule, tuple[str, str]] = {
    UtilisationRule.RESIDENCE: ("nacht", "kalenderdagen"),
    UtilisationRule.DAY_GUIDANCE: ("dag", "werkdagen"),
    UtilisationRule.CONTEXT_GUIDANCE: ("uur", "weken"),
}
WHAT_WORDS = {
    "innovative": "Innoverend, telt als gedaan",
    "guaranteed": "Verzekerd aanbod (art. 74), telt als gedaan",
    "recognised": "Erkend",
    "deployable": "Inzetbaar",
}


@dataclass(frozen=True)
class RegisteredRow:
    """One typed total with what it adds; None where it is still to be filled in."""

    quarter: Quarter
    module: str
    total: Fraction | None
    share: str
    amount: Fraction | None
    statement_url: str | None
    schakelingen_url: str | None


@dataclass(frozen=True)
class CapacityLine:
    """One capacity row with what it adds in one quarter."""

    what: str
    quarter: Quarter
    line: str
    begin: date
    end: date
    quantity: Fraction
    worth: str
    share: str
    amount: Fraction


@dataclass(frozen=True)
class UtilisationOrigin:
    """All that a figure of utilisation was made of.

    `free_days` are the holidays that left fewer working days; `registered_sum` is what the totals come to, None while
    one is missing.
    """

    formula: Formula
    registered: tuple[RegisteredRow, ...]
    added: tuple[CapacityLine, ...]
    asked: tuple[CapacityLine, ...]
    free_days: tuple[date, ...]
    registered_sum: Fraction | None


def origin_of(
    facility: Facility,
    figure: Figure,
    rule: UtilisationRule,
    quarters: Iterable[Quarter],
    missing: Iterable[MissingTotal],
    names: Mapping[str, str],
) -> UtilisationOrigin:
    """What a figure of a module or a group was made of (F-11)."""
    registered = [registered_row(facility, part, names) for part in figure.made_of if part.what == "registered"]
    registered += [missing_row(facility, one, names) for one in missing]
    capacity = sorted((part for part in figure.made_of if part.what != "registered"), key=lambda part: part.begin)
    days = (day for quarter in quarters for day in holidays_in_the_week(quarter.period))
    return UtilisationOrigin(
        FORMULAS[rule],
        tuple(sorted(registered, key=lambda row: (row.quarter, row.module))),
        tuple(capacity_line(part, rule, names) for part in capacity if part.what not in MEASURES),
        tuple(capacity_line(part, rule, names) for part in capacity if part.what in MEASURES),
        tuple(days) if rule is UtilisationRule.DAY_GUIDANCE else (),
        None if figure.numerator is None else sum((row.amount or Fraction(0) for row in registered), Fraction(0)),
    )


def registered_row(facility: Facility, part: Part, names: Mapping[str, str]) -> RegisteredRow:
    """One typed total, with the statement and the schakelingen it stands for."""
    quarter = Quarter.of(part.begin)
    name = names.get(part.code, part.code)
    urls = statement_address(quarter), schakelingen_address(facility, quarter, part.code)
    return RegisteredRow(quarter, name, part.quantity, share_words(part), part.amount, *urls)


def missing_row(facility: Facility, one: MissingTotal, names: Mapping[str, str]) -> RegisteredRow:
    """One total that is still to be filled in."""
    urls = statement_address(one.quarter), schakelingen_address(facility, one.quarter, one.module)
    return RegisteredRow(one.quarter, names.get(one.module, one.module), None, "", None, *urls)


def schakelingen_address(facility: Facility, quarter: Quarter, code: str) -> str | None:
    """The page with the schakelingen of a module in a quarter; None for a seat that sees figures only (A-4)."""
    if not shows_codes():
        return None
    return figures_address("DeploymentPage.schakelingen", facility, quarter.period, [code])


def capacity_line(part: Part, rule: UtilisationRule, names: Mapping[str, str]) -> CapacityLine:
    """One capacity row in words."""
    quarter, line = Quarter.of(part.begin), names.get(part.code, part.code)
    worth = worth_words(part.worth, rule, quarter)
    return CapacityLine(
        WHAT_WORDS[part.what], quarter, line, part.begin, part.end, part.quantity, worth, share_words(part), part.amount
    )


def worth_words(worth: Fraction, rule: UtilisationRule, quarter: Quarter) -> str:
    """What one place is worth in a quarter: "2 uur × 13 weken"."""
    if rule in WORTH_WORDS:
        unit, times = WORTH_WORDS[rule]
        often = measure(rule, quarter)
        return f"{number(worth / often)} {unit} × {often} {times}"
    return f"{number(worth)} {'uur' if rule is UtilisationRule.CRISIS_AT_HOME else 'dagen'}"


def share_words(part: Part) -> str:
    """For how many days of the quarter something counts; empty when for all of them."""
    return "" if part.days == part.out_of else f"{part.days} van {part.out_of} dagen"
