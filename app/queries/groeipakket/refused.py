"""Messages of a facility that the Groeipakket refused and that nothing was sent after (G-1, G-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, cast, exists, func, select
from sqlalchemy.orm import aliased

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.groeipakket_messages import MessageState
from models.dossier import Dossier
from models.groeipakket import GroeipakketMessage


@dataclass(frozen=True)
class RefusedMessage:
    """A dossier in which the last message about a schakeling was refused: since when, and why."""

    dossier_id: int
    code: str
    name: str
    first_name: str
    refused_on: date
    refusal: str


def refused_of_facility(session: BincSession, facility_id: int) -> list[RefusedMessage]:
    """What was refused at a facility and still is, the oldest first; who shows names puts them on record (A-5)."""
    later = aliased(GroeipakketMessage)
    one = GroeipakketMessage
    is_last = ~exists().where(later.schakeling_id == one.schakeling_id, later.id > one.id)
    refused_on = cast(func.timezone(BRUSSELS.key, one.settled_at), Date)
    columns = (Dossier.id, Dossier.code, Dossier.client_name, Dossier.client_first_name, refused_on, one.refusal)
    query = (
        select(*columns)
        .join(Dossier, (Dossier.facility_id == one.facility_id) & (Dossier.id == one.dossier_id))
        .where(one.facility_id == facility_id, one.state == MessageState.REFUSED, is_last)
        .order_by(one.settled_at, one.id)
    )
    rows: Any = session.execute(query)
    return [RefusedMessage(row[0], row[1], row[2] or "", row[3] or "", row[4], row[5] or "other") for row in rows]
