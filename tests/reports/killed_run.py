"""A process that makes the reports of a period and stops at one place of it, so that a test can kill it there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

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


def wait_here() -> None:
    """Tells the test that the place is reached, and stays there."""
    os.write(1, b"here\n")
    signal.pause()


def _once_done(name: str, module: Any, after: int) -> Callable[..., Any]:
    """The function of that name, which waits after it was called so many times."""
    real, calls = getattr(module, name), []

    def waiting(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        calls.append(1)
        if len(calls) == after:
            wait_here()
        return result

    return waiting


def _inside_a_file(_facility: Any, planned: Any, file: Any) -> None:
    if planned.key == "referral":
        file.write(b"half a file" * 200_000)
        wait_here()


def stop_at(place: str) -> None:
    """Lets the job wait there."""
    setattr(runs, "PeriodReports", WorkbookMaker)  # noqa: B010
    if place == "before the first facility":
        runs.take_facility = _once_done("take_facility", runs, 1)
    elif place == "inside a file":
        setattr(runs, "PeriodReports", before_each(_inside_a_file))  # noqa: B010
    elif place == "after its files are stored":
        runs.store_reports = _once_done("store_reports", runs, 1)
    elif place == "before the outcome is committed":
        runs.write_outcome = _once_done("write_outcome", runs, 1)
    elif place == "between two facilities":
        runs.FEWEST_A_TURN = 0
        runs.others_wait = _once_done("others_wait", runs, 1)
    else:
        runs.count_outcomes = _once_done("count_outcomes", runs, 1)


if __name__ == "__main__":
    stop_at(sys.argv[1])
    with build().app_context():
        performing.perform(int(sys.argv[2]))
