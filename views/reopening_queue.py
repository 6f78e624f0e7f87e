"""The requests to reopen as the case handlers of the agency see and answer them (D-7, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.reopening import APPROVED, REJECTED, REQUESTED, check_decider
from app.domain.roles import Role
from app.queries.reopening import ROWS_A_PAGE, QueueCriteria, QueueRow, asked_course, read_queue, read_request
from app.services.reopening import approve_request, reject_request
from forms.faults import place_faults
from forms.reopening import BEGIN, EVERY_STATE, FACILITY, STATE, STATE_CHOICES, TYPE, UNTIL, QueueForm, RejectionForm
from forms.versioned import typed_facts
from models.reopening import ReopeningRequest
from views.administration.facilities import facility_choices
from views.base.dossiers import record_number
from views.base.filters import day_in_brussels
from views.base.page import CONFLICT, REFUSED, BasePage, page
from views.base.reading import readable_arguments
from views.base.saving import posted
from views.paging import leaves, page_in
from views.reopening_words import told_request

CASE_HANDLERS = (Role.AGENCY_CASE_HANDLER,)
COURSE_WORDS = {
    "decision": "Beslissing",
    "start": "Start hulpaanbod",
    "switch": "Schakeling",
    "extension": "Verlenging",
}
CRITERIA = (STATE, FACILITY, TYPE, BEGIN, UNTIL)
STATUS_WORDS = {"open": "open", "closed": "afgesloten"}


class ReopeningQueuePage(BasePage):
    """Every request of every facility, the one that waits longest first."""

    route_base = "/aanvragen"
    shipped_to = {"read": CASE_HANDLERS, "write": CASE_HANDLERS}

    @page("/", personal="dossier")
    def index(self) -> Any:
        """The queue, narrowed by state, facility, organisation type and period (D-7)."""
        arguments = readable_arguments()
        form, number = _asked(arguments), page_in(arguments)
        rows: list[QueueRow] = []
        has_more = False
        if found := form.validate():
            rows, has_more = read_queue(current_session(), _criteria(form), number)
        kept: dict[str, Any] = {name: value for name, value in arguments.items() if name in CRITERIA}

        def address(wanted: int) -> str:
            return url_for("ReopeningQueuePage.index", **kept, pagina=wanted)

        words = {"form": form, "rows": [(row, told_request(row.request)) for row in rows], "status_words": STATUS_WORDS}
        leafing = leaves(number, len(rows), has_more, address, ROWS_A_PAGE)
        heading = dict(STATE_CHOICES).get(form.state.data or REQUESTED, "Aanvragen")
        page_words = {**words, **leafing, "list_title": heading}
        return render_template("pages/reopening/queue.html", **page_words), 200 if found else REFUSED

    @page(f"/{record_number}/", personal="dossier", record=ReopeningRequest)
    def show(self, record_id: int) -> Any:
        """One request with all that may be seen of its dossier, and the two answers (D-7, A-4)."""
        return _show(record_id, RejectionForm(formdata=None))

    @page(f"/{record_number}/goedkeuren/", permission="write", methods=("POST",), personal="dossier")
    def approve(self, record_id: int) -> Any:
        """Reopens the dossier at once (D-7)."""
        session = current_session()

        def deed() -> None:
            approve_request(session, record_id, actor=session.scope.actor)

        form, done = RejectionForm(formdata=None), f"Aanvraag {record_id} is goedgekeurd."
        return _answer(record_id, deed, form, done, (APPROVED, None))

    @page(f"/{record_number}/afkeuren/", permission="write", methods=("POST",), personal="dossier")
    def reject(self, record_id: int) -> Any:
        """Says no, with the reason that the facility will read (D-7)."""
        session, form = current_session(), RejectionForm(formdata=posted())
        if not form.validate():
            return _show(record_id, form, status=REFUSED)

        def deed() -> None:
            reject_request(session, record_id, form.answer.data, actor=session.scope.actor)

        done = f"Aanvraag {record_id} is afgekeurd. De voorziening leest waarom."
        return _answer(record_id, deed, form, done, (REJECTED, form.answer.data.strip()))


def _asked(arguments: Any) -> QueueForm:
    form = QueueForm(arguments)
    form.offer_facilities([(str(value), label) for value, label in facility_choices()])
    if not form.state.raw_data:
        form.state.data = REQUESTED
    return form


def _criteria(form: QueueForm) -> QueueCriteria:
    state = form.state.data or REQUESTED
    begin = day_in_brussels(form.begin.data)[0] if form.begin.data else None
    end = day_in_brussels(form.until.data)[1] if form.until.data else None
    return QueueCriteria(
        None if state == EVERY_STATE else state,
        int(form.facility.data) if form.facility.data else None,
        form.organisation_type.data or None,
        begin,
        end,
    )


def _answer(
    record_id: int, deed: Callable[[], None], form: RejectionForm, done: str, answer: tuple[str, str | None]
) -> Any:
    try:
        deed()
    except NotFound:
        raise
    except Conflict as conflict:
        if _answered_before(record_id, answer):
            flash(done, "success")
            return redirect(url_for("ReopeningQueuePage.index"))
        return _show(record_id, form, conflict.messages, CONFLICT)
    except DomainError as error:
        faults = place_faults(form, error.faults)
        return _show(record_id, form, tuple(fault.message for fault in faults), REFUSED)
    flash(done, "success")
    return redirect(url_for("ReopeningQueuePage.index"))


def _answered_before(record_id: int, answer: tuple[str, str | None]) -> bool:
    """Whether who answers gave this very answer already: a button pressed twice (D-11)."""
    session = current_session()
    row = read_request(session, record_id)
    if row is None or row.request.decided_by != session.scope.actor.user_id:
        return False
    return (row.request.state, row.request.answer) == answer


def _show(record_id: int, form: RejectionForm, news: tuple[str, ...] = (), status: int = 200) -> Any:
    session = current_session()
    row = read_request(session, record_id)
    if row is None:
        raise NotFound
    words = {
        "row": row,
        "told": told_request(row.request),
        "course": asked_course(session, record_id),
        "course_words": COURSE_WORDS,
        "status_words": STATUS_WORDS,
        "not_mine": [fault.message for fault in check_decider(row.request.requested_by, session.scope.actor.user_id)],
        "form": form,
        "news": news,
        "queue_url": url_for("ReopeningQueuePage.index"),
        "rejecting": request.method == "POST" and bool(form.errors or form.answer.data),
        # Where the form has nothing left to answer, its text stands beside what happened (D-11).
        "typed": typed_facts(form),
    }
    return render_template("pages/reopening/request.html", **words), status
