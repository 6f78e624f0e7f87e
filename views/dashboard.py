"""The dashboard: occupancy, utilisation, free places, inflow and outflow over time (F-1, F-8, F-9)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, request, url_for

from app.database import current_session
from app.domain.figures.places_ahead import weeks_ahead
from app.domain.organisation_types import FOSTER_CARE
from app.domain.quarter import Quarter
from app.presentation import today_in_brussels
from app.queries.catalogue import registers_help
from app.queries.figures.flow import flow_of
from app.queries.figures.over_time import asked_facility, occupancy_over_time, stays_of, totals_asked
from app.queries.figures.utilisation import utilisation_per_quarter
from forms.dashboard import WindowForm
from models.facility import Facility
from views.base.page import REFUSED, BasePage, page
from views.dashboard_lines import line_to_show, lines_over_time, mean_over_time, periods_to_count, rates_drawn
from views.dashboard_places import WEEKS, ahead_drawn, days_shown, flow_drawn, flow_rows, lines_ahead
from views.dashboard_question import Window, frame_of
from views.figure_question import READERS, facility_asked
from views.figure_words import line_names

LINE = "lijn"


class DashboardPage(BasePage):
    """How things go at a facility over time; the agency chooses which one (A-4)."""

    route_base = "/cijfers/dashboard"
    shipped_to = {"read": READERS}

    @page("/", personal=None)
    def index(self) -> Any:
        """The dashboard of one facility."""
        facility, today = facility_asked(current_session()), today_in_brussels()
        if facility is None:
            return redirect(url_for("OccupancyPage.index"))
        form = WindowForm.asked(request.args, Quarter.of(today))
        if not form.validate():
            return self.render_template("pages/figures/dashboard_refused.html", **frame_of(facility, form)), REFUSED
        return self._one(facility, form, Window(facility, form.last, form.chosen_step, today), today)

    def _one(self, facility: Facility, form: WindowForm, window: Window, today: date) -> Any:
        session = current_session()
        one, names, ahead = asked_facility(session, facility), line_names(session), weeks_ahead(today, WEEKS)
        totals = totals_asked(session, one, window.quarters)
        occupancies = occupancy_over_time(session, one, [*periods_to_count(window, one), ahead], totals)
        utilisations = utilisation_per_quarter(one, window.finished_quarters, totals)
        lines = lines_over_time(window, one, occupancies, utilisations, names)
        drawn = line_to_show(lines, request.args.get(LINE, ""))
        places = lines_ahead(occupancies[ahead].result, stays_of(session, one, ahead), ahead, names)
        looked_at = next((line for line in places if drawn and line.code == drawn.code), next(iter(places), None))
        rows = flow_rows(window, flow_of(session, facility.id, [shown.period for shown in window.periods]))
        heads = days_shown(facility, today)
        return self.render_template(
            "pages/figures/dashboard.html",
            **frame_of(facility, form),
            window=window,
            has_help=registers_help(session, facility),
            is_foster_care=facility.organisation_type == FOSTER_CARE,
            lines=[*lines, mean_over_time(window, one, occupancies)] if lines else [],
            drawn=drawn,
            rates=rates_drawn(drawn, window) if drawn else None,
            drawn_links=[
                (line.name, window.address(lijn=line.code, _anchor="over-time"), line is drawn)
                for line in lines
                if line.has_rates
            ],
            places=places,
            places_heads=heads,
            freed_heads=[{"label": words, "num": True} for words, *_ in heads],
            line_heads=[{"label": "Module"}, *({"label": shown.name, "num": True} for shown in window.periods)],
            weeks=WEEKS,
            looked_at=looked_at,
            ahead_plot=ahead_drawn(looked_at) if looked_at else None,
            flow=rows,
            flow_plot=flow_drawn(rows),
        )
