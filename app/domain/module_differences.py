"""What a delivery of the module database would change in the modules that facilities may tick, and what of it waits.

M-2. Days are calendar days, the first and the last both included; no last day means that no end is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.period import OPEN_END

# A list that withdraws more than this is half a list until somebody says otherwise.
MOST_WITHDRAWN_PERCENT, FEW_WITHDRAWN = 10, 3
Key = tuple[str, str]


@dataclass(frozen=True)
class Approval:
    """One approval: from a first day until a last one, both included; None = no end is known (M-2)."""

    valid_from: date
    valid_until: date | None = None

    @property
    def last_day(self) -> date:
        """The last day, the end of time where none is known."""
        return self.valid_until or OPEN_END

    def meets(self, other: Approval) -> bool:
        """Whether the two share a day."""
        return self.valid_from <= other.last_day and other.valid_from <= self.last_day

    def covers(self, other: Approval) -> bool:
        """Whether every day of the other is one of this one."""
        return self.valid_from <= other.valid_from and other.last_day <= self.last_day


Approvals = Mapping[Key, Collection[Approval]]


class DifferenceKind(StrEnum):
    """What a difference does; the word is what stands in the data."""

    ADDED = "added"
    ENDED = "ended"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One approval as it stands and as the delivery has it; None = not there."""

    facility: str
    module: str
    before: Approval | None
    after: Approval | None

    @property
    def kind(self) -> DifferenceKind:
        """Added, ended on an earlier day, removed before it began, or other days."""
        if self.before is None:
            return DifferenceKind.ADDED
        if self.after is None:
            return DifferenceKind.REMOVED
        ends_sooner = self.after.valid_from == self.before.valid_from and self.after.last_day < self.before.last_day
        return DifferenceKind.ENDED if ends_sooner else DifferenceKind.CHANGED


@dataclass(frozen=True)
class Differences:
    """All that a delivery differs in: what adds only, what waits for a person, and the codes nobody here knows."""

    harmless: tuple[Difference, ...] = ()
    waiting: tuple[Difference, ...] = ()
    unknown_facilities: tuple[str, ...] = ()
    unknown_modules: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> frozenset[Key]:
        """The facilities with the module of which they lose days."""
        return frozenset((one.facility, one.module) for one in self.waiting)


def differences(
    known: Approvals,
    delivered: Approvals,
    *,
    facilities: Collection[str],
    modules: Collection[str],
    day: date,
) -> Differences:
    """Compares what stands with what was delivered, for the state of a day (M-2).

    Keys are the codes of facility and module. What is no longer delivered ended on the day before `day`; what ended
    earlier may be left out. A facility or module that nobody here knows changes nothing. Of one facility and module
    everything waits as soon as one day is taken away, since the rest would not fit beside what still stands.
    """
    usable = {key: each for key, each in delivered.items() if key[0] in facilities and key[1] in modules}
    harmless: list[Difference] = []
    waiting: list[Difference] = []
    for key in sorted({*known, *usable}):
        before, after = known.get(key, ()), _wanted(known.get(key, ()), usable.get(key, ()), day)
        (waiting if _takes_away(before, after) else harmless).extend(_between(key, before, after))
    return Differences(
        tuple(harmless),
        tuple(waiting),
        tuple(sorted({facility for facility, _ in delivered} - set(facilities))),
        tuple(sorted({module for _, module in delivered} - set(modules))),
    )


def is_half_a_list(known: Approvals, found: Differences, day: date, percent: int = MOST_WITHDRAWN_PERCENT) -> bool:
    """Whether so much would be withdrawn that the delivery is rather broken than true (M-2).

    More than `percent` of the facilities' modules that can be ticked on `day` or later, and more than three.
    """
    running = sum(any(one.last_day >= day for one in approvals) for approvals in known.values())
    withdrawn = len(found.withdrawn)
    return withdrawn > FEW_WITHDRAWN and withdrawn * 100 > running * percent


def _wanted(known: Collection[Approval], delivered: Collection[Approval], day: date) -> list[Approval]:
    """What should stand: what was delivered, and of what was not the days that are over."""
    yesterday = day - timedelta(days=1)
    past = [
        one if one.last_day <= yesterday else Approval(one.valid_from, yesterday)
        for one in known
        if one.valid_from < day and not any(one.meets(other) for other in delivered)
    ]
    return [*delivered, *past]


def _takes_away(before: Collection[Approval], after: Collection[Approval]) -> bool:
    """Whether some day on which the module could be ticked is lost."""
    return not all(any(one.covers(former) for one in after) for former in before)


def _between(key: Key, before: Collection[Approval], after: Collection[Approval]) -> list[Difference]:
    """Each approval as it stands beside the one it becomes: with the same begin, else with days in common."""
    left = sorted((one for one in before if one not in after), key=_first_day)
    found: list[tuple[Approval | None, Approval | None]] = []
    for one in sorted((one for one in after if one not in before), key=_first_day):
        same = [former for former in left if former.valid_from == one.valid_from]
        former = next(iter([*same, *(former for former in left if former.meets(one))]), None)
        if former is not None:
            left.remove(former)
        found.append((former, one))
    return [Difference(*key, *pair) for pair in (*found, *((former, None) for former in left))]


def _first_day(approval: Approval) -> date:
    return approval.valid_from
