"""Rows of work for the tests of jobs, all committed."""

from typing import Any

from flask import Flask
from sqlalchemy import text

from app.database import transaction
from app.domain.jobs import JobName
from app.domain.scope import Scope
from jobs.performing import perform
from models.job_run import JobRun


def leave_effect(session: Any, run: JobRun) -> dict[str, int]:
    """A job's work that can be counted afterwards."""
    session.execute(text("insert into effect values (:run)"), {"run": run.id})
    return {"effects": 1}


def create_run(**overrides: Any) -> int:
    """A committed row of work to do."""
    with transaction(Scope.system("test")) as session:
        run = JobRun(**({"name": JobName.PURGE_EXPIRED, "unique_key": "2024-01-01"} | overrides))
        session.add(run)
        session.flush()
        return run.id


def look_up(run_id: int) -> JobRun:
    """The row as it stands now."""
    with transaction(Scope.system("test")) as session:
        run: JobRun = session.get_one(JobRun, run_id)
        session.expunge(run)
        return run


def performed(app: Flask, run_id: int) -> JobRun:
    """Lets a worker do it; answers the row as it stands afterwards."""
    with app.app_context():
        perform(run_id)
        return look_up(run_id)


def effects() -> int:
    """How often the work of a job was really done."""
    with transaction(Scope.system("test")) as session:
        return int(session.execute(text("select count(*) from effect")).scalar_one())
