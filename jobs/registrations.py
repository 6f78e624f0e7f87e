"""The jobs about timely registration: what its monitor counts, and the reminders (G-2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.civil_time import BRUSSELS
from app.domain.jobs import JobName
from app.services.registration_reminders import remind_of_registrations
from app.services.registration_times import add_counts_together, follow_next_registrations
from jobs.giving_way import GiveWay, others_wait
from models.job_run import JobRun

# However much other work waits, each turn brings the comparison this many handfuls of dossiers further.
FEWEST_A_TURN = 5


def follow_all_registrations(session: Any, run: JobRun) -> Mapping[str, Any]:
    """Compares every dossier with what the monitor counts and mends it; answers how many begins and ends differed.

    Commits after each handful of dossiers, with the number of the last one beside the job, so that a killed run loses
    nothing; while somebody waits for other work it stops of itself (GiveWay) and goes on afterwards. The first one
    counts what was there before the monitor was.
    """
    different: int = (run.result or {}).get("differences", 0)
    turn = 0
    while True:
        came_to, number = follow_next_registrations(session, run.done or 0)
        different += number
        if came_to is None:
            return {"differences": different, "rows_added_together": add_counts_together(session)}
        run.done, run.result = came_to, {"differences": different}
        session.commit()
        turn += 1
        if turn >= FEWEST_A_TURN and others_wait(session, JobName.FOLLOW_REGISTRATIONS):
            raise GiveWay


def remind_of_begins(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Reminds of what may not be registered yet; answers how many people were told."""
    return {"reminded": remind_of_registrations(session, today=datetime.now(BRUSSELS).date())}
