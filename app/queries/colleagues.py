"""Who works at a facility, whose dossiers are open, and what they have to be told (D-9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.database import BincSession, record_read
from app.domain.activities import ActivityKind
from app.domain.dossiers import OPEN
from app.domain.roles import Role
from models.access import Account, Seat
from models.activity import Activity
from models.dossier import Dossier
from models.notice import Notice

LISTED = 200


@dataclass(frozen=True)
class Colleague:
    """Somebody with a name; `works_here` tells whether they still have a seat at the facility."""

    id: int
    name: str
    works_here: bool = True
    open_dossiers: int = 0


@dataclass(frozen=True)
class OwnedDossier:
    """An open dossier in the list of its owner."""

    code: str
    client_name: str
    birth_date: date | None
    since: date | None


@dataclass(frozen=True)
class ShownNotice:
    """One thing to tell on the start page."""

    id: int
    kind: str
    colleague: str
    codes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class PeopleOfFacility:
    """Who works at a facility; `responsible` are its managers, or everybody where there is none."""

    everybody: frozenset[int]
    responsible: frozenset[int]

    @classmethod
    def of(cls, seats: Iterable[Any]) -> PeopleOfFacility:
        """The people who hold these seats of one facility."""
        held = [(seat.user_id, seat.role) for seat in seats]
        everybody = frozenset(user_id for user_id, _ in held)
        managers = frozenset(user_id for user_id, role in held if role == Role.FACILITY_MANAGER)
        return cls(everybody, managers or everybody)


def _works_at(facility_id: int) -> ColumnElement[bool]:
    return exists().where(Seat.user_id == Account.id, Seat.facility_id == facility_id)


def colleague_of(session: BincSession, facility_id: int, user_id: int | None) -> Colleague | None:
    """Somebody by id who works at the facility or owns a dossier there, or None."""
    if user_id is None:
        return None
    owns = exists().where(Dossier.facility_id == facility_id, Dossier.owner_id == Account.id)
    query = select(Account.id, Account.first_name, Account.last_name, _works_at(facility_id)).where(
        Account.id == user_id, or_(_works_at(facility_id), owns)
    )
    row = session.execute(query).one_or_none()
    return Colleague(row[0], f"{row[1]} {row[2]}", row[3]) if row else None


def colleagues_at(session: BincSession, facility_id: int) -> list[Colleague]:
    """Everybody who works at a facility and may sign in, by name."""
    query = (
        select(Account.id, Account.first_name, Account.last_name)
        .where(_works_at(facility_id), Account.active.is_(True))
        .order_by(Account.first_name, Account.last_name, Account.id)
    )
    return [Colleague(row[0], f"{row[1]} {row[2]}") for row in session.execute(query)]


def colleague_named(session: BincSession, facility_id: int, user_name: str) -> int | None:
    """The id of who signs in with this name, works at the facility and may sign in, or None."""
    named = func.lower(Account.username) == user_name.lower()
    return session.scalar(select(Account.id).where(named, _works_at(facility_id), Account.active.is_(True)))


def people_at(session: BincSession, facility_id: int) -> list[int]:
    """The account of everybody who works at a facility and may sign in."""
    query = select(Seat.user_id).join(Account, Account.id == Seat.user_id)
    query = query.where(Seat.facility_id == facility_id, Account.active.is_(True)).distinct()
    return list(session.scalars(query.order_by(Seat.user_id)))


def people_for_statements(session: BincSession, facility_id: int) -> list[int]:
    """Who hears of a facility's statements: who may send them, or everybody where nobody may (Q-4)."""
    return sorted(people_of_facilities(session, [facility_id])[facility_id].responsible)


def people_of_facilities(session: BincSession, facility_ids: Collection[int]) -> dict[int, PeopleOfFacility]:
    """Who works at each of these facilities and may sign in, and who is responsible there."""
    query = (
        select(Seat.facility_id, Seat.user_id, Seat.role)
        .join(Account, Account.id == Seat.user_id)
        .where(Seat.facility_id.in_(facility_ids), Account.active.is_(True))
    )
    rows = session.execute(query).all()
    return {one: PeopleOfFacility.of([row for row in rows if row.facility_id == one]) for one in facility_ids}


