"""Keeping a report that was made: row and content in one transaction, so that it is whole or not there (R-4, R-5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_renew

from app.database import BincSession
from app.domain.period import Period
from models.report import LARGEST_PIECE, ReportContent, ReportFile

RENEWED = ("file_name", "media_type", "size", "sha256", "made_at", "tables")


@dataclass(frozen=True)
class Shelf:
    """Where files over a period belong: to a request, or to the day on which those of a facility come by themselves.

    Without a facility they are about the sector (A-4).
    """

    facility_id: int | None
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


def store_reports(session: BincSession, shelf: Shelf, made: Sequence[MadeReport], *, now: datetime) -> list[int]:
    """Keeps reports, each in the place of what stood there before; answers the numbers of their files (R-4, R-5).

    A file that is made again keeps its number, so that its address stays good.
    """
    numbers = _write_rows(session, shelf, made, now)
    session.execute(delete(ReportContent).where(ReportContent.file_id.in_(numbers.values())))
    rows: list[dict[str, Any]] = []
    for one in made:
        for number, piece in enumerate(_pieces(one.content)):
            place = {"facility_id": shelf.facility_id, "file_id": numbers[one.kind], "number": number}
            rows.append({**place, "content": piece})
            if sum(len(row["content"]) for row in rows) >= LARGEST_PIECE:
                session.execute(insert(ReportContent), rows)
                rows = []
    if rows:
        session.execute(insert(ReportContent), rows)
    return [numbers[one.kind] for one in made]


def store_report(session: BincSession, shelf: Shelf, made: MadeReport, *, now: datetime) -> int:
    """Keeps one report; answers the number of its file."""
    return store_reports(session, shelf, [made], now=now)[0]


def kinds_stored(session: BincSession, request_id: int) -> frozenset[str]:
    """Which reports of a request were made already, so that a job that is done again leaves them."""
    return frozenset(session.scalars(select(ReportFile.kind).where(ReportFile.request_id == request_id)))


def _write_rows(session: BincSession, shelf: Shelf, made: Sequence[MadeReport], now: datetime) -> dict[str, int]:
    """Writes what is known of each file; answers their numbers by kind."""
    requested = shelf.request_id is not None
    unique = ("request_id", "kind") if requested else ("facility_id", "begin", "until", "kind")
    where = ReportFile.request_id.is_not(None) if requested else ReportFile.request_id.is_(None)
    statement = insert_or_renew(ReportFile).values([_row(shelf, one, now) for one in made])
    renewed: dict[str, Any] = {name: statement.excluded[name] for name in RENEWED}
    # An earlier due day that is done after a later one leaves the later one's name on the file.
    renewed["due_on"] = func.greatest(ReportFile.due_on, statement.excluded.due_on)
    written = statement.on_conflict_do_update(index_elements=unique, index_where=where, set_=renewed)
    found = session.execute(written.returning(ReportFile.kind, ReportFile.id))
    return {row.kind: row.id for row in found}


def _row(shelf: Shelf, made: MadeReport, now: datetime) -> dict[str, Any]:
    size, digest = _measured(made.content)
    return {
        "facility_id": shelf.facility_id,
        "request_id": shelf.request_id,
        "due_on": shelf.due_on,
        "begin": shelf.period.begin,
        "until": shelf.period.end,
        "kind": made.kind,
        "file_name": made.file_name,
        "media_type": made.media_type,
        "size": size,
        "sha256": digest,
        "made_at": now,
        "tables": made.tables,
    }


def _measured(content: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(content):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    return iter(lambda: content.read(LARGEST_PIECE), b"")
