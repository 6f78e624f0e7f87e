"""The questions of facilities about their capacity, as the agency's policy team answers them (M-3, H15)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import NotFound
from app.presentation import today_in_brussels
from app.queries.capacity_history import line_name
from app.queries.capacity_questions import ROWS_A_PAGE, QuestionChoice, read_questions, row_asked_about
from app.services.capacity_questions import answer_question
from forms.capacity import EVERY_STATE, CapacityAnswerForm, CapacityQuestionFilter
from forms.versioned import with_choices
from models.capacity_question import CapacityQuestion
from views.administration.facilities import POLICY, facility_choices
from views.base.conflict import SavedBefore, conflict_page
from views.base.dossiers import record_number
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments
from views.base.saving import Overtaken, Refused, attempt, posted, save_as_seen
from views.capacity_words import STATE_BADGES, anchor_of
from views.paging import leaves, page_in

DRAFTS = KeptAs("Antwoord op een vraag over de capaciteit", record=CapacityQuestion, gone="Deze vraag is er niet meer.")


class CapacityQuestionAdministration(BasePage):
    """Every question of every facility, the one that waits longest first."""

    route_base = "/beheer/capaciteitsvragen"
    shipped_to = {"read": POLICY, "write": POLICY}

    @page("/", personal=None)
    def index(self) -> Any:
        """The list, narrowed by state and facility."""
        session, arguments = current_session(), readable_arguments()
        form = CapacityQuestionFilter.asked(arguments, [(str(value), label) for value, label in facility_choices()])
        state, place = form.state.data, form.facility.data
        choice = QuestionChoice(None if state == EVERY_STATE else state, int(place) if place else None)
        number = page_in(arguments)
        rows, has_more = read_questions(session, choice, number)
        kept: dict[str, Any] = {field.name: field.data for field in form if field.data}

        def address(wanted: int) -> str:
            return url_for("CapacityQuestionAdministration.index", **kept, pagina=wanted)

        words = {
            "form": form,
            "rows": [(row, line_name(session, row.line), STATE_BADGES[row.state]) for row in rows],
            "list_title": dict(form.state.choices)[state],
        }
        leafing = leaves(number, len(rows), has_more, address, ROWS_A_PAGE)
        return render_template("pages/capacity/questions.html", **words, **leafing)

    @page(f"/{record_number}/", permission="write", methods=("GET", "POST"), personal=None, draft=DRAFTS)
    def answer(self, record_id: int) -> Any:
        """One question with the row it is about, and the answer, which can be mended (D-11)."""
        session = current_session()
        question = _question(session, record_id)
        stored = _stored_form(question)
        if request.method == "GET":
            stored.remember(stored, question.version)
            return _show(session, question, stored)
        form = CapacityAnswerForm(formdata=with_choices(posted(), stored))
        if not form.validate():
            return _show(session, question, form), REFUSED
        return _answered(session, question, form)


def _answered(session: BincSession, question: CapacityQuestion, form: CapacityAnswerForm) -> Any:
    actor = session.scope.actor

    def save(version: int) -> Any:
        return attempt(form, lambda _: answer_question(session, question.id, version, form.answer.data, actor=actor))

    saved = save_as_seen(form, save, lambda: (_stored_form(question), question.version))
    back_url = url_for("CapacityQuestionAdministration.index")
    if isinstance(saved, Overtaken):
        assert saved.stored is not None
        who = SavedBefore(question.answered_by_name, question.answered_at)
        return conflict_page(form, saved.stored, saved.version, who, back_url)
    if isinstance(saved, Refused):
        return _show(session, question, form, saved.faults), REFUSED
    flash(f"Vraag {question.id} is beantwoord. {question.facility.name} leest het bij haar capaciteit.", "success")
    return redirect(back_url)


def _question(session: BincSession, record_id: int) -> CapacityQuestion:
    question = session.get(CapacityQuestion, record_id)
    if question is None:
        raise NotFound
    return question


def _stored_form(question: CapacityQuestion) -> CapacityAnswerForm:
    return CapacityAnswerForm(formdata=None, data={"answer": question.answer or ""})


def _show(session: BincSession, question: CapacityQuestion, form: CapacityAnswerForm, faults: Any = ()) -> str:
    place: dict[str, Any] = {"code": question.facility.code, "_anchor": anchor_of(question.line)}
    words = {
        "question": question,
        "badge_words": STATE_BADGES[question.state],
        "name": line_name(session, question.line),
        "row": row_asked_about(session, question, today=today_in_brussels()),
        "form": form,
        "faults": faults,
        "list_url": url_for("CapacityQuestionAdministration.index"),
        "capacity_url": url_for("CapacityAdministration.facility", **place),
    }
    return render_template("pages/capacity/answer.html", **words)
