"""The figures behind a total, client by client (Q-2, H12.2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.faults import NotFound
from app.domain.quarter import Quarter
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.statement_clients import ClientShare, clients_of_lines, sum_of_line
from app.queries.statements import Line, Statement
from app.services.statement_totals import save_clients
from forms.statements import SheetForm, client_cell, clients_in, make_client_form
from forms.versioned import with_choices
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, posted
from views.paging import leaves
from views.statement_frame import (
    LINE_GONE,
    draft_title,
    editable,
    line_asked,
    line_words,
    saved_or_shown,
    sheet_address,
    statement_asked,
    statement_gone,
)

CLIENTS_A_PAGE = 50
page_number = "<int(min=1, max=99999):number>"


class StatementClientPage(BasePage):
    """The utilisation of one module, client by client."""

    route_base = "/kwartaalstaten"
    default_view = "fill"
    shipped_to = {"write": FACILITY_ROLES}
    concern = Concern.STATEMENTS

    @page(
        f"/<quarter>/clienten/<code>/{page_number}/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs(draft_title),
    )
    def fill(self, quarter: str, code: str, number: int) -> Any:
        """An amount for each client who had the module in the quarter, a page at a time (Q-2)."""
        session = current_session()
        statement = statement_asked(session, quarter)
        line = line_asked(statement, code, per_kind=False) if statement else None
        if statement is None or line is None:
            if request.method == "GET":
                raise NotFound
            return statement_gone(session, LINE_GONE)
        clients = _clients(session, statement.quarter, line, number)
        if request.method == "GET":
            if not clients:
                raise NotFound
            form = make_client_form(line, clients)
            form.remember(form, statement.version)
            return _show(session, statement, line, form, clients, number)
        return _save(session, statement, line, clients, number)


def _clients(session: BincSession, quarter: Quarter, line: Line, number: int) -> list[ClientShare]:
    words = {"offset": (number - 1) * CLIENTS_A_PAGE, "limit": CLIENTS_A_PAGE}
    return clients_of_lines(session, facility_at_work().id, [line.module_id], quarter, **words)


def _save(session: BincSession, statement: Statement, line: Line, clients: Sequence[ClientShare], number: int) -> Any:
    formdata, facility, quarter = posted(), facility_at_work(), statement.quarter
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, make_client_form(line, clients))
    form = make_client_form(line, clients, formdata)
    words: Any = {"actor": session.scope.actor, "today": today_in_brussels(), "computed": form.is_computed}

    def save(seen: int, confirmed: frozenset[str]) -> Statement:
        given = (line.module_id, clients_in(form))
        return save_clients(session, facility, quarter, *given, **words, seen_version=seen, confirmed=confirmed)

    def stored_now() -> tuple[SheetForm | None, int]:
        now = editable(statement_asked(session, str(quarter)))
        line_now = line_asked(now, line.code, per_kind=False) if now else None
        if now is None or line_now is None:
            return None, 0
        return make_client_form(line_now, _clients(session, quarter, line_now, number)), now.version

    def show(refused: Refused) -> Any:
        return _show(session, statement, line, form, clients, number, refused)

    saved = saved_or_shown(session, quarter, form, save, stored_now, show)
    if not isinstance(saved, Statement):
        return saved
    flash(f"De cijfers van {line.name} zijn bewaard.", "success")
    several = line.clients > CLIENTS_A_PAGE
    return redirect(request.path if several else f"{sheet_address(quarter)}#regel-{line.module_id}")


def _show(
    session: BincSession,
    statement: Statement,
    line: Line,
    form: SheetForm,
    clients: Sequence[ClientShare],
    number: int,
    refused: Refused | None = None,
) -> Any:
    facility, quarter = facility_at_work(), statement.quarter
    summed = sum_of_line(session, facility.id, line.module_id, quarter) or Decimal(0)
    here = sum((one.amount or Decimal(0) for one in clients), Decimal(0))

    def address(wanted: int) -> str:
        return url_for("StatementClientPage.fill", quarter=str(quarter), code=line.code, number=wanted)

    words = {
        **line_words(statement, line, form, refused),
        "rows": [(one, client_cell(one.client_id)) for one in clients],
        "elsewhere": summed - here,
        "summed": summed,
        "total": line.clients,
        "several": line.clients > CLIENTS_A_PAGE,
        **leaves(number, len(clients), number * CLIENTS_A_PAGE < line.clients, address, CLIENTS_A_PAGE),
    }
    return render_template("pages/statement/clients.html", **words), REFUSED if refused else 200
