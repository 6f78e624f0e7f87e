"""Files that somebody reads in on screen: what each may hold, and the states from upload to report (G-3, A-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.roles import FACILITY_ROLES, Role

LISTS = ("type_modules", "facilities", "capacity", "clients", "dossiers", "utilisation", "quarters")
OF_A_FACILITY = frozenset({"clients", "dossiers", "utilisation"})
OF_POLICY = frozenset({"facilities", "capacity"})
# Who reads files in without a facility: each of these sees its own only.
SECTOR_ROLES = frozenset({Role.AGENCY_POLICY, Role.ADMIN})
# How long a file waits for somebody to confirm it; then its content is destroyed.
WAITS = timedelta(days=1)
# What a report keeps of one file: more lines than anybody reads, and a bound on what a hostile file can make.
MOST_FINDINGS = 20_000


@dataclass(frozen=True)
class Bounds:
    """Which lists a file may have, of which facility alone its rows may be, and whether it may load history.

    A facility without an id means any facility; so does the command line (A-2, A-4).
    """

    lists: frozenset[str] = frozenset(LISTS)
    facility_id: int | None = None
    facility_code: str = ""
    history: bool = True


EVERYTHING = Bounds()


def bounds_of(role: Role, facility_id: int | None = None, facility_code: str = "") -> Bounds:
    """What somebody at a seat may deliver (A-2, A-4).

    Of a facility its own clients, dossiers and utilisation, and no history; Voorzieningenbeleid what it edits on
    screen; the admin, who sees no dossiers and reads none here, whole files as the command line does.
    """
    if role in FACILITY_ROLES:
        return Bounds(OF_A_FACILITY, facility_id, facility_code, history=False)
    return EVERYTHING if role is Role.ADMIN else Bounds(OF_POLICY, history=False)


class FileKind(StrEnum):
    """What is read in: an exchange file, or the workbook of a quarter statement."""

    EXCHANGE = "exchange"
    QUARTER = "quarter"


class ImportState(StrEnum):
    """Where a file stands, from the moment it was sent to the end of what came of it."""

    CHECKING = "checking"
    REFUSED = "refused"
    READY = "ready"
    CONFIRMED = "confirmed"
    DONE = "done"
    OVERTAKEN = "overtaken"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# While one of these holds, the content is kept; afterwards only the report is.
WITH_CONTENT = frozenset({ImportState.CHECKING, ImportState.READY, ImportState.CONFIRMED})
UNDER_WAY = frozenset({ImportState.CHECKING, ImportState.CONFIRMED})


def can_be_stopped(state: ImportState) -> bool:
    """Whether nothing of a file was written yet, so that whoever sent it can still take it back."""
    return state in WITH_CONTENT


def is_over(state: ImportState, requested_at: datetime, now: datetime) -> bool:
    """Whether a file was left for a day: it is then removed, whatever it waited for."""
    return state in WITH_CONTENT and now - requested_at >= WAITS
