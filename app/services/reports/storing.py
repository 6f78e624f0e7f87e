"""Keeping a report that was made: row and content in one transaction, so that it is whole or not there (R-4, R-5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_renew

from app.database import BincSession
from app.domain.period import Period
from models.report import LARGEST_PIECE, ReportContent, ReportFile


@dataclass(frozen=True)
class Shelf:
    """Where files of a facility over a period belong: to a request, or to the day on which they come by themselves."""

    facility_id: int
    period: Period
    request_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class MadeReport:
    """A report that was made: its name, what it is, its bytes from the begin, and its figures as plain data."""

    kind: str
    file_name: str
    media_type: str
    content: BinaryIO
    tables: list[dict[str, Any]] | None = None


def store_report(session: BincSession, shelf: Shelf, made: MadeReport, *, now: datetime) -> int:
    """Keeps a report, in the place of what stood there before; answers the number of its file (R-4, R-5).

    A file that is made again keeps its number, so that its address stays good.
    """
    size, digest = _measured(made.content)
    facts = {
        "due_on": shelf.due_on,
        "file_name": made.file_name,
        "media_type": made.media_type,
        "size": size,
        "sha256": digest,
        "made_at": now,
        "tables": made.tables,
    }
    file_id = _write_row(session, shelf, made.kind, facts)
    session.execute(delete(ReportContent).where(ReportContent.file_id == file_id))
    for number, piece in enumerate(_pieces(made.content)):
        row = {"facility_id": shelf.facility_id, "file_id": file_id, "number": number, "content": piece}
        session.execute(insert(ReportContent).values(**row))
    return file_id


def kinds_stored(session: BincSession, request_id: int) -> frozenset[str]:
    """Which reports of a request were made already, so that a job that is done again leaves them."""
    return frozenset(session.scalars(select(ReportFile.kind).where(ReportFile.request_id == request_id)))


def _write_row(session: BincSession, shelf: Shelf, kind: str, facts: dict[str, Any]) -> int:
    place = {
        "facility_id": shelf.facility_id,
        "request_id": shelf.request_id,
        "begin": shelf.period.begin,
        "until": shelf.period.end,
        "kind": kind,
    }
    requested = shelf.request_id is not None
    unique = ("request_id", "kind") if requested else ("facility_id", "begin", "until", "kind")
    where = ReportFile.request_id.is_not(None) if requested else ReportFile.request_id.is_(None)
    statement = insert_or_renew(ReportFile).values(**place, **facts)
    renewed = statement.on_conflict_do_update(index_elements=unique, index_where=where, set_=facts)
    return int(session.execute(renewed.returning(ReportFile.id)).scalar_one())


def _measured(content: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(content):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    return iter(lambda: content.read(LARGEST_PIECE), b"")
