"""How reports, their files and their progress are named on the screens (R-4, R-5, R-6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Response

from app.database import BincSession, current_session, session_for_stream
from app.domain.period import Period
from app.domain.reports.automatic import period_key, period_name
from app.domain.reports.files import title_of
from app.domain.reports.requests import RequestState
from app.presentation import size_in_words
from app.queries.reports.content import content_of, zip_of
from app.queries.reports.made import AskedReports
from models.report import ReportFile

ZIP = "application/zip"
STATES = {
    RequestState.ASKED.value: ("due", "wordt gemaakt"),
    RequestState.READY.value: ("ok", "klaar"),
    RequestState.CANCELLED.value: ("calm", "gestopt"),
    RequestState.REMOVED.value: ("calm", "niet meer bewaard"),
}
GAVE_UP = ("late", "mislukt")


def state_of(asked: AskedReports) -> tuple[str, str]:
    """The badge of a request."""
    if asked.request.state == RequestState.ASKED.value and asked.gave_up:
        return GAVE_UP
    return STATES[asked.request.state]


def words_for_lists() -> dict[str, Any]:
    """What every list of reports needs in its template."""
    return {
        "state_of": state_of,
        "title_of": title_of,
        "size_in_words": size_in_words,
        "period_key": period_key,
        "period_name": period_name,
    }


def period_in_words(period: Period) -> str:
    """The first and the last day."""
    return f"{period.begin:%d/%m/%Y} – {period.end:%d/%m/%Y}"


def file_to_keep(file: ReportFile) -> Response:
    """One file as a download; on record before its first byte leaves (A-5)."""
    session = current_session()
    session.trail.add("export", "report_file", [file.id])
    file_id = file.id
    response = _download(lambda stream: content_of(stream, file_id), file.media_type, file.file_name)
    response.content_length = file.size
    return response


def zip_to_keep(files: Iterable[ReportFile], name: str) -> Response:
    """Several files as one ZIP, made while it is downloaded; on record before its first byte leaves (A-5)."""
    session, ids = current_session(), [file.id for file in files]
    session.trail.add("export", "report_file", ids)
    return _download(lambda stream: zip_of(stream, ids), ZIP, name)


def _download(read: Callable[[BincSession], Iterator[bytes]], media_type: str, name: str) -> Response:
    response = Response(_pieces(session_for_stream(), read), mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(session: BincSession, read: Callable[[BincSession], Iterator[bytes]]) -> Iterator[bytes]:
    with session:
        yield from read(session)
