"""Reports somebody asks for: made in the background, told, cancelled for good, the same when done twice (R-4)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.domain.faults import DomainError
from app.domain.jobs import JobName
from app.domain.reports.requests import MOST_UNDER_WAY, RawChoice, RequestState
from app.domain.scope import Actor
from app.queries.reports.content import content_of
from app.queries.reports.made import asked_report, files_of_request, last_request_of
from app.services.reports.removing import remove_unfinished_reports
from app.services.reports.requesting import cancel_request, request_reports
from jobs.performing import MOST_TRIES
from jobs.report_files import LOOK_EVERY
from models import Facility, JobRun, Notice, ReportContent, ReportFile, ReportRequest
from tests.factories import create_facility, create_user
from tests.jobs.rows import performed
from tests.reports.killed_run import PLACES_OF_A_REQUEST, kill_at
from tests.reports.makers import WorkbookMaker, before_each
from tests.services.test_races import working

TODAY = date(2025, 6, 15)
DAYS = (date(2025, 1, 1), date(2025, 3, 31))
KINDS = ("numbers", "referral", "raw_started")
FILES = ["numbers", "referral", "raw_started", "raw_started_schakelingen"]
Doing = Callable[[type], None]


@dataclass(frozen=True)
class Asked:
    """A request as it stands after somebody pressed the button, and the row of its job."""

    id: int
    run_id: int
    facility_id: int
    user_id: int


@pytest.fixture
def made_by(monkeypatch: pytest.MonkeyPatch) -> Doing:
    """Lets another maker make the files."""

    def choose(maker: type) -> None:
        monkeypatch.setattr("jobs.report_requests.PeriodReports", maker)

    choose(WorkbookMaker)
    return choose


def ask(app: Flask, kinds: Sequence[str] = KINDS, raw: RawChoice = RawChoice.XML, **values: Any) -> Asked:
    with working(app) as session:
        facility, user = create_facility(session), create_user(session)
        days = values.get("days", DAYS)
        actor = Actor(user.id, "An Peeters")
        request = request_reports(session, facility, days, kinds, raw, actor=actor, today=TODAY)
        run = session.scalars(select(JobRun).filter_by(unique_key=str(request.id))).one()
        assert run.name == JobName.MAKE_REQUESTED_REPORTS
        return Asked(request.id, run.id, facility.id, user.id)


def do(app: Flask, asked: Asked) -> JobRun:
    return performed(app, asked.run_id)


def request_now(app: Flask, asked: Asked) -> ReportRequest:
    with working(app) as session:
        request = session.get_one(ReportRequest, asked.id)
        session.expunge(request)
        return request


def whole_files(app: Flask, asked: Asked) -> list[tuple[str, str]]:
    """Kind and digest of every file of a request, each read back, compared with its record and opened."""
    found = []
    with working(app) as session:
        for file in files_of_request(session, asked.id):
            content = b"".join(content_of(session, file.id))
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
            assert load_workbook(io.BytesIO(content)).sheetnames == ["Blad"]
            found.append((file.kind, file.sha256))
    return found


def kinds_made(app: Flask, asked: Asked) -> list[str]:
    return [kind for kind, _ in whole_files(app, asked)]


def stored(app: Flask) -> tuple[int, int]:
    """How many files and pieces there are at all."""
    with working(app) as session:
        return tuple(session.scalar(select(func.count()).select_from(one)) for one in (ReportFile, ReportContent))  # type: ignore[return-value]


@pytest.mark.usefixtures("made_by")
def test_everything_that_was_asked_is_made_and_who_asked_is_told_r_4(committing_app: Flask) -> None:
    asked = ask(committing_app)
    before = request_now(committing_app, asked)
    assert (before.state, before.done, before.total) == ("asked", 0, 4)
    run = do(committing_app, asked)
    assert (run.state, run.result, run.error_class) == ("done", {"files": 4, "cancelled": False}, None)
    request = request_now(committing_app, asked)
    assert (request.state, request.done, request.total) == ("ready", 4, 4)
    assert request.ready_at is not None
    assert request.kept_until is not None
    assert kinds_made(committing_app, asked) == FILES
    with working(committing_app) as session:
        notice = session.scalars(select(Notice)).one()
        told = (notice.facility_id, notice.user_id, notice.kind, notice.codes)
        assert told == (asked.facility_id, asked.user_id, "reports_ready", [str(asked.id)])


@pytest.mark.parametrize(
    ("raw", "files"),
    [
        (RawChoice.XML, ["raw_closed", "raw_closed_schakelingen"]),
        (RawChoice.CSV, ["raw_closed", "raw_closed_schakelingen"]),
        (RawChoice.XLSX, ["raw_closed"]),
    ],
)
@pytest.mark.usefixtures("made_by")
def test_raw_data_come_in_the_form_that_was_chosen_r_7(committing_app: Flask, raw: RawChoice, files: list[str]) -> None:
    asked = ask(committing_app, ["raw_closed"], raw)
    do(committing_app, asked)
    assert kinds_made(committing_app, asked) == files


@pytest.mark.usefixtures("made_by")
def test_a_job_done_twice_makes_the_same_files_and_tells_once_r_4(committing_app: Flask) -> None:
    asked = ask(committing_app)
    do(committing_app, asked)
    first, amount = whole_files(committing_app, asked), stored(committing_app)
    with working(committing_app) as session:
        session.get_one(JobRun, asked.run_id).state = "queued"
    do(committing_app, asked)
    assert whole_files(committing_app, asked) == first
    assert stored(committing_app) == amount
    with working(committing_app) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 1


@pytest.mark.parametrize("place", range(4))
def test_a_job_that_breaks_at_any_file_goes_on_there_and_progress_never_runs_backwards_r_4(
    committing_app: Flask, made_by: Doing, place: int
) -> None:
    asked, progress, left = ask(committing_app), [], [1]

    def break_once(_facility: Facility, planned: Any, file: Any) -> None:
        progress.append(request_now(committing_app, asked).done)
        if planned.key == FILES[place] and left:
            left.pop()
            file.write(b"half")
            raise RuntimeError("Noor Peeters")

    made_by(before_each(break_once))
    assert (do(committing_app, asked).state, stored(committing_app)[0]) == ("queued", place)
    assert do(committing_app, asked).state == "done"
    assert kinds_made(committing_app, asked) == FILES
    assert progress == sorted(progress)
    assert request_now(committing_app, asked).done == 4


@pytest.mark.parametrize("place", PLACES_OF_A_REQUEST)
@pytest.mark.usefixtures("made_by")
def test_a_worker_killed_anywhere_leaves_each_requested_file_once_and_whole_r_4(
    committing_app: Flask, worker_app: Flask, place: str
) -> None:
    asked = ask(committing_app)
    kill_at(place, asked.run_id)
    half_way = request_now(committing_app, asked)
    assert half_way.state == "asked"
    assert half_way.done == len(kinds_made(committing_app, asked)) < 5
    run = do(committing_app, asked)
    assert (run.state, run.tries) == ("done", 2)
    assert kinds_made(committing_app, asked) == FILES
    with working(committing_app) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_a_job_that_gave_up_shows_as_failed_and_keeps_nobody_waiting_r_4(committing_app: Flask, made_by: Doing) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("Noor Peeters")

    made_by(before_each(fail))
    asked = ask(committing_app)
    states = [do(committing_app, asked).state for _ in range(MOST_TRIES)]
    assert states[-1] == "failed"
    with working(committing_app) as session:
        found = asked_report(session, asked.id)
        assert found is not None
        assert (found.gave_up, found.is_under_way) == (True, False)
        notice = session.scalars(select(Notice)).one()
        told = (notice.facility_id, notice.user_id, notice.kind, notice.codes)
        assert told == (asked.facility_id, asked.user_id, "reports_failed", [str(asked.id)])


def test_who_cancelled_is_not_told_that_it_failed_r_4(committing_app: Flask, made_by: Doing) -> None:
    def cancel_and_fail(*_: Any) -> None:
        with working(committing_app) as session:
            cancel_request(session, asked.id)
        raise RuntimeError("Noor Peeters")

    made_by(before_each(cancel_and_fail))
    asked = ask(committing_app)
    with working(committing_app) as session:
        session.get_one(JobRun, asked.run_id).tries = MOST_TRIES - 1
    assert do(committing_app, asked).state == "failed"
    with working(committing_app) as session:
        assert session.scalars(select(Notice)).all() == []


def test_who_waits_for_a_job_that_died_each_time_is_told_r_4(committing_app: Flask) -> None:
    asked = ask(committing_app)
    with working(committing_app) as session:
        run = session.get_one(JobRun, asked.run_id)
        run.state, run.tries = "running", MOST_TRIES
    assert do(committing_app, asked).error_class == "AbandonedJobError"
    with working(committing_app) as session:
        assert [notice.kind for notice in session.scalars(select(Notice))] == ["reports_failed"]


def test_what_was_made_of_a_request_that_gave_up_goes_and_nothing_else_r_4(
    committing_app: Flask, made_by: Doing
) -> None:
    def fail_at_the_second(_facility: Facility, planned: Any, _file: Any) -> None:
        if planned.key == FILES[1]:
            raise RuntimeError("Noor Peeters")

    whole = ask(committing_app)
    do(committing_app, whole)
    made_by(before_each(fail_at_the_second))
    asked, under_way = ask(committing_app), ask(committing_app)
    for _ in range(MOST_TRIES):
        do(committing_app, asked)
    do(committing_app, under_way)
    assert (kinds_made(committing_app, asked), kinds_made(committing_app, under_way)) == (FILES[:1], FILES[:1])
    with working(committing_app) as session:
        assert remove_unfinished_reports(session) == 1
    assert (kinds_made(committing_app, asked), kinds_made(committing_app, under_way)) == ([], FILES[:1])
    assert kinds_made(committing_app, whole) == FILES
    assert stored(committing_app) == (5, 5)
    with working(committing_app) as session:
        found = asked_report(session, asked.id)
        assert found is not None
        assert found.gave_up


def cancel(app: Flask, asked: Asked) -> None:
    with working(app) as session:
        cancel_request(session, asked.id)


@pytest.mark.usefixtures("made_by")
def test_a_request_cancelled_before_it_began_is_never_made_r_4(committing_app: Flask) -> None:
    asked = ask(committing_app)
    cancel(committing_app, asked)
    assert do(committing_app, asked).state == "cancelled"
    assert (request_now(committing_app, asked).state, stored(committing_app)) == ("cancelled", (0, 0))


@pytest.mark.parametrize("place", range(4))
def test_a_request_cancelled_at_any_file_stops_there_and_leaves_nothing_r_4(
    committing_app: Flask, made_by: Doing, place: int
) -> None:
    asked, begun = ask(committing_app), []

    def cancel_here(_facility: Facility, planned: Any, _file: Any) -> None:
        begun.append(planned.key)
        if planned.key == FILES[place]:
            cancel(committing_app, asked)

    made_by(before_each(cancel_here))
    run = do(committing_app, asked)
    assert (run.state, run.result) == ("done", {"files": 0, "cancelled": True})
    assert begun == FILES[: place + 1]
    request = request_now(committing_app, asked)
    assert (request.state, request.done, stored(committing_app)) == ("cancelled", 0, (0, 0))


def test_a_request_cancelled_in_the_middle_of_a_long_file_stops_inside_it_r_4(
    committing_app: Flask, made_by: Doing
) -> None:
    asked, written = ask(committing_app), []

    def write_long(_facility: Facility, _planned: Any, file: Any) -> None:
        cancel(committing_app, asked)
        for _ in range(100):
            file.write(b"x" * (LOOK_EVERY // 4))
            written.append(1)

    made_by(before_each(write_long))
    do(committing_app, asked)
    assert len(written) < 5
    assert (request_now(committing_app, asked).state, stored(committing_app)) == ("cancelled", (0, 0))


@pytest.mark.usefixtures("made_by")
def test_who_cancels_a_moment_too_late_loses_nothing_r_4(committing_app: Flask) -> None:
    asked = ask(committing_app)
    do(committing_app, asked)
    cancel(committing_app, asked)
    assert request_now(committing_app, asked).state == RequestState.READY.value
    assert kinds_made(committing_app, asked) == FILES


def test_what_is_wrong_is_told_together_and_nothing_is_asked_r_4(session: Any) -> None:
    facility = create_facility(session)
    later = (date(2025, 1, 1), date(2026, 1, 1))
    with pytest.raises(DomainError) as told:
        request_reports(session, facility, later, [], RawChoice.XML, actor=Actor(None, "An"), today=TODAY)
    assert [fault.field for fault in told.value.faults] == ["until", "kinds"]
    with pytest.raises(DomainError):
        request_reports(session, facility, DAYS, ["trajectory"], RawChoice.XML, actor=Actor(None, "An"), today=TODAY)
    assert session.scalars(select(JobRun)).all() == []


def test_a_facility_has_a_few_requests_under_way_at_most_r_4(session: Any) -> None:
    facility, other = create_facility(session), create_facility(session)
    words: dict[str, Any] = {"actor": Actor(None, "An"), "today": TODAY}
    requests = [
        request_reports(session, facility, DAYS, ["numbers"], RawChoice.XML, **words) for _ in range(MOST_UNDER_WAY)
    ]
    with pytest.raises(DomainError):
        request_reports(session, facility, DAYS, ["numbers"], RawChoice.XML, **words)
    request_reports(session, other, DAYS, ["numbers"], RawChoice.XML, **words)
    cancel_request(session, requests[0].id)
    request_reports(session, facility, DAYS, ["numbers"], RawChoice.XML, **words)


def test_what_somebody_asked_last_is_offered_again_r_4(session: Any) -> None:
    facility = create_facility(session)
    an, bart = (create_user(session) for _ in range(2))
    for user, kind in ((an, "numbers"), (an, "intake"), (bart, "referral")):
        words: dict[str, Any] = {"actor": Actor(user.id, "x"), "today": TODAY}
        request_reports(session, facility, DAYS, [kind], RawChoice.CSV, **words)
    last = last_request_of(session, facility.id, an.id)
    assert last is not None
    assert (last.kinds, last.raw_form) == (["intake"], "csv")
    assert last_request_of(session, create_facility(session).id, an.id) is None
