"""A facility asks about its capacity, the agency answers, and both read it at the row (M-3, H15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.capacity_questions import check_answer, check_question
from app.domain.faults import Conflict
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.capacity_questions import answer_question, ask_about_capacity
from models import AuditEntry, CapacityQuestion, Facility, OutboxMessage
from tests.drafts.typing import WAITS, autosave
from tests.factories import create_capacity, create_capacity_question, create_facility, create_seat
from tests.life.test_races import race
from tests.services.test_races import working
from tests.views.controls import controls_of
from tests.views.reading import fault_at, value_of, words_of

ASK = "/capaciteit/vraag/VERBLIJF/"
LIST = "/beheer/capaciteitsvragen/"
WORDS = "In het besluit staan 12 plaatsen."


def the_question(session: Any) -> CapacityQuestion:
    session.expire_all()
    return session.scalars(select(CapacityQuestion)).one()  # type: ignore[no-any-return]


def asked_by(session: Any, facility: Facility, seat: Any, **overrides: Any) -> CapacityQuestion:
    """A question of the person at this seat."""
    return create_capacity_question(session, facility, asked_by=seat.user_id, **overrides)


@pytest.mark.parametrize("words", ["", "   \n"])
def test_a_question_and_an_answer_have_words_m_3(words: str) -> None:
    assert [fault.field for fault in (*check_question(words), *check_answer(words))] == ["question", "answer"]


def test_a_thousand_signs_are_enough_m_3() -> None:
    assert check_question("a" * 1000) == []
    assert check_question("a" * 1001) != []


def test_a_question_about_a_row_reaches_the_agency_in_the_product_and_by_mail_without_names_m_3(
    session: Any, facility: Facility, browse: Any
) -> None:
    create_capacity(session, facility, valid_from=date(2024, 1, 1), recognised=Decimal(10))
    policy, staff = create_seat(session), create_seat(session, facility)
    worker, official = browse(staff), browse(policy)
    assert "wacht op een antwoord" not in words_of(official.get("/"))
    form = worker.get(f"{ASK}?rij=2024-01-01")
    assert controls_of(form)["row"] == ["2024-01-01"]
    assert "Schrijf geen namen of andere gegevens van kinderen" in words_of(form)
    assert worker.post(ASK, {**controls_of(form), "question": WORDS}).status_code == 302
    question = the_question(session)
    assert (question.line, question.valid_from, question.state) == ("VERBLIJF", date(2024, 1, 1), "open")
    assert (question.asked_by, question.asked_by_name) == (staff.user_id, staff.user.get_full_name())
    assert "1 vraag over capaciteit wacht op een antwoord" in words_of(official.get("/"))
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "capacity_asked")).all()
    assert policy.user_id in [mail.recipient_id for mail in mails]
    for mail in mails:
        assert mail.path == f"{LIST}{question.id}/"
        told = f"{mail.subject} {mail.body}"
        assert not any(name in told for name in (staff.user.last_name, facility.name, WORDS))


def test_the_question_and_its_answer_stand_at_the_row_on_both_sides_m_3(
    session: Any, facility: Facility, browse: Any
) -> None:
    create_capacity(session, facility, valid_from=date(2024, 1, 1))
    staff = create_seat(session, facility)
    question = asked_by(session, facility, staff, valid_from=date(2024, 1, 1), question=WORDS)
    worker, official = browse(staff), browse(create_seat(session))
    path = f"{LIST}{question.id}/"
    assert "10 erkend" in words_of(official.get(path))
    assert official.post(path, {**controls_of(official.get(path)), "answer": "Klopt, het wordt 12."}).status_code == 302
    for page in (worker.get("/capaciteit/"), official.get(f"/beheer/capaciteit/voorziening/{facility.code}/")):
        assert f"Vraag {question.id} over de rij vanaf 01/01/2024" in words_of(page)
        assert WORDS in words_of(page)
        assert "Antwoord van Voorzieningenbeleid: Klopt, het wordt 12." in words_of(page)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (None, "Wat nu geldt 12 erkend"),
        (date(2015, 1, 1), "Wat die rij zegt 10 erkend"),
        (date(2016, 1, 1), "niet meer"),
    ],
)
def test_the_agency_reads_the_row_or_what_holds_now_beside_the_question_m_3(
    session: Any, facility: Facility, browse: Any, first: date | None, told: str
) -> None:
    create_capacity(session, facility)
    create_capacity(session, facility, valid_from=date(2020, 1, 1), recognised=Decimal(12))
    create_capacity(session, facility, valid_from=date(2100, 1, 1), recognised=Decimal(14))
    question = create_capacity_question(session, facility, valid_from=first)
    assert told in words_of(browse(create_seat(session)).get(f"{LIST}{question.id}/"))


def test_who_asked_is_told_on_the_start_page_until_they_have_seen_it_m_3(
    session: Any, facility: Facility, browse: Any
) -> None:
    staff, colleague = create_seat(session, facility), create_seat(session, facility)
    question = asked_by(session, facility, staff)
    worker, other, official = browse(staff), browse(colleague), browse(create_seat(session))
    path, news = f"{LIST}{question.id}/", "Voorzieningenbeleid beantwoordde je vraag over Verblijf"
    assert news not in words_of(worker.get("/"))
    official.post(path, {**controls_of(official.get(path)), "answer": "Het klopt."})
    assert news in words_of(worker.get("/"))
    assert news not in words_of(other.get("/"))
    assert other.post(f"/capaciteit/vraag/{question.id}/gezien/", {}).status_code == 302
    assert news in words_of(worker.get("/"))
    assert worker.post(f"/capaciteit/vraag/{question.id}/gezien/", {}).status_code == 302
    assert news not in words_of(worker.get("/"))
    (mail,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "capacity_answered"))
    assert (mail.recipient_id, mail.path) == (staff.user_id, "/capaciteit/")
    official.post(path, {**controls_of(official.get(path)), "answer": "Het klopt toch niet."})
    assert news in words_of(worker.get("/"))


def test_a_question_without_words_comes_back_with_its_fault_at_the_field_m_3(
    session: Any, facility: Facility, staff: Any
) -> None:
    create_capacity(session, facility, valid_from=date(2024, 1, 1))
    refused = staff.post(ASK, {"row": "2024-01-01", "question": "  "})
    assert refused.status_code == 422
    assert "Schrijf in een paar zinnen" in fault_at(refused, "question")
    assert controls_of(refused)["row"] == ["2024-01-01"]
    assert session.scalars(select(CapacityQuestion)).all() == []


def test_a_row_that_went_meanwhile_is_said_with_the_text_kept_m_3_d_11(
    session: Any, facility: Facility, staff: Any
) -> None:
    row = create_capacity(session, facility, valid_from=date(2024, 1, 1))
    opened = controls_of(staff.get(f"{ASK}?rij=2024-01-01"))
    session.delete(row)
    session.flush()
    refused = staff.post(ASK, {**opened, "question": WORDS})
    assert refused.status_code == 422
    assert fault_at(refused, "row")
    assert WORDS in refused.text


def test_a_module_without_any_row_can_be_asked_about_m_3(session: Any, facility: Facility, staff: Any) -> None:
    page = staff.get("/capaciteit/")
    assert "Aangeboden, zonder capaciteit" in words_of(page)
    assert "/capaciteit/vraag/P-CB-BREED/" in page.text
    assert staff.post("/capaciteit/vraag/P-CB-BREED/", {"row": "", "question": WORDS}).status_code == 302
    assert the_question(session).valid_from is None
    assert WORDS in words_of(staff.get("/capaciteit/"))
    assert staff.get("/capaciteit/vraag/BESTAAT-NIET/").status_code == 404


def test_what_is_typed_of_a_question_is_kept_as_a_draft_d_11(session: Any, facility: Facility, staff: Any) -> None:
    kept = autosave(staff, ASK, {"row": "", "question": WORDS}, staff.get(ASK))
    assert kept.status_code == 200
    assert WAITS in words_of(staff.get(ASK))


def test_the_list_shows_what_waits_longest_first_and_can_be_narrowed_m_3(session: Any, browse: Any) -> None:
    one, two = create_facility(session), create_facility(session)
    first, second = (create_capacity_question(session, one, question=words) for words in ("eerste", "tweede"))
    answered = create_capacity_question(
        session, two, question="derde", state="answered", answer="ja", answered_by_name="An", answered_at=first.asked_at
    )
    official = browse(create_seat(session))
    waiting = words_of(official.get(LIST))
    assert waiting.index("eerste") < waiting.index("tweede")
    assert "derde" not in waiting
    assert "derde" in words_of(official.get(f"{LIST}?staat=answered"))
    everything = words_of(official.get(f"{LIST}?staat=alle&voorziening={two.id}"))
    assert f"Vraag {answered.id}" in everything
    assert f"Vraag {second.id}" not in everything
    assert official.get(f"{LIST}?staat=onzin&voorziening=x").status_code == 200


def test_an_answer_that_lost_the_race_is_kept_beside_the_colleagues_m_3_d_11(
    session: Any, facility: Facility, browse: Any
) -> None:
    question = create_capacity_question(session, facility)
    path = f"{LIST}{question.id}/"
    mine, colleague = browse(create_seat(session)), browse(create_seat(session))
    opened = controls_of(mine.get(path))
    colleague.post(path, {**controls_of(colleague.get(path)), "answer": "Het besluit zegt tien."})
    conflict = mine.post(path, {**opened, "answer": "Ik kijk het na."})
    assert conflict.status_code == 409
    assert "Het besluit zegt tien." in words_of(conflict)
    assert "Ik kijk het na." in words_of(conflict)
    assert the_question(session).answer == "Het besluit zegt tien."


def test_an_empty_answer_is_refused_at_its_field_m_3(session: Any, facility: Facility, browse: Any) -> None:
    question = create_capacity_question(session, facility)
    refused = browse(create_seat(session)).post(f"{LIST}{question.id}/", {"answer": ""})
    assert refused.status_code == 422
    assert "Schrijf je antwoord" in fault_at(refused, "answer")
    assert value_of(refused, "version") is not None


def test_asking_and_answering_are_on_record_m_3_a_5(session: Any, facility: Facility, browse: Any) -> None:
    browse(create_seat(session, facility)).post(ASK, {"row": "", "question": WORDS})
    question = the_question(session)
    path, official = f"{LIST}{question.id}/", browse(create_seat(session))
    official.post(path, {**controls_of(official.get(path)), "answer": "Het klopt."})
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "capacity_question")).all()
    assert [entry.action for entry in entries if question.id in entry.subject_ids] == ["create", "change"]


def seat_scope(role: Role, facility: Facility | None = None) -> Scope:
    return Scope.of_seat(role, Actor(1, "An"), facility.id if facility else None, 1)


def questions_seen(session: BincSession, scope: Scope) -> set[int]:
    enter_scope(session, scope)
    return set(session.execute(text("select facility_id from capacity_question")).scalars())


def test_the_database_shows_questions_to_their_facility_and_the_policy_team_only_m_3_a_4(session: BincSession) -> None:
    own, other = create_facility(session), create_facility(session)
    for place in (own, other):
        create_capacity_question(session, place)
    assert questions_seen(session, seat_scope(Role.FACILITY_STAFF, own)) == {own.id}
    assert questions_seen(session, seat_scope(Role.AGENCY_POLICY)) == {own.id, other.id}
    for role in (Role.AGENCY_ANALYST, Role.AGENCY_CASE_HANDLER, Role.ADMIN, Role.CONSULTANT):
        assert questions_seen(session, seat_scope(role)) == set(), role


def test_the_mapper_alone_keeps_questions_from_other_facilities_and_from_the_analyst_m_3_a_4(
    session: BincSession,
) -> None:
    """The database still works as the system: only the mapper's wall stands."""
    own, other = create_facility(session), create_facility(session)
    for place in (own, other):
        create_capacity_question(session, place)
    seen = {}
    for scope in (
        seat_scope(Role.FACILITY_STAFF, own),
        seat_scope(Role.AGENCY_ANALYST),
        seat_scope(Role.AGENCY_POLICY),
    ):
        session.info["scope"] = scope
        seen[scope.kind] = set(session.scalars(select(CapacityQuestion.facility_id)))
    assert seen == {
        Role.FACILITY_STAFF: {own.id},
        Role.AGENCY_ANALYST: set(),
        Role.AGENCY_POLICY: {own.id, other.id},
    }


