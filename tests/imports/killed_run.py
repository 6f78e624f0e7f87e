"""A process that deals with a file and stops at one place of it, so that a test can kill it there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import jobs.file_imports as files
from app.integrations.documents import open_store
from app.services.exchange import importing
from jobs import performing
from tests.jobs.application import build
from tests.reports.killed_run import once_done, wait_here

PLACES = (
    "after the check",
    "in the middle of the rows",
    "after the rows are written",
    "before the outcome is committed",
    "after the commit",
)


def stop_at(place: str) -> None:
    """Lets the job wait there."""
    if place == "after the check":
        files.write_checked = once_done("write_checked", files, 1)
    elif place == "in the middle of the rows":
        from app.services.exchange import writing

        writing.insert_rows = once_done("insert_rows", writing, 2)
    elif place == "after the rows are written":
        importing.write = once_done("write", importing, 1)
    elif place == "before the outcome is committed":
        files.write_done = once_done("write_done", files, 1)
    else:
        setattr(files, "_store", _store_that_waits)  # noqa: B010


_opened = files._store


class _Waiting:
    """A store whose contents are read, and at which the process stops before it destroys one."""

    def read(self, stored: object) -> object:
        return _opened().read(stored)  # type: ignore[arg-type]

    def destroy(self, _key: str) -> None:
        wait_here()


def _store_that_waits() -> _Waiting:
    return _Waiting()


if __name__ == "__main__":
    stop_at(sys.argv[1])
    app = build()
    app.extensions["documents"] = open_store(os.environ["BINC_TEST_DOCUMENTS"], Path(os.environ["BINC_TEST_KEYS"]))
    with app.app_context():
        performing.perform(int(sys.argv[2]))
