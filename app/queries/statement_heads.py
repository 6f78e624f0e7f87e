"""A quarter statement without its lines: whether there is one, its version, and what it can hold (Q-1, Q-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from app.database import BincSession
from app.domain.quarter import Quarter
from app.domain.statements.lines import Input, UtilisationFacts, input_of, may_have_statement
from app.queries.catalogue import CatalogueModule, modules_by_id
from app.queries.planning import plan_for_values
from app.queries.statements import state_of
from models.facility import Facility

_HELP = text(
    "select exists (select 1 from deployment "
    'where facility_id = :facility_id and "end" >= :begin and "begin" <= :until)'
)


@dataclass(frozen=True)
class ModulePerClient:
    """A module whose utilisation stands per client: typed, or else counted from the schakelingen (Q-2)."""

    code: str
    is_typed: bool


@dataclass(frozen=True)
class StatementHead:
    """A statement at the cost of few rows; `modules` are those with figures per client, deployed or not, by id."""

    quarter: Quarter
    version: int
    modules: Mapping[int, ModulePerClient]


def read_head(session: BincSession, facility: Facility, quarter: Quarter, today: date) -> StatementHead | None:
    """The head of a statement, or None when there is none (Q-1)."""
    if not may_have_statement(facility.organisation_type, quarter, today):
        return None
    plan_for_values(session)
    if not has_help(session, facility.id, quarter):
        return None
    _, _, version = state_of(session, facility.id, quarter)
    kind = facility.organisation_type
    modules = {one: _per_client(module, kind) for one, module in modules_by_id(session).items()}
    return StatementHead(quarter, version, {one: module for one, module in modules.items() if module is not None})


def has_help(session: BincSession, facility_id: int, quarter: Quarter) -> bool:
    """Whether a facility has any schakeling in a quarter."""
    names = {"facility_id": facility_id, "begin": quarter.period.begin, "until": quarter.period.end}
    return bool(session.scalar(_HELP, names))


def _per_client(module: CatalogueModule, organisation_type: str) -> ModulePerClient | None:
    facts = UtilisationFacts(module.utilisation, module.rounding, module.detail, ckg_points=module.ckg_points)
    how = input_of(facts, organisation_type)
    return None if how is Input.NONE or facts.is_per_kind else ModulePerClient(module.code, how is Input.TYPED)
