"""What facilities deployed and registered in a period, as far as a formula asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.capacity import CapacityRow
from app.domain.figures.cah import LengthCounts, Window
from app.domain.figures.ckg import GuidanceRow, from_january
from app.domain.figures.crisis_windows import crisis_windows
from app.domain.figures.lines import CRISIS, ModuleLines, line_rule
from app.domain.figures.occupancy_input import OccupancyInput, segments
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.catalogue import modules_by_id
from app.queries.figures.counting import CountedDays, counted_days
from app.queries.figures.facilities import FacilityFacts
from app.queries.figures.points import Lengths, crisis_lengths, crisis_lengths_of_windows, guidance_stretches
from app.queries.figures.registered import Totals, registered_totals

SUPPORTING, GUIDANCE = "ob_quarter", "ckg"


@dataclass(frozen=True)
class AskedFacility(FacilityFacts):
    """A facility with its capacity rows, and how each module counts at its organisation type."""

    rows: tuple[CapacityRow, ...]
    lines: ModuleLines

    def counts_by(self, rule: str) -> bool:
        """Whether any module counts by this formula at the facility's organisation type."""
        return any(line.occupancy_rule == rule for line in self.lines.values())


@dataclass(frozen=True)
class Work:
    """What some facilities did in a period: days, registered totals, crisis help by length, guidance of a CKG."""

    period: Period
    days: CountedDays
    registered: Totals
    lengths: Lengths
    guidance: Mapping[int, Sequence[GuidanceRow]]


def work_of(session: Any, period: Period, facilities: Sequence[AskedFacility]) -> Work:
    """The work of some facilities, each kind of it in one statement for all (F-1 … F-5)."""
    if not facilities:
        return Work(period, {}, {}, {}, {})
    everybody = sorted({one.id for one in facilities})
    days = counted_days(session, period, everybody)
    quarters = Quarter.covering(period)
    supporting = supporting_codes(session, facilities, days) if quarters else set()
    crisis = [one.id for one in facilities if one.counts_by(CRISIS)]
    guided = [one for one in facilities if one.counts_by(GUIDANCE)] if from_january(period) else []
    return Work(
        period,
        days,
        registered_totals(session, quarters, sorted(supporting), everybody) if quarters and supporting else {},
        crisis_lengths(session, period, crisis) if crisis else {},
        guidance_stretches(session, period, [one.id for one in guided], guided[0].lines) if guided else {},
    )


def supporting_codes(session: Any, facilities: Sequence[AskedFacility], days: CountedDays) -> set[str]:
    """The modules with registered days among those that are deployed or recognised (F-3)."""
    codes = modules_by_id(session)
    return {
        code
        for one in facilities
        for code in {codes[module_id].code for module_id in days.get(one.id, ())} | {row.line for row in one.rows}
        if line_rule(code, one.lines) == SUPPORTING
    }


def input_of(session: Any, work: Work, one: AskedFacility) -> OccupancyInput:
    """All that the occupancy of one facility is computed from.

    Where a module began or stopped counting toward another line, the segments are counted apart.
    """
    codes = modules_by_id(session)
    days: dict[Period, Mapping[str, int]] = {}
    for part in segments(work.period, one.rows, one.lines):
        counted = work.days if part == work.period else counted_days(session, part, [one.id])
        days[part] = {codes[module_id].code: count for module_id, count in counted.get(one.id, {}).items()}
    return OccupancyInput(
        work.period,
        one.organisation_type,
        one.lines,
        one.rows,
        days,
        work.registered.get(one.id, {}),
        lengths_of(session, work, one) if one.counts_by(CRISIS) else {},
        tuple(work.guidance.get(one.id, ())),
    )


def lengths_of(session: Any, work: Work, one: AskedFacility) -> Mapping[Window, LengthCounts]:
    """The schakelingen of crisis help by length, for each window of the period (F-4)."""
    windows = windows_of(work.period, one)
    if windows == [Window.whole(work.period)]:
        return {windows[0]: work.lengths.get(one.id, {})}
    return crisis_lengths_of_windows(session, one.id, windows)


def windows_of(period: Period, one: AskedFacility) -> list[Window]:
    """The windows of a period in which crisis help is told by length: mostly the whole of it (F-4)."""
    found = crisis_windows(period, one.rows, one.lines)
    return sorted({window for own in found.values() for window, _ in own})
