"""Reading files of reports piece by piece: one of them, or several as a ZIP that is never kept anywhere (R-4, R-5)."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime
from io import RawIOBase
from itertools import chain, groupby
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from models.report import ReportContent, ReportFile

FASTEST = 1


def content_of(session: BincSession, file_id: int) -> Iterator[bytes]:
    """The bytes of one file, a piece at a time.

    One statement reads them, so that a file that is made again meanwhile comes out as it was, whole.
    """
    return (row.content for row in _pieces(session, [file_id]))


def zip_of(session: BincSession, file_ids: Collection[int]) -> Iterator[bytes]:
    """A ZIP of these files, in the order of their names, made while it is read: no second copy is ever kept."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=FASTEST) as archive:  # type: ignore[arg-type]
        for _, rows in groupby(_pieces(session, file_ids), lambda row: row.id):
            first = next(rows)
            with archive.open(_entry(first.file_name, first.made_at), "w") as member:
                for row in chain([first], rows):
                    member.write(row.content)
                    yield pipe.taken()
    yield pipe.taken()


def _pieces(session: BincSession, file_ids: Collection[int]) -> Iterator[Any]:
    query = (
        select(ReportFile.id, ReportFile.file_name, ReportFile.made_at, ReportContent.content)
        .join(ReportContent, ReportContent.file_id == ReportFile.id)
        .where(ReportFile.id.in_(file_ids))
        .order_by(ReportFile.file_name, ReportFile.id, ReportContent.number)
    )
    yield from session.execute(query, execution_options={"yield_per": 1})


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, made_at.astimezone(BRUSSELS).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Pipe(RawIOBase):
    """What a ZIP is written into and taken out of again, piece by piece; it cannot go back."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Keeps a piece until it is taken."""
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Everything that was written since the last time."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data
