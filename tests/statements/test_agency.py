"""The agency's side of statements: a year is processed with all of them, and opened by quarters (Q-4, Q-5, S-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.faults import DomainError
from app.domain.quarter import Quarter
from app.domain.statements.states import TRANSITIONS, StatementEvent, StatementState
from app.queries.processed_years import locked_until, statements_of_years
from app.services.processed_years import process_year, reopen_year
from app.services.schakelingen import SchakelingInput, change_schakeling, delete_schakeling
from models import ProcessedYear, Schakeling, StatementStep
from tests import factories
from tests.services.steps import ACTOR, EVERYTHING, NOW
from tests.statements.steps import Q1, Q2, TODAY, WHO, Desk, desk_of, send_year

LAST = date(2024, 12, 31)
APRIL = date(2025, 4, 1)


def refused(deed: Callable[..., Any], *arguments: Any, **words: Any) -> list[tuple[str, str]]:
    with pytest.raises(DomainError) as error:
        deed(*arguments, **words)
    return [(fault.rule, fault.message) for fault in error.value.faults]


def states(session: BincSession, desk: Desk, year: int = 2024) -> list[str]:
    """The state of each statement of a year, in the order of its quarters."""
    found = statements_of_years(session, [desk.facility.id], [year])[desk.facility.id, year]
    return [f"{number} {state}" for number, state in sorted(found.items())]


def processed(session: BincSession, desk: Desk, year: int = 2024, today: date = APRIL) -> ProcessedYear:
    return process_year(session, desk.facility.id, year, actor=ACTOR, today=today)


def reopen(session: BincSession, desk: Desk, *quarters: int, year: int = 2024) -> ProcessedYear:
    return reopen_year(session, desk.facility.id, year, "Een nacht vergeten", actor=ACTOR, quarters=quarters)


@pytest.fixture
def desk(session: BincSession) -> Desk:
    """A facility whose help of 2024 ran from 8 January until 31 December, with nothing sent yet."""
    made, told = desk_of(session)
    told.add("01-08", "12-31", "P-CB-BREED")
    return made


def test_a_year_is_processed_with_all_its_statements_q_5(session: BincSession, desk: Desk) -> None:
    assert refused(process_year, session, desk.facility.id, 2024, actor=ACTOR, today=APRIL) == [
        ("Q-5", f"2024-{number} is nog nooit verzonden.") for number in (1, 2, 3, 4)
    ]
    send_year(session, desk.facility.id, 2024)
    assert states(session, desk) == ["1 sent", "2 sent", "3 sent", "4 sent"]
    assert processed(session, desk).locks
    assert states(session, desk) == ["1 processed", "2 processed", "3 processed", "4 processed"]
    steps = session.execute(select(StatementStep.quarter, StatementStep.actor_name).filter_by(event="process"))
    assert sorted(tuple(row) for row in steps) == [(number, ACTOR.name) for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(("today", "told"), [(date(2025, 3, 31), True), (APRIL, False)])
def test_a_sent_year_waits_for_april_q_5(session: BincSession, desk: Desk, today: date, told: bool) -> None:
    send_year(session, desk.facility.id, 2024)
    if told:
        found = refused(process_year, session, desk.facility.id, 2024, actor=ACTOR, today=today)
        assert found == [("Q-5", "2024 kan verwerkt worden vanaf 01/04/2025. Kies een vroeger jaar.")]
        assert states(session, desk)[0] == "1 sent"
    else:
        processed(session, desk, today=today)


@pytest.mark.parametrize(
    ("end", "next_year"), [(date(2024, 12, 31), []), (date(2025, 1, 1), ["1 open"])], ids=["31 December", "1 January"]
)
def test_help_on_the_last_day_of_a_year_makes_its_statement_q_1_q_5(
    session: BincSession, end: date, next_year: list[str]
) -> None:
    facility = factories.create_facility(session)
    dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
    decision = factories.create_decision(session, dossier, modules=("P-CB-BREED",))
    factories.create_schakeling(session, decision, begin=LAST, end=end, modules=("P-CB-BREED",))
    desk = Desk(session, facility)
    assert states(session, desk, 2024) == ["4 open"]
    assert states(session, desk, 2025) == next_year
    assert refused(process_year, session, desk.facility.id, 2024, actor=ACTOR, today=APRIL) == [
        ("Q-5", "2024-4 is nog nooit verzonden.")
    ]


def test_a_year_without_help_is_processed_too_q_5_s_14(session: BincSession, desk: Desk) -> None:
    assert states(session, desk, 2023) == []
    processed(session, desk, 2023)
    assert locked_until(session, desk.facility.id) == date(2023, 12, 31)


def test_a_file_may_have_processed_some_quarters_the_rest_follows_q_4_q_5(session: BincSession, desk: Desk) -> None:
    factories.create_statement(session, desk.facility, Q1, "processed", P_CB_BREED=3)
    assert "2024-1" not in str(refused(process_year, session, desk.facility.id, 2024, actor=ACTOR, today=APRIL))
    send_year(session, desk.facility.id, 2024)
    processed(session, desk)
    assert set(states(session, desk)) == {"1 processed", "2 processed", "3 processed", "4 processed"}


def test_a_reopened_quarter_opens_its_figures_and_the_schakelingen_of_the_year_q_4_s_14(
    session: BincSession, desk: Desk
) -> None:
    send_year(session, desk.facility.id, 2024)
    processed(session, desk)
    assert refused(desk.type, P_CB_BREED=9)[0][0] == "Q-4"
    assert not reopen(session, desk, 1).locks
    assert states(session, desk) == ["1 reopened", "2 processed", "3 processed", "4 processed"]
    assert locked_until(session, desk.facility.id) is None
    desk.type(P_CB_BREED=9)
    # Another quarter is still processed: its figures cannot be typed, nor taken away with the help.
    assert refused(Desk(session, desk.facility, Q2).type, P_CB_BREED=9)[0][0] == "Q-4"
    schakeling = session.scalars(select(Schakeling)).one()
    assert "verwerkt" in refused(delete_schakeling, session, schakeling, **WHO)[0][1]
    reasons = session.scalars(select(StatementStep.reason).filter_by(event="reopen")).all()
    assert reasons == ["Een nacht vergeten"]


def test_a_reopened_year_is_processed_again_once_its_quarters_are_sent_again_q_4_q_5(
    session: BincSession, desk: Desk
) -> None:
    send_year(session, desk.facility.id, 2024)
    processed(session, desk)
    reopen(session, desk, 2, 3)
    again = refused(process_year, session, desk.facility.id, 2024, actor=ACTOR, today=APRIL)
    assert again == [("Q-5", f"2024-{number} is heropend en nog niet opnieuw verzonden.") for number in (2, 3)]
    Desk(session, desk.facility, Q2).send()
    reopen(session, desk, 4)
    send_year(session, desk.facility.id, 2024)
    assert states(session, desk) == ["1 processed", "2 sent", "3 sent", "4 sent"]
    processed(session, desk)
    assert locked_until(session, desk.facility.id) == LAST
    assert set(states(session, desk)) == {"1 processed", "2 processed", "3 processed", "4 processed"}


def test_an_earlier_year_opens_its_figures_only_s_14_q_4(session: BincSession, desk: Desk) -> None:
    send_year(session, desk.facility.id, 2024)
    processed(session, desk)
    factories.process_years(session, desk.facility, 2025)
    assert reopen(session, desk, 1).locks
    assert locked_until(session, desk.facility.id) == date(2025, 12, 31)
    desk.type(P_CB_BREED=9)
    assert desk.state() == "reopened"


def in_state(session: BincSession, desk: Desk, state: StatementState) -> None:
    """Brings the first quarter of 2024 into a state by what people do; the other quarters are sent or processed."""
    if state is StatementState.OPEN:
        # Only the first one is open still.
        for number in (2, 3, 4):
            other = Desk(session, desk.facility, Quarter(2024, number))
            other.type(P_CB_BREED=0)
            other.send()
        return
    send_year(session, desk.facility.id, 2024)
    if state is StatementState.TO_SEND_AGAIN:
        desk.type(P_CB_BREED=5)
    elif state is not StatementState.SENT:
        processed(session, desk)
        if state is StatementState.REOPENED:
            reopen(session, desk, 1, 2, 3, 4)


def joining(session: BincSession, desk: Desk) -> None:
    """A module joins in the first quarter."""
    schakeling = session.scalars(select(Schakeling)).one()
    modules = (ModulePlan("P-CB-BREED"), ModulePlan("VBFBJB04"))
    plan = SchakelingInput(schakeling.begin, schakeling.end, "start", modules)
    change_schakeling(session, schakeling, plan, **WHO, now=NOW, confirmed=EVERYTHING)


def dropping(session: BincSession, desk: Desk) -> None:
    """The last help with the only module goes out of the first quarter, and another one comes."""
    schakeling = session.scalars(select(Schakeling)).one()
    plan = SchakelingInput(schakeling.begin, schakeling.end, "start", (ModulePlan("P-CB-LAAG"),))
    change_schakeling(session, schakeling, plan, **WHO, now=NOW, confirmed=EVERYTHING)


def sending(_session: BincSession, desk: Desk) -> None:
    """The facility sends, with everything filled in."""
    if desk.state() == "open":
        desk.type(P_CB_BREED=0)
    desk.send()


DEEDS: dict[StatementEvent, Callable[[BincSession, Desk], Any]] = {
    StatementEvent.EDIT: lambda _session, desk: desk.type(P_CB_BREED=7),
    StatementEvent.MODULE_JOINS: joining,
    StatementEvent.LINE_DROPS: dropping,
    StatementEvent.SEND: sending,
    StatementEvent.PROCESS: lambda session, desk: processed(session, desk, today=TODAY),
    StatementEvent.REOPEN: lambda session, desk: reopen(session, desk, 1),
}


def expected_after(state: StatementState, event: StatementEvent) -> StatementState | None:
    """The state after it; None where it is refused."""
    return TRANSITIONS.get((state, event))


@pytest.mark.parametrize(("state", "event"), list(product(StatementState, StatementEvent)))
def test_every_state_meets_every_event_through_what_people_do_q_4_q_5(
    session: BincSession, desk: Desk, state: StatementState, event: StatementEvent
) -> None:
    """All five states by all six events, from both sides: the table holds, and what it refuses changes nothing."""
    in_state(session, desk, state)
    assert desk.state() == state
    before, chain = states(session, desk), session.scalars(select(StatementStep.id)).all()
    after = expected_after(state, event)
    if after is None:
        assert {rule for rule, _ in refused(DEEDS[event], session, desk)} <= {"Q-4", "Q-5", "S-14"}
        session.expire_all()
        assert states(session, desk) == before
        assert session.scalars(select(StatementStep.id)).all() == chain
        return
    DEEDS[event](session, desk)
    assert desk.state() == after
