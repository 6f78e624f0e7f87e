"""On which line a type module's days are shown: its own, the residential pool, or another module's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.capacity import POOL, CapacityRow, in_force
from app.domain.period import Period

DAY_GUIDANCE_GROUP, CONTEXT_GROUP = "DAGBEGELEIDING", "CONTEXTBEGELEIDING"
CRISIS_GROUP, SUPPORTING_GROUP = "CRISISHULP", "ONDERSTEUNENDE"

# The function whose modules a group code stands for; VERBLIJF is the residential pool (exchange format).
GROUPS: dict[str, str] = {
    POOL: "residence",
    DAY_GUIDANCE_GROUP: "day guidance",
    CONTEXT_GROUP: "context guidance",
    CRISIS_GROUP: "crisis at home",
    SUPPORTING_GROUP: "supporting guidance",
}


# The rule by which crisis help at home counts, each of its modules over the capacity of one line (F-4).
CRISIS = "cah"


@dataclass(frozen=True)
class ModuleLine:
    """How a type module counts at an organisation type (docs/architecture.md §5).

    `occupancy_rule` is day, pool, ob_quarter, cah, ckg or none; `capacity_line` the code of the line with its capacity.
    `intensity` is the utilisation that one place asks, per day or per week, None where it is not known; `takes_total`
    says whether a facility fills in a total for it in the quarter statement (M-1). `points` are those of a begun
    month at a CKG (F-5).
    """

    code: str
    function: str
    occupancy_rule: str
    capacity_line: str
    intensity: Fraction | None = None
    takes_total: bool = True
    points: Fraction = Fraction(0)

    @property
    def figure_line(self) -> str:
        """The line whose figure holds its work: that of its capacity; at CaH its own, over P-CAH's capacity (F-4)."""
        return self.code if self.occupancy_rule == CRISIS else self.capacity_line


ModuleLines = Mapping[str, ModuleLine]


def line_of(code: str, modules: ModuleLines) -> str:
    """The line whose figure holds the work of a code: its own, VERBLIJF, or the CKG points (M-3)."""
    module = modules.get(code)
    return code if module is None else module.figure_line


def line_rule(line: str, modules: ModuleLines) -> str:
    """The formula by which the figure of a line is computed; a line without a module of its own counts days."""
    if line == POOL:
        return "pool"
    module = modules.get(line)
    return "day" if module is None else module.occupancy_rule


def in_group(module: ModuleLine, group: str) -> bool:
    """Whether a module belongs to a group (exchange format).

    Residence outside the pool has figures of its own; all that CaH offers is crisis help, whatever its function.
    """
    if group == POOL:
        return module.capacity_line == POOL
    if module.occupancy_rule == CRISIS:
        return group == CRISIS_GROUP
    return module.function == GROUPS[group]


def code_target(segment: Period, modules: ModuleLines, rows: Iterable[CapacityRow]) -> dict[str, str]:
    """Per code that counts toward another line than its own throughout a segment: that other line (F-1)."""
    rows = tuple(rows)
    if not any(row.counts_toward for row in rows):
        return {}
    targets = {
        piece.row.line: line_of(piece.row.counts_toward, modules)
        for piece in in_force(rows, segment)
        if piece.row.counts_toward
    }
    return {code: line for code, line in targets.items() if line != line_of(code, modules)}