def people_in_role(session: BincSession, role: Role) -> list[int]:
    """Everybody with a seat in a role, wherever it is, who may sign in."""
    query = (
        select(Seat.user_id)
        .join(Account, Account.id == Seat.user_id)
        .where(Seat.role == role, Account.active.is_(True))
        .order_by(Seat.user_id)
    )
    return list(session.scalars(query))


def owners_of_open_dossiers(session: BincSession, facility_id: int) -> list[Colleague]:
    """Everybody with open dossiers in a facility, by name, also who left; id 0 stands for dossiers of nobody."""
    query = (
        select(Dossier.owner_id, Account.first_name, Account.last_name, func.count())
        .outerjoin(Account, Account.id == Dossier.owner_id)
        .where(Dossier.facility_id == facility_id, Dossier.status == OPEN)
        .group_by(Dossier.owner_id, Account.first_name, Account.last_name)
        .order_by(Account.first_name.nulls_last(), Account.last_name)
    )
    return [
        Colleague(owner or 0, f"{first} {last}" if first else "Zonder naam", bool(first), count)
        for owner, first, last, count in session.execute(query)
    ]


def dossiers_owned_by(session: BincSession, facility_id: int, user_id: int | None) -> list[OwnedDossier]:
    """The open dossiers of one owner by name of the client, at most LISTED. Goes on record as read (A-5)."""
    columns = (
        Dossier.id,
        Dossier.code,
        Dossier.client_name,
        Dossier.client_first_name,
        Dossier.birth_date,
        Dossier.last_schakeling_begin,
    )
    query = (
        select(*columns)
        .where(
            Dossier.facility_id == facility_id,
            Dossier.status == OPEN,
            Dossier.owner_id.is_not_distinct_from(user_id),
        )
        .order_by(Dossier.name_key, Dossier.first_name_key, Dossier.id)
        .limit(LISTED)
    )
    found = session.execute(query).all()
    record_read("dossier", [row.id for row in found])
    return [OwnedDossier(row[1], f"{row[2] or ''}, {row[3] or ''}", row[4], row[5]) for row in found]


def moved_before(session: BincSession, facility_id: int, owner_id: int, codes: Collection[str]) -> list[str]:
    """Which of these open dossiers who asks has already put on this name: a button pressed twice (D-9, D-11)."""
    moves = (ActivityKind.DOSSIER_TAKEN_OVER, ActivityKind.DOSSIER_HANDED_OVER)
    moved = exists().where(
        Activity.dossier_id == Dossier.id,
        Activity.kind.in_(moves),
        Activity.actor_id == session.scope.actor.user_id,
    )
    of_facility = (Dossier.facility_id == facility_id, Dossier.code.in_(codes), Dossier.status == OPEN)
    query = select(Dossier.code).where(*of_facility, Dossier.owner_id == owner_id, moved)
    return list(session.scalars(query))


def owner_name(session: BincSession, dossier: Dossier) -> str | None:
    """Who a dossier is named after, or None."""
    if dossier.owner_id is None:
        return None
    query = select(Account.first_name, Account.last_name).where(Account.id == dossier.owner_id)
    row = session.execute(query).one_or_none()
    return f"{row[0]} {row[1]}" if row else None


def notices_for(
    session: BincSession, facility_id: int, user_id: int | None, kinds: Collection[str]
) -> list[ShownNotice]:
    """What somebody has not yet seen of these kinds at a facility, the newest first."""
    query = (
        select(Notice.id, Notice.kind, Notice.colleague, Notice.codes, Notice.at)
        .where(Notice.facility_id == facility_id, Notice.user_id == user_id, Notice.kind.in_(kinds))
        .order_by(Notice.id.desc())
        .limit(10)
    )
    return [ShownNotice(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in session.execute(query)]
