"""Taking away the content of requested reports whose days are over; the record of the request stays (R-4)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select, update

from app.database import BincSession
from app.domain.reports.requests import RequestState
from models.report import ReportContent, ReportFile, ReportRequest


def remove_expired_reports(session: BincSession, *, now: datetime, today: date) -> int:
    """Removes what was kept until yesterday or before: bytes and figures go; answers of how many requests (R-4)."""
    over = (ReportRequest.state == RequestState.READY.value, ReportRequest.kept_until < today)
    ids = list(session.scalars(select(ReportRequest.id).where(*over).order_by(ReportRequest.id).with_for_update()))
    files = select(ReportFile.id).where(ReportFile.request_id.in_(ids))
    session.execute(delete(ReportContent).where(ReportContent.file_id.in_(files)))
    session.execute(update(ReportFile).where(ReportFile.request_id.in_(ids)).values(removed_at=now, tables=None))
    removed = {"state": RequestState.REMOVED.value}
    session.execute(update(ReportRequest).where(ReportRequest.id.in_(ids)).values(**removed))
    return len(ids)
