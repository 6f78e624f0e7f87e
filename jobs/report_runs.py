"""The job that makes the reports of a period for all facilities, because their day has come (R-5)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.jobs import JobName
from app.domain.reports.automatic import Making, MakingOutcome, period_name
from app.domain.reports.requests import RawChoice
from app.queries.reports.made import files_planned
from app.queries.reports.makings import count_outcomes
from app.services.reports.making import begin_making, take_facility, tell_progress, write_outcome
from app.services.reports.storing import Shelf, store_reports
from jobs.giving_way import GiveWay, others_wait
from jobs.period_reports import PeriodReports
from jobs.report_files import FileMaker, watched_file
from models.facility import Facility
from models.job_run import JobRun

logger = logging.getLogger(__name__)

# However much other work waits, each turn brings a run this much further.
FEWEST_A_TURN = 10


def make_automatic_reports(session: Any, run: JobRun) -> Mapping[str, Any]:
    """Makes the reports of facilities that still wait for them, while there are any; answers how many are made.

    Several jobs share a period: each takes a facility that nobody else has in hand. Commits after each facility,
    unlike other jobs: its files and its outcome come together, so that a process killed in between lets go of it and
    each file exists once. One that fails is written down and passed over. While somebody waits for other work the job
    stops of itself (GiveWay) and goes on afterwards.
    """
    run_id, making = run.id, Making.of_key(run.unique_key)
    begin_making(session, making)
    tell_progress(session, making, run_id)
    session.commit()
    maker: FileMaker = PeriodReports(session, making.period, period_name(making.period))
    number = 0
    while (facility_id := take_facility(session, making)) is not None:
        if number == 0:
            maker.prepare()
        _make_or_pass(session, maker, making, facility_id)
        tell_progress(session, making, run_id)
        session.commit()
        number += 1
        if number >= FEWEST_A_TURN and others_wait(session, JobName.MAKE_AUTOMATIC_REPORTS):
            raise GiveWay
    # Two jobs that end a facility at the same moment do not see each other's; the later one here sees both.
    tell_progress(session, making, run_id)
    outcomes = count_outcomes(session, making)
    return {outcome.value: outcomes.get(outcome.value, 0) for outcome in (MakingOutcome.MADE, MakingOutcome.FAILED)}


def _make_or_pass(session: BincSession, maker: FileMaker, making: Making, facility_id: int) -> None:
    """Makes the files of one facility, or writes down that it failed; either way nobody else has it in hand."""
    try:
        with session.begin_nested():
            _make(session, maker, making, session.get_one(Facility, facility_id))
    except Exception as failure:
        logger.error("Reports of facility %s failed: %s", facility_id, type(failure).__name__)
        words = type(failure).__name__
        write_outcome(session, making, facility_id, MakingOutcome.FAILED, datetime.now(UTC), words)
    else:
        write_outcome(session, making, facility_id, MakingOutcome.MADE, datetime.now(UTC))


def _make(session: BincSession, maker: FileMaker, making: Making, facility: Facility) -> None:
    shelf = Shelf(facility.id, making.period, due_on=making.due_on)
    now = datetime.now(UTC)
    made_on = now.astimezone(BRUSSELS).date()
    with ExitStack() as files:
        made = [
            maker.make(facility, planned, made_on, files.enter_context(watched_file()))
            for planned in files_planned(session, facility, RawChoice.XML)
        ]
        store_reports(session, shelf, made, now=now)
