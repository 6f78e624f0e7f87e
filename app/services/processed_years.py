"""Processing a year of a facility and reopening its quarters: what locks figures and schakelingen (Q-4, Q-5, S-14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.faults import NotFound, refuse
from app.domain.processing import (
    QUARTERS,
    YearState,
    check_processing,
    check_reopening_of_year,
    opens_schakelingen,
    to_reopen,
)
from app.domain.scope import Actor
from app.domain.statements.states import StatementEvent, StatementState
from app.queries.processed_years import statements_of_years, years_of
from app.services.refusals import saving
from app.services.statement_requests import settle_reopened
from app.services.statement_steps import About, advance, hold_statements
from models.facility import Facility
from models.processed_year import ProcessedYear, ProcessedYearStep
from models.utilisation import QuarterStatement

_HOLD = text("select hold_processed_years(:facility_id)")
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('processed_year:' || :facility_id, 0))")


@dataclass(frozen=True)
class _HeldYear:
    """A year of a facility that nobody else can process, reopen, type in or save schakelingen in meanwhile."""

    facility: Facility
    year: int
    years: Mapping[int, ProcessedYear]
    statements: Mapping[int, StatementState]

    @property
    def record(self) -> ProcessedYear | None:
        return self.years.get(self.year)

    @property
    def state(self) -> YearState | None:
        return YearState(self.record.state) if self.record is not None else None


def hold_processed_years(session: BincSession, facility_id: int) -> date | None:
    """The last day that is locked, which stays so until the transaction ends: no year is processed meanwhile (S-14).

    Many can hold it at once; take it before the lock of the client.
    """
    return session.scalar(_HOLD, {"facility_id": facility_id})


def process_year(session: BincSession, facility_id: int, year: int, *, actor: Actor, today: date) -> ProcessedYear:
    """Processes a year of a facility with all its statements, and locks its schakelingen up to its end (Q-5, S-14).

    Waits for who is saving a schakeling or typing a figure there. Raises DomainError with the reasons when it cannot be
    processed now.
    """
    held = _hold(session, facility_id, year)
    refuse(check_processing(year, held.state, held.facility.organisation_type, today, held.statements))
    with saving(session):
        record = held.record
        if record is None:
            record = ProcessedYear(facility_id=facility_id, year=year)
            session.add(record)
        record.state, record.locks = YearState.PROCESSED.value, True
        _move(session, held, StatementState.SENT, QUARTERS, StatementEvent.PROCESS, actor)
        _note(session, record, actor)
    return record


def reopen_year(
    session: BincSession,
    facility_id: int,
    year: int,
    reason: str,
    *,
    actor: Actor,
    quarters: Collection[int] = QUARTERS,
) -> ProcessedYear:
    """Reopens quarters of a processed year of a facility, on request: all of it unless said otherwise (Q-4).

    Each stays reopened until it is sent, and the year until it is processed again. The latest year that locks opens its
    schakelingen as well; an earlier one only its figures (S-14, our reading). Raises DomainError with the reason when
    there is nothing to reopen.
    """
    held = _hold(session, facility_id, year)
    opens = opens_schakelingen(year, [one.year for one in held.years.values() if one.locks])
    refuse(check_reopening_of_year(held.state, year, reason, quarters, held.statements, opens=opens))
    record = held.record
    assert record is not None
    opens = opens and held.state is YearState.PROCESSED
    with saving(session):
        record.state, record.locks = YearState.REOPENED.value, record.locks and not opens
        chosen = to_reopen(quarters, held.statements)
        _move(session, held, StatementState.PROCESSED, chosen, StatementEvent.REOPEN, actor, reason.strip())
        _note(session, record, actor, reason.strip(), opens=opens)
        settle_reopened(session, facility_id, year, chosen, actor=actor)
    return record


def _hold(session: BincSession, facility_id: int, year: int) -> _HeldYear:
    """Takes the years first and the statements second, in the order in which saving a schakeling takes them."""
    session.execute(_LOCK, {"facility_id": str(facility_id)})
    hold_statements(session, facility_id)
    facility = session.scalars(select(Facility).where(Facility.id == facility_id)).one_or_none()
    if facility is None:
        raise NotFound
    years = {one.year: one for one in years_of(session, facility_id)}
    return _HeldYear(facility, year, years, statements_of_years(session, [facility_id], [year])[facility_id, year])


def _move(
    session: BincSession,
    held: _HeldYear,
    state: StatementState,
    quarters: Collection[int],
    event: StatementEvent,
    actor: Actor,
    reason: str | None = None,
) -> None:
    """Lets something happen to the statements of these quarters that are in one state."""
    wanted = [number for number in quarters if held.statements.get(number) is state]
    query = select(QuarterStatement).where(
        QuarterStatement.facility_id == held.facility.id,
        QuarterStatement.year == held.year,
        QuarterStatement.quarter.in_(wanted),
    )
    ordered = query.order_by(QuarterStatement.quarter).execution_options(populate_existing=True)
    for record in session.scalars(ordered).all() if wanted else ():
        advance(session, record, event, actor, About(reason=reason))


def _note(
    session: BincSession, year: ProcessedYear, actor: Actor, reason: str | None = None, *, opens: bool = False
) -> None:
    step_of_year = ProcessedYearStep(
        facility_id=year.facility_id,
        year=year.year,
        state=year.state,
        reason=reason,
        opened_schakelingen=opens,
        actor_id=actor.user_id,
        actor_name=actor.name,
    )
    session.add(step_of_year)
