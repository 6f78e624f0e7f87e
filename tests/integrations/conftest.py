"""A neighbour over HTTPS that every test of a file shares; each finds it with a clean slate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integrations.https_server import HttpsServer, https_server


@pytest.fixture(scope="session")
def https_neighbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsServer]:
    folder: Path = tmp_path_factory.mktemp("https")
    with https_server(folder) as served:
        yield served


@pytest.fixture
def neighbour(https_neighbour: HttpsServer) -> HttpsServer:
    https_neighbour.forget()
    return https_neighbour
