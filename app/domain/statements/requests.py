"""Asking the agency to reopen a quarter that it processed (Q-4)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.faults import Fault
from app.domain.quarter import Quarter
from app.domain.reopening import LONGEST_REASON
from app.domain.statements.states import StatementEvent, StatementState, can_happen

ASKED_BEFORE = Fault("Q-4", "motive", "Een collega vroeg dit al. Wacht op het antwoord van Opgroeien.")
ANSWERED_BEFORE = Fault("D-11", "state", "Deze aanvraag is intussen al beantwoord. Kijk na hoe ze er nu voor staat.")


class RequestState(StrEnum):
    """Where a request to reopen a quarter stands."""

    ASKED = "asked"
    REOPENED = "reopened"
    REJECTED = "rejected"


def check_request(quarter: Quarter, state: StatementState | None, motive: str, *, is_asked: bool) -> list[Fault]:
    """Why a facility cannot ask to reopen a quarter: it has to be processed, once at a time, with a reason (Q-4)."""
    if state is None or not can_happen(state, StatementEvent.REOPEN):
        return [Fault("Q-4", "motive", f"Kwartaal {quarter} is niet verwerkt. Je kunt het gewoon zelf wijzigen.")]
    if is_asked:
        return [ASKED_BEFORE]
    return check_motive(motive, "motive", "dit kwartaal wilt heropenen")


def check_motive(words: str, field: str, what: str) -> list[Fault]:
    """Whether a reason was written, and not a too long one (Q-4)."""
    if not words.strip():
        return [Fault("Q-4", field, f"Schrijf waarom je {what}.")]
    if len(words.strip()) > LONGEST_REASON:
        return [Fault("Q-4", field, f"Houd het bij {LONGEST_REASON} tekens.")]
    return []
