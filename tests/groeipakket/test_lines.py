"""Messages over a real line that fails in every way: none lost, none doubled, the order of each dossier kept (G-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import trustme

from app.database import BincSession
from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.over_https import HttpsReceiver, understood
from app.integrations.groeipakket.port import Accepted, NotAccepted, ReceiverSilent, TakenOver
from app.integrations.groeipakket.receiving_server import LineFault, ReceivingServer
from app.integrations.https import Endpoint
from app.services.groeipakket.comparing import verify_groeipakket
from models import Schakeling
from tests.groeipakket.lines import QUICK, EachOnce, line_to
from tests.groeipakket.placements import change, deliver, messages, placed, residence
from tests.integrations.papers import Papers
from tests.services.steps import TODAY, Story

MESSAGE = {"key": "a" * 32, "situation": {}}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers(tmp_path_factory.mktemp("papers"))


def months(session: BincSession, lives: list[tuple[Story, Schakeling]]) -> Iterator[list[tuple[str, str, str, Any]]]:
    """Three rounds of work; after each what the receiver should have in the end, by dossier and in order."""
    expected: list[tuple[str, str, str, Any]] = []
    for told, _ in lives:
        expected.append((told.dossier.code, "new", "2024-01-08", None))
    yield expected
    for told, schakeling in lives:
        change(session, schakeling, placed("01-08", "03-31"))
        expected.append((told.dossier.code, "change", "2024-01-08", "2024-03-31"))
    yield expected
    for told, schakeling in lives[1:]:
        told.delete(schakeling)
        expected.append((told.dossier.code, "cancellation", "2024-01-08", "2024-03-31"))
    yield expected


def kept(receiver: DemoReceiver) -> list[tuple[str, str, str, Any]]:
    told = [(one["kind"], one["situation"]) for one in receiver.accepted]
    return [(one["dossier"], kind, one["begin"], one["end"]) for kind, one in told]


def by_dossier(rows: list[tuple[str, str, str, Any]]) -> dict[str, list[tuple[str, str, Any]]]:
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for code, *rest in rows:
        found.setdefault(code, []).append(tuple(rest))  # type: ignore[arg-type]
    return found


ALL_FAULTS = [
    (LineFault.BUSY,),
    (LineFault.SLOW,),
    (LineFault.REPEATED,),
    (LineFault.DEAD_BEFORE,),
    (LineFault.DEAD_AFTER,),
    (LineFault.DEAD_HALFWAY,),
    (LineFault.NONSENSE,),
    (LineFault.BUSY, LineFault.DEAD_AFTER, LineFault.DEAD_HALFWAY, LineFault.REPEATED),
]


@pytest.mark.parametrize("faults", ALL_FAULTS, ids=["-".join(faults) for faults in ALL_FAULTS])
def test_after_every_fault_the_receiver_has_what_it_should_once_and_in_order_g_1(
    session: BincSession, papers: Papers, faults: tuple[LineFault, ...]
) -> None:
    lives = [(told, schakeling) for told, _, schakeling in (residence(session), residence(session))]
    receiver = DemoReceiver()
    with line_to(papers, receiver, EachOnce(*faults), replace(QUICK, read=0.5)) as (_, adapter):
        for expected in months(session, lives):
            for _ in range(1 + len(faults)):
                deliver(session, adapter)
            assert by_dossier(kept(receiver)) == by_dossier(expected)
    assert {state for state, _ in messages(session)} == {"confirmed"}
    assert len({one["key"] for one in receiver.received}) == len(receiver.received) == 5
    second = lives[1][0].dossier.code
    assert [one["sequence"] for one in receiver.received if one["situation"]["dossier"] == second] == [1, 2, 3]
    assert verify_groeipakket(session, today=TODAY) == 0


def test_a_message_that_fails_holds_back_the_later_ones_of_its_dossier_only_g_1(
    session: BincSession, papers: Papers
) -> None:
    told, _, first = residence(session)
    change(session, first, placed("01-08", "03-31"))
    told.add("03-31", None, "VBFBJB02")
    other, _, _ = residence(session)
    receiver = DemoReceiver()
    broken = told.dossier.code
    faults: Any = lambda one: LineFault.BUSY if one["situation"]["dossier"] == broken else None  # noqa: E731
    with line_to(papers, receiver, faults) as (server, adapter):
        deliver(session, adapter)
        assert [code for code, *_ in kept(receiver)] == [other.dossier.code]
        server.faults = lambda _content: None
        deliver(session, adapter)
    assert [one["sequence"] for one in receiver.accepted if one["situation"]["dossier"] == broken] == [1, 2]


def test_both_sides_show_a_certificate_that_the_other_believes_g_1(papers: Papers) -> None:
    forged = papers.issue("forged.example", by=trustme.CA())
    receiver = DemoReceiver()
    with line_to(papers, receiver) as (server, adapter):
        with adapter.conversation() as send:
            assert send(MESSAGE) == Accepted()
        for endpoint in (
            Endpoint(server.url, None, papers.authority),
            Endpoint(server.url, forged, papers.authority),
            # The machine's own authorities know nothing of ours.
            Endpoint(server.url, papers.certificate),
        ):
            with HttpsReceiver(endpoint).conversation() as send, pytest.raises(ReceiverSilent):
                send({**MESSAGE, "key": "b" * 32})
    assert len(receiver.received) == 1


def test_the_groeipakket_is_spoken_to_over_https_only_and_never_redirected_g_1(papers: Papers) -> None:
    with pytest.raises(ValueError, match="https"):
        HttpsReceiver(Endpoint("http://groeipakket.example/"))
    with ReceivingServer(DemoReceiver(), trust=papers.of_server()).running() as server:
        nobody = server.url
    with HttpsReceiver(papers.endpoint(nobody)).conversation() as send, pytest.raises(ReceiverSilent) as silence:
        send(MESSAGE)
    assert silence.value.cause == "ConnectError"


KEY = "a" * 32


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (f'{{"key": "{KEY}", "outcome": "accepted"}}', Accepted()),
        (f'{{"key": "{KEY}", "outcome": "received"}}', TakenOver()),
        (f'{{"key": "{KEY}", "outcome": "refused", "reason": "unknown_person"}}', NotAccepted("unknown_person")),
        (f'{{"key": "{KEY}", "outcome": "refused", "reason": "Noor Peeters"}}', NotAccepted("other")),
        (f'{{"key": "{KEY}", "outcome": "refused", "reason": ["x"]}}', NotAccepted("other")),
        (f'{{"key": "{"b" * 32}", "outcome": "accepted"}}', None),
        (f'{{"key": "{KEY}", "outcome": "perhaps"}}', None),
        (f'{{"key": "{KEY}"}}', None),
        ("[]", None),
        ("", None),
        ("<html>", None),
    ],
)
def test_only_an_answer_about_this_message_that_makes_sense_is_one_g_1(answer: str, meaning: Any) -> None:
    if meaning is not None:
        assert understood(answer.encode(), KEY) == meaning
        return
    with pytest.raises(ReceiverSilent):
        understood(answer.encode(), KEY)
