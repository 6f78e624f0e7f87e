"""A facility asks for a quarter, the agency answers, and who has to send is reminded before 1 March (Q-4, Q-5)."""

from __future__ import annotations

import itertools
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.jobs import JobName
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.domain.statements.requests import REQUEST_TRANSITIONS, RequestEvent, RequestState, request_state_after
from app.services.processed_years import process_year, reopen_year
from app.services.statement_news import remind_of_statements
from app.services.statement_requests import ask_for_quarter, reject_request_of_quarter, withdraw_request_of_quarter
from jobs.performing import perform
from models import AuditEntry, Facility, JobRun, Notice, OutboxMessage, StatementRequest
from tests import factories
from tests.services.steps import ACTOR
from tests.services.test_races import working
from tests.statements.steps import Q1, Q2, Desk, desk_of, send_year
from tests.statements.test_races import race
from tests.views.reading import words_of

APRIL = date(2025, 4, 1)
WHY = "Een nacht vergeten"
_serial = itertools.count(1)


@pytest.fixture
def desk(session: BincSession) -> Desk:
    """A facility whose 2024 is processed, with help all year."""
    made, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED")
    send_year(session, made.facility.id, 2024)
    process_year(session, made.facility.id, 2024, actor=ACTOR, today=APRIL)
    return made


def person(session: BincSession, facility: Facility | None, role: Role) -> Actor:
    """Somebody with a mail address at a seat."""
    user = factories.create_user(session, email=f"persoon{next(_serial)}@voorbeeld.be")
    factories.create_seat(session, facility, role, user)
    return Actor(user.id, user.get_full_name())


def told(session: BincSession) -> list[tuple[int, str, list[str]]]:
    """Every notice: to whom, what, which quarters."""
    rows = session.execute(select(Notice.user_id, Notice.kind, Notice.codes).order_by(Notice.user_id, Notice.id))
    return [(row.user_id, row.kind, list(row.codes)) for row in rows]


def mails(session: BincSession) -> list[tuple[int, str]]:
    rows = session.execute(select(OutboxMessage.recipient_id, OutboxMessage.kind).order_by(OutboxMessage.id))
    return [(row.recipient_id, row.kind) for row in rows]


def test_a_request_is_answered_by_reopening_and_the_facility_hears_of_it_q_4(session: BincSession, desk: Desk) -> None:
    asker = person(session, desk.facility, Role.FACILITY_STAFF)
    manager = person(session, desk.facility, Role.FACILITY_MANAGER)
    policy = person(session, None, Role.AGENCY_POLICY)
    request = ask_for_quarter(session, desk.facility, Q1, f" {WHY} ", actor=asker)
    assert mails(session) == [(policy.user_id, "quarter_asked")]
    with pytest.raises(DomainError):
        ask_for_quarter(session, desk.facility, Q1, WHY, actor=manager)
    reopen_year(session, desk.facility.id, 2024, WHY, actor=policy, quarters=[1])
    assert (request.state, request.motive, request.decided_by_name) == ("reopened", WHY, policy.name)
    both = sorted([asker.user_id, manager.user_id])  # type: ignore[type-var]
    assert told(session) == [(one, "quarter_reopened", ["2024-1"]) for one in both]
    assert [kind for _, kind in mails(session)] == ["quarter_asked", "quarter_reopened", "quarter_reopened"]
    assert desk.state() == "reopened"


def test_a_reopening_that_nobody_asked_is_told_too_and_other_requests_wait_on_q_4(
    session: BincSession, desk: Desk
) -> None:
    manager = person(session, desk.facility, Role.FACILITY_MANAGER)
    request = ask_for_quarter(session, desk.facility, Q2, WHY, actor=manager)
    reopen_year(session, desk.facility.id, 2024, WHY, actor=ACTOR, quarters=[1, 3])
    assert request.state == "asked"
    assert told(session) == [(manager.user_id, "quarter_reopened", ["2024-1", "2024-3"])]


def test_a_rejection_needs_a_reason_and_is_told_to_who_asked_q_4(session: BincSession, desk: Desk) -> None:
    asker = person(session, desk.facility, Role.FACILITY_STAFF)
    request = ask_for_quarter(session, desk.facility, Q1, WHY, actor=asker)
    with pytest.raises(DomainError):
        reject_request_of_quarter(session, request.id, "  ", actor=ACTOR)
    reject_request_of_quarter(session, request.id, "Te laat", actor=ACTOR)
    assert (request.state, request.answer) == ("rejected", "Te laat")
    assert told(session) == [(asker.user_id, "quarter_kept", ["2024-1"])]
    with pytest.raises(Conflict):
        reject_request_of_quarter(session, request.id, "Nog eens", actor=ACTOR)
    assert desk.state() == "processed"
    ask_for_quarter(session, desk.facility, Q1, WHY, actor=asker)


