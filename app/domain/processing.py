"""When the agency may process a year of a facility, and what reopening one does (Q-5, S-14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from app.domain.faults import Fault
from app.domain.organisation_types import has_statements

FIRST_YEAR = 2015
FIRST_MONTH = 4


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


def check_processing(year: int, state: YearState | None, organisation_type: str, today: date) -> list[Fault]:
    """Why a year of a facility cannot be processed now (Q-5); `state` is None for one that never was."""
    if not has_statements(organisation_type):
        return [Fault("Q-1", "facility", "Deze voorziening heeft geen kwartaalstaten, dus er valt niets te verwerken.")]
    if year < FIRST_YEAR:
        return [Fault("Q-1", "year", f"De kwartaalstaten begonnen in {FIRST_YEAR}. Kies dat jaar of een later.")]
    if today < first_day_to_process(year):
        message = f"{year} kan verwerkt worden vanaf {first_day_to_process(year):%d/%m/%Y}. Kies een vroeger jaar."
        return [Fault("Q-5", "year", message)]
    if state is YearState.PROCESSED:
        return [Fault("Q-5", "year", f"{year} is al verwerkt voor deze voorziening. Je hoeft niets meer te doen.")]
    return []


def check_reopening_of_year(state: YearState | None, year: int, reason: str) -> list[Fault]:
    """Why a year cannot be reopened: it has to be processed, and somebody asked for it (Q-4)."""
    if state is None:
        return [Fault("Q-4", "year", f"{year} is niet verwerkt. Er valt niets te heropenen.")]
    if state is YearState.REOPENED:
        return [Fault("Q-4", "year", f"{year} is al heropend. Je hoeft niets meer te doen.")]
    if not reason.strip():
        return [Fault("Q-4", "reason", "Schrijf waarom dit jaar heropend wordt.")]
    return []


def opens_schakelingen(year: int, locking_years: Collection[int]) -> bool:
    """Whether reopening a year opens its schakelingen: only when it is the latest that locks (S-14, our reading).

    An earlier one opens its figures; its schakelingen stay behind the lock of the later year.
    """
    return year == max(locking_years, default=None)
