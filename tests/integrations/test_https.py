"""Asking a neighbour over HTTPS: with our certificate, bounded in time and size, and again where that helps (G-3)."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from app.integrations import bounded_line
from app.integrations.https import (
    AnswerTooLarge,
    Endpoint,
    HttpsNeighbour,
    NeighbourRefused,
    NeighbourSilent,
    Patience,
)
from tests.integrations.https_server import BREAK_OFF, HANG, QUICK, TRICKLE, TRICKLE_HEAD, Answer, HttpsServer
from tests.integrations.papers import Papers


def asking(neighbour: HttpsServer, patience: Patience = QUICK, most_bytes: int = 1000) -> HttpsNeighbour:
    return HttpsNeighbour(neighbour.endpoint, patience, most_bytes)


def test_a_question_travels_in_the_body_and_its_answer_comes_back_g_3(neighbour: HttpsServer) -> None:
    neighbour.answer = lambda asked: (200, asked.body)
    assert asking(neighbour).post("/persoon", {"number": "15041200210"}) == b'{"number": "15041200210"}'
    assert [(one.method, one.path) for one in neighbour.asked] == [("POST", "/dienst/persoon")]


@pytest.mark.parametrize("misdeed", [HANG, BREAK_OFF, TRICKLE, TRICKLE_HEAD, (503, b""), (500, b"oei"), (429, b"")])
def test_what_passes_is_asked_again_g_3(neighbour: HttpsServer, misdeed: str | Answer) -> None:
    neighbour.misdeeds = [misdeed]
    assert asking(neighbour).get() == b"{}"
    assert len(neighbour.asked) == 2


@pytest.mark.parametrize("misdeed", [HANG, BREAK_OFF, TRICKLE, TRICKLE_HEAD, (503, b"")])
def test_what_does_not_pass_is_given_up_after_the_last_try_g_3(neighbour: HttpsServer, misdeed: str | Answer) -> None:
    neighbour.misdeeds = [misdeed] * 3
    with pytest.raises(NeighbourSilent):
        asking(neighbour).get()
    assert len(neighbour.asked) == 2


def test_before_each_further_try_it_waits_twice_as_long_g_3(neighbour: HttpsServer) -> None:
    neighbour.misdeeds = [(503, b"")] * 4
    waited: list[float] = []
    patience = Patience(tries=4, pause=15)
    with pytest.raises(NeighbourSilent):
        HttpsNeighbour(neighbour.endpoint, patience, 1000, sleep=waited.append).get()
    assert waited == [15, 30, 60]


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 422])
def test_a_refusal_is_not_asked_again_and_a_redirect_not_followed_g_3(neighbour: HttpsServer, status: int) -> None:
    neighbour.misdeeds = [(status, b"reden")]
    with pytest.raises(NeighbourRefused) as refused:
        asking(neighbour).get()
    assert (refused.value.status, refused.value.content) == (status, b"reden")
    assert len(neighbour.asked) == 1


def test_an_answer_that_is_too_large_is_not_read_to_its_end_g_3(neighbour: HttpsServer) -> None:
    neighbour.answer = lambda _: (200, b" " * 1001)
    with pytest.raises(AnswerTooLarge):
        asking(neighbour).get()
    neighbour.answer = lambda _: (200, b" " * 1000)
    assert len(asking(neighbour).get()) == 1000


def test_without_our_certificate_nothing_is_answered_g_3(neighbour: HttpsServer) -> None:
    with pytest.raises(NeighbourSilent):
        HttpsNeighbour(neighbour.stranger, QUICK, 1000).get()
    assert neighbour.asked == []


def test_a_server_that_nobody_vouches_for_is_told_nothing_g_3(neighbour: HttpsServer) -> None:
    unknown = Endpoint(neighbour.endpoint.url, neighbour.endpoint.certificate)
    with pytest.raises(NeighbourSilent):
        HttpsNeighbour(unknown, QUICK, 1000).post("/persoon", {"number": "1"})
    assert neighbour.asked == []


def test_a_neighbour_is_asked_over_https_only_g_3() -> None:
    with pytest.raises(ValueError, match="https"):
        HttpsNeighbour(Endpoint("http://127.0.0.1/"), QUICK, 1000)


def test_a_look_up_of_the_name_that_does_not_end_is_left_to_itself_g_3(
    neighbour: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def hang(*_arguments: object, **_words: object) -> list[object]:
        over.wait()
        return []

    monkeypatch.setattr("socket.getaddrinfo", hang)
    with pytest.raises(NeighbourSilent):
        asking(neighbour).get()
    assert not over.is_set()
    over.set()


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_name_that_is_not_known_is_no_answer_g_3(
    neighbour: HttpsServer, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_arguments: object, **_words: object) -> None:
        raise failure

    monkeypatch.setattr("socket.getaddrinfo", fail)
    with pytest.raises(NeighbourSilent):
        asking(neighbour).get()


def test_of_several_addresses_the_next_is_tried_where_nobody_listens_g_3(
    neighbour: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_line, "_looked_up", lambda _host, _port: ["127.0.0.9", "127.0.0.1"])
    assert asking(neighbour).get() == b"{}"


def test_a_renewed_certificate_is_shown_from_the_next_question_on_g_3(neighbour: HttpsServer, tmp_path: Path) -> None:
    ours, strange = neighbour.endpoint.certificate, Papers(tmp_path).certificate
    assert ours is not None
    shown = tmp_path / "shown.pem"

    def renew(content: bytes, seconds: int) -> None:
        shown.write_bytes(content)
        os.utime(shown, (seconds, seconds))

    renew(strange.read_bytes(), 1)
    asked = HttpsNeighbour(Endpoint(neighbour.endpoint.url, shown, neighbour.endpoint.authority), QUICK, 1000)
    with pytest.raises(NeighbourSilent):
        asked.get()
    renew(ours.read_bytes(), 2)
    assert asked.get() == b"{}"
    # Half a file, or none for a moment, leaves what was read before.
    renew(ours.read_bytes()[:100], 3)
    assert asked.get() == b"{}"
    shown.unlink()
    assert asked.get() == b"{}"
    renew(strange.read_bytes(), 4)
    with pytest.raises(NeighbourSilent):
        asked.get()


def test_a_certificate_that_was_never_there_is_said_g_3(neighbour: HttpsServer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        HttpsNeighbour(Endpoint(neighbour.endpoint.url, tmp_path / "nowhere.pem"), QUICK, 1000).get()
