"""Quarter statements on their way, so that the sheet and its course are not empty: one to send again, one half done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.states import is_editable
from app.queries.statement_clients import clients_of_lines
from app.queries.statements import Line, read_statement
from app.services.statement_lines import TotalInput
from app.services.statement_totals import save_clients, save_totals
from models.access import Account
from models.facility import Facility

FACILITY, USER = "F001", "ann.vlier"
FORGOTTEN = 3


def load_quarters(session: BincSession, until: date) -> None:
    """Somebody mended a total of the last quarter after it was sent, and began with the running one (Q-2, Q-4)."""
    facility = session.scalars(select(Facility).where(Facility.code == FACILITY)).one()
    account = session.scalars(select(Account).where(Account.username == USER)).one()
    words: dict[str, Any] = {"actor": Actor(account.id, f"{account.first_name} {account.last_name}"), "today": until}
    running = Quarter.of(until)
    for line in _typed_lines(session, facility, running.previous, until)[:1]:
        mended = TotalInput((line.total or Decimal(0)) + FORGOTTEN)
        save_totals(session, facility, running.previous, {line.module_id: mended}, **words)
    for line in _typed_lines(session, facility, running, until)[:1]:
        clients = clients_of_lines(session, facility.id, [line.module_id], running)
        most = (until - running.period.begin).days + 1
        amounts = {one.client_id: Decimal(min(one.days, most)) for one in clients}
        save_clients(session, facility, running, line.module_id, amounts, computed=True, **words)


def _typed_lines(session: BincSession, facility: Facility, quarter: Quarter, until: date) -> list[Line]:
    statement = read_statement(session, facility, quarter, until)
    if statement is None or not is_editable(statement.state):
        return []
    return [line for line in statement.lines if line.is_typed and not line.is_per_kind]
