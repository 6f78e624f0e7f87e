"""The eight cases of H11 at the very same moment, on two real connections (D-11).

Each has its control: without the lock the second does not hear what happened, but is stopped by the net below, or
by nothing at all. Deleting twice and a schakeling without end have theirs in test_races.py, here and in tests/services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, NoResultFound

from app.database import BincSession
from app.domain.dossiers import TRANSITIONS
from app.domain.faults import Conflict, DomainError
from app.domain.referral import Referral
from app.domain.registration_fields import EXIT, INTAKE
from app.services.bin import delete_dossier, restore_dossier
from app.services.closing import close_dossier, reopen_dossier
from app.services.decisions import DecisionInput, add_decision, change_decision, delete_decision
from app.services.dossiers import change_referral
from app.services.registrations import save_registration
from app.services.schakelingen import ModulePlan, SchakelingInput, change_schakeling
from models import Decision, Dossier, Schakeling
from tests.life.test_races import Work, ended_dossier, race, unlocked
from tests.services.steps import ACTOR, CRISIS, EVERYTHING, NOW, TODAY, day, story
from tests.services.test_races import PATIENCE, save, working

WORDS: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
SERVICES = ("schakelingen", "decisions", "registrations", "closing", "bin", "dossiers")


@dataclass(frozen=True)
class Scene:
    """One dossier as both people saw it."""

    dossier_id: int
    version: int
    decision_id: int = 0
    schakeling_id: int = 0


def scene(app: Flask, *, decided: bool = False, helped: bool = False) -> Scene:
    """A dossier, with a decision or with help that ended where asked."""
    with working(app) as session:
        told = story(session, referral=CRISIS)
        decision = told.decide() if decided or helped else None
        schakeling = told.add("01-08", "05-31") if helped else None
        session.flush()
        session.refresh(told.dossier)
        found = (told.dossier.id, told.dossier.version)
        return Scene(*found, decision.id if decision else 0, schakeling.id if schakeling else 0)


def add_under_it(seen: Scene) -> Work:
    return save(seen.dossier_id, "01-08", None)


def take_decision_away(seen: Scene) -> Work:
    return lambda session: delete_decision(session, session.get_one(Decision, seen.decision_id), **WORDS)


def take_dossier_away(seen: Scene) -> Work:
    return lambda session: delete_dossier(session, session.get_one(Dossier, seen.dossier_id), **WORDS)


def decide(seen: Scene) -> Work:
    plan = DecisionInput(day("01-08"), ("P-CB-BREED",), "voluntary")
    return lambda session: add_decision(session, session.get_one(Dossier, seen.dossier_id), plan, **WORDS)


def register(registration: str, answers: dict[str, Any]) -> Callable[[Scene], Work]:
    def of(seen: Scene) -> Work:
        words: Any = {"actor": ACTOR, "now": NOW, "seen_version": seen.version}
        return lambda session: save_registration(
            session, session.get_one(Dossier, seen.dossier_id), registration, answers, **words
        )

    return of


def judge(ground: str) -> Callable[[Scene], Work]:
    def of(seen: Scene) -> Work:
        plan = DecisionInput(day("01-08"), ("P-CB-BREED",), ground)
        words: Any = {**WORDS, "seen_version": seen.version}
        return lambda session: change_decision(session, session.get_one(Decision, seen.decision_id), plan, **words)

    return of


def add_after_it(seen: Scene) -> Work:
    return save(seen.dossier_id, "06-01", "06-10")


def change_last(seen: Scene) -> Work:
    plan = SchakelingInput(day("01-08"), day("06-14"), "start", (ModulePlan("P-CB-BREED"),))
    words: Any = {**WORDS, "now": NOW, "seen_version": seen.version, "confirmed": EVERYTHING}
    return lambda session: change_schakeling(session, session.get_one(Schakeling, seen.schakeling_id), plan, **words)


def close(seen: Scene) -> Work:
    return lambda session: close_dossier(session, session.get_one(Dossier, seen.dossier_id), **WORDS)


@dataclass(frozen=True)
class Race:
    """What both do, and where the second's fault stands: with the lock, and with the net below alone."""

    first: Callable[[Scene], Work]
    second: Callable[[Scene], Work]
    told: tuple[str, str]
    stopped: tuple[str, str]
    ground: dict[str, bool]


