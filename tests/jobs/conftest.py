"""A database and a queue of their own: jobs commit, fork and get killed."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import create_engine, text

from app.bootstrap import migrate
from app.database import transaction
from app.domain.jobs import JobName
from app.domain.scope import Scope
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.redis import EmbeddedRedis
from jobs.queue import connect, open_queue
from jobs.scheduled import JOB_FUNCTIONS, JobFunction
from tests.jobs.application import build


@pytest.fixture(scope="session")
def servers() -> Iterator[tuple[EmbeddedPostgres, EmbeddedRedis]]:
    """PostgreSQL with the tables of the product, and Redis."""
    home = Path(tempfile.mkdtemp(prefix="binc-test-"))
    postgres, redis = EmbeddedPostgres(home, for_tests=True), EmbeddedRedis(home)
    postgres.start()
    redis.start()
    postgres.ensure_roles_and_database()
    migrate(postgres.owner_url)
    owner = create_engine(postgres.owner_url)
    with owner.begin() as connection:
        connection.execute(text("create table effect (run_id bigint)"))
        connection.execute(text("grant all on effect to binc_app"))
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
            session.execute(text("delete from job_run; delete from effect"))
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
