"""What the jobs of reports share: who makes files, and a file to write in that watches for a cancel (R-4, R-5)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO, Protocol, cast

from app.domain.reports.files import PlannedFile
from app.domain.reports.sector_scope import SectorScope
from app.services.reports.storing import MadeReport
from models.facility import Facility

IN_MEMORY = 1024 * 1024
LOOK_EVERY = 256 * 1024


class FileMaker(Protocol):
    """Makes the files of one period, for any facility."""

    def prepare(self) -> None:
        """Does once what every facility needs; what goes wrong here goes wrong for all."""

    def make(self, facility: Facility, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
        """Writes one file and says what it is."""

    def make_for_agency(self, scope: SectorScope, planned: PlannedFile, made_on: date, file: BinaryIO) -> MadeReport:
        """Writes one file about the sector or a part of it and says what it is."""


@contextmanager
def watched_file(look: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
    """A file of its own that is gone afterwards, also when the process is killed; small ones never reach the disk.

    `look` is called before the first byte and now and then while it is written; what it raises stops the making.
    """
    look()
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        yield cast(BinaryIO, _Watched(cast(BinaryIO, file), look))


class _Watched:
    """A file that looks up from its work after every so many bytes."""

    def __init__(self, file: BinaryIO, look: Callable[[], None]) -> None:
        self._file, self._look, self._until_look = file, look, LOOK_EVERY

    def write(self, data: bytes) -> int:
        """Writes, and looks when it is time."""
        self._until_look -= len(data)
        if self._until_look <= 0:
            self._until_look = LOOK_EVERY
            self._look()
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