STALE, MADE = ("D-11", "version"), ("D-11", "registration")
RACES: dict[str, Race] = {
    "decision deleted": Race(
        take_decision_away, add_under_it, ("S-2", "decision"), ("D-11", "decision"), {"decided": True}
    ),
    "dossier deleted": Race(take_dossier_away, decide, ("D-11", "dossier"), STALE, {}),
    "intake made": Race(
        register(INTAKE, {"housing": "positive"}), register(INTAKE, {"housing": "negative"}), STALE, MADE, {}
    ),
    "exit made": Race(
        register(EXIT, {"goals_reached": "ja"}), register(EXIT, {"goals_reached": "nee"}), STALE, MADE, {}
    ),
    "deleted twice": Race(take_dossier_away, take_dossier_away, ("D-11", "dossier"), STALE, {}),
    "stale data": Race(judge("judicial"), judge("judicial"), STALE, STALE, {"decided": True}),
    "no longer the last": Race(add_after_it, change_last, ("D-11", "schakeling"), ("S-4", "begin"), {"helped": True}),
    "closed already": Race(close, close, ("D-11", "status"), STALE, {"helped": True}),
}


def faults_of(error: Exception | None) -> list[tuple[str, str]]:
    assert isinstance(error, DomainError), repr(error)
    return [(fault.rule, fault.field) for fault in error.faults]


@pytest.mark.parametrize("name", RACES)
def test_the_second_at_the_same_moment_is_told_what_happened_d_11(committing_app: Flask, name: str) -> None:
    one = RACES[name]
    seen = scene(committing_app, **one.ground)
    assert faults_of(race(committing_app, one.first(seen), one.second(seen))) == [one.told]


