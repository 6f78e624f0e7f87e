"""Mails of the outbox reach a real server once and in order, whatever it answers (D-7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database import BincSession, enter_scope
from app.domain.outbox import PAUSES
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.integrations.mail import SmtpSettings, SmtpTransport
from app.services.outbox import has_due_message, resend_message, send_message, take_message, write_message
from jobs.delivering import deliver_outbox
from models import Account, OutboxMessage
from models.job_run import JobRun
from tests.factories import create_facility, create_user
from tests.integrations.mail_server import DIE, MailServer, mail_server
from tests.services.test_races import PATIENCE, Colleague, working

NOW = datetime(2100, 1, 1, 8, tzinfo=UTC)
PATH = "/dossiers/aanvraag/17/"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as listening:
        yield listening


@pytest.fixture
def transport(server: MailServer) -> SmtpTransport:
    settings = SmtpSettings("127.0.0.1", "binc@voorbeeld.be", "https://binc.voorbeeld.be/", server.port, starttls=False)
    return SmtpTransport(settings)


def write(session: BincSession, account: Account, subject: str = "Binc: beslist") -> None:
    assert write_message(session, "reopening_answered", account.id, subject, "Lees het hier:", PATH)


def deliver(session: BincSession, transport: SmtpTransport, now: datetime = NOW) -> int:
    """One run of the job at a moment; answers how many messages it took."""
    taken = 0
    while (message := take_message(session, now)) is not None:
        send_message(message, transport, now)
        session.flush()
        taken += 1
    return taken


def only(session: BincSession) -> OutboxMessage:
    session.expire_all()
    return session.scalars(select(OutboxMessage)).one()


def test_an_accepted_mail_is_sent_once_with_a_link_and_no_name_d_7(
    session: BincSession, server: MailServer, transport: SmtpTransport
) -> None:
    account = create_user(session)
    write(session, account)
    assert deliver(session, transport) == 1
    assert deliver(session, transport, NOW + timedelta(days=9)) == 0
    (mail,) = server.accepted
    assert (mail["To"], mail["From"], mail["Subject"]) == (account.email, "binc@voorbeeld.be", "Binc: beslist")
    assert mail["Message-ID"] == f"<{only(session).message_key}@binc>"
    content = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert f"https://binc.voorbeeld.be{PATH}" in content
    assert account.last_name not in content
    assert (only(session).state, only(session).tries, only(session).error_class) == ("sent", 1, None)


@pytest.mark.parametrize("answers", [["451 later"], [DIE], ["451 later", DIE, "452 full"]])
def test_a_mail_that_is_not_taken_now_goes_later_under_the_same_id_d_7(
    session: BincSession, server: MailServer, transport: SmtpTransport, answers: list[str]
) -> None:
    write(session, create_user(session))
    server.to_texts = list(answers)
    now = NOW
    for pause in PAUSES[: len(answers)]:
        assert deliver(session, transport, now) == 1
        assert only(session).state == "waiting"
        assert only(session).next_try_at == now + pause
        assert not has_due_message(session, now + pause - timedelta(seconds=1))
        now += pause
    assert deliver(session, transport, now) == 1
    assert (only(session).state, len(server.accepted)) == ("sent", 1)
    assert len({mail["Message-ID"] for mail in server.offered}) == 1
    assert len({mail["Date"] for mail in server.offered}) == 1


def test_the_pauses_grow_and_then_the_mail_has_failed_d_7(
    session: BincSession, server: MailServer, transport: SmtpTransport
) -> None:
    assert list(PAUSES) == sorted(PAUSES)
    write(session, create_user(session))
    server.to_texts = ["451 later"] * 20
    now = NOW
    while only(session).state == "waiting":
        deliver(session, transport, now)
        now = only(session).next_try_at
    assert (only(session).state, only(session).tries) == ("failed", len(PAUSES) + 1)


@pytest.mark.parametrize("place", ["to_recipients", "to_texts"])
def test_a_refusal_for_good_fails_at_once_and_can_be_sent_again_d_7(
    session: BincSession, server: MailServer, transport: SmtpTransport, place: str
) -> None:
    write(session, create_user(session))
    setattr(server, place, ["550 no such person"])
    assert deliver(session, transport) == 1
    assert only(session).state == "failed"
    assert "550" in str(only(session).error_class)
    assert "person" not in str(only(session).error_class)
    key = only(session).message_key
    resend_message(session, only(session).id, NOW)
    session.flush()
    assert deliver(session, transport) == 1
    assert (only(session).state, only(session).message_key, len(server.accepted)) == ("sent", key, 1)
    resend_message(session, only(session).id, NOW)
    session.flush()
    assert only(session).state == "sent"


def test_a_deferred_recipient_is_no_refusal_d_7(
    session: BincSession, server: MailServer, transport: SmtpTransport
) -> None:
    write(session, create_user(session))
    server.to_recipients = ["450 greylisted"]
    deliver(session, transport)
    assert only(session).state == "waiting"


def test_a_server_that_is_away_is_no_fault_of_the_mail_d_7(session: BincSession, server: MailServer) -> None:
    away = SmtpTransport(SmtpSettings("127.0.0.1", "binc@voorbeeld.be", "https://b", 1, starttls=False))
    write(session, create_user(session))
    deliver(session, away)
    assert (only(session).state, only(session).error_class) == ("waiting", "ConnectionRefusedError")


def test_the_mails_of_one_person_go_in_order_and_others_do_not_wait_d_7(
    session: BincSession, server: MailServer, transport: SmtpTransport
) -> None:
    one, other = create_user(session), create_user(session)
    for account, subject in ((one, "eerst"), (one, "dan"), (other, "ander")):
        write(session, account, subject)
    server.to_texts = ["451 later"]
    deliver(session, transport)
    assert [mail["Subject"] for mail in server.accepted] == ["ander"]
    deliver(session, transport, NOW + PAUSES[0])
    assert [mail["Subject"] for mail in server.accepted] == ["ander", "eerst", "dan"]


def test_two_workers_at_once_never_take_the_same_mail_d_7(committing_app: Flask) -> None:
    with working(committing_app) as session:
        write(session, create_user(session))
    with working(committing_app) as first:
        assert take_message(first, NOW) is not None
        first.flush()
        taken: list[object] = []
        colleague = Colleague(committing_app, lambda session: taken.append(take_message(session, NOW)))
        colleague.join(PATIENCE)
    assert (taken, colleague.error) == ([None], None)


def test_the_job_notes_each_mail_before_the_next_d_7(
    committing_app: Flask, server: MailServer, transport: SmtpTransport
) -> None:
    committing_app.extensions["mail"] = transport
    with working(committing_app) as session:
        for _ in range(3):
            write(session, create_user(session))
    server.to_texts = ["250 OK", "550 no"]
    with working(committing_app) as session:
        assert deliver_outbox(session, JobRun()) == {"accepted": 2, "not_accepted": 1, "dropped": 0}
    with working(committing_app) as session:
        states = session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)).all()
    assert states == ["sent", "failed", "sent"]


def test_nobody_else_reads_a_mail_and_who_left_gets_none_a_4(session: BincSession) -> None:
    account, gone, facility = create_user(session), create_user(session), create_facility(session)
    gone.active = False
    session.flush()
    assert not write_message(session, "reopening_answered", gone.id, "x", "x", PATH)
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(gone.id, "B"), facility.id, 1))
    write(session, account)
    count = text("select count(*) from outbox_message")
    assert session.scalar(count) == 0
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(account.id, "A"), facility.id, 1))
    assert session.scalar(count) == 1
    assert session.execute(text("update outbox_message set tries = 9")).rowcount == 0  # type: ignore[attr-defined]
