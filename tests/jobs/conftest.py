"""A database and a queue of their own: jobs commit, fork and get killed."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import create_engine, text

from app.database import Model, transaction
from app.domain.jobs import JobName
from app.domain.scope import Scope
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.redis import EmbeddedRedis
from jobs.queue import connect, open_queue
from jobs.scheduled import JOB_FUNCTIONS, JobFunction
from models.job_run import JobRun
from tests.jobs.application import build


@pytest.fixture(scope="session")
def servers() -> Iterator[tuple[EmbeddedPostgres, EmbeddedRedis]]:
    """PostgreSQL with the table of job runs, and Redis."""
    home = Path(tempfile.mkdtemp(prefix="binc-test-"))
    postgres, redis = EmbeddedPostgres(home, for_tests=True), EmbeddedRedis(home)
    postgres.start()
    redis.start()
    postgres.ensure_roles_and_database()
    owner = create_engine(postgres.owner_url)
    with owner.begin() as connection:
        Model.metadata.create_all(connection, tables=[JobRun.__table__])
        connection.execute(text("create table effect (run_id bigint)"))
        connection.execute(text("grant all on all tables in schema public to binc_app"))
    owner.dispose()
    yield postgres, redis
    redis.stop()
    postgres.stop()
    shutil.rmtree(home)


@pytest.fixture
def job_app(servers: tuple[EmbeddedPostgres, EmbeddedRedis], monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application over empty tables and an empty queue; other processes find them through the environment."""
    postgres, redis = servers
    monkeypatch.setenv("DATABASE_URL", postgres.app_url)
    monkeypatch.setenv("REDIS_URL", redis.url)
    app = build()
    with app.app_context():
        connect(redis.url).flushall()
        with transaction(Scope.system("test")) as session:
            session.execute(text("truncate job_run, effect"))
        yield app


@pytest.fixture
def queue(job_app: Flask) -> Queue:
    """The queue of the application."""
    return open_queue(connect(job_app.extensions["settings"].redis_url))


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Callable[[JobFunction], None]:
    """Lets the purge job do something else."""

    def replace(function: JobFunction) -> None:
        monkeypatch.setitem(JOB_FUNCTIONS, JobName.PURGE_EXPIRED, function)  # type: ignore[arg-type]

    return replace


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


def effects() -> int:
    """How often the work of a job was really done."""
    with transaction(Scope.system("test")) as session:
        return int(session.execute(text("select count(*) from effect")).scalar_one())
