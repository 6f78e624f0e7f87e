"""Requests to reopen a processed quarter, as facility and agency see them (Q-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.statements.requests import RequestState
from models.facility import Facility
from models.statement_request import StatementRequest

LISTED = 50


@dataclass(frozen=True)
class WaitingRequest:
    """A request that waits for an answer, and of which facility."""

    code: str
    name: str
    quarter: Quarter


def requests_of_quarter(session: BincSession, facility_id: int, quarter: Quarter) -> Sequence[StatementRequest]:
    """What a facility asked about a quarter, the latest first (Q-4)."""
    request = StatementRequest
    query = select(request).where(
        request.facility_id == facility_id, request.year == quarter.year, request.quarter == quarter.number
    )
    return session.scalars(query.order_by(request.id.desc())).all()


def requests_of_facility(session: BincSession, facility_id: int) -> Sequence[StatementRequest]:
    """What a facility asked last, what still waits included, the latest first; at most LISTED (Q-4)."""
    request = StatementRequest
    query = select(request).where(request.facility_id == facility_id)
    return session.scalars(query.order_by(request.state != RequestState.ASKED, request.id.desc()).limit(LISTED)).all()


def waiting_requests(session: BincSession) -> list[WaitingRequest]:
    """What any facility asked and nobody answered yet, the longest waiting first (Q-4)."""
    request = StatementRequest
    query = select(Facility.code, Facility.name, request.year, request.quarter).join(
        Facility, Facility.id == request.facility_id
    )
    rows = session.execute(query.where(request.state == RequestState.ASKED).order_by(request.id))
    return [WaitingRequest(row.code, row.name, Quarter(row.year, row.quarter)) for row in rows]
