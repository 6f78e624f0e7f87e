"""A delivery tells the net of all changes, once and in order, and shows what came of it (G-1)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select, text

from app.database import BincSession, enter_scope
from app.domain.faults import NotFound
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.integrations.groeipakket.demo_receiver import DemoReceiver, judge_by_number
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, ReceiverSilent, TakenOver
from app.queries.catalogue import forget_catalogue
from app.services.groeipakket.comparing import offer_again, verify_groeipakket
from app.services.groeipakket.schema import is_as_published
from app.services.groeipakket.sending import has_due_message, take_messages
from jobs.groeipakket import MOST_SILENCES, deliver_to_groeipakket, send_to_groeipakket
from models import GroeipakketContent, GroeipakketMessage, JobRun, Schakeling
from tests.groeipakket.placements import (
    BRAM,
    change,
    deliver,
    fostered,
    messages,
    placed,
    residence,
    situations,
    waiting,
)
from tests.services.steps import TODAY


def test_a_message_says_who_where_what_when_and_by_whom_as_published_g_1(session: BincSession) -> None:
    told, _, schakeling = fostered(session)
    receiver = DemoReceiver()
    assert deliver(session, receiver)["made_up"] == 1
    sent = receiver.received[0]
    assert is_as_published(sent)
    assert (sent["kind"], sent["sequence"], sent["refers_to"]) == ("new", 1, None)
    assert sent["situation"] == {
        "facility": told.facility.code,
        "dossier": told.dossier.code,
        "placement": str(schakeling.id),
        "national_number": told.client.national_number,
        "modules": ["VBFINT04"],
        "begin": "2024-01-08",
        "end": None,
        "placing_authority": "voluntary",
        "carers": [{"national_number": BRAM.national_number, "name": BRAM.name}],
    }


def test_several_edits_between_two_deliveries_make_one_message_of_the_net_change_g_1(session: BincSession) -> None:
    _, _, schakeling = residence(session)
    change(session, schakeling, placed("01-09"))
    change(session, schakeling, placed("01-10", "03-31"))
    receiver = DemoReceiver()
    deliver(session, receiver)
    change(session, schakeling, placed("01-10", "04-30"))
    change(session, schakeling, placed("01-10", "03-31"))
    assert deliver(session, receiver)["nothing"] == 1
    assert [(kind, begin, end) for kind, _, begin, end in situations(receiver)] == [("new", "2024-01-10", "2024-03-31")]


def test_a_change_and_a_cancellation_refer_to_what_was_sent_and_keep_the_order_g_1(session: BincSession) -> None:
    told, _, schakeling = residence(session)
    receiver = DemoReceiver()
    deliver(session, receiver)
    change(session, schakeling, placed("01-10"))
    deliver(session, receiver)
    told.delete(schakeling)
    deliver(session, receiver)
    new, changed, gone = receiver.accepted
    assert [one["kind"] for one in receiver.accepted] == ["new", "change", "cancellation"]
    assert [one["sequence"] for one in receiver.accepted] == [1, 2, 3]
    assert changed["refers_to"] == {
        "key": new["key"], "national_number": told.client.national_number, "begin": "2024-01-08", "end": None,
    }  # fmt: skip
    assert (gone["refers_to"]["key"], gone["situation"]) == (changed["key"], changed["situation"])
    assert all(is_as_published(one) for one in receiver.accepted)
    assert deliver(session, receiver)["made_up"] == 0


def test_of_several_schakelingen_each_has_its_message_and_the_earliest_goes_first_g_1(session: BincSession) -> None:
    told, _, first = residence(session)
    change(session, first, placed("01-08", "03-31"))
    told.add("03-31", None, "VBFBJB02")
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert [(kind, begin, end) for kind, _, begin, end in situations(receiver)] == [
        ("new", "2024-01-08", "2024-03-31"),
        ("new", "2024-03-31", None),
    ]


def test_a_refused_message_is_shown_and_after_a_correction_the_net_goes_again_g_1(session: BincSession) -> None:
    _, _, schakeling = residence(session)
    answers: list[Answer] = [NotAccepted("conflicting_placement"), Accepted()]
    receiver = DemoReceiver(lambda _content: answers.pop(0))
    deliver(session, receiver)
    assert messages(session) == [("refused", "new")]
    # Nobody did anything: it does not go again by itself, and the night does not call it a difference.
    assert deliver(session, receiver)["made_up"] == 0
    assert verify_groeipakket(session, today=TODAY) == 0
    change(session, schakeling, placed("01-10"))
    deliver(session, receiver)
    assert messages(session) == [("refused", "new"), ("confirmed", "new")]
    assert situations(receiver)[0][2] == "2024-01-10"


def test_somebody_can_offer_a_refused_message_again_as_it_is_g_1(session: BincSession) -> None:
    _, _, schakeling = residence(session)
    answers: list[Answer] = [NotAccepted("unknown_person"), Accepted()]
    receiver = DemoReceiver(lambda _content: answers.pop(0))
    deliver(session, receiver)
    offer_again(session, schakeling.id)
    deliver(session, receiver)
    assert messages(session) == [("refused", "new"), ("confirmed", "new")]
    assert len({one["key"] for one in receiver.received}) == 2
    with pytest.raises(NotFound):
        offer_again(session, 999_999_999)


def test_what_is_taken_over_is_sent_until_it_is_judged_and_holds_back_its_dossier_only_g_1(
    session: BincSession,
) -> None:
    _, _, slow = residence(session)
    _, _, quick = residence(session)
    answers: dict[str, list[Answer]] = {str(slow.id): [TakenOver(), TakenOver(), Accepted()]}
    receiver = DemoReceiver(lambda one: (answers.get(one["situation"]["placement"]) or [Accepted()]).pop(0))
    deliver(session, receiver)
    assert messages(session) == [("sent", "new"), ("confirmed", "new")]
    for schakeling in (slow, quick):
        change(session, schakeling, placed("01-10"))
    deliver(session, receiver)
    assert sorted(messages(session)) == [
        ("confirmed", "change"), ("confirmed", "new"), ("sent", "new"), ("waiting", None),
    ]  # fmt: skip
    deliver(session, receiver)
    deliver(session, receiver)
    assert sorted(messages(session)) == [("confirmed", "change")] * 2 + [("confirmed", "new")] * 2


class Silent(DemoReceiver):
    """Answers nothing, as often as is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def receive(self, content: Any) -> Answer:
        self.asked += 1
        raise ReceiverSilent("HTTP 503")


