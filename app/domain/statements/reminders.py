"""Which quarters wait to be sent, and when facilities are reminded that all has to be right (Q-4, Q-5, H4.2.4.1)."""

from __future__ import annotations

from datetime import date

from app.domain.quarter import Quarter
from app.domain.statements.states import StatementEvent, StatementState, can_happen

STATES_TO_SEND = tuple(state for state in StatementState if can_happen(state, StatementEvent.SEND))
REMINDING_MONTH, DEADLINE_MONTH = 2, 3


def first_day_to_remind(year: int) -> date:
    """The day from which facilities are reminded of a year: a month before the deadline."""
    return date(year + 1, REMINDING_MONTH, 1)


def deadline(year: int) -> date:
    """The day before which everything of a year has to be right: 1 March of the next (Q-5)."""
    return date(year + 1, DEADLINE_MONTH, 1)


def year_to_remind(today: date) -> int | None:
    """The year of which facilities are reminded today; None outside the month before the deadline (Q-5)."""
    year = today.year - 1
    return year if first_day_to_remind(year) <= today < deadline(year) else None


def waits_to_be_sent(quarter: Quarter, state: StatementState, today: date) -> bool:
    """Whether a quarter still has to be sent: it is over, and open, changed since it was sent, or reopened (Q-4)."""
    return quarter < Quarter.of(today) and state in STATES_TO_SEND


def is_pressing(year: int, today: date) -> bool:
    """Whether what waits of a year is pressing: from the month before its deadline on (Q-5)."""
    return today >= first_day_to_remind(year)
