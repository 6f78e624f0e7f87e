"""Processing a year for one, many or all facilities: set by the agency, done by a job, facility by facility (Q-5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

from sqlalchemy import select, text, update

from app.database import BincSession
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.jobs import JobName
from app.domain.processing import Outcome
from app.domain.scope import Actor
from app.queries.processed_years import WITH_STATEMENTS
from app.services.processed_years import process_year
from app.services.refusals import saving
from models.facility import Facility
from models.job_run import JobRun
from models.year_processing import YearProcessing, YearProcessingOutcome

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('year_processing:' || :preview, 0))")
NOBODY_CHOSEN = Fault("Q-5", "facility", "Kies eerst voor welke voorzieningen je het jaar verwerkt.")
FAILED = "Er ging iets mis bij het verwerken, en er is niets veranderd. Probeer het opnieuw."


def start_processing(
    session: BincSession, year: int, facility_ids: Collection[int], *, actor: Actor, preview: str | None = None
) -> YearProcessing:
    """Sets a year of these facilities to be processed; a job does it once this transaction is committed (Q-5).

    `preview` is the mark of the page that asks: what was started from it before is answered again (D-11). Raises
    DomainError when none is named, NotFound for one that sends no statements.
    """
    if preview is not None and (before := _started_before(session, preview)) is not None:
        return before
    wanted = sorted(set(facility_ids))
    if not wanted:
        raise DomainError(NOBODY_CHOSEN)
    sends = Facility.organisation_type.in_(WITH_STATEMENTS)
    if set(session.scalars(select(Facility.id).where(Facility.id.in_(wanted), sends))) != set(wanted):
        raise NotFound
    with saving(session):
        processing = YearProcessing(year=year, preview=preview, actor_id=actor.user_id, actor_name=actor.name)
        session.add(processing)
        session.flush()
        session.add_all(YearProcessingOutcome(processing_id=processing.id, facility_id=one) for one in wanted)
        words = {"name": JobName.PROCESS_YEARS, "unique_key": str(processing.id), "actor_id": actor.user_id}
        session.add(JobRun(**words, total=len(wanted)))
    return processing


def _started_before(session: BincSession, preview: str) -> YearProcessing | None:
    """The processing that a preview started already; whoever presses at the same moment waits for the answer."""
    session.execute(_LOCK, {"preview": preview})
    return session.scalars(select(YearProcessing).where(YearProcessing.preview == preview)).one_or_none()


def waiting_facilities(session: BincSession, processing_id: int) -> list[int]:
    """The facilities whose turn is still to come, in one order, so that two jobs never wait crosswise."""
    query = select(YearProcessingOutcome.facility_id).where(
        YearProcessingOutcome.processing_id == processing_id, YearProcessingOutcome.outcome == Outcome.WAITING
    )
    return list(session.scalars(query.order_by(YearProcessingOutcome.facility_id)))


def process_facility(session: BincSession, processing: YearProcessing, facility_id: int, *, today: date) -> Outcome:
    """Processes the year of one facility, and writes down in the same transaction what came of it (Q-5)."""
    actor = Actor(processing.actor_id, processing.actor_name)
    try:
        process_year(session, facility_id, processing.year, actor=actor, today=today)
    except DomainError as refusal:
        return _write_down(session, processing.id, facility_id, Outcome.REFUSED, refusal.messages)
    return _write_down(session, processing.id, facility_id, Outcome.PROCESSED, ())


def write_failure(session: BincSession, processing_id: int, facility_id: int) -> Outcome:
    """Writes down that something unforeseen stopped the processing of one facility; the others go on."""
    return _write_down(session, processing_id, facility_id, Outcome.FAILED, (FAILED,))


def _write_down(
    session: BincSession, processing_id: int, facility_id: int, outcome: Outcome, reasons: Collection[str]
) -> Outcome:
    row = YearProcessingOutcome
    session.execute(
        update(row)
        .where(row.processing_id == processing_id, row.facility_id == facility_id)
        .values(outcome=outcome.value, reasons=list(reasons), at=datetime.now(UTC))
    )
    return outcome
