"""Sending a file to be read in, confirming it after the check, and taking it back (G-3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text, update

from app.database import BincSession
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.imports import MOST_UNDER_WAY, TOO_MANY, WITH_CONTENT, FileKind, ImportState, can_be_stopped
from app.domain.jobs import JobName
from app.domain.roles import Role
from app.domain.scope import Actor
from app.integrations.documents import StoredContent
from models.file_import import FileImport
from models.job_run import JobRun

JOBS = (JobName.CHECK_FILE, JobName.READ_IN_FILE)


def submit_file(
    session: BincSession, kind: FileKind, stored: StoredContent, *, sent_as: Role, facility_id: int | None, actor: Actor
) -> FileImport:
    """Hands a file that lies encrypted to the job that checks it; nothing is changed by that (G-3)."""
    record = FileImport(
        facility_id=facility_id,
        sent_as=sent_as.value,
        kind=kind.value,
        requested_by=actor.user_id,
        requested_by_name=actor.name,
        content_key=stored.key,
        content_size=stored.size,
        content_sha256=stored.sha256,
    )
    session.add(record)
    session.flush()
    _queue(session, record, JobName.CHECK_FILE, actor)
    return record


def refuse_too_many(session: BincSession, sent_as: Role, facility_id: int | None) -> None:
    """Raises DomainError while a few files of the same place still wait or are being dealt with."""
    waiting = FileImport.state.in_([state.value for state in WITH_CONTENT])
    here = (FileImport.facility_id == facility_id, FileImport.sent_as == sent_as.value)
    place = here[:1] if facility_id is not None else here
    if (session.scalar(select(func.count()).select_from(FileImport).where(waiting, *place)) or 0) >= MOST_UNDER_WAY:
        raise DomainError(Fault("G-3", "file", TOO_MANY))


def confirm_import(session: BincSession, import_id: int, *, actor: Actor, now: datetime) -> FileImport:
    """Has a file that was checked read in for real; pressed twice, or by two at once, it happens once (G-3).

    Raises NotFound.
    """
    record = _hold(session, import_id)
    if record.state == ImportState.READY:
        record.state, record.confirmed_at, record.confirmed_by_name = ImportState.CONFIRMED.value, now, actor.name
        record.done = 0
        session.flush()
        _queue(session, record, JobName.READ_IN_FILE, actor)
    return record


def stop_import(session: BincSession, import_id: int, *, now: datetime) -> str | None:
    """Takes a file back before anything of it is written; answers where its content lies, to be destroyed.

    None for a file that was done a moment before, which stays as it is. Raises NotFound.
    """
    record = _hold(session, import_id)
    if not can_be_stopped(ImportState(record.state)):
        return None
    key, record.content_key = record.content_key, None
    record.state, record.finished_at = ImportState.CANCELLED.value, now
    session.flush()
    runs = (JobRun.name.in_(JOBS), JobRun.unique_key == str(record.id), JobRun.state == "queued")
    session.execute(update(JobRun).where(*runs).values(state="cancelled", finished_at=now))
    return key


def see_file(session: BincSession, import_id: int) -> None:
    """Keeps that who sent a file at the agency saw what came of it; of anybody else, or too early, nothing (G-3)."""
    session.execute(text("select see_file(:id)"), {"id": import_id})


def _hold(session: BincSession, import_id: int) -> FileImport:
    record = session.get(FileImport, import_id, with_for_update=True, populate_existing=True)
    if record is None:
        raise NotFound
    return record


def _queue(session: BincSession, record: FileImport, name: JobName, actor: Actor) -> None:
    words = {"unique_key": str(record.id), "facility_id": record.facility_id, "actor_id": actor.user_id}
    session.add(JobRun(name=name, **words))
    session.flush()
