"""A process that makes reports and stops at one place of it, so that a test can kill it there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import jobs.report_requests as requests
import jobs.report_runs as runs
from jobs import performing
from tests.jobs.application import build
from tests.reports.makers import WorkbookMaker, before_each

PLACES = (
    "before the first facility",
    "inside a file",
    "after its files are stored",
    "before the outcome is committed",
    "between two facilities",
    "before the run is told done",
)
PLACES_OF_A_REQUEST = (
    "inside a requested file",
    "after a requested file is stored",
    "between two requested files",
    "before the request is told ready",
)


def wait_here() -> None:
    """Tells the test that the place is reached, and stays there."""
    os.write(1, b"here\n")
    signal.pause()


def once_done(name: str, module: Any, after: int) -> Callable[..., Any]:
    """The function of that name, which waits after it was called so many times."""
    real, calls = getattr(module, name), []

    def waiting(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        calls.append(1)
        if len(calls) == after:
            wait_here()
        return result

    return waiting


def _before(name: str, module: Any, call: int) -> Callable[..., Any]:
    """The function of that name, which waits before it is called so many times."""
    real, calls = getattr(module, name), []

    def waiting(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == call:
            wait_here()
        return real(*arguments, **named)

    return waiting


def _inside_a_file(_facility: Any, planned: Any, file: Any) -> None:
    if planned.key == "referral":
        file.write(b"half a file" * 200_000)
        wait_here()


def stop_at(place: str) -> None:
    """Lets the job wait there."""
    setattr(runs, "PeriodReports", WorkbookMaker)  # noqa: B010
    if place == "before the first facility":
        runs.take_facility = once_done("take_facility", runs, 1)
    elif place == "inside a file":
        setattr(runs, "PeriodReports", before_each(_inside_a_file))  # noqa: B010
    elif place == "after its files are stored":
        runs.store_reports = once_done("store_reports", runs, 1)
    elif place == "before the outcome is committed":
        runs.write_outcome = once_done("write_outcome", runs, 1)
    elif place == "between two facilities":
        runs.FEWEST_A_TURN = 0
        runs.others_wait = once_done("others_wait", runs, 1)
    elif place == "before the run is told done":
        runs.count_outcomes = once_done("count_outcomes", runs, 1)
    else:
        stop_request_at(place)


def stop_request_at(place: str) -> None:
    """Lets the job of a request wait there."""
    setattr(requests, "PeriodReports", WorkbookMaker)  # noqa: B010
    if place == "inside a requested file":
        setattr(requests, "PeriodReports", before_each(_inside_a_file))  # noqa: B010
    elif place == "after a requested file is stored":
        requests.store_report = once_done("store_report", requests, 2)
    elif place == "between two requested files":
        requests.hold_asked = _before("hold_asked", requests, 4)
    else:
        requests.finish_request = once_done("finish_request", requests, 1)


def kill_at(place: str, run_id: int) -> None:
    """Kills a process with SIGKILL at that place of the run."""
    command = [sys.executable, "-m", "tests.reports.killed_run", place, str(run_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n", place
        process.kill()
    assert process.returncode == -9


if __name__ == "__main__":
    stop_at(sys.argv[1])
    with build().app_context():
        performing.perform(int(sys.argv[2]))
