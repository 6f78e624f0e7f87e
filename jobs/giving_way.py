"""Letting others first: a long job stops of itself while somebody waits for something short."""

from __future__ import annotations

from sqlalchemy import select

from app.database import BincSession
from app.domain.jobs import JobName
from models.job_run import JobRun


class GiveWay(Exception):
    """Raised by a long job with everything it did committed: other work waits, and the rest is done after that."""


def others_wait(session: BincSession, name: JobName) -> bool:
    """Whether work of another kind has not begun; what failed and rests before its next try does not count."""
    waiting = (JobRun.state == "queued", JobRun.name != name, JobRun.started_at.is_(None))
    return session.scalar(select(JobRun.id).where(*waiting).limit(1)) is not None
