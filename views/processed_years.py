"""The pages on which the agency sees which years are processed, and reopens quarters of them (Q-4, Q-5, S-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import DomainError, NotFound
from app.domain.processing import YearState, not_sent, opens_schakelingen, years_to_process
from app.domain.roles import Role
from app.domain.statements.requests import RequestState
from app.domain.statements.states import StatementState
from app.presentation import today_in_brussels
from app.queries.facilities import facility_with_statements
from app.queries.processed_years import (
    FacilityYear,
    facility_years,
    locked_until,
    statements_of_years,
    steps_of,
    years_of,
)
from app.queries.statement_requests import requests_of_facility, waiting_requests
from app.queries.year_processing import latest_processings
from app.services.processed_years import reopen_year
from app.services.statement_requests import reject_request_of_quarter
from forms.faults import place_faults
from forms.processed_years import ReopenYearForm, YearFilter
from forms.statement_requests import QuarterRejectionForm
from models.facility import Facility
from models.processed_year import ProcessedYear
from views.base.dossiers import record_number
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments
from views.paging import ROWS_A_PAGE, leaves, page_in
from views.statement_words import REQUEST_BADGES, told_year

SHOWN_UNPROCESSED = 3
STATE_WORDS = {
    YearState.PROCESSED: ("ok", "verwerkt"),
    YearState.REOPENED: ("due", "heropend"),
    None: ("calm", "nog niet verwerkt"),
}


class ProcessedYearPage(BasePage):
    """Which years of which facility are processed; processing locks the schakelingen of the facility (S-14)."""

    route_base = "/beheer/verwerkte-jaren"
    shipped_to = {"read": (Role.AGENCY_POLICY,), "write": (Role.AGENCY_POLICY,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """One year of every facility that sends statements, to tick and process together (Q-5)."""
        return _show_list(current_session())

    @page("/<code>/", methods=("GET", "POST"), permission="write", personal=None)
    def facility(self, code: str) -> Any:
        """The years of one facility with all that happened to them, and the form that reopens one (Q-4)."""
        session = current_session()
        facility = facility_with_statements(session, code)
        form = ReopenYearForm()
        form.year.choices = _reopenable(years_of(session, facility.id))
        if request.method == "GET":
            return _show_facility(session, facility, form)
        if form.validate():
            year, reason = int(form.year.data), form.reason.data or ""
            chosen: dict[str, Any] = {"actor": session.scope.actor, "quarters": [int(n) for n in form.quarters.data]}
            try:
                reopened = reopen_year(session, facility.id, year, reason, **chosen)
            except DomainError as error:
                return _show_facility(session, facility, form, place_faults(form, error.faults)), REFUSED
            flash(_reopened_words(reopened), "success")
            return redirect(url_for("ProcessedYearPage.facility", code=code))
        return _show_facility(session, facility, form), REFUSED

    @page(f"/<code>/aanvragen/{record_number}/weigeren/", permission="write", methods=("POST",), personal=None)
    def reject(self, code: str, record_id: int) -> Any:
        """Answers a facility that a quarter stays processed, with the reason (Q-4)."""
        session = current_session()
        facility, form = facility_with_statements(session, code), QuarterRejectionForm()
        if form.validate():
            try:
                reject_request_of_quarter(session, record_id, form.answer.data or "", actor=session.scope.actor)
            except NotFound:
                raise
            except DomainError as error:
                flash(" ".join(error.messages), "danger")
            else:
                flash("De voorziening leest waarom dit kwartaal verwerkt blijft.", "success")
            return redirect(url_for("ProcessedYearPage.facility", code=code))
        again = ReopenYearForm(formdata=None)
        again.year.choices = _reopenable(years_of(session, facility.id))
        return _show_facility(session, facility, again, rejection=form), REFUSED


def _reopenable(years: Any) -> list[tuple[str, str]]:
    locking = [one.year for one in years if one.locks]
    what = {True: "cijfers en schakelingen", False: "enkel de cijfers"}
    return [(str(one.year), f"{one.year}: {what[opens_schakelingen(one.year, locking)]}") for one in years]


def _reopened_words(year: ProcessedYear) -> str:
    if year.locks:
        return (
            f"De gekozen kwartalen van {year.year} zijn heropend. De schakelingen blijven vastgezet: een later jaar is "
            "verwerkt."
        )
    return f"{year.year} is heropend, ook voor schakelingen."


def _show_list(session: BincSession) -> Any:
    arguments = readable_arguments()
    form = YearFilter.asked(arguments, years_to_process(today_in_brussels()))
    number = page_in(arguments)
    rows, total = facility_years(session, form.choice, (number - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
    kept: dict[str, Any] = {field.short_name: field.data for field in form if field.data}
    statements = statements_of_years(session, [row.facility_id for row in rows], [form.choice.year])

    def at(wanted: int) -> str:
        more: dict[str, Any] = {"pagina": wanted} if wanted > 1 else {}
        return url_for("ProcessedYearPage.index", **kept, **more)

    words = {
        "form": form,
        "year": form.choice.year,
        "rows": [(row, _sending(row, statements[row.facility_id, form.choice.year])) for row in rows],
        "to_process": any(row.state is not YearState.PROCESSED for row in rows),
        "total": total,
        "kept": list(kept.items()),
        "processings": latest_processings(session),
        "requests": waiting_requests(session),
        "states": STATE_WORDS,
        "processed": YearState.PROCESSED,
        **leaves(number, len(rows), number * ROWS_A_PAGE < total, at, ROWS_A_PAGE),
    }
    return render_template("pages/processed_years/index.html", **words)


def _sending(row: FacilityYear, statements: Mapping[int, StatementState]) -> tuple[str, str]:
    """How far the facility is with sending, as a sign and words (Q-5)."""
    if waiting := not_sent(statements):
        return "due", f"{len(waiting)} van {len(statements)} nog niet verzonden"
    if not statements:
        return "calm", "geen hulp in dit jaar"
    return "ok", "verwerkt" if row.state is YearState.PROCESSED else "alles verzonden"


def _show_facility(
    session: BincSession,
    facility: Facility,
    form: ReopenYearForm,
    faults: Any = (),
    rejection: QuarterRejectionForm | None = None,
) -> str:
    known = {one.year: one for one in years_of(session, facility.id)}
    first = min(known, default=0)
    open_years = [year for year in years_to_process(today_in_brussels()) if year not in known and year > first]
    years = [(year, known.get(year)) for year in sorted({*known, *open_years[:SHOWN_UNPROCESSED]}, reverse=True)]
    statements = statements_of_years(session, [facility.id], [year for year, _ in years])
    asked = requests_of_facility(session, facility.id)
    words = {
        "facility": facility,
        "form": form,
        "faults": faults,
        "years": [
            (year, one, STATE_WORDS[YearState(one.state) if one else None], told_year(statements[facility.id, year]))
            for year, one in years
        ],
        "steps": steps_of(session, facility.id),
        "requests": [one for one in asked if one.state == RequestState.ASKED],
        "ended": [(one, REQUEST_BADGES[RequestState(one.state)]) for one in asked if one.state != RequestState.ASKED],
        "rejection": rejection or QuarterRejectionForm(formdata=None),
        "states": {state.value: words for state, words in STATE_WORDS.items() if state},
        "locked_until": locked_until(session, facility.id),
        "list_url": url_for("ProcessedYearPage.index"),
    }
    return render_template("pages/processed_years/facility.html", **words)
