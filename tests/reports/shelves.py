"""Requests and files of reports for the tests; nothing depends on today."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime
from typing import Any

from app.database import BincSession
from app.domain.period import Period
from app.services.reports.storing import MadeReport, Shelf, store_report
from models import Facility, ReportFile, ReportRequest
from tests.reports.counted import counted_table

NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)
QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
DUE = date(2025, 5, 1)
TEXT = "text/plain"


def create_request(session: BincSession, facility: Facility | None, **overrides: Any) -> ReportRequest:
    """A request of somebody for one kind of report over the first quarter of 2025, still to be made.

    Without a facility it is about the sector.
    """
    values = {
        "begin": QUARTER.begin,
        "until": QUARTER.end,
        "kinds": ["dossiers"],
        "raw_form": "xml",
        "total": 1,
        "requested_by_name": "An Peeters",
    }
    request = ReportRequest(facility_id=facility.id if facility else None, **{**values, **overrides})
    session.add(request)
    session.flush()
    return request


def create_ready_request(session: BincSession, facility: Facility | None, **overrides: Any) -> ReportRequest:
    """A request that was made long ago and is kept for long."""
    ready = {"state": "ready", "done": 1, "ready_at": NOON, "kept_until": date(2199, 1, 1)}
    return create_request(session, facility, **{**ready, **overrides})


def requested(request: ReportRequest) -> Shelf:
    """Where the files of a request belong."""
    return Shelf(request.facility_id, Period(request.begin, request.until), request_id=request.id)


def automatic(facility: Facility, period: Period = QUARTER, due_on: date = DUE) -> Shelf:
    """Where the files belong that come by themselves."""
    return Shelf(facility.id, period, due_on=due_on)


def store(session: BincSession, shelf: Shelf, content: bytes, kind: str = "dossiers", **overrides: Any) -> int:
    """A stored file with these bytes."""
    values = {
        "file_name": f"De Vlier - {kind} - 01-05-2025.txt",
        "media_type": TEXT,
        "tables": [counted_table(shelf.period).as_json()],
    }
    made = MadeReport(kind, content=io.BytesIO(content), **{**values, **overrides})
    return store_report(session, shelf, made, now=NOON)


def is_whole(session: BincSession, file_id: int, content: bytes) -> bool:
    """Whether size and digest of a file are those of these bytes."""
    file = session.get_one(ReportFile, file_id, populate_existing=True)
    return (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
