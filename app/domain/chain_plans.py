"""The plans a chain of help is made of: decisions, and the schakelingen under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.period import OPEN_END, Period

START, SWITCH, EXTENSION = "start", "switch", "extension"
GROUNDS = ("voluntary", "judicial")
MANDATED_SERVICES = ("OCJ", "VK")

# A record's id, or None while it is not saved yet.
Key = int | str | None


@dataclass(frozen=True)
class ApprovedModule:
    """A type module that the facility may offer from one day to another, both included; None = still (M-2)."""

    code: str
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the facility may begin offering the module on a day (S-2)."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def holds_from(self, day: date) -> bool:
        """Whether the facility may offer the module on that day or on any later one (S-1)."""
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True)
class Carer:
    """A foster carer: who receives the Groeipakket of the client (S-13)."""

    national_number: str
    name: str


@dataclass(frozen=True)
class ModulePlan:
    """One module ticked in a schakeling, perhaps as guaranteed supply, with the details it asks (S-9, S-10)."""

    code: str
    guaranteed: bool = False
    detail: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecisionPlan:
    """What may be offered from a day on (S-1); `sequence` tells which of two decisions was created later."""

    key: Key
    begin: date
    modules: tuple[str, ...]
    ground: str
    mandated_service: str | None = None
    sequence: int = 0


@dataclass(frozen=True)
class SchakelingPlan:
    """What is really offered, from begin to end, both included; end None = still running (S-2).

    `registered_on` is the day on which its begin was saved, None where nobody knows (G-2).
    """

    key: Key
    decision_key: Key
    kind: str
    begin: date
    end: date | None
    modules: tuple[ModulePlan, ...]
    elsewhere: bool = False
    paid_to_parents: bool | None = None
    carers: tuple[Carer, ...] = ()
    registered_on: date | None = field(default=None, compare=False)

    @property
    def period(self) -> Period:
        """Its days; raises ValueError when the end lies before the begin."""
        return Period.of(self.begin, self.end)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its modules."""
        return tuple(module.code for module in self.modules)

    @property
    def offer(self) -> tuple[object, ...]:
        """All that an extension copies and locks (S-7); the order of modules and carers does not matter."""
        modules = frozenset((module.code, module.guaranteed, frozenset(module.detail)) for module in self.modules)
        return modules, self.elsewhere, self.paid_to_parents, frozenset(self.carers)

    @property
    def says_nothing_of_carers(self) -> bool:
        """Whether neither foster carers nor the transition rule were ever answered (S-13)."""
        return not self.carers and self.paid_to_parents is None

    def takes_over(self, previous: SchakelingPlan) -> bool:
        """Whether the offer is that of the previous schakeling (S-7); foster carers may be added where it had none.

        A previous schakeling of before 26 May 2020 was never asked for them (S-13).
        """
        if previous.says_nothing_of_carers:
            return replace(self, carers=(), paid_to_parents=None).offer == previous.offer
        return self.offer == previous.offer


def in_order(schakelingen: Iterable[SchakelingPlan]) -> tuple[SchakelingPlan, ...]:
    """The schakelingen as they follow each other; one of a single day stands before one that begins on it (S-4)."""
    return tuple(sorted(schakelingen, key=lambda one: (one.begin, one.end or OPEN_END)))


def latest_decision(decisions: Iterable[DecisionPlan]) -> DecisionPlan | None:
    """The decision under which work goes on: the latest begin, then the latest created (S-2)."""
    return max(decisions, key=lambda decision: (decision.begin, decision.sequence), default=None)


def decision_of(schakeling: SchakelingPlan, decisions: Iterable[DecisionPlan]) -> DecisionPlan | None:
    """The decision a schakeling stands under, or None when it is gone."""
    return next((decision for decision in decisions if decision.key == schakeling.decision_key), None)


def first_under(key: Key, schakelingen: Sequence[SchakelingPlan]) -> SchakelingPlan | None:
    """The first schakeling under a decision, or None."""
    return next((one for one in in_order(schakelingen) if one.decision_key == key), None)


def half_days(period: Period) -> tuple[int, int]:
    """A period in half days, so that two may share a boundary day but no more (S-4; first and last, both included).

    A day has an early and a late half: a longer period leaves out the early half of its first day and the late half
    of its last; a period of one day takes one half that no neighbour uses.
    """
    cut = 0 if period.begin == period.end else 1
    return 2 * period.begin.toordinal() + cut, 2 * period.end.toordinal() - cut


def conflict(one: Period, other: Period) -> bool:
    """Whether two schakelingen of a dossier overlap more than a shared boundary day allows (S-4).

    A single day may lie on a boundary, but not inside another period, nor twice on one day.
    """
    first, last = half_days(one)
    other_first, other_last = half_days(other)
    return first <= other_last and other_first <= last
