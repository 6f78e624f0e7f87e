"""Doing one job: it may be asked for twice and end anywhere, and still happens once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from app.database import db, transaction
from app.domain.jobs import JobName
from app.domain.scope import Scope
from jobs.giving_way import GiveWay
from jobs.scheduled import GIVING_UP, JOB_FUNCTIONS
from models.job_run import JobRun

logger = logging.getLogger(__name__)

MOST_TRIES = 3
_OPEN_STATES = ("queued", "running")


class JobInterruptedError(RuntimeError):
    """The work could not even be begun or written down; its text is the name of the cause and nothing else."""


def perform(run_id: int) -> None:
    """Do the work of one row and mark it done in the same transaction; does nothing when it is done already.

    A failure is written down by the name of its class only, for its text may hold personal data. Raises
    JobInterruptedError, for the queue to try again, when the database is away.
    """
    try:
        with _in_hand(run_id) as mine:
            name = _begin(run_id) if mine else None
            if name is not None:
                _attempt(run_id, name)
    except Exception as failure:
        raise JobInterruptedError(type(failure).__name__) from None


@contextmanager
def _in_hand(run_id: int) -> Iterator[bool]:
    """Whether this process alone has the row in hand; it lets go at the end, and the database does when it is killed.

    A lock of the connection and not of a transaction, for the work takes two: one to say that it begins, one to do it.
    """
    key = {"key": f"job_run:{run_id}"}
    with db.engine.connect() as connection:
        mine = _take(connection, key)
        try:
            yield mine
        finally:
            if mine:
                with connection.begin():
                    connection.execute(text("select pg_advisory_unlock(hashtextextended(:key, 0))"), key)


def _take(connection: Connection, key: dict[str, str]) -> bool:
    """Take the lock, waiting just long enough for the database to notice that a process before us was killed."""
    try:
        with connection.begin():
            connection.execute(text("set local lock_timeout = '2s'"))
            connection.execute(text("select pg_advisory_lock(hashtextextended(:key, 0))"), key)
    except DBAPIError as failure:
        if isinstance(failure.orig, LockNotAvailable):
            return False
        raise
    return True


def _attempt(run_id: int, name: JobName) -> None:
    try:
        _work(run_id, name)
    except GiveWay:
        _leave_for_later(run_id)
    except Exception as failure:
        logger.error("Job %s %s failed: %s", name, run_id, type(failure).__name__)
        _write_failure(run_id, type(failure).__name__)


def _begin(run_id: int) -> JobName | None:
    """Note that the work begins; None when it is finished or was begun too often."""
    with transaction(Scope.system("job")) as session:
        run = _lock(session, run_id)
        if run is None:
            return None
        if run.tries >= MOST_TRIES:
            _give_up(session, run, error_class=run.error_class or "AbandonedJobError")
            return None
        run.state, run.tries, run.started_at = "running", run.tries + 1, datetime.now(UTC)
        return JobName(run.name)


def _work(run_id: int, name: JobName) -> None:
    with transaction(Scope.system(f"job {name}")) as session:
        run = _lock(session, run_id)
        if run is None:
            return
        result = JOB_FUNCTIONS[name](session, run)
        run.result = dict(result) if result is not None else None
        _finish(run, "done", error_class=None)


def _lock(session: Any, run_id: int) -> JobRun | None:
    """The row, if it is still open, locked for this transaction against somebody who cancels it."""
    statement = select(JobRun).where(JobRun.id == run_id, JobRun.state.in_(_OPEN_STATES))
    run: JobRun | None = session.execute(statement.with_for_update()).scalar_one_or_none()
    return run


def _write_failure(run_id: int, error_class: str) -> None:
    """Leave the row for another try, or give up."""
    with transaction(Scope.system("job")) as session:
        run = _lock(session, run_id)
        if run is None:
            return
        if run.tries >= MOST_TRIES:
            _give_up(session, run, error_class)
        else:
            run.state, run.error_class = "queued", error_class


def _leave_for_later(run_id: int) -> None:
    """Leave the row for its next turn, which comes at once and is no new try: nothing went wrong."""
    with transaction(Scope.system("job")) as session:
        run = _lock(session, run_id)
        if run is not None:
            run.state, run.tries, run.started_at = "queued", 0, None


def _give_up(session: Any, run: JobRun, error_class: str) -> None:
    """End a row that failed too often, and tell whom it concerns."""
    _finish(run, "failed", error_class)
    give_up = GIVING_UP.get(JobName(run.name))
    if give_up is not None:
        give_up(session, run)


def _finish(run: JobRun, state: str, error_class: str | None) -> None:
    run.state, run.error_class, run.finished_at = state, error_class, datetime.now(UTC)
