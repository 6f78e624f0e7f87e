"""One file of a report: the download, and before it its tables on screen (R-1, R-2, R-4 to R-6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for

from app.database import BincSession, current_session
from app.domain.faults import NotFound
from app.domain.period import Period
from app.domain.reports.definitions import LEFT_OUT_CELL, MIDDLE_HALF, OPENED, SUPPRESSED
from app.domain.reports.files import title_of
from app.domain.reports.result import CountedTable
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.reports.made import automatic_of, downloadable
from models.report import ReportFile, ReportRequest
from views.base.dossiers import facility_at_work, record_number
from views.base.page import BasePage, page
from views.report_place import about_of, place_at_work
from views.report_words import file_to_keep, period_in_words
from views.shown_tables import shown_table

EXPLAINED = {"opened": OPENED, "left_out": SUPPRESSED, "left_out_cell": LEFT_OUT_CELL, "middle_half": MIDDLE_HALF}


class ReportFilePage(BasePage):
    """The files of reports, one at a time."""

    route_base = "/rapporten/bestanden"
    shipped_to = {"read": FACILITY_ROLES}
    # The pages of the request that a file belongs to.
    requests_page = "ReportRequestPage"

    @page(f"/{record_number}/", personal="report_file", record=ReportFile)
    def download(self, record_id: int) -> Any:
        """One file, while it is kept (R-4, R-5). On record (A-5)."""
        return file_to_keep(find_file(current_session(), record_id))

    @page(f"/{record_number}/bekijken/", personal="report_file", record=ReportFile)
    def look(self, record_id: int) -> Any:
        """Every table of a report as it was made, from what is kept with its file. On record (A-5)."""
        session = current_session()
        file = find_file(session, record_id)
        if file.tables is None:
            raise NotFound
        session.trail.read("report_file", [file.id])
        tables = [shown_table(CountedTable.from_json(kept)) for kept in file.tables]
        words = {
            "file": file,
            "title": title_of(file.kind),
            "period": period_in_words(Period(file.begin, file.until)),
            "about": _about(session, file),
            "tables": tables,
            "has_others": any(part.others for table in tables for part in table.parts),
            "beside": [(title_of(one.kind), one.id) for one in files_beside(session, file)],
            "explained": EXPLAINED,
            "back": self._back_to(file),
            "files_page": type(self).__name__,
        }
        return render_template("pages/reports/look.html", **words)

    def _back_to(self, file: ReportFile) -> tuple[str, str]:
        """The list in which a file stands."""
        if file.request_id is None:
            return "Rapporten", url_for("ReportPage.index")
        return "De aanvraag", url_for(f"{self.requests_page}.show", record_id=file.request_id)


def find_file(session: BincSession, record_id: int) -> ReportFile:
    """A file of one's own place that is still kept. Raises NotFound."""
    chosen = [ReportFile.id == record_id, ReportFile.facility_id == place_at_work().facility_id]
    found = downloadable(session, chosen, today_in_brussels())
    if not found:
        raise NotFound
    return found[0]


def files_beside(session: BincSession, file: ReportFile) -> Sequence[ReportFile]:
    """The reports with tables that belong with a file: those of its request, or of its quarter or year."""
    period = Period(file.begin, file.until)
    chosen = (
        [ReportFile.request_id == file.request_id] if file.request_id else automatic_of(facility_at_work().id, period)
    )
    return downloadable(session, [*chosen, ReportFile.tables.is_not(None)], today_in_brussels())


def _about(session: BincSession, file: ReportFile) -> str:
    request = session.get(ReportRequest, file.request_id) if file.request_id else None
    return about_of(request) if request else facility_at_work().name
