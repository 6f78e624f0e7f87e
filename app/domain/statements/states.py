"""The five states of a quarter statement, and everything that can happen to one, as one table (Q-4)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.faults import Conflict, Fault


class StatementState(StrEnum):
    """Where the statement of a facility and a quarter stands (Q-4)."""

    OPEN = "open"
    SENT = "sent"
    TO_SEND_AGAIN = "to_send_again"
    PROCESSED = "processed"
    REOPENED = "reopened"


class StatementEvent(StrEnum):
    """What can happen to a statement: by the facility, by its schakelingen, or by the agency (Q-4)."""

    EDIT = "edit"
    MODULE_JOINS = "module_joins"
    LINE_DROPS = "line_drops"
    SEND = "send"
    PROCESS = "process"
    REOPEN = "reopen"


_S, _E = StatementState, StatementEvent

# From a state and an event to the next state; what does not stand here cannot happen.
TRANSITIONS: dict[tuple[StatementState, StatementEvent], StatementState] = {
    (_S.OPEN, _E.EDIT): _S.OPEN,
    (_S.OPEN, _E.MODULE_JOINS): _S.OPEN,
    (_S.OPEN, _E.LINE_DROPS): _S.OPEN,
    (_S.OPEN, _E.SEND): _S.SENT,
    (_S.SENT, _E.EDIT): _S.TO_SEND_AGAIN,
    (_S.SENT, _E.MODULE_JOINS): _S.TO_SEND_AGAIN,
    (_S.SENT, _E.LINE_DROPS): _S.TO_SEND_AGAIN,
    (_S.SENT, _E.PROCESS): _S.PROCESSED,
    (_S.TO_SEND_AGAIN, _E.EDIT): _S.TO_SEND_AGAIN,
    (_S.TO_SEND_AGAIN, _E.MODULE_JOINS): _S.TO_SEND_AGAIN,
    (_S.TO_SEND_AGAIN, _E.LINE_DROPS): _S.TO_SEND_AGAIN,
    (_S.TO_SEND_AGAIN, _E.SEND): _S.SENT,
    (_S.PROCESSED, _E.REOPEN): _S.REOPENED,
    (_S.REOPENED, _E.EDIT): _S.REOPENED,
    (_S.REOPENED, _E.MODULE_JOINS): _S.REOPENED,
    (_S.REOPENED, _E.LINE_DROPS): _S.REOPENED,
    (_S.REOPENED, _E.SEND): _S.SENT,
}

PROCESSED_ALREADY = Fault(
    "Q-4",
    "state",
    "Opgroeien heeft dit kwartaal verwerkt. Er kan niets meer aan wijzigen, tenzij Opgroeien het op jullie vraag "
    "heropent.",
)
_REFUSALS: dict[StatementEvent, Fault] = {
    _E.SEND: Fault("Q-4", "state", "Dit kwartaal is al verzonden en sindsdien niet gewijzigd. Je hoeft niets te doen."),
    _E.PROCESS: Fault("Q-4", "state", "Alleen een verzonden kwartaal kan verwerkt worden."),
    _E.REOPEN: Fault("Q-4", "state", "Alleen een verwerkt kwartaal kan heropend worden."),
}


def state_after(state: StatementState, event: StatementEvent) -> StatementState:
    """The state that a statement gets when something happens to it (Q-4).

    Raises Conflict, with what to do instead, when that cannot happen in this state.
    """
    after = TRANSITIONS.get((state, event))
    if after is None:
        raise Conflict(_refusal(state, event))
    return after


def can_happen(state: StatementState, event: StatementEvent) -> bool:
    """Whether something can happen to a statement in this state (Q-4)."""
    return (state, event) in TRANSITIONS


def is_editable(state: StatementState) -> bool:
    """Whether its figures can be changed: always, except while it is processed (Q-4)."""
    return can_happen(state, StatementEvent.EDIT)


def _refusal(state: StatementState, event: StatementEvent) -> Fault:
    if state is StatementState.PROCESSED and event is not StatementEvent.PROCESS:
        return PROCESSED_ALREADY
    return _REFUSALS[event]
