"""The mapper's own wall: what the session filters and refuses by itself (A-2)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from app.database import BincSession, enter_scope
from app.domain.roles import Role
from app.domain.scope import EVERY_FACILITY, Actor, Scope
from app.reach import OutOfScopeError
from models import CapacityRow, Client, Deployment, Dossier, Facility
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    type_module,
)

NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def two_facilities(session: BincSession) -> tuple[Facility, Facility]:
    """Two facilities with one dossier each."""
    facilities = create_facility(session), create_facility(session)
    for facility in facilities:
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier))
        create_capacity(session, facility)
    return facilities


def at(session: BincSession, facility: Facility | None, role: Role) -> None:
    enter_scope(session, Scope.of_seat(role, Actor(1, "An"), facility.id if facility else None, 1))


def test_a_wide_reach_after_a_narrow_one_and_back_filters_each_time_A_2(
    session: BincSession, two_facilities: tuple[Facility, Facility]
) -> None:
    own, other = two_facilities
    query = select(func.count()).select_from(Deployment).where(Deployment.facility_id.in_([own.id, other.id]))
    at(session, own, Role.FACILITY_STAFF)
    assert session.scalar(query) == 1
    at(session, None, Role.AGENCY_POLICY)
    assert session.scalar(query) == 2
    at(session, other, Role.FACILITY_STAFF)
    assert session.scalar(query) == 1


@pytest.mark.parametrize("model", [Dossier, Deployment, CapacityRow])
def test_every_way_of_reading_is_filtered_A_2(
    session: BincSession, two_facilities: tuple[Facility, Facility], model: type[Dossier]
) -> None:
    own, other = two_facilities
    foreign = session.scalars(select(model.id).where(model.facility_id == other.id)).one()
    session.expunge_all()
    at(session, own, Role.FACILITY_STAFF)
    assert session.get(model, foreign) is None
    assert session.scalars(select(model).where(model.id == foreign)).one_or_none() is None
    assert session.scalar(select(func.count(model.id)).where(model.facility_id == other.id)) == 0
    assert set(session.scalars(select(model.facility_id))) == {own.id}


def test_a_new_record_gets_the_facility_of_the_seat_A_2(session: BincSession) -> None:
    own = create_facility(session)
    at(session, own, Role.FACILITY_STAFF)
    row = CapacityRow(line="VERBLIJF", valid_from=NEW_YEAR, recognised=1)
    session.add(row)
    session.flush()
    assert row.facility_id == own.id


def test_writing_for_another_facility_is_refused_before_the_database_is_asked_A_2(
    session: BincSession, two_facilities: tuple[Facility, Facility]
) -> None:
    own, other = two_facilities
    at(session, own, Role.FACILITY_STAFF)
    session.add(CapacityRow(facility_id=other.id, line="VBFBJB16", valid_from=NEW_YEAR, recognised=1))
    with pytest.raises(OutOfScopeError):
        session.flush()


def test_a_client_that_the_facility_never_opened_is_not_found_A_3(
    session: BincSession, two_facilities: tuple[Facility, Facility]
) -> None:
    own, other = two_facilities
    foreign = session.scalars(select(Dossier.client_id).where(Dossier.facility_id == other.id)).one()
    session.expunge_all()
    at(session, session.get_one(Facility, own.id), Role.FACILITY_STAFF)
    assert session.get(Client, foreign) is None


def test_the_system_reaches_everything_and_says_so(session: BincSession) -> None:
    assert Scope.system("test").dossiers == Scope.system("test").figures == EVERY_FACILITY
    assert type_module(session, "VBFBJB04").id
