"""Supporting guidance, kind by kind and with the row bound to no client (Q-2, H12.2.2)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.faults import NotFound
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.amounts import sum_of
from app.domain.statements.lines import PER_KIND, UNBOUND
from app.presentation import today_in_brussels
from app.queries.answers import answer_options
from app.queries.statements import Line, Statement
from app.services.statement_totals import save_kinds
from forms.statements import SheetForm, kinds_in, make_kinds_form
from forms.versioned import with_choices
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, posted
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


class StatementKindPage(BasePage):
    """The utilisation of supporting guidance, kind by kind."""

    route_base = "/kwartaalstaten"
    default_view = "fill"
    shipped_to = {"write": FACILITY_ROLES}
    concern = Concern.STATEMENTS

    @page(
        "/<quarter>/soorten/<code>/",
        permission="write",
        methods=("GET", "POST"),
        personal=None,
        draft=KeptAs(draft_title),
    )
    def fill(self, quarter: str, code: str) -> Any:
        """The days per kind of supporting guidance, and those bound to no client (Q-2)."""
        session = current_session()
        statement = statement_asked(session, quarter)
        line = line_asked(statement, code, per_kind=True) if statement else None
        if statement is None or line is None:
            if request.method == "GET":
                raise NotFound
            return statement_gone(session, LINE_GONE)
        if request.method == "GET":
            form = _form(session, line)
            form.remember(form, statement.version)
            return _show(statement, line, form)
        return _save(session, statement, line)


def _form(session: BincSession, line: Line, formdata: Any = None) -> SheetForm:
    return make_kinds_form(line, answer_options(session, PER_KIND, keep=line.kinds), formdata)


def _save(session: BincSession, statement: Statement, line: Line) -> Any:
    formdata, facility, quarter = posted(), facility_at_work(), statement.quarter
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, _form(session, line))
    form = _form(session, line, formdata)
    words: Any = {"actor": session.scope.actor, "today": today_in_brussels(), "computed": form.is_computed}

    def save(seen: int, confirmed: frozenset[str]) -> Statement:
        given, module = kinds_in(form), line.module_id
        return save_kinds(session, facility, quarter, module, given, **words, seen_version=seen, confirmed=confirmed)

    def stored_now() -> tuple[SheetForm | None, int]:
        now = editable(statement_asked(session, str(quarter)))
        line_now = line_asked(now, line.code, per_kind=True) if now else None
        return (_form(session, line_now), now.version) if now and line_now else (None, 0)

    saved = saved_or_shown(
        session, quarter, form, save, stored_now, lambda refused: _show(statement, line, form, refused)
    )
    if not isinstance(saved, Statement):
        return saved
    flash(f"De cijfers van {line.name} zijn bewaard.", "success")
    return redirect(f"{sheet_address(quarter)}#regel-{line.module_id}")


def _show(statement: Statement, line: Line, form: SheetForm, refused: Refused | None = None) -> Any:
    words = {
        **line_words(statement, line, form, refused),
        "cells": [field.short_name for field in form if field.short_name in form.amounts()],
        "unbound": UNBOUND,
        "summed": sum_of([*line.kinds.values(), line.non_client_bound]) or 0,
    }
    return render_template("pages/statement/kinds.html", **words), REFUSED if refused else 200
