"""How often programs may ask, and that guessing tokens is slowed down (G-3, A-1)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from app.database import db, transaction
from app.domain.scope import Scope
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.redis import EmbeddedRedis
from app.services.api.tokens import caller_with
from models import AuditEntry
from tests.api.programs import create_secret
from tests.conftest import fresh_database, settings_for
from tests.factories import create_facility
from tests.reports.conftest import redis

__all__ = ["redis"]


RATES = {"OF_ONE_PROGRAM": 5, "WRONG_ONES": 3}


@dataclass(frozen=True)
class Doors:
    """Two instances of the application on one database, the server that both count on, and two tokens."""

    apps: list[Flask]
    redis: EmbeddedRedis
    secrets: list[str]


@pytest.fixture(scope="module")
def doors(postgres: EmbeddedPostgres, redis: EmbeddedRedis) -> Iterator[Doors]:
    with fresh_database(postgres) as name, pytest.MonkeyPatch.context() as patch:
        for rate, times in RATES.items():
            patch.setattr(f"views.base.api_limits.{rate}", f"{times} per minute")
        settings = settings_for(postgres, name, testing=False, redis_url=redis.url)
        apps = [create_app(settings) for _ in range(2)]
        with apps[0].app_context(), transaction(Scope.system("test")) as session:
            facility = create_facility(session)
            secrets = [create_secret(session, facility, name=name) for name in ("Vlinder", "Andere")]
        yield Doors(apps, redis, secrets)
        for app in apps:
            with app.app_context():
                db.engine.dispose()


@pytest.fixture
def limited(doors: Doors) -> Iterator[Doors]:
    """The same with nothing counted yet, by the server nor by an application for itself."""
    _forget(doors)
    yield doors
    if not doors.redis.answers():
        doors.redis.start()


def _forget(doors: Doors) -> None:
    with Redis.from_url(doors.redis.url) as connection:
        connection.flushall()
    for app in doors.apps:
        limiter = app.appbuilder.sm.limiter  # type: ignore[attr-defined]
        limiter._storage_dead = False
        limiter._fallback_storage.reset()


def ask(app: Flask, secret: str, path: str = "/changes/", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {secret}", "Host": "localhost", **headers}
    return app.test_client().get(f"/api/v1{path}", headers=sent)


def statuses(app: Flask, *secrets: str) -> list[int]:
    return [ask(app, secret).status_code for secret in secrets]


def left(answer: Any) -> tuple[int, int]:
    return int(answer.headers["X-RateLimit-Limit"]), int(answer.headers["X-RateLimit-Remaining"])


def test_a_program_that_asks_too_much_hears_how_long_to_wait_and_others_go_on_g_3(limited: Doors) -> None:
    app, (one, other) = limited.apps[0], limited.secrets
    paths = ["/changes/", "/dossiers/", "/documents/sent", "/changes/", "/dossiers/"]
    assert [ask(app, one, path).status_code for path in paths] == [200] * 5
    refused = ask(app, one)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.json["faults"][0]["rule"] == "G-3"
    assert ask(app, other).status_code == 200


def test_every_answer_tells_what_is_left_and_only_a_refusal_how_long_to_wait_g_3(limited: Doors) -> None:
    app, (one, other) = limited.apps[0], limited.secrets
    answers = [ask(app, one, path) for path in ("/changes/", "/dossiers/x", "/changes/?limit=x", "/statements/2024-1")]
    assert [answer.status_code for answer in answers] == [200, 404, 400, 404]
    assert [left(answer) for answer in answers] == [(5, 4), (5, 3), (5, 2), (5, 1)]
    assert not any("Retry-After" in answer.headers for answer in answers)
    ask(app, one)
    refused = ask(app, one)
    assert left(refused) == (5, 0)
    assert time.time() < int(refused.headers["X-RateLimit-Reset"]) <= time.time() + 61
    assert left(ask(app, other)) == (5, 4)
    page = app.test_client().get("/aanmelden/", headers={"Host": "localhost"})
    assert not {"Retry-After", "X-RateLimit-Limit"} & set(page.headers.keys())


def test_a_token_is_the_same_however_it_is_written_g_3(limited: Doors) -> None:
    app, (one, _) = limited.apps[0], limited.secrets
    spaced = [ask(app, "", Authorization=f"Bearer{' ' * spaces}{one}{' ' * spaces}") for spaces in range(1, 7)]
    assert [answer.status_code for answer in spaced] == [200] * 5 + [429]


def test_two_instances_count_together_g_3(limited: Doors) -> None:
    (here, there), (one, other) = limited.apps, limited.secrets
    answers = [ask(app, one) for app in (here, there, here, there, there)]
    assert [left(answer)[1] for answer in answers] == [4, 3, 2, 1, 0]
    assert [ask(app, one).status_code for app in (here, there)] == [429, 429]
    assert statuses(there, other) == [200]
    assert statuses(here, "binc_1", "binc_2") == [401, 401]
    assert statuses(there, "binc_3", "binc_4") == [401, 429]


@pytest.mark.parametrize("how", ["ends", "hangs"])
def test_without_redis_every_instance_counts_by_itself_and_goes_back_to_it_g_3(
    limited: Doors, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here, there), (one, other) = limited.apps, limited.secrets
    assert statuses(here, one, one) == [200, 200]
    wake = silence(limited.redis, how)
    try:
        assert statuses(here, *[one] * 6) == [200] * 5 + [429], "it keeps nobody out and opens no door"
        assert statuses(here, "binc_1", "binc_2", "binc_3", "binc_4") == [401, 401, 401, 429]
        assert statuses(there, one) == [200], "each by itself"
    finally:
        wake()
    later = time.time() + 60
    monkeypatch.setattr("flask_limiter._extension.time", SimpleNamespace(time=lambda: later))
    assert [left(ask(app, other)) for app in (here, there)] == [(5, 4), (5, 3)], "together again"


def silence(redis: EmbeddedRedis, how: str) -> Callable[[], None]:
    """Ends a server, or has it take questions and answer none; what follows brings it back."""
    process = redis._process
    assert process is not None
    if how == "ends":
        redis.stop()
        return redis.start
    os.kill(process.pid, signal.SIGSTOP)
    return lambda: os.kill(process.pid, signal.SIGCONT)


def test_a_redis_that_goes_away_during_a_request_breaks_none_g_3(
    limited: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between counting and answering: the answer goes out, of right and of wrong tokens."""
    app, (one, _) = limited.apps[0], limited.secrets

    def caller(*arguments: Any, **words: Any) -> Any:
        limited.redis.stop()
        return caller_with(*arguments, **words)

    monkeypatch.setattr("views.base.api.caller_with", caller)
    assert statuses(app, "binc_1") == [401]
    limited.redis.start()
    _forget(limited)
    assert statuses(app, one) == [200]


