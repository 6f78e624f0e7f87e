"""Reports that come by themselves: one a facility and period, whole, whoever fails, dies or comes twice (R-5)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.database import BincSession
from app.domain.jobs import JobName
from app.domain.quarter import Quarter
from app.domain.reports.automatic import Making, latest_due_days
from app.domain.reports.files import planned_files
from app.domain.reports.requests import RawChoice
from app.queries.reports.content import content_of, zip_of
from app.queries.reports.made import automatic_of, automatic_reports, downloadable
from app.queries.reports.makings import count_failed, failed_facilities, list_makings, read_making
from app.services.reports.making import begin_making, make_failed_again, take_facility
from jobs import schedule
from jobs.performing import perform
from jobs.queue import connect, open_queue
from jobs.report_runs import FEWEST_A_TURN
from jobs.schedule import ScheduledJob
from jobs.scheduler import hand_over_open_work, plan, plan_and_hand_over
from jobs.worker import run_worker
from models import Facility, JobRun, ReportContent, ReportFile, ReportMaking
from tests.factories import create_facility
from tests.jobs.rows import performed
from tests.reports.killed_run import PLACES, kill_at
from tests.reports.makers import WorkbookMaker, before_each
from tests.services.test_races import working

QUARTER = Quarter(2025, 1).period
MAY, AUGUST = Making(QUARTER, date(2025, 5, 1)), Making(QUARTER, date(2025, 8, 1))
NOON = datetime(2025, 11, 15, 12, tzinfo=UTC)
ONLY_REPORTS = (ScheduledJob(JobName.MAKE_AUTOMATIC_REPORTS, schedule.automatic_reports),)
Doing = Callable[[type], None]


@pytest.fixture
def made_by(monkeypatch: pytest.MonkeyPatch) -> Doing:
    """Lets another maker make the files."""

    def choose(maker: type) -> None:
        monkeypatch.setattr("jobs.report_runs.PeriodReports", maker)

    choose(WorkbookMaker)
    return choose


def facilities(app: Flask, number: int = 3) -> list[int]:
    with working(app) as session:
        return [create_facility(session, modules=()).id for _ in range(number)]


def planned(app: Flask, making: Making = MAY, number: int = 0) -> int:
    """The row of one of its jobs, as the schedule plans it."""
    with working(app) as session:
        run = JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key=making.job_keys[number])
        session.add(run)
        session.flush()
        return run.id


def keys_of(organisation_type: str = "OVBJ") -> list[str]:
    return [one.key for one in planned_files(organisation_type, RawChoice.XML, with_chain=organisation_type == "OVBJ")]


def read_whole(session: BincSession, file: ReportFile) -> None:
    """The bytes of a file are those of its record, in pieces without a gap, and a spreadsheet opens them."""
    content = b"".join(content_of(session, file.id))
    assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Blad"]
    numbers = session.scalars(select(ReportContent.number).where(ReportContent.file_id == file.id)).all()
    assert sorted(numbers) == list(range(len(numbers)))


def assert_each_file_once_and_whole(app: Flask, ids: list[int], making: Making = MAY) -> None:
    with working(app) as session:
        for facility_id in ids:
            files = session.scalars(
                select(ReportFile).where(*automatic_of(facility_id, making.period)).order_by(ReportFile.id)
            ).all()
            assert [file.kind for file in files] == keys_of()
            assert {file.due_on for file in files} == {making.due_on}
            for file in files:
                read_whole(session, file)
        orphans = (
            select(func.count()).select_from(ReportContent).where(ReportContent.file_id.not_in(select(ReportFile.id)))
        )
        assert session.scalar(orphans) == 0


def outcomes(app: Flask, making: Making = MAY) -> list[tuple[int, str, str | None]]:
    with working(app) as session:
        rows = select(ReportMaking.facility_id, ReportMaking.outcome, ReportMaking.error_class)
        found = session.execute(rows.where(ReportMaking.due_on == making.due_on).order_by(ReportMaking.facility_id))
        return [(row[0], row[1], row[2]) for row in found]


@pytest.mark.usefixtures("made_by")
def test_every_facility_gets_every_report_of_its_type_and_a_zip_r_5(committing_app: Flask) -> None:
    ids = facilities(committing_app)
    with working(committing_app) as session:
        special = create_facility(session, modules=(), organisation_type="1G1P").id
    run = performed(committing_app, planned(committing_app))
    assert (run.state, run.done, run.total, run.result) == ("done", 4, 4, {"made": 4, "failed": 0})
    assert_each_file_once_and_whole(committing_app, ids)
    with working(committing_app) as session:
        (period,) = automatic_reports(session, special)
        assert [file.kind for file in period.files] == keys_of("1G1P")
        assert all(" - Kwartaal 2025-1 " in file.file_name for file in period.files)
        chosen = downloadable(session, automatic_of(special, QUARTER), date(2099, 1, 1))
        with zipfile.ZipFile(io.BytesIO(b"".join(zip_of(session, [file.id for file in chosen])))) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == len(keys_of("1G1P"))


@pytest.mark.usefixtures("made_by")
def test_a_run_done_twice_changes_nothing_r_5(committing_app: Flask) -> None:
    ids, run_id = facilities(committing_app), planned(committing_app)
    performed(committing_app, run_id)
    with working(committing_app) as session:
        before = session.execute(select(ReportFile.id, ReportFile.sha256, ReportFile.made_at)).all()
        session.get_one(JobRun, run_id).state = "queued"
    assert performed(committing_app, run_id).result == {"made": 3, "failed": 0}
    with working(committing_app) as session:
        assert session.execute(select(ReportFile.id, ReportFile.sha256, ReportFile.made_at)).all() == before
    assert_each_file_once_and_whole(committing_app, ids)


@pytest.mark.usefixtures("made_by")
def test_a_later_day_makes_the_quarter_again_in_the_same_place_r_5(committing_app: Flask) -> None:
    ids = facilities(committing_app, 2)
    may, august = planned(committing_app), planned(committing_app, AUGUST)
    performed(committing_app, may)
    with working(committing_app) as session:
        numbers = session.scalars(select(ReportFile.id).order_by(ReportFile.id)).all()
    performed(committing_app, august)
    assert_each_file_once_and_whole(committing_app, ids, AUGUST)
    with working(committing_app) as session:
        assert session.scalars(select(ReportFile.id).order_by(ReportFile.id)).all() == numbers


@pytest.mark.usefixtures("made_by")
def test_an_earlier_day_that_is_done_late_does_not_take_the_place_back_r_5(committing_app: Flask) -> None:
    ids = facilities(committing_app, 1)
    may, august = planned(committing_app), planned(committing_app, AUGUST)
    performed(committing_app, august)
    performed(committing_app, may)
    assert_each_file_once_and_whole(committing_app, ids, AUGUST)


def test_a_facility_that_fails_stops_nobody_and_is_told_and_made_again_r_5(
    committing_app: Flask, made_by: Doing, caplog: pytest.LogCaptureFixture
) -> None:
    ids = facilities(committing_app)

    def break_second(facility: Facility, one: Any, file: Any) -> None:
        if facility.id == ids[1] and one.key == "intake":
            file.write(b"half")
            raise ValueError("Noor Peeters")

    made_by(before_each(break_second))
    run_id = planned(committing_app)
    run = performed(committing_app, run_id)
    assert (run.state, run.done, run.result) == ("done", 3, {"made": 2, "failed": 1})
    assert outcomes(committing_app) == [
        (ids[0], "made", None),
        (ids[1], "failed", "ValueError"),
        (ids[2], "made", None),
    ]
    assert "Noor" not in caplog.text
    assert_each_file_once_and_whole(committing_app, [ids[0], ids[2]])
    with working(committing_app) as session:
        assert [one.error_class for one in failed_facilities(session, MAY)] == ["ValueError"]
        assert count_failed(session) == 1
        assert session.scalars(select(ReportFile.id).where(ReportFile.facility_id == ids[1])).all() == []
    made_by(WorkbookMaker)
    with working(committing_app) as session:
        assert make_failed_again(session, MAY) == 1
    assert performed(committing_app, run_id).result == {"made": 3, "failed": 0}
    assert_each_file_once_and_whole(committing_app, ids)


def test_what_failed_and_was_made_on_a_later_day_is_no_longer_told_r_5(committing_app: Flask, made_by: Doing) -> None:
    def fail(*_: Any) -> None:
        raise ValueError

    facilities(committing_app, 1)
    may, august = planned(committing_app), planned(committing_app, AUGUST)
    made_by(before_each(fail))
    performed(committing_app, may)
    made_by(WorkbookMaker)
    performed(committing_app, august)
    with working(committing_app) as session:
        assert count_failed(session) == 0
        progress = {one.making: one for one in list_makings(session)}
        assert (progress[MAY].failed, progress[MAY].is_latest) == (1, False)
        assert (progress[AUGUST].made, progress[AUGUST].is_latest) == (1, True)
        assert read_making(session, MAY) == progress[MAY]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("made_by")
def test_a_worker_killed_anywhere_leaves_each_file_once_and_whole_r_5(
    committing_app: Flask, worker_app: Flask, place: str
) -> None:
    ids, run_id = facilities(committing_app), planned(committing_app)
    kill_at(place, run_id)
    done = {one for one, outcome, _ in outcomes(committing_app) if outcome == "made"}
    with working(committing_app) as session:
        files = select(ReportFile.facility_id).distinct()
        assert set(session.scalars(files)) == done, "files and outcome of a facility come together"
        told = session.get_one(JobRun, run_id).done
    assert_each_file_once_and_whole(committing_app, sorted(done))
    run = performed(committing_app, run_id)
    assert (run.state, run.tries, run.done) == ("done", 2, 3)
    assert told <= run.done
    assert_each_file_once_and_whole(committing_app, ids)


@pytest.mark.usefixtures("made_by")
def test_a_wiped_queue_loses_no_run_r_5(committing_app: Flask, worker_app: Flask) -> None:
    ids = facilities(committing_app, 2)
    queue = open_queue(connect(worker_app.extensions["settings"].redis_url))
    with worker_app.app_context():
        plan_and_hand_over(queue, NOON, ONLY_REPORTS)
        queue.connection.flushall()
        hand_over_open_work(queue, NOON + timedelta(hours=1))
    run_worker(worker_app, burst=True)
    for period, day in latest_due_days(NOON.date()).items():
        assert_each_file_once_and_whole(committing_app, ids, Making(period, day))


@pytest.mark.usefixtures("made_by")
def test_two_schedulers_and_two_workers_at_once_make_each_file_once_r_5(
    committing_app: Flask, worker_app: Flask
) -> None:
    ids = facilities(committing_app, 2)

    def one_scheduler(_number: int) -> int:
        with committing_app.app_context():
            return plan(NOON, ONLY_REPORTS)

    with ThreadPoolExecutor(2) as schedulers:
        assert sum(schedulers.map(one_scheduler, range(6))) == 16
    with working(committing_app) as session:
        runs = session.scalars(select(JobRun.id).order_by(JobRun.id)).all()
    assert len(runs) == 16

    def one_worker(order: int) -> None:
        with committing_app.app_context():
            for run_id in runs[::order]:
                perform(run_id)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(one_worker, (1, -1)))
    for period, day in latest_due_days(NOON.date()).items():
        assert_each_file_once_and_whole(committing_app, ids, Making(period, day))


@pytest.mark.usefixtures("made_by")
def test_two_workers_share_one_period_and_no_facility_is_done_twice_r_5(committing_app: Flask) -> None:
    ids = facilities(committing_app, 6)
    runs = [planned(committing_app, number=number) for number in (0, 1)]

    def one_worker(run_id: int) -> None:
        with committing_app.app_context():
            perform(run_id)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(one_worker, runs))
    assert_each_file_once_and_whole(committing_app, ids)
    with working(committing_app) as session:
        assert max(session.scalars(select(JobRun.done))) == 6
        progress = read_making(session, MAY)
        assert progress is not None
        assert (progress.made, progress.total, progress.is_over) == (6, 6, True)


@pytest.mark.usefixtures("made_by")
def test_two_workers_that_begin_a_period_at_the_same_moment_do_not_wait_crosswise_r_5(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_hold_their_row = Barrier(2)

    def begin_together(session: BincSession, making: Making) -> None:
        with suppress(BrokenBarrierError):
            both_hold_their_row.wait(10)
        begin_making(session, making)

    monkeypatch.setattr("jobs.report_runs.begin_making", begin_together)
    ids = facilities(committing_app)
    runs = [planned(committing_app, number=number) for number in (0, 1)]
    with ThreadPoolExecutor(2) as workers:
        found = list(workers.map(lambda run_id: performed(committing_app, run_id), runs))
    assert [(run.state, run.tries, run.error_class) for run in found] == [("done", 1, None)] * 2
    assert_each_file_once_and_whole(committing_app, ids)


def test_a_facility_that_is_in_other_hands_is_left_to_them_r_5(committing_app: Flask) -> None:
    ids = facilities(committing_app, 2)
    with working(committing_app) as session:
        begin_making(session, MAY)
    with working(committing_app) as session:
        assert take_facility(session, MAY) == ids[0]
        with ThreadPoolExecutor(1) as other:
            assert other.submit(taken_by_another, committing_app).result() == ids[1]
    with working(committing_app) as session:
        assert take_facility(session, MAY) == ids[0], "let go of when the transaction ended"


def taken_by_another(app: Flask) -> int | None:
    with working(app) as session:
        return take_facility(session, MAY)


def test_what_goes_wrong_for_all_is_a_failure_of_the_job_and_of_no_facility_r_5(
    committing_app: Flask, made_by: Doing
) -> None:
    class Uncountable(WorkbookMaker):
        def prepare(self) -> None:
            raise RuntimeError("Noor Peeters")

    made_by(Uncountable)
    facilities(committing_app, 2)
    run_id = planned(committing_app)
    assert [performed(committing_app, run_id).state for _ in range(3)] == ["queued", "queued", "failed"]
    assert {outcome for _, outcome, _ in outcomes(committing_app)} == {"waiting"}
    with working(committing_app) as session:
        progress = read_making(session, MAY)
        assert progress is not None
        assert (progress.is_over, progress.done, progress.total) == (True, 0, 2)


def test_a_long_run_lets_others_first_and_goes_on_where_it_was_r_5(
    committing_app: Flask, made_by: Doing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.report_runs.FEWEST_A_TURN", 2)
    assert FEWEST_A_TURN > 2
    ids, run_id = facilities(committing_app, 5), planned(committing_app)
    with working(committing_app) as session:
        session.add(JobRun(name=JobName.PURGE_EXPIRED, unique_key="short"))
    progress = []
    for _ in range(3):
        run = performed(committing_app, run_id)
        progress.append((run.state, run.done, run.tries, run.started_at is None))
    assert progress == [("queued", 2, 0, True), ("queued", 4, 0, True), ("done", 5, 1, False)]
    assert_each_file_once_and_whole(committing_app, ids)
