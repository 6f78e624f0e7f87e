"""The process that processes a year is killed without warning, and another goes on where it stopped (Q-5, S-14)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import db
from app.queries.processed_years import locked_until
from models import JobRun
from tests.services.test_races import working
from tests.statements.test_processing_many import (
    facilities,
    outcomes,
    processed_once,
    progress,
    run_job,
    set_up,
    states,
)

# Does the job, and stands still for good before or after a call of one of the functions that it consists of.
_STANDING_STILL = """
import importlib, signal, sys
from jobs.performing import perform
from tests.jobs.application import build

run_id, place, call, after = sys.argv[1:]
module, _, name = place.rpartition(".")
home = importlib.import_module(module)
work, calls = getattr(home, name), iter(range(1, 1000))

def standing_still(*arguments, **words):
    here = next(calls) == int(call)
    answer = None if here and after == "before" else work(*arguments, **words)
    if here:
        print("here", flush=True)
        signal.pause()
    return answer

setattr(home, name, standing_still)
with build().app_context():
    perform(int(run_id))
"""


@dataclass(frozen=True)
class Point:
    """Where the process is killed: before or after which call of what, and how many facilities are ready by then."""

    place: str
    call: int
    after: str
    ready: int


ADVANCE, FACILITY = "app.services.processed_years.advance", "jobs.processing.process_facility"
POINTS = {
    "before the first facility": Point(FACILITY, 1, "before", 0),
    "while the statements of the first move": Point(ADVANCE, 3, "after", 0),
    "with the second written and not committed": Point(FACILITY, 2, "after", 1),
    "between the second and the third": Point(FACILITY, 3, "before", 2),
    "while the statements of the last move": Point(ADVANCE, 11, "before", 2),
    "with all of them ready and the job not": Point("jobs.performing._finish", 1, "before", 3),
}


def killed_at(app: Flask, run_id: int, point: Point) -> None:
    """Another process does the job until it stands at the point, and is killed there without any farewell."""
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", _STANDING_STILL, str(run_id), point.place, str(point.call), point.after],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": address, "REDIS_URL": "redis://nowhere"},
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.kill()


@pytest.mark.parametrize("name", POINTS)
def test_a_killed_job_goes_on_and_each_facility_is_processed_once_and_whole_q_5(
    committing_app: Flask, name: str
) -> None:
    point = POINTS[name]
    ids = facilities(committing_app, "sent", "sent", "sent")
    processing_id, run_id = set_up(committing_app, ids)
    killed_at(committing_app, run_id, point)
    half_way = progress(committing_app, processing_id)
    assert (half_way.done, half_way.is_over) == (point.ready, point.ready == 3)
    # Of each facility all of it stands, or nothing.
    kinds = [["processed"] * 4] * point.ready + [["sent"] * 4] * (3 - point.ready)
    assert [states(committing_app, one) for one in ids] == kinds
    assert processed_once(committing_app, ids[: point.ready])
    run_job(committing_app, run_id)
    assert outcomes(committing_app, processing_id) == [("processed", ())] * 3
    assert processed_once(committing_app, ids)
    with working(committing_app) as session:
        run = session.get_one(JobRun, run_id)
        assert (run.state, run.tries, run.done, run.total, run.error_class) == ("done", 2, 3, 3, None)
        assert {f"{locked_until(session, one)}" for one in ids} == {"2024-12-31"}
        assert session.scalar(text("select audit_first_break()")) is None
