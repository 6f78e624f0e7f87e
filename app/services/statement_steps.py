"""Writing down what happened to a quarter statement, and moving it along the table of its states (Q-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.states import StatementEvent, StatementState, state_after
from models.utilisation import QuarterStatement, StatementStep

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('statements:' || :facility_id, 0))")
_SHARE = text("select of_year, of_quarter from share_statements(:facility_id, :since)")
_LOCK_LINES = text("select pg_advisory_xact_lock(hashtextextended('statement_lines:' || :facility_id, 0))")


@dataclass(frozen=True)
class About:
    """What a step was about: the module, the dossier that brought it, the old and the new total, a reason."""

    module_id: int | None = None
    dossier_id: int | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    reason: str | None = None


NOTHING_MORE = About()


def hold_statements(session: BincSession, facility_id: int) -> None:
    """Lets one person at a time change the statements of a facility, until the transaction ends (D-11).

    Typing, sending and processing take it before they look. Who saves a schakeling shares it, see `share_statements`.
    """
    session.execute(_LOCK, {"facility_id": str(facility_id)})


def share_statements(session: BincSession, facility_id: int, since: Quarter) -> list[Quarter]:
    """The quarters from one on in which something was typed or sent, kept from being typed in or sent until the end.

    Many who save schakelingen can share them. Taken once the deployments are written, so that whoever types or sends
    afterwards sees those.
    """
    names = {"facility_id": facility_id, "since": since.year * 4 + since.number}
    return sorted(Quarter(year, number) for year, number in session.execute(_SHARE, names))


def hold_lines(session: BincSession, facility_id: int) -> None:
    """Lets one save at a time decide whether a line joins or drops; expects `share_statements`."""
    session.execute(_LOCK_LINES, {"facility_id": str(facility_id)})


def stored_statement(session: BincSession, facility_id: int, quarter: Quarter) -> QuarterStatement | None:
    """The row of a statement as it stands now, None where nothing was typed or sent yet."""
    query = select(QuarterStatement).where(
        QuarterStatement.facility_id == facility_id,
        QuarterStatement.year == quarter.year,
        QuarterStatement.quarter == quarter.number,
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def statement_row(session: BincSession, facility_id: int, quarter: Quarter) -> QuarterStatement:
    """The row of a statement, made here when there is none yet."""
    found = stored_statement(session, facility_id, quarter)
    if found is None:
        words = {"year": quarter.year, "quarter": quarter.number, "state": StatementState.OPEN.value}
        found = QuarterStatement(facility_id=facility_id, **words)
        session.add(found)
        session.flush()
    return found


def step(
    session: BincSession, record: QuarterStatement, event: StatementEvent, actor: Actor, *abouts: About
) -> StatementState:
    """Lets something happen to a statement, and writes it: see `advance`."""
    after = advance(session, record, event, actor, *abouts)
    session.flush()
    return after


def advance(
    session: BincSession, record: QuarterStatement, event: StatementEvent, actor: Actor, *abouts: About
) -> StatementState:
    """Lets something happen to a statement: its next state, its new version, and a line for each thing it was about.

    Written with the next flush, so that several go together. Raises Conflict when it cannot happen in its state (Q-4).
    """
    before = StatementState(record.state)
    after = state_after(before, event)
    now = datetime.now(UTC)
    # Also where the state stays: whoever looks at an older version hears of it.
    record.state, record.changed_at = after.value, now
    if event is StatementEvent.SEND:
        record.sent_at = now
    for about in abouts or (NOTHING_MORE,):
        session.add(_line(record, event, before, after, actor, about))
    return after


def _line(
    record: QuarterStatement,
    event: StatementEvent,
    before: StatementState,
    after: StatementState,
    actor: Actor,
    about: About,
) -> StatementStep:
    return StatementStep(
        facility_id=record.facility_id,
        year=record.year,
        quarter=record.quarter,
        event=event.value,
        from_state=before.value,
        to_state=after.value,
        type_module_id=about.module_id,
        dossier_id=about.dossier_id,
        before=about.before,
        after=about.after,
        reason=about.reason,
        actor_id=actor.user_id,
        actor_name=actor.name,
    )
