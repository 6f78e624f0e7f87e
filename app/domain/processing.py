"""When the agency may process a year of a facility, and what reopening one does (Q-4, Q-5, S-14).

Everywhere `statements` are the statements that a facility has in the year: their state by the number of the quarter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from app.domain.faults import Fault
from app.domain.organisation_types import has_statements
from app.domain.statements.states import StatementEvent, StatementState, can_happen

FIRST_YEAR = 2015
FIRST_MONTH = 4
QUARTERS = (1, 2, 3, 4)
# The mark of a preview: 16 random bytes as an address writes them, with room to spare.
LONGEST_MARK = 32
NOT_SENT_WORDS = {
    StatementState.OPEN: "nog nooit verzonden",
    StatementState.TO_SEND_AGAIN: "gewijzigd en nog niet opnieuw verzonden",
    StatementState.REOPENED: "heropend en nog niet opnieuw verzonden",
}


class Outcome(StrEnum):
    """What came of one facility when a year was processed for many (Q-5)."""

    WAITING = "waiting"
    PROCESSED = "processed"
    REFUSED = "refused"
    FAILED = "failed"


class YearState(StrEnum):
    """Where a year of a facility stands once it was processed for the first time."""

    PROCESSED = "processed"
    REOPENED = "reopened"


def first_day_to_process(year: int) -> date:
    """The day from which a year can be processed: 1 April of the next year (Q-5)."""
    return date(year + 1, FIRST_MONTH, 1)


def years_to_process(today: date) -> tuple[int, ...]:
    """Every year that can be processed by now, the latest first; the first statements are those of 2015 (Q-1, Q-5)."""
    last = today.year - 1 if first_day_to_process(today.year - 1) <= today else today.year - 2
    return tuple(range(last, FIRST_YEAR - 1, -1))


def check_processing(
    year: int,
    state: YearState | None,
    organisation_type: str,
    today: date,
    statements: Mapping[int, StatementState],
) -> list[Fault]:
    """Why a year of a facility cannot be processed now (Q-5); `state` is None for one that never was.

    A year without any help has no statements, and then nothing that still has to be sent (our reading).
    """
    if not has_statements(organisation_type):
        return [Fault("Q-1", "facility", "Deze voorziening heeft geen kwartaalstaten, dus er valt niets te verwerken.")]
    if year < FIRST_YEAR:
        return [Fault("Q-1", "year", f"De kwartaalstaten begonnen in {FIRST_YEAR}. Kies dat jaar of een later.")]
    if today < first_day_to_process(year):
        message = f"{year} kan verwerkt worden vanaf {first_day_to_process(year):%d/%m/%Y}. Kies een vroeger jaar."
        return [Fault("Q-5", "year", message)]
    if state is YearState.PROCESSED:
        return [Fault("Q-5", "year", f"{year} is al verwerkt voor deze voorziening. Je hoeft niets meer te doen.")]
    return [_not_sent(year, number, statements[number]) for number in not_sent(statements)]


def not_sent(statements: Mapping[int, StatementState]) -> list[int]:
    """The quarters whose statement still has to be sent before their year can be processed (Q-5)."""
    return [number for number, state in sorted(statements.items()) if state in NOT_SENT_WORDS]


def _not_sent(year: int, number: int, state: StatementState) -> Fault:
    return Fault("Q-5", "statements", f"{year}-{number} is {NOT_SENT_WORDS[state]}.")


def check_reopening_of_year(
    state: YearState | None,
    year: int,
    reason: str,
    quarters: Collection[int],
    statements: Mapping[int, StatementState],
    *,
    opens: bool,
) -> list[Fault]:
    """Why these quarters of a year cannot be reopened: they have to be processed, and somebody asked for it (Q-4).

    `opens` tells whether reopening the year opens its schakelingen; then a quarter without statement may be named too,
    since help may be missing there.
    """
    if state is None:
        return [Fault("Q-4", "year", f"{year} is niet verwerkt. Er valt niets te heropenen.")]
    processed = set(to_reopen(QUARTERS, statements))
    if state is YearState.REOPENED and not processed:
        return [Fault("Q-4", "year", f"{year} is al heropend. Je hoeft niets meer te doen.")]
    faults = []
    if not quarters:
        faults.append(Fault("Q-4", "quarters", "Kies welke kwartalen je heropent."))
    elif processed.isdisjoint(quarters) and processed and not (opens and state is YearState.PROCESSED):
        words = ", ".join(f"{year}-{number}" for number in sorted(processed))
        faults.append(Fault("Q-4", "quarters", f"Kies een kwartaal dat verwerkt is: {words}."))
    if not reason.strip():
        faults.append(Fault("Q-4", "reason", "Schrijf waarom dit heropend wordt."))
    return faults


def to_reopen(quarters: Collection[int], statements: Mapping[int, StatementState]) -> list[int]:
    """Those of these quarters whose statement is processed, and so can be reopened (Q-4)."""
    return [
        number
        for number in sorted(quarters)
        if number in statements and can_happen(statements[number], StatementEvent.REOPEN)
    ]


def opens_schakelingen(year: int, locking_years: Collection[int]) -> bool:
    """Whether reopening a year opens its schakelingen: only when it is the latest that locks (S-14, our reading).

    An earlier one opens its figures; its schakelingen stay behind the lock of the later year.
    """
    return year == max(locking_years, default=None)
