"""The keys of other programs as a page lists them (G-3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import BincSession
from models.api_token import ApiToken

LISTED = 200


def read_tokens(session: BincSession) -> list[ApiToken]:
    """The keys within reach: those that open something first, then by their last day; at most LISTED."""
    query = (
        select(ApiToken)
        .options(joinedload(ApiToken.facility))
        .order_by(ApiToken.ended_at.is_not(None), ApiToken.expires_on.desc(), ApiToken.id)
        .limit(LISTED)
    )
    return list(session.scalars(query))
