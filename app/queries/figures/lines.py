"""What the formulas have to know of a facility: its capacity rows, and on which line each module counts."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.domain.capacity import CapacityRow
from app.domain.figures.lines import ModuleLine
from app.domain.statements.lines import Input, UtilisationFacts, input_of
from app.queries.catalogue import modules_by_code, occupancy_rules
from app.reference.load import derive_occupancy_rule
from models.capacity import CapacityRow as CapacityRecord


def module_lines(session: Any, organisation_type: str) -> dict[str, ModuleLine]:
    """How every module of the catalogue counts at an organisation type (docs/architecture.md §5)."""
    rules = occupancy_rules(session, organisation_type)
    lines = {}
    for code, module in modules_by_code(session).items():
        if code in rules:
            rule, line = rules[code].rule, rules[code].capacity_line
        else:
            rule, line = derive_occupancy_rule(
                code=code,
                function=module.function,
                pooled_residential=module.pooled_residential,
                ckg_points=module.ckg_points,
                organisation_type=organisation_type,
            )
        intensity = None if module.intensity is None else Fraction(module.intensity)
        facts = UtilisationFacts(module.utilisation, module.rounding, ckg_points=module.ckg_points)
        takes_total = input_of(facts, organisation_type) is Input.TYPED
        points = Fraction(module.ckg_points or 0)
        lines[code] = ModuleLine(code, module.function, rule, line, intensity, takes_total, points)
    return lines


def capacity_of(session: Any, facility_ids: Iterable[int] | None = None) -> dict[int, list[CapacityRow]]:
    """All capacity rows within reach, or those of some facilities, by facility id (M-3)."""
    record = CapacityRecord
    columns = (record.line, record.valid_from, record.recognised, record.innovative, record.guaranteed)
    query = select(record.facility_id, *columns, record.counts_toward).order_by(record.line, record.valid_from)
    if facility_ids is not None:
        query = query.where(record.facility_id.in_(list(facility_ids)))
    rows: dict[int, list[CapacityRow]] = {}
    for facility_id, *values in session.execute(query):
        rows.setdefault(facility_id, []).append(CapacityRow(*values))
    return rows
