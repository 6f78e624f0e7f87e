"""A decision with its first schakeling in a closed dossier while a colleague does something else there (D-6, D-11).

On two real connections. Each has its control: without the lock the second looks too early, and is stopped by the net
below or by nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.scope import Actor
from app.services.closing import close_dossier, reopen_dossier
from app.services.decision_with_help import add_decision_with_schakeling
from app.services.decisions import DecisionInput
from app.services.handover import take_over
from app.services.processed_years import process_year
from app.services.schakelingen import ModulePlan, SchakelingInput, change_schakeling
from models import Dossier, ProcessedYear, Schakeling
from tests.factories import create_user
from tests.life.test_races import Work, of_dossier, race, unlocked
from tests.services.steps import ACTOR, CRISIS, EVERYTHING, NOW, TODAY, day, story
from tests.services.test_races import working
from tests.statements.steps import send_year

WORDS: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
CONFIRMED: dict[str, Any] = {**WORDS, "now": NOW, "confirmed": EVERYTHING | {"D-11"}}
MODULES = ("P-CB-BREED",)


@dataclass(frozen=True)
class Closed:
    """A dossier with help until 31 May that was closed on 15 June, as both people saw it, and a colleague."""

    dossier_id: int
    version: int
    schakeling_id: int
    facility_id: int
    code: str
    colleague_id: int


def closed_dossier(app: Flask) -> Closed:
    with working(app) as session:
        told = story(session, referral=CRISIS)
        told.decide()
        last = told.add("01-08", "05-31")
        session.flush()
        session.refresh(told.dossier)
        dossier = close_dossier(session, told.dossier, **WORDS)
        session.flush()
        colleague_id = create_user(session).id
        return Closed(dossier.id, dossier.version, last.id, dossier.facility_id, dossier.code, colleague_id)


def both(begin: str, end: str, *, looked: bool = True) -> Callable[[Closed], Work]:
    """Saves a decision and its schakeling on these days, with the version seen or without looking."""

    def of(seen: Closed) -> Work:
        decided = DecisionInput(day(begin), MODULES, "judicial")
        offered = SchakelingInput(day(begin), day(end), "switch", (ModulePlan(MODULES[0]),))
        version = seen.version if looked else None

        def work(session: BincSession) -> Schakeling:
            dossier = session.get_one(Dossier, seen.dossier_id)
            return add_decision_with_schakeling(session, dossier, decided, offered, seen_version=version, **CONFIRMED)

        return work

    return of


def reopen(seen: Closed) -> Work:
    return of_dossier(reopen_dossier, seen.dossier_id)


def prolong(seen: Closed) -> Work:
    plan = SchakelingInput(day("01-08"), day("06-10"), "start", (ModulePlan(MODULES[0]),))
    return lambda session: change_schakeling(
        session, session.get_one(Schakeling, seen.schakeling_id), plan, **CONFIRMED
    )


def take(seen: Closed) -> Work:
    taker = Actor(seen.colleague_id, "Bram Maes")
    return lambda session: take_over(session, seen.facility_id, None, [seen.code], actor=taker)


def process(seen: Closed) -> Work:
    later = TODAY.replace(year=2025)

    def work(session: BincSession) -> ProcessedYear:
        send_year(session, seen.facility_id, 2024, today=later)
        return process_year(session, seen.facility_id, 2024, actor=ACTOR, today=later)

    return work


@dataclass(frozen=True)
class Race:
    """What both do; the second's faults with the lock and with the net below alone; what stands there in the end.

    That is the status, and how many decisions and schakelingen.
    """

    first: Callable[[Closed], Work]
    second: Callable[[Closed], Work]
    told: list[tuple[str, str]]
    stopped: list[tuple[str, str]]
    left: tuple[str, int, int] = ("closed", 2, 2)


STALE, OVERLAP = ("D-11", "version"), ("S-4", "begin")
RACES = {
    "both save it": Race(both("06-01", "06-10"), both("06-01", "06-10"), [STALE], [STALE]),
    "both save it blindly": Race(both("06-01", "06-10"), both("06-05", "06-12", looked=False), [OVERLAP], [STALE]),
    "a colleague reopens": Race(
        reopen, both("06-01", "06-10", looked=False), [("D-11", "dossier")], [STALE], ("open", 1, 1)
    ),
    "a colleague prolongs": Race(prolong, both("06-01", "06-12", looked=False), [OVERLAP], [STALE], ("closed", 1, 1)),
    "a colleague prolongs what is no longer the last": Race(
        both("06-01", "06-10"), prolong, [("S-6", "schakeling")], [OVERLAP]
    ),
}


def faults_of(error: Exception | None) -> list[tuple[str, str]]:
    assert isinstance(error, DomainError), repr(error)
    return [(fault.rule, fault.field) for fault in error.faults]


def stored(app: Flask, seen: Closed) -> tuple[str, int, int]:
    query = text(
        "select status, (select count(*) from decision where dossier_id = :id), "
        "(select count(*) from schakeling where dossier_id = :id) from dossier where id = :id"
    )
    with working(app) as session:
        status, decisions, schakelingen = session.execute(query, {"id": seen.dossier_id}).one()
        return status, decisions, schakelingen


@pytest.mark.parametrize("name", RACES)
def test_the_second_at_the_same_moment_is_told_and_nothing_is_half_saved_d_6_d_11(
    committing_app: Flask, name: str
) -> None:
    one, seen = RACES[name], closed_dossier(committing_app)
    assert faults_of(race(committing_app, one.first(seen), one.second(seen))) == one.told
    assert stored(committing_app, seen) == one.left


@pytest.mark.parametrize("name", RACES)
def test_control_without_the_lock_the_second_looks_too_early_d_6_d_11(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for service in ("schakelingen", "closing"):
        monkeypatch.setattr(f"app.services.{service}.hold_dossier", unlocked)
    monkeypatch.setattr("app.services.schakelingen.lock_client", lambda *_: None)
    one, seen = RACES[name], closed_dossier(committing_app)
    assert faults_of(race(committing_app, one.first(seen), one.second(seen))) == one.stopped
    assert stored(committing_app, seen) == one.left


def test_a_colleague_who_reopens_at_the_same_moment_finds_the_new_help_d_6_d_7(committing_app: Flask) -> None:
    seen = closed_dossier(committing_app)
    assert race(committing_app, both("06-01", "06-10")(seen), reopen(seen)) is None
    assert stored(committing_app, seen) == ("open", 2, 2)


def test_a_closed_dossier_that_gets_help_is_not_taken_over_meanwhile_d_6_d_9(committing_app: Flask) -> None:
    seen = closed_dossier(committing_app)
    error = race(committing_app, both("06-01", "06-10")(seen), take(seen), waits=False)
    assert faults_of(error) == [("D-11", "dossiers")]
    assert stored(committing_app, seen) == ("closed", 2, 2)


def test_a_year_that_is_processed_at_the_same_moment_keeps_the_help_out_s_14_d_6(committing_app: Flask) -> None:
    seen = closed_dossier(committing_app)
    error = race(committing_app, process(seen), both("06-01", "06-10")(seen))
    assert ("S-14", "begin") in faults_of(error)
    assert stored(committing_app, seen) == ("closed", 1, 1)


def test_control_without_the_lock_help_would_slip_into_a_processed_year_s_14_d_6(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.schakelingen.hold_processed_years", lambda *_: None)
    seen = closed_dossier(committing_app)
    # It waits for the statements, but looked at the years before; the second quarter has its line already.
    assert race(committing_app, process(seen), both("06-01", "06-10")(seen)) is None
    assert stored(committing_app, seen) == ("closed", 2, 2)
