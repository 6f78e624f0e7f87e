"""A request that arrives twice is done once: after an answer, at the same time, and after a death half-way (G-3)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.database import BincSession, db, transaction
from app.domain.scope import Scope
from app.services.housekeeping import purge_expired
from models import ApiAnswer, Dossier, Facility
from tests.api.programs import Program, create_complete_client, create_secret
from tests.factories import create_facility

REFERRAL = {"through_access_gate": True}


def count_dossiers(session: BincSession) -> int:
    return session.scalar(select(func.count()).select_from(Dossier)) or 0


def test_the_same_key_and_request_get_the_same_answer_and_no_second_row_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    sent = {"national_number": create_complete_client(session, facility).national_number, "referral": REFERRAL}
    first = program.post("/dossiers/", sent, key="sleutel-een")
    again = program.post("/dossiers/", sent, key="sleutel-een")
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert (again.headers["ETag"], again.headers["Location"]) == (first.headers["ETag"], first.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count_dossiers(session) == 1


def test_the_same_key_for_something_else_is_refused_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    sent = {"national_number": create_complete_client(session, facility).national_number, "referral": REFERRAL}
    assert program.post("/dossiers/", sent, key="sleutel-een").status_code == 201
    other = program.post("/dossiers/", {**sent, "responsible": "an"}, key="sleutel-een")
    assert (other.status_code, other.json["faults"][0]["field"]) == (422, "Idempotency-Key")


def test_a_refusal_is_not_kept_so_that_mending_it_is_enough_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    client = create_complete_client(session, facility, nationality=None)
    sent = {"national_number": client.national_number, "referral": REFERRAL}
    assert program.post("/dossiers/", sent, key="sleutel-een").status_code == 422
    client.nationality = "BE"
    session.flush()
    assert program.post("/dossiers/", sent, key="sleutel-een").status_code == 201


def test_another_program_has_keys_of_its_own_g_3_a_2(
    session: BincSession, facility: Facility, program: Program, program_of: Any
) -> None:
    sent = {"national_number": create_complete_client(session, facility).national_number, "referral": REFERRAL}
    assert program.post("/dossiers/", sent, key="sleutel-een").status_code == 201
    assert program_of(facility, name="Andere").post("/dossiers/", sent, key="sleutel-een").status_code == 422


@pytest.mark.parametrize("key", ["", "kort", "x" * 101, "met spatie", "é" * 8])
def test_a_change_without_a_usable_key_is_refused_g_3(app: Flask, browse: Any, program: Program, key: str) -> None:
    headers = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": key.encode().decode("latin-1")}
    answer = browse(None)._call("post", "/api/v1/dossiers/", json={"national_number": "1"}, headers=headers)
    assert (answer.status_code, answer.json["faults"][0]["field"]) == (400, "Idempotency-Key")


def test_answers_are_kept_for_seven_days_g_3(session: BincSession, facility: Facility, program: Program) -> None:
    sent = {"national_number": create_complete_client(session, facility).national_number, "referral": REFERRAL}
    program.post("/dossiers/", sent, key="sleutel-een")
    given = datetime.now(UTC)
    assert purge_expired(session, now=given + timedelta(days=6, hours=23))["api_answers"] == 0
    assert purge_expired(session, now=given + timedelta(days=7, minutes=1))["api_answers"] == 1


def test_an_answer_is_reached_by_its_program_only_with_each_wall_alone_a_2(
    session: BincSession, facility: Facility, program: Program
) -> None:
    sent = {"national_number": create_complete_client(session, facility).national_number, "referral": REFERRAL}
    program.post("/dossiers/", sent, key="sleutel-een")
    assert session.execute(text("select * from api_answer")).all() == []
    assert session.scalars(select(ApiAnswer)).all() == []


@pytest.fixture
def live(committing_app: Flask) -> tuple[Flask, str, str]:
    """An application whose transactions are real, a key to it, and somebody to make a dossier of."""
    with committing_app.app_context(), transaction(Scope.system("test")) as session:
        facility = create_facility(session)
        number = str(create_complete_client(session, facility).national_number)
        return committing_app, create_secret(session, facility), number


def post(app: Flask, secret: str, number: str) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "sleutel-een"}
    sent = {"national_number": number, "referral": REFERRAL}
    return app.test_client().post("/api/v1/dossiers/", json=sent, headers=headers)


def all_dossiers(app: Flask) -> int:
    with app.app_context(), transaction(Scope.system("test")) as session:
        return count_dossiers(session)


def test_two_at_once_do_it_once_and_get_the_same_answer_g_3(live: Any) -> None:
    app, secret, number = live
    answers, both = [], threading.Barrier(2)

    def one() -> None:
        both.wait()
        answers.append(post(app, secret, number))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert all_dossiers(app) == 1


def test_the_second_waits_for_the_first_and_does_the_work_where_that_died_g_3(live: Any) -> None:
    """The first holds the key in a transaction that never commits: the second gets it when that is gone."""
    app, secret, number = live
    with app.app_context(), transaction(Scope.system("test")) as session:
        seat_id = session.execute(text("select seat_id from api_token")).scalar_one()
    with app.app_context():
        dying = db.engine.connect()
    begun = dying.begin()
    dying.execute(text("select set_config('binc.seat_id', :seat, true)"), {"seat": str(seat_id)})
    dying.execute(
        text("insert into api_answer (seat_id, key, request_digest) values (:seat, 'sleutel-een', 'x')"),
        {"seat": seat_id},
    )
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(post(app, secret, number)))
    thread.start()
    thread.join(timeout=0.5)
    assert answers == [], "it waits"
    begun.rollback()
    dying.close()
    thread.join()
    assert answers[0].status_code == 201
    assert all_dossiers(app) == 1


def test_a_death_before_the_answer_leaves_neither_row_nor_key_g_3(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app, secret, number = live
    with monkeypatch.context() as patch:
        patch.setattr("views.base.api.keep_answer", lambda *_: (_ for _ in ()).throw(RuntimeError("gone")))
        assert post(app, secret, number).status_code == 500
    assert all_dossiers(app) == 0
    assert post(app, secret, number).status_code == 201
    assert all_dossiers(app) == 1
