"""Files that were read in at a place, how each stands, and what was found in one (G-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.database import BincSession
from app.domain.imports import OUTCOMES, UNDER_WAY, ImportState
from app.domain.jobs import JobName
from app.queries.given_up import job_gave_up
from models.file_import import FileImport, ImportFinding

MOST_NEWS = 10


@dataclass(frozen=True)
class SentFile:
    """A file with how it stands; `gave_up` says that its job failed for good."""

    record: FileImport
    gave_up: bool

    @property
    def state(self) -> ImportState:
        """Where it stands."""
        return ImportState(self.record.state)

    @property
    def has_failed(self) -> bool:
        """Whether its job failed for good before anything came of it; its content went a day later."""
        return self.gave_up and self.state in UNDER_WAY | {ImportState.EXPIRED}

    @property
    def has_news(self) -> bool:
        """Whether its sender has to hear of it: it waits for him, or something came of it that he did not see."""
        waits = self.state is ImportState.READY
        return waits or (self.record.seen_at is None and (self.has_failed or self.state in OUTCOMES))

    @property
    def is_under_way(self) -> bool:
        """Whether a job has it in hand, or will."""
        return self.state in UNDER_WAY and not self.gave_up


def sent_files(session: BincSession, facility_id: int | None, page: int, size: int) -> tuple[list[SentFile], int]:
    """A page (from 1) of the files of a facility, the latest first, and how many there are in all.

    Without a facility they are those of the seat's own role.
    """
    here = FileImport.facility_id == facility_id
    total = session.scalar(select(func.count()).select_from(FileImport).where(here)) or 0
    query = _with_job().where(here).order_by(FileImport.id.desc()).limit(size).offset((page - 1) * size)
    return [SentFile(row[0], bool(row[1])) for row in session.execute(query)], total


def own_news(session: BincSession, user_id: int | None) -> list[SentFile]:
    """The files without a facility that somebody sent at this seat and has to hear of, the latest first (A-4, G-3)."""
    own = (FileImport.facility_id.is_(None), FileImport.requested_by == user_id, FileImport.seen_at.is_(None))
    query = _with_job().where(*own).order_by(FileImport.id.desc()).limit(MOST_NEWS)
    return [one for one in (SentFile(row[0], bool(row[1])) for row in session.execute(query)) if one.has_news]


def sent_file(session: BincSession, import_id: int) -> SentFile | None:
    """One file within reach, or None."""
    row = session.execute(_with_job().where(FileImport.id == import_id)).one_or_none()
    return SentFile(row[0], bool(row[1])) if row else None


def findings(
    session: BincSession, import_id: int, rule: str, part: str, page: int = 1, size: int | None = None
) -> tuple[Sequence[ImportFinding], int]:
    """A page (from 1) of what was found in a file, in its order, and how many that is in all.

    Only those of a rule, and of a part of the file, where these are asked. Without a size all of them.
    """
    chosen: list[ColumnElement[bool]] = [ImportFinding.import_id == import_id]
    if rule:
        chosen.append(ImportFinding.rule == rule)
    if part:
        chosen.append(ImportFinding.part == part)
    total = session.scalar(select(func.count()).select_from(ImportFinding).where(*chosen)) or 0
    query = select(ImportFinding).where(*chosen).order_by(ImportFinding.number)
    return session.scalars(query.limit(size).offset((page - 1) * (size or 0))).all(), total


def found_by(session: BincSession, import_id: int, column: InstrumentedAttribute[str]) -> list[tuple[str, int]]:
    """The rules, or the parts, of what was found in a file, the most frequent first, each with how often."""
    number = func.count()
    query = select(column, number).where(ImportFinding.import_id == import_id)
    rows = session.execute(query.group_by(column).order_by(number.desc(), column))
    return [(name, count) for name, count in rows]


def _with_job() -> Select[FileImport, bool]:
    return select(FileImport, job_gave_up(FileImport.id, JobName.CHECK_FILE, JobName.READ_IN_FILE))
