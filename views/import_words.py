"""How files that are read in are named on the screens (G-3)."""

from __future__ import annotations

from app.domain.imports import FileKind, ImportState
from app.presentation import number
from app.queries.imports import SentFile

STATES = {
    ImportState.CHECKING: ("due", "wordt nagekeken"),
    ImportState.REFUSED: ("late", "niet in orde"),
    ImportState.READY: ("due", "te bevestigen"),
    ImportState.CONFIRMED: ("due", "wordt ingelezen"),
    ImportState.DONE: ("ok", "ingelezen"),
    ImportState.OVERTAKEN: ("late", "niet ingelezen"),
    ImportState.CANCELLED: ("calm", "gestopt"),
    ImportState.EXPIRED: ("calm", "niet bevestigd"),
}
GAVE_UP = ("late", "mislukt")
FAILED = "Je bestand kon niet afgehandeld worden. Stuur het opnieuw."
NEWS = {
    ImportState.READY: "Je bestand is nagekeken en wacht op je bevestiging.",
    ImportState.REFUSED: "Je bestand is nagekeken en er staan fouten in.",
    ImportState.DONE: "Je bestand is ingelezen.",
    ImportState.OVERTAKEN: "Je bestand is niet ingelezen. Lees waarom.",
}
KINDS = {FileKind.EXCHANGE: "Uitwisselingsbestand", FileKind.QUARTER: "Kwartaalrooster"}
# In the order of the report; what counts with its owner stands in none.
RECORDS = {
    "type_module": "Typemodules",
    "facility": "Voorzieningen",
    "approved_module": "Goedgekeurde modules",
    "capacity_row": "Capaciteitsrijen",
    "client": "Cliënten",
    "dossier": "Dossiers",
    "referral": "Aanmeldingen",
    "decision": "Beslissingen",
    "schakeling": "Schakelingen",
    "registration": "Registraties",
    "utilisation_total": "Totalen van kwartaalstaten",
    "utilisation_of_client": "Cijfers per cliënt",
    "quarter_statement": "Kwartaalstaten",
}


def badge_of(sent: SentFile) -> tuple[str, str]:
    """The badge of a file."""
    return GAVE_UP if sent.has_failed else STATES[sent.state]


def news_of(sent: SentFile) -> str:
    """What who sent a file has to hear of it."""
    return FAILED if sent.has_failed else NEWS[sent.state]


def title_of(sent: SentFile) -> str:
    """What a file is, and of which sender or quarter once that is known."""
    kind = KINDS[FileKind(sent.record.kind)]
    return f"{kind} {sent.record.about}" if sent.record.about else kind


def numbers_of(sent: SentFile) -> list[tuple[str, int, int, int]]:
    """Of each kind of record how many are new, changed and the same."""
    report = sent.record.report or {}
    counts = [report.get(name, {}) for name in ("created", "changed", "unchanged")]
    rows = [(label, *(int(one.get(kind, 0)) for one in counts)) for kind, label in RECORDS.items()]
    return [row for row in rows if any(row[1:])]  # type: ignore[misc]


def how_many(amount: int, one: str, many: str) -> str:
    """A number with its word."""
    return f"1 {one}" if amount == 1 else f"{number(amount)} {many}"
