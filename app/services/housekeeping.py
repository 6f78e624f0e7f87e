"""Clearing away what was only kept for a while."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, text

from app.domain.drafts import last_moment_removed
from models.access import WebSession
from models.notice import Notice
from models.outbox import OutboxMessage
from models.search_criteria import SearchCriteria

# A notice that nobody took away in this time is news no longer, nor is a mail that was sent.
NOTICES_KEPT = MAILS_KEPT = timedelta(days=90)


def purge_expired(session: Any, *, now: datetime) -> dict[str, int]:
    """Remove ended sessions, yesterday's search texts, drafts of a month and notices of three months (D-9, D-11).

    Whatever expires at `now` or before goes. Answers how many rows of each kind went.
    """
    purge_drafts = text("select purge_drafts(:until)")
    return {
        "web_sessions": session.execute(delete(WebSession).where(WebSession.expires_at <= now)).rowcount,
        "notices": session.execute(delete(Notice).where(Notice.at <= now - NOTICES_KEPT)).rowcount,
        "mails": session.execute(delete(OutboxMessage).where(OutboxMessage.sent_at <= now - MAILS_KEPT)).rowcount,
        "search_criteria": session.execute(delete(SearchCriteria).where(SearchCriteria.expires_at <= now)).rowcount,
        "drafts": session.execute(purge_drafts, {"until": last_moment_removed(now)}).scalar_one(),
    }
