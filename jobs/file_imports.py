"""The jobs of a file that somebody reads in: checking it, reading it in, and removing what was left (G-3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from app.database import BincSession, enter_scope, session_for_stream
from app.domain.civil_time import BRUSSELS
from app.domain.faults import Conflict, DomainError, Fault
from app.domain.imports import UNKNOWN_FILE, Bounds, FileKind, ImportState, bounds_of
from app.domain.roles import Role
from app.domain.scope import Actor
from app.integrations.documents import DocumentStore, StoredContent
from app.services.exchange import ExchangeRefusedError, ImportReport, PlacedFault, PlanChanged, import_file
from app.services.imports.grid import check_grid, read_in_grid
from app.services.imports.outcome import (
    StoppedError,
    hold_under_way,
    remove_left,
    tell_progress,
    write_checked,
    write_done,
    write_refused,
)
from app.workbooks.filled_grid import UnreadableGridError, read_grid
from models.facility import Facility
from models.file_import import FileImport
from models.job_run import JobRun

CHANGED_MEANWHILE = PlacedFault(
    "",
    "D-11",
    "De gegevens zijn gewijzigd sinds dit bestand nagekeken werd, dus het zou nu iets anders doen. Er is niets "
    "ingelezen. Stuur het bestand opnieuw en kijk na wat er verandert.",
)
Outcome = Mapping[str, Any]


def check_file(session: Any, run: JobRun) -> Outcome:
    """Checks a file and keeps what it would do, or every fault in it; nothing else changes."""
    record = _in_the_name_of_sender(session, run)
    if record.state != ImportState.CHECKING:
        return {"state": record.state}
    return _deal_with(session, record, ImportState.CHECKING, _check)


def read_in_file(session: Any, run: JobRun) -> Outcome:
    """Reads in a file that was confirmed, all or nothing, or says why it no longer can."""
    record = _in_the_name_of_sender(session, run)
    if record.state != ImportState.CONFIRMED:
        return {"state": record.state}
    return _deal_with(session, record, ImportState.CONFIRMED, _read_in)


def remove_left_files(session: Any, _run: JobRun) -> Outcome:
    """Destroys the contents of files that nobody dealt with for a day; answers how many.

    Commits before it destroys, as the end of shared documents does: what is left in between the nightly sweep finds.
    """
    keys = remove_left(session, now=datetime.now(UTC))
    session.commit()
    for key in keys:
        _store().destroy(key)
    return {"removed": len(keys)}


def _in_the_name_of_sender(session: BincSession, run: JobRun) -> FileImport:
    """The file, with everything from here on done and recorded under the name of who sent it (A-5)."""
    record = session.get_one(FileImport, int(run.unique_key))
    enter_scope(session, replace(session.info["scope"], actor=Actor(record.requested_by, record.requested_by_name)))
    return record


def _deal_with(
    session: BincSession, record: FileImport, state: ImportState, work: Callable[..., ImportReport]
) -> Outcome:
    """Does the work and writes its outcome in one transaction, then destroys a content that is no longer needed.

    A fault while reading in undoes the work first, so that its outcome alone is written. Killed before the commit it
    leaves nothing; killed after it, the nightly sweep finds the content.
    """
    import_id, bounds = record.id, _bounds(session, record)
    try:
        content = _content_of(record)
        report = work(session, record, content, bounds)
        key = _write(session, import_id, state, report)
    except StoppedError:
        session.rollback()
        return {"state": ImportState.CANCELLED.value}
    except DomainError as problem:
        if state is ImportState.CONFIRMED:
            session.rollback()
        key = _write_faults(session, import_id, state, _placed(problem))
    session.commit()
    if key is not None:
        _store().destroy(key)
    return {"state": session.get_one(FileImport, import_id).state}


def _write(session: BincSession, import_id: int, state: ImportState, report: ImportReport) -> str | None:
    held, now = hold_under_way(session, import_id, state), datetime.now(UTC)
    if state is ImportState.CONFIRMED:
        return write_done(session, held, report, now=now)
    write_checked(session, held, report, now=now)
    return None


def _write_faults(
    session: BincSession, import_id: int, state: ImportState, faults: tuple[PlacedFault, ...]
) -> str | None:
    try:
        held = hold_under_way(session, import_id, state)
    except StoppedError:
        session.rollback()
        return None
    return write_refused(session, held, faults, now=datetime.now(UTC))


def _check(session: BincSession, record: FileImport, content: bytes, bounds: Bounds) -> ImportReport:
    today = datetime.now(BRUSSELS).date()
    if record.kind == FileKind.QUARTER:
        sheets = _sheets(content)
        # Also of a workbook that is refused, so that somebody who sends several knows them apart.
        record.about = str(sheets[0].mark.quarter) if sheets else None
        return check_grid(session, _facility(session, record), sheets, today=today)
    watch = _Progress(record.id)
    return import_file(session, content, today=today, dry_run=True, bounds=bounds, watch=watch)


def _read_in(session: BincSession, record: FileImport, content: bytes, bounds: Bounds) -> ImportReport:
    today, plan = datetime.now(BRUSSELS).date(), record.plan or ""
    if record.kind == FileKind.QUARTER:
        words: Any = {"actor": session.scope.actor, "today": today, "plan": plan}
        return read_in_grid(session, _facility(session, record), _sheets(content), **words)
    words = {"bounds": bounds, "watch": _Progress(record.id), "plan": plan}
    try:
        return import_file(session, content, today=today, **words)
    except Conflict:
        # Somebody saved between the comparison and the writing.
        raise PlanChanged from None


def _sheets(content: bytes) -> Any:
    try:
        return read_grid(content)
    except UnreadableGridError:
        raise DomainError(Fault("Q-6", "dit bestand", UNKNOWN_FILE)) from None


def _bounds(session: BincSession, record: FileImport) -> Bounds:
    if record.facility_id is None:
        return bounds_of(Role(record.sent_as))
    return bounds_of(Role(record.sent_as), record.facility_id, _facility(session, record).code)


def _facility(session: BincSession, record: FileImport) -> Facility:
    return session.get_one(Facility, record.facility_id)


def _placed(problem: DomainError) -> tuple[PlacedFault, ...]:
    if isinstance(problem, PlanChanged):
        return (CHANGED_MEANWHILE,)
    if isinstance(problem, ExchangeRefusedError):
        return problem.placed
    return tuple(PlacedFault(one.field, one.rule, one.message) for one in problem.faults)


def _content_of(record: FileImport) -> bytes:
    assert record.content_key is not None
    stored = StoredContent(record.content_key, record.content_size, record.content_sha256)
    return b"".join(_store().read(stored))


def _store() -> DocumentStore:
    store: DocumentStore = current_app.extensions["documents"]
    return store


class _Progress:
    """Tells how far a file is in a transaction of its own, so that the page shows it; stops when it was taken back."""

    def __init__(self, import_id: int) -> None:
        self._import_id = import_id

    def __call__(self, done: int, total: int) -> None:
        """Writes the progress. Raises StoppedError."""
        with closing(session_for_stream()) as beside:
            tell_progress(beside, self._import_id, done, total)
            beside.commit()
