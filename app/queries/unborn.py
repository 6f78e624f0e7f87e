"""Unborn children of a facility (C-4)."""

from __future__ import annotations

from sqlalchemy import select

from app.database import BincSession
from app.domain.names import name_key
from models.client import Client, ClientAccess


def unborn_of_mother(session: BincSession, facility_id: int, name: str, first_name: str) -> list[int]:
    """The client numbers of the unborn children that a facility knows under the same names, the oldest first (C-4).

    Capitals and accents make no difference.
    """
    query = (
        select(Client.id)
        .where(
            Client.id.in_(select(ClientAccess.client_id).where(ClientAccess.facility_id == facility_id)),
            Client.unborn,
            Client.name_key == name_key(name),
            Client.first_name_key == name_key(first_name),
        )
        .order_by(Client.id)
    )
    return list(session.scalars(query))
