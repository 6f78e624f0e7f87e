"""One mail a day for who wants that: exactly once, with numbers only, and the product tells at once (O-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.documents.mails import MailChoice
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.jobs import JobName
from app.domain.scope import Actor
from app.queries.documents.lists import IN_DIGEST, count_unread, recipients_of
from app.services.documents.digests import mail_digests
from app.services.documents.ending import remind_of_unread
from app.services.documents.mail_choice import choose_mails, chosen_mails
from app.services.documents.sharing import withdraw_document
from jobs.scheduled import JOB_FUNCTIONS
from models import Account, AuditEntry, Document, DocumentRecipient, JobRun, OutboxMessage
from tests.sharing.places import create_place
from tests.sharing.test_sharing import LAST, TODAY, Desk, desk  # noqa: F401

KINDS = ("document_shared", "document_ending", "document_digest")


@pytest.fixture
def daily(desk: Desk) -> Desk:  # noqa: F811
    """A desk whose first consultant wants one mail a day."""
    choose(desk, MailChoice.DAILY)
    return desk


def choose(desk: Desk, choice: MailChoice) -> None:  # noqa: F811
    desk.as_system()
    person = desk.session.get_one(Account, desk.goal.seats[0].user_id)
    choose_mails(desk.session, choice, actor=Actor(person.id, "Bo"))


def digest(desk: Desk, days: int = 0) -> int:  # noqa: F811
    """Runs the work of the morning, some days from now."""
    desk.as_system()
    return mail_digests(desk.session, today=TODAY + timedelta(days))


def kinds(desk: Desk) -> list[str]:  # noqa: F811
    return [mail.kind for mail in desk.mails() if mail.kind in KINDS]


def test_who_wants_one_mail_a_day_gets_it_in_the_morning_and_sees_the_document_at_once_O_4(daily: Desk) -> None:
    daily.share()
    daily.share()
    assert kinds(daily) == []
    daily.at(daily.goal)
    assert count_unread(daily.session, daily.goal.service.id, today=TODAY) == 2
    assert digest(daily, 1) == 1
    (mail,) = daily.mails()
    assert (mail.kind, mail.recipient_id, mail.path) == ("document_digest", daily.goal.seats[0].user_id, "/documenten/")
    assert "Er wachten 2 documenten op je in Binc" in mail.body
    for word in ("handelingsplan", "Eigenaers", "Emma", "Voor het overleg", "An Zender"):
        assert word not in mail.subject + mail.body + mail.path


def test_a_day_tells_once_and_a_day_without_news_nothing_O_4(daily: Desk) -> None:
    daily.share()
    assert [digest(daily, days) for days in (1, 1, 2, 5)] == [1, 0, 0, 0]
    daily.share()
    assert digest(daily, 6) == 1
    assert "Er wachten 2 documenten" in daily.mails()[-1].body


def test_after_a_standstill_one_mail_tells_all_O_4(daily: Desk) -> None:
    for _ in range(3):
        daily.share()
    assert digest(daily, 9) == 1
    assert "Er wachten 3 documenten" in daily.mails()[-1].body


def test_everybody_else_gets_a_mail_each_and_no_digest_O_4(desk: Desk) -> None:  # noqa: F811
    desk.share()
    assert kinds(desk) == ["document_shared"]
    assert digest(desk, 1) == 0


def test_what_was_opened_or_called_back_meanwhile_is_not_told_O_4(daily: Desk) -> None:
    opened, back = daily.share(), daily.share()
    daily.as_system()
    first, second = (
        daily.session.scalars(select(DocumentRecipient).where(DocumentRecipient.document_id == one.id)).one()
        for one in (opened, back)
    )
    first.first_viewed_at, first.first_viewed_by_name = datetime.now(UTC), "Bo"
    daily.session.flush()
    actor = daily.at(daily.place)
    withdraw_document(daily.session, second.id, actor=actor, today=TODAY)
    assert digest(daily, 1) == 0


def test_the_reminder_stands_in_the_mail_of_the_day_once_O_4(daily: Desk) -> None:
    document = daily.share()
    document.shared_at = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    assert digest(daily, 1) == 1
    daily.as_system()
    near = LAST - timedelta(2)
    assert remind_of_unread(daily.session, today=near) == 0
    assert mail_digests(daily.session, today=near) == 1
    assert "Het verdwijnt binnenkort." in daily.mails()[-1].body
    assert mail_digests(daily.session, today=LAST) == 0
    assert mail_digests(daily.session, today=LAST + timedelta(1)) == 0


def test_who_goes_back_to_a_mail_each_still_hears_of_what_waited_O_4(daily: Desk) -> None:
    daily.share()
    choose(daily, MailChoice.EACH)
    daily.share()
    assert kinds(daily) == ["document_shared"]
    assert digest(daily, 1) == 1
    assert digest(daily, 2) == 0


def test_an_address_that_is_not_ones_own_is_written_to_at_once_O_4(daily: Desk) -> None:
    daily.share(replace(daily.wanted(daily.goal), email="onthaal@voorbeeld.be"))
    assert [mail.address for mail in daily.mails()] == ["onthaal@voorbeeld.be"]


def test_the_general_mailbox_of_the_agency_hears_at_once_whatever_its_people_want_O_4(desk: Desk) -> None:  # noqa: F811
    desk.as_system()
    agency = create_place(desk.session, ServiceKind.AGENCY)
    people = [desk.session.get_one(Account, seat.user_id) for seat in agency.seats]
    agency.service.email = people[0].email
    for person in people:
        choose_mails(desk.session, MailChoice.DAILY, actor=Actor(person.id, "Bo"))
    first = desk.wanted(agency)
    desk.share(first, kind=DocumentKind.GENERAL)
    assert [(mail.kind, mail.address) for mail in desk.mails()] == [("document_shared", people[0].email)]


def test_who_left_the_service_or_the_product_gets_no_mail_of_the_day_O_4(daily: Desk) -> None:
    daily.share()
    daily.as_system()
    person = daily.session.get_one(Account, daily.goal.seats[0].user_id)
    person.active = False
    daily.session.flush()
    assert digest(daily, 1) == 0
    person.active = True
    daily.session.delete(daily.goal.seats[0])
    daily.session.flush()
    assert digest(daily, 1) == 0


def test_the_sender_sees_that_the_mail_waits_for_the_morning_and_then_how_it_fares_O_4(daily: Desk) -> None:
    document = daily.share()

    def state() -> str | None:
        daily.at(daily.place)
        return recipients_of(daily.session, [document.id])[document.id][0].mail_state

    assert state() == IN_DIGEST
    digest(daily, 1)
    assert state() == "waiting"


def test_the_job_of_the_day_commits_with_its_row_and_tells_how_many_O_4(daily: Desk) -> None:
    daily.share()
    daily.as_system()
    daily.session.scalars(select(Document)).one()
    assert JOB_FUNCTIONS[JobName.MAIL_DOCUMENT_DIGESTS](daily.session, JobRun()) == {"mailed": 1}
    assert daily.session.scalars(select(OutboxMessage.kind)).all() == ["document_digest"]


def test_ones_own_page_keeps_the_choice_O_4(desk: Desk, browse: Any) -> None:  # noqa: F811
    browser = browse(desk.goal.seats[0])
    assert 'value="each" checked' in browser.get("/documenten/mails/").text
    assert browser.post("/documenten/mails/", {"mails": "weekly"}).status_code == 422
    assert browser.post("/documenten/mails/", {}).status_code == 422
    assert browser.post("/documenten/mails/", {"mails": "daily"}).status_code == 302
    assert 'value="daily" checked' in browser.get("/documenten/mails/").text
    desk.as_system()
    mine, colleague = (Actor(seat.user_id, "Bo") for seat in desk.goal.seats[:2])
    assert chosen_mails(desk.session, actor=mine) is MailChoice.DAILY
    assert chosen_mails(desk.session, actor=colleague) is MailChoice.EACH
    changed = select(AuditEntry.fields).where(AuditEntry.subject_kind == "account", AuditEntry.action == "change")
    assert desk.session.scalars(changed).all()[-1] == ["document_mail"]
