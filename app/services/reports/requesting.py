"""Asking for reports, cancelling, and the steps of the job that makes them (R-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from app.database import BincSession
from app.domain.faults import NotFound, refuse
from app.domain.jobs import JobName
from app.domain.period import Period
from app.domain.reports.kinds import kinds_of
from app.domain.reports.requests import RawChoice, RequestState, check_report_period, check_request, last_day_kept
from app.domain.reports.sector_scope import SectorScope, check_sector_kinds, sector_kinds
from app.domain.scope import Actor
from app.queries.reports.made import files_planned
from models.facility import Facility
from models.job_run import JobRun
from models.notice import Notice
from models.report import ReportFile, ReportRequest

_UNDER_WAY = ("queued", "running")


class CancelledError(Exception):
    """The request was cancelled meanwhile: the job stops, and keeps nothing of what it was making."""


def request_reports(
    session: BincSession,
    facility: Facility,
    days: tuple[date, date],
    kinds: Collection[str],
    raw: RawChoice,
    *,
    actor: Actor,
    today: date,
) -> ReportRequest:
    """Asks for reports of a facility, from the first to the last of these days; a job makes them (R-4).

    Raises DomainError with every reason why not.
    """
    known = [kind.key for kind in kinds_of(facility.organisation_type)]
    faults = check_report_period(*days, today)
    refuse([*faults, *check_request(kinds, known, _under_way(session, facility.id))])
    chosen = [kind for kind in known if kind in kinds]
    total = len(files_planned(session, facility, raw, kinds))
    return _ask(session, days, chosen, total, actor, facility_id=facility.id, raw_form=raw.value)


def request_sector_reports(
    session: BincSession,
    scope: SectorScope,
    days: tuple[date, date],
    kinds: Collection[str],
    *,
    actor: Actor,
    today: date,
) -> ReportRequest:
    """Asks for reports about the sector or a part of it, without names; a job makes them (R-4, A-4).

    Raises DomainError with every reason why not.
    """
    known = [kind.key for kind in sector_kinds()]
    faults = [*check_report_period(*days, today), *check_sector_kinds(scope, kinds)]
    refuse([*faults, *check_request(kinds, known, _under_way(session, None))])
    chosen = [kind for kind in known if kind in kinds]
    about = {"organisation_type": scope.organisation_type, "province": scope.province}
    return _ask(session, days, chosen, len(chosen), actor, facility_id=None, raw_form=RawChoice.XLSX.value, **about)


def _ask(
    session: BincSession, days: tuple[date, date], kinds: list[str], total: int, actor: Actor, **about: Any
) -> ReportRequest:
    period = Period(*days)
    request = ReportRequest(
        begin=period.begin,
        until=period.end,
        kinds=kinds,
        total=total,
        requested_by=actor.user_id,
        requested_by_name=actor.name,
        **about,
    )
    session.add(request)
    session.flush()
    words = {"unique_key": str(request.id), "facility_id": request.facility_id, "actor_id": actor.user_id}
    session.add(JobRun(name=JobName.MAKE_REQUESTED_REPORTS, total=request.total, **words))
    return request


def cancel_request(session: BincSession, request_id: int) -> ReportRequest:
    """Stops a request that is still being made; what was made of it goes, and its record stays (R-4).

    One that is ready already stays as it is: whoever presses the button a moment too late loses nothing. Raises
    NotFound.
    """
    request = session.get(ReportRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound
    if request.state == RequestState.ASKED:
        request.state, request.done = RequestState.CANCELLED.value, 0
        session.flush()
        session.execute(delete(ReportFile).where(ReportFile.request_id == request.id))
        run = JobRun.name == JobName.MAKE_REQUESTED_REPORTS, JobRun.unique_key == str(request.id)
        session.execute(
            update(JobRun).where(*run, JobRun.state == "queued").values(state="cancelled", finished_at=func.now())
        )
    return request


def refuse_cancelled(session: BincSession, request_id: int) -> None:
    """Raises CancelledError when a request is no longer asked for; cheap enough to look often."""
    state = session.scalar(select(ReportRequest.state).where(ReportRequest.id == request_id))
    if state != RequestState.ASKED:
        raise CancelledError


def hold_asked(session: BincSession, request_id: int) -> ReportRequest:
    """The request, locked until the transaction ends against somebody who cancels it. Raises CancelledError."""
    request = session.get(ReportRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or request.state != RequestState.ASKED:
        raise CancelledError
    return request


def finish_request(session: BincSession, request_id: int, *, now: datetime, today: date) -> None:
    """Says that everything of a request is made, until when it is kept, and tells who asked (R-4)."""
    request = hold_asked(session, request_id)
    request.state, request.done, request.ready_at = RequestState.READY.value, request.total, now
    request.kept_until = last_day_kept(today)
    _tell_who_asked(session, request, "reports_ready")


def give_request_up(session: BincSession, request_id: int) -> None:
    """Tells who asked that making the reports failed for good; what was cancelled meanwhile failed for nobody (R-4)."""
    request = session.get(ReportRequest, request_id)
    if request is not None and request.state == RequestState.ASKED:
        _tell_who_asked(session, request, "reports_failed")


def _tell_who_asked(session: BincSession, request: ReportRequest, kind: str) -> None:
    """Somebody at a facility gets a notice; the start page of the agency counts its requests itself."""
    if request.requested_by is not None and request.facility_id is not None:
        told = {"facility_id": request.facility_id, "user_id": request.requested_by, "codes": [str(request.id)]}
        session.add(Notice(kind=kind, colleague="Binc", **told))


def _under_way(session: BincSession, facility_id: int | None) -> int:
    """How many requests of a facility, or of the agency, wait or are being made; one whose job gave up is not."""
    run = (JobRun.name == JobName.MAKE_REQUESTED_REPORTS) & (JobRun.facility_id == facility_id)
    return session.scalar(select(func.count()).select_from(JobRun).where(run, JobRun.state.in_(_UNDER_WAY))) or 0
