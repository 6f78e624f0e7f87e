"""Clearing away what was only kept for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, text

from app.domain.drafts import last_moment_removed
from models.access import WebSession
from models.search_criteria import SearchCriteria


def purge_expired(session: Any, *, now: datetime) -> dict[str, int]:
    """Remove signed-out and forgotten sessions, the search texts of yesterday and drafts of a month ago (D-11).

    Whatever expires at `now` or before goes. Answers how many rows of each kind went.
    """
    purge_drafts = text("select purge_drafts(:until)")
    return {
        "web_sessions": session.execute(delete(WebSession).where(WebSession.expires_at <= now)).rowcount,
        "search_criteria": session.execute(delete(SearchCriteria).where(SearchCriteria.expires_at <= now)).rowcount,
        "drafts": session.execute(purge_drafts, {"until": last_moment_removed(now)}).scalar_one(),
    }
