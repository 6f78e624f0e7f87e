"""Brings the shipped reference data into the tables, leaving what an admin changed since (M-1, E-5)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.reference.load import answers, occupancy_rules, type_modules
from models.reference import Answer, OccupancyRule, TypeModule


def seed_reference_data(session: BincSession) -> None:
    """Adds every module, occupancy rule and answer that is not there yet; what is there stays as it is."""
    modules = _seed_modules(session)
    _seed_rules(session, modules)
    known = {(answer.list_name, answer.code) for answer in session.scalars(select(Answer))}
    for row in answers():
        if (row.list_name, row.code) not in known:
            values = asdict(row)
            session.add(Answer(label=values.pop("label_nl"), **values))
    session.flush()


def _seed_modules(session: BincSession) -> dict[str, int]:
    known = {module.code: module.id for module in session.scalars(select(TypeModule))}
    fresh = [TypeModule(**_columns(row)) for row in type_modules() if row.code not in known]
    session.add_all(fresh)
    session.flush()
    return known | {module.code: module.id for module in fresh}


def _seed_rules(session: BincSession, modules: dict[str, int]) -> None:
    pairs = select(OccupancyRule.type_module_id, OccupancyRule.organisation_type)
    known = {(module_id, organisation_type) for module_id, organisation_type in session.execute(pairs)}
    for row in occupancy_rules():
        if (modules[row.module], row.organisation_type) not in known:
            values = _columns(row)
            session.add(OccupancyRule(type_module_id=modules[values.pop("module")], **values))
    session.flush()


def _columns(row: Any) -> dict[str, Any]:
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}
    return {
        name: None if value == "" and name in ("access", "detail", "groeipakket") else value
        for name, value in values.items()
    }
