"""The page on which a facility asks to reopen a processed quarter, withdraws that, and reads the answer (Q-4)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import Conflict, DomainError, Fault, NotFound
from app.domain.quarter import Quarter
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.requests import RequestState
from app.domain.statements.states import StatementEvent, can_happen
from app.queries.statement_requests import requests_of_quarter
from app.queries.statements import Statement
from app.services.statement_requests import ask_for_quarter, withdraw_request_of_quarter
from forms.faults import place_faults
from forms.statement_requests import QuarterRequestForm
from models.statement_request import StatementRequest
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work, record_number
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import posted
from views.statement_frame import crumbs_to, statement_asked
from views.statement_words import REQUEST_BADGES, STATES, quarter_name

DRAFTS = KeptAs("Vraag om een kwartaal te heropenen")


class StatementRequestPage(BasePage):
    """Asking the agency to reopen a processed quarter."""

    route_base = "/kwartaalstaten"
    default_view = "ask"
    shipped_to = {"write": FACILITY_ROLES}
    concern = Concern.STATEMENTS

    @page("/<quarter>/heropenen-vragen/", permission="write", methods=("GET", "POST"), personal=None, draft=DRAFTS)
    def ask(self, quarter: str) -> Any:
        """The form, and what was asked and answered about this quarter before (Q-4)."""
        session = current_session()
        statement = statement_asked(session, quarter)
        if statement is None:
            raise NotFound
        if request.method == "GET":
            return _show(session, statement, QuarterRequestForm(formdata=None))
        form = QuarterRequestForm(formdata=posted())
        if not form.validate():
            return _show(session, statement, form), REFUSED
        try:
            words = {"actor": session.scope.actor}
            ask_for_quarter(session, facility_at_work(), statement.quarter, form.motive.data, **words)
        except DomainError as error:
            if not _is_sent(session, statement.quarter, form.motive.data):
                return _show(session, statement, form, place_faults(form, error.faults)), REFUSED
        flash("Je vraag is verstuurd. Je krijgt een melding zodra Opgroeien antwoordt.", "success")
        return redirect(url_for("StatementRequestPage.ask", quarter=str(statement.quarter)))

    @page(f"/heropenen-vragen/{record_number}/intrekken/", permission="write", methods=("POST",), personal=None)
    def withdraw(self, record_id: int) -> Any:
        """Takes the request back while nobody has answered (Q-4)."""
        session = current_session()
        try:
            asked = withdraw_request_of_quarter(session, record_id, actor=session.scope.actor)
            flash("Je vraag is ingetrokken. Het kwartaal blijft verwerkt.", "success")
        except Conflict as conflict:
            asked = session.get_one(StatementRequest, record_id)
            flash(" ".join(conflict.messages), "info")
        return redirect(url_for("StatementRequestPage.ask", quarter=f"{asked.year}-{asked.quarter}"))


def _is_sent(session: BincSession, quarter: Quarter, motive: str) -> bool:
    """Whether this very question waits already, from who asks it again: a button pressed twice (D-11)."""
    asked = requests_of_quarter(session, facility_at_work().id, quarter)
    waiting = next((one for one in asked if one.state == RequestState.ASKED), None)
    return waiting is not None and (waiting.requested_by, waiting.motive) == (
        session.scope.actor.user_id,
        motive.strip(),
    )


def _show(session: BincSession, statement: Statement, form: QuarterRequestForm, faults: tuple[Fault, ...] = ()) -> str:
    asked = requests_of_quarter(session, facility_at_work().id, statement.quarter)
    waiting = next((one for one in asked if one.state == RequestState.ASKED), None)
    words = {
        "title": f"Heropenen van het {quarter_name(statement.quarter).lower()} vragen",
        "crumbs": crumbs_to(statement.quarter, "Heropenen vragen"),
        "form": form,
        "faults": faults,
        "state": STATES[statement.state],
        "is_processed": can_happen(statement.state, StatementEvent.REOPEN),
        "waiting": waiting,
        "asked": [(one, REQUEST_BADGES[RequestState(one.state)]) for one in asked],
        "back_url": url_for("StatementPage.fill", quarter=str(statement.quarter)),
    }
    return render_template("pages/statement/request.html", **words)
