"""What changed since a moment: everything once, and nothing missed when people save at the same time (G-3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text

from app.database import BincSession, db, enter_scope, transaction
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from models import Dossier, Facility, RecordChange
from tests.api.programs import Program, create_secret
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_statement,
)


def told(answer: Any) -> list[tuple[str, int, str]]:
    return [(one["kind"], one["id"], one["change"]) for one in answer.json["changes"]]


def since(program: Program, after: int) -> Any:
    return program.get(f"/changes/?after={after}")


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    return create_dossier(session, create_client(session, facility), facility)


def test_each_record_that_changed_stands_there_once_g_3(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    decision = create_decision(session, dossier)
    schakeling = create_schakeling(session, decision)
    first = since(program, 0)
    assert sorted(told(first)) == sorted(
        [
            ("dossier", dossier.id, "changed"),
            ("decision", decision.id, "changed"),
            ("schakeling", schakeling.id, "changed"),
        ]
    )
    assert {one["dossier"] for one in first.json["changes"]} == {dossier.code}
    assert told(since(program, first.json["next"])) == []
    dossier.closed_on = None
    dossier.owner_id = 1
    session.flush()
    again = since(program, first.json["next"])
    assert told(again) == [("dossier", dossier.id, "changed")]
    assert again.json["next"] > first.json["next"]


def test_what_hangs_on_a_record_changes_the_record_g_3(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    schakeling = create_schakeling(session, create_decision(session, dossier))
    cursor = since(program, 0).json["next"]
    schakeling.modules[0].guaranteed = True
    session.flush()
    assert told(since(program, cursor)) == [("schakeling", schakeling.id, "changed")]


def test_what_is_gone_is_told_as_deleted_and_a_dossier_in_the_bin_too_d_8(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    schakeling = create_schakeling(session, create_decision(session, dossier))
    binned = create_dossier(session, create_client(session, facility), facility)
    cursor, gone = since(program, 0).json["next"], schakeling.id
    session.delete(schakeling)
    binned.status, binned.deleted_on = "deleted", binned.created_on
    session.flush()
    found = {one["kind"]: one for one in since(program, cursor).json["changes"] if one["change"] == "deleted"}
    assert (found["dossier"]["id"], found["dossier"]["dossier"]) == (binned.id, binned.code)
    assert (found["schakeling"]["id"], found["schakeling"]["dossier"]) == (gone, dossier.code)


def test_totals_and_states_of_statements_are_told_by_quarter_and_module_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    create_statement(session, facility, Quarter(2024, 1), "sent", VBFBJB04=61)
    found = since(program, 0).json["changes"]
    assert {(one["kind"], one["quarter"], one["module"]) for one in found} == {
        ("statement", "2024-1", None),
        ("utilisation", "2024-1", "VBFBJB04"),
    }


def test_the_list_is_read_in_pages_and_says_where_its_end_is_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    ids = {create_dossier(session, create_client(session, facility), facility).id for _ in range(5)}
    seen, after, pages = set(), 0, 0
    while page := program.get(f"/changes/?after={after}&limit=2").json:
        if not page["changes"]:
            break
        seen |= {one["id"] for one in page["changes"]}
        after, pages = page["next"], pages + 1
    assert (seen, pages, after) == (ids, 3, page["latest"])


def test_another_facility_s_changes_are_out_of_reach_with_each_wall_alone_a_2(
    session: BincSession, facility: Facility, program: Program
) -> None:
    other = create_facility(session)
    create_dossier(session, create_client(session, other), other)
    assert told(since(program, 0)) == []
    seat = session.execute(text("select seat_id from api_token")).scalar_one()
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(1, "An"), facility.id, seat))
    assert session.execute(text("select * from record_change")).all() == []
    assert session.scalars(select(RecordChange)).all() == []
    with pytest.raises(Exception, match="out of reach"), session.begin_nested():
        session.execute(text("select publish_changes(:id)"), {"id": other.id})
    with pytest.raises(Exception, match="permission denied"), session.begin_nested():
        session.execute(text("update record_change set position = 1"))


@pytest.fixture
def live(committing_app: Flask) -> tuple[Program, list[int]]:
    """A program on real transactions, and two dossiers to change."""
    with committing_app.app_context(), transaction(Scope.system("test")) as session:
        facility = create_facility(session)
        ids = [create_dossier(session, create_client(session, facility), facility).id for _ in range(2)]
        secret = create_secret(session, facility)

    def call(method: str, path: str, **options: Any) -> Any:
        return getattr(committing_app.test_client(), method)(path, **options)

    return Program(committing_app, call, secret), ids


@contextmanager
def changing(app: Flask, dossier_id: int) -> Iterator[Connection]:
    """Somebody who changes a dossier in a transaction that is still open."""
    with app.app_context():
        connection = db.engine.connect()
    begun = connection.begin()
    connection.execute(text("select set_config('binc.kind', 'system', true)"))
    for end, value in (("first", "0"), ("last", str(2**62))):
        for reach in ("dossiers", "figures"):
            connection.execute(
                text("select set_config(:name, :value, true)"), {"name": f"binc.{reach}_{end}", "value": value}
            )
    connection.execute(text("update dossier set owner_id = 7 where id = :id"), {"id": dossier_id})
    try:
        yield connection
    finally:
        begun.commit()
        connection.close()


def test_what_ends_later_than_it_began_is_not_missed_g_3(live: Any) -> None:
    """Two open transactions: the one that began first ends last, after the list was read up to the other's change."""
    program, (slow, quick) = live
    cursor = since(program, 0).json["next"]
    with changing(program.app, slow):
        with changing(program.app, quick):
            assert told(since(program, cursor)) == [], "neither has ended"
        first = since(program, cursor)
        assert told(first) == [("dossier", quick, "changed")]
    assert told(since(program, first.json["next"])) == [("dossier", slow, "changed")]


def test_a_record_that_changes_again_while_the_list_is_read_comes_back_g_3(live: Any) -> None:
    program, (one, _) = live
    with changing(program.app, one):
        seen = since(program, 0)
        assert ("dossier", one, "changed") not in told(seen), "its change is not known yet"
    assert ("dossier", one, "changed") in told(since(program, seen.json["next"]))


def test_the_moment_of_changing_would_have_missed_it_g_3(live: Any) -> None:
    """The control: read by the clock, what began first and ended last lies before what was read already."""
    program, (slow, quick) = live
    with changing(program.app, slow):
        with changing(program.app, quick):
            pass
        read = moments(program.app)[quick]
    assert moments(program.app)[slow] < read


def moments(app: Flask) -> dict[int, Any]:
    """When each dossier changed, by the clock of its transaction."""
    with app.app_context(), transaction(Scope.system("test")) as session:
        rows = session.execute(text("select record_id, changed_at from record_change where kind = 'dossier'"))
        return {row.record_id: row.changed_at for row in rows}
