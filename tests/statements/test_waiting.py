"""How many quarters wait: on the start page, in the work list and in the menu, of facility and agency (Q-4, Q-5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.database import BincSession, db
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.statements.reminders import is_pressing, waits_to_be_sent
from app.domain.statements.states import StatementState
from app.queries.statements_waiting import quarters_to_send
from models import Facility
from tests import factories
from tests.statements.steps import TODAY, Desk, desk_of, send_year
from tests.views.counting import counted_statements
from tests.views.reading import words_of

AGENCY = (Role.AGENCY_POLICY, Role.AGENCY_ANALYST)
JANUARY = date(2025, 1, 15)


def helped(session: BincSession, *sent: int) -> Facility:
    """A facility with help all through 2024 that sent these quarters of it."""
    desk, told = desk_of(session)
    told.add("01-08", "12-31", "P-CB-BREED")
    for number in sent:
        quarter = Desk(session, desk.facility, Quarter(2024, number))
        quarter.type(P_CB_BREED=9)
        quarter.send()
    return desk.facility


def on(monkeypatch: pytest.MonkeyPatch, today: date) -> None:
    for name in ("statements_waiting", "statement_list", "start", "work_list"):
        monkeypatch.setattr(f"views.{name}.today_in_brussels", lambda: today)


@pytest.mark.parametrize(
    ("today", "state", "waits"),
    [
        (date(2024, 3, 31), "open", False),
        (date(2024, 4, 1), "open", True),
        (date(2024, 4, 1), "to_send_again", True),
        (date(2024, 4, 1), "reopened", True),
        (date(2024, 4, 1), "sent", False),
        (date(2024, 4, 1), "processed", False),
    ],
)
def test_a_quarter_that_is_over_and_not_sent_waits_q_4(today: date, state: str, waits: bool) -> None:
    assert waits_to_be_sent(Quarter(2024, 1), StatementState(state), today) is waits


@pytest.mark.parametrize(("today", "pressing"), [(date(2025, 1, 31), False), (date(2025, 2, 1), True)])
def test_what_waits_is_pressing_from_a_month_before_the_first_of_march_q_5(today: date, pressing: bool) -> None:
    assert is_pressing(2024, today) is pressing


def test_the_quarters_to_send_are_those_of_the_list_that_are_over_q_1_q_4(session: BincSession) -> None:
    facility = helped(session, 1, 2)
    Desk(session, facility, Quarter(2024, 2)).type(P_CB_BREED=8)

    def waiting(today: date) -> list[str]:
        return [f"{one.quarter} {one.state}" for one in quarters_to_send(session, facility, today)]

    assert waiting(date(2024, 6, 30)) == []
    assert waiting(date(2024, 7, 1)) == ["2024-2 to_send_again"]
    assert waiting(TODAY) == ["2024-2 to_send_again", "2024-3 open", "2024-4 open"]
    assert quarters_to_send(session, factories.create_facility(session), TODAY) == []
    assert quarters_to_send(session, factories.create_facility(session, organisation_type="1G1P"), TODAY) == []


def test_start_page_work_list_menu_and_list_tell_the_same_number_q_4(
    session: BincSession, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, JANUARY)
    facility = helped(session, 1, 2)
    Desk(session, facility, Quarter(2024, 2)).type(P_CB_BREED=8)
    staff = browse(factories.create_seat(session, facility))
    start, work = words_of(staff.get("/")), words_of(staff.get("/werklijst/"))
    for page in (start, work):
        assert "3 kwartaalstaten te verzenden" in page
        assert "2 nog open, 1 opnieuw; de eerste voor 01/03/2025" in page
        assert "Kwartaalstaten 3 te verzenden" in page
    assert "2024-2, 2024-3, 2024-4" in start
    listed = staff.get("/kwartaalstaten/").text
    assert (listed.count("</span> invullen en verzenden"), listed.count("</span> verzenden<")) == (2, 1)
    send_year(session, facility.id, 2024)
    assert "te verzenden" not in words_of(staff.get("/"))


@pytest.mark.parametrize(
    ("today", "words", "state"),
    [
        (JANUARY, "1 nog open; voor 01/03/2025", "task due"),
        (date(2025, 2, 1), "1 nog open; voor 01/03/2025", "task late"),
        (date(2025, 3, 1), "1 nog open; hoorde klaar te zijn voor 01/03/2025", "task late"),
    ],
)
def test_the_card_says_until_when_q_5(
    session: BincSession, browse: Any, monkeypatch: pytest.MonkeyPatch, today: date, words: str, state: str
) -> None:
    on(monkeypatch, today)
    page = browse(factories.create_seat(session, helped(session, 1, 2, 3))).get("/")
    assert words in words_of(page)
    assert "kwartaalstaat te verzenden" in words_of(page)
    assert f'class="card {state}" href="/kwartaalstaten/"' in page.text


def test_the_agency_sees_how_many_sent_quarters_wait_by_year_q_5(session: BincSession, browse: Any) -> None:
    policy, analyst = (browse(factories.create_seat(session, None, role)) for role in AGENCY)
    assert "verzonden kwartaalstaten" not in words_of(policy.get("/"))
    for sent in ((1,), (1, 2), (3,)):
        helped(session, *sent)
    shown = words_of(policy.get("/"))
    assert "verzonden kwartaalstaten wachten op verwerking 4 van 2024" in shown
    assert "Kwartaalstaten 4 verzonden" in shown
    assert "verzonden kwartaalstaten" not in words_of(analyst.get("/"))


def test_one_query_a_page_counts_what_waits_q_4_q_5(app: Flask, session: BincSession, browse: Any) -> None:
    facility = helped(session, 1)
    for seat, told in (
        (factories.create_seat(session, facility), "unsent as"),
        (factories.create_seat(session), "GROUP BY quarter_statement.year"),
    ):
        browser = browse(seat)
        browser.get("/")
        with counted_statements(db.engine) as statements:
            assert browser.get("/").status_code == 200
        assert sum(told in statement for statement in statements) == 1
