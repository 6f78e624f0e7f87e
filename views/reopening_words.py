"""How requests to reopen are told on screen (D-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.reopening import APPROVED, REJECTED, REQUESTED, WITHDRAWN
from models.reopening import ReopeningRequest

# The sign and the words of each state.
STATE_BADGES: dict[str, tuple[str, str]] = {
    REQUESTED: ("due", "wacht op een beslissing"),
    APPROVED: ("ok", "goedgekeurd"),
    REJECTED: ("late", "afgekeurd"),
    WITHDRAWN: ("calm", "ingetrokken"),
}


@dataclass(frozen=True)
class ToldRequest:
    """A request as pages tell it: number, state, who asked why, who ended it and what was answered."""

    number: int
    state: str
    badge: tuple[str, str]
    motive: str
    asked_by: str
    asked_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    answer: str | None


def told_request(request: ReopeningRequest) -> ToldRequest:
    """A request with its state in words."""
    return ToldRequest(
        request.id,
        request.state,
        STATE_BADGES[request.state],
        request.motive,
        request.requested_by_name,
        request.requested_at,
        request.decided_by_name,
        request.decided_at,
        request.answer,
    )
