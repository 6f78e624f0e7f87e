"""Two people at the same moment, on two real connections, and what would happen without the locks (D-11, D-1)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.database import BincSession, transaction
from app.domain.chain_plans import ModulePlan
from app.domain.faults import Conflict, DomainError
from app.domain.scope import Scope
from app.services import holding
from app.services.deployments import rebuild_all_deployments, verify_deployments
from app.services.dossiers import open_dossier
from app.services.schakelingen import SchakelingInput, add_schakeling
from models import Dossier, Facility, Schakeling
from tests import factories
from tests.services.steps import ACTOR, EVERYTHING, GATE, NOW, TODAY, day, story

PATIENCE = 20.0


@contextmanager
def working(app: Flask) -> Iterator[BincSession]:
    """One person's unit of work on a connection of its own."""
    with app.app_context(), transaction(Scope.system("test")) as session:
        yield session


class Colleague(threading.Thread):
    """Somebody who does one thing meanwhile, and remembers how it went."""

    def __init__(self, app: Flask, work: Callable[[BincSession], Any]) -> None:
        super().__init__()
        self.app, self.work = app, work
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Does it and commits."""
        try:
            with working(self.app) as session:
                self.work(session)
        except Exception as error:
            self.error = error

    def is_waiting_or_done(self, session: BincSession) -> bool:
        """Waits until the colleague stands before a lock (True) or is through (False)."""
        deadline = time.monotonic() + PATIENCE
        while self.is_alive() and time.monotonic() < deadline:
            if session.scalar(text("select exists (select 1 from pg_locks where not granted)")):
                return True
        assert not self.is_alive()
        return False


def save(
    dossier_id: int, begin: str, end: str | None, seen_version: int | None = None
) -> Callable[[BincSession], Schakeling]:
    """Adds a first or later schakeling to a dossier."""

    def work(session: BincSession) -> Schakeling:
        dossier = session.get_one(Dossier, dossier_id)
        kind = "switch" if dossier.first_schakeling_begin else "start"
        plan = SchakelingInput(day(begin), day(end) if end else None, kind, (ModulePlan("P-CB-BREED"),))
        keywords: dict[str, Any] = {"actor": ACTOR, "today": TODAY, "now": NOW, "confirmed": EVERYTHING}
        return add_schakeling(session, dossier, plan, seen_version=seen_version, **keywords)

    return work


def two_dossiers(app: Flask) -> list[int]:
    """Two dossiers of one client in one facility, each with a decision."""
    with working(app) as session:
        first = story(session)
        first.decide()
        session.flush()
        first.dossier.status, first.dossier.closed_on = "closed", day("12-31")
        session.flush()
        second = story(session, facility=first.facility, client=first.client)
        second.decide()
        return [first.dossier.id, second.dossier.id]


def race_on_two_dossiers(app: Flask, ids: list[int]) -> tuple[bool, int]:
    """Both dossiers get a schakeling at once: did the second have to wait, and how many deployments are wrong."""
    with working(app) as session:
        save(ids[0], "01-08", "01-31")(session)
        session.flush()
        colleague = Colleague(app, save(ids[1], "01-31", "02-10"))
        waited = colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    assert colleague.error is None
    with working(app) as session:
        wrong = verify_deployments(session)
        rebuild_all_deployments(session)
    return waited, wrong


def test_two_dossiers_of_one_client_are_saved_one_after_the_other_f_1(committing_app: Flask) -> None:
    assert race_on_two_dossiers(committing_app, two_dossiers(committing_app)) == (True, 0)


def test_control_without_the_lock_a_boundary_day_would_count_twice_f_1(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = two_dossiers(committing_app)
    monkeypatch.setattr("app.services.schakelingen.lock_client", lambda *_: None)
    assert race_on_two_dossiers(committing_app, ids) == (False, 2)


def race_on_one_dossier(app: Flask) -> tuple[Exception | None, int]:
    """Two people who saw the same dossier add a schakeling: the second one's error, and how many there are."""
    dossier_id = two_dossiers(app)[1]
    with working(app) as session:
        seen = session.get_one(Dossier, dossier_id).version
        save(dossier_id, "01-08", None, seen)(session)
        session.flush()
        colleague = Colleague(app, save(dossier_id, "01-10", "01-12", seen))
        assert colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    with working(app) as session:
        count = len(session.scalars(select(Schakeling.id).where(Schakeling.dossier_id == dossier_id)).all())
    return colleague.error, count


def test_the_second_to_save_is_told_that_a_schakeling_was_added_d_11(committing_app: Flask) -> None:
    error, count = race_on_one_dossier(committing_app)
    assert isinstance(error, Conflict)
    assert error.faults[0].field == "previous_end"
    assert count == 1


def test_control_without_the_locks_the_database_refuses_in_our_words_s_4(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(session: BincSession, dossier_id: int) -> holding.HeldDossier:
        dossier = session.get_one(Dossier, dossier_id)
        return holding.HeldDossier(dossier, session.get_one(Facility, dossier.facility_id))

    monkeypatch.setattr("app.services.schakelingen.lock_client", lambda *_: None)
    monkeypatch.setattr("app.services.schakelingen.hold_dossier", unlocked)
    error, count = race_on_one_dossier(committing_app)
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("S-4", "begin")]
    assert count == 1


def test_of_two_who_open_a_dossier_the_second_hears_the_code_of_the_first_d_1(committing_app: Flask) -> None:
    with working(committing_app) as session:
        facility = factories.create_facility(session)
        facility_id, client_id = facility.id, factories.create_client(session, facility).id

    def opening(session: BincSession) -> Dossier:
        facility = session.get_one(Facility, facility_id)
        return open_dossier(session, client_id, facility, GATE, actor=ACTOR, today=TODAY)

    with working(committing_app) as session:
        code = opening(session).code
        colleague = Colleague(committing_app, opening)
        assert colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    assert isinstance(colleague.error, DomainError)
    assert [(fault.rule, fault.field) for fault in colleague.error.faults] == [("D-1", "client")]
    assert code in colleague.error.messages[0]
    with working(committing_app) as session:
        assert len(session.scalars(select(Dossier.id).where(Dossier.client_id == client_id)).all()) == 1
