"""How the messages of one dossier fare (G-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, select

from app.database import BincSession
from models.groeipakket import GroeipakketContent, GroeipakketMessage


@dataclass(frozen=True)
class MessageOfDossier:
    """A message about a schakeling, perhaps one that is gone; `begin` is the day that it tells, None while it waits."""

    schakeling_id: int
    state: str
    kind: str | None
    held: str | None
    refusal: str | None
    tries: int
    made_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    begin: date | None


def messages_of_dossier(session: BincSession, facility_id: int, dossier_id: int) -> dict[int, list[MessageOfDossier]]:
    """All messages of a dossier by the id of their schakeling, the newest last; one query."""
    one, content = GroeipakketMessage, GroeipakketContent
    columns = (one.schakeling_id, one.state, one.kind, one.held, one.refusal, one.tries)
    moments = (one.made_at, one.sent_at, one.settled_at)
    begin = cast(content.content["situation"]["begin"].astext, Date)
    query = (
        select(*columns, *moments, begin)
        .outerjoin(content, content.message_id == one.id)
        .where(one.facility_id == facility_id, one.dossier_id == dossier_id)
        .order_by(one.id)
    )
    found: dict[int, list[MessageOfDossier]] = {}
    rows: Iterable[Any] = session.execute(query)
    for row in rows:
        found.setdefault(row.schakeling_id, []).append(MessageOfDossier(*row))
    return found
