"""Reports that one's own facility asks for: the form, how far they are, cancel and download (R-4, H17.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.period import Period
from app.domain.reports.files import PlannedFile
from app.domain.reports.requests import RawChoice, RequestState
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.reports.made import (
    AskedReports,
    asked_report,
    asked_reports,
    downloadable,
    files_of_request,
    files_planned,
    last_request_of,
)
from app.services.reports.requesting import cancel_request, request_reports
from forms.faults import place_faults
from forms.reports import ReportFilter, ReportRequestForm, ReportsForm, usual_days
from models.report import ReportFile, ReportRequest
from views.base.dossiers import facility_at_work, record_number
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments
from views.base.saving import posted
from views.paging import ROWS_A_PAGE, leaves, page_in
from views.report_place import about_of, place_at_work
from views.report_words import period_in_words, words_for_lists, zip_to_keep
from views.reports import words_of_list, zip_name


class ReportRequestPage(BasePage):
    """Asking for reports over days of one's own choice."""

    route_base = "/rapporten/aanvragen"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}
    # The page of one file, which a request leads to.
    files_page = "ReportFilePage"

    @page("/", personal=None)
    def index(self) -> Any:
        """Everything that was asked for, the latest first; what is kept no longer stays in the list (R-4)."""
        session, place, arguments = current_session(), place_at_work(), readable_arguments()
        form = ReportFilter.asked(arguments, (), place.kinds)
        number = page_in(arguments)
        rows, total = asked_reports(session, place.facility_id, form.kind, number, ROWS_A_PAGE)

        def address(wanted: int) -> str:
            return self._address("index", rapport=form.kind, pagina=wanted)

        words = {
            "form": form,
            "rows": rows,
            "total": total,
            **leaves(number, len(rows), number * ROWS_A_PAGE < total, address, ROWS_A_PAGE),
            **self._words_of_list(),
        }
        return render_template("pages/reports/requests.html", **words)

    @page("/nieuw/", permission="write", methods=("GET", "POST"), personal=None)
    def ask(self) -> Any:
        """The form, filled in as this person asked the last time (R-4)."""
        session, today = current_session(), today_in_brussels()
        if request.method == "GET":
            return self._form_page(self._offered(session, today))
        form = self._form(posted())
        if not form.validate():
            return self._form_page(form), REFUSED
        try:
            asked = self._request(session, form, today)
        except DomainError as error:
            return self._form_page(form, place_faults(form, error.faults)), REFUSED
        return redirect(self._address("show", record_id=asked.id))

    @page(f"/{record_number}/", personal=None, record=ReportRequest)
    def show(self, record_id: int) -> Any:
        """How far it is, and the files once they are ready; looking again shows how it goes on (R-4)."""
        session, asked = current_session(), _find(record_id)
        words = {
            "asked": asked,
            "request": asked.request,
            "heading": self._heading(asked.request),
            "files": files_of_request(session, record_id),
            "planned": self._planned(session, asked.request),
            "is_kept": _is_kept(asked.request),
            "list_url": self._address("index"),
            "here_url": self._address("show", record_id=record_id),
            **self._pages(),
            **words_for_lists(),
        }
        return render_template("pages/reports/request.html", **words)

    @page(f"/{record_number}/annuleren/", permission="write", methods=("POST",), personal=None, record=ReportRequest)
    def cancel(self, record_id: int) -> Any:
        """Stops what is being made; nothing of it is kept (R-4)."""
        _find(record_id)
        stopped = cancel_request(current_session(), record_id).state == RequestState.CANCELLED.value
        if stopped:
            flash("Het maken is gestopt. Er is niets bewaard.", "success")
        else:
            flash("De rapporten waren al klaar. Er is niets gestopt.", "warning")
        return redirect(self._address("show", record_id=record_id))

    @page(f"/{record_number}/zip/", personal="report_file", record=ReportRequest)
    def zip(self, record_id: int) -> Any:
        """All files of a request in one ZIP, while they are kept (R-4). On record (A-5)."""
        asked, session = _find(record_id), current_session()
        found = downloadable(session, [ReportFile.request_id == asked.request.id], today_in_brussels())
        if not found:
            raise NotFound
        period = f"{asked.request.begin:%d-%m-%Y} tot {asked.request.until:%d-%m-%Y}"
        return zip_to_keep(found, zip_name(about_of(asked.request), f"Rapporten {period}"))

    def _address(self, name: str, **values: Any) -> str:
        return url_for(f"{type(self).__name__}.{name}", **values)

    def _pages(self) -> dict[str, str]:
        """What a template needs to lead to the other pages of the same reports."""
        return {"pages": type(self).__name__, "files_page": self.files_page}

    def _words_of_list(self) -> dict[str, Any]:
        return {**words_of_list("ReportRequestPage.index"), **self._pages()}

    def _heading(self, asked: ReportRequest) -> str:
        return f"Rapporten van {period_in_words(Period(asked.begin, asked.until))}"

    def _form(self, typed: Any, **values: Any) -> ReportsForm:
        form = ReportRequestForm(formdata=typed, data=values)
        form.offer(place_at_work().kinds)
        return form

    def _offered(self, session: BincSession, today: date) -> ReportsForm:
        last = last_request_of(session, place_at_work().facility_id, session.scope.actor.user_id)
        days = usual_days(today) if last is None else Period(last.begin, last.until)
        return self._form(None, begin=days.begin, until=days.end, **(self._chosen(last) if last else {}))

    def _chosen(self, last: ReportRequest) -> dict[str, Any]:
        return {"kinds": last.kinds, "raw": last.raw_form}

    def _request(self, session: BincSession, form: ReportsForm, today: date) -> ReportRequest:
        assert isinstance(form, ReportRequestForm)
        facility, raw, actor = facility_at_work(), RawChoice(form.raw.data), session.scope.actor
        return request_reports(session, facility, form.days, form.kinds.data, raw, actor=actor, today=today)

    def _planned(self, session: BincSession, asked: ReportRequest) -> Sequence[PlannedFile]:
        return files_planned(session, facility_at_work(), RawChoice(asked.raw_form), asked.kinds)

    def _intro(self) -> str:
        facility = facility_at_work()
        kind = facility.organisation_type
        return f"Elke tabel zet {facility.name} naast het organisatietype {kind} in Vlaanderen en in de provincie."

    def _form_page(self, form: ReportsForm, faults: tuple[Fault, ...] = ()) -> str:
        words = {"form": form, "faults": faults, "intro": self._intro(), "list_url": self._address("index")}
        return render_template("pages/reports/ask.html", **words)


def _find(record_id: int) -> AskedReports:
    place = place_at_work()
    asked = asked_report(current_session(), record_id)
    if asked is None or asked.request.facility_id != place.facility_id:
        raise NotFound
    return asked


def _is_kept(asked: ReportRequest) -> bool:
    ready = asked.state == RequestState.READY.value and asked.kept_until is not None
    return ready and asked.kept_until >= today_in_brussels()  # type: ignore[operator]
