"""Whether the job of a record was given up, so that nothing comes of it by itself any more (R-4, G-3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, func

from app.domain.jobs import JobName
from models.job_run import GIVEN_UP, JobRun


def job_gave_up(record_id: Any, *names: JobName) -> ColumnElement[bool]:
    """That a job with one of these names, which has the number of the record as its key, failed for good."""
    return exists().where(
        JobRun.name.in_([name.value for name in names]),
        JobRun.unique_key == func.cast(record_id, JobRun.unique_key.type),
        JobRun.state.in_(GIVEN_UP),
    )
