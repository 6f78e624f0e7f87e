"""The record of who did what, newest first (A-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import BincSession
from app.queries.record_pages import PAGE, RecordCriteria, one_page, where, who
from models.access import Account, Seat
from models.audit import AuditEntry
from models.facility import Facility

MOST_SUBJECTS = 20


@dataclass(frozen=True)
class AuditCriteria(RecordCriteria):
    """What to look for; None means all."""

    user_id: int | None = None
    seat_id: int | None = None
    action: str | None = None


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
    model = AuditEntry
    equal = (model.user_id, criteria.user_id), (model.seat_id, criteria.seat_id), (model.action, criteria.action)
    query = one_page(select(model), model, criteria, equal)
    entries = session.scalars(query).all()
    return _with_names(session, entries[:PAGE]), len(entries) > PAGE


def _with_names(session: BincSession, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    people = {one.id: one for one in _rows(session, Account, {entry.user_id for entry in entries})}
    seats = {one.id: one for one in _rows(session, Seat, {entry.seat_id for entry in entries})}
    facilities = {one.id: one.name for one in _rows(session, Facility, {entry.facility_id for entry in entries})}
    lines = []
    for entry in entries:
        person, seat = people.get(entry.user_id), seats.get(entry.seat_id)
        place = where(facilities.get(entry.facility_id), seat)
        lines.append(AuditLine(entry, who(person, entry.actor_name), place, seat.role_label if seat else ""))
    return lines


def _rows(session: BincSession, model: type, ids: set[int | None]) -> list:  # type: ignore[type-arg]
    known = ids - {None}
    return list(session.scalars(select(model).where(model.id.in_(known)))) if known else []  # type: ignore[attr-defined]
