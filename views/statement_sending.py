"""Sending a quarter statement to the agency, with all that is still missing (Q-4, A-4)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.roles import Role
from app.domain.statements.lines import cell_of, missing_totals
from app.domain.statements.states import StatementEvent, can_happen
from app.presentation import today_in_brussels
from app.queries.statements import Statement
from app.services.statements import send_statement
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.page import CONFLICT, REFUSED, BasePage, page
from views.base.saving import seen_in
from views.statement_frame import crumbs_to, sheet_address, statement_asked, statement_gone
from views.statement_words import STATES, quarter_name, unit_words

CHANGED = "Een collega wijzigde deze kwartaalstaat intussen. Kijk de totalen hieronder na en verzend dan opnieuw."


class StatementSendingPage(BasePage):
    """Handing a statement over to the agency; the manager of the facility does it (A-4)."""

    route_base = "/kwartaalstaten"
    default_view = "send"
    shipped_to = {"write": (Role.FACILITY_MANAGER,)}
    concern = Concern.STATEMENTS

    @page("/<quarter>/verzenden/", permission="write", methods=("GET", "POST"), personal=None)
    def send(self, quarter: str) -> Any:
        """What will be sent, or all that is still missing, each with a link to its cell (Q-4)."""
        session = current_session()
        statement = statement_asked(session, quarter)
        if statement is None:
            if request.method == "GET":
                raise NotFound
            return statement_gone(session)
        if request.method == "GET":
            return _show(statement)
        words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
        try:
            send_statement(session, facility_at_work(), statement.quarter, **words, seen_version=seen_in(request.form))
        except Conflict as conflict:
            return _overtaken(session, quarter, conflict)
        except DomainError:
            return _show(statement, status=REFUSED)
        flash(f"Het {quarter_name(statement.quarter).lower()} is verzonden naar Opgroeien.", "success")
        return redirect(sheet_address(statement.quarter))


def _overtaken(session: BincSession, quarter: str, conflict: Conflict) -> Any:
    now = statement_asked(session, quarter)
    if now is None:
        return statement_gone(session)
    if can_happen(now.state, StatementEvent.SEND):
        return _show(now, (CHANGED,), CONFLICT)
    flash(" ".join(conflict.messages), "info")
    return redirect(sheet_address(now.quarter))


def _show(statement: Statement, news: tuple[str, ...] = (), status: int = 200) -> Any:
    missing = {fault.field for fault in missing_totals(line.as_total for line in statement.lines)}
    quarter = statement.quarter
    words = {
        "title": f"{quarter_name(quarter)} verzenden",
        "crumbs": crumbs_to(quarter, "Verzenden"),
        "statement": statement,
        "state": STATES[statement.state],
        "can_send": can_happen(statement.state, StatementEvent.SEND),
        "rows": [(line, cell_of(line.module_id), cell_of(line.module_id) in missing) for line in statement.lines],
        "missing": len(missing),
        "is_over": quarter.period.end < today_in_brussels(),
        "unit_words": unit_words,
        "news": news,
        "refused": status == REFUSED,
        "back_url": sheet_address(quarter),
    }
    return render_template("pages/statement/send.html", **words), status
