"""The reports of one's own facility that came by themselves (R-5, R-6)."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from app.database import current_session
from app.domain.faults import NotFound
from app.domain.reports.automatic import period_name, period_with_key
from app.domain.reports.kinds import kinds_of
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.reports.made import automatic_of, automatic_reports, downloadable, years_of_reports
from app.workbooks.sheets import file_name
from forms.reports import ReportFilter
from views.base.dossiers import facility_at_work
from views.base.page import BasePage, page
from views.base.reading import readable_arguments
from views.links import address_of
from views.report_words import words_for_lists, zip_to_keep

LISTS = (("ReportPage.index", "Automatisch"), ("ReportRequestPage.index", "Op aanvraag"))


class ReportPage(BasePage):
    """Quarters and years as they were made by themselves, a ZIP each."""

    route_base = "/rapporten"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/", personal=None)
    def index(self) -> Any:
        """The quarters and years of one year, with every report in them (R-5, G10.1)."""
        session, facility = current_session(), facility_at_work()
        kinds = kinds_of(facility.organisation_type)
        form = ReportFilter.asked(readable_arguments(), years_of_reports(session, facility.id), kinds)
        words = {
            "form": form,
            "periods": automatic_reports(session, facility.id, form.year, form.kind, form.period),
            **words_of_list("ReportPage.index"),
            "files_page": "ReportFilePage",
        }
        return render_template("pages/reports/index.html", **words)

    @page("/automatisch/<key>/zip/", personal="report_file")
    def zip(self, key: str) -> Any:
        """All files of a quarter or year in one ZIP (R-5). On record (A-5)."""
        facility, period = facility_at_work(), period_with_key(key)
        if period is None:
            raise NotFound
        found = downloadable(current_session(), automatic_of(facility.id, period), today_in_brussels())
        if not found:
            raise NotFound
        return zip_to_keep(found, zip_name(facility.name, period_name(period)))


def words_of_list(here: str) -> dict[str, Any]:
    """What stands around both lists: the switch between them, and the way to a new request."""
    tabs = [(words, url_for(endpoint), endpoint == here) for endpoint, words in LISTS]
    return {"tabs": tabs, "here": here, "new_url": address_of("ReportRequestPage.ask"), **words_for_lists()}


def zip_name(facility: str, what: str) -> str:
    """The name of a ZIP: facility, what is in it, and the day on which it is downloaded (R-6)."""
    return file_name(facility, what, today_in_brussels(), "zip")
