"""A job may be asked for twice and be killed anywhere; its work happens once, and failures name no persons."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy.exc import OperationalError

from jobs.performing import MOST_TRIES, JobInterruptedError, perform
from jobs.scheduled import JobFunction
from jobs.scheduler import hand_over_open_work
from jobs.worker import run_worker
from models.job_run import JobRun
from tests.jobs.rows import create_run, effects, leave_effect, look_up

Doing = Callable[[JobFunction], None]

_SLOW = """
import os, signal, sys
from app.domain.jobs import JobName
from jobs.performing import perform
from jobs.scheduled import JOB_FUNCTIONS
from tests.jobs.application import build
from tests.jobs.rows import leave_effect

def work_and_wait(session, run):
    leave_effect(session, run)
    print("half-way", flush=True)
    signal.pause()

JOB_FUNCTIONS[JobName.PURGE_EXPIRED] = work_and_wait
"""
_KILLED_JOB = _SLOW + "with build().app_context():\n    perform(int(sys.argv[1]))\n"
_KILLED_WORKER = _SLOW + "from jobs.worker import run_worker\nrun_worker(build())\n"


def half_way(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process that has done its work but not committed it."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half-way\n"
    return process


def children_of(process: subprocess.Popen[str]) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def kill_with_children(process: subprocess.Popen[str]) -> None:
    children = children_of(process)
    process.kill()
    for child in children:
        os.kill(child, signal.SIGKILL)


def test_a_job_leaves_its_result_and_its_times(job_app: Flask, doing: Doing) -> None:
    doing(leave_effect)
    run_id = create_run()
    perform(run_id)
    run = look_up(run_id)
    assert (run.state, run.tries, run.result, run.error_class) == ("done", 1, {"effects": 1}, None)
    assert run.started_at is not None
    assert run.finished_at is not None


def test_a_job_asked_for_twice_works_once(job_app: Flask, doing: Doing) -> None:
    doing(leave_effect)
    run_id = create_run()
    perform(run_id)
    perform(run_id)
    assert effects() == 1


def test_a_job_asked_for_eight_times_at_once_works_once(job_app: Flask, doing: Doing) -> None:
    doing(leave_effect)
    run_id = create_run()

    def one_worker(_number: int) -> None:
        with job_app.app_context():
            perform(run_id)

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(one_worker, range(8)))
    assert effects() == 1
    assert look_up(run_id).state == "done"


def test_a_job_in_other_hands_is_left_to_them(job_app: Flask, doing: Doing) -> None:
    doing(leave_effect)
    run_id = create_run()
    with half_way(_KILLED_JOB, str(run_id)) as other:
        perform(run_id)
        tries = look_up(run_id).tries
        other.kill()
    assert (tries, effects()) == (1, 0)


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_finished_row_is_not_worked_on(job_app: Flask, doing: Doing, state: str) -> None:
    doing(leave_effect)
    perform(create_run(state=state))
    assert effects() == 0


def test_a_row_that_is_gone_is_no_error(job_app: Flask) -> None:
    perform(123_456_789)


def test_a_failure_changes_nothing_and_is_tried_three_times_in_all(
    job_app: Flask, doing: Doing, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(session: Any, run: JobRun) -> None:
        leave_effect(session, run)
        raise ValueError("Noor Peeters")

    doing(fail)
    run_id = create_run()
    states = []
    for _ in range(MOST_TRIES + 1):
        perform(run_id)
        states.append((look_up(run_id).state, look_up(run_id).error_class))
    assert states == [
        ("queued", "ValueError"),
        ("queued", "ValueError"),
        ("failed", "ValueError"),
        ("failed", "ValueError"),
    ]
    assert effects() == 0
    assert "Noor" not in caplog.text


def test_a_database_that_is_away_is_told_to_the_queue_without_any_detail(
    job_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_run_id: int) -> None:
        raise OperationalError("select", {"name": "Noor Peeters"}, Exception("Noor Peeters"))

    monkeypatch.setattr("jobs.performing._begin", away)
    with pytest.raises(JobInterruptedError) as told:
        perform(create_run())
    assert str(told.value) == "OperationalError"
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_a_job_killed_half_way_leaves_no_trace_and_succeeds_the_next_time(
    job_app: Flask, doing: Doing, queue: Queue
) -> None:
    doing(leave_effect)
    run_id = create_run()
    with half_way(_KILLED_JOB, str(run_id)) as killed:
        killed.kill()
    run = look_up(run_id)
    assert run.started_at is not None
    assert (run.state, effects()) == ("running", 0)
    assert hand_over_open_work(queue, run.started_at + timedelta(seconds=31)) == 1
    run_worker(job_app, burst=True)
    assert (look_up(run_id).state, look_up(run_id).tries, effects()) == ("done", 2, 1)


def test_a_job_that_kills_its_process_each_time_is_given_up(job_app: Flask, doing: Doing) -> None:
    run_id = create_run()
    for _ in range(MOST_TRIES):
        with half_way(_KILLED_JOB, str(run_id)) as killed:
            killed.kill()
    perform(run_id)
    assert (look_up(run_id).state, look_up(run_id).error_class) == ("failed", "AbandonedJobError")


def test_work_under_a_killed_worker_is_done_after_the_queue_was_wiped(
    job_app: Flask, doing: Doing, queue: Queue
) -> None:
    doing(leave_effect)
    run_id = create_run()
    started = look_up(run_id).created_at
    hand_over_open_work(queue, started)
    with half_way(_KILLED_WORKER) as worker:
        kill_with_children(worker)
    queue.connection.flushall()
    assert hand_over_open_work(queue, started + timedelta(hours=1)) == 1
    run_worker(job_app, burst=True)
    assert (look_up(run_id).state, effects()) == ("done", 1)


def test_a_killed_process_of_a_worker_is_replaced_at_once(job_app: Flask, queue: Queue) -> None:
    run_id = create_run()
    hand_over_open_work(queue, look_up(run_id).created_at)
    with half_way(_KILLED_WORKER) as worker:
        os.kill(children_of(worker)[0], signal.SIGKILL)
        assert worker.stdout is not None
        again = worker.stdout.readline()
        tries = look_up(run_id).tries
        kill_with_children(worker)
    assert (again, tries) == ("half-way\n", 2), "the second process has come as far as the first"
