"""Sharing, calling back, receipts and the end of the time, with what is told to whom (O-1, O-3 … O-6, D-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.documents.sharing import EXPIRED, OPEN, WITHDRAWN, WantedRecipient
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import DomainError, NotFound
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.activities import read_activities
from app.queries.documents.directory import listed_readers, people_at, services_named, services_to_share_with
from app.queries.documents.lists import (
    count_unread,
    received_documents,
    recipient_to_sign,
    recipients_of,
    sent_documents,
    viewings_of,
)
from app.services.confirmation import NeedsConfirmation
from app.services.documents.ending import end_overdue, kept_contents, remind_of_unread
from app.services.documents.personal_readers import add_personal_reader, remove_personal_reader
from app.services.documents.receipts import record_viewing
from app.services.documents.sharing import KeptFile, confirm_recipients, share_document, withdraw_document
from models import Account, Document, DocumentRecipient, Dossier, OutboxMessage, PersonalDocumentReader
from tests.factories import create_client, create_dossier
from tests.sharing.places import WorkPlace, create_place, scope_at
from views.documents.words import state_badge

# Far ahead: what is received ends by the day of the database, which these tests do not set.
TODAY = date(2124, 2, 1)
LAST = TODAY + timedelta(30)


@dataclass
class Desk:
    """A facility with a dossier, and a consultants' service to share with."""

    session: BincSession
    place: WorkPlace
    goal: WorkPlace
    dossier: Dossier

    @property
    def actor(self) -> Actor:
        """Who shares."""
        return Actor(self.place.seats[0].user_id, "An Zender")

    def wanted(self, goal: WorkPlace, number: int = 0, until: date = LAST) -> WantedRecipient:
        """Somebody of a service as a recipient."""
        person = people_at(self.session, goal.service)[number]
        return WantedRecipient(goal.service.id, goal.kind, person.user_id, person.name, person.email, until)

    def share(self, *recipients: WantedRecipient, kind: DocumentKind = DocumentKind.CLIENT_BOUND) -> Document:
        """Shares a file, from the dossier where it is about a client."""
        enter_scope(self.session, scope_at(self.place.seats[0], self.place.service))
        number = len(self.session.scalars(select(Document.id)).all())
        file = KeptFile("handelingsplan.pdf", "application/pdf", f"2024-02-01/{number:032x}", 3, "0" * 64)
        dossier = self.dossier if kind is DocumentKind.CLIENT_BOUND else None
        return share_document(
            self.session,
            self.place.service,
            file,
            kind,
            "Voor het overleg",
            recipients or [self.wanted(self.goal)],
            dossier=dossier,
            actor=self.actor,
            today=TODAY,
        )

    def at(self, place: WorkPlace, number: int = 0) -> Actor:
        """Sits down at a seat; answers who sits there."""
        scope = scope_at(place.seats[number], place.service)
        enter_scope(self.session, scope)
        return scope.actor

    def as_system(self) -> None:
        """Works as a job does."""
        enter_scope(self.session, Scope.system("test"))

    def told(self) -> list[str]:
        """The sentences of the dossier, the newest first."""
        self.at(self.place)
        assert self.place.facility
        return [one.sentence for one in read_activities(self.session, self.place.facility.id, self.dossier.id, {}).told]

    def mails(self) -> list[OutboxMessage]:
        """Every mail, oldest first."""
        self.as_system()
        return list(self.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.fixture
def desk(session: BincSession) -> Desk:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    assert place.facility
    client = create_client(session, place.facility, name="Eigenaers", first_name="Emma")
    return Desk(session, place, goal, create_dossier(session, client, place.facility))


def recipient_of(desk: Desk, document: Document) -> DocumentRecipient:
    query = select(DocumentRecipient).where(DocumentRecipient.document_id == document.id)
    return desk.session.scalars(query.execution_options(populate_existing=True)).one()


def test_a_shared_document_is_received_and_told_in_the_dossier_O_1_O_4_D_10(desk: Desk) -> None:
    document = desk.share()
    name = desk.wanted(desk.goal).person_name
    assert document.last_day == LAST
    assert desk.told()[0] == (
        f"Document handelingsplan.pdf tot en met 02/03/2124 gedeeld met {name}, {desk.goal.service.name}"
    )
    desk.at(desk.goal)
    rows, more = received_documents(desk.session, desk.goal.service.id, 1, today=TODAY)
    assert [(row.client_name, row.file_name, row.person_name, row.until) for row in rows] == [
        ("Eigenaers", "handelingsplan.pdf", name, LAST)
    ]
    assert (more, count_unread(desk.session, desk.goal.service.id, today=TODAY)) == (False, 1)
    assert received_documents(desk.session, desk.goal.service.id, 1, today=LAST + timedelta(1)) == ([], False)


def test_every_fault_is_told_and_nothing_is_written_O_1(desk: Desk) -> None:
    late = replace(desk.wanted(desk.goal), until=LAST + timedelta(1), email=" ")
    with pytest.raises(DomainError) as refusal:
        desk.share(late)
    assert [fault.field for fault in refusal.value.faults] == ["recipients-0-email", "recipients-0-until"]
    assert desk.session.scalars(select(Document)).all() == []
    assert desk.mails() == []


def test_the_mail_says_who_for_whom_and_until_when_and_nothing_of_the_child_or_file_O_4(desk: Desk) -> None:
    desk.share()
    (mail,) = desk.mails()
    name = desk.wanted(desk.goal).person_name
    assert mail.recipient_id == desk.goal.seats[0].user_id
    for words in ("An Zender", desk.place.service.name, name, "02/03/2124"):
        assert words in mail.body
    for words in ("Eigenaers", "Emma", "handelingsplan", desk.dossier.code, str(desk.dossier.client.national_number)):
        assert words not in mail.subject + mail.body + mail.path


def test_the_policy_team_is_also_told_on_its_general_mailbox_O_4(desk: Desk) -> None:
    agency = create_place(desk.session, ServiceKind.AGENCY)
    agency.service.email = "vzb@voorbeeld.be"
    desk.session.flush()
    desk.share(desk.wanted(agency), kind=DocumentKind.CONFIDENTIAL)
    addresses = [(mail.address, mail.recipient_id) for mail in desk.mails()]
    person = people_at(desk.session, agency.service)[0]
    assert addresses == [("vzb@voorbeeld.be", None), (person.email, person.user_id)]


def test_who_shared_sees_how_the_mail_fares_and_nobody_else_O_4(desk: Desk) -> None:
    document = desk.share()
    desk.as_system()
    desk.session.execute(OutboxMessage.__table__.update().values(state="failed"))  # type: ignore[attr-defined]
    desk.at(desk.place)
    assert recipients_of(desk.session, [document.id])[document.id][0].mail_state == "failed"
    desk.at(desk.goal, 1)
    assert recipients_of(desk.session, [document.id])[document.id][0].mail_state is None


def test_a_completed_download_is_the_receipt_for_sender_and_dossier_O_4_D_10(desk: Desk) -> None:
    document = desk.share()
    actor = desk.at(desk.goal, 1)
    signed = recipient_to_sign(desk.session, document.id, desk.goal.service.id, actor.user_id, today=TODAY)
    assert signed is not None
    for _ in range(2):
        record_viewing(desk.session, signed.id, desk.goal.service.name, actor=actor)
    assert count_unread(desk.session, desk.goal.service.id, today=TODAY) == 0
    assert desk.told()[0] == f"Document handelingsplan.pdf geopend bij {desk.goal.service.name}"
    recipient = recipient_of(desk, document)
    assert (recipient.first_viewed_by_name, len(viewings_of(desk.session, [recipient.id]))) == ("An", 2)


def test_whoever_opens_it_signs_for_themselves_where_it_is_theirs_O_4(desk: Desk) -> None:
    other = create_place(desk.session, ServiceKind.FACILITY)
    document = desk.share(desk.wanted(other, 0), desk.wanted(other, 1))
    for number, expected in ((0, 0), (1, 1), (2, 0)):
        actor = desk.at(other, number)
        signed = recipient_to_sign(desk.session, document.id, other.service.id, actor.user_id, today=TODAY)
        lines = recipients_of(desk.session, [document.id])[document.id]
        people = [line.person_name for line in lines]
        who = people_at(desk.session, other.service)
        own = next((person.name for person in who if person.user_id == actor.user_id), None)
        assert signed is not None
        assert signed.person_name == (own if own in people else people[expected])


def test_what_is_called_back_while_its_last_piece_is_on_its_way_is_signed_for_and_told_O_4_O_6(desk: Desk) -> None:
    document = desk.share()
    recipient_id = recipient_of(desk, document).id
    withdraw_document(desk.session, recipient_id, actor=desk.at(desk.place), today=TODAY)
    record_viewing(desk.session, recipient_id, desk.goal.service.name, actor=desk.at(desk.goal))
    assert desk.told()[0] == f"Document handelingsplan.pdf geopend bij {desk.goal.service.name}"
    line = recipients_of(desk.session, [document.id])[document.id][0]
    assert (line.state, line.first_viewed_by_name) == (WITHDRAWN, "An")
    assert state_badge(line) == ("late", "geopend tijdens het intrekken")


def test_what_nobody_opened_is_called_back_and_its_content_goes_O_6(desk: Desk) -> None:
    document = desk.share()
    recipient = recipient_of(desk, document)
    assert withdraw_document(desk.session, recipient.id, actor=desk.actor, today=TODAY) == document.content_key
    assert recipient.state == WITHDRAWN
    assert withdraw_document(desk.session, recipient.id, actor=desk.actor, today=TODAY) is None
    assert desk.told()[0].startswith("Document handelingsplan.pdf niet langer gedeeld met")
    desk.at(desk.goal)
    assert received_documents(desk.session, desk.goal.service.id, 1, today=TODAY) == ([], False)


def test_the_content_stays_while_another_recipient_may_open_it_O_6(desk: Desk) -> None:
    other = create_place(desk.session, ServiceKind.GI)
    document = desk.share(desk.wanted(desk.goal), desk.wanted(other))
    first, second = (line.id for line in recipients_of(desk.session, [document.id])[document.id])
    assert withdraw_document(desk.session, first, actor=desk.actor, today=TODAY) is None
    assert withdraw_document(desk.session, second, actor=desk.actor, today=TODAY) == document.content_key


def test_what_was_opened_or_has_ended_is_not_called_back_O_6(desk: Desk) -> None:
    document = desk.share()
    recipient = recipient_of(desk, document)
    with pytest.raises(DomainError, match="O-6"):
        withdraw_document(desk.session, recipient.id, actor=desk.actor, today=LAST + timedelta(1))
    record_viewing(desk.session, recipient.id, "OCJ", actor=desk.at(desk.goal))
    desk.at(desk.place)
    with pytest.raises(DomainError) as refusal:
        withdraw_document(desk.session, recipient.id, actor=desk.actor, today=TODAY)
    assert refusal.value.messages == ("An opende dit document intussen. Intrekken kan niet meer.",)


def test_nobody_calls_back_what_another_service_shared_O_6(desk: Desk) -> None:
    recipient = recipient_of(desk, desk.share())
    stranger = create_place_as_system(desk, ServiceKind.FACILITY)
    for place in (stranger, desk.goal):
        actor = desk.at(place)
        with pytest.raises(NotFound):
            withdraw_document(desk.session, recipient.id, actor=actor, today=TODAY)


def create_place_as_system(desk: Desk, kind: ServiceKind) -> WorkPlace:
    desk.as_system()
    return create_place(desk.session, kind)


def test_after_the_last_day_the_content_goes_and_record_and_receipt_stay_O_6(desk: Desk) -> None:
    document = desk.share()
    recipient = recipient_of(desk, document)
    record_viewing(desk.session, recipient.id, "OCJ", actor=desk.at(desk.goal))
    desk.as_system()
    assert end_overdue(desk.session, today=LAST) == []
    assert kept_contents(desk.session) == [document.content_key]
    assert end_overdue(desk.session, today=LAST + timedelta(1)) == [document.content_key]
    assert end_overdue(desk.session, today=LAST + timedelta(1)) == []
    assert kept_contents(desk.session) == []
    desk.at(desk.place)
    ((shown, lines),), _ = sent_documents(desk.session, desk.place.service.id, 1)
    assert (shown.id, lines[0].state, lines[0].first_viewed_by_name) == (document.id, EXPIRED, "An")
    assert len(viewings_of(desk.session, [lines[0].id])) == 1


def test_each_recipient_ends_on_the_own_day_O_1_O_6(desk: Desk) -> None:
    other = create_place(desk.session, ServiceKind.GI)
    document = desk.share(desk.wanted(desk.goal, until=TODAY), desk.wanted(other))
    desk.as_system()
    assert end_overdue(desk.session, today=TODAY + timedelta(1)) == []
    desk.at(desk.place)
    assert [line.state for line in recipients_of(desk.session, [document.id])[document.id]] == [EXPIRED, OPEN]


@pytest.mark.parametrize("viewed", [False, True])
def test_an_unread_document_is_reminded_of_once_O_4(desk: Desk, viewed: bool) -> None:
    document = desk.share()
    document.shared_at = datetime(2024, 2, 1, 9, tzinfo=UTC)
    desk.session.flush()
    recipient = recipient_of(desk, document)
    if viewed:
        record_viewing(desk.session, recipient.id, "OCJ", actor=desk.at(desk.goal))
    desk.as_system()
    assert remind_of_unread(desk.session, today=LAST - timedelta(4)) == 0
    assert remind_of_unread(desk.session, today=LAST - timedelta(3)) == (0 if viewed else 1)
    assert remind_of_unread(desk.session, today=LAST - timedelta(2)) == 0
    reminders = [mail for mail in desk.mails() if mail.kind == "document_ending"]
    assert len(reminders) == (0 if viewed else 1)
    assert not any("handelingsplan" in mail.body for mail in reminders)


def test_a_first_time_recipient_is_confirmed_O_1(desk: Desk) -> None:
    wanted = desk.wanted(desk.goal)
    with pytest.raises(NeedsConfirmation) as asked:
        confirm_recipients(desk.session, desk.place.service, [wanted], frozenset())
    assert wanted.person_name in asked.value.cautions[0].message
    confirm_recipients(desk.session, desk.place.service, [wanted], frozenset({"O-1"}))
    desk.share(wanted)
    confirm_recipients(desk.session, desk.place.service, [replace(wanted, email=wanted.email.upper())], frozenset())


def test_people_of_a_service_are_known_with_their_function_O_1(desk: Desk) -> None:
    people = people_at(desk.session, desk.goal.service)
    assert sorted(person.function for person in people) == sorted(Role(seat.role).label for seat in desk.goal.seats)
    (gone,) = desk.session.scalars(select(Account).where(Account.id == desk.goal.seats[0].user_id))
    gone.active = False
    desk.session.flush()
    assert gone.id not in [person.user_id for person in people_at(desk.session, desk.goal.service)]


def test_a_service_is_found_by_its_name_or_a_part_of_it_O_1(desk: Desk) -> None:
    name = desk.goal.service.name
    assert [found.id for found in services_named(desk.session, f"  {name.upper()} ")] == [desk.goal.service.id]
    assert desk.goal.service.id in [found.id for found in services_named(desk.session, name[4:])]
    assert services_named(desk.session, " ") == []
    assert services_named(desk.session, "100%") == []


def test_two_services_of_one_name_are_told_apart_by_their_code_O_1(desk: Desk) -> None:
    first, second = (create_place(desk.session, ServiceKind.GI).service for _ in range(2))
    first.name = second.name = "Campus Tweeling"
    desk.session.flush()
    listed = {one.id: one.name for one in services_to_share_with(desk.session, desk.place.service.id)}
    assert listed[second.id] == f"Campus Tweeling ({second.code})"
    assert desk.place.service.id not in listed
    assert len(services_named(desk.session, "campus tweeling")) == 2
    assert [one.id for one in services_named(desk.session, listed[second.id])] == [second.id]


@pytest.fixture
def colleague(desk: Desk) -> Account:
    account = desk.session.get_one(Account, desk.place.seats[2].user_id)
    account.national_number = "90010100197"
    account.last_login = datetime(2024, 1, 1)
    desk.session.flush()
    return account


def add(desk: Desk, number: str = "90010100197") -> PersonalDocumentReader:
    assert desk.place.facility
    actor = desk.at(desk.place, 1)
    return add_personal_reader(desk.session, desk.place.facility, number, actor=actor)


def test_a_colleague_gets_on_the_list_by_national_number_and_off_again_O_5(desk: Desk, colleague: Account) -> None:
    assert desk.place.facility
    reader = add(desk)
    assert listed_readers(desk.session, desk.place.facility.id) == {colleague.id}
    with pytest.raises(DomainError, match="O-5"):
        add(desk)
    remove_personal_reader(desk.session, reader.id)
    assert listed_readers(desk.session, desk.place.facility.id) == frozenset()
    with pytest.raises(NotFound):
        remove_personal_reader(desk.session, reader.id)


@pytest.mark.parametrize("change", [{"last_login": None}, {"active": False}, {"national_number": None}])
def test_who_never_signed_in_or_is_not_known_gets_not_on_the_list_O_5(
    desk: Desk, colleague: Account, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(colleague, name, value)
    desk.session.flush()
    with pytest.raises(DomainError, match="O-5"):
        add(desk)


def test_somebody_of_another_facility_gets_not_on_the_list_O_5(desk: Desk, colleague: Account) -> None:
    other = create_place(desk.session, ServiceKind.FACILITY)
    assert other.facility
    actor = desk.at(other, 1)
    with pytest.raises(DomainError, match="O-5"):
        add_personal_reader(desk.session, other.facility, "90010100197", actor=actor)


def test_the_agency_shares_a_personal_document_with_who_is_on_the_list_O_3_O_5(desk: Desk, colleague: Account) -> None:
    add(desk)
    agency = create_place_as_system(desk, ServiceKind.AGENCY)
    sender = replace(desk, place=agency)
    person = next(one for one in people_at(desk.session, desk.place.service) if one.user_id == colleague.id)
    assert desk.place.facility
    actor = desk.at(agency)
    on_list = colleague.id in listed_readers(desk.session, desk.place.facility.id)
    wanted = WantedRecipient(
        desk.place.service.id, ServiceKind.FACILITY, person.user_id, person.name, person.email, LAST, on_list
    )
    assert actor.user_id == sender.actor.user_id
    sender.share(wanted, kind=DocumentKind.PERSONAL)
    seen: Callable[[int], bool] = lambda number: bool(  # noqa: E731
        desk.at(desk.place, number) and received_documents(desk.session, desk.place.service.id, 1, today=TODAY)[0]
    )
    assert [seen(number) for number in range(3)] == [False, False, True]
