"""The capacity of one facility, each line with its history (M-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import or_, select

from app.database import BincSession
from app.domain.capacity import POOL
from app.queries.catalogue import modules_by_code
from models.capacity import CapacityRow
from models.facility import ApprovedModule
from models.reference import TypeModule

POOL_NAME = "Verblijf"


@dataclass(frozen=True)
class CapacityLine:
    """One module, or Verblijf: the row that holds now, and all rows with the newest first."""

    code: str
    name: str
    rows: tuple[CapacityRow, ...]
    current: CapacityRow | None
    offered: bool

    @property
    def is_running(self) -> bool:
        """Whether the line has a capacity today."""
        row = self.current
        return row is not None and bool(row.recognised or row.counts_toward)


def capacity_lines(session: BincSession, facility_id: int, *, today: date) -> list[CapacityLine]:
    """All lines the facility has or ever had: those that run first, then by name; none is left out (M-3)."""
    query = select(CapacityRow).where(CapacityRow.facility_id == facility_id)
    rows = session.scalars(query.order_by(CapacityRow.line, CapacityRow.valid_from.desc())).all()
    offered, pooled = _offered_codes(session, facility_id, today)
    lines = []
    for code, of_line in groupby(rows, key=lambda row: row.line):
        history = tuple(of_line)
        current = next((row for row in history if row.valid_from <= today), None)
        is_offered = pooled if code == POOL else code in offered
        lines.append(CapacityLine(code, line_name(session, code), history, current, is_offered))
    return sorted(lines, key=lambda line: (not line.is_running, line.code != POOL, line.name))


def line_name(session: BincSession, code: str | None) -> str:
    """How a capacity line is called: Verblijf, or the name of the module."""
    module = modules_by_code(session).get(code or "")
    return module.name if module else POOL_NAME if code == POOL else code or ""


def _offered_codes(session: BincSession, facility_id: int, today: date) -> tuple[frozenset[str], bool]:
    """The modules approved today, and whether a pooled one is among them (M-2, F-2)."""
    query = (
        select(TypeModule.code, TypeModule.pooled_residential)
        .join(ApprovedModule, ApprovedModule.type_module_id == TypeModule.id)
        .where(
            ApprovedModule.facility_id == facility_id,
            ApprovedModule.valid_from <= today,
            or_(ApprovedModule.valid_until.is_(None), ApprovedModule.valid_until >= today),
        )
    )
    found = session.execute(query).all()
    return frozenset(code for code, _ in found), any(pooled for _, pooled in found)