def test_a_program_needs_no_protection_of_forms_and_gets_no_cookie_a_1(limited: Doors) -> None:
    app, (one, _) = limited.apps[0], limited.secrets
    headers = {"Authorization": f"Bearer {one}", "Idempotency-Key": "sleutel-een", "Host": "localhost"}
    answer = app.test_client().post("/api/v1/schakelingen/import", json={"lines": [{}]}, headers=headers)
    assert (answer.status_code, (answer.json or {})["refused"]) == (200, 1)
    assert "Set-Cookie" not in answer.headers


def test_wrong_tokens_are_slowed_down_and_keep_nobody_out_behind_the_same_address_g_3_a_1(limited: Doors) -> None:
    """Whoever sends wrong tokens from behind a shared address does not lock out the facility next to them."""
    app, (one, _) = limited.apps[0], limited.secrets
    assert statuses(app, *(f"binc_{number}" for number in range(5))) == [401] * 3 + [429] * 2
    refused = ask(app, "binc_9")
    assert left(refused) == (3, 0)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.json["faults"][0]["text"].startswith("Hiervandaan kwamen te veel verkeerde tokens.")
    assert statuses(app, one) == [200]
    assert left(ask(app, one)) == (5, 3), "and what is left is what is left of that token"


def test_the_record_of_wrong_tokens_grows_no_faster_than_the_limit_a_5(limited: Doors) -> None:
    app = limited.apps[0]
    before = _refusals_on_record(app)
    statuses(app, *(f"binc_{number}" for number in range(8)))
    assert _refusals_on_record(app) - before == RATES["WRONG_ONES"]


def _refusals_on_record(app: Flask) -> int:
    with app.app_context(), transaction(Scope.system("test")) as session:
        query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "token_refused")
        return session.scalar(query) or 0
