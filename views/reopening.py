"""The pages on which a facility asks the agency to reopen a dossier, and takes that back (D-7)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template

from app.database import BincSession, current_session
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.reopening import REQUESTED
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.chain import referral_of
from app.queries.dossier_page import read_dossier
from app.queries.reopening import latest_request
from app.services.reopening import ask_to_reopen, withdraw_request
from forms.reopening import AskingForm
from models.dossier import Dossier
from models.reopening import ReopeningRequest
from views.base.conflict import overtaken_page
from views.base.dossiers import (
    crumbs_of,
    dossier_address,
    dossier_by_code,
    dossier_gone,
    facility_at_work,
    find_dossier,
    record_number,
    way_back,
)
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted
from views.dossier_life import caution_words, life_of

DRAFTS = KeptAs("Vragen om te heropenen")


class ReopeningPage(BasePage):
    """Asking Opgroeien for what the facility can no longer do itself."""

    route_base = "/dossiers"
    default_view = "ask"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @page("/<code>/heropenen/vragen/", permission="write", methods=("GET",), personal="dossier", draft=DRAFTS)
    def ask(self, code: str) -> Any:
        """The form of the request; where it cannot be asked, the dossier says why (D-7, H10)."""
        session, facility = current_session(), facility_at_work()
        view = read_dossier(session, facility.id, code)
        if life_of(session, view, facility, today_in_brussels()).ask_href is None:
            return redirect(dossier_address(view.dossier))
        return _show(view.dossier, AskingForm(formdata=None))

    @page("/<code>/heropenen/vragen/", permission="write", methods=("POST",), personal="dossier", draft=DRAFTS)
    def send(self, code: str) -> Any:
        """Sends the request to the case handlers (D-7)."""
        session, form = current_session(), AskingForm(formdata=posted())
        dossier = dossier_by_code(session, code)
        if dossier is None:
            return dossier_gone([("motive", form.motive.label.text)])
        if not form.validate():
            return _show(dossier, form, status=REFUSED)
        words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
        try:
            saved = attempt(form, lambda _: ask_to_reopen(session, dossier, form.motive.data, **words))
        except Conflict as conflict:
            if sent := _sent_before(session, dossier, form.motive.data):
                return _sent(sent, dossier)
            message = " ".join(conflict.messages)
            return overtaken_page("Je aanvraag is niet verstuurd", message, form, way_back(dossier))
        if isinstance(saved, Refused):
            return _show(dossier, form, saved.faults, REFUSED)
        return _sent(saved, dossier)

    @page("/<code>/heropenen/intrekken/", permission="write", methods=("POST",), personal="dossier")
    def withdraw(self, code: str) -> Any:
        """Takes the request back while nobody has decided (D-7)."""
        session = current_session()
        dossier = find_dossier(session, code)
        address = dossier_address(dossier)
        try:
            request = withdraw_request(session, dossier, actor=session.scope.actor)
        except NotFound:
            raise
        except DomainError as error:
            flash(" ".join(error.messages), "info")
        else:
            flash(f"Aanvraag {request.id} is ingetrokken.", "success")
        return redirect(address)

    @page(f"/aanvraag/{record_number}/", personal="dossier", record=ReopeningRequest)
    def follow(self, record_id: int) -> Any:
        """From the number of a request, as mails name it, to the dossier it is about."""
        session, facility = current_session(), facility_at_work()
        request = session.get(ReopeningRequest, record_id)
        if request is None or request.facility_id != facility.id:
            raise NotFound
        dossier = session.get(Dossier, request.dossier_id)
        if dossier is None:
            raise NotFound
        return redirect(dossier_address(dossier))


def _sent_before(session: BincSession, dossier: Dossier, motive: str) -> ReopeningRequest | None:
    """The request that waits, where it is the very one that is sent again: a button pressed twice (D-11)."""
    latest = latest_request(session, dossier.facility_id, dossier.id)
    if latest is None or latest.state != REQUESTED or latest.requested_by != session.scope.actor.user_id:
        return None
    return latest if latest.motive == motive.strip() else None


def _sent(request: ReopeningRequest, dossier: Dossier) -> Any:
    flash(f"Je aanvraag {request.id} is verstuurd. Je krijgt een melding zodra Opgroeien beslist.", "success")
    return redirect(dossier_address(dossier))


def _show(dossier: Dossier, form: AskingForm, faults: Any = (), status: int = 200) -> Any:
    words = {
        "title": "Vraag Opgroeien om te heropenen",
        "crumbs": crumbs_of(dossier, "Vragen om te heropenen"),
        "back_url": dossier_address(dossier),
        "caution": caution_words(referral_of(dossier.referral)),
    }
    return render_template("pages/reopening/ask.html", dossier=dossier, form=form, faults=faults, **words), status
