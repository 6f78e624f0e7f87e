"""The request to reopen a dossier of long ago: its states, who may ask and who may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.faults import Conflict, Fault

REQUESTED, APPROVED, REJECTED, WITHDRAWN = "requested", "approved", "rejected", "withdrawn"
STATES = (REQUESTED, APPROVED, REJECTED, WITHDRAWN)
APPROVE, REJECT, WITHDRAW = "approve", "reject", "withdraw"
LONGEST_REASON = 1000

# From a state and an event to the next state (D-7); a request begins as requested.
REQUEST_TRANSITIONS: dict[tuple[str, str], str] = {
    (REQUESTED, APPROVE): APPROVED,
    (REQUESTED, REJECT): REJECTED,
    (REQUESTED, WITHDRAW): WITHDRAWN,
}

# What somebody hears whose colleague was first (D-11).
DECIDED_BEFORE: dict[str, str] = {
    APPROVED: "Deze aanvraag is intussen al goedgekeurd: het dossier is weer open.",
    REJECTED: "Deze aanvraag is intussen al afgekeurd.",
    WITHDRAWN: "Deze aanvraag is intussen ingetrokken. Er valt niets meer te beslissen.",
}
ASKED_BEFORE = Fault("D-11", "request", "Een collega vroeg intussen al om dit dossier te heropenen.")
NOT_CLOSED = Fault("D-11", "status", "Dit dossier is niet meer afgesloten. Ververs de pagina.")
OTHER_OPEN = Fault(
    "D-7",
    "client",
    "De cliënt heeft in deze voorziening een open dossier. Heropenen kan pas als dat afgesloten is.",
)
OWN_REQUEST = Fault("D-7", "decider", "Je vroeg dit zelf. Iemand anders van Opgroeien moet erover beslissen.")


@dataclass(frozen=True)
class AskingFacts:
    """All that decides whether a closed dossier may be asked for (D-7).

    `last_day` is the last day on which it reopens at once, `open_code` the code of another open dossier of the client
    in the facility, `is_asked` whether a request waits already.
    """

    last_day: date
    open_code: str | None = None
    is_asked: bool = False


def request_state_after(state: str, event: str) -> str:
    """The state a request gets when it is approved, rejected or withdrawn (D-7).

    Raises Conflict when somebody else was first.
    """
    after = REQUEST_TRANSITIONS.get((state, event))
    if after is None:
        raise Conflict(Fault("D-11", "request", DECIDED_BEFORE[state]))
    return after


def check_asking(facts: AskingFacts, today: date) -> list[Fault]:
    """Why Opgroeien cannot be asked to reopen a closed dossier: it goes at once, or another one is open (D-7, H10).

    Raises Conflict when a request waits already.
    """
    if facts.open_code is not None:
        message = f"Deze cliënt heeft al een open dossier in je voorziening: {facts.open_code}. Sluit dat eerst af."
        return [Fault("D-7", "client", message)]
    if today <= facts.last_day:
        message = f"Dit dossier heropen je zelf, tot en met {facts.last_day:%d/%m/%Y}. Vragen hoeft niet."
        return [Fault("D-7", "dossier", message)]
    if facts.is_asked:
        raise Conflict(ASKED_BEFORE)
    return []


def check_reason(reason: str, field: str, what_for: str) -> list[Fault]:
    """Whether a reason was given and is not too long; `what_for` ends the sentence that asks for it (D-7)."""
    if not reason.strip():
        return [Fault("D-7", field, f"Schrijf in een paar zinnen waarom je {what_for}.")]
    if len(reason) > LONGEST_REASON:
        message = f"Houd het bij {LONGEST_REASON} tekens; dit zijn er {len(reason)}. Schrap wat niet nodig is."
        return [Fault("D-7", field, message)]
    return []


def check_decider(asked_by: int | None, decider: int | None) -> list[Fault]:
    """Four eyes: who asked does not decide, though somebody may sit at a facility and at the agency (D-7)."""
    return [OWN_REQUEST] if asked_by is not None and asked_by == decider else []
