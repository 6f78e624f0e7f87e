"""What the module database delivered, what of it waits, and what facilities still use of what it withdrew (M-2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, union_all
from sqlalchemy.orm import selectinload

from app.database import BincSession
from app.domain.module_differences import Approval, Key
from models.deployment import Deployment
from models.facility import ApprovedModule, Facility
from models.module_delivery import TAKEN_IN, WAITING, ApprovedModuleChange, ModuleDelivery, ModuleDifference
from models.reference import TypeModule

LISTED = 20


@dataclass(frozen=True)
class WithdrawnInUse:
    """A module that a facility may no longer tick while dossiers still have it; `since` is the first day without."""

    facility_code: str
    facility_name: str
    code: str
    name: str
    since: date
    dossiers: int


@dataclass(frozen=True)
class ToldChange:
    """One change of an approval: which module, when, by whom, and whether the module database said it."""

    at: datetime
    code: str
    name: str
    before: Approval | None
    after: Approval | None
    actor_name: str
    by_product: bool
    delivered: bool


def known_approvals(session: BincSession) -> dict[Key, list[Approval]]:
    """Every approval that stands, by the codes of facility and module (M-2)."""
    model = ApprovedModule
    query = (
        select(Facility.code, TypeModule.code, model.valid_from, model.valid_until)
        .join(Facility, Facility.id == model.facility_id)
        .join(TypeModule, TypeModule.id == model.type_module_id)
    )
    found: dict[Key, list[Approval]] = {}
    for facility, module, begin, until in session.execute(query):
        found.setdefault((facility, module), []).append(Approval(begin, until))
    return found


def latest_day(session: BincSession) -> date | None:
    """The day of the newest list that was taken in."""
    return session.scalar(select(func.max(ModuleDelivery.day)).where(ModuleDelivery.state == TAKEN_IN))


def latest_deliveries(session: BincSession, number: int = LISTED) -> Sequence[ModuleDelivery]:
    """What was delivered last, taken in or refused, the latest first."""
    return session.scalars(select(ModuleDelivery).order_by(ModuleDelivery.id.desc()).limit(number)).all()


def waiting_differences(session: BincSession, facility_id: int | None = None) -> Sequence[ModuleDifference]:
    """What waits to be applied, facility by facility and module by module (M-2)."""
    model = ModuleDifference
    query = (
        select(model)
        .join(Facility, Facility.id == model.facility_id)
        .join(TypeModule, TypeModule.id == model.type_module_id)
        .where(model.state == WAITING)
        .options(selectinload(model.facility), selectinload(model.type_module))
        .order_by(Facility.name, Facility.id, TypeModule.name, model.before_from)
    )
    return session.scalars(query if facility_id is None else query.where(model.facility_id == facility_id)).all()


def count_waiting(session: BincSession) -> int:
    """How many differences wait."""
    return session.scalar(select(func.count()).where(ModuleDifference.state == WAITING)) or 0


def withdrawn_in_use(session: BincSession, today: date, facility_id: int | None = None) -> list[WithdrawnInUse]:
    """The modules that were approved, are not any more today, and run in schakelingen of today (M-2).

    Of one facility, or of all within reach, by facility and module.
    """
    ended = _ended(session, today, facility_id)
    found = _running(session, today, {facility for facility, _ in ended}) if ended else []
    lost = [(row, ended.get((row[0], row[1]))) for row in found]
    return [
        WithdrawnInUse(row[2], row[3], row[4], row[5], last_day + timedelta(days=1), row[6])
        for row, last_day in lost
        if last_day is not None
    ]


def _ended(session: BincSession, today: date, facility_id: int | None) -> dict[tuple[int, int], date]:
    """The pairs of facility and module with an approval that is over and none today, with the last day of it."""
    model = ApprovedModule
    holds = and_(model.valid_from <= today, or_(model.valid_until.is_(None), model.valid_until >= today))
    over = model.valid_until < today
    query = (
        select(model.facility_id, model.type_module_id, func.max(model.valid_until).filter(over))
        .group_by(model.facility_id, model.type_module_id)
        .having(func.bool_or(over), ~func.bool_or(holds))
    )
    if facility_id is not None:
        query = query.where(model.facility_id == facility_id)
    return {(facility, module): last_day for facility, module, last_day in session.execute(query) if last_day}


def _running(session: BincSession, today: date, facilities: Collection[int]) -> Sequence[Any]:
    """In how many dossiers each module of these facilities runs today, by facility and module."""
    # Each half of the deployments is found by an index of its own.
    halves = [
        select(Deployment.facility_id, Deployment.type_module_id, Deployment.dossier_id).where(
            Deployment.facility_id.in_(facilities),
            Deployment.guaranteed.is_(guaranteed),
            Deployment.begin <= today,
            Deployment.end >= today,
        )
        for guaranteed in (False, True)
    ]
    running = union_all(*halves).subquery()
    query = (
        select(Facility.id, TypeModule.id, Facility.code, Facility.name, TypeModule.code, TypeModule.name)
        .add_columns(func.count(running.c.dossier_id.distinct()))
        .join(Facility, Facility.id == running.c.facility_id)
        .join(TypeModule, TypeModule.id == running.c.type_module_id)
        .group_by(Facility.id, TypeModule.id)
        .order_by(Facility.name, Facility.id, TypeModule.name)
    )
    return session.execute(query).all()


def history_of(session: BincSession, facility_id: int) -> list[ToldChange]:
    """Every change of what a facility may tick, the newest first (M-2)."""
    model = ApprovedModuleChange
    query = (
        select(model, TypeModule.code, TypeModule.name)
        .join(TypeModule, TypeModule.id == model.type_module_id)
        .where(model.facility_id == facility_id)
        .order_by(model.id.desc())
        .limit(200)
    )
    return [
        ToldChange(
            row.at, code, name, row.before, row.after, row.actor_name, row.actor_id is None, row.delivery_id is not None
        )
        for row, code, name in session.execute(query)
    ]


def approvals_at(session: BincSession, facility_id: int) -> list[tuple[str, str, Approval]]:
    """What a facility may tick and could tick, by module, the latest days first: code, name and days (M-2)."""
    model = ApprovedModule
    query = (
        select(TypeModule.code, TypeModule.name, model.valid_from, model.valid_until)
        .join(TypeModule, TypeModule.id == model.type_module_id)
        .where(model.facility_id == facility_id)
        .order_by(TypeModule.name, model.valid_from.desc())
    )
    return [(code, name, Approval(begin, until)) for code, name, begin, until in session.execute(query)]
