"""All that the occupancy of a facility is computed from, and into which parts its period is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.capacity import CapacityRow
from app.domain.faults import Fault
from app.domain.figures.cah import LengthCounts, Window
from app.domain.figures.ckg import GuidanceRow
from app.domain.figures.lines import ModuleLines, code_target, line_of
from app.domain.period import ONE_DAY, Period
from app.domain.quarter import Quarter

# Per segment of the period and module code: the deployed days not ticked guaranteed. A code that is there with 0 had a
# deployment all the same, ticked guaranteed or covered by another dossier of the client.
DayCounts = Mapping[Period, Mapping[str, int]]


@dataclass(frozen=True)
class OccupancyInput:
    """All that the occupancy of one facility over one period is computed from (F-1 … F-6).

    `modules` says of each type module which formula and capacity line it has at this organisation type; `rows` are all
    capacity rows of the facility; `days` holds the counts for exactly the periods that `segments` names. `registered`
    are the totals that the quarter statements ask, per module code, None where not filled in; `lengths` the
    schakelingen of crisis help at home by length, per window (`crisis_windows`), nothing elsewhere; `guidance` the
    modules with points deployed at a CKG, back to the begin of whatever goes on into the period.
    """

    period: Period
    organisation_type: str
    modules: ModuleLines
    rows: tuple[CapacityRow, ...]
    days: DayCounts
    registered: Mapping[str, Mapping[Quarter, Decimal | None]] = field(default_factory=dict)
    lengths: Mapping[Window, LengthCounts] = field(default_factory=dict)
    guidance: tuple[GuidanceRow, ...] = ()


def check_period(period: Period) -> list[Fault]:
    """Whether a period is short enough for occupancy: at most one year (domain §9, H14.1)."""
    if not period.is_longer_than_a_year:
        return []
    return [Fault("F-1", "until", "De periode mag hoogstens een jaar zijn. Kies een vroegere einddatum.")]


def segments(period: Period, rows: Iterable[CapacityRow], modules: ModuleLines) -> tuple[Period, ...]:
    """The parts of a period for which deployed days have to be counted apart (F-1).

    A new part begins wherever the days of a module move to another line, because its capacity row begins or stops to
    count toward that one; mostly there is but one part.
    """
    rows = tuple(rows)
    counting = {row.line for row in rows if row.counts_toward}
    if not counting:
        return (period,)
    cuts = {row.valid_from for row in rows if row.line in counting and period.begin < row.valid_from <= period.end}
    begins = sorted({period.begin, *cuts})
    ends = [begin - ONE_DAY for begin in begins[1:]] + [period.end]
    found: list[Period] = []
    for begin, end in zip(begins, ends, strict=True):
        part = Period(begin, end)
        if found and code_target(part, modules, rows) == code_target(found[-1], modules, rows):
            part = Period(found.pop().begin, end)
        found.append(part)
    return tuple(found)


def deployed_lines(
    days: DayCounts, rows: Iterable[CapacityRow], modules: ModuleLines
) -> Iterator[tuple[Period, str, str]]:
    """Each module that was deployed in a segment, with the line on which it counts there (F-1)."""
    rows = tuple(rows)
    for segment, counts in days.items():
        target = code_target(segment, modules, rows)
        for code in sorted(counts):
            yield segment, code, target.get(code) or line_of(code, modules)
