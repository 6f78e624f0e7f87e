"""How the messages of one dossier fare (G-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.groeipakket_messages import Known, MessageKind, MessageState, Statement, statement_of
from models.groeipakket import GroeipakketContent, GroeipakketMessage


@dataclass(frozen=True)
class MessageOfDossier:
    """A message about a schakeling, perhaps one that is gone; `situation` is what it tells, None while it waits."""

    schakeling_id: int
    state: str
    kind: str | None
    held: str | None
    refusal: str | None
    tries: int
    made_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    situation: Mapping[str, Any] | None

    @property
    def told(self) -> Statement | None:
        """What it tells, once it was made up."""
        return statement_of(self.situation) if self.situation else None

    @property
    def is_settled_or_under_way(self) -> bool:
        """Whether the Groeipakket knows of it, or will when it accepts what is under way."""
        return self.state not in (MessageState.WAITING, MessageState.REFUSED)


def known_after(messages: Sequence[MessageOfDossier]) -> Known | None:
    """What the Groeipakket will know of a schakeling after these messages, the newest last, when none is refused.

    For the words of a page: without the key under which it went.
    """
    told = [one for one in messages if one.is_settled_or_under_way]
    return None if not told or told[-1].kind == MessageKind.CANCELLATION else Known(None, told[-1].told)


def messages_of_dossier(session: BincSession, facility_id: int, dossier_id: int) -> dict[int, list[MessageOfDossier]]:
    """All messages of a dossier by the id of their schakeling, the newest last; one query."""
    one, content = GroeipakketMessage, GroeipakketContent
    columns = (one.schakeling_id, one.state, one.kind, one.held, one.refusal, one.tries)
    moments = (one.made_at, one.sent_at, one.settled_at)
    query = (
        select(*columns, *moments, content.content["situation"].label("situation"))
        .outerjoin(content, content.message_id == one.id)
        .where(one.facility_id == facility_id, one.dossier_id == dossier_id)
        .order_by(one.id)
    )
    found: dict[int, list[MessageOfDossier]] = {}
    rows: Iterable[Any] = session.execute(query)
    for row in rows:
        found.setdefault(row.schakeling_id, []).append(MessageOfDossier(*row))
    return found
