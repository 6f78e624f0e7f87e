"""The dossier: its code, its status, and how long it stays on the start page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.faults import Conflict, DomainError, Fault
from app.domain.period import add_years

WRITTEN_CODE = re.compile(r"BNC_([0-9]{8})_([0-9]{6,})", re.IGNORECASE)

OPEN, CLOSED, DELETED, REMOVED = "open", "closed", "deleted", "removed"
BIN_DAYS = 30
CLOSE, REOPEN, DELETE, RESTORE, REMOVE = "close", "reopen", "delete", "restore", "remove"

# From a status and an event to the next status (D-6, D-7, D-8).
TRANSITIONS: dict[tuple[str, str], str] = {
    (OPEN, CLOSE): CLOSED,
    (CLOSED, REOPEN): OPEN,
    (OPEN, DELETE): DELETED,
    (DELETED, RESTORE): OPEN,
    (DELETED, REMOVE): REMOVED,
}

REFUSALS: dict[str, str] = {
    CLOSE: "Dit dossier is al afgesloten. Ververs de pagina.",
    REOPEN: "Alleen een afgesloten dossier kun je heropenen. Ververs de pagina.",
    DELETE: "Alleen een open dossier kun je verwijderen. Heropen het eerst.",
    RESTORE: "Alleen een dossier uit de prullenbak kun je terugzetten. Ververs de pagina.",
    REMOVE: "Alleen een dossier in de prullenbak kan voorgoed weg. Ververs de pagina.",
}


def dossier_code(created: date, number: int) -> str:
    """The code by which everybody knows a dossier, `BNC_20240108_000001` (D-1)."""
    return f"BNC_{created:%Y%m%d}_{number:06d}"


@dataclass(frozen=True)
class DossierCode:
    """A dossier code taken apart: the day the dossier was made and its running number (D-1)."""

    created: date
    number: int

    @classmethod
    def parse(cls, text: str) -> DossierCode:
        """Read a code as somebody typed it, capitals or not.

        Raises DomainError with a fault at "code".
        """
        found = WRITTEN_CODE.fullmatch(text.strip())
        created = None if found is None else real_day(found[1])
        if found is None or created is None:
            message = "Een dossiernummer ziet er zo uit: BNC_20240108_000001. Kijk het na."
            raise DomainError(Fault("D-1", "code", message))
        return cls(created, int(found[2]))

    def __str__(self) -> str:
        return dossier_code(self.created, self.number)


def real_day(eight_digits: str) -> date | None:
    """The day that YYYYMMDD names, or None when the calendar has no such day."""
    try:
        return datetime.strptime(eight_digits, "%Y%m%d").date()
    except ValueError:
        return None


def status_after(status: str, event: str) -> str:
    """The status a dossier gets when something happens to it (D-6, D-7, D-8).

    Raises Conflict when that cannot happen to a dossier of this status.
    """
    after = TRANSITIONS.get((status, event))
    if after is None:
        raise Conflict(Fault("D-11", "status", REFUSALS.get(event, "Dit kan niet met een dossier.")))
    return after


def earliest_closing_listed(today: date) -> date:
    """The first closing date whose dossiers are still on the start page: one year ago to the day (D-2, H2)."""
    return add_years(today, -1)


def is_listed(status: str, closed_on: date | None, today: date) -> bool:
    """Whether a dossier stands on the start page: open, or closed no longer than a year ago (D-2, H2)."""
    if status == CLOSED and closed_on is not None:
        return closed_on >= earliest_closing_listed(today)
    return status == OPEN


def check_one_open(open_code: str | None) -> list[Fault]:
    """Whether a client may get a new open dossier in this facility, given the code of one that is open (D-1)."""
    if open_code is None:
        return []
    message = f"Deze cliënt heeft al een open dossier in je voorziening: {open_code}. Werk daarin verder of sluit af."
    return [Fault("D-1", "client", message)]


def check_deletable(decisions: int, schakelingen: int) -> list[Fault]:
    """Why a dossier with decisions or schakelingen cannot be deleted (D-8, H8)."""
    if not decisions and not schakelingen:
        return []
    message = "Een dossier met beslissingen of schakelingen kun je niet verwijderen. Verwijder eerst die."
    return [Fault("D-8", "dossier", message)]


def last_day_in_bin(deleted_on: date) -> date:
    """The last day on which a deleted dossier can be put back: thirty days after it was deleted (D-8)."""
    return deleted_on + timedelta(days=BIN_DAYS)


def last_deletion_kept_out(today: date) -> date:
    """The latest day of deletion whose dossiers are removed for good today: their last day in the bin is over (D-8)."""
    return today - timedelta(days=BIN_DAYS + 1)


def check_restorable(deleted_on: date, today: date) -> list[Fault]:
    """Whether a deleted dossier can still be put back (D-8)."""
    if today <= last_day_in_bin(deleted_on):
        return []
    message = f"Dit dossier kon je terugzetten tot en met {last_day_in_bin(deleted_on):%d/%m/%Y}."
    return [Fault("D-8", "dossier", message)]


def last_day_to_reopen(last_end: date | None, closed_on: date) -> date:
    """The last day on which a closed dossier reopens at once: one year after the help ended (D-7, H10).

    `last_end` is the end of the last schakeling, None where a dossier has none; then the closing date counts.
    """
    return add_years(last_end or closed_on, 1)


def check_reopening(last_day: date, open_code: str | None, today: date) -> list[Fault]:
    """Why a closed dossier does not reopen at once: another one is open, or it is too long ago (D-7, H10).

    `open_code` is the code of another open dossier of the client in the facility, if any.
    """
    if open_code is not None:
        message = f"Deze cliënt heeft al een open dossier in je voorziening: {open_code}. Sluit dat eerst af."
        return [Fault("D-7", "client", message)]
    if today > last_day:
        message = f"Zelf heropenen kon tot en met {last_day:%d/%m/%Y}: een jaar na het einde van de hulp."
        return [Fault("D-7", "dossier", message)]
    return []
