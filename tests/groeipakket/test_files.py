"""A live exchange file is told as work on the screens is; a load of history was told by another system (G-1)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.services.groeipakket.comparing import verify_groeipakket
from models import Schakeling
from tests.exchange.files import TODAY, decision, dossier, schakeling, small_file
from tests.exchange.test_foster_care import BRAM, foster_file, placed
from tests.exchange.test_import import refused, take_in
from tests.groeipakket.placements import deliver, messages, situations, waiting


def residence_file(*chain: dict[str, Any], history: bool, **of_dossier: Any) -> dict[str, Any]:
    """One dossier with a decision since 8 January and this chain."""
    decisions = [decision("2024-01-08", *chain, modules=["VBFBJB04", "VBFBJB02", "P-CB-BREED"])]
    one = dossier("d1", "c1", decisions=decisions, **of_dossier)
    return small_file(dossiers=[one], history=history, utilisation=[], quarters=[])


RUNNING = schakeling("start", "2024-01-08", None, "VBFBJB04")
ENDED = schakeling("start", "2024-01-08", "2024-05-31", "VBFBJB04")


def test_a_live_file_waits_to_be_told_and_each_change_by_a_file_as_well_g_1(session: Any) -> None:
    take_in(session, residence_file(RUNNING, history=False))
    assert messages(session) == [("waiting", None)]
    receiver = DemoReceiver()
    deliver(session, receiver)
    take_in(session, residence_file(RUNNING, history=False))
    assert waiting(session) == []
    take_in(session, residence_file(ENDED, history=False))
    deliver(session, receiver)
    assert [(kind, end) for kind, _, _, end in situations(receiver)] == [("new", None), ("change", "2024-05-31")]


def test_a_file_that_changes_carers_or_ground_is_noted_g_1(session: Any) -> None:
    document = foster_file(placed(code="VBFINT06", carers=[BRAM]))
    take_in(session, document)
    deliver(session)
    document["dossiers"][0]["decisions"][0]["schakelingen"][0]["carers"] = [{**BRAM, "name": "Bram H."}]
    take_in(session, document)
    assert len(waiting(session)) == 1
    deliver(session)
    document["dossiers"][0]["decisions"][0]["ground"] = "judicial"
    take_in(session, document)
    assert len(waiting(session)) == 1


def test_a_file_that_is_refused_or_only_tried_leaves_nothing_waiting_g_1(session: Any) -> None:
    wrong = schakeling("start", "2024-01-08", "2024-01-01", "VBFBJB04")
    refused(session, residence_file(wrong, history=False))
    assert messages(session) == []


def test_a_load_of_history_is_noted_as_told_before_and_its_first_change_goes_out_g_1(session: Any) -> None:
    take_in(session, residence_file(RUNNING, history=True))
    assert messages(session) == [("history", None)]
    assert verify_groeipakket(session, today=TODAY) == 0
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert receiver.received == []
    take_in(session, residence_file(ENDED, history=False))
    deliver(session, receiver)
    sent = receiver.accepted[0]
    assert (sent["kind"], sent["situation"]["end"]) == ("change", "2024-05-31")
    assert (sent["refers_to"]["key"], sent["refers_to"]["begin"]) == (None, "2024-01-08")


def test_what_history_told_is_cancelled_when_it_goes_g_1(session: Any) -> None:
    take_in(session, residence_file(RUNNING, history=True))
    verify_groeipakket(session, today=TODAY)
    session.delete(session.query(Schakeling).one())
    session.flush()
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert [one["kind"] for one in receiver.accepted] == ["cancellation"]


def test_history_that_was_changed_before_anybody_noted_what_it_said_is_told_anew_g_1(session: Any) -> None:
    take_in(session, residence_file(RUNNING, history=True))
    take_in(session, residence_file(ENDED, history=False))
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert [(kind, end) for kind, _, _, end in situations(receiver)] == [("new", "2024-05-31")]


def test_history_without_impact_was_not_told_and_leaves_no_trace_g_1(session: Any) -> None:
    time_out = {"through_access_gate": True, "specific": "time_out"}
    take_in(session, residence_file(RUNNING, history=True, referral=time_out))
    assert messages(session) == [("history", None)]
    assert verify_groeipakket(session, today=TODAY) == 0
    assert messages(session) == []


def test_a_load_of_history_over_what_we_told_ourselves_is_told_as_any_change_g_1(session: Any) -> None:
    take_in(session, residence_file(RUNNING, history=False))
    deliver(session)
    take_in(session, residence_file(ENDED, history=True))
    assert len(waiting(session)) == 1
    assert session.scalar(text("select coalesce(current_setting('binc.loads_history', true), '')")) == ""
