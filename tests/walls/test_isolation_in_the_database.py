"""Row-level security alone: what the application's database role reaches without any help of the mapper (A-2, A-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.registration_times import follow_registrations
from models import Facility
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
)

DOSSIER_TABLES = ("dossier", "referral", "decision", "decision_module", "schakeling", "schakeling_module")
FIGURE_TABLES = ("capacity_row", "approved_module", "deployment", "timed_registration")


def fill(session: BincSession, facility: Facility) -> Any:
    """One dossier with everything in it; answers its client."""
    client = create_client(session, facility)
    dossier = create_dossier(session, client, facility)
    create_schakeling(session, create_decision(session, dossier))
    follow_registrations(session, [dossier.id])
    create_capacity(session, facility)
    session.flush()
    return client


@pytest.fixture
def two_facilities(session: BincSession) -> tuple[Facility, Facility]:
    """Two facilities with a dossier each."""
    own, other = create_facility(session), create_facility(session)
    fill(session, own)
    fill(session, other)
    return own, other


def seat_scope(role: Role, facility: Facility | None = None) -> Scope:
    return Scope.of_seat(role, Actor(1, "An"), facility.id if facility else None, 1)


def facilities_seen(session: BincSession, table: str) -> set[int]:
    return set(session.execute(text(f"select distinct facility_id from {table}")).scalars())


@pytest.mark.parametrize("table", [*DOSSIER_TABLES, *FIGURE_TABLES, "client_access"])
def test_a_facility_reaches_only_its_own_rows_A_2(
    session: BincSession, two_facilities: tuple[Facility, Facility], table: str
) -> None:
    own, _ = two_facilities
    enter_scope(session, seat_scope(Role.FACILITY_STAFF, own))
    assert facilities_seen(session, table) == {own.id}


@pytest.mark.parametrize("role", [Role.AGENCY_POLICY, Role.AGENCY_ANALYST])
@pytest.mark.parametrize("table", DOSSIER_TABLES)
def test_the_agencys_figure_seats_reach_no_dossier_A_4(
    session: BincSession, two_facilities: tuple[Facility, Facility], role: Role, table: str
) -> None:
    enter_scope(session, seat_scope(role))
    assert facilities_seen(session, table) == set()
    assert session.execute(text("select count(*) from client")).scalar() == 0


@pytest.mark.parametrize("role", [Role.AGENCY_POLICY, Role.AGENCY_ANALYST])
@pytest.mark.parametrize("table", FIGURE_TABLES)
def test_the_agencys_figure_seats_reach_every_figure_A_4(
    session: BincSession, two_facilities: tuple[Facility, Facility], role: Role, table: str
) -> None:
    own, other = two_facilities
    enter_scope(session, seat_scope(role))
    assert {own.id, other.id} <= facilities_seen(session, table)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENCY_CASE_HANDLER, Role.CONSULTANT, Role.GI_STAFF])
@pytest.mark.parametrize("table", [*DOSSIER_TABLES, *FIGURE_TABLES])
def test_other_seats_reach_neither_dossiers_nor_figures_A_4(
    session: BincSession, two_facilities: tuple[Facility, Facility], role: Role, table: str
) -> None:
    enter_scope(session, seat_scope(role))
    assert facilities_seen(session, table) == set()


@pytest.mark.parametrize("table", [*DOSSIER_TABLES, *FIGURE_TABLES])
def test_without_a_scope_nothing_is_seen(
    session: BincSession, two_facilities: tuple[Facility, Facility], table: str
) -> None:
    enter_scope(session, Scope.anonymous())
    assert facilities_seen(session, table) == set()


def test_policy_reads_dossier_codes_without_client_and_the_analyst_none_A_4(
    session: BincSession, two_facilities: tuple[Facility, Facility]
) -> None:
    ids = list(session.execute(text("select id from dossier")).scalars())
    query = text("select count(*) from dossier_codes(cast(:ids as bigint[]))")
    enter_scope(session, seat_scope(Role.AGENCY_POLICY))
    assert session.execute(query, {"ids": ids}).scalar() == 2
    enter_scope(session, seat_scope(Role.AGENCY_ANALYST))
    assert session.execute(query, {"ids": ids}).scalar() == 0


def refused(session: BincSession, statement: str, **values: Any) -> bool:
    """Whether the database refuses a statement; the savepoint keeps the rest of the test usable."""
    try:
        with session.begin_nested():
            return bool(session.execute(text(statement), values).rowcount == 0)  # type: ignore[attr-defined]
    except DBAPIError:
        return True


Attack = Callable[[BincSession, Facility, Facility], bool]


def _insert_foreign(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(
        session,
        "insert into capacity_row (facility_id, line, valid_from, recognised, innovative, guaranteed) "
        "values (:other, 'VERBLIJF', '2020-01-01', 1, 0, 0)",
        other=other.id,
    )


def _move_row_away(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "update capacity_row set facility_id = :other", other=other.id)


def _change_foreign(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "update dossier set status = status where facility_id = :other", other=other.id)


def _delete_foreign(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "delete from deployment where facility_id = :other", other=other.id)


def _hang_on_foreign_dossier(session: BincSession, own: Facility, other: Facility) -> bool:
    foreign = session.info["foreign_dossier"]
    return refused(
        session,
        "insert into decision (facility_id, dossier_id, begin, ground) "
        "values (:own, :dossier, '2024-01-01', 'voluntary')",
        own=own.id,
        dossier=foreign,
    )


def _open_client_for_another(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "select open_client(:other, 'x', '{}'::jsonb)", other=other.id)


def _insert_client(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "insert into client (id, name, first_name) values (1, 'x', 'y')")


def _take_access(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(
        session,
        "insert into client_access (facility_id, client_id, opened_at, reason) select :own, client_id, now(), 'x' "
        "from client_access",
        own=own.id,
    )


def _rewrite_audit(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "update audit_entry set actor_name = 'niemand'")


def _erase_audit(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "delete from audit_entry")


def _forge_audit(session: BincSession, own: Facility, other: Facility) -> bool:
    return refused(session, "update audit_head set last_id = 0")


ATTACKS: tuple[Attack, ...] = (
    _insert_foreign,
    _move_row_away,
    _change_foreign,
    _delete_foreign,
    _hang_on_foreign_dossier,
    _open_client_for_another,
    _insert_client,
    _take_access,
    _rewrite_audit,
    _erase_audit,
    _forge_audit,
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.strip("_"))
def test_the_bare_database_refuses_to_reach_into_another_facility_A_2_A_5(
    session: BincSession, two_facilities: tuple[Facility, Facility], attack: Attack
) -> None:
    own, other = two_facilities
    session.info["foreign_dossier"] = session.execute(
        text("select id from dossier where facility_id = :other"), {"other": other.id}
    ).scalar()
    enter_scope(session, seat_scope(Role.FACILITY_MANAGER, own))
    assert attack(session, own, other)


def test_a_client_of_the_sector_is_shared_once_both_facilities_opened_it_A_3(session: BincSession) -> None:
    first, second = create_facility(session), create_facility(session)
    client = create_client(session, first)
    create_dossier(session, client, first)
    enter_scope(session, seat_scope(Role.FACILITY_STAFF, second))
    assert session.execute(text("select count(*) from client")).scalar() == 0
    person = f'{{"national_number": "{client.national_number}"}}'
    found = session.execute(
        text("select open_client(:facility, 'aanmelding', cast(:person as jsonb))"),
        {"facility": second.id, "person": person},
    ).scalar()
    assert found == client.id
    assert session.execute(text("select count(*) from client")).scalar() == 1
    assert session.execute(text("select count(*) from dossier")).scalar() == 0


def test_a_changed_name_reaches_the_dossiers_that_the_changer_cannot_see_A_3(session: BincSession) -> None:
    first, second = create_facility(session), create_facility(session)
    client = create_client(session, first, birth_date=date(2010, 3, 4))
    hidden = create_dossier(session, client, second)
    enter_scope(session, seat_scope(Role.FACILITY_STAFF, first))
    client.name = "Nieuwenaam"
    session.flush()
    enter_scope(session, Scope.system("test"))
    session.refresh(hidden)
    assert (hidden.client_name, hidden.name_key) == ("Nieuwenaam", "nieuwenaam")
