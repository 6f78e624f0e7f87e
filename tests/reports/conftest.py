"""What the tests of jobs of reports share: a queue, and an application for processes that a test may kill."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import URL

from app.database import db
from app.runtime.redis import EmbeddedRedis
from jobs.queue import connect
from tests.jobs.application import build


@pytest.fixture(scope="session")
def redis() -> Iterator[EmbeddedRedis]:
    """A queue's server."""
    with tempfile.TemporaryDirectory(prefix="binc-test-") as home:
        server = EmbeddedRedis(Path(home))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def worker_app(committing_app: Flask, redis: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A bare application on the same database with an empty queue; other processes find both in the environment."""
    with committing_app.app_context():
        address: URL = db.engine.url
    monkeypatch.setenv("DATABASE_URL", address.render_as_string(hide_password=False))
    monkeypatch.setenv("REDIS_URL", redis.url)
    connect(redis.url).flushall()
    app = build()
    yield app
    with app.app_context():
        db.engine.dispose()
