"""The record of who did what, newest first (A-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import BincSession
from models.access import Account, Seat
from models.audit import AuditEntry
from models.facility import Facility

PAGE = 100
MOST_SUBJECTS = 20


@dataclass(frozen=True)
class AuditCriteria:
    """What to look for; None means all. `begin` is inclusive, `end` exclusive, `before` the entry above the first."""

    user_id: int | None = None
    facility_id: int | None = None
    seat_id: int | None = None
    action: str | None = None
    begin: datetime | None = None
    end: datetime | None = None
    before: int | None = None


@dataclass(frozen=True)
class AuditLine:
    """One entry with the names that go with its ids."""

    entry: AuditEntry
    person: str
    place: str
    role: str

    @property
    def subjects(self) -> str:
        """The first records it was about, and how many more."""
        ids = self.entry.subject_ids
        more = len(ids) - MOST_SUBJECTS
        return ", ".join(map(str, ids[:MOST_SUBJECTS])) + (f" en {more} andere" if more > 0 else "")


def audit_lines(session: BincSession, criteria: AuditCriteria) -> tuple[list[AuditLine], bool]:
    """One page of the record, and whether older entries follow."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    for column, value in (
        (AuditEntry.user_id, criteria.user_id),
        (AuditEntry.facility_id, criteria.facility_id),
        (AuditEntry.seat_id, criteria.seat_id),
        (AuditEntry.action, criteria.action),
    ):
        if value is not None:
            query = query.where(column == value)
    if criteria.begin is not None:
        query = query.where(AuditEntry.at >= criteria.begin)
    if criteria.end is not None:
        query = query.where(AuditEntry.at < criteria.end)
    if criteria.before is not None:
        query = query.where(AuditEntry.id < criteria.before)
    entries = session.scalars(query).all()
    return _with_names(session, entries[:PAGE]), len(entries) > PAGE


def _with_names(session: BincSession, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    people = {one.id: one for one in _rows(session, Account, {entry.user_id for entry in entries})}
    seats = {one.id: one for one in _rows(session, Seat, {entry.seat_id for entry in entries})}
    facilities = {one.id: one.name for one in _rows(session, Facility, {entry.facility_id for entry in entries})}
    lines = []
    for entry in entries:
        person, seat = people.get(entry.user_id), seats.get(entry.seat_id)
        name = f"{person.get_full_name()} ({person.username})" if person else entry.actor_name
        place = facilities.get(entry.facility_id) or (seat.place_name if seat else "")
        lines.append(AuditLine(entry, name, place, seat.role_label if seat else ""))
    return lines


def _rows(session: BincSession, model: type, ids: set[int | None]) -> list:  # type: ignore[type-arg]
    known = ids - {None}
    return list(session.scalars(select(model).where(model.id.in_(known)))) if known else []  # type: ignore[attr-defined]
