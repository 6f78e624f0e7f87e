"""Dossiers as plain data: what the model holds, and what the database is read into to be compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

PAGES = ("intake", "exit")


@dataclass(frozen=True)
class PlainDecision:
    """A decision; a later created one has a larger id, and every change makes it judicial."""

    id: int
    begin: date
    modules: frozenset[str]
    judicial: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class PlainSchakeling:
    """A schakeling; each module stands with its tick "guaranteed"."""

    id: int
    decision: int
    kind: str
    begin: date
    end: date | None
    modules: frozenset[tuple[str, bool]]


@dataclass(frozen=True)
class PlainRequest:
    """A request to the agency to reopen a dossier: who asked, and how it stands."""

    id: int
    asked_by: int
    state: str = "requested"


@dataclass
class PlainDossier:
    """A dossier; `pages` holds the day on which each opened page of answers was complete, None while it is not."""

    id: int
    code: str
    client: int
    owner: int
    crisis: bool
    status: str = "open"
    closed_on: date | None = None
    deleted_on: date | None = None
    decisions: list[PlainDecision] = field(default_factory=list)
    schakelingen: list[PlainSchakeling] = field(default_factory=list)
    pages: dict[str, date | None] = field(default_factory=dict)
    requests: list[PlainRequest] = field(default_factory=list)
    activities: int = 1
    # What stands on each page, to know whether a save changes anything (D-10).
    answers: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def chain(self) -> list[PlainSchakeling]:
        """The schakelingen in order of time; of two that begin on one day, the one of a single day first."""
        return sorted(self.schakelingen, key=lambda one: (one.begin, one.end or date.max))

    @property
    def last(self) -> PlainSchakeling | None:
        """The last schakeling."""
        return self.chain[-1] if self.schakelingen else None

    @property
    def latest_decision(self) -> PlainDecision | None:
        """The decision that work goes on under."""
        return max(self.decisions, key=lambda one: (one.begin, one.id), default=None)

    @property
    def has_guaranteed(self) -> bool:
        """Whether something is deployed as guaranteed supply."""
        return any(ticked for one in self.schakelingen for _, ticked in one.modules)

    def decision(self, decision_id: int) -> PlainDecision:
        """The decision with this id."""
        return next(one for one in self.decisions if one.id == decision_id)

    @property
    def next_decision(self) -> int:
        """An id that a decision created now could have: after all others."""
        return 1 + max((one.id for one in self.decisions), default=0)

    def under(self, decision_id: int) -> list[PlainSchakeling]:
        """The schakelingen under a decision."""
        return [one for one in self.chain if one.decision == decision_id]

    @property
    def idle_decisions(self) -> list[PlainDecision]:
        """The decisions under which nothing stands."""
        return [one for one in self.decisions if not self.under(one.id)]

    @property
    def waiting(self) -> PlainRequest | None:
        """The request that nobody has answered."""
        return next((one for one in self.requests if one.state == "requested"), None)

    def settle(self, request: PlainRequest, state: str) -> None:
        """Puts a request in its last state."""
        self.requests = [replace(one, state=state) if one is request else one for one in self.requests]

    def come_open(self) -> None:
        """Reopens, however that came; a request that still waits is withdrawn."""
        self.status, self.closed_on = "open", None
        if self.waiting is not None:
            self.settle(self.waiting, "withdrawn")

    def replace_decision(self, changed: PlainDecision) -> None:
        """Puts a changed decision in the place of the old one."""
        self.decisions = [changed if one.id == changed.id else one for one in self.decisions]

    def replace_schakeling(self, changed: PlainSchakeling) -> None:
        """Puts a changed schakeling in the place of the old one."""
        self.schakelingen = [changed if one.id == changed.id else one for one in self.schakelingen]


@dataclass(frozen=True)
class PlainApproval:
    """Until when a facility may offer each of its modules; None = still."""

    until: dict[str, date | None]

    def lacks(self, codes: Iterable[str], day: date) -> bool:
        """Whether one of the modules may no longer be offered on a day."""
        return any(last is not None and day > last for last in (self.until[code] for code in codes))


@dataclass
class PlainYears:
    """The years that the agency processed: how each stands, and which of them lock schakelingen (S-14)."""

    states: dict[int, str] = field(default_factory=dict)
    locking: set[int] = field(default_factory=set)

    @property
    def last_locked_day(self) -> date:
        """The last day of the last year that locks; before all days where none does."""
        return date(max(self.locking), 12, 31) if self.locking else date.min

    def process(self, year: int) -> None:
        """Locks a year."""
        self.states[year] = "processed"
        self.locking.add(year)

    def reopen(self, year: int) -> None:
        """Opens the figures of a year, and its schakelingen when it is the last that locks."""
        self.states[year] = "reopened"
        if year == max(self.locking):
            self.locking.remove(year)
