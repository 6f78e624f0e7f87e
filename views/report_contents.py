"""What each report holds, from the description that also counts, draws and writes it (R-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from app.domain.reports.definitions import POPULATION_WORDS, definition_of
from app.domain.reports.population import Population
from app.domain.reports.tables import ReportTable
from app.domain.roles import FACILITY_ROLES, FIGURE_ROLES
from views.base.page import BasePage, page
from views.report_place import place_at_work


@dataclass(frozen=True)
class ToldTable:
    """A table in words: its title, which dossiers it counts, where it reads them, and what else one has to know."""

    title: str
    dossiers: str
    source: str
    note: str


class ReportContentsPage(BasePage):
    """The list of all tables of all reports."""

    route_base = "/rapporten/inhoud"
    shipped_to = {"read": FACILITY_ROLES | FIGURE_ROLES}

    @page("/", personal=None)
    def index(self) -> Any:
        """Every report of one's own organisation type, or at the agency of all, with its tables (R-1, R-2)."""
        place = place_at_work()
        organisation_type = place.facility.organisation_type if place.facility else ""
        kinds = [(kind, [_told(table) for table in kind.tables]) for kind in place.kinds if kind.tables]
        words = {
            "kinds": kinds,
            "organisation_type": organisation_type,
            "definitions": [(POPULATION_WORDS[each], definition_of(each, organisation_type)) for each in Population],
            "list_url": url_for("ReportPage.index" if place.facility else "SectorReportPage.index"),
        }
        return render_template("pages/reports/contents.html", **words)


def _told(table: ReportTable) -> ToldTable:
    dossiers = ", ".join(POPULATION_WORDS[each] for each in table.populations)
    sources = dict.fromkeys(part.source.words for part in table.parts if part.source)
    return ToldTable(table.title, dossiers, "; ".join(sources), table.note)
