"""The jobs about timely registration: what its monitor counts, and the reminders (G-2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.civil_time import BRUSSELS
from app.services.registration_reminders import remind_of_registrations
from app.services.registration_times import add_counts_together, follow_next_registrations
from models.job_run import JobRun


def follow_all_registrations(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Compares every dossier with what the monitor counts and mends it; answers how many begins and ends differed.

    Commits after each handful of dossiers, so that a killed run loses nothing. The first one counts what was there
    before the monitor was.
    """
    different, last = 0, 0
    while True:
        came_to, number = follow_next_registrations(session, last)
        session.commit()
        if came_to is None:
            return {"differences": different, "rows_added_together": add_counts_together(session)}
        different, last = different + number, came_to


def remind_of_begins(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Reminds of what may not be registered yet; answers how many people were told."""
    return {"reminded": remind_of_registrations(session, today=datetime.now(BRUSSELS).date())}
