"""The answer lists as forms show them (E-5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from app.database import BincSession
from models.reference import Answer


def answer_options(session: BincSession, list_name: str, keep: Collection[str] = ()) -> list[tuple[str, str]]:
    """Code and label of each answer that a list offers, in its order; a retired one only where it was given (`keep`)."""
    query = (
        select(Answer.code, Answer.label)
        .where(Answer.list_name == list_name, or_(Answer.retired.is_(False), Answer.code.in_(keep)))
        .order_by(Answer.sequence, Answer.label)
    )
    return [(code, label) for code, label in session.execute(query)]


def answer_label(session: BincSession, list_name: str, code: str | None) -> str | None:
    """How an answer reads, also a retired one; the code itself where the list does not know it."""
    if code is None:
        return None
    query = select(Answer.label).where(Answer.list_name == list_name, Answer.code == code)
    return session.scalars(query).one_or_none() or code
