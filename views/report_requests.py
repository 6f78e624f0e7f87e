"""Reports that one's own facility asks for: the form, how far they are, cancel and download (R-4, H17.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.period import Period
from app.domain.reports.kinds import kinds_of
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
from forms.reports import ReportFilter, ReportRequestForm, usual_days
from models.facility import Facility
from models.report import ReportFile, ReportRequest
from views.base.dossiers import facility_at_work, record_number
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments
from views.base.saving import posted
from views.paging import ROWS_A_PAGE, leaves, page_in
from views.report_words import period_in_words, words_for_lists, zip_to_keep
from views.reports import words_of_list, zip_name


class ReportRequestPage(BasePage):
    """Asking for reports over days of one's own choice."""

    route_base = "/rapporten/aanvragen"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @page("/", personal=None)
    def index(self) -> Any:
        """Everything that was asked for, the latest first; what is kept no longer stays in the list (R-4)."""
        session, facility, arguments = current_session(), facility_at_work(), readable_arguments()
        form = ReportFilter.asked(arguments, (), kinds_of(facility.organisation_type))
        number = page_in(arguments)
        rows, total = asked_reports(session, facility.id, form.kind, number, ROWS_A_PAGE)

        def address(wanted: int) -> str:
            return url_for("ReportRequestPage.index", rapport=form.kind, pagina=wanted)

        words = {
            "form": form,
            "rows": rows,
            "total": total,
            **leaves(number, len(rows), number * ROWS_A_PAGE < total, address, ROWS_A_PAGE),
            **words_of_list("ReportRequestPage.index"),
        }
        return render_template("pages/reports/requests.html", **words)

    @page("/nieuw/", permission="write", methods=("GET", "POST"), personal=None)
    def ask(self) -> Any:
        """The form, filled in as this person asked the last time (R-4)."""
        session, facility, today = current_session(), facility_at_work(), today_in_brussels()
        if request.method == "GET":
            return _form_page(facility, _offered(session, facility, today))
        form = ReportRequestForm(formdata=posted())
        form.offer(kinds_of(facility.organisation_type))
        if not form.validate():
            return _form_page(facility, form), REFUSED
        try:
            asked = request_reports(
                session,
                facility,
                form.days,
                form.kinds.data,
                RawChoice(form.raw.data),
                actor=session.scope.actor,
                today=today,
            )
        except DomainError as error:
            return _form_page(facility, form, place_faults(form, error.faults)), REFUSED
        return redirect(url_for("ReportRequestPage.show", record_id=asked.id))

    @page(f"/{record_number}/", personal=None, record=ReportRequest)
    def show(self, record_id: int) -> Any:
        """How far it is, and the files once they are ready; looking again shows how it goes on (R-4)."""
        session, asked = current_session(), _find(record_id)
        words = {
            "asked": asked,
            "request": asked.request,
            "period": period_in_words(Period(asked.request.begin, asked.request.until)),
            "files": files_of_request(session, record_id),
            "planned": files_planned(
                session, facility_at_work(), RawChoice(asked.request.raw_form), asked.request.kinds
            ),
            "is_kept": _is_kept(asked.request),
            "list_url": url_for("ReportRequestPage.index"),
            "here_url": url_for("ReportRequestPage.show", record_id=record_id),
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
        return redirect(url_for("ReportRequestPage.show", record_id=record_id))

    @page(f"/{record_number}/zip/", personal="report_file", record=ReportRequest)
    def zip(self, record_id: int) -> Any:
        """All files of a request in one ZIP, while they are kept (R-4). On record (A-5)."""
        asked, session = _find(record_id), current_session()
        found = downloadable(session, [ReportFile.request_id == asked.request.id], today_in_brussels())
        if not found:
            raise NotFound
        period = f"{asked.request.begin:%d-%m-%Y} tot {asked.request.until:%d-%m-%Y}"
        return zip_to_keep(found, zip_name(facility_at_work().name, f"Rapporten {period}"))


def _find(record_id: int) -> AskedReports:
    facility = facility_at_work()
    asked = asked_report(current_session(), record_id)
    if asked is None or asked.request.facility_id != facility.id:
        raise NotFound
    return asked


def _is_kept(asked: ReportRequest) -> bool:
    ready = asked.state == RequestState.READY.value and asked.kept_until is not None
    return ready and asked.kept_until >= today_in_brussels()  # type: ignore[operator]


def _offered(session: BincSession, facility: Facility, today: date) -> ReportRequestForm:
    last = last_request_of(session, facility.id, session.scope.actor.user_id)
    days = usual_days(today) if last is None else Period(last.begin, last.until)
    chosen = {} if last is None else {"kinds": last.kinds, "raw": last.raw_form}
    form = ReportRequestForm(formdata=None, data={"begin": days.begin, "until": days.end, **chosen})
    form.offer(kinds_of(facility.organisation_type))
    return form


def _form_page(facility: Facility, form: ReportRequestForm, faults: tuple[Fault, ...] = ()) -> str:
    words = {"form": form, "faults": faults, "facility": facility, "list_url": url_for("ReportRequestPage.index")}
    return render_template("pages/reports/ask.html", **words)
