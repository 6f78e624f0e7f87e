"""The capacity of one facility, each line with what holds now, what is planned and what was (M-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select

from app.database import BincSession
from app.domain.capacity import POOL
from app.domain.combinations import CKG_POINTS
from app.domain.figures.lines import ModuleLine
from app.queries.catalogue import approved_modules, modules_by_code
from app.queries.figures.lines import module_lines
from models.capacity import CapacityRow
from models.facility import Facility

POOL_NAME = "Verblijf"


@dataclass(frozen=True)
class CapacityLine:
    """One module, or Verblijf, with all its rows, the newest first.

    `shared_by` names the modules whose places or points stand on this line when there are more than its own;
    `counted_here` those that count toward it now or will; `offered` whether the facility may offer any of them today.
    """

    code: str
    name: str
    rows: tuple[CapacityRow, ...]
    today: date
    offered: bool
    shared_by: tuple[str, ...] = ()
    counted_here: tuple[str, ...] = ()

    @property
    def current(self) -> CapacityRow | None:
        """The row that holds today: the last one whose first day has come."""
        return next((row for row in self.rows if row.valid_from <= self.today), None)

    @property
    def planned(self) -> tuple[CapacityRow, ...]:
        """The rows whose first day has yet to come, the soonest first."""
        return tuple(row for row in reversed(self.rows) if row.valid_from > self.today)

    @property
    def past(self) -> tuple[CapacityRow, ...]:
        """The rows before the one that holds today, the newest first."""
        return tuple(row for row in self.rows if row.valid_from <= self.today)[1:]

    @property
    def has_own(self) -> bool:
        """Whether the line has capacity of its own today, and does not only count toward another."""
        return self.current is not None and bool(self.current.recognised)

    @property
    def is_running(self) -> bool:
        """Whether the line has a capacity today."""
        row = self.current
        return row is not None and bool(row.recognised or row.counts_toward)


@dataclass(frozen=True)
class FacilityCapacity:
    """All lines of a facility, and the names of the modules it may offer that no line holds."""

    lines: tuple[CapacityLine, ...]
    without_line: tuple[tuple[str, str], ...]


def capacity_of_facility(session: BincSession, facility: Facility, *, today: date) -> FacilityCapacity:
    """The capacity of a facility as its page shows it; no line it ever had is left out (M-3)."""
    modules = module_lines(session, facility.organisation_type)
    approved = approved_modules(session, facility.id)
    offered = {one.code for one in approved if one.holds_on(today)}
    rows = _rows_by_line(session, facility)
    ever = {one.code for one in approved}
    lines = [
        CapacityLine(
            code,
            line_name(session, code),
            of_line,
            today,
            code in offered or any(modules[one].capacity_line == code for one in offered),
            _shared_by(session, code, ever, modules, rows, today),
            _counted_here(session, code, rows, today),
        )
        for code, of_line in rows.items()
    ]
    in_order = sorted(lines, key=lambda line: (not line.is_running, line.code != POOL, not line.has_own, line.name))
    return FacilityCapacity(tuple(in_order), _without_line(session, offered, set(rows), modules))


def line_name(session: BincSession, code: str | None) -> str:
    """How a capacity line is called: Verblijf, or the name of the module."""
    module = modules_by_code(session).get(code or "")
    return module.name if module else POOL_NAME if code == POOL else code or ""


def _rows_by_line(session: BincSession, facility: Facility) -> dict[str, tuple[CapacityRow, ...]]:
    query = select(CapacityRow).where(CapacityRow.facility_id == facility.id)
    rows = session.scalars(query.order_by(CapacityRow.line, CapacityRow.valid_from.desc())).all()
    return {code: tuple(of_line) for code, of_line in groupby(rows, key=lambda row: row.line)}


def _without_line(
    session: BincSession, offered: set[str], lines: set[str], modules: Mapping[str, ModuleLine]
) -> tuple[tuple[str, str], ...]:
    """Code and name of the lines that offered modules need and the facility has not.

    A module with a row of its own counts elsewhere by that row, and foster care is not recognised on capacity.
    """
    needed = {modules[code].capacity_line for code in offered - lines if modules[code].occupancy_rule != "none"} - lines
    return tuple(sorted(((code, line_name(session, code)) for code in needed), key=lambda each: each[1]))


def _shared_by(
    session: BincSession,
    line: str,
    approved: Iterable[str],
    modules: Mapping[str, ModuleLine],
    rows: Mapping[str, Sequence[CapacityRow]],
    today: date,
) -> tuple[str, ...]:
    """The names of the modules on a line; those of CKG that are no guidance only where they count toward it (F-5)."""

    def is_on_it(code: str) -> bool:
        module = modules[code]
        is_guidance = module.occupancy_rule != "ckg" or module.function == CKG_POINTS
        return module.capacity_line == line and (is_guidance or _counts(rows.get(code, ()), line, today))

    names = sorted(line_name(session, code) for code in approved if is_on_it(code))
    return tuple(names) if line == POOL or len(names) > 1 else ()


def _counted_here(
    session: BincSession, line: str, rows: Mapping[str, Sequence[CapacityRow]], today: date
) -> tuple[str, ...]:
    return tuple(sorted(line_name(session, code) for code, of_line in rows.items() if _counts(of_line, line, today)))


def _counts(rows: Sequence[CapacityRow], line: str, today: date) -> bool:
    """Whether a module counts toward a line today or by a planned row; `rows` with the newest first."""
    current = next((row for row in rows if row.valid_from <= today), None)
    return any(row.counts_toward == line for row in rows if row is current or row.valid_from > today)
