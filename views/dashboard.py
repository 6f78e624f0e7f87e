"""The dashboard: free places, and occupancy, utilisation, inflow and outflow over time; all facilities compared."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for

from app.database import current_session
from app.domain.figures.usual import finished_quarters
from app.domain.organisation_types import FOSTER_CARE
from app.domain.quarter import Quarter
from app.presentation import today_in_brussels
from app.queries.catalogue import registers_help
from app.workbooks.sheets import file_name
from forms.dashboard import WindowForm
from forms.sector import SectorForm
from models.facility import Facility
from views.base.page import REFUSED, BasePage, page
from views.dashboard_compared import compare, compared
from views.dashboard_export import facility_workbook, sector_workbook
from views.dashboard_facility import read_figures
from views.dashboard_lines import line_to_show, lines_drawn
from views.dashboard_places import flow_drawn, places_drawn
from views.dashboard_question import EXCEL, HERE, Window, frame_of
from views.dashboard_sector import SectorQuestion, provinces_of
from views.figure_question import READERS, facility_asked, sent_as_excel

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
        found = read_figures(session, facility, window, today)
        drawn = line_to_show(found.lines, request.args.get(LINE, ""))
        return self.render_template(
            "pages/figures/dashboard.html",
            **frame_of(facility, form),
            window=window,
            excel_url=window.address(EXCEL),
            has_help=registers_help(session, facility),
            is_foster_care=facility.organisation_type == FOSTER_CARE,
            **lines_drawn(window, found.lines, found.mean, drawn),
            **places_drawn(facility, today, found.places, drawn.code if drawn else None),
            flow=found.flow,
            flow_plot=flow_drawn(found.flow),
        )

    def _all(self, today: date) -> Any:
        session, form = current_session(), self._sector_form(today)
        if not form.validate():
            return self._refused(None, form)
        words = compared(compare(session, _question(form), request.args, today), request.args)
        return self.render_template("pages/figures/dashboard_sector.html", **frame_of(None, form), **words)

    @page("/excel", personal=None)
    def excel(self) -> Any:
        """The same figures as an Excel file; a question that the page refuses leads back to it (F-10)."""
        session, facility, today = current_session(), facility_asked(current_session()), today_in_brussels()
        if facility is None:
            return self._all_as_excel(today)
        form = WindowForm.asked(request.args, Quarter.of(today))
        if not form.validate() or not registers_help(session, facility):
            return _back_to_page()
        window = Window(facility, form.last, form.chosen_step, today)
        content = facility_workbook(session, facility, window, read_figures(session, facility, window, today), today)
        return sent_as_excel(content, file_name(facility.name, "dashboard", today), "dashboard", [facility.id])

    def _all_as_excel(self, today: date) -> Any:
        session, form = current_session(), self._sector_form(today)
        if not form.validate():
            return _back_to_page()
        comparison = compare(session, _question(form), request.args, today)
        name, shown = file_name("Alle voorzieningen", "dashboard", today), [row.facility_id for row in comparison.rows]
        return sent_as_excel(sector_workbook(session, comparison), name, "dashboard", shown)

    def _sector_form(self, today: date) -> SectorForm:
        quarters = finished_quarters(today)
        return SectorForm.comparing(request.args, quarters, quarters[-1], provinces_of(current_session()))


def _back_to_page() -> Any:
    """To the page with the question as it was typed, so that it says there what is wrong."""
    asked = urlencode(list(request.args.items(multi=True)))
    return redirect(f"{url_for(HERE)}?{asked}" if asked else url_for(HERE))


def _question(form: SectorForm) -> SectorQuestion:
    return SectorQuestion(form.quarters, form.chosen_measure, form.kind.data or "", form.province.data or "")
