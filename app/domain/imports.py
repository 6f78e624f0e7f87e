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
# What its sender waits for: at a facility a notice tells it, at the agency the start page until it was seen.
OUTCOMES = frozenset({ImportState.REFUSED, ImportState.DONE, ImportState.OVERTAKEN})
UNDER_WAY = frozenset({ImportState.CHECKING, ImportState.CONFIRMED})


def can_be_stopped(state: ImportState) -> bool:
    """Whether nothing of a file was written yet, so that whoever sent it can still take it back."""
    return state in WITH_CONTENT


def is_over(state: ImportState, requested_at: datetime, now: datetime) -> bool:
    """Whether a file was left for a day: it is then removed, whatever it waited for."""
    return state in WITH_CONTENT and now - requested_at >= WAITS


MOST_UNDER_WAY = 5
TOO_MANY = f"Er staan al {MOST_UNDER_WAY} bestanden klaar of bezig. Wacht tot er een klaar is, of stop er een."
NO_FILE = "Kies een bestand."
EMPTY_FILE = "Dit bestand is leeg."
TOO_LARGE = "Dit bestand is groter dan 10 MB. Lees het in delen in."
UNKNOWN_FILE = "Dit is geen uitwisselingsbestand (JSON) en geen kwartaalrooster (xlsx). Kies een ander bestand."
NO_GRID_HERE = "Een kwartaalrooster leest alleen de voorziening zelf in."
HARMFUL_WORKBOOK = (
    "Dit rekenblad kan niet ingelezen worden: het is beschadigd of beveiligd, of er zitten macro's, koppelingen naar "
    "buiten of andere bestanden in. Exporteer het kwartaal opnieuw uit Binc en vul dat bestand in."
)
NOT_CHECKED = "Dit bestand kon nu niet nagekeken worden. Probeer het over enkele minuten opnieuw."
STORE_AWAY = (
    "Het bestand kan nu even niet bewaard worden. Er is niets ingelezen. Probeer het over enkele minuten opnieuw."
)


def kind_by_begin(head: bytes) -> FileKind | None:
    """What a file is by its first bytes: a container that may be a workbook, an object of JSON, or neither."""
    if head.startswith(b"PK\x03\x04"):
        return FileKind.QUARTER
    return FileKind.EXCHANGE if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else None
