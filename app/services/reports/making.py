"""The reports that come by themselves: which facilities still wait for theirs, and what came of each (R-5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from app.database import BincSession
from app.domain.reports.automatic import Making, MakingOutcome
from app.queries.reports.makings import jobs_of, rows_of
from models.facility import Facility
from models.job_run import JobRun
from models.report import ReportMaking


def begin_making(session: BincSession, making: Making) -> None:
    """Sets every facility to wait for its reports, those that were set before excepted."""
    of_making = (literal(making.due_on), literal(making.period.begin), literal(making.period.end))
    # In one order, so that two jobs that begin at once never wait crosswise.
    everybody = select(*of_making, Facility.id).order_by(Facility.id)
    columns = ["due_on", "begin", "until", "facility_id"]
    session.execute(insert_or_leave(ReportMaking).from_select(columns, everybody).on_conflict_do_nothing())


def take_facility(session: BincSession, making: Making) -> int | None:
    """A facility whose reports are still to be made and that nobody else has in hand, or None.

    It is held until the transaction ends; a process that is killed lets go of it.
    """
    waiting = ReportMaking.outcome == MakingOutcome.WAITING.value
    query = select(ReportMaking.facility_id).where(*rows_of(making), waiting).order_by(ReportMaking.facility_id)
    return session.scalar(query.limit(1).with_for_update(skip_locked=True))


def tell_progress(session: BincSession, making: Making, run_id: int) -> None:
    """Writes beside one job for how many facilities the outcome is known, of how many.

    Beside its own only: two jobs that wrote beside each other would wait crosswise.
    """
    rows = select(func.count()).select_from(ReportMaking).where(*rows_of(making))
    known = rows.where(ReportMaking.outcome != MakingOutcome.WAITING.value)
    numbers = {"done": known.scalar_subquery(), "total": rows.scalar_subquery()}
    session.execute(update(JobRun).where(JobRun.id == run_id).values(**numbers))


def write_outcome(
    session: BincSession, making: Making, facility_id: int, outcome: MakingOutcome, now: datetime, error_class: str = ""
) -> None:
    """Writes down what came of one facility; of a failure only the class, for its text may hold personal data."""
    session.execute(
        update(ReportMaking)
        .where(*rows_of(making), ReportMaking.facility_id == facility_id)
        .values(outcome=outcome.value, error_class=error_class[:120] or None, at=now)
    )


def make_failed_again(session: BincSession, making: Making) -> int:
    """Sets the facilities whose reports failed to wait again, and their jobs to be done; answers how many (R-5)."""
    failed = (*rows_of(making), ReportMaking.outcome == MakingOutcome.FAILED.value)
    waiting = {"outcome": MakingOutcome.WAITING.value, "error_class": None, "at": None}
    ids = session.scalars(update(ReportMaking).where(*failed).values(**waiting).returning(ReportMaking.facility_id))
    number = len(ids.all())
    again = {"state": "queued", "tries": 0, "started_at": None, "finished_at": None, "error_class": None}
    session.execute(update(JobRun).where(*jobs_of(making), JobRun.state.in_(("done", "failed"))).values(**again))
    return number
