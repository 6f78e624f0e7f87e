"""How often programs may ask, and that guessing tokens is slowed down (G-3, A-1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.database import db, transaction
from app.domain.scope import Scope
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from tests.api.programs import create_secret
from tests.conftest import fresh_database, settings_for
from tests.factories import create_facility


@pytest.fixture
def limited(postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, list[str]]]:
    """An application that counts, without a server to count on, and two tokens."""
    monkeypatch.setattr("views.api.limits.OF_ONE_PROGRAM", "5 per minute")
    monkeypatch.setattr("views.api.limits.WRONG_ONES", "3 per minute")
    with fresh_database(postgres) as name:
        app = create_app(settings_for(postgres, name, testing=False, redis_url="unix:///nowhere/redis.sock"))
        with app.app_context(), transaction(Scope.system("test")) as session:
            facility = create_facility(session)
            secrets = [create_secret(session, facility, name=name) for name in ("Vlinder", "Andere")]
        yield app, secrets
        with app.app_context():
            db.engine.dispose()


def ask(app: Flask, secret: str, path: str = "/changes/") -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Host": "localhost"}
    return app.test_client().get(f"/api/v1{path}", headers=headers)


def test_a_program_that_asks_too_much_hears_how_long_to_wait_and_others_go_on_g_3(limited: Any) -> None:
    app, (one, other) = limited
    paths = ["/changes/", "/dossiers/", "/documents/sent", "/changes/", "/dossiers/"]
    assert [ask(app, one, path).status_code for path in paths] == [200] * 5
    refused = ask(app, one)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.json["faults"][0]["rule"] == "G-3"
    assert ask(app, other).status_code == 200


def test_a_program_needs_no_protection_of_forms_and_gets_no_cookie_a_1(limited: Any) -> None:
    app, (one, _) = limited
    headers = {"Authorization": f"Bearer {one}", "Idempotency-Key": "sleutel-een", "Host": "localhost"}
    answer = app.test_client().post("/api/v1/schakelingen/import", json={"lines": [{}]}, headers=headers)
    assert (answer.status_code, answer.json["refused"]) == (200, 1)
    assert "Set-Cookie" not in answer.headers


def test_guessing_tokens_is_slowed_down_by_where_it_comes_from_a_1(limited: Any) -> None:
    app, (one, _) = limited
    assert [ask(app, f"binc_{number}").status_code for number in range(4)] == [401] * 3 + [429]
    assert ask(app, one).status_code == 429, "from that place nobody comes in for a while"
