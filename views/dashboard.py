"""The dashboard: free places, and occupancy, utilisation, inflow and outflow over time; all facilities compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from app.database import current_session
from app.domain.figures.places_ahead import weeks_ahead
from app.domain.figures.usual import finished_quarters
from app.domain.organisation_types import FOSTER_CARE
from app.domain.quarter import Quarter
from app.presentation import today_in_brussels
from app.queries.catalogue import registers_help
from app.queries.figures.flow import flow_of
from app.queries.figures.over_time import asked_facility, occupancy_over_time, stays_of, totals_asked
from app.queries.figures.utilisation import utilisation_per_quarter
from forms.dashboard import WindowForm
from forms.sector import SectorForm
from models.facility import Facility
from views.base.page import REFUSED, BasePage, page
from views.dashboard_compared import compared
from views.dashboard_lines import line_to_show, lines_drawn, lines_over_time, mean_over_time, periods_to_count
from views.dashboard_places import WEEKS, flow_drawn, flow_rows, lines_ahead, places_drawn
from views.dashboard_question import Window, frame_of
from views.dashboard_sector import SectorQuestion, provinces_of
from views.figure_question import READERS, facility_asked
from views.figure_words import line_names

LINE = "lijn"


class DashboardPage(BasePage):
    """How things go at a facility over time; the agency chooses which one, or compares all of them (A-4)."""

    route_base = "/cijfers/dashboard"
    shipped_to = {"read": READERS}

    @page("/", personal=None)
    def index(self) -> Any:
        """The dashboard of one facility, or of all facilities for the agency."""
        facility, today = facility_asked(current_session()), today_in_brussels()
        if facility is None:
            return self._all(today)
        form = WindowForm.asked(request.args, Quarter.of(today))
        if not form.validate():
            return self._refused(facility, form)
        return self._one(facility, form, Window(facility, form.last, form.chosen_step, today), today)

    def _refused(self, facility: Facility | None, form: WindowForm | SectorForm) -> Any:
        return self.render_template("pages/figures/dashboard_refused.html", **frame_of(facility, form)), REFUSED

    def _one(self, facility: Facility, form: WindowForm, window: Window, today: date) -> Any:
        session = current_session()
        one, names, ahead = asked_facility(session, facility), line_names(session), weeks_ahead(today, WEEKS)
        totals = totals_asked(session, one, window.quarters)
        occupancies = occupancy_over_time(session, one, [*periods_to_count(window, one), ahead], totals)
        utilisations = utilisation_per_quarter(one, window.finished_quarters, totals)
        lines = lines_over_time(window, one, occupancies, utilisations, names)
        drawn = line_to_show(lines, request.args.get(LINE, ""))
        places = lines_ahead(occupancies[ahead].result, stays_of(session, one, ahead), ahead, names)
        rows = flow_rows(window, flow_of(session, facility.id, [shown.period for shown in window.periods]))
        return self.render_template(
            "pages/figures/dashboard.html",
            **frame_of(facility, form),
            window=window,
            has_help=registers_help(session, facility),
            is_foster_care=facility.organisation_type == FOSTER_CARE,
            **lines_drawn(window, lines, mean_over_time(window, one, occupancies), drawn),
            **places_drawn(facility, today, places, drawn.code if drawn else None),
            flow=rows,
            flow_plot=flow_drawn(rows),
        )

    def _all(self, today: date) -> Any:
        session, quarters = current_session(), finished_quarters(today)
        form = SectorForm.comparing(request.args, quarters, quarters[-1], provinces_of(session))
        if not form.validate():
            return self._refused(None, form)
        question = SectorQuestion(form.quarters, form.chosen_measure, form.kind.data or "", form.province.data or "")
        words = compared(session, question, request.args, today)
        return self.render_template("pages/figures/dashboard_sector.html", **frame_of(None, form), **words)
