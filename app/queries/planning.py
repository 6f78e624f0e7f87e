"""Statements whose best plan depends on the facility and the days that are asked: planned each time they are sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import SessionTransaction

from app.database import BincSession

_KEY = "planned for values"
_EACH_TIME = text("select set_config('plan_cache_mode', 'force_custom_plan', true)")


def plan_for_values(session: Any) -> None:
    """From now until the end of the transaction the database plans each statement for its very values.

    One plan for all values, which it makes after some uses, takes every facility for a small one and every period for a
    long one: for the largest facility it reads all its help there ever was, three times as slow as a plan of its own.
    """
    if _KEY not in session.info:
        session.info[_KEY] = True
        session.execute(_EACH_TIME)


@event.listens_for(BincSession, "after_transaction_end")
def _forget_with_transaction(session: BincSession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_KEY, None)
