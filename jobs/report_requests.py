"""The job that makes the reports somebody asked for, one file after the other (R-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from app.database import BincSession, enter_scope
from app.domain.civil_time import BRUSSELS
from app.domain.period import Period
from app.domain.reports.files import PlannedFile, sector_files
from app.domain.reports.requests import RawChoice
from app.domain.reports.sector_scope import SectorScope
from app.domain.scope import Actor
from app.queries.reports.made import files_planned
from app.services.reports.requesting import (
    CancelledError,
    finish_request,
    hold_asked,
    refuse_cancelled,
)
from app.services.reports.storing import Shelf, kinds_stored, store_report
from jobs.period_reports import PeriodReports
from jobs.report_files import FileMaker, watched_file
from models.facility import Facility
from models.job_run import JobRun
from models.report import ReportRequest


def make_requested_reports(session: Any, run: JobRun) -> Mapping[str, Any]:
    """Makes what is not made yet of a request; answers how many files, and whether it was cancelled meanwhile.

    Commits after each file, unlike other jobs: file, content and progress come together, so that a process killed in
    between goes on with the file where it stopped. Who cancels stops it in the middle of a file.
    """
    request = session.get_one(ReportRequest, int(run.unique_key))
    actor = Actor(request.requested_by, request.requested_by_name)
    enter_scope(session, replace(session.info["scope"], actor=actor))
    try:
        return {"files": _make_all(session, request), "cancelled": False}
    except CancelledError:
        session.rollback()
        return {"files": 0, "cancelled": True}


def _make_all(session: BincSession, request: ReportRequest) -> int:
    request_id, about = request.id, _about(session, request)
    shelf = Shelf(request.facility_id, Period(request.begin, request.until), request_id=request_id)
    wanted = _wanted(session, request, about)
    made = _begin(session, request_id, wanted)
    maker: FileMaker = PeriodReports(session, shelf.period)
    for planned in wanted:
        if planned.key not in made:
            _make(session, maker, about, shelf, planned)
            session.commit()
    now = datetime.now(UTC)
    finish_request(session, request_id, now=now, today=now.astimezone(BRUSSELS).date())
    return len(wanted)


def _about(session: BincSession, request: ReportRequest) -> Facility | SectorScope:
    """Whom the reports of a request are about: its facility, or what the agency asked."""
    if request.facility_id is None:
        return SectorScope(request.organisation_type, request.province)
    return session.get_one(Facility, request.facility_id)


def _wanted(session: BincSession, request: ReportRequest, about: Facility | SectorScope) -> tuple[PlannedFile, ...]:
    if isinstance(about, SectorScope):
        return sector_files(about, request.kinds)
    return files_planned(session, about, RawChoice(request.raw_form), request.kinds)


def _begin(session: BincSession, request_id: int, wanted: Sequence[PlannedFile]) -> frozenset[str]:
    """Says how much there is to do, which may have changed since it was asked; answers what is done already."""
    made = kinds_stored(session, request_id)
    hold_asked(session, request_id).total = len(made | {planned.key for planned in wanted})
    session.commit()
    return made


def _make(
    session: BincSession, maker: FileMaker, about: Facility | SectorScope, shelf: Shelf, planned: PlannedFile
) -> None:
    assert shelf.request_id is not None
    with watched_file(partial(refuse_cancelled, session, shelf.request_id)) as file:
        now = datetime.now(UTC)
        made_on = now.astimezone(BRUSSELS).date()
        if isinstance(about, SectorScope):
            made = maker.make_for_agency(about, planned, made_on, file)
        else:
            made = maker.make(about, planned, made_on, file)
        request = hold_asked(session, shelf.request_id)
        store_report(session, shelf, made, now=now)
        request.done = len(kinds_stored(session, request.id))
