"""Processes that deliver to the Groeipakket and stand still at one place of it, so that a test can kill them there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

import jobs.groeipakket as delivering
from app.integrations.groeipakket.over_https import HttpsReceiver
from app.integrations.https import Endpoint
from jobs import performing
from tests.jobs.application import build

# What is called there, at which call, and whether the process stops before or after it.
PLACES: dict[str, tuple[Any, str, int, str]] = {
    "before anything is made up": (delivering, "make_up_messages", 1, "before"),
    "with messages made up and not committed": (delivering, "make_up_messages", 1, "after"),
    "with messages made up and none taken": (delivering, "take_messages", 1, "before"),
    "with messages taken and not committed": (delivering, "take_messages", 1, "after"),
    "with messages taken and none sent": (delivering, "_sent", 1, "before"),
    "with the first accepted and nothing noted": (delivering, "_sent", 1, "after"),
    "with the second accepted and only the first noted": (delivering, "note_answer", 2, "before"),
    "between two rounds": (delivering, "take_messages", 2, "before"),
    "in the middle of the second round": (delivering, "_sent", 3, "after"),
    "with all sent and the job not done": (performing, "_finish", 1, "before"),
}


def _standing_still(work: Callable[..., Any], at_call: int, after: str) -> Callable[..., Any]:
    calls = iter(range(1, 1000))

    def standing_still(*arguments: Any, **words: Any) -> Any:
        here = next(calls) == at_call
        answer = None if here and after == "before" else work(*arguments, **words)
        if here:
            os.write(1, f"{os.getpid()}\n".encode())
            signal.pause()
        return answer

    return standing_still


@contextmanager
def deliverers(database: str, endpoint: Endpoint) -> Iterator[Callable[[str, int], None]]:
    """What lets another process do a job until it stands at a place, and kills it there without any farewell.

    One process has read all the code and makes a copy of itself for each place, as a worker does for each job.
    """
    files = [str(one) for one in (endpoint.certificate, endpoint.authority)]
    command = [sys.executable, "-m", "tests.groeipakket.killed_delivery", endpoint.url, *files]
    environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": "redis://nowhere"}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, bufsize=1, text=True, **pipes) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, told = process.stdin, process.stdout

        def kill_at(place: str, run_id: int) -> None:
            asked.write(f"{run_id} {place}\n")
            standing = told.readline().strip()
            assert standing.isdigit(), f"{place}: {standing}"
            os.kill(int(standing), signal.SIGKILL)
            assert told.readline() == f"ended {-signal.SIGKILL}\n"

        try:
            yield kill_at
        finally:
            asked.close()


def _copy_itself(url: str, certificate: str, authority: str) -> None:
    """Makes a copy for each line, which does the job of that line; tells how each of them ended."""
    delivering.AT_ONCE = 2
    app = build()
    app.extensions["groeipakket"] = HttpsReceiver(Endpoint(url, Path(certificate), Path(authority)))
    for line in sys.stdin:
        run_id, place = line.strip().split(" ", 1)
        copy = os.fork()
        if copy == 0:
            _deliver_until(app, place, int(run_id))
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
        os.write(1, f"ended {ended}\n".encode())


def _deliver_until(app: Flask, place: str, run_id: int) -> None:
    home, name, at_call, after = PLACES[place]
    setattr(home, name, _standing_still(getattr(home, name), at_call, after))
    with app.app_context():
        performing.perform(run_id)


if __name__ == "__main__":
    _copy_itself(*sys.argv[1:])
