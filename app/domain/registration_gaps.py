"""What is not registered and may change what the Groeipakket pays: the gap, and when its people are reminded (G-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.late_registration import DAYS_ALLOWED, days_after

NOT_BEGUN, NO_FOLLOW_UP = "not_begun", "no_follow_up"
FIRST_REMINDER, LAST_REMINDER = 2, 6
# After a standstill the last reminder still makes sense for a week; older gaps stand on the page and the work list.
DAYS_TO_MAKE_GOOD = 7


@dataclass(frozen=True)
class LastOne:
    """The latest decision or the last schakeling of an open dossier, and whether it is about a message (S-12).

    `end` is that of a schakeling, None while it runs; a decision has none.
    """

    id: int
    begin: date
    sends: bool
    end: date | None = None


@dataclass(frozen=True)
class Gap:
    """Since which day something may be missing, and the decision or the schakeling that it follows."""

    kind: str
    since: date
    about_id: int

    def days(self, today: date) -> int:
        """How many days ago it began."""
        return days_after(self.since, today)

    def days_left(self, today: date) -> int:
        """How many days there are to register it in time, today included when 0; below 0 it is late (G-2)."""
        return DAYS_ALLOWED - self.days(today)


def gap_of(decision: LastOne | None, schakeling: LastOne | None, today: date) -> Gap | None:
    """What is at stake for the Groeipakket in an open dossier, None where nothing is (G-2, our reading).

    A decision with modules that send a message has begun and no help under it is registered; or help that sent one has
    ended at most a week ago, so that a next begin would still be registered in time and the dossier is not to be closed
    yet. The day must be over; while help runs nothing is missing.
    """
    if schakeling is not None and (schakeling.end is None or schakeling.end >= today):
        return None
    ended = schakeling.end if schakeling is not None else None
    if decision is not None and (ended is None or decision.begin > ended):
        begun = decision.begin < today
        return Gap(NOT_BEGUN, decision.begin, decision.id) if decision.sends and begun else None
    if schakeling is None or ended is None or not schakeling.sends:
        return None
    return Gap(NO_FOLLOW_UP, ended, schakeling.id) if ended >= last_expected_end(today) else None


def last_expected_end(today: date) -> date:
    """The first last day of help after which a next begin is still registered in time today (G-2)."""
    return today - timedelta(days=DAYS_ALLOWED)


def due_reminder(gap: Gap, sent: Mapping[int, date], today: date) -> int | None:
    """Which reminder of a gap is due: that of the second or of the sixth day, or None (G-2).

    `sent` are the ones that were sent, with the day. Each comes once and never two on one day: who was not reminded
    before the sixth day gets the last one only.
    """
    days = gap.days(today)
    if LAST_REMINDER in sent or today in sent.values() or days > LAST_REMINDER + DAYS_TO_MAKE_GOOD:
        return None
    if days >= LAST_REMINDER:
        return LAST_REMINDER
    return FIRST_REMINDER if days >= FIRST_REMINDER and FIRST_REMINDER not in sent else None
