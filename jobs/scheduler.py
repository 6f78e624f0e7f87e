"""The loop that asks the database what is still to be done and gives it to the queue."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from app.database import transaction
from app.domain.jobs import JobName
from app.domain.scope import Scope
from app.runtime.children import Signals
from app.services.groeipakket.sending import has_due_message as has_due_for_groeipakket
from app.services.outbox import has_due_message
from jobs.queue import connect, hand_over, is_in_hand, open_queue
from jobs.schedule import SCHEDULE, ScheduledJob
from models.job_run import JobRun

logger = logging.getLogger(__name__)

_PAUSE_SECONDS = 5.0
# Any fixed number will do: it names "the one that plans" among the advisory locks of this database.
_PLANNING_LOCK = 7_310_001
_TRY_AGAIN_AFTER = timedelta(seconds=30)
# What goes out as soon as it is due.
DELIVERIES: Mapping[JobName, Callable[[Any, datetime], bool]] = {
    JobName.DELIVER_OUTBOX: has_due_message,
    JobName.SEND_TO_GROEIPAKKET: has_due_for_groeipakket,
}


def run_scheduler(app: Flask) -> None:
    """Plan and hand over work until asked to stop; several at once do everything only once."""
    signals = Signals()
    queue = open_queue(connect(app.extensions["settings"].redis_url))
    while not signals.stop_requested:
        with app.app_context():
            plan_and_hand_over(queue, datetime.now(UTC))
        signals.wait(_PAUSE_SECONDS)


def plan_and_hand_over(queue: Queue, now: datetime, schedule: Sequence[ScheduledJob] = SCHEDULE) -> None:
    """One round; a database or queue that is away is tried again in the next one."""
    try:
        plan(now, schedule)
        hand_over_open_work(queue, now)
    except (DBAPIError, RedisError) as failure:
        logger.warning("Planning has to wait: %s", type(failure).__name__)


def plan(now: datetime, schedule: Sequence[ScheduledJob] = SCHEDULE) -> int:
    """Write a row for every due period that has none; answers how many were new."""
    with transaction(Scope.system("scheduler")) as session:
        if not _may_plan(session):
            return 0
        due = [{"name": job.name, "unique_key": period} for job in schedule for period in job.due_periods(now)]
        due += _delivery(session, now)
        if not due:
            return 0
        rows = session.execute(insert(JobRun).values(due).on_conflict_do_nothing().returning(JobRun.id))
        return len(rows.all())


def _delivery(session: Any, now: datetime) -> list[dict[str, Any]]:
    """A run for each kind of message of which one is due, at most one a minute, when no such run waits yet."""
    return [
        {"name": name, "unique_key": f"{now:%Y-%m-%dT%H:%M}"}
        for name, is_due in DELIVERIES.items()
        if not _has_open_run(session, name) and is_due(session, now)
    ]


def _has_open_run(session: Any, name: JobName) -> bool:
    open_run = select(JobRun.id).where(JobRun.name == name, JobRun.state.in_(("queued", "running")))
    return session.scalar(open_run.limit(1)) is not None


def hand_over_open_work(queue: Queue, now: datetime) -> int:
    """Give the queue every open row that it does not know, also after it was wiped; answers how many."""
    with transaction(Scope.system("scheduler")) as session:
        if not _may_plan(session):
            return 0
        missing = [run_id for run_id in session.scalars(_open_work(now)) if not is_in_hand(queue, run_id)]
        for run_id in missing:
            hand_over(queue, run_id)
        return len(missing)


def _may_plan(session: Any) -> bool:
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_PLANNING_LOCK))))


def _open_work(now: datetime) -> Any:
    """Rows to be done. One that failed rests a little first; one that is being worked on is in one
    pair of hands, and whoever takes it up a second time finds nothing to do."""
    rested = or_(JobRun.started_at.is_(None), JobRun.started_at <= now - _TRY_AGAIN_AFTER)
    return select(JobRun.id).where(JobRun.state.in_(("queued", "running")), rested).order_by(JobRun.id)