@pytest.mark.parametrize("name", RACES)
def test_control_without_the_lock_only_the_net_below_stops_the_second_d_11(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for service in SERVICES:
        monkeypatch.setattr(f"app.services.{service}.hold_dossier", unlocked)
    monkeypatch.setattr("app.services.schakelingen.lock_client", lambda *_: None)
    one = RACES[name]
    seen = scene(committing_app, **one.ground)
    assert faults_of(race(committing_app, one.first(seen), one.second(seen))) == [one.stopped]


class Worker(Thread):
    """Somebody who does many things after one another; each one that was acknowledged is remembered."""

    def __init__(self, app: Flask, deeds: list[Work]) -> None:
        super().__init__()
        self.app, self.deeds = app, deeds
        self.acknowledged = 0
        self.errors: list[Exception] = []
        self.start()

    def run(self) -> None:
        """Does them, each in a transaction of its own; what the rules or a colleague stop is no fault."""
        for deed in self.deeds:
            try:
                with working(self.app) as session:
                    deed(session)
                self.acknowledged += 1
            except DomainError:
                continue
            except Exception as error:
                self.errors.append(error)


def work_together(app: Flask, *deeds: list[Work]) -> list[Worker]:
    """Several people at once, until all are done."""
    workers = [Worker(app, each) for each in deeds]
    for worker in workers:
        worker.join(PATIENCE * 3)
    assert [error for worker in workers for error in worker.errors] == []
    return workers


def refer(dossier_id: int, reference: str) -> Work:
    """Changes the own reference of a dossier as somebody who has just looked at it."""

    def work(session: BincSession) -> Any:
        dossier = session.get_one(Dossier, dossier_id)
        referral = Referral(own_reference=reference, through_access_gate=False, referrer="crisismeldpunt")
        return change_referral(session, dossier, referral, seen_version=dossier.version, **WORDS)

    return work


def told_references(app: Flask, dossier_id: int) -> list[tuple[str | None, str | None]]:
    """From which reference to which each acknowledged save went, in their order."""
    query = text(
        "select values->'before'->>'own_reference', values->'after'->>'own_reference' from activity "
        "where dossier_id = :id and kind = 'referral_changed' order by id"
    )
    with working(app) as session:
        return [(before, after) for before, after in session.execute(query, {"id": dossier_id})]


def test_no_acknowledged_save_is_lost_d_11(committing_app: Flask) -> None:
    dossier_id = ended_dossier(committing_app)
    deeds = [[refer(dossier_id, f"{who}{number}") for number in range(8)] for who in ("an", "bram", "chris")]
    workers = work_together(committing_app, *deeds)
    told = told_references(committing_app, dossier_id)
    assert len(told) == sum(worker.acknowledged for worker in workers) >= 8
    # Each save went on from the one before: nothing in between was written over unseen.
    assert [before for before, _ in told[1:]] == [after for _, after in told[:-1]]


def test_control_without_the_lock_and_the_version_a_save_is_lost_d_11(committing_app: Flask) -> None:
    """Somebody who looks, waits until a colleague saved, and then writes what they saw."""
    dossier_id = ended_dossier(committing_app)
    with working(committing_app) as session:
        seen = session.execute(text("select own_reference from referral where dossier_id = :id"), {"id": dossier_id})
        before = seen.scalar_one()
        assert work_together(committing_app, [refer(dossier_id, "van An")])[0].acknowledged == 1
        write = text("update referral set own_reference = :new where dossier_id = :id")
        session.execute(write, {"new": f"{before or ''}, van Bram", "id": dossier_id})
    with working(committing_app) as session:
        left = session.execute(text("select own_reference from referral where dossier_id = :id"), {"id": dossier_id})
        assert "van An" not in left.scalar_one()


def lives(dossier_id: int, code: str, facility_id: int, seed: int) -> list[Work]:
    """Twelve steps in the life of one dossier, drawn at random but always the same."""

    def of(service: Callable[..., Any]) -> Work:
        return lambda session: service(session, session.get_one(Dossier, dossier_id), **WORDS)

    def take_decisions_away(session: BincSession) -> None:
        for decision in list(session.get_one(Dossier, dossier_id).decisions):
            delete_decision(session, decision, **WORDS)

    steps: list[Work] = [
        of(close_dossier),
        of(reopen_dossier),
        of(delete_dossier),
        lambda session: restore_dossier(session, facility_id, code, **WORDS),
        decide(Scene(dossier_id, 0)),
        take_decisions_away,
    ]
    return [only_if_there(step) for step in Random(seed).choices(steps, k=12)]


def only_if_there(step: Work) -> Work:
    """A dossier that a colleague just deleted cannot be looked at: that is an answer, and no fault."""

    def work(session: BincSession) -> Any:
        try:
            return step(session)
        except NoResultFound:
            raise Conflict from None

    return work


def steps_told(app: Flask, dossier_id: int) -> list[str]:
    """The steps in the life of a dossier as its activities tell them, in their order."""
    query = text("select kind from activity where dossier_id = :id order by id")
    names = {"dossier_closed": "close", "dossier_reopened": "reopen"}
    names |= {"dossier_deleted": "delete", "dossier_restored": "restore"}
    with working(app) as session:
        return [names[kind] for kind in session.scalars(query, {"id": dossier_id}) if kind in names]


@pytest.mark.parametrize("seed", range(4))
def test_no_dossier_comes_into_a_state_that_the_tables_do_not_know_d_6_d_7_d_8_d_11(
    committing_app: Flask, seed: int
) -> None:
    with working(committing_app) as session:
        dossier = story(session, referral=CRISIS).dossier
        dossier_id, code, facility_id = dossier.id, dossier.code, dossier.facility_id
    everybody = [lives(dossier_id, code, facility_id, 10 * seed + person) for person in range(3)]
    workers = work_together(committing_app, *everybody)
    assert sum(worker.acknowledged for worker in workers) > 0
    status = "open"
    for step in steps_told(committing_app, dossier_id):
        status = TRANSITIONS[(status, step)]
    query = text(
        "select status, closed_on is not null, deleted_on is not null, "
        "(select count(*) from decision where dossier_id = dossier.id) from dossier where id = :id"
    )
    with working(committing_app) as session:
        stored = session.execute(query, {"id": dossier_id}).one()
    assert stored[:3] == (status, status == "closed", status == "deleted")
    assert status != "deleted" or stored[3] == 0


def move_by_hand(app: Flask, dossier_id: int) -> None:
    """Closes a dossier and then deletes it, past everything that looks at the table of steps."""
    moved = text("update dossier set status = :to, closed_on = :closed, deleted_on = :deleted where id = :id")
    with working(app) as session:
        session.execute(moved, {"to": "closed", "closed": TODAY, "deleted": None, "id": dossier_id})
        session.execute(moved, {"to": "deleted", "closed": None, "deleted": TODAY, "id": dossier_id})


def test_control_without_the_table_the_database_itself_refuses_the_step_d_8(committing_app: Flask) -> None:
    seen = scene(committing_app)
    with pytest.raises(DBAPIError, match="no such step"):
        move_by_hand(committing_app, seen.dossier_id)
