"""The sheet of a quarter statement, and all that happened to it (Q-2, Q-3, Q-4, H12.2.1)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.faults import Fault, NotFound
from app.domain.quarter import Quarter
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.amounts import ALLOWED
from app.domain.statements.states import StatementEvent, StatementState, can_happen, is_editable
from app.presentation import today_in_brussels
from app.queries.statement_course import course_of, since_sent
from app.queries.statements import Statement
from app.services.statement_totals import save_totals
from forms.statements import SheetForm, make_statement_form, totals_in
from forms.versioned import with_choices
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, posted
from views.links import address_of
from views.statement_frame import (
    crumbs_to,
    draft_title,
    editable,
    line_address,
    saved_or_shown,
    sheet_address,
    statement_asked,
    statement_gone,
)
from views.statement_words import STATES, UNITS, clients_words, quarter_name, told, unit_words

SHOWN_CHANGES = 4


class StatementPage(BasePage):
    """Filling in the utilisation of a quarter."""

    route_base = "/kwartaalstaten"
    default_view = "fill"
    shipped_to = {"write": FACILITY_ROLES, "read": FACILITY_ROLES}
    concern = Concern.STATEMENTS

    @page("/<quarter>/", permission="write", methods=("GET", "POST"), personal="dossier", draft=KeptAs(draft_title))
    def fill(self, quarter: str) -> Any:
        """A total for each module, typed or summed, as a sheet (Q-2, Q-3)."""
        session = current_session()
        statement = statement_asked(session, quarter)
        if request.method == "GET":
            if statement is None:
                raise NotFound
            form = make_statement_form(statement)
            form.remember(form, statement.version)
            return _show(session, statement, form)
        return statement_gone(session) if statement is None else _save(session, statement)

    @page("/<quarter>/verloop/", personal="dossier")
    def course(self, quarter: str) -> Any:
        """Everything that happened to a statement, the latest first: what, who, when, old and new total (Q-4)."""
        session = current_session()
        statement = statement_asked(session, quarter)
        steps = course_of(session, facility_at_work().id, statement.quarter) if statement else []
        if statement is None:
            raise NotFound
        words = {
            "title": f"Verloop van het {quarter_name(statement.quarter).lower()}",
            "crumbs": crumbs_to(statement.quarter, "Verloop"),
            "steps": steps,
            "told": told,
            "states": STATES,
            "state": statement.state,
        }
        return render_template("pages/statement/course.html", **words)


def _save(session: BincSession, statement: Statement) -> Any:
    formdata, facility, quarter = posted(), facility_at_work(), statement.quarter
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, make_statement_form(statement))
    form = make_statement_form(statement, formdata)
    if dropped := _dropped(form, formdata):
        form.validate()
        return _show(session, statement, form, Refused(tuple(dropped)))
    words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}

    def save(seen: int, confirmed: frozenset[str]) -> Statement:
        totals = totals_in(form, statement)
        return save_totals(session, facility, quarter, totals, **words, seen_version=seen, confirmed=confirmed)

    saved = saved_or_shown(
        session,
        quarter,
        form,
        save,
        lambda: _stored_now(session, quarter),
        lambda refused: _show(session, statement, form, refused),
    )
    if not isinstance(saved, Statement):
        return saved
    flash(_saved_words(saved), "success")
    return redirect(sheet_address(quarter))


def _dropped(form: SheetForm, formdata: Any) -> list[Fault]:
    """What was typed for modules that left the statement meanwhile: said once, so that nothing goes unseen (D-11)."""
    lost = [name for name in formdata if name.startswith("total_") and name not in form and formdata[name].strip()]
    message = (
        "Een module staat niet meer in dit kwartaal, dus {typed} kan er niet bij. Bewaar opnieuw als de rest klopt."
    )
    return [Fault("Q-1", "statement", message.format(typed=formdata[name])) for name in lost]


def _stored_now(session: BincSession, quarter: Quarter) -> tuple[SheetForm | None, int]:
    now = editable(statement_asked(session, str(quarter)))
    return (make_statement_form(now), now.version) if now else (None, 0)


def _saved_words(statement: Statement) -> str:
    missing = len(statement.lines) - statement.filled_in
    if missing:
        return f"Bewaard. Nog {missing} van de {len(statement.lines)} totalen in te vullen."
    if can_happen(statement.state, StatementEvent.SEND):
        return "Bewaard. Alle totalen zijn ingevuld: dit kwartaal kan verzonden worden."
    return "Bewaard."


def _show(session: BincSession, statement: Statement, form: SheetForm, refused: Refused | None = None) -> Any:
    course = course_of(session, facility_at_work().id, statement.quarter)
    changes = since_sent(course) if statement.state is StatementState.TO_SEND_AGAIN else []
    quarter = str(statement.quarter)
    words = {
        "title": quarter_name(statement.quarter),
        "crumbs": crumbs_to(statement.quarter),
        "statement": statement,
        "state": STATES[statement.state],
        "editable": is_editable(statement.state),
        "can_send": can_happen(statement.state, StatementEvent.SEND),
        "is_over": statement.quarter.period.end < today_in_brussels(),
        "send_url": address_of("StatementSendingPage.send", quarter=quarter),
        "course_url": address_of("StatementPage.course", quarter=quarter) if course else None,
        "excel_url": address_of("StatementExportPage.excel", quarter=quarter),
        "changes": [told(step) for step in changes[:SHOWN_CHANGES]],
        "more_changes": max(0, len(changes) - SHOWN_CHANGES),
        "reopened": next((step for step in course if step.event is StatementEvent.REOPEN), None),
        "form": form,
        "faults": refused.faults if refused else (),
        "cautions": refused.cautions if refused else (),
        "line_address": lambda line: line_address(statement.quarter, line),
        "unit_words": unit_words,
        "clients_words": clients_words,
        "hints": ALLOWED,
        "units": UNITS,
        "sums": sums_of(statement),
    }
    return render_template("pages/statement/sheet.html", **words), REFUSED if refused else 200


def sums_of(statement: Statement) -> list[tuple[str, Any]]:
    """The totals of all lines per unit; lines without a total add nothing."""
    found: dict[str, Any] = {}
    for line in statement.lines:
        found[line.unit] = found.get(line.unit, 0) + (line.total or 0)
    return list(found.items())
