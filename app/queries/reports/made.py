"""Which reports a facility has: those that came by themselves, those it asked for, and what can be downloaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.jobs import JobName
from app.domain.period import Period
from app.domain.reports.files import SCHAKELINGEN, PlannedFile, planned_files
from app.domain.reports.requests import DAYS_KEPT, RawChoice, RequestState
from app.queries.catalogue import registers_help
from app.queries.given_up import job_gave_up
from models.facility import Facility
from models.job_run import JobRun
from models.report import ReportFile, ReportRequest

_AUTOMATIC = ReportFile.request_id.is_(None)


@dataclass(frozen=True)
class MadePeriod:
    """The reports of one quarter or year that came by themselves, in the order in which they are listed."""

    period: Period
    files: tuple[ReportFile, ...]


@dataclass(frozen=True)
class AskedReports:
    """A request with how it stands; `gave_up` says that its job failed for good."""

    request: ReportRequest
    gave_up: bool

    @property
    def is_under_way(self) -> bool:
        """Whether it is still being made, or waits for it."""
        return self.request.state == RequestState.ASKED.value and not self.gave_up


def years_of_reports(session: BincSession, facility_id: int) -> list[int]:
    """The years of which reports came by themselves, the latest first."""
    year = func.extract("year", ReportFile.begin)
    query = select(year).where(ReportFile.facility_id == facility_id, _AUTOMATIC).distinct().order_by(year.desc())
    return [int(one) for one in session.scalars(query)]


def automatic_reports(
    session: BincSession,
    facility_id: int,
    year: int | None = None,
    kind: str | None = None,
    period: Period | None = None,
) -> list[MadePeriod]:
    """The reports that came by themselves, the latest period first and a year before its quarters (R-5).

    Only those of a year, of a kind and of one quarter or whole year, where these are named.
    """
    chosen = [*_of_kind(kind), *([func.extract("year", ReportFile.begin) == year] if year else [])]
    chosen += [ReportFile.begin == period.begin, ReportFile.until == period.end] if period else []
    query = select(ReportFile).where(ReportFile.facility_id == facility_id, _AUTOMATIC, *chosen)
    order = (ReportFile.until.desc(), ReportFile.begin, ReportFile.id)
    files = session.scalars(query.order_by(*order))
    return [MadePeriod(period, tuple(group)) for period, group in groupby(files, _period)]


def asked_reports(
    session: BincSession, facility_id: int | None, kind: str | None, page: int, size: int
) -> tuple[list[AskedReports], int]:
    """A page (from 1) of the requests of a facility, the latest first, and how many there are in all (R-4).

    Without a facility they are those about the sector (A-4).
    """
    chosen = [ReportRequest.facility_id == facility_id, *([ReportRequest.kinds.contains([kind])] if kind else [])]
    total = session.scalar(select(func.count()).select_from(ReportRequest).where(*chosen)) or 0
    query = _with_job().where(*chosen).order_by(ReportRequest.id.desc())
    rows = session.execute(query.limit(size).offset((page - 1) * size))
    return [AskedReports(row[0], bool(row[1])) for row in rows], total


def asked_report(session: BincSession, request_id: int) -> AskedReports | None:
    """One request within reach, or None."""
    row = session.execute(_with_job().where(ReportRequest.id == request_id)).one_or_none()
    return AskedReports(row[0], bool(row[1])) if row else None


def last_request_of(session: BincSession, facility_id: int | None, user_id: int | None) -> ReportRequest | None:
    """What somebody asked for last at a facility, or about the sector without one, to offer it again (R-4)."""
    of_person = (ReportRequest.facility_id == facility_id, ReportRequest.requested_by == user_id)
    return session.scalars(select(ReportRequest).where(*of_person).order_by(ReportRequest.id.desc()).limit(1)).first()


def count_ready(session: BincSession, user_id: int | None, today: date) -> int:
    """How many requests of somebody about the sector can be looked at and downloaded on a day (R-4, A-4)."""
    ready = (ReportRequest.state == RequestState.READY.value, ReportRequest.kept_until >= today)
    own = (ReportRequest.facility_id.is_(None), ReportRequest.requested_by == user_id)
    return session.scalar(select(func.count()).select_from(ReportRequest).where(*own, *ready)) or 0


def count_given_up(session: BincSession, user_id: int | None, today: date) -> int:
    """How many requests of somebody about the sector failed for good in the last seven days (R-4, A-4)."""
    since = datetime.combine(today - DAYS_KEPT, time.min, BRUSSELS)
    run = (
        JobRun.name == JobName.MAKE_REQUESTED_REPORTS.value,
        JobRun.facility_id.is_(None),
        JobRun.actor_id == user_id,
    )
    failed = (JobRun.state == "failed", JobRun.finished_at >= since)
    return session.scalar(select(func.count()).select_from(JobRun).where(*run, *failed)) or 0


def files_of_request(session: BincSession, request_id: int) -> Sequence[ReportFile]:
    """The files of a request, in the order in which they were made; also those whose content is gone."""
    query = select(ReportFile).where(ReportFile.request_id == request_id)
    return session.scalars(query.order_by(ReportFile.id)).all()


def downloadable(session: BincSession, chosen: Iterable[ColumnElement[bool]], today: date) -> Sequence[ReportFile]:
    """Those of the chosen files that can be downloaded on a day: their request is ready and its days are not over."""
    request = and_(
        ReportRequest.id == ReportFile.request_id,
        ReportRequest.state == RequestState.READY.value,
        ReportRequest.kept_until >= today,
    )
    query = select(ReportFile).where(*chosen, ReportFile.removed_at.is_(None), or_(_AUTOMATIC, exists().where(request)))
    return session.scalars(query.order_by(ReportFile.id)).all()


def automatic_of(facility_id: int, period: Period) -> list[ColumnElement[bool]]:
    """That a file came by itself for a facility, over a period."""
    days = ReportFile.begin == period.begin, ReportFile.until == period.end
    return [ReportFile.facility_id == facility_id, _AUTOMATIC, *days]


def request_gave_up() -> ColumnElement[bool]:
    """That the job of a request failed for good: whoever still wants the reports asks for them again (R-4)."""
    return job_gave_up(ReportRequest.id, JobName.MAKE_REQUESTED_REPORTS)


def files_planned(
    session: BincSession, facility: Facility, raw: RawChoice, chosen: Collection[str] | None = None
) -> tuple[PlannedFile, ...]:
    """The files that the chosen reports of a facility are, all reports where none are named (R-4, R-5)."""
    with_chain = registers_help(session, facility)
    return planned_files(facility.organisation_type, raw, chosen, with_chain=with_chain)


def _of_kind(kind: str | None) -> list[ColumnElement[bool]]:
    return [ReportFile.kind.in_((kind, f"{kind}{SCHAKELINGEN}"))] if kind else []


def _with_job() -> Select[ReportRequest, bool]:
    """Requests, each with whether its job gave up."""
    return select(ReportRequest, request_gave_up())


def _period(file: ReportFile) -> Period:
    return Period(file.begin, file.until)
