"""A register over HTTPS that is late, broken or wrong: one clear error, and nobody named anywhere (C-1, G-3, A-5)."""

from __future__ import annotations

import json
import logging
from datetime import date

import pytest

from app.integrations.national_register import HttpsRegister, PersonNotFound, RegisterUnavailable, TooManyFound
from tests.integrations.https_server import BREAK_OFF, HANG, QUICK, TRICKLE, Answer, HttpsServer
from tests.integrations.register_server import answering

NOOR = "15041200210"
PERSON = {"national_number": NOOR, "name": "Peeters", "first_name": "Noor", "birth_year": 2015}


@pytest.fixture
def register(neighbour: HttpsServer) -> HttpsRegister:
    neighbour.answer = answering()
    return HttpsRegister(neighbour.endpoint, QUICK, QUICK)


def body(**changes: object) -> bytes:
    return json.dumps({"person": {**PERSON, **changes}}).encode()


@pytest.mark.parametrize("misdeed", [HANG, BREAK_OFF, TRICKLE, (500, b""), (502, b"<html>")])
def test_a_register_that_stumbles_once_is_asked_again_g_3(
    neighbour: HttpsServer, register: HttpsRegister, misdeed: str | Answer
) -> None:
    neighbour.misdeeds = [misdeed]
    assert register.find_by_number(NOOR).first_name == "Noor"
    assert len(neighbour.asked) == 2


@pytest.mark.parametrize(
    "misdeed",
    [
        HANG,
        BREAK_OFF,
        TRICKLE,
        (500, b""),
        (200, b""),
        (200, b"not json"),
        (200, b"[" * 50_000),
        (200, b"\xff"),
        (200, b"{}"),
        (200, body(national_number="15041200211")),
        (200, body(national_number="1504")),
        (200, body(birth_date="2015-02-30")),
        (200, body(birth_year="2015")),
        (200, body(unknown_key=1)),
        (200, b" " * (1024 * 1024 + 1)),
        (302, b""),
        (401, b""),
        (403, b'{"error": "not_found"}'),
        (404, b"<html>no such page</html>"),
        (404, b"[]"),
        (422, b'{"error": "too_many"}'),
    ],
)
def test_whatever_cannot_be_understood_is_a_register_that_does_not_answer_g_3(
    neighbour: HttpsServer, register: HttpsRegister, misdeed: str | Answer
) -> None:
    neighbour.misdeeds = [misdeed] * 2
    with pytest.raises(RegisterUnavailable) as failure:
        register.find_by_number(NOOR)
    assert NOOR not in str(failure.value)
    assert failure.value.__cause__ is None


def test_nobody_and_too_many_are_told_apart_from_silence_c_1(neighbour: HttpsServer, register: HttpsRegister) -> None:
    neighbour.misdeeds = [(404, b'{"error": "not_found"}'), (422, b'{"error": "too_many", "limit": 40}')]
    with pytest.raises(PersonNotFound):
        register.find_by_number(NOOR)
    with pytest.raises(TooManyFound) as many:
        register.find_by_data("Peeters", birth_year=2015)
    assert many.value.limit == 40


def test_no_number_and_no_name_stands_in_an_address_or_a_log_a_5(
    neighbour: HttpsServer, register: HttpsRegister, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    register.find_by_number(NOOR)
    register.find_by_data("Peeters", date(2015, 4, 12))
    register.find_changed([NOOR], None)
    neighbour.misdeeds = [(500, b"")] * 2
    with pytest.raises(RegisterUnavailable):
        register.find_by_number(NOOR)
    assert {one.method for one in neighbour.asked} == {"POST"}
    assert {one.path for one in neighbour.asked} == {"/dienst/person", "/dienst/search", "/dienst/changes"}
    assert NOOR not in caplog.text
    assert "Peeters" not in caplog.text


def test_an_answer_about_somebody_who_was_not_asked_is_left_g_3(
    neighbour: HttpsServer, register: HttpsRegister
) -> None:
    changed = [{"asked": NOOR, "person": PERSON}, {"asked": "93051822361", "person": PERSON}]
    neighbour.misdeeds = [(200, json.dumps({"changed": changed}).encode())]
    assert [one.asked for one in register.find_changed([NOOR], date(2026, 7, 1))] == [NOOR]
    assert json.loads(neighbour.asked[-1].body) == {"numbers": [NOOR], "since": "2026-07-01"}
