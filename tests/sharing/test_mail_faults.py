"""The mails of documents reach a real server once and in order, whatever it answers, and the sender sees it (O-4, D-7).

A server that took a mail over and was not heard saying so gets it again: nothing in SMTP can tell. It is the same mail
then, under the same Message-ID, so a mailbox is counted by its Message-IDs: each must be there, and be there once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from multiprocessing import get_context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import BincSession, db, enter_scope
from app.domain.documents.sharing import WantedRecipient
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.outbox import FAILED, PAUSES, SENT, WAITING
from app.domain.scope import Actor, Scope
from app.integrations.mail import Mail, SmtpSettings, SmtpTransport
from app.presentation import today_in_brussels
from app.queries.documents.directory import people_at
from app.services.documents.ending import remind_of_unread
from app.services.documents.sharing import KeptFile, share_document
from app.services.outbox import send_message, take_message
from jobs.delivering import deliver_outbox
from models import Document, Dossier, OutboxMessage
from models.job_run import JobRun
from tests.factories import create_client, create_dossier
from tests.integrations.mail_server import (
    DIE,
    DIE_AFTERWARDS,
    SILENCE,
    SILENCE_AFTERWARDS,
    MailServer,
    mail_server,
)
from tests.services.test_races import working
from tests.sharing.places import WorkPlace, create_place, scope_at

NOW = datetime(2100, 1, 1, 8, tzinfo=UTC)
# How long a server that says nothing is waited for: long enough for a busy machine to come to that point.
PATIENCE = 1.0
SECRETS = ("handelingsplan", "Eigenaers", "Emma", "Voor het overleg")
Browse = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as listening:
        yield listening


@pytest.fixture
def chosen(server: MailServer) -> SmtpSettings:
    base = "https://binc.voorbeeld.be"
    return SmtpSettings("127.0.0.1", "binc@voorbeeld.be", base, server.port, starttls=False)


@pytest.fixture
def transport(chosen: SmtpSettings) -> SmtpTransport:
    return SmtpTransport(chosen)


@dataclass
class Desk:
    """A facility that shares files from a dossier."""

    session: BincSession
    place: WorkPlace
    dossier: Dossier

    @property
    def today(self) -> date:
        """The day of the pages."""
        return today_in_brussels()

    def share(self, goal: WorkPlace, *, typed: str = "", kind: DocumentKind = DocumentKind.CLIENT_BOUND) -> Document:
        """Shares a file with the first person of a place, or with an address that has no account."""
        self.as_system()
        person = people_at(self.session, goal.service)[0]
        until = self.today + timedelta(days=2)
        wanted = WantedRecipient(goal.service.id, goal.kind, person.user_id, person.name, person.email, until)
        if typed:
            wanted = replace(wanted, person_id=None, person_name="Nog Onbekend", email=typed)
        number = len(self.session.scalars(select(Document.id)).all())
        file = KeptFile("handelingsplan.pdf", "application/pdf", f"2024-02-01/{number:032x}", 3, "0" * 64)
        seat = self.place.seats[0]
        enter_scope(self.session, scope_at(seat, self.place.service))
        document = share_document(
            self.session,
            self.place.service,
            file,
            kind,
            "Voor het overleg",
            [wanted],
            dossier=self.dossier if kind is DocumentKind.CLIENT_BOUND else None,
            actor=Actor(seat.user_id, "An Zender"),
            today=self.today,
        )
        self.as_system()
        return document

    def as_system(self) -> None:
        """Works as a job does."""
        self.session.flush()
        enter_scope(self.session, Scope.system("test"))

    def mails(self) -> list[OutboxMessage]:
        """Every mail, oldest first."""
        self.as_system()
        self.session.expire_all()
        return list(self.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def open_desk(session: BincSession) -> Desk:
    place = create_place(session, ServiceKind.FACILITY)
    assert place.facility
    client = create_client(session, place.facility, name="Eigenaers", first_name="Emma")
    return Desk(session, place, create_dossier(session, client, place.facility))


@pytest.fixture
def desk(session: BincSession) -> Desk:
    return open_desk(session)


def deliver(desk: Desk, transport: SmtpTransport, now: datetime = NOW) -> None:
    """One run of the job at a moment."""
    desk.as_system()
    while (message := take_message(desk.session, now)) is not None:
        send_message(message, transport, now)
        desk.session.flush()


def key_of(mail: Message) -> str:
    return str(mail["Message-ID"]).removeprefix("<").removesuffix("@binc>")


def first_arrivals(server: MailServer) -> list[str]:
    """What a mailbox shows: every mail once by its Message-ID, in the order of its first arrival."""
    return list(dict.fromkeys(key_of(mail) for mail in server.accepted))


STAGES = ("to_greetings", "to_recipients", "to_texts")
PASSING = [(stage, answer) for stage in STAGES for answer in (DIE, SILENCE)]
PASSING += [("to_recipients", "450 later"), ("to_recipients", "421 later"), ("to_texts", "451 later")]
UNHEARD = [("to_texts", DIE_AFTERWARDS), ("to_texts", SILENCE_AFTERWARDS)]


@pytest.mark.parametrize(("stage", "answer"), PASSING + UNHEARD)
def test_three_mails_to_one_person_arrive_once_and_in_order_whatever_happens_to_the_first_O_4(
    desk: Desk, server: MailServer, chosen: SmtpSettings, stage: str, answer: str
) -> None:
    goal = create_place(desk.session, ServiceKind.OCJ)
    for _ in range(3):
        desk.share(goal)
    getattr(server, stage).append(answer)
    deliver(desk, SmtpTransport(replace(chosen, timeout=PATIENCE)))
    assert [mail.state for mail in desk.mails()] == [WAITING] * 3, "the later ones wait for the first"
    deliver(desk, SmtpTransport(chosen), NOW + PAUSES[0])
    mails = desk.mails()
    assert [(mail.state, mail.tries) for mail in mails] == [(SENT, 2), (SENT, 1), (SENT, 1)]
    assert first_arrivals(server) == [mail.message_key for mail in mails]
    twice = len(server.accepted) - len(first_arrivals(server))
    assert twice == ((stage, answer) in UNHEARD), "only what was taken over unheard comes twice"
    assert len({mail.as_string() for mail in server.accepted}) == 3, "and it is the same mail to the letter"


@pytest.mark.parametrize("answer", ["421 later", "554 nobody"])
def test_a_server_that_greets_nobody_is_no_fault_of_the_mail_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport, answer: str
) -> None:
    desk.share(create_place(desk.session, ServiceKind.GI))
    server.to_greetings = [answer] * 2
    deliver(desk, transport)
    assert [mail.state for mail in desk.mails()] == [WAITING]
    assert server.offered == []


@pytest.mark.parametrize("stage", ["to_recipients", "to_texts"])
def test_a_mail_refused_for_good_is_seen_by_who_shared_and_holds_up_nobody_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport, browse: Browse, stage: str
) -> None:
    goal = create_place(desk.session, ServiceKind.OCJ)
    first, second = desk.share(goal), desk.share(goal)
    getattr(server, stage).append("550 no such person")
    deliver(desk, transport)
    assert [mail.state for mail in desk.mails()] == [FAILED, SENT]
    sender, receiver = browse(desk.place.seats[1]), browse(goal.seats[0])
    page = sender.get(f"/documenten/{first.id}/").text
    assert "mail niet aangekomen" in page
    assert "Verwittig de ontvanger zelf" in page
    assert "mail verstuurd" in sender.get(f"/documenten/{second.id}/").text
    assert sender.get("/documenten/verzonden/").text.count("mail niet aangekomen") == 1
    assert "mail niet aangekomen" not in receiver.get(f"/documenten/{first.id}/").text


def test_a_mail_that_nobody_takes_over_has_failed_after_the_last_try_and_the_sender_sees_it_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport, browse: Browse
) -> None:
    document = desk.share(create_place(desk.session, ServiceKind.GI))
    sender, now = browse(desk.place.seats[0]), NOW
    server.to_texts = ["451 later"] * (len(PAUSES) + 1)
    for pause in PAUSES:
        deliver(desk, transport, now)
        assert "mail wacht" in sender.get(f"/documenten/{document.id}/").text
        now += pause
    deliver(desk, transport, now)
    assert "mail niet aangekomen" in sender.get(f"/documenten/{document.id}/").text
    assert server.accepted == []


def test_mails_to_an_address_without_an_account_go_in_order_as_well_O_1_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport
) -> None:
    """A new colleague of a facility, and the general mailbox of Voorzieningenbeleid: nobody with an account."""
    goal, agency = create_place(desk.session, ServiceKind.FACILITY), create_place(desk.session, ServiceKind.AGENCY)
    agency.service.email = "vzb@voorbeeld.be"
    for typed in ("nieuw@voorbeeld.be", "Nieuw@voorbeeld.be"):
        desk.share(goal, typed=typed)
    for _ in range(2):
        desk.share(agency, kind=DocumentKind.GENERAL)
    assert [mail.address for mail in desk.mails()].count("vzb@voorbeeld.be") == 2
    server.to_recipients = ["451 later"] * 3
    deliver(desk, transport)
    assert server.accepted == []
    deliver(desk, transport, NOW + PAUSES[0])
    assert first_arrivals(server) == [mail.message_key for mail in desk.mails()]
    assert len(server.accepted) == 6


def test_an_address_that_no_mail_can_be_written_to_fails_and_holds_up_nobody_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport
) -> None:
    goal = create_place(desk.session, ServiceKind.FACILITY)
    desk.share(goal, typed="bo@[voorbeeld.be")
    desk.share(goal)
    deliver(desk, transport)
    assert [mail.state for mail in desk.mails()] == [FAILED, SENT]
    assert server.offered == server.accepted


def test_a_reminder_that_does_not_arrive_is_seen_by_who_shared_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport, browse: Browse
) -> None:
    document = desk.share(create_place(desk.session, ServiceKind.GI))
    document.shared_at = document.shared_at - timedelta(days=5)
    desk.session.flush()
    sender = browse(desk.place.seats[0])
    deliver(desk, transport)
    assert "mail verstuurd" in sender.get(f"/documenten/{document.id}/").text
    desk.as_system()
    assert remind_of_unread(desk.session, today=desk.today) == 1
    server.to_texts = ["554 no"]
    deliver(desk, transport)
    assert "mail niet aangekomen" in sender.get(f"/documenten/{document.id}/").text


def test_no_mail_says_more_than_who_shares_with_whom_and_until_when_O_4(
    desk: Desk, server: MailServer, transport: SmtpTransport
) -> None:
    """Subject, headers, text and link of every kind: to a person, to an address, to the mailbox, and a reminder."""
    agency = create_place(desk.session, ServiceKind.AGENCY)
    agency.service.email = "vzb@voorbeeld.be"
    documents = [
        desk.share(create_place(desk.session, ServiceKind.OCJ)),
        desk.share(create_place(desk.session, ServiceKind.FACILITY), typed="nieuw@voorbeeld.be"),
        desk.share(agency),
    ]
    for document in documents:
        document.shared_at = document.shared_at - timedelta(days=5)
    desk.session.flush()
    assert remind_of_unread(desk.session, today=desk.today) == 3
    secrets = [*SECRETS, desk.dossier.code, str(desk.dossier.client.national_number), documents[0].content_key]
    deliver(desk, transport)
    assert len(server.accepted) == 3 + 1 + 3
    for mail in server.accepted:
        body = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
        said = "\n".join([*(f"{name}: {value}" for name, value in mail.items()), body])
        assert [word for word in secrets if word.lower() in said.lower()] == []
        assert {name.lower() for name in mail} <= MAIL_HEADERS
        assert "An Zender" in body
        assert desk.place.service.name in body
        assert f"{desk.today + timedelta(days=2):%d/%m/%Y}" in body
        links = [word for word in body.split() if "://" in word]
        assert links in [[f"https://binc.voorbeeld.be/documenten/{document.id}/"] for document in documents]


MAIL_HEADERS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "x-peer",
}


class KilledAfterwards(SmtpTransport):
    """Hands a mail over, and then its process is killed before it can note that."""

    def send(self, mail: Mail) -> None:
        super().send(mail)
        os.kill(os.getpid(), signal.SIGKILL)


def run_the_job_and_die(app: Flask, chosen: SmtpSettings) -> None:
    with app.app_context():
        # The connections are the parent's: a child leaves them alone and opens its own.
        db.engine.dispose(close=False)
    app.extensions["mail"] = KilledAfterwards(chosen)
    with working(app) as session:
        deliver_outbox(session, JobRun())


def test_a_worker_killed_between_sending_and_noting_sends_the_same_mail_again_and_keeps_the_order_O_4(
    committing_app: Flask, server: MailServer, chosen: SmtpSettings
) -> None:
    with working(committing_app) as session:
        desk, goal = open_desk(session), create_place(session, ServiceKind.OCJ)
        for _ in range(2):
            desk.share(goal)
    worker = get_context("fork").Process(target=run_the_job_and_die, args=(committing_app, chosen))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert len(server.accepted) == 1
    committing_app.extensions["mail"] = SmtpTransport(chosen)
    with working(committing_app) as session:
        nothing = {"accepted": 0, "not_accepted": 0, "dropped": 0}
        assert deliver_outbox(session, JobRun()) == nothing, "both wait for the pause"
    with working(committing_app) as session:
        first, second = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        assert [(mail.state, mail.tries) for mail in (first, second)] == [(WAITING, 1), (WAITING, 0)]
        # The pause is over.
        first.next_try_at = first.next_try_at - PAUSES[0]
        keys = [first.message_key, second.message_key]
    with working(committing_app) as session:
        assert deliver_outbox(session, JobRun()) == {"accepted": 2, "not_accepted": 0, "dropped": 0}
    assert [key_of(mail) for mail in server.accepted] == [keys[0], *keys]
