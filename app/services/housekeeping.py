"""Clearing away what was only kept for a while."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, text

from app.domain.drafts import last_moment_removed
from app.domain.jobs import REMEMBERED
from app.domain.outbox import DROPPED, FAILED, SENT
from models.access import WebSession
from models.job_run import JobRun
from models.notice import Notice
from models.outbox import OutboxMessage
from models.search_criteria import SearchCriteria

# A notice that nobody took away in this time is news no longer, nor is a mail that was sent or could not be sent.
NOTICES_KEPT = MAILS_KEPT = timedelta(days=90)
# Longer than any job that comes back stays due: the reminder of statements does for a month. Without this the job of
# every ten minutes alone would leave fifty thousand rows a year.
JOBS_KEPT = timedelta(days=90)
# As long as a program may still send a request again (G-3).
ANSWERS_KEPT = timedelta(days=7)


def purge_expired(session: Any, *, now: datetime) -> dict[str, int]:
    """Remove ended sessions, old search texts, drafts of a month, notices and mails of three months (D-7, D-9, D-11).

    Of the jobs that come back by themselves the rows of three months go as well. Whatever expires at `now` or before
    goes. Answers how many rows of each kind went.
    """
    purge_drafts = text("select purge_drafts(:until)")
    purge_answers = text("select purge_api_answers(:until)")
    return {
        "web_sessions": session.execute(delete(WebSession).where(WebSession.expires_at <= now)).rowcount,
        "notices": session.execute(delete(Notice).where(Notice.at <= now - NOTICES_KEPT)).rowcount,
        "mails": session.execute(delete(OutboxMessage).where(*_ended_before(now - MAILS_KEPT))).rowcount,
        "job_runs": session.execute(delete(JobRun).where(*_jobs_ended_before(now - JOBS_KEPT))).rowcount,
        "search_criteria": session.execute(delete(SearchCriteria).where(SearchCriteria.expires_at <= now)).rowcount,
        "api_answers": session.execute(purge_answers, {"until": now - ANSWERS_KEPT}).scalar_one(),
        "drafts": session.execute(purge_drafts, {"until": last_moment_removed(now)}).scalar_one(),
    }


def _jobs_ended_before(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Jobs that ended at this moment or before, in whatever way, but for those whose rows are read for longer."""
    return JobRun.name.not_in([one.value for one in REMEMBERED]), JobRun.finished_at <= moment


def _ended_before(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Mails that were sent, or written and given up or dropped, at this moment or before; what still waits stays."""
    ended = case((OutboxMessage.state == SENT, OutboxMessage.sent_at), else_=OutboxMessage.created_at)
    return OutboxMessage.state.in_((SENT, FAILED, DROPPED)), ended <= moment
