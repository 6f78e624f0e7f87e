"""What linking an unborn child to a national number comes to, and what was linked before (C-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import TextClause, func, select, text

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.dossiers import OPEN
from models.client import Client, ClientLink
from models.dossier import Dossier


def client_of_number(session: BincSession, national_number: str, *, hold: bool = False) -> int | None:
    """The client number of whoever has a national number, wherever in the sector; None for nobody (C-1).

    `hold` lets nobody else make a client of this number until the transaction ends.
    """
    found: int | None = session.scalar(
        text("select client_of_number(:digits, :hold)"), {"digits": national_number, "hold": hold}
    )
    return found


def facilities_of(session: BincSession, unborn_id: int, client_id: int) -> Sequence[int]:
    """The ids of all facilities that know an unborn child or the client it turns out to be."""
    return session.scalars(_call("facilities_of_link"), {"child": unborn_id, "other": client_id}).all()


def open_twice(session: BincSession, unborn_id: int, client_id: int) -> Sequence[int]:
    """The ids of the facilities where the two together have more than one open dossier (C-4, D-1)."""
    return session.scalars(_call("open_twice"), {"child": unborn_id, "other": client_id}).all()


def own_open_codes(session: BincSession, facility_id: int, *client_ids: int) -> Sequence[str]:
    """The codes of the open dossiers of these clients in one facility."""
    query = select(Dossier.code).where(
        Dossier.facility_id == facility_id, Dossier.client_id.in_(client_ids), Dossier.status == OPEN
    )
    return session.scalars(query.order_by(Dossier.id)).all()


def registered_on(session: BincSession, unborn: Client) -> date:
    """The day on which a child was registered as unborn, or the day of its first dossier where that came before.

    Of a child from a file the dossier tells more than the day of the import.
    """
    made = func.date(func.timezone(BRUSSELS.key, Client.created_at))
    first = select(func.min(Dossier.created_on)).where(Dossier.client_id == Client.id).scalar_subquery()
    found: date = session.scalars(select(func.least(made, first)).where(Client.id == unborn.id)).one()
    return found


def merged_into(session: BincSession, number: int) -> int | None:
    """The client number that took the place of an old one, None for a number that never was merged (C-4)."""
    return session.scalars(
        select(ClientLink.client_id).where(ClientLink.unborn_id == number, ClientLink.client_id != number)
    ).one_or_none()


def links_of(session: BincSession, client_id: int) -> Sequence[ClientLink]:
    """Under which unborn children a client was known before, the latest first."""
    query = select(ClientLink).where(ClientLink.client_id == client_id).order_by(ClientLink.linked_at.desc())
    return session.scalars(query).all()


def _call(function: str) -> TextClause:
    return text(f"select * from {function}(:child, :other)")
