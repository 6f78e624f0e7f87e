"""What the dashboards show, as the rows of their workbooks (F-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.database import BincSession
from app.domain.organisation_types import FOSTER_CARE
from app.domain.quarter import Quarter
from app.queries.figures.flow import Flow
from app.queries.figures.lines import module_lines
from app.workbooks.dashboards import (
    OCCUPANCY,
    UTILISATION,
    CountedFigure,
    FacilityDashboard,
    FacilityOfSector,
    FlowOfPeriod,
    LineOfPeriod,
    LinePlaces,
    SectorDashboard,
    facility_dashboard_workbook,
    sector_dashboard_workbook,
)
from app.workbooks.figures import counted_in
from app.workbooks.sheets import Value
from models.facility import Facility
from views.dashboard_compared import Comparison
from views.dashboard_facility import FacilityFigures
from views.dashboard_lines import PeriodCells, TimeLine, counted_period
from views.dashboard_places import SHOWN_WEEKS, LineAhead, days_shown
from views.dashboard_question import Window
from views.dashboard_spread import KindRow
from views.definitions import line_definitions, occupancy_definitions, utilisation_definitions
from views.figure_question import about_export
from views.figure_table import FacilityRow
from views.utilisation_lines import units_of


def facility_workbook(
    session: BincSession, facility: Facility, window: Window, figures: FacilityFigures, today: date
) -> bytes:
    """The dashboard of one facility as an Excel file."""
    units = units_of(module_lines(session, facility.organisation_type), facility.organisation_type)
    results = [figures.occupancies[shown.period].result for shown in window.periods]
    groups = {group.figure.code for one in figures.utilisations.values() for group in one.result.groups}
    definitions = (*occupancy_definitions(results, figures.names), *utilisation_definitions(groups)[1:])
    # Foster care has no occupancy (F-7): its page shows no lines either.
    lines = [] if facility.organisation_type == FOSTER_CARE or not figures.lines else [*figures.lines, figures.mean]
    shown = FacilityDashboard(
        lines=[_line(line, cell, figures, units) for line in lines for cell in line.cells],
        days=[(words, day) for words, day, _ in days_shown(facility, today)],
        places=[_places(line) for line in figures.places],
        flow=[FlowOfPeriod(row.shown.name, _counts(row.flow)) for row in figures.flow],
    )
    return facility_dashboard_workbook(shown, about_export(window, definitions))


def _line(line: TimeLine, cell: PeriodCells, figures: FacilityFigures, units: Mapping[str, str]) -> LineOfPeriod:
    occupancy, utilisation = cell.occupancy.figure, cell.utilisation.figure if cell.utilisation else None
    days = counted_period(line.code, cell.shown, figures.asked)
    quarter = Quarter.of(cell.shown.whole.end).period
    return LineOfPeriod(
        line.name,
        line.code,
        cell.shown.name,
        CountedFigure(occupancy, days, counted_in(occupancy)) if occupancy else None,
        CountedFigure(utilisation, quarter, units.get(utilisation.code, "")) if utilisation else None,
    )


def _places(line: LineAhead) -> LinePlaces:
    free = tuple(line.days[7 * weeks].free for weeks in SHOWN_WEEKS)
    return LinePlaces(line.name, line.code, line.today.recognised, free, line.known.running, line.known.without_end)


def _counts(flow: Flow) -> tuple[int, int, int, int]:
    return flow.dossiers_begun, flow.dossiers_ended, flow.schakelingen_begun, flow.schakelingen_ended


def sector_workbook(session: BincSession, comparison: Comparison) -> bytes:
    """The dashboard of all facilities as an Excel file, in the order of the table and without its pages."""
    question, names = comparison.question, comparison.names
    kinds = {row.kind for row in comparison.rows}
    units = {} if comparison.is_occupancy else {kind: units_of(module_lines(session, kind), kind) for kind in kinds}
    shown = SectorDashboard(
        measure=OCCUPANCY if comparison.is_occupancy else UTILISATION,
        columns={code: names[code] for code in comparison.columns},
        rows=[_facility(row, units.get(row.kind)) for row in comparison.rows],
        spread_of=names[comparison.spread_column] if comparison.spread_column else "",
        spread=[_kind(row) for row in comparison.kinds],
        provinces_of=names[comparison.province_column] if comparison.province_column else "",
        provinces=[
            [row.province, row.facilities, row.counted, row.asked, row.used, row.together.rate]
            for row in comparison.provinces
        ],
        used_words=comparison.used_words,
        asked_words=comparison.asked_words,
    )
    return sector_dashboard_workbook(shown, about_export(question, _definitions(comparison)))


def _definitions(comparison: Comparison) -> tuple[str, ...]:
    """What the columns of the table mean: occupancy and utilisation have formulas of their own."""
    if not comparison.is_occupancy:
        return utilisation_definitions(comparison.columns)
    shown = (row.figures[code] for row in comparison.rows for code in comparison.columns if code in row.figures)
    return line_definitions(shown, comparison.names)


def _facility(row: FacilityRow, units: Mapping[str, str] | None) -> FacilityOfSector:
    own = units if units is not None else {code: counted_in(figure) for code, figure in row.figures.items()}
    return FacilityOfSector(row.code, row.name, row.kind, row.province, row.figures, own)


def _kind(row: KindRow) -> Sequence[Value]:
    one = row.spread
    rates: Sequence[Value] = [one.lowest, one.lower, one.middle, one.upper, one.highest] if one else [None] * 5
    return [row.kind, row.facilities, len(row.rates), *rates, row.together.rate]
