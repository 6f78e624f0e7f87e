"""What a figure was made of, in the words of the drill-down (F-11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.figures.result import Figure, Part
from app.domain.quarter import Quarter
from app.presentation import number
from views.utilisation_lines import statement_address

WHAT_WORDS: Mapping[str, str] = {
    "deployed": "Ingezet",
    "registered": "Geregistreerd in de kwartaalstaat",
    "missing": "Nog niet ingevuld in de kwartaalstaat",
    "above_reserve": "Verzekerd aanbod boven wat gereserveerd is",
    "innovative": "Innoverend, telt als bezet",
    "guaranteed": "Verzekerd aanbod (art. 74), telt als bezet",
    "recognised": "Erkend",
}


@dataclass(frozen=True)
class PartRow:
    """One line of a drill-down table; `times` says how the amount follows from the days.

    `href` leads to the quarter statement in which the amount was filled in.
    """

    what: str
    begin: date
    end: date
    days: int | None
    times: str
    amount: Fraction
    href: str | None


def part_rows(parts: Iterable[Part], figure: Figure, names: Mapping[str, str]) -> tuple[PartRow, ...]:
    """The parts of a figure as lines of a table."""
    return tuple(part_row(part, figure.rule, names) for part in parts)


def part_row(part: Part, rule: str, names: Mapping[str, str]) -> PartRow:
    """One part in words: what it is, from when to when, and how it was counted."""
    what = f"{WHAT_WORDS[part.what]}: {names.get(part.code, part.code)}"
    is_registered = part.what in ("registered", "missing")
    href = statement_address(Quarter.of(part.begin)) if is_registered else None
    days = part.days if part.what not in ("deployed", "registered", "missing", "above_reserve") else None
    return PartRow(what, part.begin, part.end, days, times_words(part, rule), part.amount, href)


def times_words(part: Part, rule: str) -> str:
    """How the amount of a part follows from its quantity, for the eyes of who checks it."""
    if part.what in ("registered", "missing"):
        return "per kwartaal"
    if part.what == "above_reserve":
        return f"{number(part.quantity)} punten ingezet als verzekerd aanbod"
    if part.what == "deployed":
        return deployed_words(part, rule)
    if part.out_of == 1:
        return f"× {number(part.quantity)}"
    worth = "" if part.worth == 1 else f" × {number(part.worth)}"
    share = "" if part.days == part.out_of else f" × {part.days}/{part.out_of}"
    return f"{number(part.quantity)}{worth}{share}"


def deployed_words(part: Part, rule: str) -> str:
    """How deployed work was counted: per schakeling, or at a CKG in begun months."""
    if rule == "F-4":
        return "1 schakeling" if part.quantity == 1 else f"{number(part.quantity)} schakelingen"
    if rule == "F-5":
        months = "begonnen maand" if part.quantity == 1 else "begonnen maanden"
        return f"{number(part.quantity)} {months} × {number(part.worth)}"
    return "per schakeling"