def test_of_two_who_answer_at_once_the_second_hears_it_and_overwrites_nothing_m_3_d_11(committing_app: Flask) -> None:
    """Two real connections: the second waits for the first, and then finds another version than it saw."""
    with working(committing_app) as session:
        question = create_capacity_question(session, create_facility(session)).id

    def answer(words: str) -> Any:
        return lambda session: answer_question(session, question, 1, words, actor=Actor(None, "Ursula"))

    assert isinstance(race(committing_app, answer("Het klopt."), answer("Het klopt niet.")), Conflict)
    with working(committing_app) as session:
        assert session.get_one(CapacityQuestion, question).answer == "Het klopt."


ANSWER = "update capacity_question set state = 'answered', answer = 'ja', answered_by_name = 'An', answered_at = now()"


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (Role.FACILITY_STAFF, ANSWER),
        (Role.AGENCY_POLICY, "update capacity_question set question = 'iets anders'"),
        (
            Role.AGENCY_POLICY,
            "insert into capacity_question (facility_id, line, question, asked_by_name) "
            "select facility_id, line, question, 'An' from capacity_question",
        ),
    ],
)
def test_the_database_lets_each_side_write_its_own_part_only_m_3(
    session: BincSession, role: Role, statement: str
) -> None:
    facility = create_facility(session)
    create_capacity_question(session, facility)
    enter_scope(session, seat_scope(role, facility if role is Role.FACILITY_STAFF else None))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


