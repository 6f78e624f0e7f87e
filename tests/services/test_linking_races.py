"""Two people at the same moment, one of whom links an unborn child, on two real connections (C-4, D-11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app.database import BincSession
from app.domain.faults import Conflict, DomainError
from app.services import linking
from app.services.clients import complete_client, open_from_register
from app.services.deployments import rebuild_all_deployments, verify_deployments
from app.services.dossiers import open_dossier
from models import Client, Dossier, Facility
from tests import factories
from tests.life.test_races import race
from tests.services.steps import ACTOR, GATE, TODAY, story
from tests.services.test_linking import FINN, WHO, child_of_an, link
from tests.services.test_races import PATIENCE, Colleague, save, working

MODULES = ("P-CB-BREED", "VBFBJB04")
Work = Callable[[BincSession], Any]


@dataclass(frozen=True)
class Family:
    """An unborn child with an open dossier, and where Finn is a client already, his number."""

    facility: int
    child: int
    dossier: int
    existing: int = 0


def family(app: Flask, *, with_finn: bool) -> Family:
    """What both people work on."""
    with working(app) as session:
        facility = factories.create_facility(session, organisation_type="CKG", modules=MODULES)
        existing = open_from_register(session, FINN, facility, reason="x", **WHO).id if with_finn else 0
        child = child_of_an(session, facility)
        told = story(session, facility=facility, client=child)
        told.decide("01-08", "P-CB-BREED")
        return Family(facility.id, child.id, told.dossier.id, existing)


def linking_of(one: Family, person: Any = FINN) -> Work:
    """Links the child of a family."""
    return lambda session: link(
        session,
        session.get_one(Client, one.child),
        session.get_one(Facility, one.facility),
        person,
        confirmed=frozenset({"C-4"}),
    )


def opening_of(one: Family, client_id: int) -> Work:
    """Opens a dossier for one of the two."""
    return lambda session: open_dossier(
        session, client_id, session.get_one(Facility, one.facility), GATE, actor=ACTOR, today=TODAY
    )


def open_dossiers(app: Flask) -> list[tuple[int, str]]:
    """Whose dossiers are open, by the name beside them."""
    with working(app) as session:
        rows = session.execute(
            text("select client_id, client_first_name from dossier where status = 'open' order by id")
        )
        return [(row.client_id, row.client_first_name) for row in rows]


@pytest.mark.parametrize("with_finn", [False, True], ids=["new number", "merge"])
def test_of_two_who_link_the_same_child_one_does_c_4_d_11(committing_app: Flask, with_finn: bool) -> None:
    one = family(committing_app, with_finn=with_finn)
    error = race(committing_app, linking_of(one), linking_of(one))
    assert isinstance(error, Conflict)
    assert "intussen gekoppeld" in error.messages[0]
    assert open_dossiers(committing_app) == [(one.existing or one.child, "Finn")]
    with working(committing_app) as session:
        assert session.scalar(text("select count(*) from client_link")) == 1
        told = "select count(*) from activity where kind in ('client_linked', 'client_merged')"
        assert session.scalar(text(told)) == 1


def test_of_two_who_link_a_child_to_different_people_one_does_c_4_d_11(committing_app: Flask) -> None:
    one = family(committing_app, with_finn=True)
    other = linking.replace(FINN, national_number=factories.national_number(date(2024, 5, 21), 9), first_name="Jef")
    error = race(committing_app, linking_of(one, other), linking_of(one))
    assert isinstance(error, Conflict)
    assert open_dossiers(committing_app) == [(one.child, "Jef")]


def test_control_without_the_locks_a_child_would_be_linked_twice_d_11(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without waiting, the second one goes on with a child that is linked by the time it writes, and overwrites it."""
    one = family(committing_app, with_finn=False)
    other = linking.replace(FINN, national_number=factories.national_number(date(2024, 5, 21), 9), first_name="Jef")
    with working(committing_app) as session:
        child = session.get_one(Client, one.child)
        assert child.unborn
        colleague = Colleague(committing_app, linking_of(one, other))
        colleague.join(PATIENCE)
        assert colleague.error is None
        rename = text("update client set first_name = 'Finn', national_number = :n where id = :id")
        session.execute(rename, {"n": FINN.national_number, "id": one.child})
    assert open_dossiers(committing_app) == [(one.child, "Finn")]


