"""A file is read in while people save and other files are read in, on real connections (D-11, F-1, G-3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.database import BincSession
from app.domain.faults import Conflict
from app.services import client_locks
from app.services.deployments import rebuild_all_deployments, verify_deployments
from app.services.exchange import clients, import_exchange, writing
from app.services.holding import hold_dossier
from models import Client, Dossier, Schakeling
from tests.exchange.files import (
    MATS,
    NOOR,
    TODAY,
    client,
    closed_dossier,
    decision,
    dossier,
    schakeling,
    small_file,
)
from tests.services.test_races import PATIENCE, Colleague, save, working

Work = Callable[[BincSession], Any]


@pytest.fixture
def app(committing_app: Flask) -> Flask:
    """An application whose transactions are real."""
    return committing_app


def chain(until: str | None) -> list[Any]:
    """A decision with help until a day."""
    return [decision("2024-01-08", schakeling("start", "2024-01-08", until, "P-CB-BREED"))]


def two_known(app: Flask, until: str | None = "2024-01-31") -> tuple[int, int]:
    """Two dossiers of two clients that a file brought, each with help; answers their ids."""
    with working(app) as session:
        import_exchange(session, two(until=until), today=TODAY)
        return tuple(session.scalars(select(Dossier.id).order_by(Dossier.code)).all())  # type: ignore[return-value]


def two(*, until: str | None, first: str = "a", second: str = "b", **lists: Any) -> dict[str, Any]:
    """The file of both, in one order or the other."""
    names = {"a": NOOR, "b": MATS}
    codes = {"a": "BNC_20240108_900001", "b": "BNC_20240108_900002"}
    return small_file(
        clients=[client(one, names[one]) for one in (first, second)],
        dossiers=[dossier(one, one, code=codes[one], decisions=chain(until)) for one in (first, second)],
        utilisation=[],
        quarters=[],
        **lists,
    )


def longer(session: BincSession) -> Any:
    """Reads in a file that changes the help of both, the later dossier first."""
    return import_exchange(session, two(until="2024-02-10", first="b", second="a"), today=TODAY)


def told(error: Exception | None) -> str:
    """What the database said, when it shot somebody."""
    return "deadlock" if error is not None and "deadlock detected" in str(error) else repr(error)


def both(app: Flask, first: Work, colleagues: Work, then: Work) -> tuple[str, str]:
    """One person does something, a colleague begins meanwhile, and the first goes on: how it ended for each."""
    mine: Exception | None = None
    colleague = None
    try:
        with working(app) as session:
            first(session)
            session.flush()
            colleague = Colleague(app, colleagues)
            colleague.is_waiting_or_done(session)
            then(session)
    except Exception as error:
        mine = error
    assert colleague is not None
    colleague.join(PATIENCE)
    assert not colleague.is_alive()
    return told(mine), told(colleague.error)


def wrong(app: Flask) -> int:
    """How many deployments are not as a full rebuild makes them."""
    with working(app) as session:
        found = verify_deployments(session)
        rebuild_all_deployments(session)
        return found


def holding(dossier_id: int) -> Work:
    return lambda session: hold_dossier(session, dossier_id)


def test_a_file_and_somebody_who_holds_both_dossiers_do_not_wait_for_each_other_d_11(app: Flask) -> None:
    first, second = two_known(app)
    assert both(app, holding(first), longer, holding(second)) == ("None", "None")
    assert wrong(app) == 0


def test_control_without_an_order_the_database_shoots_one_of_them_d_11(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_known(app)
    monkeypatch.setattr(writing, "_hold_rows", lambda *_: None)
    assert "deadlock" in both(app, holding(first), longer, holding(second))


def opening(number: str) -> Work:
    person = {"name": "Peeters", "first_name": "Noor", "name_key": "peeters", "first_name_key": "noor"}

    def work(session: BincSession) -> None:
        place = session.scalar(text("select id from facility"))
        wanted = {"place": 1, "facility_id": place, "person": {**person, "national_number": number}}
        session.execute(clients._OPEN, {"wanted": [wanted]})

    return work


def new_ones(session: BincSession) -> Any:
    """Reads in a file with two new clients, the higher number first."""
    higher, lower = sorted((NOOR, MATS), reverse=True)
    document = small_file(
        clients=[client("h", higher), client("l", lower)],
        dossiers=[dossier("h", "h"), dossier("l", "l")],
        utilisation=[],
        quarters=[],
    )
    return import_exchange(session, document, today=TODAY)


def place_only(app: Flask) -> None:
    with working(app) as session:
        import_exchange(session, small_file(clients=[], dossiers=[], utilisation=[], quarters=[]), today=TODAY)


@pytest.mark.parametrize("single", [500, 0], ids=["number by number", "many"])
def test_two_who_open_the_same_new_clients_do_not_wait_for_each_other_c_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch, single: int
) -> None:
    monkeypatch.setattr(clients, "MOST_SINGLE_LOCKS", single)
    place_only(app)
    lower, higher = sorted((NOOR, MATS))
    assert both(app, opening(lower), new_ones, opening(higher)) == ("None", "None")
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Client)) == 2


@pytest.mark.parametrize("single", [500, 0], ids=["number by number", "many"])
def test_control_in_the_order_of_the_file_the_database_shoots_one_of_them_c_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch, single: int
) -> None:
    monkeypatch.setattr(clients, "MOST_SINGLE_LOCKS", single)
    place_only(app)
    monkeypatch.setattr(clients, "_number_of", lambda _: "")
    monkeypatch.setattr(clients, "BATCH", 1)
    lower, higher = sorted((NOOR, MATS))
    assert "deadlock" in both(app, opening(lower), new_ones, opening(higher))


@pytest.mark.parametrize("single", [500, 0], ids=["number by number", "many"])
def test_who_opens_a_client_that_a_file_is_making_finds_the_clients_of_the_file_c_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch, single: int
) -> None:
    monkeypatch.setattr(clients, "MOST_SINGLE_LOCKS", single)
    place_only(app)
    assert both(app, new_ones, opening(NOOR), lambda _: None) == ("None", "None")
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Client)) == 2


def test_a_large_file_takes_no_lock_for_each_client_g_3(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    held = text("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
    counts = []
    for single in (500, 0):
        monkeypatch.setattr(clients, "MOST_SINGLE_LOCKS", single)
        monkeypatch.setattr(client_locks, "MOST_SINGLE_LOCKS", single)
        with working(app) as session:
            import_exchange(session, two(until=None), today=TODAY)
            counts.append(session.scalar(held))
            session.rollback()
    # One number and one client for each of the two.
    assert counts[0] - counts[1] == 4


@pytest.mark.parametrize("single", [500, 0], ids=["clients", "facility"])
def test_who_saves_during_a_file_waits_and_is_told_d_11_f_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch, single: int
) -> None:
    monkeypatch.setattr(client_locks, "MOST_SINGLE_LOCKS", single)
    first, _ = two_known(app)
    with working(app) as session:
        seen = session.get_one(Dossier, first).version
    with working(app) as session:
        longer(session)
        colleague = Colleague(app, save(first, "02-10", "02-12", seen))
        assert colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    assert isinstance(colleague.error, Conflict)
    assert wrong(app) == 0


@pytest.mark.parametrize("single", [500, 0], ids=["clients", "facility"])
def test_a_file_waits_for_who_saves_and_then_says_that_it_is_overtaken_d_11_f_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch, single: int
) -> None:
    """All or nothing: the other dossier of the file is not changed either."""
    monkeypatch.setattr(client_locks, "MOST_SINGLE_LOCKS", single)
    first, _ = two_known(app)
    assert both(app, save(first, "02-05", "02-12"), longer, lambda _: None) == ("None", "Conflict('D-11 version')")
    assert wrong(app) == 0
    with working(app) as session:
        ends = session.scalars(select(Schakeling.end).order_by(Schakeling.end)).all()
    assert [str(end) for end in ends] == ["2024-01-31", "2024-01-31", "2024-02-12"]


def readmitted(end: str) -> dict[str, Any]:
    """The file of a client with a closed dossier, whose help ended on a day, and an open one that has none yet."""
    help_given = [decision("2024-01-08", schakeling("start", "2024-01-08", end, "P-CB-BREED"))]
    closed = closed_dossier("first", "c", decisions=help_given, code="BNC_20240108_900001")
    opened = dossier("again", "c", decisions=[decision("2024-01-08")], code="BNC_20240108_900002")
    lists: dict[str, Any] = {"utilisation": [], "quarters": []}
    return small_file(clients=[client("c", NOOR)], dossiers=[closed, opened], **lists)


def race_on_two_dossiers_of_a_client(app: Flask, before: str, after: str) -> tuple[bool, int]:
    """A file moves the end of the first, and somebody begins in the other on that day: did they wait, what is wrong."""
    with working(app) as session:
        import_exchange(session, readmitted(before), today=TODAY)
        again = session.scalars(select(Dossier.id).where(Dossier.code == "BNC_20240108_900002")).one()
    with working(app) as session:
        import_exchange(session, readmitted(after), today=TODAY)
        colleague = Colleague(app, save(again, after[5:], "01-25"))
        waited = colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    assert colleague.error is None
    return waited, wrong(app)


@pytest.mark.parametrize("single", [500, 0], ids=["clients", "facility"])
def test_two_dossiers_of_a_client_are_saved_after_each_other_f_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch, single: int
) -> None:
    monkeypatch.setattr(client_locks, "MOST_SINGLE_LOCKS", single)
    assert race_on_two_dossiers_of_a_client(app, "2024-01-20", "2024-01-21") == (True, 0)


def test_control_without_the_locks_a_boundary_day_would_count_twice_f_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "lock_clients", lambda *_: None)
    waited, differing = race_on_two_dossiers_of_a_client(app, "2024-01-20", "2024-01-21")
    assert not waited
    assert differing > 0
