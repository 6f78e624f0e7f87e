"""The catalogue of type modules and what hangs on it, read once a transaction (M-1, M-2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import event, select
from sqlalchemy.orm import SessionTransaction

from app.database import BincSession
from app.domain.chain_plans import ApprovedModule
from app.domain.combinations import ModuleFacts
from app.domain.organisation_types import has_chain
from models.facility import ApprovedModule as ApprovedModuleRecord
from models.facility import Facility
from models.reference import Answer, OccupancyRule, TypeModule

_KEY = "catalogue"
_KEPT = (TypeModule, OccupancyRule, Answer, ApprovedModuleRecord)
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class CatalogueModule(ModuleFacts):
    """A type module of the catalogue with its record id (M-1).

    `utilisation` is manual, equals_deployment or none, filled in by the steps of `rounding`; `intensity` is what one
    place asks, None where it is not known.
    """

    id: int
    access: str | None = None
    utilisation: str = "none"
    rounding: str = "none"
    intensity: Decimal | None = None
    ckg_points: Decimal | None = None


@dataclass(frozen=True)
class RuleOfModule:
    """Which formula counts a module at an organisation type, and on which capacity row (F-1 … F-6)."""

    rule: str
    capacity_line: str


def modules_by_code(session: BincSession) -> dict[str, CatalogueModule]:
    """The whole catalogue by module code (M-1)."""
    return _once(session, "modules_by_code", lambda: {module.code: module for module in _read_modules(session)})


def modules_by_id(session: BincSession) -> dict[int, CatalogueModule]:
    """The whole catalogue by record id (M-1)."""
    by_code = modules_by_code(session)
    return _once(session, "modules_by_id", lambda: {module.id: module for module in by_code.values()})


def approved_modules(session: BincSession, facility_id: int) -> tuple[ApprovedModule, ...]:
    """All modules that a facility may or might offer, with their days (M-2)."""
    return _once(session, f"approved-{facility_id}", lambda: _read_approved(session, facility_id))


def registers_help(session: BincSession, facility: Facility) -> bool:
    """Whether the dossiers of a facility hold decisions and schakelingen (D-4, G4.1)."""
    kind = facility.organisation_type
    asks_modules = has_chain(kind, True) != has_chain(kind, False)
    return has_chain(kind, asks_modules and bool(approved_modules(session, facility.id)))


def occupancy_rules(session: BincSession, organisation_type: str) -> dict[str, RuleOfModule]:
    """The formula of each module at an organisation type, by module code (F-1 … F-6)."""
    return _once(session, f"rules-{organisation_type}", lambda: _read_rules(session, organisation_type))


def answer_codes(session: BincSession, list_name: str) -> frozenset[str]:
    """The answers that a list offers now; retired ones are left out (E-5)."""
    return _once(session, f"answers-{list_name}", lambda: _read_answers(session, list_name))


def forget_catalogue(session: BincSession) -> None:
    """Reads the catalogue anew at the next question; needed after writing it by plain SQL."""
    session.info.pop(_KEY, None)


def _read_modules(session: BincSession) -> list[CatalogueModule]:
    columns = (
        TypeModule.id,
        TypeModule.code,
        TypeModule.name,
        TypeModule.function,
        TypeModule.access,
        TypeModule.utilisation,
        TypeModule.rounding,
        TypeModule.intensity,
        TypeModule.pooled_residential,
        TypeModule.groeipakket,
        TypeModule.perspective_offering,
        TypeModule.detail,
        TypeModule.organisation_types,
        TypeModule.ckg_points,
    )
    rows = session.execute(select(*columns).order_by(TypeModule.code)).mappings()
    return [CatalogueModule(**{**row, "organisation_types": tuple(row["organisation_types"])}) for row in rows]


def _read_approved(session: BincSession, facility_id: int) -> tuple[ApprovedModule, ...]:
    record = ApprovedModuleRecord
    rows = session.execute(
        select(TypeModule.code, record.valid_from, record.valid_until)
        .join(TypeModule, TypeModule.id == record.type_module_id)
        .where(record.facility_id == facility_id)
        .order_by(TypeModule.code, record.valid_from)
    )
    return tuple(ApprovedModule(*row) for row in rows)


def _read_rules(session: BincSession, organisation_type: str) -> dict[str, RuleOfModule]:
    rows = session.execute(
        select(TypeModule.code, OccupancyRule.rule, OccupancyRule.capacity_line)
        .join(TypeModule, TypeModule.id == OccupancyRule.type_module_id)
        .where(OccupancyRule.organisation_type == organisation_type)
    )
    return {code: RuleOfModule(rule, line) for code, rule, line in rows}


def _read_answers(session: BincSession, list_name: str) -> frozenset[str]:
    query = select(Answer.code).where(Answer.list_name == list_name, Answer.retired.is_(False))
    return frozenset(session.scalars(query))


def _once(session: BincSession, name: str, read: Callable[[], Found]) -> Found:
    kept = session.info.setdefault(_KEY, {})
    if name not in kept:
        kept[name] = read()
    found: Found = kept[name]
    return found


@event.listens_for(BincSession, "after_transaction_end")
def _forget_with_transaction(session: BincSession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        forget_catalogue(session)


@event.listens_for(BincSession, "after_flush")
def _forget_what_changed(session: BincSession, _context: Any) -> None:
    if any(isinstance(record, _KEPT) for record in (*session.new, *session.dirty, *session.deleted)):
        forget_catalogue(session)
