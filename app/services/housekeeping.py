"""Clearing away what was only kept for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from models.access import WebSession
from models.search_criteria import SearchCriteria


def purge_expired(session: Any, *, now: datetime) -> dict[str, int]:
    """Remove signed-out and forgotten sessions and the search texts of yesterday.

    Whatever expires at `now` or before goes. Answers how many rows of each kind went.
    """
    return {
        "web_sessions": session.execute(delete(WebSession).where(WebSession.expires_at <= now)).rowcount,
        "search_criteria": session.execute(delete(SearchCriteria).where(SearchCriteria.expires_at <= now)).rowcount,
    }
