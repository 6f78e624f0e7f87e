"""No mail goes out about what is not shared any more, and a mailbox that gets none is told to who shared (O-4, O-6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.domain.documents.mails import MailChoice
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.outbox import DROPPED, FAILED, SENT, WAITING
from app.integrations.mail import Mail, NotAcceptedNow, Refused
from app.queries.documents.lists import recipients_of
from app.services.documents.digests import mail_digests
from app.services.documents.ending import end_overdue, remind_of_unread
from app.services.documents.mails import drop_if_nothing_is_shared
from app.services.documents.sharing import withdraw_document
from app.services.outbox import resend_message
from jobs.delivering import deliver_outbox
from models import Document, OutboxMessage
from models.job_run import JobRun
from tests.sharing.places import create_place
from tests.sharing.test_digests import choose
from tests.sharing.test_sharing import LAST, TODAY, Desk, desk  # noqa: F401

MAILBOX = "vzb@voorbeeld.be"
Browse = Callable[..., Any]


@dataclass
class Server:
    """A mail server that takes nothing now, refuses some addresses for good, or accepts."""

    is_away: bool = False
    refused: set[str] = field(default_factory=set)
    sent: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> None:
        """Takes a mail, or not."""
        if self.is_away:
            raise NotAcceptedNow("451")
        if mail.address in self.refused:
            raise Refused("550")
        self.sent.append(mail)


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setitem(app.extensions, "mail", server)
    return server


def deliver(desk: Desk, server: Server) -> list[str]:  # noqa: F811
    """One run of the job, with every pause over; answers how each mail stands."""
    desk.as_system()
    for mail in desk.mails():
        mail.next_try_at = mail.created_at
    desk.session.flush()
    deliver_outbox(desk.session, JobRun())
    return [mail.state for mail in desk.mails()]


def withdraw(desk: Desk, document: Document, number: int = 0) -> None:  # noqa: F811
    actor = desk.at(desk.place)
    line = recipients_of(desk.session, [document.id])[document.id][number]
    withdraw_document(desk.session, line.id, actor=actor, today=TODAY)


def share_with_policy(desk: Desk) -> Document:  # noqa: F811
    agency = create_place(desk.session, ServiceKind.AGENCY)
    agency.service.email = MAILBOX
    desk.session.flush()
    return desk.share(desk.wanted(agency), kind=DocumentKind.GENERAL)


def page_of(desk: Desk, browse: Browse, document: Document) -> str:  # noqa: F811
    return str(browse(desk.place.seats[0]).get(f"/documenten/{document.id}/").text)


def test_a_mail_that_still_waits_does_not_go_once_its_document_is_called_back_O_4_O_6(
    desk: Desk,  # noqa: F811
    server: Server,
    browse: Browse,
) -> None:
    gone, stays = desk.share(), desk.share()
    server.is_away = True
    assert deliver(desk, server) == [WAITING, WAITING]
    assert "mail wacht" in page_of(desk, browse, gone)
    withdraw(desk, gone)
    assert "mail gaat niet meer weg" in page_of(desk, browse, gone), "said at once, before its turn comes"
    server.is_away = False
    assert deliver(desk, server) == [DROPPED, SENT]
    assert [mail.path for mail in server.sent] == [f"/documenten/{stays.id}/"]
    assert "mail gaat niet meer weg" in page_of(desk, browse, gone)


def test_a_mail_that_still_waits_does_not_go_after_the_last_day_O_4_O_6(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    desk.share()
    end_overdue(desk.session, today=LAST + timedelta(1))
    assert deliver(desk, server) == [DROPPED]
    assert server.sent == []


@pytest.mark.parametrize(("days_after", "state"), [(0, WAITING), (1, DROPPED)])
def test_on_the_last_day_a_mail_still_goes_and_the_day_after_not_though_no_job_ended_it_O_4_O_6(
    desk: Desk,  # noqa: F811
    days_after: int,
    state: str,
) -> None:
    desk.share()
    (mail,) = desk.mails()
    drop_if_nothing_is_shared(desk.session, mail, today=LAST + timedelta(days_after))
    assert mail.state == state


def test_the_mails_of_two_recipients_go_each_by_its_own_O_4_O_6(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    document = desk.share(desk.wanted(desk.goal, 0), desk.wanted(desk.goal, 1))
    withdraw(desk, document, 1)
    assert deliver(desk, server) == [SENT, DROPPED]


def test_the_mailbox_of_the_policy_team_is_not_told_either_O_4_O_6(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    document = share_with_policy(desk)
    withdraw(desk, document)
    assert deliver(desk, server) == [DROPPED, DROPPED]
    assert server.sent == []


def test_the_mail_of_the_day_goes_as_long_as_one_of_its_documents_waits_O_4_O_6(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    choose(desk, MailChoice.DAILY)
    documents = [desk.share(), desk.share()]
    desk.as_system()
    assert mail_digests(desk.session, today=TODAY + timedelta(1)) == 1
    server.is_away = True
    withdraw(desk, documents[0])
    assert deliver(desk, server) == [WAITING]
    withdraw(desk, documents[1])
    server.is_away = False
    assert deliver(desk, server) == [DROPPED]


def test_a_reminder_takes_the_place_of_a_first_mail_that_never_went_O_4(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    desk.share()
    desk.as_system()
    assert remind_of_unread(desk.session, today=LAST) == 1
    assert deliver(desk, server) == [DROPPED, SENT]
    assert "verdwijnt binnenkort" in server.sent[0].subject


def test_a_failed_mail_that_is_sent_again_after_the_recall_is_dropped_O_4_D_7(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    document = desk.share()
    (mail,) = desk.mails()
    server.refused = {mail.address}
    assert deliver(desk, server) == [FAILED]
    withdraw(desk, document)
    desk.as_system()
    resend_message(desk.session, desk.mails()[0].id, mail.created_at)
    assert deliver(desk, server) == [DROPPED]


def test_a_message_that_is_not_about_a_document_goes_whatever_becomes_of_documents_D_7(
    desk: Desk,  # noqa: F811
    server: Server,
) -> None:
    desk.as_system()
    values = {"kind": "capacity_asked", "address": "x@voorbeeld.be", "subject": "s", "body": "b", "path": "/"}
    desk.session.add(OutboxMessage(**values, message_key="k"))
    desk.session.flush()
    assert deliver(desk, server) == [SENT]


def test_who_shared_sees_that_the_general_mailbox_got_no_mail_and_nobody_else_O_4(
    desk: Desk,  # noqa: F811
    server: Server,
    browse: Browse,
) -> None:
    document, words = share_with_policy(desk), "mail aan het algemeen postvak niet aangekomen"
    assert words not in page_of(desk, browse, document)
    server.refused = {MAILBOX}
    assert deliver(desk, server) == [FAILED, SENT]
    assert words in page_of(desk, browse, document)
    assert "mail verstuurd" in page_of(desk, browse, document)
    assert words in browse(desk.place.seats[1]).get("/documenten/verzonden/").text
    agency = create_place(desk.session, ServiceKind.AGENCY)
    desk.at(agency)
    (line,) = recipients_of(desk.session, [document.id])[document.id]
    assert (line.mail_state, line.mailbox_state) == (None, None)
