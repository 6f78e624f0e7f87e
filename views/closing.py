"""The pages on which a dossier is closed and opened again (D-6, D-7)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.activities import ActivityKind
from app.domain.dossiers import CLOSED, OPEN
from app.domain.faults import Conflict, DomainError
from app.domain.roles import FACILITY_ROLES
from app.presentation import day, today_in_brussels
from app.queries.dossier_page import read_dossier
from app.services.closing import close_dossier, closed_already, reopen_dossier
from models.dossier import Dossier
from views.base.conflict import Way, did_oneself, gone_page
from views.base.dossiers import (
    DOSSIER_DELETED,
    TO_THE_START,
    crumbs_of,
    dossier_address,
    dossier_by_code,
    facility_at_work,
    find_dossier,
    way_back,
)
from views.base.page import CONFLICT, REFUSED, BasePage, page
from views.base.saving import seen_in
from views.dossier_life import life_of

CHANGED = "Een collega wijzigde dit dossier intussen. Kijk na of alles nog klopt en sluit dan af."


class ClosingPage(BasePage):
    """Ending the work in a dossier, and taking it up again."""

    route_base = "/dossiers"
    default_view = "close"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/<code>/afsluiten/", permission="write", methods=("GET", "POST"), personal="dossier")
    def close(self, code: str) -> Any:
        """All that is still missing before a dossier can close, and the button when nothing is (D-6, H9)."""
        session, today = current_session(), today_in_brussels()
        if request.method == "GET":
            dossier = find_dossier(session, code)
            return _show(session, dossier)
        found = dossier_by_code(session, code)
        if found is None:
            return gone_page(*DOSSIER_DELETED, TO_THE_START, ())
        if found.status == CLOSED:
            return _closed_before(found)
        try:
            close_dossier(session, found, actor=session.scope.actor, today=today, seen_version=seen_in(request.form))
        except Conflict:
            return _closed_before(found) if found.status == CLOSED else _show(session, found, (CHANGED,), CONFLICT)
        except DomainError:
            return _show(session, found, status=REFUSED)
        flash(f"Het dossier is afgesloten op {day(today)}.", "success")
        return redirect(dossier_address(found))

    @page("/<code>/heropenen/", permission="write", methods=("POST",), personal="dossier")
    def reopen(self, code: str) -> Any:
        """Opens a closed dossier again, where that goes at once (D-7, H10)."""
        session = current_session()
        dossier = find_dossier(session, code)
        if dossier.status == OPEN:
            flash("Dit dossier is al open.", "info")
            return redirect(dossier_address(dossier))
        words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
        try:
            reopen_dossier(session, dossier, **words, seen_version=seen_in(request.form))
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(dossier_address(dossier))
        flash("Het dossier is weer open. Vergeet niet het opnieuw af te sluiten als alles rond is.", "success")
        return redirect(dossier_address(dossier))


def _closed_before(dossier: Dossier) -> Any:
    """Says that a colleague closed the dossier first (D-11)."""
    if did_oneself(current_session(), dossier.id, ActivityKind.DOSSIER_CLOSED):
        return _back_to_closed(dossier)
    back: Way = way_back(dossier)
    words = {"title": "Dit dossier is al afgesloten", "message": closed_already(dossier).message, "back": back}
    return render_template("pages/conflict/overtaken.html", facts=(), **words), CONFLICT


def _back_to_closed(dossier: Dossier) -> Any:
    flash(f"Dit dossier is al afgesloten op {day(dossier.closed_on)}.", "info")
    return redirect(dossier_address(dossier))


def _show(session: BincSession, dossier: Dossier, news: tuple[str, ...] = (), status: int = 200) -> Any:
    if dossier.status == CLOSED:
        return _back_to_closed(dossier)
    facility, today = facility_at_work(), today_in_brussels()
    view = read_dossier(session, facility.id, dossier.code)
    words = {
        "title": f"Dossier {dossier.code} afsluiten",
        "crumbs": crumbs_of(dossier, "Afsluiten"),
        "life": life_of(session, view, facility, today),
        "dossier": dossier,
        "closing_day": today,
        "news": news,
        "refused": status == REFUSED,
        "back_url": dossier_address(dossier),
    }
    return render_template("pages/dossier/close.html", **words), status
