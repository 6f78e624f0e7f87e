"""What came of a file: written in the transaction that did it, and its content given up (G-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.database import BincSession
from app.domain.import_places import order_in_file, part_of, place_in_words
from app.domain.imports import MOST_FINDINGS, UNDER_WAY, WAITS, WITH_CONTENT, ImportState
from app.services.exchange import ImportReport, PlacedFault
from app.services.exchange.delivery import RULE
from models.file_import import FileImport, ImportFinding
from models.notice import Notice

LONGEST_PLACE, LONGEST_SUBJECT, LONGEST_FIELD, LONGEST_MESSAGE = 300, 200, 120, 1000
NOTICES = {ImportState.DONE: "file_read_in", ImportState.OVERTAKEN: "file_read_in"}
CHECKED = "file_checked"
# What the format of the file asks is no rule with an id.
OF_FORMAT = "formaat"


class StoppedError(Exception):
    """Somebody took the file back meanwhile: the job stops, and nothing of it is kept."""


def hold_under_way(session: BincSession, import_id: int, state: ImportState) -> FileImport:
    """The file, locked until the transaction ends against somebody who takes it back. Raises StoppedError."""
    record = session.get(FileImport, import_id, with_for_update=True, populate_existing=True)
    if record is None or record.state != state:
        raise StoppedError
    return record


def tell_progress(session: BincSession, import_id: int, done: int, total: int) -> None:
    """Writes how far a file is, for a transaction of its own. Raises StoppedError when it was taken back."""
    under_way = FileImport.state.in_([state.value for state in UNDER_WAY])
    written = update(FileImport).where(FileImport.id == import_id, under_way).values(done=done, total=total)
    told = written.returning(FileImport.id)
    if session.scalar(told, execution_options={"synchronize_session": False}) is None:
        raise StoppedError


def write_checked(session: BincSession, record: FileImport, report: ImportReport, *, now: datetime) -> None:
    """Keeps what reading in would do, and what has to be confirmed first (S-8, S-12, Q-2)."""
    record.state, record.plan, record.about = ImportState.READY.value, report.plan, report.source
    record.report, record.checked_at, record.done = _numbers(report), now, record.total
    record.cautions = _write_findings(session, record, report.cautions, is_fault=False)
    _tell(session, record, CHECKED)


def write_refused(session: BincSession, record: FileImport, faults: Sequence[PlacedFault], *, now: datetime) -> str:
    """Keeps every fault at its place; answers where the content lies, which nobody needs any more."""
    after = ImportState.REFUSED if record.state == ImportState.CHECKING else ImportState.OVERTAKEN
    record.faults, record.cautions = _write_findings(session, record, faults, is_fault=True), 0
    if after is ImportState.REFUSED:
        record.checked_at = now
    return _finish(session, record, after, now)


def write_done(session: BincSession, record: FileImport, report: ImportReport, *, now: datetime) -> str:
    """Keeps what was read in, with the rows themselves in the same transaction; answers where the content lies."""
    record.report, record.done = _numbers(report), record.total
    return _finish(session, record, ImportState.DONE, now)


def give_file_up(session: BincSession, import_id: int) -> None:
    """Tells who sent a file that its job failed for good; the content goes with what is left for a day (G-3)."""
    record = session.get(FileImport, import_id)
    if record is not None and record.state in UNDER_WAY:
        _tell(session, record, NOTICES[ImportState.DONE])


def remove_left(session: BincSession, *, now: datetime) -> list[str]:
    """Gives up the files that nobody dealt with for a day; answers where their contents lie, to be destroyed."""
    left = (FileImport.state.in_([state.value for state in WITH_CONTENT]), FileImport.requested_at <= now - WAITS)
    keys = []
    for record in session.scalars(select(FileImport).where(*left).order_by(FileImport.id).with_for_update()):
        assert record.content_key is not None
        keys.append(record.content_key)
        record.state, record.content_key, record.finished_at = ImportState.EXPIRED.value, None, now
    session.flush()
    return keys


def _finish(session: BincSession, record: FileImport, state: ImportState, now: datetime) -> str:
    key = record.content_key
    assert key is not None
    record.state, record.content_key, record.finished_at = state.value, None, now
    _tell(session, record, NOTICES.get(state, CHECKED))
    return key


def _numbers(report: ImportReport) -> dict[str, Any]:
    return {"created": dict(report.created), "changed": dict(report.changed), "unchanged": dict(report.unchanged)}


def _write_findings(session: BincSession, record: FileImport, found: Iterable[PlacedFault], *, is_fault: bool) -> int:
    """Keeps findings in the order of the file, as many as a report holds; answers how many there were."""
    session.execute(delete(ImportFinding).where(ImportFinding.import_id == record.id))
    every = sorted(found, key=lambda one: order_in_file(one.pointer))
    rows = [_row(record, number, one, is_fault) for number, one in enumerate(every[:MOST_FINDINGS], start=1)]
    if rows:
        session.execute(insert(ImportFinding), rows)
    return len(every)


def _row(record: FileImport, number: int, one: PlacedFault, is_fault: bool) -> dict[str, Any]:
    subject, field = place_in_words(one.pointer)
    return {
        "import_id": record.id,
        "number": number,
        "facility_id": record.facility_id,
        "sent_as": record.sent_as,
        "is_fault": is_fault,
        "part": part_of(one.pointer),
        "place": (one.pointer or "/")[:LONGEST_PLACE],
        "subject": subject[:LONGEST_SUBJECT],
        "field": field[:LONGEST_FIELD],
        "rule": OF_FORMAT if one.rule == RULE else one.rule[:24],
        "message": one.message[:LONGEST_MESSAGE],
    }


def _tell(session: BincSession, record: FileImport, kind: str) -> None:
    if record.requested_by is not None and record.facility_id is not None:
        words = {"kind": kind, "colleague": "Binc", "codes": [str(record.id)]}
        session.add(Notice(facility_id=record.facility_id, user_id=record.requested_by, **words))
