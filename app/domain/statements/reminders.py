"""When facilities are reminded that their statements have to be right (Q-5, H4.2.4.1)."""

from __future__ import annotations

from datetime import date

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
