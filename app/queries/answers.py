"""The answer lists as forms show them (E-5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from app.database import BincSession
from app.domain.referral import Referral
from app.domain.referral_forms import ANSWER_LISTS, SHIPPED_ANSWERS, referral_form
from app.queries.catalogue import answer_codes
from models.reference import Answer


def answer_options(session: BincSession, list_name: str, keep: Collection[str] = ()) -> list[tuple[str, str]]:
    """Code and label of each answer that a list offers, in its order; of the retired only those given (`keep`)."""
    query = (
        select(Answer.code, Answer.label)
        .where(Answer.list_name == list_name, or_(Answer.retired.is_(False), Answer.code.in_(keep)))
        .order_by(Answer.sequence, Answer.label)
    )
    return [(code, label) for code, label in session.execute(query)]


def answer_labels(session: BincSession, *list_names: str) -> dict[str, str]:
    """What the answers of these lists are called, by code; retired ones too, since they stay readable (E-5)."""
    query = select(Answer.code, Answer.label).where(Answer.list_name.in_(list_names))
    return {row.code: row.label for row in session.execute(query.order_by(Answer.sequence, Answer.label))}


def labels_by_list(session: BincSession, *list_names: str) -> dict[str, dict[str, str]]:
    """What the answers of these lists are called, by list and code: one code can mean two things (E-5)."""
    query = select(Answer.list_name, Answer.code, Answer.label).where(Answer.list_name.in_(list_names))
    labels: dict[str, dict[str, str]] = {name: {} for name in list_names}
    for row in session.execute(query):
        labels[row.list_name][row.code] = row.label
    return labels


def referral_answers(
    session: BincSession, organisation_type: str, kept: Referral | None = None
) -> dict[str, frozenset[str]]:
    """What the questions of a referral form offer whose list an admin can extend, by question (D-4, E-5).

    A retired answer stays possible where it already stands (`kept`).
    """
    asked = [rule.field for rule in referral_form(organisation_type) if rule.field in SHIPPED_ANSWERS]
    return {name: answer_codes(session, ANSWER_LISTS[name]) | _given(kept, name) for name in asked}


def _given(kept: Referral | None, name: str) -> frozenset[str]:
    given = getattr(kept, name) if kept else None
    return frozenset(given) if isinstance(given, tuple) else frozenset({given} if given else ())
