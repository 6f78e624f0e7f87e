"""The utilisation of one facility over quarters, or of all at once (F-8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.capacity import CapacityRow
from app.domain.faults import refuse
from app.domain.figures.lines import ModuleLines
from app.domain.figures.utilisation import Utilisation, utilisation
from app.domain.figures.utilisation_input import UtilisationInput, check_quarters
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.figures.facilities import FacilityFacts, facilities_within_reach, facts_of
from app.queries.figures.lines import capacity_of, module_lines
from app.queries.figures.registered import registered_totals
from app.queries.figures.work import AskedFacility
from models.facility import Facility


@dataclass(frozen=True)
class UtilisationAnswer:
    """The utilisation of a facility over quarters: per module and per group, with what is missing."""

    facility_id: int
    facility_code: str
    quarters: tuple[Quarter, ...]
    result: Utilisation

    @property
    def period(self) -> Period:
        """The days of all quarters together."""
        return Period(self.quarters[0].period.begin, self.quarters[-1].period.end)

    def as_json(self) -> dict[str, Any]:
        """The answer as the command and the API print it (exchange format)."""
        weighted = self.result.weighted.printed()
        weighted.pop("code")
        return {
            "facility": self.facility_code,
            "from": self.period.begin.isoformat(),
            "until": self.period.end.isoformat(),
            "modules": [figure.printed() for figure in self.result.modules],
            "groups": [group.figure.printed() for group in self.result.groups],
            "weighted": weighted,
        }


def utilisation_of(session: Any, facility: Facility, quarters: Sequence[Quarter]) -> UtilisationAnswer:
    """The utilisation of one facility over one to four consecutive quarters (F-8).

    Raises DomainError when there is no quarter, or when there are more than four.
    """
    refuse(check_quarters(quarters))
    totals = registered_totals(session, quarters, None, [facility.id]).get(facility.id, {})
    rows = tuple(capacity_of(session, [facility.id]).get(facility.id, ()))
    lines = module_lines(session, facility.organisation_type)
    return _answer(facts_of(facility), tuple(quarters), lines, rows, totals)


def utilisation_per_quarter(
    facility: AskedFacility, quarters: Sequence[Quarter], totals: Mapping[str, Mapping[Quarter, Decimal | None]]
) -> dict[Quarter, UtilisationAnswer]:
    """The utilisation of one facility over each of some quarters by itself, with the totals that these ask (F-8)."""
    return {quarter: _answer(facility, (quarter,), facility.lines, facility.rows, totals) for quarter in quarters}


def utilisation_of_all(
    session: Any, quarters: Sequence[Quarter], facility_ids: Collection[int] | None = None
) -> dict[int, UtilisationAnswer]:
    """The utilisation of every facility within the session's reach, by facility id, in a handful of statements (F-8).

    Or of some of them. Raises DomainError when there is no quarter, or when there are more than four.
    """
    refuse(check_quarters(quarters))
    facilities = facilities_within_reach(session, facility_ids)
    totals = registered_totals(session, quarters, None, [one.id for one in facilities])
    capacity = capacity_of(session, facility_ids)
    lines: dict[str, ModuleLines] = {}
    answers = {}
    for facility in facilities:
        kind = facility.organisation_type
        lines[kind] = lines.get(kind) or module_lines(session, kind)
        rows, own = tuple(capacity.get(facility.id, ())), totals.get(facility.id, {})
        answers[facility.id] = _answer(facility, tuple(quarters), lines[kind], rows, own)
    return answers


def _answer(
    facility: FacilityFacts,
    quarters: tuple[Quarter, ...],
    lines: ModuleLines,
    rows: tuple[CapacityRow, ...],
    totals: Mapping[str, Mapping[Quarter, Decimal | None]],
) -> UtilisationAnswer:
    kind = facility.organisation_type
    question = UtilisationInput(quarters, kind, lines, rows, totals)
    return UtilisationAnswer(facility.id, facility.code, quarters, utilisation(question))
