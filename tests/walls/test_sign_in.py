"""Signing in and out, seats, and the sessions behind them (A-1, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database import BincSession, db
from app.domain.roles import Role
from app.factory import create_app
from app.runtime.postgres import EmbeddedPostgres
from models import Seat
from models.access import WebSession
from tests.conftest import SeatedClient, fresh_database, settings_for
from tests.factories import PASSWORD, create_facility, create_seat, create_user

Browse = Callable[..., SeatedClient]


class Browser:
    """A browser without any session yet."""

    def __init__(self, app: Flask, session: BincSession) -> None:
        self._session, self.client = session, app.test_client()

    def call(self, method: str, path: str, **options: Any) -> Any:
        self._session.commit()
        response = Context().run(getattr(self.client, method), path, **options)
        self._session.commit()
        return response

    def sign_in(self, user_name: str, password: str = PASSWORD, path: str = "/aanmelden/") -> Any:
        return self.call("post", path, data={"username": user_name, "password": password})

    @property
    def cookie(self) -> str:
        cookie = self.client.get_cookie("binc")
        return cookie.value if cookie else ""


@pytest.fixture
def browser(app: Flask, session: BincSession) -> Browser:
    return Browser(app, session)


def test_a_person_with_one_seat_works_there_at_once_A_1(session: BincSession, browser: Browser) -> None:
    facility = create_facility(session, name="De Vlier")
    seat = create_seat(session, facility)
    assert browser.sign_in(seat.user.username).headers["Location"] == "/"
    page = browser.call("get", "/hulp/").text
    assert "De Vlier" in page
    assert "Medewerker" in page


def test_a_person_with_two_seats_chooses_and_switches_with_one_click_A_1(
    session: BincSession, browser: Browser
) -> None:
    user = create_user(session)
    first = create_seat(session, create_facility(session, name="Het Eerste"), user=user)
    second = create_seat(session, create_facility(session, name="Het Tweede"), user=user)
    browser.sign_in(user.username)
    assert browser.call("get", "/hulp/").headers["Location"].startswith("/plaats/")
    choice = browser.call("get", "/plaats/").text
    assert "Het Eerste" in choice
    assert "Het Tweede" in choice
    browser.call("post", "/plaats/", data={"chosen_seat": first.id})
    assert "Het Eerste" in browser.call("get", "/hulp/").text
    browser.call("post", "/plaats/", data={"chosen_seat": second.id})
    assert "Het Tweede" in browser.call("get", "/hulp/").text


def test_somebody_elses_seat_cannot_be_taken_A_2(session: BincSession, browser: Browser) -> None:
    mine, theirs = create_seat(session, create_facility(session)), create_seat(session, create_facility(session))
    browser.sign_in(mine.user.username)
    assert browser.call("post", "/plaats/", data={"chosen_seat": theirs.id}).status_code == 404


def test_a_wrong_password_is_refused_in_dutch_with_the_name_kept(session: BincSession, browser: Browser) -> None:
    user = create_user(session)
    answer = browser.sign_in(user.username, "verkeerd wachtwoord")
    assert answer.status_code == 200
    assert "horen niet bij elkaar" in answer.text
    assert user.username in answer.text
    assert "verkeerd wachtwoord" not in answer.text


@pytest.mark.parametrize("name", ["\0", "a\0b", "x" * 5000])
def test_a_name_that_nobody_can_have_is_refused_at_its_field(browser: Browser, name: str) -> None:
    answer = browser.sign_in(name)
    assert answer.status_code == 200
    assert 'type="password"' in answer.text


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(browser: Browser) -> None:
    assert "horen niet bij elkaar" in browser.sign_in("niemand").text


def test_the_cookie_of_somebody_who_signed_out_opens_nothing(session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    old = browser.cookie
    browser.call("post", "/afmelden/")
    browser.client.set_cookie("binc", old)
    assert browser.call("get", "/hulp/").status_code == 302


def test_signing_in_gives_a_fresh_cookie_and_ends_the_earlier_one(session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    first = browser.cookie
    browser.call("post", "/afmelden/")
    browser.sign_in(seat.user.username)
    assert browser.cookie != first
    assert len(browser.cookie) >= 40


def test_a_new_password_ends_every_other_session(app: Flask, session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    elsewhere = Browser(app, session)
    elsewhere.sign_in(seat.user.username)
    browser.sign_in(seat.user.username)
    fresh = "een heel ander lang wachtwoord"
    data = {"present": PASSWORD, "fresh": fresh, "again": fresh, "seat": seat.id}
    assert browser.call("post", "/wachtwoord/", data=data).status_code == 302
    assert browser.call("get", "/hulp/").status_code == 200
    assert elsewhere.call("get", "/hulp/").status_code == 302
    assert elsewhere.sign_in(seat.user.username).status_code == 200
    assert elsewhere.sign_in(seat.user.username, fresh).status_code == 302


@pytest.mark.parametrize(
    ("present", "fresh", "again", "message"),
    [
        ("fout", "een heel ander wachtwoord", "een heel ander wachtwoord", "niet je huidige wachtwoord"),
        (PASSWORD, "kort", "kort", "minstens 12 tekens"),
        (PASSWORD, "een heel ander wachtwoord", "iets anders dan dat", "niet gelijk"),
    ],
)
def test_a_new_password_is_refused_at_the_field_with_what_to_do(
    session: BincSession, browse: Browse, present: str, fresh: str, again: str, message: str
) -> None:
    seat = create_seat(session, create_facility(session))
    answer = browse(seat).post("/wachtwoord/", {"present": present, "fresh": fresh, "again": again})
    assert message in answer.text


def test_the_session_is_kept_in_the_database_by_the_digest_of_its_cookie(
    session: BincSession, browser: Browser
) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    with db.engine.connect() as connection:
        digests = set(connection.execute(select(WebSession.token_digest)).scalars())
    assert browser.cookie
    assert browser.cookie not in digests


def test_a_form_opened_for_another_seat_saves_nothing_and_keeps_the_text(
    session: BincSession, browser: Browser
) -> None:
    user = create_user(session)
    first = create_seat(session, create_facility(session, name="Het Eerste"), user=user)
    second = create_seat(session, create_facility(session, name="Het Tweede"), user=user)
    browser.sign_in(user.username)
    browser.call("post", "/plaats/", data={"chosen_seat": second.id})
    typed = {"present": "wat ik typte", "fresh": "x", "again": "x", "seat": first.id}
    answer = browser.call("post", "/wachtwoord/", data=typed)
    assert answer.status_code == 409
    assert "wat ik typte" in answer.text
    assert "Wissel naar Het Eerste" in answer.text
    browser.call("post", "/wachtwoord/", data={**typed, "switch_to_seat": first.id})
    assert "Het Eerste" in browser.call("get", "/hulp/").text


def test_a_form_without_a_seat_saves_nothing(session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    assert browser.call("post", "/wachtwoord/", data={"present": PASSWORD}).status_code == 409


@pytest.mark.parametrize("number", ["9" * 30, "2147483648", "-1", "x", "\u0663"])
def test_a_seat_number_that_no_seat_can_have_saves_nothing(session: BincSession, browser: Browser, number: str) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    for data in ({"seat": number}, {"seat": str(seat.id), "switch_to_seat": number}):
        answer = browser.call("post", "/wachtwoord/", data={**data, "present": "x"})
        assert answer.status_code in (200, 409, 422)


def test_a_request_for_a_host_that_is_not_ours_gets_plain_words(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["binc.example"])
    for host in ("elders.be", "binc.example.elders.be", "[::1]"):
        answer = browser.call("get", "/aanmelden/", headers={"Host": host})
        assert answer.status_code == 400
        assert answer.text.startswith("Binc is hier niet te vinden.")
    assert browser.call("get", "/aanmelden/", headers={"Host": "binc.example"}).status_code == 200


@pytest.mark.parametrize("target", ["https://elders.be/", "//elders.be", "/\\elders.be", "javascript:alert(1)"])
def test_after_signing_in_nobody_is_sent_to_another_site(session: BincSession, browser: Browser, target: str) -> None:
    seat = create_seat(session, create_facility(session))
    answer = browser.call(
        "post",
        "/aanmelden/",
        query_string={"next": target},
        data={"username": seat.user.username, "password": PASSWORD},
    )
    assert answer.headers["Location"] == "/"


def test_a_deactivated_person_cannot_go_on(session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    seat.user.active = False
    assert browser.call("get", "/hulp/").status_code == 302


def test_a_seat_that_was_taken_away_opens_nothing_any_more_A_4(session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    session.delete(seat)
    assert browser.call("get", "/hulp/").headers["Location"].startswith("/plaats/")


def test_signing_in_and_being_refused_are_on_record_A_5(session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session), Role.FACILITY_MANAGER)
    browser.sign_in(seat.user.username, "fout wachtwoord!")
    browser.sign_in(seat.user.username)
    actions = list(session.execute(text("select action from audit_entry order by id")).scalars())
    assert "sign_in_refused" in actions
    assert actions.index("sign_in_refused") < actions.index("sign_in") < actions.index("choose_seat")


def test_every_page_carries_the_headers_that_keep_it_to_itself(session: BincSession, browse: Browse) -> None:
    seat: Seat = create_seat(session, create_facility(session))
    headers = browse(seat).get("/hulp/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_post_without_the_forms_token_changes_nothing(app: Flask, session: BincSession, browser: Browser) -> None:
    seat = create_seat(session, create_facility(session))
    browser.sign_in(seat.user.username)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        fresh = "een heel ander lang wachtwoord"
        data = {"present": PASSWORD, "fresh": fresh, "again": fresh, "seat": seat.id}
        assert browser.call("post", "/wachtwoord/", data=data).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_guessing_passwords_is_slowed_down_also_without_a_counting_server(postgres: EmbeddedPostgres) -> None:
    with fresh_database(postgres) as name:
        limited = create_app(settings_for(postgres, name, testing=False, redis_url="unix:///nowhere/redis.sock"))
        limited.config["WTF_CSRF_ENABLED"] = False
        client = limited.test_client()
        guess = {"username": "an", "password": "raak?"}
        statuses = [client.post("/aanmelden/", data=guess).status_code for _ in range(11)]
        last = client.post("/aanmelden/", data=guess)
        with limited.app_context():
            db.engine.dispose()
    assert statuses == [200] * 10 + [429]
    assert "Te veel" in last.text or "veel pogingen" in last.text
