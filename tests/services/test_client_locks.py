"""Many clients are locked with few locks, and only those who save for them wait (F-1, D-11)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import BincSession
from app.services import client_locks
from app.services.client_locks import lock_client, lock_clients
from tests.services.test_races import PATIENCE, Colleague, working

HELD = text("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()")
SEVERAL = [(1, 11), (1, 12), (2, 11)]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with room for two locks."""
    monkeypatch.setattr(client_locks, "MOST_SINGLE_LOCKS", 2)


def waits(app: Flask, mine: Iterable[tuple[int, int]], theirs: Iterable[tuple[int, int]]) -> bool:
    """Whether somebody who locks `theirs` waits for who has locked `mine`."""
    with working(app) as session:
        lock_clients(session, list(mine))
        colleague = Colleague(app, lambda own: lock_clients(own, list(theirs)))
        waited = colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    assert colleague.error is None
    return waited


def test_a_list_of_clients_is_locked_one_by_one_f_1(session: BincSession) -> None:
    lock_clients(session, SEVERAL)
    assert session.scalar(HELD) == 5


@pytest.mark.usefixtures("few")
def test_more_than_the_server_has_room_for_are_locked_by_facility_f_1(session: BincSession) -> None:
    lock_clients(session, SEVERAL)
    lock_client(session, 1, 12)
    lock_client(session, 2, 99)
    assert session.scalar(HELD) == 2
    lock_client(session, 3, 11)
    assert session.scalar(HELD) == 4


@pytest.mark.usefixtures("few")
def test_who_saves_in_a_facility_that_is_held_whole_waits_and_others_do_not_f_1(app: Flask) -> None:
    assert waits(app, SEVERAL, [(1, 99)])
    assert waits(app, SEVERAL, SEVERAL)
    assert not waits(app, SEVERAL, [(3, 11), (4, 12)])


@pytest.mark.usefixtures("few")
def test_a_facility_is_held_whole_once_those_who_save_there_are_through_f_1(app: Flask) -> None:
    assert waits(app, [(2, 99)], SEVERAL)
    assert not waits(app, [(3, 11)], SEVERAL)


def test_two_who_save_for_different_clients_of_a_facility_do_not_wait_f_1(app: Flask) -> None:
    assert not waits(app, [(1, 11)], [(1, 12)])
    assert waits(app, [(1, 11)], [(1, 11)])


@pytest.mark.usefixtures("few")
def test_what_a_savepoint_locked_is_locked_again_after_it_was_undone_f_1(session: BincSession) -> None:
    undone = session.begin_nested()
    lock_clients(session, SEVERAL)
    undone.rollback()
    assert session.scalar(HELD) == 0
    lock_client(session, 1, 11)
    assert session.scalar(HELD) == 2
