"""Every question to the national register is on record: who, where, when, why and about whom (C-1, A-5)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.integrations.national_register import SyntheticRegister
from app.integrations.national_register.synthetic import UNKNOWN_NUMBER
from app.queries.consultations import ConsultationCriteria, consultations
from app.services.clients import PersonSearch, find_people, person_in_register
from app.services.consultations import ConsultedRegister
from models import AuditEntry, RegisterConsultation, Seat
from tests.factories import create_client as a_client
from tests.factories import create_facility, create_relative, create_seat
from tests.services.test_races import working
from tests.views.reading import table_of, value_of, words_of

PAGE = "/raadplegingen/"
NOOR, OLD, SILENT = "15041200210", "93051822361", "10010199594"


def rows(session: BincSession) -> list[RegisterConsultation]:
    return list(session.scalars(select(RegisterConsultation).order_by(RegisterConsultation.id)))


def told(session: BincSession) -> list[tuple[str, str, list[str]]]:
    return [(one.reason, one.outcome, one.numbers) for one in rows(session)]


def asking(session: BincSession, reason: ConsultationReason = ConsultationReason.NEW_DOSSIER) -> ConsultedRegister:
    return ConsultedRegister(session, SyntheticRegister(), reason)


@pytest.fixture
def admin(session: BincSession, browse: Any) -> Any:
    return browse(create_seat(session, role=Role.ADMIN))


@pytest.mark.parametrize(("number", "outcome"), [(NOOR, "found"), (UNKNOWN_NUMBER, "nobody"), (SILENT, "silent")])
def test_a_question_by_number_is_kept_whatever_the_answer_c_1_a_5(
    session: BincSession, number: str, outcome: str
) -> None:
    with suppress(DomainError):
        person_in_register(asking(session, ConsultationReason.LINKING), number)
    assert told(session) == [("linking", outcome, [number])]


def test_of_a_search_the_people_who_were_found_are_kept_c_1_a_5(session: BincSession) -> None:
    facility, today = create_facility(session), date(2026, 7, 1)
    find_people(asking(session), PersonSearch("Peeters", date(2015, 4, 12)), facility, today=today)
    find_people(asking(session), PersonSearch("Xyzzy", birth_year=2015), facility, today=today)
    assert [(outcome, NOOR in numbers) for _, outcome, numbers in told(session)] == [("found", True), ("nobody", False)]


def test_what_was_asked_stays_when_the_rest_is_undone_a_5(committing_app: Flask) -> None:
    with working(committing_app) as session:
        asking(session).find_by_number(NOOR)
        session.rollback()
    with working(committing_app) as session:
        assert told(session) == [("new_dossier", "found", [NOOR])]
        audited = select(AuditEntry.action).where(AuditEntry.subject_kind == "national_register")
        assert list(session.scalars(audited)) == ["look up"]


def test_who_asked_at_which_seat_is_kept_and_only_an_admin_reads_it_a_5(session: BincSession) -> None:
    seat = create_seat(session, create_facility(session))
    own = Scope.of_seat(Role.FACILITY_STAFF, Actor(seat.user_id, "An Peeters"), seat.facility_id, seat.id)
    enter_scope(session, own)
    asking(session).find_by_number(NOOR)
    assert rows(session) == []
    enter_scope(session, Scope.system("test"))
    [row] = rows(session)
    assert (row.actor_id, row.actor_name, row.seat_id) == (seat.user_id, "An Peeters", seat.id)
    assert row.facility_id == seat.facility_id


@pytest.mark.parametrize(
    "statement", ["update register_consultation set reason = 'linking'", "delete from register_consultation"]
)
def test_nobody_changes_the_record_a_5(session: BincSession, statement: str) -> None:
    asking(session).find_by_number(NOOR)
    with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
        session.execute(text(statement))


def test_nobody_writes_a_line_in_the_name_of_another_a_5(session: BincSession) -> None:
    seat = create_seat(session, create_facility(session))
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(seat.user_id, "An"), seat.facility_id, seat.id))
    line = "insert into register_consultation (actor_id, actor_name, seat_id, facility_id, reason, outcome, numbers) "
    with pytest.raises(DBAPIError, match="row-level security"), session.begin_nested():
        session.execute(text(f"{line} values (1, 'Bo', {seat.id}, {seat.facility_id}, 'linking', 'found', '{{}}')"))


def look_up(staff: Any, **typed: str) -> Any:
    how = "number" if "national_number" in typed else "name"
    answer = staff.post("/clienten/zoeken", {"how": how, **typed})
    return staff.get(answer.headers["location"])


def test_pages_say_why_they_ask_a_5(session: BincSession, browse: Any) -> None:
    facility = create_facility(session)
    staff = browse(create_seat(session, facility))
    look_up(staff, national_number=NOOR)
    client = a_client(session, facility)
    person = create_relative(session, client)
    address = f"/clienten/{client.id}/context/personen/{person.id}/rijksregister/"
    staff.post(f"{address}kies", {"person": OLD})
    assert [(reason, numbers) for reason, _, numbers in told(session)] == [
        ("new_dossier", [NOOR]),
        ("relative", [OLD]),
    ]
    assert NOOR not in address


def test_the_admin_finds_who_looked_up_a_person_and_sees_no_numbers_a_5(
    session: BincSession, browse: Any, admin: Any
) -> None:
    seat: Seat = create_seat(session, create_facility(session, name="De Aap"))
    staff = browse(seat)
    look_up(staff, national_number=NOOR)
    look_up(staff, national_number=UNKNOWN_NUMBER)
    everything = table_of(admin.get(PAGE), "Raadplegingen")
    assert [cells[3] for cells, _ in everything] == ["nieuw dossier"] * 2
    answer = admin.post(PAGE, {"national_number": "15.04.12-002.10"})
    assert NOOR not in answer.headers["location"]
    page = admin.get(answer.headers["location"])
    [(cells, _)] = table_of(page, "Raadplegingen")
    assert (seat.user.username in cells[1], cells[2].startswith("De Aap"), cells[5]) == (True, True, "1")
    assert NOOR not in page.text.replace(value_of(page, "national_number") or "", "")


def test_the_record_is_searched_by_person_place_reason_and_days_a_5(
    session: BincSession, browse: Any, admin: Any
) -> None:
    seat = create_seat(session, create_facility(session))
    look_up(browse(seat), national_number=NOOR)
    look_up(browse(create_seat(session, create_facility(session))), national_number=NOOR)
    day = f"{rows(session)[0].at:%d/%m/%Y}"

    def found(**typed: str) -> int:
        address = admin.post(PAGE, typed).headers["location"]
        return len(table_of(admin.get(address), "Raadplegingen"))

    assert found() == 2
    assert found(person=seat.user.username) == 1
    assert found(facility=str(seat.facility_id)) == 1
    assert (found(reason="new_dossier"), found(reason="linking")) == (2, 0)
    assert (found(end="01/01/2020"), found(begin="01/01/2020")) == (0, 2)
    assert "laatste dag ligt voor de eerste" in words_of(admin.post(PAGE, {"begin": day, "end": "01/01/2020"}))
    assert "Niemand heeft deze gebruikersnaam" in words_of(admin.post(PAGE, {"person": "niemand"}))


def test_looking_into_the_record_is_on_record_itself_a_5(session: BincSession) -> None:
    asking(session).find_by_number(NOOR)
    [line] = consultations(session, ConsultationCriteria())[0]
    assert session.trail.reads["register_consultation"] == {line.id}
