"""Processed years: what their lock leaves of the schakelingen of a facility (S-14, H4.2.4.1).

Everywhere `locked_until` is the last day of the last processed year of the facility, None while none is.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from app.domain.chain_plans import EXTENSION, SchakelingPlan
from app.domain.faults import Fault
from app.domain.period import ONE_DAY

RULE = "S-14"


class Lock(Enum):
    """What can still be done with a schakeling: everything, only move its end, nothing."""

    OPEN = "open"
    END_ONLY = "end only"
    READ_ONLY = "read only"


def last_locked_day(year: int | None) -> date | None:
    """The last day that a processed year locks, given the last such year of a facility (S-14)."""
    return date(year, 12, 31) if year is not None else None


def lock_of(schakeling: SchakelingPlan, locked_until: date | None) -> Lock:
    """What the processed years leave of a schakeling (S-14): ended in one = nothing, begun in one = its end."""
    if locked_until is None or schakeling.begin > locked_until:
        return Lock.OPEN
    if schakeling.end is not None and schakeling.end <= locked_until:
        return Lock.READ_ONLY
    return Lock.END_ONLY


def lock_words(schakeling: SchakelingPlan, locked_until: date | None) -> str | None:
    """Why a schakeling is locked, as a sentence for the screen; None when it is not (S-14)."""
    lock = lock_of(schakeling, locked_until)
    if locked_until is None or lock is Lock.OPEN:
        return None
    processed = f"Opgroeien heeft de kwartaalstaten tot en met {locked_until.year} verwerkt"
    if lock is Lock.READ_ONLY:
        return f"{processed}, en deze schakeling eindigde op {schakeling.end:%d/%m/%Y}. Ze kan niet meer wijzigen."
    return (
        f"{processed}, en deze schakeling begon op {schakeling.begin:%d/%m/%Y}. "
        f"Enkel haar einddatum kan nog wijzigen, naar een dag na {locked_until:%d/%m/%Y}."
    )


def lock_label(schakeling: SchakelingPlan, locked_until: date | None) -> str | None:
    """Why a schakeling is locked, short enough for a list; None when it is not (S-14)."""
    lock = lock_of(schakeling, locked_until)
    if locked_until is None or lock is Lock.OPEN:
        return None
    processed = f"de jaren tot en met {locked_until.year} zijn verwerkt"
    if lock is Lock.READ_ONLY:
        return f"vastgezet: {processed}"
    return f"{processed}: enkel de einddatum kan nog wijzigen, verwijderen kan niet"


def delete_lock_words(schakeling: SchakelingPlan, locked_until: date | None) -> str | None:
    """Why a schakeling that began in a processed year cannot be deleted (S-14); None when it can."""
    if locked_until is None or schakeling.begin > locked_until:
        return None
    return (
        f"Deze schakeling begon op {schakeling.begin:%d/%m/%Y}, en de jaren tot en met {locked_until.year} zijn "
        "verwerkt. Ze kan niet meer verwijderd worden."
    )


def extension_lock_words(previous: SchakelingPlan | None, locked_until: date | None) -> str | None:
    """Why a schakeling that ended in a processed year cannot be extended (S-14); None when it can."""
    if locked_until is None or previous is None or previous.end is None or previous.end > locked_until:
        return None
    return (
        f"Verlengen kan niet: de vorige schakeling eindigde op {previous.end:%d/%m/%Y}, en de jaren tot en met "
        f"{locked_until.year} zijn verwerkt. Registreer een gewone schakeling."
    )


def check_locked_new(new: SchakelingPlan, previous: SchakelingPlan | None, locked_until: date | None) -> list[Fault]:
    """Whether a new schakeling stays out of the processed years, and extends none that ended in one (S-14).

    `previous` is the one before it, with the end that it gets in the same save.
    """
    return [*_check_begin(new, locked_until), *_check_extension(new, previous, locked_until)]


def check_locked_change(
    before: SchakelingPlan, after: SchakelingPlan, previous: SchakelingPlan | None, locked_until: date | None
) -> list[Fault]:
    """Whether a change of a schakeling leaves the processed years as they are (S-14).

    An end may also be taken away: no day that is processed changes by it (our reading).
    """
    words = lock_words(before, locked_until)
    if words is None or locked_until is None:
        turned = after.kind != before.kind
        return [
            *_check_begin(after, locked_until),
            *(_check_extension(after, previous, locked_until) if turned else ()),
        ]
    if lock_of(before, locked_until) is Lock.READ_ONLY:
        return [Fault(RULE, "schakeling", words)]
    faults = []
    if after.begin != before.begin:
        faults.append(Fault(RULE, "begin", words))
    if (after.kind, after.offer) != (before.kind, before.offer):
        faults.append(Fault(RULE, "modules", words))
    if after.end is not None and after.end <= locked_until:
        message = f"De jaren tot en met {locked_until.year} zijn verwerkt. Kies een dag na {locked_until:%d/%m/%Y}."
        faults.append(Fault(RULE, "end", message))
    return faults


def check_locked_delete(schakeling: SchakelingPlan, locked_until: date | None) -> list[Fault]:
    """Whether a schakeling may be deleted: not when it began in a processed year (S-14)."""
    words = delete_lock_words(schakeling, locked_until)
    return [Fault(RULE, "schakeling", words)] if words else []


def first_free_day_words(locked_until: date) -> str:
    """From which day on a schakeling can begin (S-14)."""
    return (
        f"De jaren tot en met {locked_until.year} zijn verwerkt. Begin op {locked_until + ONE_DAY:%d/%m/%Y} of later."
    )


def _check_begin(new: SchakelingPlan, locked_until: date | None) -> list[Fault]:
    if locked_until is None or new.begin > locked_until:
        return []
    return [Fault(RULE, "begin", first_free_day_words(locked_until))]


def _check_extension(new: SchakelingPlan, previous: SchakelingPlan | None, locked_until: date | None) -> list[Fault]:
    words = extension_lock_words(previous, locked_until) if new.kind == EXTENSION else None
    return [Fault(RULE, "kind", words)] if words else []