@pytest.mark.parametrize(("state", "event"), list(itertools.product(RequestState, RequestEvent)))
def test_a_request_is_answered_or_withdrawn_once_q_4(state: RequestState, event: RequestEvent) -> None:
    """Every state by every event: only what waits ends, and whoever comes second hears how."""
    if state is RequestState.ASKED:
        assert request_state_after(state, event) == REQUEST_TRANSITIONS[state, event] != state
        return
    words = {"reopened": "intussen heropend", "rejected": "al op deze vraag", "withdrawn": "trok deze vraag"}
    with pytest.raises(Conflict) as refused:
        request_state_after(state, event)
    assert words[state] in refused.value.messages[0]


def test_a_colleague_withdraws_what_was_asked_and_may_ask_again_q_4(session: BincSession, desk: Desk) -> None:
    asker = person(session, desk.facility, Role.FACILITY_STAFF)
    colleague = person(session, desk.facility, Role.FACILITY_STAFF)
    request = ask_for_quarter(session, desk.facility, Q1, WHY, actor=asker)
    withdraw_request_of_quarter(session, request.id, actor=colleague)
    assert (request.state, request.decided_by_name, request.answer) == ("withdrawn", colleague.name, None)
    assert desk.state() == "processed"
    for late in (
        partial(withdraw_request_of_quarter, session, request.id, actor=ACTOR),
        partial(reject_request_of_quarter, session, request.id, "Nee", actor=ACTOR),
    ):
        with pytest.raises(Conflict) as refused:
            late()
        assert "trok deze vraag intussen in" in refused.value.messages[0]
    again = ask_for_quarter(session, desk.facility, Q1, WHY, actor=colleague)
    reopen_year(session, desk.facility.id, 2024, WHY, actor=ACTOR, quarters=[1])
    assert (request.state, again.state) == ("withdrawn", "reopened")
    with pytest.raises(NotFound):
        withdraw_request_of_quarter(session, 999_999, actor=ACTOR)


def test_the_database_lets_the_facility_withdraw_and_nothing_else_q_4_a_4(session: BincSession, desk: Desk) -> None:
    ask_for_quarter(session, desk.facility, Q1, WHY, actor=ACTOR)
    withdraw = "update statement_request set state = 'withdrawn', decided_at = now()"
    staff = Scope.of_seat(Role.FACILITY_STAFF, Actor(1, "An"), desk.facility.id, 1)
    elsewhere = Scope.of_seat(Role.FACILITY_STAFF, Actor(1, "An"), factories.create_facility(session).id, 1)
    policy = Scope.of_seat(Role.AGENCY_POLICY, Actor(1, "An"), None, 1)
    for scope, deed, works in (
        (staff, f"{withdraw}, answer = 'Nee'", False),
        (staff, f"{withdraw}, motive = 'Iets anders'", False),
        (policy, "update statement_request set motive = 'Iets anders'", False),
        (policy, withdraw, False),
        (elsewhere, withdraw, False),
        (staff, withdraw, True),
        (policy, "update statement_request set state = 'rejected'", False),
    ):
        enter_scope(session, scope)
        assert _works(session, text(deed)) is works, (scope, deed)


def test_two_who_ask_at_once_ask_once_q_4_d_11(committing_app: Flask) -> None:
    with working(committing_app) as session:
        made, story = desk_of(session)
        story.add("01-08", None, "P-CB-BREED")
        send_year(session, made.facility.id, 2024)
        process_year(session, made.facility.id, 2024, actor=ACTOR, today=APRIL)
        facility_id = made.facility.id

    def asking(session: BincSession) -> Any:
        return ask_for_quarter(session, session.get_one(Facility, facility_id), Q1, WHY, actor=ACTOR)

    assert isinstance(race(committing_app, asking, asking), DomainError)
    with working(committing_app) as session:
        assert len(session.scalars(select(StatementRequest)).all()) == 1


