"""The job that asks the module database what facilities may offer (M-2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from app.domain.civil_time import BRUSSELS
from app.integrations.module_database import ModuleDatabase
from app.services.module_deliveries.taking_in import fetch_modules
from models.job_run import JobRun


def fetch_module_data(session: Any, _run: JobRun) -> Mapping[str, Any] | None:
    """Takes in the list of today; answers what came of it, nothing where no module database was named.

    What cannot be used, or did not come, is no failure of the job: it is kept as refused, for the agency to see.
    """
    database: ModuleDatabase | None = current_app.extensions["module_database"]
    if database is None:
        return None
    most: int = current_app.extensions["settings"].modules_most_withdrawn
    delivery = fetch_modules(session, database, today=datetime.now(BRUSSELS).date(), most_withdrawn=most)
    return {"state": delivery.state, "added": delivery.added, "waiting": delivery.waiting}
