"""Which formulas hold from which day on; a change of a formula is a new rule set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from app.domain.period import ONE_DAY, OPEN_END, Period

CrisisHelp = Literal["every_day", "all_but_one"]


@dataclass(frozen=True)
class RuleSet:
    """The formulas of the figures from a day on, until the next rule set.

    `crisis_help` says which days of a schakeling give points in F-4: every day of it, or all but one.
    """

    name: str
    valid_from: date
    crisis_help: CrisisHelp

    def variant(self, rule: str) -> str:
        """Which form of a rule this set holds; a rule that never changed has but one."""
        return self.crisis_help if rule == "F-4" else rule


# The release of 15 December 2021 made Monday to Monday 2 points instead of 4 (L1).
RULE_SETS = (
    RuleSet("until 2021-12-14", date.min, "every_day"),
    RuleSet("from 2021-12-15", date(2021, 12, 15), "all_but_one"),
)


@lru_cache(maxsize=1024)
def rule_sets_of(rule: str, period: Period) -> tuple[tuple[RuleSet, Period], ...]:
    """The rule sets by which a rule is applied within a period, each with its days of it.

    Sets that hold the same form of the rule count as one, the latest of them.
    """
    ends = [following.valid_from - ONE_DAY for following in RULE_SETS[1:]] + [OPEN_END]
    found: list[tuple[RuleSet, Period]] = []
    for rule_set, end in zip(RULE_SETS, ends, strict=True):
        part = period.clip(rule_set.valid_from, end)
        if part is None:
            continue
        if found and found[-1][0].variant(rule) == rule_set.variant(rule):
            part = Period(found.pop()[1].begin, part.end)
        found.append((rule_set, part))
    return tuple(found)
