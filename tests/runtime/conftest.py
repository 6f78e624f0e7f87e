"""A short-lived embedded server of the test's own: these tests are about starting and stopping."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.runtime.postgres import EmbeddedPostgres


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder for embedded data, whose servers end with the test."""
    folder = Path(tempfile.mkdtemp(prefix="binc-test-"))
    yield folder
    for data in folder.rglob("postmaster.pid"):
        server = EmbeddedPostgres(data.parent.parent, for_tests=True)
        server.start()
        server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def closed_home(home: Path) -> Path:
    """A long-named home below a folder that root keeps to itself, as in a clone made in a private folder."""
    if os.geteuid() != 0:
        pytest.skip("only root has folders that its servers cannot reach")
    home.chmod(0o700)
    return home / "a-folder-with-quite-a-long-name" / "and-another-one-inside-it-to-pass-the-limit-of-sockets" / "var"
