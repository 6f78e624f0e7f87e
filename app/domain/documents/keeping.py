"""How long the content of a shared document can be read, and what of the store nobody knows any more (O-6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, timedelta

# A document can be shared on the last day of its month for at most 30 days (O-1); on the day after, its key may go.
DAYS_AFTER_THE_MONTH = 31


def key_month(day: date) -> date:
    """The month whose key locks what is shared on this day, as its first day (O-6)."""
    return day.replace(day=1)


def key_ends_on(month: date) -> date:
    """The day on which the key of a month is destroyed: 31 days after the month's last day (O-6)."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return last + timedelta(days=DAYS_AFTER_THE_MONTH)


def months_due(months: Iterable[date], today: date) -> list[date]:
    """The months whose keys are to be destroyed by today, oldest first (O-6)."""
    return sorted(month for month in months if key_ends_on(month) <= today)


def day_of(key: str) -> date:
    """The day on which the content under this key was stored; raises ValueError for what is no key of a document."""
    return date.fromisoformat(key.split("/", 1)[0])


def orphans(stored: Iterable[str], known: Collection[str], today: date) -> list[str]:
    """What lies in the store under no document's key: uploads that were broken off or taken back (O-6).

    What was stored today is left alone: its document may be on its way into the database.
    """
    return sorted(key for key in stored if key not in known and day_of(key) < today)
