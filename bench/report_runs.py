"""How long the reports of a quarter take for all facilities while people work, and how much memory (R-5)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, func, select, update

from app.database import transaction
from app.domain.jobs import JobName
from app.domain.quarter import Quarter
from app.domain.reports.automatic import Making, MakingOutcome
from app.domain.scope import Scope
from app.queries.reports.content import zip_of
from app.queries.reports.makings import count_outcomes, jobs_of, rows_of
from app.services.reports.making import begin_making
from bench.organisations import MEDIAN_PLACE
from bench.reports import one_by_one
from bench.results import Result, clocked, timed, timing_of
from bench.visitor import visitor_of
from config import Settings
from models.facility import Facility
from models.job_run import JobRun
from models.report import ReportFile, ReportMaking

MOST_FOR_A_QUARTER, MOST_FOR_A_PAGE, MOST_MEGABYTES = 60_000.0, 100.0, 500.0
# What two cores can give in that time; by the clock it depends on what else they do.
MOST_PROCESSOR_SECONDS = 2 * MOST_FOR_A_QUARTER / 1_000
# A run over twice as many facilities costs at most so much more than twice as much.
MOST_GROWTH = 2.3
PARTS_OF_THE_SECTOR = (125, 250, 500)
_BETWEEN_PAGES = 0.25
_WORKER = """
import os, sys
from app.cli import NICENESS
from jobs.performing import perform
from run import create_app
os.nice(NICENESS)
with create_app().app_context():
    perform(int(sys.argv[1]))
