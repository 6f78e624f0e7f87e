"""The job that asks the national register what changed about the clients of open dossiers (G-3)."""

from collections.abc import Mapping
from datetime import date
from time import sleep
from typing import Any

from flask import current_app

from app.domain.consultations import ConsultationReason
from app.domain.jobs import JobName
from app.services.consultations import ConsultedRegister
from app.services.register_refresh import begin_refresh, refresh_next
from jobs.giving_way import GiveWay, others_wait
from models.job_run import JobRun

# A hundred people each half second at most: an hour for half a million, and no burst at the neighbour's door.
PAUSE_SECONDS = 0.5
FEWEST_A_TURN = 10


def refresh_clients(session: Any, run: JobRun) -> Mapping[str, Any]:
    """Brings everybody up to date, a hundred at a time; answers how many were asked about and how many changed.

    Commits after each hundred, unlike other jobs: what changed, its history, the notices and how far it came come
    together, so that a process killed in between goes on where it stopped. A register that does not answer makes the
    job fail, and its next try goes on as well. While somebody waits for other work it stops of itself (GiveWay).
    """
    due_on = date.fromisoformat(run.unique_key)
    register = ConsultedRegister(session, current_app.extensions["national_register"], ConsultationReason.DAILY_REFRESH)
    turns = 0
    while refresh_next(session, begin_refresh(session, due_on), register):
        session.commit()
        turns += 1
        if turns >= FEWEST_A_TURN and others_wait(session, JobName.REFRESH_CLIENTS):
            raise GiveWay
        sleep(PAUSE_SECONDS)
    refresh = begin_refresh(session, due_on)
    return {"asked": refresh.asked, "changed": refresh.changed, "doubles": len(refresh.doubles)}
