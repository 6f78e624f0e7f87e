"""The page on which a facility asks the agency about its capacity, and takes note of the answer (M-3, H15)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.database import BincSession, current_session
from app.domain.capacity import POOL
from app.domain.faults import NotFound
from app.domain.roles import FACILITY_ROLES
from app.presentation import number
from app.queries.capacity_history import line_name
from app.queries.catalogue import modules_by_code
from app.services.capacity_questions import ask_about_capacity, take_note_of_answer
from forms.capacity import WHOLE_LINE, CapacityQuestionForm
from models.capacity import CapacityRow
from models.facility import Facility
from views.base.dossiers import facility_at_work, record_number
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted
from views.capacity_words import anchor_of

DRAFTS = KeptAs("Vraag over de capaciteit")


class CapacityQuestionPage(BasePage):
    """Asking Voorzieningenbeleid about a line of the own capacity."""

    route_base = "/capaciteit/vraag"
    default_view = "ask"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/<line>/", permission="write", methods=("GET", "POST"), personal=None, draft=DRAFTS)
    def ask(self, line: str) -> Any:
        """A question about a module or one of its rows; it goes to the agency at once (M-3)."""
        session, facility = current_session(), facility_at_work()
        if line != POOL and line not in modules_by_code(session):
            raise NotFound
        form = CapacityQuestionForm(formdata=posted() if request.method == "POST" else None)
        form.row.choices = _row_choices(session, facility, line)
        if request.method == "GET":
            asked = request.args.get("rij", "")
            form.row.data = asked if asked in dict(form.row.choices) else ""
            return _show(session, line, form)
        if not form.validate():
            return _show(session, line, form), REFUSED
        day, words = date.fromisoformat(form.row.data) if form.row.data else None, form.question.data
        actor = session.scope.actor
        sent = attempt(form, lambda _: ask_about_capacity(session, facility, line, day, words, actor=actor))
        if isinstance(sent, Refused):
            return _show(session, line, form, sent.faults), REFUSED
        flash(f"Je vraag {sent.id} is verstuurd. Je krijgt een melding zodra er een antwoord is.", "success")
        return redirect(_place_of(line))

    @page(f"/{record_number}/gezien/", permission="write", methods=("POST",), personal=None)
    def seen(self, record_id: int) -> Any:
        """Takes the news of an answer off the start page."""
        session = current_session()
        take_note_of_answer(session, record_id, actor=session.scope.actor)
        return redirect(url_for("StartPage.index"))


def _row_choices(session: BincSession, facility: Facility, line: str) -> list[tuple[str, str]]:
    """The whole line, and each of its rows by its first day, the newest first."""
    query = select(CapacityRow).where(CapacityRow.facility_id == facility.id, CapacityRow.line == line)
    rows = session.scalars(query.order_by(CapacityRow.valid_from.desc()))
    words = [
        (f"{row.valid_from:%Y-%m-%d}", f"De rij vanaf {row.valid_from:%d/%m/%Y}: {number(row.recognised)} erkend")
        for row in rows
    ]
    return [WHOLE_LINE, *words]


def _place_of(line: str) -> str:
    return url_for("CapacityPage.index", _anchor=anchor_of(line))


def _show(session: BincSession, line: str, form: CapacityQuestionForm, faults: Any = ()) -> str:
    words = {"name": line_name(session, line), "form": form, "faults": faults, "back_url": _place_of(line)}
    return render_template("pages/capacity/ask.html", capacity_url=url_for("CapacityPage.index"), **words)