def test_only_the_own_facility_asks_and_only_policy_answers_q_4_a_4(session: BincSession, desk: Desk) -> None:
    request = ask_for_quarter(session, desk.facility, Q1, WHY, actor=ACTOR)
    other = factories.create_facility(session)
    answer = text("update statement_request set state = 'rejected', decided_at = now()")
    ask = text(
        "insert into statement_request (facility_id, year, quarter, motive, requested_by_name) "
        "values (:facility, 2024, 3, 'x', 'An')"
    )
    for role, facility, sees, asks, answers in (
        (Role.FACILITY_STAFF, desk.facility, True, True, False),
        (Role.FACILITY_STAFF, other, False, False, False),
        (Role.AGENCY_ANALYST, None, True, False, False),
        (Role.AGENCY_CASE_HANDLER, None, False, False, False),
        (Role.AGENCY_POLICY, None, True, False, True),
    ):
        enter_scope(session, Scope.of_seat(role, Actor(1, "An"), facility.id if facility else None, 1))
        assert bool(session.execute(text("select id from statement_request")).all()) is sees, role
        assert _works(session, ask, facility=desk.facility.id) is asks, role
        assert _works(session, answer) is answers, role
    # What is answered stays so.
    session.expire(request)
    assert not _works(session, text("update statement_request set answer = 'x' where state = 'rejected'"))


def _works(session: BincSession, statement: Any, **names: Any) -> bool:
    try:
        with session.begin_nested():
            result: Any = session.execute(statement, names)
            return bool(result.rowcount)
    except DBAPIError:
        return False


def test_the_agency_tells_and_reads_no_notice_q_4_a_4(session: BincSession, desk: Desk) -> None:
    manager = person(session, desk.facility, Role.FACILITY_MANAGER)
    enter_scope(session, Scope.of_seat(Role.AGENCY_POLICY, Actor(1, "Ursula"), None, 1))
    reopen_year(session, desk.facility.id, 2024, WHY, actor=Actor(1, "Ursula"), quarters=[1])
    assert session.execute(text("select * from notice")).all() == []
    other = "insert into notice (facility_id, user_id, kind, colleague, codes) values (:f, :u, 'took', 'x', '{}')"
    assert not _works(session, text(other), f=desk.facility.id, u=manager.user_id)
    enter_scope(session, Scope.system("test"))
    assert told(session) == [(manager.user_id, "quarter_reopened", ["2024-1"])]


def late_facility(session: BincSession, *quarters: int) -> Facility:
    """A facility with help all through 2024 that sent everything but these quarters."""
    made, story = desk_of(session)
    story.add("01-08", "12-31", "P-CB-BREED")
    send_year(session, made.facility.id, 2024)
    for number in quarters:
        Desk(session, made.facility, type(Q1)(2024, number)).type(P_CB_BREED=5)
    return made.facility


def test_who_has_not_sent_everything_is_reminded_and_who_is_ready_is_not_q_5(session: BincSession) -> None:
    late, ready, without_help = late_facility(session, 2, 4), late_facility(session), factories.create_facility(session)
    manager = person(session, late, Role.FACILITY_MANAGER)
    for each, role in (
        (late, Role.FACILITY_STAFF),
        (ready, Role.FACILITY_MANAGER),
        (without_help, Role.FACILITY_STAFF),
    ):
        person(session, each, role)
    assert remind_of_statements(session, 2024, today=date(2025, 2, 28)) == 1
    assert told(session) == [(manager.user_id, "statements_due", ["2024-2", "2024-4"])]
    assert mails(session) == [(manager.user_id, "statements_due")]
    mail = session.scalars(select(OutboxMessage)).one()
    assert "01/03/2025" in mail.subject
    assert mail.path == "/kwartaalstaten/"
    for private in ("Peeters", late.name, late.code):
        assert private not in mail.body + mail.subject


def test_where_nobody_may_send_everybody_is_reminded_q_5(session: BincSession) -> None:
    late = late_facility(session, 1)
    people = sorted(person(session, late, Role.FACILITY_STAFF).user_id for _ in range(2))  # type: ignore[type-var]
    remind_of_statements(session, 2024, today=date(2025, 2, 1))
    assert [user for user, _, _ in told(session)] == people


def test_from_the_first_of_march_nobody_is_reminded_any_more_q_5(session: BincSession) -> None:
    person(session, late_facility(session, 1), Role.FACILITY_MANAGER)
    assert remind_of_statements(session, 2024, today=date(2025, 3, 1)) == 0
    assert told(session) == []


