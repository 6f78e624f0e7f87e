"""Asking the agency to reopen a quarter that it processed: what can happen to a request, as one table (Q-4)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.faults import Conflict, Fault
from app.domain.quarter import Quarter
from app.domain.reopening import LONGEST_REASON
from app.domain.statements.states import StatementEvent, StatementState, can_happen

ASKED_BEFORE = Fault("Q-4", "motive", "Een collega vroeg dit al. Wacht op het antwoord van Opgroeien.")


class RequestState(StrEnum):
    """Where a request to reopen a quarter stands."""

    ASKED = "asked"
    REOPENED = "reopened"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RequestEvent(StrEnum):
    """What can happen to a request: by the agency, or by the facility that asked."""

    REOPEN = "reopen"
    REJECT = "reject"
    WITHDRAW = "withdraw"


# From a state and an event to the next state; what does not stand here cannot happen.
REQUEST_TRANSITIONS: dict[tuple[RequestState, RequestEvent], RequestState] = {
    (RequestState.ASKED, RequestEvent.REOPEN): RequestState.REOPENED,
    (RequestState.ASKED, RequestEvent.REJECT): RequestState.REJECTED,
    (RequestState.ASKED, RequestEvent.WITHDRAW): RequestState.WITHDRAWN,
}

# What somebody hears whom another was ahead of (D-11).
_ENDED_BEFORE: dict[RequestState, str] = {
    RequestState.REOPENED: "Het kwartaal is intussen heropend. Daarmee is deze vraag beantwoord.",
    RequestState.REJECTED: "Opgroeien antwoordde intussen al op deze vraag: het kwartaal blijft verwerkt.",
    RequestState.WITHDRAWN: "De voorziening trok deze vraag intussen in. Er valt niets meer te antwoorden.",
}


def request_state_after(state: RequestState, event: RequestEvent) -> RequestState:
    """The state of a request once it is answered or withdrawn (Q-4). Raises Conflict when another was first."""
    after = REQUEST_TRANSITIONS.get((state, event))
    if after is None:
        raise Conflict(Fault("D-11", "state", _ENDED_BEFORE[state]))
    return after


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
