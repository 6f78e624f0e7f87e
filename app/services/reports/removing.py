"""Taking away requested reports whose days are over, or that were never finished; the request stays on record (R-4)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select, update

from app.database import BincSession
from app.domain.reports.requests import RequestState
from app.queries.reports.made import request_gave_up
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


def remove_unfinished_reports(session: BincSession) -> int:
    """Removes what was made of requests whose job gave up: it cannot be downloaded; answers how many files (R-4)."""
    given_up = select(ReportRequest.id).where(ReportRequest.state == RequestState.ASKED.value, request_gave_up())
    unfinished = delete(ReportFile).where(ReportFile.request_id.in_(given_up)).returning(ReportFile.id)
    return len(session.scalars(unfinished, execution_options={"synchronize_session": False}).all())