def test_a_reminder_that_is_asked_for_twice_goes_out_once_q_5(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(committing_app) as session:
        person(session, late_facility(session, 1), Role.FACILITY_MANAGER)
        run = JobRun(name=JobName.REMIND_OF_STATEMENTS, unique_key="2024")
        session.add(run)
        session.flush()
        run_id = run.id
    monkeypatch.setattr("app.services.statement_news.deadline", lambda year: date(9999, 1, 1))
    with committing_app.app_context():
        perform(run_id)
        perform(run_id)
    with working(committing_app) as session:
        assert session.get_one(JobRun, run_id).result == {"reminded": 1}
        assert len(told(session)) == len(mails(session)) == 1


def test_the_facility_asks_on_its_page_and_the_agency_answers_on_its_own_q_4(
    session: BincSession, desk: Desk, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.statement_frame.today_in_brussels", lambda: APRIL)
    monkeypatch.setattr("views.processed_years.today_in_brussels", lambda: APRIL)
    staff, agency = browse(factories.create_seat(session, desk.facility)), browse(factories.create_seat(session))
    address, office = "/kwartaalstaten/2024-1/heropenen-vragen/", f"/beheer/verwerkte-jaren/{desk.facility.code}/"
    refused = staff.post(address, {"motive": " "})
    assert refused.status_code == 422
    assert "Schrijf waarom je dit kwartaal wilt heropenen." in words_of(refused)
    assert "Je vraag is verstuurd." in words_of(staff.post(address, {"motive": WHY}, follow_redirects=True))
    assert "Je vraag wacht op een antwoord" in words_of(staff.get(address))
    # Pressed twice it is sent once, and nobody is told of a colleague; another question or person is.
    assert "Je vraag is verstuurd." in words_of(staff.post(address, {"motive": WHY}, follow_redirects=True))
    assert staff.post(address, {"motive": "Nog iets"}).status_code == 422
    assert browse(factories.create_seat(session, desk.facility)).post(address, {"motive": WHY}).status_code == 422
    assert "Gevraagd om te heropenen" in words_of(agency.get("/beheer/verwerkte-jaren/"))
    assert "vraag om een kwartaal te heropenen" in words_of(agency.get("/"))
    assert WHY in words_of(agency.get(office))
    request = session.scalars(select(StatementRequest)).one()
    rejecting = f"{office}aanvragen/{request.id}/weigeren/"
    assert agency.post(rejecting, {"answer": ""}).status_code == 422
    assert "verwerkt blijft" in words_of(agency.post(rejecting, {"answer": "Te laat"}, follow_redirects=True))
    assert "vraag om een kwartaal te heropenen" not in words_of(agency.get("/"))
    assert "niet heropend" in words_of(staff.get(address))
    assert "Te laat" in words_of(staff.get(address))
    assert "Opgroeien heropent dit kwartaal niet." in words_of(staff.get("/"))
    assert agency.post(f"{office}aanvragen/999999/weigeren/", {"answer": "x"}).status_code == 404


def test_the_facility_withdraws_on_its_page_and_the_agency_sees_it_q_4(
    session: BincSession, desk: Desk, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.statement_frame.today_in_brussels", lambda: APRIL)
    monkeypatch.setattr("views.processed_years.today_in_brussels", lambda: APRIL)
    staff, agency = browse(factories.create_seat(session, desk.facility)), browse(factories.create_seat(session))
    address, office = "/kwartaalstaten/2024-1/heropenen-vragen/", f"/beheer/verwerkte-jaren/{desk.facility.code}/"
    staff.post(address, {"motive": WHY})
    request = session.scalars(select(StatementRequest)).one()
    withdrawing = f"/kwartaalstaten/heropenen-vragen/{request.id}/intrekken/"
    assert withdrawing in staff.get(address).text
    assert "Wat de voorziening eerder vroeg" not in words_of(agency.get(office))
    assert "Je vraag is ingetrokken." in words_of(staff.post(withdrawing, follow_redirects=True))
    assert "ingetrokken" in words_of(staff.get(address))
    shown = words_of(agency.get(office))
    assert "Wat de voorziening eerder vroeg" in shown
    assert "ingetrokken" in shown
    assert "Gevraagd om te heropenen" not in words_of(agency.get("/beheer/verwerkte-jaren/"))
    twice = staff.post(withdrawing, follow_redirects=True)
    assert "trok deze vraag intussen in" in words_of(twice)
    late = agency.post(f"{office}aanvragen/{request.id}/weigeren/", {"answer": "Te laat"}, follow_redirects=True)
    assert "trok deze vraag intussen in" in words_of(late)
    assert staff.post(address, {"motive": WHY}).status_code == 302
    recorded = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "statement_request")).all()
    assert "change" in {one.action for one in recorded}


def test_a_quarter_that_is_not_processed_is_not_asked_for_q_4(
    session: BincSession, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.statement_frame.today_in_brussels", lambda: APRIL)
    made, story = desk_of(session)
    story.add("01-08", None, "P-CB-BREED")
    staff = browse(factories.create_seat(session, made.facility))
    address = "/kwartaalstaten/2024-1/heropenen-vragen/"
    assert "wijzig het gewoon zelf" in words_of(staff.get(address))
    assert staff.post(address, {"motive": WHY}).status_code == 422
    assert staff.get("/kwartaalstaten/2023-1/heropenen-vragen/").status_code == 404
