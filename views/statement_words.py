"""What quarters, states, units and steps of a statement are called on screen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.domain.processing import QUARTERS
from app.domain.quarter import Quarter
from app.domain.statements.requests import RequestState
from app.domain.statements.states import StatementEvent, StatementState
from app.queries.statement_course import Step
from app.queries.statements import Line
from forms.statements import written

ORDINALS = ("Eerste", "Tweede", "Derde", "Vierde")
# A sign and words; colour alone says nothing.
STATES: Mapping[StatementState, tuple[str, str]] = {
    StatementState.OPEN: ("calm", "open"),
    StatementState.SENT: ("ok", "verzonden"),
    StatementState.TO_SEND_AGAIN: ("due", "opnieuw te verzenden"),
    StatementState.PROCESSED: ("ok", "verwerkt"),
    StatementState.REOPENED: ("due", "heropend"),
}
REQUEST_BADGES: Mapping[RequestState, tuple[str, str]] = {
    RequestState.ASKED: ("due", "wacht op antwoord"),
    RequestState.REOPENED: ("ok", "heropend"),
    RequestState.REJECTED: ("late", "niet heropend"),
    RequestState.WITHDRAWN: ("calm", "ingetrokken"),
}
WITHOUT_HELP = ("calm", "geen hulp")
UNITS = {"nights": "nachten", "hours": "uren", "days": "dagen", "half-days": "halve dagen", "none": ""}
STEPS_OF = {"quarter": ", per kwartier", "half": ", per halve dag", "none": ""}


def quarter_name(quarter: Quarter) -> str:
    """A quarter in words: "Derde kwartaal 2026"."""
    return f"{ORDINALS[quarter.number - 1]} kwartaal {quarter.year}"


def told_year(statements: Mapping[int, StatementState]) -> list[tuple[str, str]]:
    """The four quarters of a year, each a sign and words; a quarter without help has no statement (Q-1)."""
    badges = [STATES[statements[number]] if number in statements else WITHOUT_HELP for number in QUARTERS]
    return [(sign, f"K{number} {words}") for number, (sign, words) in zip(QUARTERS, badges, strict=True)]


def clients_words(count: int) -> str:
    """How many clients, in words."""
    return "1 cliënt" if count == 1 else f"{count} cliënten"


def unit_words(line: Line) -> str:
    """The unit of a line and how it is rounded: "uren, per kwartier"."""
    return f"{UNITS[line.unit]}{STEPS_OF[line.rounding]}"


def told(step: Step) -> str:
    """One step in a sentence."""
    if step.event is StatementEvent.EDIT:
        return _told_edit(step)
    where = f" in dossier {step.dossier_code}" if step.dossier_code else ""
    if step.event is StatementEvent.MODULE_JOINS:
        return f"{step.module} kwam erbij{where}."
    if step.event is StatementEvent.LINE_DROPS:
        return f"{step.module} viel weg{where}, met het totaal {_amount(step.before)}."
    words = {
        StatementEvent.SEND: "Verzonden naar Opgroeien.",
        StatementEvent.PROCESS: "Verwerkt door Opgroeien.",
        StatementEvent.REOPEN: "Heropend door Opgroeien.",
    }[step.event]
    return f"{words} Reden: {step.reason}" if step.reason else words


def _told_edit(step: Step) -> str:
    if step.before == step.after:
        return f"{step.module}: de cijfers achter het totaal zijn gewijzigd; het totaal bleef {_amount(step.after)}."
    return f"{step.module}: van {_amount(step.before)} naar {_amount(step.after)}."


def _amount(amount: Decimal | None) -> str:
    return "leeg" if amount is None else written(amount, "none")
