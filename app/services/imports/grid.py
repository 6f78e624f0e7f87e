"""Reading in a filled-in workbook of a quarter statement, as if each cell was typed on screen (Q-2, Q-3, Q-4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.grid import FilledSheet
from app.queries.statements import read_statement
from app.services.exchange import ImportReport, PlacedFault, PlanChanged
from app.services.imports.grid_plan import GridPlan, LineWish, changed_cells, check_mark, plan_grid
from app.services.statement_lines import UNSAID, LineInput, save_lines
from app.services.statement_steps import hold_statements
from app.services.statements import Held
from models.facility import Facility
from models.utilisation import UtilisationOfClient, UtilisationTotal

# What somebody confirmed on the page of the file.
CONFIRMED = frozenset({"Q-2"})


def check_grid(session: BincSession, facility: Facility, sheets: Sequence[FilledSheet], *, today: date) -> ImportReport:
    """What reading in a workbook would do; nothing is changed. Raises DomainError with one fault a cell (Q-3)."""
    quarter = check_mark(sheets, facility)
    plan = plan_grid(session, facility, read_statement(session, facility, quarter, today), sheets)
    return _report(quarter, plan, dry_run=True)


def read_in_grid(
    session: BincSession,
    facility: Facility,
    sheets: Sequence[FilledSheet],
    *,
    plan: str,
    actor: Actor,
    today: date,
) -> ImportReport:
    """Does what `check_grid` told, whose report had this `plan`; what it warned of counts as confirmed.

    Raises PlanChanged when the statement is no longer as it was, DomainError when a cell fits no longer.
    """
    quarter = check_mark(sheets, facility)
    hold_statements(session, facility.id)
    statement = read_statement(session, facility, quarter, today)
    found = plan_grid(session, facility, statement, sheets)
    if found.digest != plan:
        raise PlanChanged
    if statement is not None:
        lines = [_line(wish) for wish in found.wishes]
        save_lines(session, Held(facility, statement, actor), lines, today=today, confirmed=CONFIRMED)
    return _report(quarter, found, dry_run=False)


def _line(wish: LineWish) -> LineInput:
    module_id, computed, kinds = wish.line.module_id, wish.total.computed, wish.kinds
    line = LineInput(module_id, UNSAID if computed else wish.total.total, computed, wish.clients)
    return replace(line, kinds=kinds.kinds, non_client_bound=kinds.non_client_bound) if kinds else line


def _report(quarter: Quarter, plan: GridPlan, *, dry_run: bool) -> ImportReport:
    total, client = UtilisationTotal.__tablename__, UtilisationOfClient.__tablename__
    new = sum(one.is_new for one in plan.wishes)
    changed = Counter({total: len(plan.wishes) - new, client: changed_cells(plan.wishes)})
    cautions = tuple(PlacedFault(one.field, one.rule, one.message) for one in plan.cautions)
    unchanged = Counter({total: plan.unchanged})
    return ImportReport(str(quarter), dry_run, Counter({total: new}), +changed, cautions, unchanged, plan.digest)
