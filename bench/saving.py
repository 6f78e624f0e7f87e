"""How many schakelingen can be saved, with rules, locks, constraints, deployment rows, activities and audit."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.database import db, transaction
from app.domain.chain_plans import SWITCH, ModulePlan
from app.domain.scope import Actor, Scope
from app.factory import create_app
from app.services.deployments import verify_deployments
from app.services.schakelingen import SchakelingInput, add_schakeling
from bench.results import Result, clocked, timing_of
from bench.visitor import counted_statements, staff_scope
from config import Settings
from models.dossier import Dossier
from models.facility import Facility

SAVES, WARMING = 150, 15
CONNECTIONS = (1, 4)
LONGEST_WAIT = 120
WARNINGS = frozenset({"S-2", "S-8", "S-12", "D-4"})
# A module that may be ticked without an answer beside it.
MODULE, ORGANISATION_TYPE = "BEGBJB05", "OVBJ"
Job = tuple[int, int]


@dataclass(frozen=True)
class Share:
    """What one process did: when it began and ended, and how long each save took in milliseconds."""

    began: float
    ended: float
    milliseconds: list[float]


def measure_saving(app: Flask, until: date) -> Iterator[Result]:
    """Saves through the service by one process, then by four; each dossier gets its next schakeling."""
    settings: Settings = app.extensions["settings"]
    for connections in CONNECTIONS:
        jobs = _dossiers_to_continue(app, until, connections * (SAVES + WARMING))
        shares = _save_side_by_side(settings, jobs, connections, until)
        times = [each for share in shares for each in share.milliseconds]
        spent = max(share.ended for share in shares) - min(share.began for share in shares)
        timing = timing_of(times)
        name = f"{connections} connection{'s' if connections > 1 else ''}"
        yield Result.of("saving a schakeling", name, timing, statements=_statements(app, until))
        yield Result("saving a schakeling", f"{name}, together", len(times) / spent, unit="a second")
    yield from _verified(app)


def _verified(app: Flask) -> Iterator[Result]:
    with app.app_context(), transaction(Scope.system("bench")) as session:
        begin = time.perf_counter()
        differing = verify_deployments(session)
        spent = (time.perf_counter() - begin) * 1_000
    yield Result("saving a schakeling", "deployments that differ afterwards", differing, unit="", target=0)
    yield Result("saving a schakeling", "comparing all deployments with a full rebuild", spent)


def _dossiers_to_continue(app: Flask, until: date, wanted: int) -> list[Job]:
    """Open dossiers whose help has been running for a while, of facilities that all offer the same module."""
    query = (
        select(Dossier.facility_id, Dossier.id)
        .join(Facility, Facility.id == Dossier.facility_id)
        .where(Dossier.status == "open", Facility.organisation_type == ORGANISATION_TYPE)
        .where(Dossier.last_schakeling_end.is_(None), Dossier.last_schakeling_begin < until - timedelta(days=14))
        .where(Dossier.last_decision_begin < until - timedelta(days=14))
        .order_by(func.md5(Dossier.code))
        .limit(wanted)
    )
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return [(facility_id, dossier_id) for facility_id, dossier_id in session.execute(query)]


def _save_side_by_side(settings: Settings, jobs: list[Job], connections: int, until: date) -> list[Share]:
    spawning = multiprocessing.get_context("spawn")
    barrier = spawning.Barrier(connections)
    answers: Any = spawning.Queue()
    workers = [
        spawning.Process(target=_save_all, args=(settings, jobs[place::connections], until, barrier, answers))
        for place in range(connections)
    ]
    for worker in workers:
        worker.start()
    shares = [answers.get(timeout=LONGEST_WAIT) for _ in workers]
    for worker in workers:
        worker.join()
    failed = [share for share in shares if not isinstance(share, Share)]
    if failed:
        raise RuntimeError(f"a save was refused: {failed[0]}")
    return shares


def _save_all(settings: Settings, jobs: list[Job], until: date, barrier: Any, answers: Any) -> None:
    """The work of one process, whose answer is its share or what went wrong."""
    app = create_app(settings)
    with app.app_context():
        try:
            answers.put(_save_in_turn(jobs, until, barrier))
        except Exception as problem:
            barrier.abort()
            answers.put(repr(problem))
        finally:
            db.engine.dispose()


def _save_in_turn(jobs: list[Job], until: date, barrier: Any) -> Share:
    warming = min(WARMING, len(jobs) // 3)
    for job in jobs[:warming]:
        save_next(*job, until)
    barrier.wait(timeout=LONGEST_WAIT)
    began = time.time()
    times = [clocked(partial(save_next, *job, until)) for job in jobs[warming:]]
    return Share(began, time.time(), times)


def save_next(facility_id: int, dossier_id: int, until: date) -> None:
    """Ends the running schakeling a week ago and begins the next one on that day, in one transaction."""
    begin = until - timedelta(days=7)
    plan = SchakelingInput(begin, None, SWITCH, (ModulePlan(MODULE, False, ()),))
    with transaction(staff_scope(facility_id)) as session:
        add_schakeling(
            session,
            session.get_one(Dossier, dossier_id),
            plan,
            actor=Actor(1, "Mieke Peeters"),
            today=until,
            now=datetime.now(UTC),
            end_of_previous=begin,
            confirmed=WARNINGS,
        )


def _statements(app: Flask, until: date) -> int:
    jobs = _dossiers_to_continue(app, until, 1)
    with app.app_context(), counted_statements(app) as statements:
        save_next(*jobs[0], until)
    return len(statements)
