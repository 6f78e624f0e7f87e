"""What the database itself refuses of quarter statements, and who reads what (Q-4, Q-5, A-4)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.database import BincSession, enter_scope
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.domain.statements.states import TRANSITIONS, StatementState
from models import Facility, QuarterStatement, StatementStep, UtilisationOfClient, UtilisationTotal
from tests import factories
from tests.statements.steps import Q1, Q2

PAIRS = {(before.value, after.value) for (before, _), after in TRANSITIONS.items()}
MOVE = text("update quarter_statement set state = :state where id = :id")


def scope_of(role: Role, facility: Facility | None) -> Scope:
    return Scope.of_seat(role, Actor(1, "An"), facility.id if facility else None, 1)


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return factories.create_facility(session)


@pytest.mark.parametrize(("before", "after"), list(product(StatementState, StatementState)))
def test_the_database_knows_the_same_steps_as_the_table_q_4(
    session: BincSession, facility: Facility, before: StatementState, after: StatementState
) -> None:
    record = factories.create_statement(session, facility, Q1, before)
    names = {"id": record.id, "state": after.value}
    if (before.value, after.value) in PAIRS:
        session.execute(MOVE, names)
        return
    with pytest.raises(IntegrityError, match="no such step"), session.begin_nested():
        session.execute(MOVE, names)


@pytest.mark.parametrize("state", [state for state in StatementState if state is not StatementState.OPEN])
def test_a_statement_begins_open_q_4(session: BincSession, facility: Facility, state: StatementState) -> None:
    session.add(QuarterStatement(facility_id=facility.id, year=2024, quarter=1, state=state))
    with pytest.raises(IntegrityError, match="no such step"):
        session.flush()


def test_a_processed_statement_cannot_be_removed_q_4(session: BincSession, facility: Facility) -> None:
    record = factories.create_statement(session, facility, Q1, "processed")
    with pytest.raises(IntegrityError, match="no such step"), session.begin_nested():
        session.execute(text("delete from quarter_statement where id = :id"), {"id": record.id})


@pytest.mark.parametrize(
    "deed",
    [
        "update utilisation_total set total = 3 where id = :id",
        "update utilisation_total set quarter = 3 where id = :id",
        "update utilisation_total set quarter = 1 where id = :other",
        "delete from utilisation_total where id = :id",
        "insert into utilisation_total (facility_id, year, quarter, type_module_id, total) "
        "select :facility, 2024, 1, id, 5 from type_module where code = 'P-CB-LAAG'",
        "update utilisation_of_client set amount = 3 where total_id = :id",
        "delete from utilisation_of_client where total_id = :id",
        "insert into utilisation_of_client (facility_id, total_id, client_id, amount) "
        "values (:facility, :id, :stranger, 3)",
    ],
)
def test_no_figure_of_a_processed_quarter_can_change_q_4(session: BincSession, facility: Facility, deed: str) -> None:
    total = factories.create_total(session, facility, Q1, "VBFBJB04", 10)
    other = factories.create_total(session, facility, Q2, "P-CB-BREED", 10)
    client, stranger = (factories.create_client(session, facility).id for _ in range(2))
    session.add(UtilisationOfClient(facility_id=facility.id, total_id=total.id, client_id=client, amount=10))
    session.flush()
    names = {"id": total.id, "other": other.id, "facility": facility.id, "stranger": stranger}
    used = {name: value for name, value in names.items() if f":{name}" in deed}
    record = factories.create_statement(session, facility, Q1, "processed")
    with pytest.raises(IntegrityError, match="a processed quarter is locked"), session.begin_nested():
        session.execute(text(deed), used)
    session.execute(MOVE, {"id": record.id, "state": "reopened"})
    session.execute(text(deed), used)


@pytest.mark.parametrize("role", [Role.AGENCY_POLICY, Role.AGENCY_ANALYST])
def test_the_agency_reads_totals_and_states_and_never_clients_figures_q_5_a_4(
    session: BincSession, facility: Facility, role: Role
) -> None:
    total = factories.create_total(session, facility, Q1, "VBFBJB04", 10)
    client = factories.create_client(session, facility).id
    session.add(UtilisationOfClient(facility_id=facility.id, total_id=total.id, client_id=client, amount=10))
    factories.create_statement(session, facility, Q1, "sent")
    enter_scope(session, scope_of(role, None))
    assert session.execute(text("select total from utilisation_total")).scalars().all() == [10]
    assert session.execute(text("select state from quarter_statement")).scalars().all() == ["sent"]
    assert session.execute(text("select count(*) from utilisation_of_client")).scalar_one() == 0
    for deed in ("update utilisation_total set total = 3", "delete from utilisation_total"):
        assert session.execute(text(deed)).rowcount == 0  # type: ignore[attr-defined]


def test_only_the_agency_s_policy_team_processes_and_only_the_facility_sends_q_4_q_5(
    session: BincSession, facility: Facility
) -> None:
    record = factories.create_statement(session, facility, Q1, "sent")
    seats = {role: scope_of(role, facility if role is Role.FACILITY_MANAGER else None) for role in Role}
    for role in (Role.FACILITY_MANAGER, Role.AGENCY_ANALYST, Role.ADMIN):
        enter_scope(session, seats[role])
        assert not moves(session, record.id, "processed")
    enter_scope(session, seats[Role.AGENCY_POLICY])
    assert not moves(session, record.id, "to_send_again")
    assert moves(session, record.id, "processed")
    assert moves(session, record.id, "reopened")
    assert not moves(session, record.id, "sent")
    enter_scope(session, seats[Role.FACILITY_MANAGER])
    assert moves(session, record.id, "sent")


def moves(session: BincSession, record_id: int, state: str) -> bool:
    """Whether this seat gets the statement into a state."""
    try:
        with session.begin_nested():
            result: Any = session.execute(MOVE, {"id": record_id, "state": state})
            return bool(result.rowcount)
    except DBAPIError:
        return False


def test_another_facility_sees_and_moves_nothing_a_2(session: BincSession, facility: Facility) -> None:
    factories.create_total(session, facility, Q1, "VBFBJB04", 10)
    record = factories.create_statement(session, facility, Q1, "sent")
    add_step(session, facility)
    other = factories.create_facility(session)
    enter_scope(session, scope_of(Role.FACILITY_MANAGER, other))
    for model in (QuarterStatement, UtilisationTotal, StatementStep):
        assert session.scalars(select(model)).all() == []
        table = model.__tablename__
        assert session.execute(text(f"select count(*) from {table}")).scalar_one() == 0
    assert not moves(session, record.id, "to_send_again")


def add_step(session: BincSession, facility: Facility) -> None:
    words = {"year": 2024, "quarter": 1, "event": "send", "from_state": "open", "to_state": "sent"}
    session.add(StatementStep(facility_id=facility.id, actor_name="An", **words))
    session.flush()


def test_nobody_changes_what_happened_q_4(session: BincSession, facility: Facility) -> None:
    add_step(session, facility)
    for deed in ("update statement_step set reason = 'x'", "delete from statement_step"):
        with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
            session.execute(text(deed))
    analyst = scope_of(Role.AGENCY_ANALYST, None)
    enter_scope(session, replace(analyst, facility_id=facility.id))
    assert session.execute(text("select count(*) from statement_step")).scalar_one() == 1
    with pytest.raises(DBAPIError, match="row-level security"), session.begin_nested():
        session.execute(
            text(
                "insert into statement_step (facility_id, year, quarter, event, from_state, to_state, actor_name) "
                "values (:id, 2024, 1, 'send', 'open', 'sent', 'x')"
            ),
            {"id": facility.id},
        )
