"""What happened to a quarter statement, for the facility and the agency to see (Q-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import text

from app.database import BincSession, record_read
from app.domain.quarter import Quarter
from app.domain.statements.states import StatementEvent, StatementState

# A dossier is named where the seat may see it, and left out for everybody else.
_STEPS = text(
    """
select s.id, s.event, s.from_state, s.to_state, m.name as module, s.dossier_id, d.code, s.before, s.after, s.reason,
  s.actor_name, s.at
from statement_step s left join type_module m on m.id = s.type_module_id
left join dossier d on :sees_dossiers and d.facility_id = s.facility_id and d.id = s.dossier_id
where s.facility_id = :facility_id and s.year = :year and s.quarter = :quarter order by s.id desc limit :limit
"""
)
MOST = 500


@dataclass(frozen=True)
class Step:
    """One thing that happened: to which module, by which dossier, from which total to which, by whom and when."""

    event: StatementEvent
    before_state: StatementState
    after_state: StatementState
    module: str | None
    dossier_code: str | None
    before: Decimal | None
    after: Decimal | None
    reason: str | None
    actor_name: str
    at: datetime


def course_of(session: BincSession, facility_id: int, quarter: Quarter, limit: int = MOST) -> list[Step]:
    """Everything that happened to a statement, the latest first; dossiers that are named are put on record (A-5)."""
    names = {"facility_id": facility_id, "year": quarter.year, "quarter": quarter.number, "limit": limit}
    rows = session.execute(_STEPS, {**names, "sees_dossiers": session.scope.dossiers.holds(facility_id)}).all()
    record_read("dossier", {row.dossier_id for row in rows if row.code is not None})
    return [
        Step(
            StatementEvent(row.event),
            StatementState(row.from_state),
            StatementState(row.to_state),
            row.module,
            row.code,
            row.before,
            row.after,
            row.reason,
            row.actor_name,
            row.at,
        )
        for row in rows
    ]


def since_sent(course: list[Step]) -> list[Step]:
    """What changed since the statement was sent, the latest first; nothing while it was never sent (Q-4)."""
    found: list[Step] = []
    for step in course:
        if step.event is StatementEvent.SEND:
            return found
        found.append(step)
        # The sending itself may be older than the record, where a file brought the statement.
        if step.before_state is StatementState.SENT:
            return found
    return []
