"""The figures of one facility's dashboard, read once for its page and for its workbook (F-1, F-8, F-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.database import BincSession
from app.domain.figures.places_ahead import weeks_ahead
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.queries.figures.flow import flow_of
from app.queries.figures.occupancy import OccupancyAnswer
from app.queries.figures.over_time import asked_facility, occupancy_over_time, stays_of, totals_asked
from app.queries.figures.utilisation import UtilisationAnswer, utilisation_per_quarter
from app.queries.figures.work import AskedFacility
from models.facility import Facility
from views.dashboard_lines import TimeLine, lines_over_time, mean_over_time, periods_to_count
from views.dashboard_places import WEEKS, FlowRow, LineAhead, flow_rows, lines_ahead
from views.dashboard_question import Window
from views.figure_words import line_names


@dataclass(frozen=True)
class FacilityFigures:
    """Lines over time with their mean, free places, inflow and outflow; and the answers that they were read from."""

    asked: AskedFacility
    names: Mapping[str, str]
    lines: Sequence[TimeLine]
    mean: TimeLine
    places: Sequence[LineAhead]
    flow: Sequence[FlowRow]
    occupancies: Mapping[Period, OccupancyAnswer]
    utilisations: Mapping[Quarter, UtilisationAnswer]


def read_figures(session: BincSession, facility: Facility, window: Window, today: date) -> FacilityFigures:
    """All figures that the dashboard of a facility shows."""
    one, names, ahead = asked_facility(session, facility), line_names(session), weeks_ahead(today, WEEKS)
    totals = totals_asked(session, one, window.quarters)
    occupancies = occupancy_over_time(session, one, [*periods_to_count(window, one), ahead], totals)
    utilisations = utilisation_per_quarter(one, window.finished_quarters, totals)
    return FacilityFigures(
        asked=one,
        names=names,
        lines=lines_over_time(window, one, occupancies, utilisations, names),
        mean=mean_over_time(window, one, occupancies),
        places=lines_ahead(occupancies[ahead].result, stays_of(session, one, ahead), ahead, names),
        flow=flow_rows(window, flow_of(session, facility.id, [shown.period for shown in window.periods])),
        occupancies=occupancies,
        utilisations=utilisations,
    )