def test_the_database_lets_the_policy_team_answer_m_3(session: BincSession) -> None:
    create_capacity_question(session, create_facility(session))
    enter_scope(session, seat_scope(Role.AGENCY_POLICY))
    assert session.execute(text(ANSWER)).rowcount == 1  # type: ignore[attr-defined]


def test_a_question_that_is_posted_twice_is_sent_once_m_3_d_11(session: BincSession, browse: Any) -> None:
    """A button pressed twice; the same words about another line, or of a colleague, are another question."""
    facility = create_facility(session)
    create_seat(session, role=Role.AGENCY_POLICY)
    staff, colleague = (browse(create_seat(session, facility)) for _ in range(2))
    for browser in (staff, staff, colleague):
        assert browser.post(ASK, {"question": WORDS}).status_code == 302
    assert staff.post("/capaciteit/vraag/VBFBJB16/", {"question": WORDS}).status_code == 302
    asked = session.execute(select(CapacityQuestion.line, CapacityQuestion.asked_by)).all()
    assert len(asked) == len(set(asked)) == 3


def test_two_who_press_at_the_same_moment_ask_once_m_3_d_11(committing_app: Flask) -> None:
    with working(committing_app) as session:
        facility_id = create_facility(session).id

    def asking(session: BincSession) -> Any:
        facility = session.get_one(Facility, facility_id)
        return ask_about_capacity(session, facility, "VERBLIJF", None, WORDS, actor=Actor(None, "An"))

    assert race(committing_app, asking, asking) is None
    with working(committing_app) as session:
        assert len(session.scalars(select(CapacityQuestion)).all()) == 1