def test_a_silent_receiver_is_left_alone_after_a_few_and_nothing_is_lost_g_1(session: BincSession) -> None:
    for _ in range(MOST_SILENCES + 2):
        residence(session)
    silent, receiver = Silent(), DemoReceiver()
    deliver(session, silent)
    assert silent.asked == MOST_SILENCES
    assert messages(session) == [("sending", "new")] * (MOST_SILENCES + 2)
    tries = select(GroeipakketMessage.tries, GroeipakketMessage.failure).order_by(GroeipakketMessage.id)
    assert [tuple(row) for row in session.execute(tries)] == [(1, "HTTP 503")] * MOST_SILENCES + [(0, None)] * 2
    deliver(session, receiver)
    assert messages(session) == [("confirmed", "new")] * (MOST_SILENCES + 2)
    assert len(receiver.received) == MOST_SILENCES + 2


def test_a_message_rests_ever_longer_between_tries_and_is_never_given_up_g_1(session: BincSession) -> None:
    residence(session)
    deliver(session, Silent())
    now = datetime(2100, 1, 1, tzinfo=UTC)
    pauses = []
    for _ in range(10):
        assert has_due_message(session, now)
        (taken,) = take_messages(session, now=now, most=10)
        assert take_messages(session, now=now, most=10) == []
        later = session.scalar(text("select next_try_at from groeipakket_message"))
        pauses.append(later - now)
        now = later
        assert taken.content["kind"] == "new"
    assert pauses[0] == timedelta(minutes=15)
    assert pauses[-1] == timedelta(hours=24)


def test_without_a_receiver_everything_waits_g_1(session: BincSession, monkeypatch: pytest.MonkeyPatch) -> None:
    residence(session)
    monkeypatch.setitem(current_app.extensions, "groeipakket", None)
    assert deliver_to_groeipakket(session, JobRun()) == {"no_receiver": 1}
    assert send_to_groeipakket(session, JobRun()) == {"no_receiver": 1}
    assert messages(session) == [("waiting", None)]


def test_what_is_not_as_published_never_leaves_g_1(session: BincSession, monkeypatch: pytest.MonkeyPatch) -> None:
    told, _, _ = residence(session)
    told.client.national_number = "123"
    session.flush()
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert receiver.received == []
    assert messages(session) == [("refused", "new")]
    assert session.scalar(select(GroeipakketMessage.refusal)) == "invalid_message"


def test_the_night_finds_what_the_groeipakket_knows_otherwise_and_it_goes_when_somebody_says_so_g_1(
    session: BincSession,
) -> None:
    _, _, schakeling = residence(session)
    receiver = DemoReceiver()
    deliver(session, receiver)
    assert verify_groeipakket(session, today=TODAY) == 0
    # Another rule of the catalogue: nothing of the dossier changed, so nothing waits.
    session.execute(text("update type_module set groeipakket = null where code = 'VBFBJB04'"))
    forget_catalogue(session)
    assert waiting(session) == []
    assert verify_groeipakket(session, today=TODAY) == 1
    assert tuple(session.execute(text("select schakeling_id, kind from groeipakket_difference")).one()) == (
        schakeling.id,
        "cancellation",
    )
    offer_again(session, schakeling.id)
    deliver(session, receiver)
    assert [kind for kind, *_ in situations(receiver)] == ["new", "cancellation"]
    assert verify_groeipakket(session, today=TODAY) == 0


