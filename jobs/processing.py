"""The job that processes a year for the facilities that somebody of the agency chose, one after the other (Q-5)."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.database import enter_scope
from app.domain.civil_time import BRUSSELS
from app.domain.processing import Outcome
from app.domain.scope import Actor
from app.services.year_processing import process_facility, waiting_facilities, write_failure
from models.job_run import JobRun
from models.year_processing import YearProcessing

logger = logging.getLogger(__name__)


def process_years(session: Any, run: JobRun) -> Mapping[str, Any]:
    """Processes whatever still waits; answers how many were processed, refused and failed in this run.

    Commits after each facility, unlike other jobs: the year, its statements and the outcome are written together, so
    that a process killed in between goes on where it stopped, and nobody is processed twice. One that fails is written
    down and passed over.
    """
    run_id, processing = run.id, session.get_one(YearProcessing, int(run.unique_key))
    processing_id = processing.id
    # What the job does stands on record under the name of who asked for it.
    actor = Actor(processing.actor_id, processing.actor_name)
    enter_scope(session, replace(session.info["scope"], actor=actor))
    outcomes: Counter[Outcome] = Counter()
    for facility_id in waiting_facilities(session, processing_id):
        outcomes[_process(session, processing_id, facility_id)] += 1
        session.execute(update(JobRun).where(JobRun.id == run_id).values(done=JobRun.done + 1))
        session.commit()
    return {outcome.value: outcomes[outcome] for outcome in Outcome if outcome is not Outcome.WAITING}


def _process(session: Any, processing_id: int, facility_id: int) -> Outcome:
    try:
        processing = session.get_one(YearProcessing, processing_id)
        return process_facility(session, processing, facility_id, today=datetime.now(BRUSSELS).date())
    except Exception as failure:
        session.rollback()
        logger.error("Processing of facility %s failed: %s", facility_id, type(failure).__name__)
        return write_failure(session, processing_id, facility_id)
