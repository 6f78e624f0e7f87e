"""Search criteria kept for a day under a token, so that no name or number of a person stands in an address."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import g
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import NotFound
from models.search_criteria import SearchCriteria

KEPT_FOR = timedelta(days=1)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def keep_criteria(session: BincSession, purpose: str, criteria: dict[str, Any]) -> str:
    """Keeps what somebody searched for at this seat, and returns the token that stands for it."""
    token = secrets.token_urlsafe(32)
    expires = datetime.now(UTC) + KEPT_FOR
    session.add(SearchCriteria(token=token, seat_id=g.seat.id, purpose=purpose, criteria=criteria, expires_at=expires))
    return token


def kept_criteria(session: BincSession, purpose: str, token: str) -> dict[str, Any]:
    """What was searched for under a token.

    Raises NotFound when it is a day old, or was kept at another seat.
    """
    query = select(SearchCriteria.criteria).where(
        SearchCriteria.token == token,
        SearchCriteria.seat_id == g.seat.id,
        SearchCriteria.purpose == purpose,
        SearchCriteria.expires_at > datetime.now(UTC),
    )
    kept = session.scalars(query).one_or_none() if TOKEN.fullmatch(token) else None
    if kept is None:
        raise NotFound
    return dict(kept)
