"""A process that delivers to the Groeipakket and stands still at one place of it, so that a test can kill it there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
            os.write(1, b"here\n")
            signal.pause()
        return answer

    return standing_still


def kill_at(place: str, run_id: int, database: str, endpoint: Endpoint) -> None:
    """Lets another process do the job until it stands there, and kills it without any farewell."""
    files = [str(one) for one in (endpoint.certificate, endpoint.authority)]
    command = [sys.executable, "-m", "tests.groeipakket.killed_delivery", place, str(run_id), endpoint.url, *files]
    environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": "redis://nowhere"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n", place
        process.kill()
    assert process.returncode == -signal.SIGKILL


def _deliver_until(place: str, run_id: str, url: str, certificate: str, authority: str) -> None:
    home, name, at_call, after = PLACES[place]
    setattr(home, name, _standing_still(getattr(home, name), at_call, after))
    delivering.AT_ONCE = 2
    app = build()
    app.extensions["groeipakket"] = HttpsReceiver(Endpoint(url, Path(certificate), Path(authority)))
    with app.app_context():
        performing.perform(int(run_id))


if __name__ == "__main__":
    _deliver_until(*sys.argv[1:])