"""


@dataclass(frozen=True)
class Run:
    """What one run took: by the clock, of the processor (workers and database), memory, and start pages meanwhile."""

    milliseconds: float
    processor_seconds: float
    megabytes: float
    pages: Sequence[float]


def measure_report_runs(app: Flask, until: date) -> Iterator[Result]:
    """The reports of last quarter for a part and for all of the facilities, each time by two fresh workers."""
    making = Making(Quarter.of(until).previous.period, until)
    visitor = visitor_of(app, MEDIAN_PLACE + 1)
    before = timed(lambda: visitor.get("/"))
    yield Result.of("report runs", "start page without a run", before)
    took, every = {}, 0.0
    for number in PARTS_OF_THE_SECTOR:
        run = _made(app, _planned(app, making, number))
        took[number], every = run.processor_seconds, run.milliseconds
        yield from _results(app, making, number, run)
    for fewer, more in pairwise(PARTS_OF_THE_SECTOR):
        name, growth = f"processor time of {more} facilities beside {fewer}", took[more] / took[fewer]
        yield Result("report runs", name, growth, unit="times", target=MOST_GROWTH)
    yield from _beside_one_by_one(app, making, every)
    yield _zips(app, making)


def _beside_one_by_one(app: Flask, making: Making, every: float) -> Iterator[Result]:
    """What the tables alone of the same reports cost by a query for each row, without making a single file."""
    with app.app_context():
        stretched, note = one_by_one(making.period)
    name = "only the tables of all facilities, a query a row, no files"
    yield Result("report runs", name, stretched / 1_000, unit="s", note=note)
    yield Result("report runs", "times faster, with all files", stretched / every, unit="×")


def _results(app: Flask, making: Making, number: int, run: Run) -> Iterator[Result]:
    area = f"report runs, {number} facilities"
    with app.app_context(), transaction(Scope.system("bench")) as session:
        outcomes = count_outcomes(session, making)
        days = (ReportFile.due_on == making.due_on, ReportFile.begin == making.period.begin)
        files = session.execute(select(func.count(), func.sum(ReportFile.size)).where(*days)).one()
    failed = outcomes.get(MakingOutcome.FAILED.value, 0)
    note = f"{files[0]} files on the shelf, {files[1] / 2**20:.0f} MB, {failed} facilities failed"
    yield Result(area, "every report of a quarter", run.milliseconds, target=MOST_FOR_A_QUARTER, note=note)
    seconds = run.processor_seconds
    yield Result(area, "processor time of workers and database", seconds, unit="s", target=MOST_PROCESSOR_SECONDS)
    yield Result(area, "memory of a worker", run.megabytes, unit="MB", target=MOST_MEGABYTES)
    pages = timing_of(list(run.pages))
    yield Result.of(area, "start page meanwhile", pages, target=MOST_FOR_A_PAGE, note=f"{len(run.pages)} pages")


def _planned(app: Flask, making: Making, number: int) -> list[int]:
    """A run in which only the last so many facilities wait; whatever an earlier measurement left is gone."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        session.execute(delete(JobRun).where(*jobs_of(making)))
        session.execute(delete(ReportFile).where(ReportFile.due_on == making.due_on))
        begin_making(session, making)
        ids = session.scalars(select(Facility.id).order_by(Facility.id)).all()
        chosen = set(ids[:: max(1, len(ids) // number)][:number])
        for outcome, wanted in ((MakingOutcome.WAITING, chosen), (MakingOutcome.MADE, set(ids) - chosen)):
            rows = (*rows_of(making), ReportMaking.facility_id.in_(wanted))
            session.execute(update(ReportMaking).where(*rows).values(outcome=outcome.value, error_class=None))
        jobs = [JobRun(name=JobName.MAKE_AUTOMATIC_REPORTS, unique_key=key) for key in making.job_keys]
        session.add_all(jobs)
        session.flush()
        return [job.id for job in jobs]


def _made(app: Flask, run_ids: Sequence[int]) -> Run:
    """Lets a worker do each job, and opens the start page of a usual facility again and again until all is made."""
    visitor = visitor_of(app, MEDIAN_PLACE + 1)
    visitor.get("/")
    pages: list[float] = []
    begin, before = time.perf_counter(), _processor_seconds(app)
    workers = [_worker(app.extensions["settings"], run_id) for run_id in run_ids]
    memory = [_Memory(worker.pid) for worker in workers]
    while any(worker.poll() is None for worker in workers):
        pages.append(clocked(lambda: visitor.get("/")))
        for each in memory:
            each.look()
        time.sleep(_BETWEEN_PAGES)
    milliseconds = (time.perf_counter() - begin) * 1_000
    if any(worker.returncode for worker in workers):
        raise RuntimeError("a worker broke off")
    spent = _processor_seconds(app) - before
    return Run(milliseconds, spent, max(each.megabytes for each in memory), pages)


def _processor_seconds(app: Flask) -> float:
    """What the database's processes and the workers that ended have used of the processor so far."""
    own = os.times()
    home: Path = app.extensions["settings"].home
    server = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    processes = [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    ticks = sum(_ticks_of(process) for process in processes)
    return own.children_user + own.children_system + ticks / os.sysconf("SC_CLK_TCK")


def _ticks_of(process: int) -> int:
    """What a process and its ended children have used, 0 for one that has just gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, fields[11:15]))


def _worker(settings: Settings, run_id: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "BINC_HOME": str(settings.home),
        "BINC_SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url or "",
        "DATABASE_OWNER_URL": settings.database_owner_url or "",
    }
    return subprocess.Popen([sys.executable, "-c", _WORKER, str(run_id)], env=environment)


class _Memory:
    """The most memory that a process had."""

    def __init__(self, process: int) -> None:
        self._status, self.megabytes = Path(f"/proc/{process}/status"), 0.0

    def look(self) -> None:
        """Reads it, while the process is there."""
        lines = self._status.read_text().splitlines() if self._status.exists() else []
        for line in lines:
            if line.startswith("VmHWM:"):
                self.megabytes = max(self.megabytes, int(line.split()[1]) / 1024)


def _zips(app: Flask, making: Making) -> Result:
    """A ZIP of every facility, read to its end as a download does."""
    with app.app_context(), transaction(Scope.system("bench")) as session:
        rows = session.execute(
            select(ReportFile.facility_id, ReportFile.id).where(ReportFile.due_on == making.due_on)
        ).all()
        ids: dict[int | None, list[int]] = {}
        for facility_id, file_id in rows:
            ids.setdefault(facility_id, []).append(file_id)
        sizes: list[int] = []
        took = clocked(lambda: sizes.extend(sum(map(len, zip_of(session, one))) for one in ids.values()))
    note = f"{len(ids)} ZIPs, {sum(sizes) / 2**20:.0f} MB"
    return Result("report runs", "a ZIP of every facility", took, target=MOST_FOR_A_QUARTER, note=note)
