"""The figures of one facility over several periods, each kind of work read once for all of them (F-1 … F-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.figures.cah import LengthCounts, Window
from app.domain.figures.ckg import GuidanceRow, from_january
from app.domain.figures.lines import CRISIS
from app.domain.figures.occupancy import occupancy
from app.domain.figures.occupancy_input import OccupancyInput, segments
from app.domain.figures.places_ahead import Stay
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.catalogue import modules_by_id
from app.queries.figures.counting import stays_within
from app.queries.figures.counting_over_time import counted_days_of_periods
from app.queries.figures.lines import capacity_of, module_lines
from app.queries.figures.occupancy import OccupancyAnswer
from app.queries.figures.points import crisis_lengths_of_windows, guidance_stretches
from app.queries.figures.registered import registered_totals
from app.queries.figures.work import GUIDANCE, AskedFacility, windows_of
from models.facility import Facility


def asked_facility(session: Any, facility: Facility) -> AskedFacility:
    """A facility with all that the formulas have to know of it."""
    rows = tuple(capacity_of(session, [facility.id]).get(facility.id, ()))
    lines = module_lines(session, facility.organisation_type)
    return AskedFacility(facility.id, facility.code, facility.organisation_type, rows, lines)


def occupancy_over_time(
    session: Any, one: AskedFacility, periods: Iterable[Period], totals: Mapping[str, Mapping[Quarter, Decimal | None]]
) -> dict[Period, OccupancyAnswer]:
    """The occupancy of a facility over each of some periods, by the formulas of one (F-1 … F-7).

    `totals` are those that the quarters within the periods ask. However many periods there are, days and lengths take
    one statement each; the guidance of a CKG takes one for every year in which a period begins on 1 January.
    """
    asked = tuple(dict.fromkeys(periods))
    days = _days(session, one, asked)
    lengths = _lengths(session, one, asked) if one.counts_by(CRISIS) else {}
    guidance = _guidance(session, one, asked) if one.counts_by(GUIDANCE) else {}
    answers = {}
    for period in asked:
        own = lengths.get(period, {}), guidance.get(period.begin.year, ())
        question = OccupancyInput(period, one.organisation_type, one.lines, one.rows, days[period], totals, *own)
        answers[period] = OccupancyAnswer(one.id, one.code, period, occupancy(question), one.rows)
    return answers


def totals_asked(
    session: Any, one: AskedFacility, quarters: Sequence[Quarter]
) -> Mapping[str, Mapping[Quarter, Decimal | None]]:
    """The totals of a facility in consecutive quarters by module code, None where one was not filled in (Q-1)."""
    return registered_totals(session, quarters, None, [one.id]).get(one.id, {})


def stays_of(session: Any, one: AskedFacility, period: Period) -> dict[str, list[Stay]]:
    """The places that modules take within a period, by module code, guaranteed ones left out (F-9)."""
    codes = modules_by_id(session)
    return {codes[module_id].code: stays for module_id, stays in stays_within(session, one.id, period).items()}


def _days(session: Any, one: AskedFacility, periods: Sequence[Period]) -> dict[Period, dict[Period, dict[str, int]]]:
    """The deployed days of each period by the segments it is counted in (F-1)."""
    cut = {period: segments(period, one.rows, one.lines) for period in periods}
    codes = modules_by_id(session)
    counted = counted_days_of_periods(session, one.id, tuple({part: None for parts in cut.values() for part in parts}))
    named = {part: {codes[each].code: count for each, count in days.items()} for part, days in counted.items()}
    return {period: {part: named[part] for part in parts} for period, parts in cut.items()}


def _lengths(session: Any, one: AskedFacility, periods: Sequence[Period]) -> dict[Period, dict[Window, LengthCounts]]:
    """The crisis help of each period by length, for the windows it is told in (F-4)."""
    windows = {period: windows_of(period, one) for period in periods}
    each = tuple({window: None for own in windows.values() for window in own})
    counted = crisis_lengths_of_windows(session, one.id, each)
    return {period: {window: counted[window] for window in own} for period, own in windows.items()}


def _guidance(session: Any, one: AskedFacility, periods: Sequence[Period]) -> dict[int, tuple[GuidanceRow, ...]]:
    """The guidance of a CKG by year, up to the last day on which a period from 1 January ends (F-5)."""
    ends = {period.begin.year: period.end for period in sorted(periods) if from_january(period)}
    return {
        year: tuple(
            guidance_stretches(session, Period(Period.year(year).begin, end), [one.id], one.lines).get(one.id, ())
        )
        for year, end in ends.items()
    }
