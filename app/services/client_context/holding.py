"""Holding the context of a client while it is changed: the first to save wins, the second loses nothing (D-11)."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import text

from app.database import BincSession
from app.domain.faults import Conflict, Fault, NotFound
from models.client import Client
from models.client_context import ContextHousehold, ContextPerson, ContextSituation

STALE = Fault(
    "D-11",
    "version",
    "Iemand heeft dit intussen gewijzigd. Er is niets bewaard; kijk na wat veranderde en doe het opnieuw.",
)
HOUSEHOLD_GONE = Fault("D-11", "household", "Dit huis is intussen verwijderd. Er is niets bewaard.")
PERSON_GONE = Fault("D-11", "person", "Deze persoon is intussen verwijderd. Er is niets bewaard.")

Record = TypeVar("Record", ContextHousehold, ContextPerson, ContextSituation)


def hold_context(session: BincSession, client: Client) -> None:
    """Lets nobody else change the context of a client until the transaction ends.

    Raises NotFound for a client out of reach.
    """
    if session.get(Client, client.id) is None:
        raise NotFound(Fault("A-3", "client", "Deze cliënt is niet gevonden."))
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"context:{client.id}"})


def held(session: BincSession, kind: type[Record], client: Client, record_id: int, gone: Fault) -> Record:
    """A record of a held context as it stands now.

    Raises Conflict when it was removed.
    """
    found: Record | None = session.get(kind, record_id, populate_existing=True)
    if found is None or found.client_id != client.id:
        raise Conflict(gone)
    return found


def check_seen(record: ContextHousehold | ContextPerson | ContextSituation, seen_version: int | None) -> None:
    """Whether a record is still as the person saw it; None = nobody was looking.

    Raises Conflict when it is not (D-11).
    """
    if seen_version is not None and record.version != seen_version:
        raise Conflict(STALE)
