"""Processing a year of a facility, and reopening it: what locks schakelingen, and opens them again (Q-4, Q-5, S-14)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.faults import NotFound, refuse
from app.domain.processing import (
    YearState,
    check_processing,
    check_reopening_of_year,
    opens_schakelingen,
)
from app.domain.scope import Actor
from app.queries.processed_years import years_of
from app.services.refusals import saving
from models.facility import Facility
from models.processed_year import ProcessedYear, ProcessedYearStep

_HOLD = text("select hold_processed_years(:facility_id)")
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('processed_year:' || :facility_id, 0))")


def hold_processed_years(session: BincSession, facility_id: int) -> date | None:
    """The last day that is locked, which stays so until the transaction ends: no year is processed meanwhile (S-14).

    Many can hold it at once; take it before the lock of the client.
    """
    return session.scalar(_HOLD, {"facility_id": facility_id})


def process_year(session: BincSession, facility_id: int, year: int, *, actor: Actor, today: date) -> ProcessedYear:
    """Processes a year of a facility, which locks its schakelingen up to the last day of that year (Q-5, S-14).

    Waits for who is saving a schakeling there. Raises DomainError with the reason when it cannot be processed now.
    """
    facility, years = _hold(session, facility_id)
    known = years.get(year)
    refuse(check_processing(year, _state(known), facility.organisation_type, today))
    with saving(session):
        if known is None:
            known = ProcessedYear(facility_id=facility_id, year=year)
            session.add(known)
        known.state, known.locks = YearState.PROCESSED.value, True
        _note(session, known, actor)
    return known


def reopen_year(session: BincSession, facility_id: int, year: int, reason: str, *, actor: Actor) -> ProcessedYear:
    """Reopens a processed year of a facility, on request (Q-4).

    The latest one that locks opens its schakelingen as well; an earlier one only its figures (S-14, our reading).
    Raises DomainError with the reason when there is nothing to reopen.
    """
    _, years = _hold(session, facility_id)
    known = years.get(year)
    refuse(check_reopening_of_year(_state(known), year, reason))
    assert known is not None
    opens = opens_schakelingen(year, [one.year for one in years.values() if one.locks])
    with saving(session):
        known.state, known.locks = YearState.REOPENED.value, not opens
        _note(session, known, actor, reason.strip(), opens=opens)
    return known


def _hold(session: BincSession, facility_id: int) -> tuple[Facility, dict[int, ProcessedYear]]:
    session.execute(_LOCK, {"facility_id": str(facility_id)})
    facility = session.scalars(select(Facility).where(Facility.id == facility_id)).one_or_none()
    if facility is None:
        raise NotFound
    return facility, {one.year: one for one in years_of(session, facility_id)}


def _state(known: ProcessedYear | None) -> YearState | None:
    return YearState(known.state) if known is not None else None


def _note(
    session: BincSession, year: ProcessedYear, actor: Actor, reason: str | None = None, *, opens: bool = False
) -> None:
    step = ProcessedYearStep(
        facility_id=year.facility_id,
        year=year.year,
        state=year.state,
        reason=reason,
        opened_schakelingen=opens,
        actor_id=actor.user_id,
        actor_name=actor.name,
    )
    session.add(step)
