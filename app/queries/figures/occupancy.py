"""The occupancy of one facility, or of all at once (F-1 … F-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.capacity import CapacityRow
from app.domain.faults import refuse
from app.domain.figures.lines import ModuleLines
from app.domain.figures.occupancy import Occupancy, OccupancyInput, check_period, occupancy, segments
from app.domain.period import Period
from app.queries.catalogue import modules_by_code, modules_by_id
from app.queries.figures.counting import CountedDays, counted_days, days_with_counts
from app.queries.figures.lines import capacity_of, module_lines
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
    return occupancy_with(session, facility, period, rows, module_codes)


def occupancy_with(
    session: Any,
    facility: Facility,
    period: Period,
    capacity: Iterable[CapacityRow],
    module_codes: Sequence[str] | None = None,
) -> OccupancyAnswer:
    """The occupancy of one facility as it would be with these capacity rows, all else as it is registered now (M-3).

    Raises DomainError for a period of more than a year and for an unknown code.
    """
    refuse(check_period(period))
    rows = tuple(capacity)
    parts = {part: counted_days(session, part, facility.id, facility.id) for part in segments(period, rows)}
    lines = module_lines(session, facility.organisation_type)
    return _answer(session, _FacilityFacts(facility.id, facility.code, facility.organisation_type), period, rows, parts,
                   lines, tuple(module_codes or ()))  # fmt: skip


def occupancy_of_all(session: Any, period: Period) -> dict[int, OccupancyAnswer]:
    """The occupancy of every facility within the session's reach, by facility id.

    The days are counted in one statement for all; only facilities where a module began or stopped counting toward
    another one are asked again. Raises DomainError for a period of more than a year.
    """
    refuse(check_period(period))
    reach = session.info["scope"].figures
    whole = counted_days(session, period, reach.first, reach.last)
    capacity = capacity_of(session)
    answers: dict[int, OccupancyAnswer] = {}
    lines: dict[str, ModuleLines] = {}
    for facility in _facilities(session, reach.first, reach.last):
        rows = tuple(capacity.get(facility.id, ()))
        cut = segments(period, rows)
        parts = {period: whole}
        if cut != (period,):
            parts = {part: counted_days(session, part, facility.id, facility.id) for part in cut}
        kind = facility.organisation_type
        lines[kind] = lines.get(kind) or module_lines(session, kind)
        answers[facility.id] = _answer(session, facility, period, rows, parts, lines[kind], ())
    return answers


@dataclass(frozen=True)
class _FacilityFacts:
    id: int
    code: str
    organisation_type: str


def _facilities(session: Any, first: int, last: int) -> list[_FacilityFacts]:
    query = select(Facility.id, Facility.code, Facility.organisation_type).where(Facility.id.between(first, last))
    return [_FacilityFacts(*row) for row in session.execute(query.order_by(Facility.id))]


def _answer(
    session: Any,
    facility: _FacilityFacts,
    period: Period,
    rows: tuple[CapacityRow, ...],
    parts: Mapping[Period, CountedDays],
    lines: ModuleLines,
    chosen: Sequence[str],
) -> OccupancyAnswer:
    codes = modules_by_id(session)
    days = {
        part: {codes[module_id].code: count for module_id, count in counts.get(facility.id, {}).items()}
        for part, counts in parts.items()
    }
    question = OccupancyInput(period, facility.organisation_type, lines, rows, days)
    return OccupancyAnswer(facility.id, facility.code, period, occupancy(question, chosen), rows)


def deployed_per_day(
    session: Any, facility: Facility, codes: Sequence[str], period: Period
) -> tuple[tuple[date, int], ...]:
    """For a plot: every day of a period with the places in use by these modules together, guaranteed ones left out.

    `codes` are module codes, such as the deployed parts of a figure name; unknown ones count nothing.
    """
    catalogue = modules_by_code(session)
    module_ids = [catalogue[code].id for code in codes if code in catalogue]
    return days_with_counts(session, facility.id, module_ids, period)
