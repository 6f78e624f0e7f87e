"""Row-level security alone, and the mapper alone, see of shared documents what the truth table says (O-3, O-5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.civil_time import BRUSSELS
from app.domain.documents.visibility import DocumentKind, Reader, ServiceKind, Sharing
from app.domain.roles import Role
from app.domain.scope import Scope
from models import Document, DocumentRecipient, PersonalDocumentReader, Seat
from tests.sharing.places import WorkPlace, create_place, put_document, scope_at

SENDERS = {
    DocumentKind.CLIENT_BOUND: (ServiceKind.FACILITY,),
    DocumentKind.GENERAL: tuple(ServiceKind),
    DocumentKind.CONFIDENTIAL: tuple(ServiceKind),
    DocumentKind.PERSONAL: (ServiceKind.AGENCY,),
}
WAYS = [(kind, sender, to) for kind, senders in SENDERS.items() for sender in senders for to in ServiceKind]
# There is one agency, and nobody shares with their own service.
WAYS = [way for way in WAYS if way[1:] != (ServiceKind.AGENCY, ServiceKind.AGENCY)]


def seen_in_the_database(session: BincSession) -> tuple[set[int], set[int]]:
    return (
        set(session.execute(text("select id from document_recipient")).scalars()),
        set(session.execute(text("select id from document")).scalars()),
    )


def seen_by_the_mapper(session: BincSession) -> tuple[set[int], set[int]]:
    return set(session.scalars(select(DocumentRecipient.id))), set(session.scalars(select(Document.id)))


def readers(*places: WorkPlace) -> list[tuple[WorkPlace, Seat]]:
    return [(place, seat) for place in places for seat in place.seats]


@pytest.mark.parametrize(("kind", "sender", "to"), WAYS, ids=lambda one: str(one))
def test_each_wall_alone_answers_as_the_truth_table_O_3(
    session: BincSession, kind: DocumentKind, sender: ServiceKind, to: ServiceKind
) -> None:
    place, goal, elsewhere = create_place(session, sender), create_place(session, to), create_place(session, to)
    recipient = put_document(session, kind, place, goal)
    sharing = Sharing(kind, recipient.sender_id, place.service.id, goal.service.id, to, recipient.person_id)
    outside = [] if to is ServiceKind.AGENCY else readers(elsewhere)
    for listed in (False, True):
        if listed and goal.facility:
            put_on_list(session, goal, recipient.person_id)
        for at, seat in [*readers(place, goal), *outside]:
            on_list = listed and goal.facility is not None and seat.user_id == recipient.person_id
            seen = sharing.seen_by(Reader(seat.user_id, at.service.id, seat.role, on_list))
            expected = ({recipient.id}, {recipient.document_id}) if seen else (set(), set())
            enter_scope(session, scope_at(seat, at.service))
            assert seen_in_the_database(session) == expected, (seat.role, listed)
            enter_scope(session, Scope.system("test"))
            assert mapper_of(session, scope_at(seat, at.service)) == expected, (seat.role, listed)


def mapper_of(session: BincSession, scope: Scope) -> tuple[set[int], set[int]]:
    """What the mapper alone shows: the database believes that the system asks."""
    session.info["scope"] = scope
    try:
        return seen_by_the_mapper(session)
    finally:
        session.info["scope"] = Scope.system("test")


def put_on_list(session: BincSession, place: WorkPlace, user_id: int | None) -> None:
    assert place.facility is not None
    assert user_id is not None
    session.add(PersonalDocumentReader(facility_id=place.facility.id, user_id=user_id, added_by_name="An"))
    session.flush()


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_what_has_ended_is_the_senders_only_O_6(session: BincSession, state: str) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    ended = datetime(2024, 2, 2, tzinfo=UTC)
    put_document(session, DocumentKind.CLIENT_BOUND, place, goal, state=state, ended_at=ended)
    for at, seat in readers(place, goal):
        enter_scope(session, scope_at(seat, at.service))
        assert bool(seen_in_the_database(session)[0]) is (at is place), seat.role


@pytest.mark.parametrize("to", [ServiceKind.OCJ, ServiceKind.FACILITY])
def test_the_day_after_the_last_one_each_wall_alone_hides_it_before_any_job_ran_O_6(
    session: BincSession, to: ServiceKind
) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, to)
    today = session.scalar(select(func.brussels_today()))
    assert isinstance(today, date)
    over = put_document(session, DocumentKind.CLIENT_BOUND, place, goal, until=today - timedelta(days=1))
    last = put_document(session, DocumentKind.CLIENT_BOUND, place, goal, until=today)
    for at, expected in ((goal, {last.id}), (place, {over.id, last.id})):
        scope = scope_at(at.seats[0], at.service)
        enter_scope(session, scope)
        assert seen_in_the_database(session)[0] == expected, at.kind
        enter_scope(session, Scope.system("test"))
        assert mapper_of(session, scope)[0] == expected, at.kind


def test_the_day_of_the_database_is_that_of_brussels_O_6(session: BincSession) -> None:
    moment = session.scalar(select(func.now()))
    assert moment is not None
    assert session.scalar(select(func.brussels_today())) == moment.astimezone(BRUSSELS).date()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENCY_ANALYST, Role.AGENCY_CASE_HANDLER])
def test_other_seats_of_the_agency_have_no_documents_A_4(session: BincSession, role: Role) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.AGENCY)
    put_document(session, DocumentKind.GENERAL, place, goal)
    seat = goal.seats[0]
    enter_scope(session, Scope.of_seat(role, scope_at(seat, None).actor, None, seat.id))
    assert seen_in_the_database(session) == (set(), set())


def refused(session: BincSession, statement: Any) -> bool:
    try:
        with session.begin_nested():
            return bool(session.execute(statement).rowcount == 0)  # type: ignore[attr-defined]
    except DBAPIError:
        return True


def test_nobody_writes_for_another_service_or_changes_for_whom_it_was_O_3(session: BincSession) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
    recipient = put_document(session, DocumentKind.GENERAL, place, goal)
    enter_scope(session, scope_at(goal.seats[0], goal.service))
    for change in ("state = 'withdrawn', ended_at = now()", "first_viewed_at = now()", "email = 'x@voorbeeld.be'"):
        assert refused(session, text(f"update document_recipient set {change} where id = {recipient.id}")), change
    enter_scope(session, scope_at(place.seats[0], place.service))
    for change in (f"service_id = {place.service.id}", "email = 'x@voorbeeld.be'", "until = until + 30"):
        assert refused(session, text(f"update document_recipient set {change} where id = {recipient.id}")), change
    for table in ("document", "document_recipient", "document_viewing"):
        assert refused(session, text(f"delete from {table}")), table


def test_only_a_manager_changes_the_list_for_personal_documents_and_only_the_own_O_5(session: BincSession) -> None:
    place, other = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.FACILITY)
    assert place.facility
    values = f"({place.facility.id}, {place.seats[0].user_id}, 'An')"
    statement = text(f"insert into personal_document_reader (facility_id, user_id, added_by_name) values {values}")
    for at, seat in [(place, place.seat(Role.FACILITY_STAFF)), *readers(other)]:
        enter_scope(session, scope_at(seat, at.service))
        assert refused(session, statement), seat.role
    enter_scope(session, scope_at(place.seat(Role.FACILITY_MANAGER), place.service))
    assert not refused(session, statement)


def test_a_viewing_is_recorded_by_who_may_see_the_document_only_O_4(session: BincSession) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    recipient = put_document(session, DocumentKind.CLIENT_BOUND, place, goal)
    call = text("select record_document_viewing(:id, 'Bo', 'OCJ')").bindparams(id=recipient.id)
    other_consultant = goal.seats[3]
    for at, seat in [(goal, other_consultant), *readers(place)]:
        enter_scope(session, scope_at(seat, at.service))
        assert refused(session, call), seat.role
    enter_scope(session, scope_at(goal.seats[0], goal.service))
    session.execute(call)
    assert session.scalar(text("select first_viewed_by_name from document_recipient")) == "Bo"


@pytest.mark.parametrize(("minutes", "signed"), [(9, True), (11, False)])
@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_a_last_piece_on_its_way_as_it_ended_is_signed_for_and_what_is_long_over_is_not_O_4_O_6(
    session: BincSession, state: str, minutes: int, signed: bool
) -> None:
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.OCJ)
    now = session.scalar(select(func.clock_timestamp()))
    assert isinstance(now, datetime)
    ended = {"state": state, "ended_at": now - timedelta(minutes=minutes)}
    recipient = put_document(session, DocumentKind.CLIENT_BOUND, place, goal, **ended)
    call = text("select record_document_viewing(:id, 'Bo', 'OCJ')").bindparams(id=recipient.id)
    enter_scope(session, scope_at(goal.seats[3], goal.service))
    assert refused(session, call), "another consultant could not have got it"
    enter_scope(session, scope_at(goal.seats[0], goal.service))
    assert refused(session, call) is not signed
    enter_scope(session, scope_at(place.seats[0], place.service))
    viewed_by = session.scalar(text("select first_viewed_by_name from document_recipient"))
    assert viewed_by == ("Bo" if signed else None)
