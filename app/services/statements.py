"""Holding a quarter statement while it is changed, and sending it to the agency (Q-4, D-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.database import BincSession
from app.domain.faults import Conflict, Fault, refuse
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.lines import missing_totals
from app.domain.statements.states import StatementEvent, state_after
from app.queries.statements import Statement, read_statement
from app.services.refusals import saving
from app.services.statement_steps import hold_statements, statement_row, step
from models.facility import Facility
from models.utilisation import QuarterStatement

STALE = Fault(
    "D-11",
    "version",
    "Een collega heeft deze kwartaalstaat intussen gewijzigd. Kijk na wat veranderde en ga dan verder.",
)
NO_STATEMENT = Fault(
    "D-11", "statement", "Er is geen schakeling meer in dit kwartaal, dus ook geen kwartaalstaat. Er is niets bewaard."
)


@dataclass(frozen=True)
class Held:
    """A statement that nobody else can change until the transaction ends."""

    facility: Facility
    statement: Statement
    actor: Actor


def send_statement(
    session: BincSession,
    facility: Facility,
    quarter: Quarter,
    *,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
) -> QuarterStatement:
    """Sends a statement to the agency, once every line has its total (Q-4).

    Raises DomainError with all that is missing, each at its cell, or Conflict when it changed or was sent meanwhile.
    """
    held = hold_statement(
        session, facility, quarter, actor=actor, today=today, seen_version=seen_version, event=StatementEvent.SEND
    )
    refuse(missing_totals(line.as_total for line in held.statement.lines))
    with saving(session):
        record = statement_row(session, facility.id, quarter)
        step(session, record, StatementEvent.SEND, actor)
    return record


def hold_statement(
    session: BincSession,
    facility: Facility,
    quarter: Quarter,
    *,
    actor: Actor,
    today: date,
    seen_version: int | None,
    event: StatementEvent = StatementEvent.EDIT,
) -> Held:
    """Keeps everybody else out of the statements of a facility, and reads this one as it stands now (D-11).

    Raises Conflict when it is gone, when `event` cannot happen to it, or when it is not as its user saw it.
    """
    hold_statements(session, facility.id)
    statement = read_statement(session, facility, quarter, today)
    if statement is None:
        raise Conflict(NO_STATEMENT)
    state_after(statement.state, event)
    if seen_version is not None and statement.version != seen_version:
        raise Conflict(STALE)
    return Held(facility, statement, actor)