def test_the_night_finds_a_message_that_got_lost_and_one_that_has_no_schakeling_any_more_g_1(
    session: BincSession,
) -> None:
    told, _, lost = residence(session)
    session.execute(text("delete from groeipakket_message"))
    assert verify_groeipakket(session, today=TODAY) == 1
    offer_again(session, lost.id)
    deliver(session)
    told.delete(session.get_one(Schakeling, lost.id))
    session.execute(text("delete from groeipakket_message where state = 'waiting'"))
    assert verify_groeipakket(session, today=TODAY) == 1
    assert session.scalar(text("select kind from groeipakket_difference")) == "cancellation"


def test_what_was_told_stays_as_it_was_g_1(session: BincSession) -> None:
    residence(session)
    deliver(session)
    for statement, constraint in (
        ("update groeipakket_message set kind = 'change'", "groeipakket_message_keeps"),
        ("update groeipakket_message set state = 'sending', settled_at = null", "groeipakket_message_keeps"),
        ("update groeipakket_content set content = '{}'", "permission denied"),
    ):
        attempt = session.begin_nested()
        with pytest.raises(Exception, match=constraint):
            session.execute(text(statement))
        attempt.rollback()


def as_seat(session: BincSession, role: Role, facility_id: int | None) -> None:
    session.flush()
    enter_scope(session, Scope.of_seat(role, Actor(None, "iemand"), facility_id, 1))


SEES: list[tuple[Role, bool, int, int]] = [
    (Role.FACILITY_STAFF, True, 1, 1),
    (Role.FACILITY_STAFF, False, 0, 0),
    (Role.AGENCY_POLICY, False, 1, 0),
    (Role.AGENCY_ANALYST, False, 0, 0),
    (Role.ADMIN, False, 0, 0),
    (Role.AGENCY_CASE_HANDLER, False, 0, 0),
]


@pytest.mark.parametrize(("role", "own", "seen", "content"), SEES)
def test_only_the_facility_sees_what_a_message_says_and_the_agency_that_it_went_g_1_a_4(
    session: BincSession, role: Role, own: bool, seen: int, content: int
) -> None:
    told, _, schakeling = residence(session)
    other, _, _ = residence(session)
    session.execute(text("delete from groeipakket_message where facility_id = :id"), {"id": other.facility.id})
    deliver(session)
    facility = told.facility.id if own else other.facility.id
    number = schakeling.id
    as_seat(session, role, facility if role is Role.FACILITY_STAFF else None)
    count: Callable[[str], Any] = lambda table: session.scalar(text(f"select count(*) from {table}"))  # noqa: E731
    assert (count("groeipakket_message"), count("groeipakket_content")) == (seen, content)
    assert session.query(GroeipakketMessage).count() == seen
    assert session.query(GroeipakketContent).count() == content
    changed = session.execute(text("update groeipakket_message set tries = 9"))
    assert changed.rowcount == 0  # type: ignore[attr-defined]
    attempt = session.begin_nested()
    with pytest.raises(Exception, match="row-level security"):
        session.execute(
            text("insert into groeipakket_message (facility_id, dossier_id, schakeling_id) values (:f, 1, 1)"),
            {"f": told.facility.id},
        )
    attempt.rollback()
    if seen:
        offer_again(session, number)
    else:
        with pytest.raises(NotFound):
            offer_again(session, number)


def test_nothing_that_a_delivery_logs_or_answers_names_anybody_g_1(
    session: BincSession, caplog: pytest.LogCaptureFixture
) -> None:
    told, _, _ = fostered(session)
    with caplog.at_level(logging.DEBUG):
        result = deliver(session, Silent())
    said = json.dumps(dict(result)) + caplog.text
    for secret in (told.client.national_number, told.client.name, BRAM.national_number, BRAM.name):
        assert secret is not None
        assert secret not in said


def test_what_is_told_to_the_groeipakket_is_on_record_a_5(session: BincSession) -> None:
    _, _, schakeling = residence(session)
    session.commit()
    deliver(session)
    told = "select subject_kind, subject_ids from audit_entry where action = 'tell_groeipakket'"
    assert [tuple(row) for row in session.execute(text(told))] == [("schakeling", [schakeling.id])]


def test_the_receiver_of_the_demonstration_refuses_a_few_people_always_the_same_g_1() -> None:
    def about(number: str) -> dict[str, Any]:
        return {"key": number, "situation": {"national_number": number}}

    assert judge_by_number(about("06060200794")) == NotAccepted("unknown_person")
    assert judge_by_number(about("06060204794")) == NotAccepted("unknown_person")
    assert judge_by_number(about("06060200894")) == Accepted()
