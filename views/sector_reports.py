"""The reports of the agency: the same tables about the sector or a part of it, without names (R-1, R-4, A-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.period import Period
from app.domain.reports.files import PlannedFile, sector_files
from app.domain.reports.sector_scope import SectorScope
from app.domain.roles import FIGURE_ROLES
from app.services.reports.requesting import request_sector_reports
from forms.reports import ReportsForm, SectorReportForm
from models.report import ReportRequest
from views.report_files import ReportFilePage
from views.report_place import about_of, place_at_work
from views.report_requests import ReportRequestPage
from views.report_words import period_in_words, words_for_lists

INTRO = (
    "Elke tabel telt alle voorzieningen samen, zonder namen en zonder dossiers. Kies je een provincie, dan staat die "
    "naast Vlaanderen; kies je OVBJ, dan ook met en zonder verblijf."
)


class SectorReportPage(ReportRequestPage):
    """Asking for reports about the sector, following and downloading them; every figure seat sees all of them."""

    route_base = "/sector/rapporten"
    shipped_to = {"read": FIGURE_ROLES, "write": FIGURE_ROLES}
    files_page = "SectorReportFilePage"

    def _words_of_list(self) -> dict[str, Any]:
        words = {"tabs": (), "here": "SectorReportPage.index", "new_url": self._address("ask"), "about_of": about_of}
        return {**words, **words_for_lists(), **self._pages()}

    def _heading(self, asked: ReportRequest) -> str:
        return f"{about_of(asked)}, {period_in_words(Period(asked.begin, asked.until))}"

    def _form(self, typed: Any, **values: Any) -> ReportsForm:
        form = SectorReportForm(formdata=typed, data=values)
        form.offer(place_at_work().kinds)
        return form

    def _chosen(self, last: ReportRequest) -> dict[str, Any]:
        return {"kinds": last.kinds, "kind": last.organisation_type or "", "province": last.province or ""}

    def _request(self, session: BincSession, form: ReportsForm, today: date) -> ReportRequest:
        assert isinstance(form, SectorReportForm)
        actor, kinds = session.scope.actor, form.kinds.data
        return request_sector_reports(session, form.scope, form.days, kinds, actor=actor, today=today)

    def _planned(self, session: BincSession, asked: ReportRequest) -> Sequence[PlannedFile]:
        return sector_files(SectorScope(asked.organisation_type, asked.province), asked.kinds)

    def _intro(self) -> str:
        return INTRO


class SectorReportFilePage(ReportFilePage):
    """One file about the sector: its tables on screen, and the download."""

    route_base = "/sector/rapporten/bestanden"
    shipped_to = {"read": FIGURE_ROLES}
    requests_page = "SectorReportPage"
