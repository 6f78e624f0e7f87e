"""The occupancy of one facility, or of all at once (F-1 … F-7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.capacity import CapacityRow
from app.domain.faults import refuse
from app.domain.figures.lines import ModuleLines
from app.domain.figures.occupancy import Occupancy, occupancy
from app.domain.figures.occupancy_input import check_period
from app.domain.period import Period
from app.queries.catalogue import modules_by_code
from app.queries.figures.counting import days_with_counts
from app.queries.figures.facilities import facilities_within_reach
from app.queries.figures.lines import capacity_of, module_lines
from app.queries.figures.work import AskedFacility, Work, input_of, work_of
from models.facility import Facility


@dataclass(frozen=True)
class OccupancyAnswer:
    """The occupancy of a facility over a period: per module or pool, and the weighted mean."""

    facility_id: int
    facility_code: str
    period: Period
    result: Occupancy
    rows: tuple[CapacityRow, ...]

    def as_json(self) -> dict[str, Any]:
        """The answer as the command and the API print it (exchange format)."""
        weighted = self.result.weighted.printed()
        weighted.pop("code")
        return {
            "facility": self.facility_code,
            "from": self.period.begin.isoformat(),
            "until": self.period.end.isoformat(),
            "modules": [figure.printed() for figure in self.result.figures],
            "weighted": weighted,
        }


def occupancy_of(
    session: Any, facility: Facility, period: Period, module_codes: Sequence[str] | None = None
) -> OccupancyAnswer:
    """The occupancy of one facility, of the chosen modules and groups or of all that had capacity or deployment.

    Raises DomainError for a period of more than a year and for an unknown code.
    """
    rows = capacity_of(session, [facility.id]).get(facility.id, ())
    return occupancy_with_each(session, facility, period, [rows], module_codes)[0]


def occupancy_with_each(
    session: Any,
    facility: Facility,
    period: Period,
    capacities: Iterable[Iterable[CapacityRow]],
    module_codes: Sequence[str] | None = None,
) -> list[OccupancyAnswer]:
    """The occupancy of one facility as it would be with each of these capacities, all else as registered now (M-3).

    A capacity is all rows of the facility; the work done in the period is read once for all of them. Raises DomainError
    for a period of more than a year and for an unknown code.
    """
    refuse(check_period(period))
    lines, kind = module_lines(session, facility.organisation_type), facility.organisation_type
    asked = [AskedFacility(facility.id, facility.code, kind, tuple(rows), lines) for rows in capacities]
    work = work_of(session, period, asked)
    return [_answer(session, work, one, tuple(module_codes or ())) for one in asked]


def occupancy_of_all(
    session: Any, period: Period, facility_ids: Collection[int] | None = None
) -> dict[int, OccupancyAnswer]:
    """The occupancy of every facility within the session's reach, or of some of them, by facility id.

    Days, points and totals are counted in one statement each for all; only facilities where a module began or stopped
    counting toward another one are asked again. Raises DomainError for a period of more than a year.
    """
    refuse(check_period(period))
    facilities = _facilities(session, facility_ids)
    work = work_of(session, period, facilities)
    return {one.id: _answer(session, work, one, ()) for one in facilities}


def _facilities(session: Any, facility_ids: Collection[int] | None) -> list[AskedFacility]:
    capacity, lines = capacity_of(session, facility_ids), dict[str, ModuleLines]()
    found = []
    for one in facilities_within_reach(session, facility_ids):
        kind = one.organisation_type
        lines[kind] = lines.get(kind) or module_lines(session, kind)
        found.append(AskedFacility(one.id, one.code, kind, tuple(capacity.get(one.id, ())), lines[kind]))
    return found


def _answer(session: Any, work: Work, one: AskedFacility, chosen: Sequence[str]) -> OccupancyAnswer:
    result = occupancy(input_of(session, work, one), chosen)
    return OccupancyAnswer(one.id, one.code, work.period, result, one.rows)


def deployed_per_day(
    session: Any, facility: Facility, codes: Sequence[str], period: Period
) -> tuple[tuple[date, int], ...]:
    """For a plot: every day of a period with the places in use by these modules together, guaranteed ones left out.

    `codes` are module codes, such as the deployed parts of a figure name; unknown ones count nothing.
    """
    catalogue = modules_by_code(session)
    module_ids = [catalogue[code].id for code in codes if code in catalogue]
    return days_with_counts(session, facility.id, module_ids, period)
