"""Keeping what somebody typed, and letting it go (D-11)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.database import BincSession
from app.domain.drafts import Pairs, check_draft
from app.domain.faults import NotFound, refuse
from models.draft import Draft


def keep_draft(session: BincSession, form: str, pairs: Pairs, *, now: datetime) -> None:
    """Keeps the text of the form at this address for the person at work; an earlier draft of it gives way.

    It is no change of a dossier: nothing goes on record, nobody else sees it. Raises DomainError when it is too large,
    NotFound without a seat.
    """
    refuse(check_draft(pairs))
    scope = session.scope
    if scope.seat_id is None:
        raise NotFound
    text = {"content": [list(pair) for pair in pairs], "saved_at": now}
    row = insert(Draft).values(facility_id=scope.facility_id, seat_id=scope.seat_id, form=form, **text)
    session.execute(row.on_conflict_do_update(constraint="draft_once", set_=text))


def drop_draft(session: BincSession, form: str) -> None:
    """Lets the draft of the form at this address go: it was saved, or its person threw it away."""
    session.execute(delete(Draft).where(Draft.seat_id == session.scope.seat_id, Draft.form == form))
