"""Clients of whom the register knows something newer, so that the first night has something to tell (G-3)."""

from __future__ import annotations

from sqlalchemy import select

from app.database import BincSession
from models.access import Account
from models.client import Client
from models.dossier import Dossier
from models.facility import Facility

AT, OWNER = "F001", "ann.vlier"
# What stands of them, as if they moved and took another name since.
FORMER = (
    {"street": "Oude Liersebaan", "house_number": "58", "postcode": "2570", "municipality": "Duffel"},
    {"name": "Vandenbossche"},
)


def load_register_news(session: BincSession) -> None:
    """Gives the first clients of one care worker what the register told before."""
    clients = (
        select(Client)
        .join(Dossier, Dossier.client_id == Client.id)
        .join(Facility, Facility.id == Dossier.facility_id)
        .join(Account, Account.id == Dossier.owner_id)
        .where(Facility.code == AT, Account.username == OWNER, Dossier.status == "open")
        .where(Client.national_number.is_not(None))
        .order_by(Client.id)
        .limit(len(FORMER))
    )
    for client, former in zip(session.scalars(clients).all(), FORMER, strict=True):
        for name, value in former.items():
            setattr(client, name, value)
    session.flush()
