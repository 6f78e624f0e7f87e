"""People who may sign in, and the seats they get (A-1, A-4)."""

from __future__ import annotations

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.database import BincSession
from app.domain.roles import Role
from models.access import Account, Seat


def create_account(
    session: BincSession, user_name: str, first_name: str, last_name: str, password: str, email: str | None = None
) -> Account:
    """A local account; the person signs in with it and works at the seats given to it."""
    account = Account(
        username=user_name,
        first_name=first_name,
        last_name=last_name,
        email=email or f"{user_name}@voorbeeld.be",
        active=True,
        password=generate_password_hash(password),
    )
    session.add(account)
    session.flush()
    session.trail.add("create", "account", [account.id], ["username", "first_name", "last_name", "email"])
    return account


def give_seat(
    session: BincSession, account: Account, role: Role, *, facility_id: int | None = None, service_id: int | None = None
) -> Seat:
    """Lets a person work at one place in one role; the same seat is given once."""
    query = select(Seat).where(
        Seat.user_id == account.id,
        Seat.role == role.value,
        Seat.facility_id.is_not_distinct_from(facility_id),
        Seat.service_id.is_not_distinct_from(service_id),
    )
    seat: Seat | None = session.scalars(query).one_or_none()
    if seat is None:
        seat = Seat(user_id=account.id, role=role.value, facility_id=facility_id, service_id=service_id)
        session.add(seat)
        session.flush()
    return seat
