"""Asking a neighbour over HTTPS: with our certificate, bounded in time and size, and again where that helps (G-3)."""

from __future__ import annotations

import pytest

from app.integrations.https import (
    AnswerTooLarge,
    Endpoint,
    HttpsNeighbour,
    NeighbourRefused,
    NeighbourSilent,
    Patience,
)
from tests.integrations.https_server import BREAK_OFF, HANG, QUICK, TRICKLE, TRICKLE_HEAD, Answer, HttpsServer


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
