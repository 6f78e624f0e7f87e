"""Requests to reopen: those of one dossier, and the queue of the case handlers (D-7, A-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, text

from app.database import BincSession, record_read
from app.domain.reopening import REQUESTED
from models.facility import Facility
from models.reopening import ReopeningRequest

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class QueueCriteria:
    """What to show of the queue; None means all. `begin` is inclusive and `end` exclusive, in time."""

    state: str | None = REQUESTED
    facility_id: int | None = None
    organisation_type: str | None = None
    begin: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class AskedDossier:
    """What a case handler sees of a dossier that has a request: no client (A-4)."""

    dossier_id: int
    code: str
    status: str
    created_on: date
    closed_on: date | None
    other_open: bool


@dataclass(frozen=True)
class QueueRow:
    """One request in the queue; `dossier` is None when it was deleted since."""

    request: ReopeningRequest
    facility: Facility
    dossier: AskedDossier | None


@dataclass(frozen=True)
class CourseStep:
    """One decision or schakeling of an asked dossier: dates and names of modules, nothing else (A-4)."""

    kind: str
    begin: date
    end: date | None
    modules: tuple[str, ...]


@dataclass(frozen=True)
class WaitingRequests:
    """How many requests wait for an answer, and since when the longest does; None when none waits."""

    number: int
    since: datetime | None


def waiting_requests(session: BincSession) -> WaitingRequests:
    """What waits for a case handler in the whole sector (D-7)."""
    query = select(func.count(), func.min(ReopeningRequest.requested_at)).where(ReopeningRequest.state == REQUESTED)
    return WaitingRequests(*session.execute(query).one())


def latest_request(session: BincSession, facility_id: int, dossier_id: int) -> ReopeningRequest | None:
    """The newest request of a dossier, waiting or answered, or None."""
    query = (
        select(ReopeningRequest)
        .where(ReopeningRequest.facility_id == facility_id, ReopeningRequest.dossier_id == dossier_id)
        .order_by(ReopeningRequest.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def read_queue(session: BincSession, criteria: QueueCriteria, page: int) -> tuple[list[QueueRow], bool]:
    """One page of requests, those that wait longest first, and whether more follow. Goes on record as read (A-5)."""
    query = _queue(criteria).limit(ROWS_A_PAGE + 1).offset((page - 1) * ROWS_A_PAGE)
    found = session.execute(query).all()
    shown = found[:ROWS_A_PAGE]
    dossiers = asked_dossiers(session, [request.id for request, _ in shown])
    rows = [QueueRow(request, facility, dossiers.get(request.id)) for request, facility in shown]
    return rows, len(found) > ROWS_A_PAGE


def read_request(session: BincSession, request_id: int) -> QueueRow | None:
    """One request with its facility and what may be seen of its dossier, or None. Goes on record as read (A-5)."""
    query = _joined().where(ReopeningRequest.id == request_id)
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    request, facility = found
    return QueueRow(request, facility, asked_dossiers(session, [request.id]).get(request.id))


def asked_dossiers(session: BincSession, request_ids: Sequence[int]) -> dict[int, AskedDossier]:
    """The dossiers of these requests by request; the database gives them to case handlers only (A-4)."""
    if not request_ids:
        return {}
    query = text("select * from asked_dossiers(cast(:ids as bigint[]))")
    rows = session.execute(query, {"ids": list(request_ids)}).all()
    record_read("dossier", [row.dossier_id for row in rows])
    return {row.request_id: AskedDossier(*row[1:]) for row in rows}


def asked_course(session: BincSession, request_id: int) -> list[CourseStep]:
    """The decisions and then the schakelingen of the dossier of a request, each in order of time (A-4)."""
    query = text("select kind, begin_on, end_on, modules from asked_course(:id) order by place, begin_on, end_on")
    return [CourseStep(row[0], row[1], row[2], tuple(row[3])) for row in session.execute(query, {"id": request_id})]


def _joined() -> Select[ReopeningRequest, Facility]:
    return select(ReopeningRequest, Facility).join(Facility, Facility.id == ReopeningRequest.facility_id)


def _queue(criteria: QueueCriteria) -> Select[ReopeningRequest, Facility]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.state is not None:
        conditions.append(ReopeningRequest.state == criteria.state)
    if criteria.facility_id is not None:
        conditions.append(ReopeningRequest.facility_id == criteria.facility_id)
    if criteria.organisation_type is not None:
        conditions.append(Facility.organisation_type == criteria.organisation_type)
    if criteria.begin is not None:
        conditions.append(ReopeningRequest.requested_at >= criteria.begin)
    if criteria.end is not None:
        conditions.append(ReopeningRequest.requested_at < criteria.end)
    return _joined().where(*conditions).order_by(ReopeningRequest.requested_at, ReopeningRequest.id)
