"""What the tests of files begin with."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.exports.office import Office, office_in
from tests.reports.conftest import redis, worker_app

__all__ = ["redis", "worker_app"]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, started for each file."""
    return office_in(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office_saved(office: Office, tmp_path: Path) -> Callable[[bytes], bytes]:
    """Opens a workbook in LibreOffice and saves it."""
    names = count()

    def save(content: bytes) -> bytes:
        file = tmp_path / f"rooster-{next(names)}.xlsx"
        file.write_bytes(content)
        return (office.opened_and_saved([file]) / file.name).read_bytes()

    return save
