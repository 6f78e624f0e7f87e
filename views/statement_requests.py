"""The page on which a facility asks to reopen a quarter that the agency processed, and reads the answer (Q-4)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.requests import RequestState
from app.domain.statements.states import StatementEvent, can_happen
from app.queries.statement_requests import requests_of_quarter
from app.queries.statements import Statement
from app.services.statement_requests import ask_for_quarter
from forms.faults import place_faults
from forms.statement_requests import QuarterRequestForm
from views.base.dossiers import facility_at_work
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import posted
from views.statement_frame import crumbs_to, statement_asked
from views.statement_words import STATES, quarter_name

REQUEST_BADGES = {
    RequestState.ASKED: ("due", "wacht op antwoord"),
    RequestState.REOPENED: ("ok", "heropend"),
    RequestState.REJECTED: ("late", "niet heropend"),
}

DRAFTS = KeptAs("Vraag om een kwartaal te heropenen")


class StatementRequestPage(BasePage):
    """Asking the agency to reopen a processed quarter."""

    route_base = "/kwartaalstaten"
    default_view = "ask"
    shipped_to = {"write": FACILITY_ROLES}

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
            return _show(session, statement, form, place_faults(form, error.faults)), REFUSED
        flash("Je vraag is verstuurd. Je krijgt een melding zodra Opgroeien antwoordt.", "success")
        return redirect(url_for("StatementRequestPage.ask", quarter=str(statement.quarter)))


def _show(session: BincSession, statement: Statement, form: QuarterRequestForm, faults: tuple[Fault, ...] = ()) -> str:
    asked = requests_of_quarter(session, facility_at_work().id, statement.quarter)
    is_waiting = any(one.state == RequestState.ASKED for one in asked)
    words = {
        "title": f"Heropenen van het {quarter_name(statement.quarter).lower()} vragen",
        "crumbs": crumbs_to(statement.quarter, "Heropenen vragen"),
        "form": form,
        "faults": faults,
        "state": STATES[statement.state],
        "is_processed": can_happen(statement.state, StatementEvent.REOPEN),
        "is_waiting": is_waiting,
        "asked": [(one, REQUEST_BADGES[RequestState(one.state)]) for one in asked],
        "back_url": url_for("StatementPage.fill", quarter=str(statement.quarter)),
    }
    return render_template("pages/statement/request.html", **words)
