"""What every test may ask for: a real PostgreSQL, an application, a session that is rolled back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import cache, partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from app.bootstrap import prepare
from app.database import BincSession, current_session, db, enter_scope
from app.domain.scope import Scope
from app.factory import Binc, create_app
from app.runtime.postgres import EmbeddedPostgres
from app.services import accounts
from config import Settings
from models.access import Seat

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), max_examples=50
)
settings.register_profile("deep", deadline=None, suppress_health_check=list(HealthCheck), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

TEMPLATE = "binc_template"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One database server for this test process, with a migrated and seeded template database."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), for_tests=True)
    server.start()
    try:
        server.ensure_roles_and_database(TEMPLATE)
        prepare(settings_for(server, TEMPLATE))
        yield server
    finally:
        server.stop()


def settings_for(server: EmbeddedPostgres, database: str, **overrides: Any) -> Settings:
    """Settings of a test application on one database of the test server."""
    values: dict[str, Any] = {
        "home": Path(server.home),
        "secret_key": "for tests only, never for an installation",
        "database_url": server.url("binc_app", database),
        "database_owner_url": server.url("binc_owner", database),
        "documents": str(server.home / "documents" / database),
        "document_keys": server.home / "document_keys" / database,
        "testing": True,
        "demo": True,
    }
    return Settings(**{**values, **overrides})


_databases = iter(range(1, 100_000))


@contextmanager
def fresh_database(server: EmbeddedPostgres) -> Iterator[str]:
    """A database of its own, copied from the template, for tests that must really commit."""
    name = f"binc_copy_{next(_databases)}"
    with psycopg.connect(server.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"create database {name} template {TEMPLATE} owner binc_owner")
        try:
            yield name
        finally:
            connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes each password once and with little work: both are slow on purpose, and everybody here has the same one."""
    quickly = partial(accounts.generate_password_hash, method="pbkdf2:sha256:1000")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "generate_password_hash", cache(quickly))
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiles each template once for all applications of a run: every test with a database of its own makes one."""
    place = tmp_path_factory.getbasetemp()
    shared = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "templates"
    shared.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Binc, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(shared))})
        yield


@pytest.fixture(scope="session")
def app(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    """One application for the whole run; its tests leave nothing behind."""
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name))
        app.config["WTF_CSRF_ENABLED"] = False
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def committing_app(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    """An application on a database of its own, where transactions are real: for races, jobs and browsers."""
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name))
        app.config["WTF_CSRF_ENABLED"] = False
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[BincSession]:
    """A session of the product's own database role with the reach of the system; all it does is rolled back.

    Commits inside the test, also those of requests made with `client`, only release a savepoint.
    """
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        db.session.remove()
        original = dict(db.session.session_factory.kw)
        db.session.session_factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        enter_scope(db.session, Scope.system("test"))
        try:
            yield current_session()
        finally:
            db.session.remove()
            db.session.session_factory.kw = original
            outer.rollback()
            connection.close()


class SeatedClient:
    """A browser signed in at one seat; it sees what the test's session has written so far."""

    def __init__(self, app: Flask, session: BincSession, seat: Seat | None) -> None:
        self._session = session
        self._client = app.test_client()
        self.seat_id = seat.id if seat else None
        if seat is not None:
            self._sign_in(seat)

    def _sign_in(self, seat: Seat) -> None:
        content = {"_user_id": str(seat.user_id), "_fresh": True, "epoch": 0, "seat_id": seat.id}
        Context().run(self._keep, content)

    def _keep(self, content: dict[str, Any]) -> None:
        with self._client.session_transaction() as browser:
            browser.update(content)

    def get(self, path: str, **options: Any) -> Any:
        """Opens a page."""
        return self._call("get", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """Posts a form of this seat."""
        return self._call("post", path, data={"seat": self.seat_id, **(data or {})}, **options)

    def _call(self, method: str, path: str, **options: Any) -> Any:
        # The request's session sets the reach of the shared transaction; releasing the savepoint makes the
        # test's session announce its own again at its next statement.
        self._session.commit()
        # An empty context, or the request would share the test's application context, its session and its `g`.
        response = Context().run(getattr(self._client, method), path, **options)
        self._session.commit()
        return response


@pytest.fixture
def browse(app: Flask, session: BincSession) -> Callable[..., SeatedClient]:
    """Makes a browser for a seat: `browse(seat).get("/")`."""

    def open_browser(seat: Seat | None = None) -> SeatedClient:
        return SeatedClient(app, session, seat)

    return open_browser
