"""Whatever address, method or body a program gets wrong: an answer in JSON that says what is right (G-3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.domain.faults import Fault
from app.factory import REQUEST_LIMIT
from tests.api.programs import Program

BODY = {"Content-Type": "application/json"}


@pytest.fixture
def ask(program: Program, browse: Any) -> Callable[..., Any]:
    """One request with the token of a program, to any address: `ask("get", "/api/v1/changes/")`."""
    browser = browse(None)

    def send(method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> Any:
        own = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": "sleutel-een", **(headers or {})}
        return browser._call(method, path, headers=own, **options)

    return send


def told(answer: Any) -> Fault:
    """The one fault of an answer in the format of every refusal."""
    assert answer.content_type == "application/json", answer.text
    assert answer.json["status"] == answer.status_code
    (fault,) = answer.json["faults"]
    return Fault(fault["rule"], fault["field"], fault["text"])


@pytest.mark.parametrize(
    ("method", "path", "meant"),
    [
        ("get", "/api/v1/dossiers", "/api/v1/dossiers/"),
        ("post", "/api/v1/dossiers", "/api/v1/dossiers/"),
        ("get", "/api/v1/dossiers?limit=5", "/api/v1/dossiers/"),
        ("get", "/api/v1/changes//", "/api/v1/changes/"),
        ("get", "/api/v1//changes/", "/api/v1/changes/"),
        ("get", "/api/v1/dossiers/BNC_1/", "/api/v1/dossiers/BNC_1"),
        ("put", "/api/v1/dossiers/BNC_1/referral/", "/api/v1/dossiers/BNC_1/referral"),
        ("post", "/api/v1/dossiers/BNC_1/schakelingen", "/api/v1/dossiers/BNC_1/schakelingen/"),
        ("get", "/api/v1/dossiers/BNC_1/schakelingen/5/", "/api/v1/dossiers/BNC_1/schakelingen/5"),
        ("get", "/api/v1/statements/2024-1/", "/api/v1/statements/2024-1"),
        ("get", "/api/v1/openapi.json/", "/api/v1/openapi.json"),
        ("get", "/api/v1/figures/occupancy/", "/api/v1/figures/occupancy"),
        ("get", "/api/v1/dossiers/%22%3Cb%3E/", "/api/v1/dossiers/%22%3Cb%3E"),
    ],
)
def test_a_slash_too_many_or_too_few_is_answered_with_the_right_address_g_3(
    ask: Callable[..., Any], method: str, path: str, meant: str
) -> None:
    answer = ask(method, path)
    assert answer.status_code == 404
    assert told(answer) == Fault("G-3", "", f"Dit adres bestaat niet. Het juiste is {meant}.")
    assert "Location" not in answer.headers


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/niets", "/api/v2/dossiers/"])
@pytest.mark.parametrize("method", ["get", "post", "delete", "options"])
def test_an_address_that_does_not_exist_is_answered_in_json_g_3(
    ask: Callable[..., Any], method: str, path: str
) -> None:
    answer = ask(method, path)
    assert answer.status_code == 404
    assert "/api/v1/openapi.json" in told(answer).message


@pytest.mark.parametrize("number", ["٣", "99999999999999999999", "007", "+1", "1_0", "1.0", "-1"])
def test_a_number_in_an_address_is_written_in_one_way_only_g_3(ask: Callable[..., Any], number: str) -> None:
    for method in ("get", "put", "patch"):
        answer = ask(method, f"/api/v1/dossiers/BNC_1/schakelingen/{number}")
        assert (answer.status_code, told(answer).rule) == (404, "G-3")


@pytest.mark.parametrize("quarter", ["%202024-1", "2024-1%20", "٢٠٢٤-١", "2024-01", "2024-5"])
def test_a_quarter_in_an_address_is_written_in_one_way_only_g_3(ask: Callable[..., Any], quarter: str) -> None:
    answer = ask("get", f"/api/v1/statements/{quarter}")
    assert (answer.status_code, told(answer).rule) == (404, "G-3")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("patch", "/api/v1/dossiers/", "GET, HEAD, OPTIONS, POST"),
        ("trace", "/api/v1/changes/", "GET, HEAD, OPTIONS"),
        ("get", "/api/v1/dossiers/BNC_1/referral", "OPTIONS, PUT"),
        ("post", "/api/v1/dossiers/BNC_1/schakelingen/5", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("post", "/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_answered_with_the_right_ones_g_3(
    ask: Callable[..., Any], method: str, path: str, allowed: str
) -> None:
    answer = ask(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert told(answer).message == "Dit adres kent deze methode niet."


def test_what_may_be_asked_is_answered_without_content_g_3(ask: Callable[..., Any]) -> None:
    answer = ask("options", "/api/v1/dossiers/")
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({}, "Content-Type"),
        ({"Content-Type": "text/plain"}, "Content-Type"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "Content-Type"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, "Content-Type"),
        ({"Content-Type": "text/json-not"}, "Content-Type"),
        ({**BODY, "Content-Encoding": "gzip"}, "Content-Encoding"),
    ],
)
def test_a_body_that_is_no_json_by_its_own_words_is_refused_g_3(
    ask: Callable[..., Any], headers: dict[str, str], field: str
) -> None:
    answer = ask("post", "/api/v1/dossiers/", headers=headers, data=b"{}")
    assert (answer.status_code, told(answer).field) == (415, field)


def test_json_of_a_kind_and_with_a_character_set_is_read_g_3(ask: Callable[..., Any]) -> None:
    for kind in ("application/json; charset=utf-8", "application/problem+json", "APPLICATION/JSON"):
        answer = ask("post", "/api/v1/dossiers/", headers={"Content-Type": kind}, data=b"{}")
        assert (answer.status_code, told(answer).field) == (400, "national_number")


@pytest.mark.parametrize(
    ("raw", "field", "words"),
    [
        (b"", "", "regel 1, teken 1"),
        (b'{\n  "a": 1,\n}', "", "regel 3, teken 1"),
        (b"{'a': 1}", "", "geen JSON"),
        (b"\xff\xfe\xfd", "", "UTF-8"),
        (b'{"a": NaN}', "", "NaN"),
        (b'{"a": -Infinity}', "", "NaN"),
        (b'{"a": ' + b"9" * 5000 + b"}", "", "getal"),
        (b"null", "", "JSON-object"),
        (b"[]", "", "JSON-object"),
        (b'"' + b"x" * 50 + b'"', "", "JSON-object"),
        (b'{"national_number": "1", "national_number": "2"}', "national_number", "twee keer"),
        (b'{"referral": {"judicial": true, "judicial": false}}', "referral.judicial", "twee keer"),
        (b'{"a": [{}, {"b": [[{"c": 1, "d": 2, "c": 1}]]}]}', "a.1.b.0.0.c", "twee keer"),
        (b'{"a": 1, "\\u0061": 1}', "a", "twee keer"),
    ],
)
def test_broken_or_doubtful_json_is_refused_at_its_place_g_3(
    ask: Callable[..., Any], raw: bytes, field: str, words: str
) -> None:
    answer = ask("post", "/api/v1/dossiers/", headers=BODY, data=raw)
    assert (answer.status_code, told(answer).field) == (400, field)
    assert words in told(answer).message


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("deep", [17, 300, 900, 100_000])
def test_json_that_nests_without_end_is_refused_g_3(ask: Callable[..., Any], opening: bytes, deep: int) -> None:
    raw = b'{"referral": ' + opening * deep + b"1" + {b"[": b"]"}.get(opening, b"}") * deep + b"}"
    answer = ask("post", "/api/v1/dossiers/", headers=BODY, data=raw)
    assert (answer.status_code, told(answer).message) == (
        400,
        "Dit is te diep genest. Geen enkele vraag heeft zo veel lagen.",
    )


def test_a_body_that_is_too_large_is_refused_g_3(ask: Callable[..., Any]) -> None:
    answer = ask("post", "/api/v1/schakelingen/import", headers=BODY, data=b" " * (REQUEST_LIMIT + 1))
    assert answer.status_code == 413
    assert "Verdeel ze" in told(answer).message


def test_a_fault_of_ours_shows_nothing_of_what_is_inside_g_3(
    ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_: Any, **__: Any) -> Any:
        raise RuntimeError("Janssens, select from client")

    monkeypatch.setattr("views.api.changes.read_changes", break_down)
    with caplog.at_level(logging.ERROR):
        answer = ask("get", "/api/v1/changes/")
    assert answer.status_code == 500
    assert told(answer).message.startswith("Er liep iets mis bij Binc.")
    assert not any(word in answer.text + caplog.text for word in ("Janssens", "Traceback"))
    assert "Retry-After" not in answer.headers


def test_another_host_is_answered_in_json_as_well_g_3(app: Flask, ask: Callable[..., Any]) -> None:
    before, app.config["TRUSTED_HOSTS"] = app.config["TRUSTED_HOSTS"], ["binc.example"]
    try:
        answer = ask("get", "/api/v1/changes/", headers={"Host": "evil.example"})
    finally:
        app.config["TRUSTED_HOSTS"] = before
    assert (answer.status_code, told(answer).field) == (400, "Host")


NO_NUMBERS = ["1_0", "٣", "+5", " 5", "5 ", "1e2", "5.0", "0x5", "-1", "05", "", "５", "9" * 30, "five", "5\u200b"]


@pytest.mark.parametrize("written", NO_NUMBERS)
@pytest.mark.parametrize("place", ["changes/?limit", "changes/?after", "dossiers/?limit", "documents/sent?page"])
def test_a_number_that_only_python_reads_is_refused_at_its_field_g_3(
    program: Program, place: str, written: str
) -> None:
    path, _, field = place.partition("?")
    answer = program.ask("get", f"/{path}?{field}={written.replace('+', '%2B').replace(' ', '%20')}")
    assert (answer.status_code, told(answer).field) == (400, field)


NO_DAYS = [
    "٢٠٢٤-٠١-٠٨",
    "2024-1-5",
    "2024-01-08T00:00:00",
    "2024-01-08 ",
    "20240108",
    "2024-W02-1",
    "2024-02-30",
    "+2024-01-08",
]


@pytest.mark.parametrize("written", NO_DAYS)
def test_a_day_that_is_not_written_as_described_is_refused_at_its_field_g_3(program: Program, written: str) -> None:
    sent = {"national_number": "15041200210", "referral": {"referral_date": written}}
    answer = program.post("/dossiers/", sent)
    assert told(answer) == Fault("G-3", "referral.referral_date", "Schrijf de dag als JJJJ-MM-DD.")
    path = f"/figures/occupancy?until=2024-12-31&from={written.replace('+', '%2B').replace(' ', '%20')}"
    assert (told(program.get(path)).field, program.answers[-1].status_code) == ("from", 400)


@pytest.mark.parametrize("written", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_of_another_century_is_refused_with_the_years_that_can_be_g_3(program: Program, written: str) -> None:
    sent = {"national_number": "15041200210", "referral": {"referral_date": written}}
    assert told(program.post("/dossiers/", sent)).message == "Kies een jaar van 1900 tot en met 2199."


NO_MOMENTS = [
    "2024-01-08",
    "2024-01-08T09:30",
    "2024-01-08T09:30:00",
    "2024-01-08 09:30:00Z",
    "٢٠٢٤-01-08T09:30:00Z",
    "20240108T093000Z",
    "2024-01-08T25:00:00Z",
    "2024-01-08T09:30:00%2B99:00",
    "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00",
]


@pytest.mark.parametrize("written", NO_MOMENTS)
def test_a_moment_that_is_not_written_as_described_is_refused_at_its_field_g_3(program: Program, written: str) -> None:
    answer = program.get(f"/dossiers/?changed_since={written}")
    assert (answer.status_code, told(answer).field) == (400, "changed_since")


@pytest.mark.parametrize("written", ["2024-01-08T09:30:00Z", "2024-01-08T09:30:00.123%2B01:00"])
def test_a_moment_with_its_time_zone_is_taken_g_3(program: Program, written: str) -> None:
    assert program.get(f"/dossiers/?changed_since={written}").status_code == 200


@pytest.mark.parametrize("value", [1, 0, "true", "ja", 1.0, [], {}])
def test_only_true_and_false_answer_a_question_g_3(program: Program, value: Any) -> None:
    answer = program.post("/dossiers/", {"national_number": "15041200210", "referral": {"judicial": value}})
    assert told(answer) == Fault("G-3", "referral.judicial", "Stuur true of false.")


NO_AMOUNTS: list[Any] = [
    12,
    12.5,
    "1_0",
    "١٢",
    "+5",
    " 5",
    "1e2",
    "NaN",
    "Infinity",
    "12,5",
    ".5",
    "5.",
    "",
    True,
    "9" * 20,
]


@pytest.mark.parametrize("value", NO_AMOUNTS)
def test_an_amount_is_plain_digits_in_a_text_g_3(program: Program, value: Any) -> None:
    sent = {"totals": [{"module": "VBFBJB04", "total": value}]}
    answer = program.put("/statements/2024-1/totals", sent, version="*")
    assert (answer.status_code, told(answer).field) == (400, "totals.0.total")


@pytest.mark.parametrize("value", [8, 20240108, True, {"day": 8}])
def test_text_that_is_something_else_is_refused_at_its_field_g_3(program: Program, value: Any) -> None:
    for field in ("own_reference", "referral_date", "province"):
        answer = program.post("/dossiers/", {"national_number": "15041200210", "referral": {field: value}})
        assert (answer.status_code, told(answer).field) == (400, f"referral.{field}")
