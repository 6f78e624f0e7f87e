"""Which facilities could have a year processed now and which not, and how far a processing has come (Q-5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import NotFound
from app.domain.jobs import JobName
from app.domain.processing import Outcome, YearState, check_processing
from app.queries.processed_years import WITH_STATEMENTS, YearChoice, chosen_facility_years, statements_of_years
from models.facility import Facility
from models.job_run import GIVEN_UP, JobRun
from models.processed_year import ProcessedYear
from models.year_processing import YearProcessing, YearProcessingOutcome

LISTED = 5


@dataclass(frozen=True)
class Readiness:
    """One facility whose year somebody wants to process: processed already, the reasons why not now, or none."""

    facility_id: int
    code: str
    name: str
    organisation_type: str
    is_processed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class FacilityOutcome:
    """What came of one facility in a processing, so far."""

    code: str
    name: str
    outcome: Outcome
    reasons: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True)
class Progress:
    """How far a processing has come; `job_state` is that of the job that does it."""

    processing: YearProcessing
    outcomes: tuple[FacilityOutcome, ...]
    job_state: str

    @property
    def total(self) -> int:
        """For how many facilities it was asked."""
        return len(self.outcomes)

    @property
    def done(self) -> int:
        """Of how many the outcome is known."""
        return self.total - self.count(Outcome.WAITING)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.done == self.total or self.job_state in GIVEN_UP

    def count(self, outcome: Outcome) -> int:
        """How many facilities have this outcome."""
        return sum(one.outcome is outcome for one in self.outcomes)


def readiness_of(session: BincSession, year: int, facility_ids: Collection[int], today: date) -> list[Readiness]:
    """For each of these facilities that send statements, by name: why its year cannot be processed now (Q-5)."""
    columns = (Facility.id, Facility.code, Facility.name, Facility.organisation_type, ProcessedYear.state)
    of_year = (ProcessedYear.facility_id == Facility.id) & (ProcessedYear.year == year)
    query = select(*columns).outerjoin(ProcessedYear, of_year).where(Facility.id.in_(facility_ids))
    rows = session.execute(
        query.where(Facility.organisation_type.in_(WITH_STATEMENTS)).order_by(Facility.name, Facility.id)
    ).all()
    statements = statements_of_years(session, [row.id for row in rows], [year])
    return [_readiness(row, year, statements[row.id, year], today) for row in rows]


def facilities_in(session: BincSession, choice: YearChoice) -> list[int]:
    """Every facility of a list as it was filtered (Q-5)."""
    return [row.id for row in session.execute(chosen_facility_years(choice))]


def read_progress(session: BincSession, processing_id: int) -> Progress:
    """How far a processing has come, those that did not succeed first (Q-5). Raises NotFound."""
    processing = session.get(YearProcessing, processing_id)
    if processing is None:
        raise NotFound
    row = YearProcessingOutcome
    query = select(Facility.code, Facility.name, row.outcome, row.reasons, row.at).join(
        Facility, Facility.id == row.facility_id
    )
    found = session.execute(query.where(row.processing_id == processing_id).order_by(Facility.name, Facility.id))
    outcomes = tuple(
        FacilityOutcome(one.code, one.name, Outcome(one.outcome), tuple(one.reasons), one.at) for one in found
    )
    job = select(JobRun.state).where(JobRun.name == JobName.PROCESS_YEARS, JobRun.unique_key == str(processing_id))
    return Progress(processing, outcomes, session.scalar(job) or "failed")


def latest_processings(session: BincSession) -> Sequence[YearProcessing]:
    """The processings that were set last, the latest first."""
    return session.scalars(select(YearProcessing).order_by(YearProcessing.id.desc()).limit(LISTED)).all()


def _readiness(row: Any, year: int, statements: Any, today: date) -> Readiness:
    state = YearState(row.state) if row.state else None
    faults = check_processing(year, state, row.organisation_type, today, statements)
    reasons = tuple(fault.message for fault in faults)
    return Readiness(row.id, row.code, row.name, row.organisation_type, state is YearState.PROCESSED, reasons)