def test_a_dossier_opened_for_the_client_a_moment_earlier_stops_the_merge_c_4_d_1(committing_app: Flask) -> None:
    one = family(committing_app, with_finn=True)
    error = race(committing_app, opening_of(one, one.existing), linking_of(one))
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("C-4", "dossiers")]
    assert [owner for owner, _ in open_dossiers(committing_app)] == [one.child, one.existing]


def test_a_dossier_for_the_client_is_refused_a_moment_after_the_merge_c_4_d_1(committing_app: Flask) -> None:
    one = family(committing_app, with_finn=True)
    error = race(committing_app, linking_of(one), opening_of(one, one.existing))
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-1", "client")]
    assert open_dossiers(committing_app) == [(one.existing, "Finn")]


def test_control_when_the_row_of_the_client_is_not_held_the_two_wait_for_each_other_c_4(
    committing_app: Flask, postgres: Any
) -> None:
    """The trigger of the dossier holds the client first. Without it PostgreSQL has to shoot one of the two."""
    with working(committing_app) as session:
        source = session.scalar(text("select pg_get_functiondef('dossier_take_client'::regproc)"))
        database = session.scalar(text("select current_database()"))
    superuser = postgres.url("postgres", database).replace("+psycopg", "")
    with psycopg.connect(superuser, autocommit=True) as connection:
        assert "for key share" in source
        connection.execute(source.replace("for key share", "").encode())
    one = family(committing_app, with_finn=True)
    error = None
    try:
        with working(committing_app) as session:
            session.execute(text("select hold_for_link(:a, :b)"), {"a": one.child, "b": one.existing})
            colleague = Colleague(committing_app, opening_of(one, one.existing))
            assert colleague.is_waiting_or_done(session)
            linking_of(one)(session)
    except Exception as deadlock:
        error = deadlock
    colleague.join(PATIENCE)
    assert "deadlock detected" in f"{error}{colleague.error}"


def test_a_dossier_for_the_child_itself_is_refused_once_it_is_merged_c_4(committing_app: Flask) -> None:
    one = family(committing_app, with_finn=True)
    with working(committing_app) as session:
        session.execute(
            text("update dossier set status = 'closed', closed_on = '2024-06-01' where id = :i"), {"i": one.dossier}
        )
    error = race(committing_app, linking_of(one), opening_of(one, one.child))
    assert isinstance(error, DomainError)
    assert "intussen gekoppeld" in error.messages[0]


def test_help_added_to_the_childs_dossier_meanwhile_is_told_and_then_counted_right_f_1_c_4(
    committing_app: Flask,
) -> None:
    one = family(committing_app, with_finn=True)
    with working(committing_app) as session:
        seen = session.get_one(Dossier, one.dossier).version
    error = race(committing_app, linking_of(one), save(one.dossier, "01-08", "01-31", seen))
    assert isinstance(error, Conflict)
    with working(committing_app) as session:
        save(one.dossier, "01-08", "01-31")(session)
    with working(committing_app) as session:
        assert verify_deployments(session) == 0
        owners = session.scalars(text("select distinct client_id from deployment")).all()
        assert owners == [one.existing]


def test_help_added_a_moment_earlier_moves_along_and_is_counted_f_1_c_4(committing_app: Flask) -> None:
    one = family(committing_app, with_finn=True)
    assert race(committing_app, save(one.dossier, "01-08", "01-31"), linking_of(one)) is None
    with working(committing_app) as session:
        assert verify_deployments(session) == 0
        assert session.scalars(text("select distinct client_id from deployment")).all() == [one.existing]


def test_control_without_counting_anew_the_help_would_stand_under_the_old_number_f_1(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = family(committing_app, with_finn=True)
    monkeypatch.setattr("app.services.linking.rewrite_deployments_of", lambda *_: None)
    with working(committing_app) as session:
        save(one.dossier, "01-08", "01-31")(session)
    with working(committing_app) as session:
        linking_of(one)(session)
    with working(committing_app) as session:
        assert verify_deployments(session) == 2
        rebuild_all_deployments(session)


def test_answers_saved_for_the_child_meanwhile_are_not_lost_c_4_d_11(committing_app: Flask) -> None:
    one = family(committing_app, with_finn=True)

    def completing(session: BincSession) -> Any:
        child, facility = session.get_one(Client, one.child), session.get_one(Facility, one.facility)
        return complete_client(session, child, {"phone": "0470"}, facility, seen_version=None, **WHO)

    assert race(committing_app, completing, linking_of(one)) is None
    with working(committing_app) as session:
        assert session.get_one(Client, one.existing).phone == "0470"
