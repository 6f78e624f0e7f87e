"""Each wall around the context holds alone: the mapper's filter and row-level security (A-2, A-3)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, db, enter_scope
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from models import CONTEXT_TABLES, Client, ContextChange, ContextPerson, ContextSituation, Facility
from tests.context.conftest import open_client
from tests.factories import create_client, create_facility, create_household, create_relative
from tests.views.counting import counted_statements


@pytest.fixture
def stranger(session: BincSession, client: Client) -> Facility:
    """A facility that has not opened the client, around whom everything is filled in."""
    create_relative(session, client, create_household(session, client))
    session.add(ContextSituation(client_id=client.id, stay_situation="bij_moeder"))
    line = {"actor_name": "An", "deed": "added", "subject_kind": "person", "subject_id": 1, "subject": "Moeder"}
    session.add(ContextChange(client_id=client.id, **line))
    session.flush()
    return create_facility(session)


def work_at(session: BincSession, facility: Facility | None, role: Role = Role.FACILITY_STAFF) -> None:
    session.expire_all()
    facility_id = facility.id if facility else None
    enter_scope(session, Scope.of_seat(role, Actor(1, "An"), facility_id, 1))


@pytest.mark.parametrize("table", CONTEXT_TABLES)
def test_the_database_alone_shows_the_context_to_who_opened_the_client_a3(
    session: BincSession, facility: Facility, stranger: Facility, client: Client, table: type[ContextPerson]
) -> None:
    bare = text(f"select count(*) from {table.__tablename__} where client_id = {client.id}")
    work_at(session, stranger)
    assert session.scalar(bare) == 0
    work_at(session, facility)
    assert session.scalar(bare) == 1
    enter_scope(session, Scope.system("test"))
    open_client(session, stranger, client)
    work_at(session, stranger)
    assert session.scalar(bare) == 1


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENCY_POLICY, Role.AGENCY_ANALYST, Role.AGENCY_CASE_HANDLER])
def test_no_seat_outside_the_facilities_reaches_a_context_a4(
    session: BincSession, stranger: Facility, role: Role
) -> None:
    work_at(session, None, role)
    for table in CONTEXT_TABLES:
        assert session.scalar(text(f"select count(*) from {table.__tablename__}")) == 0


@pytest.mark.parametrize("table", CONTEXT_TABLES)
def test_the_mapper_filters_the_context_with_the_client_a3(
    session: BincSession, facility: Facility, stranger: Facility, client: Client, table: type[ContextPerson]
) -> None:
    query = select(func.count()).select_from(table).where(table.client_id == client.id)
    for opened in (True, False, True):
        # There and back: the criterion follows the scope of each statement.
        work_at(session, facility if opened else stranger)
        with counted_statements(db.engine) as statements:
            assert session.scalar(query) == int(opened)
        assert "client_access" in statements[-1], "the mapper asks for the access by itself"


def refused(session: BincSession, statement: str, **values: Any) -> bool:
    try:
        with session.begin_nested():
            return bool(session.execute(text(statement), values).rowcount == 0)  # type: ignore[attr-defined]
    except DBAPIError:
        return True


def test_the_bare_database_refuses_to_write_around_an_unopened_client_a3(
    session: BincSession, stranger: Facility, client: Client
) -> None:
    number, own = client.id, create_client(session, stranger)
    mine = create_relative(session, own)
    work_at(session, stranger)
    attacks = (
        f"insert into context_person (client_id, relation) values ({number}, 'moeder')",
        f"update context_person set client_id = {number} where id = {mine.id}",
        f"update context_household set street = 'x' where client_id = {number}",
        f"delete from context_situation where client_id = {number}",
    )
    assert [attack for attack in attacks if not refused(session, attack)] == []


def test_a_person_cannot_hang_in_a_household_of_another_client_a3(
    session: BincSession, facility: Facility, client: Client
) -> None:
    home = create_household(session, create_client(session, facility))
    person = create_relative(session, client)
    assert refused(session, f"update context_person set household_id = {home.id} where id = {person.id}")


def test_nobody_changes_or_removes_a_line_of_the_history_c5(
    session: BincSession, facility: Facility, stranger: Facility
) -> None:
    work_at(session, facility)
    assert refused(session, "update context_change set actor_name = 'niemand'")
    assert refused(session, "delete from context_change")


def test_pointing_a_household_at_another_client_takes_its_persons_along_c4(
    session: BincSession, facility: Facility, client: Client
) -> None:
    home, other = create_household(session, client), create_client(session, facility)
    person = create_relative(session, client, home)
    home.client_id = other.id
    session.flush()
    session.refresh(person)
    assert (person.client_id, person.household_id) == (other.id, home.id)
