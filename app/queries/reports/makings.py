"""How far the reports have come that are made by themselves, and for which facilities they failed (R-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from app.database import BincSession
from app.domain.jobs import JobName
from app.domain.period import Period
from app.domain.reports.automatic import JOBS_A_MAKING, Making, MakingOutcome, period_key
from models.facility import Facility
from models.job_run import JobRun
from models.report import ReportMaking

LISTED = 40


@dataclass(frozen=True)
class MakingProgress:
    """One making: for how many facilities it is made and failed, of how many.

    `is_over` says that no job will go on with it; `is_latest` that no later day makes the same period, so that what
    failed is worth doing again.
    """

    making: Making
    total: int
    made: int
    failed: int
    finished_at: datetime | None
    is_over: bool
    is_latest: bool

    @property
    def done(self) -> int:
        """For how many facilities the outcome is known."""
        return self.made + self.failed


@dataclass(frozen=True)
class FailedFacility:
    """A facility whose reports failed: which, the kind of failure, and when."""

    code: str
    name: str
    error_class: str
    at: datetime | None


def list_makings(session: BincSession) -> list[MakingProgress]:
    """The makings that were planned last, the latest due day and period first (R-5)."""
    runs = select(JobRun).where(JobRun.name == JobName.MAKE_AUTOMATIC_REPORTS.value)
    due_and_period = (func.split_part(JobRun.unique_key, " ", 2).desc(), JobRun.unique_key.desc())
    newest = runs.order_by(*due_and_period).limit(LISTED * JOBS_A_MAKING)
    return _progress(session, session.scalars(newest).all())


def read_making(session: BincSession, making: Making) -> MakingProgress | None:
    """One making, or None when it was never planned."""
    of_period = JobRun.unique_key.startswith(f"{period_key(making.period)} ")
    runs = select(JobRun).where(JobRun.name == JobName.MAKE_AUTOMATIC_REPORTS.value, of_period)
    found = _progress(session, session.scalars(runs).all())
    return next((one for one in found if one.making == making), None)


def failed_facilities(session: BincSession, making: Making) -> list[FailedFacility]:
    """The facilities whose reports failed in a making, by name (R-5)."""
    query = select(Facility.code, Facility.name, ReportMaking.error_class, ReportMaking.at).join(
        ReportMaking, ReportMaking.facility_id == Facility.id
    )
    failed = ReportMaking.outcome == MakingOutcome.FAILED.value
    rows = session.execute(query.where(*rows_of(making), failed).order_by(Facility.name, Facility.id))
    return [FailedFacility(row[0], row[1], row[2] or "", row[3]) for row in rows]


def count_failed(session: BincSession) -> int:
    """How many facilities lack reports because making them failed and no later day made them (R-5)."""
    later = aliased(ReportMaking)
    same = (later.facility_id == ReportMaking.facility_id, later.begin == ReportMaking.begin)
    remade = exists().where(*same, later.until == ReportMaking.until, later.due_on > ReportMaking.due_on)
    failed = ReportMaking.outcome == MakingOutcome.FAILED.value
    return session.scalar(select(func.count(ReportMaking.facility_id.distinct())).where(failed, ~remade)) or 0


def jobs_of(making: Making) -> Sequence[ColumnElement[bool]]:
    """The rows of the jobs of a making."""
    return JobRun.name == JobName.MAKE_AUTOMATIC_REPORTS.value, JobRun.unique_key.in_(making.job_keys)


def rows_of(making: Making) -> Sequence[ColumnElement[bool]]:
    """The rows of a making, one a facility."""
    period = making.period
    return (
        ReportMaking.due_on == making.due_on,
        ReportMaking.begin == period.begin,
        ReportMaking.until == period.end,
    )


def count_outcomes(session: BincSession, making: Making) -> dict[str, int]:
    """How many facilities have each outcome in a making."""
    return _counts(session, {making.due_on}).get(making, {})


def _progress(session: BincSession, runs: Sequence[JobRun]) -> list[MakingProgress]:
    """One progress a making, in the order in which its first job comes."""
    jobs: dict[Making, list[JobRun]] = {}
    for run in runs:
        jobs.setdefault(Making.of_key(run.unique_key), []).append(run)
    counts = _counts(session, {making.due_on for making in jobs})
    latest: dict[Period, date] = {}
    for making in jobs:
        latest[making.period] = max(making.due_on, latest.get(making.period, making.due_on))
    return [
        _of_jobs(making, of_making, counts.get(making, {}), making.due_on == latest[making.period])
        for making, of_making in jobs.items()
    ]


def _of_jobs(making: Making, jobs: Sequence[JobRun], counts: dict[str, int], is_latest: bool) -> MakingProgress:
    made, failed = (counts.get(one.value, 0) for one in (MakingOutcome.MADE, MakingOutcome.FAILED))
    states = {job.state for job in jobs}
    ended = [job.finished_at for job in jobs if job.finished_at is not None]
    finished_at = max(ended) if len(ended) == len(jobs) else None
    is_over = states.isdisjoint(("queued", "running"))
    return MakingProgress(making, sum(counts.values()), made, failed, finished_at, is_over, is_latest)


def _counts(session: BincSession, days: set[date]) -> dict[Making, dict[str, int]]:
    columns = (ReportMaking.due_on, ReportMaking.begin, ReportMaking.until, ReportMaking.outcome)
    query = select(*columns, func.count()).where(ReportMaking.due_on.in_(days)).group_by(*columns)
    found: dict[Making, dict[str, int]] = {}
    for due_on, begin, until, outcome, number in session.execute(query):
        found.setdefault(Making(Period(begin, until), due_on), {})[outcome] = number
    return found
