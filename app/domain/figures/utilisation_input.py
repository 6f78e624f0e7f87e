"""What the utilisation of a facility is computed from, and over which quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.capacity import CapacityRow
from app.domain.faults import Fault
from app.domain.figures.lines import ModuleLines
from app.domain.figures.utilisation_rules import UtilisationRule, utilisation_rule
from app.domain.period import Period
from app.domain.quarter import Quarter

MOST_QUARTERS = 4


@dataclass(frozen=True)
class UtilisationInput:
    """All that the utilisation of one facility over consecutive quarters is computed from (F-8).

    `modules` says how each type module counts at this organisation type; `rows` are all capacity rows of the facility;
    `totals` holds per module the quarters that ask a total, with what was registered, None where it was not filled in.
    """

    quarters: tuple[Quarter, ...]
    organisation_type: str
    modules: ModuleLines
    rows: tuple[CapacityRow, ...]
    totals: Mapping[str, Mapping[Quarter, Decimal | None]]

    @property
    def period(self) -> Period:
        """The days of all quarters together."""
        return Period(self.quarters[0].period.begin, self.quarters[-1].period.end)

    def rule_of(self, code: str) -> UtilisationRule:
        """The formula of a module at this organisation type (F-8)."""
        return utilisation_rule(self.modules[code], self.organisation_type)


def check_quarters(quarters: Sequence[Quarter]) -> list[Fault]:
    """Whether one to four consecutive quarters are asked (F-8, domain §9: a period is at most one year)."""
    if 1 <= len(quarters) <= MOST_QUARTERS:
        return []
    message = "Kies één tot vier kwartalen; het laatste mag niet voor het eerste liggen."
    return [Fault("F-8", "until_quarter", message)]
