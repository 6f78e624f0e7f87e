"""Which guidance at a CKG gives points: all of it, but of Crisisbegeleiding only what counts toward the points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.domain.capacity import CapacityRow, in_force
from app.domain.combinations import CRISIS_GUIDANCE
from app.domain.figures.ckg import GuidanceRow, without
from app.domain.figures.lines import ModuleLines, line_of
from app.domain.period import Period

BESIDE_GUARANTEED_STAY = "hoort bij het verzekerde crisisverblijf en geeft geen extra punten"
NOT_TOWARD_POINTS = "de capaciteitsrij telt niet mee bij de begeleidingspunten"


def rows_with_points(
    rows: Iterable[GuidanceRow], until: date, capacity: Iterable[CapacityRow], modules: ModuleLines
) -> Iterator[GuidanceRow]:
    """The rows that give points, cut to the days up to a last one on which they do (F-5, H14.4, H15).

    Crisisbegeleiding (op verwijzing crisismeldpunt) counts on the days on which its capacity row counts toward the
    points, and never in the same schakeling as a guaranteed Crisisverblijf. Of any other module the days do not count
    on which its row counts toward another line.
    """
    capacity, period = tuple(capacity), Period(date.min, until)
    windows: dict[str, Sequence[Period]] = {}
    for row in rows:
        if row.module not in windows:
            windows[row.module] = days_with_points(row.module, period, capacity, modules)
        if row.module == CRISIS_GUIDANCE and row.beside_guaranteed_stay:
            continue
        for window in windows[row.module]:
            if window.begin <= row.begin and row.end <= window.end:
                yield row
            elif (part := window.clip(row.begin, row.end)) is not None:
                yield row._replace(begin=part.begin, end=part.end)


def days_with_points(
    code: str, period: Period, capacity: Iterable[CapacityRow], modules: ModuleLines
) -> Sequence[Period]:
    """When a module of a CKG gives points, by its capacity rows."""
    line = line_of(code, modules)
    toward = [
        (piece.period, line_of(piece.row.counts_toward, modules))
        for piece in in_force([row for row in capacity if row.line == code], period)
        if piece.row.counts_toward
    ]
    if code == CRISIS_GUIDANCE:
        return [days for days, other in toward if other == line]
    return without([period], [days for days, other in toward if other != line])


def rows_without_points(
    rows: Iterable[GuidanceRow], period: Period, capacity: Iterable[CapacityRow], modules: ModuleLines
) -> Iterator[tuple[GuidanceRow, str]]:
    """The rows that give no points on any day of a period, each with the reason in Dutch (F-5, F-11)."""
    capacity, windows = tuple(capacity), dict[str, Sequence[Period]]()
    for row in rows:
        part = period.clip(row.begin, row.end)
        if part is None:
            continue
        if row.module == CRISIS_GUIDANCE and row.beside_guaranteed_stay:
            yield row, BESIDE_GUARANTEED_STAY
            continue
        if row.module not in windows:
            windows[row.module] = days_with_points(row.module, Period(date.min, period.end), capacity, modules)
        if not any(window.overlap(part) for window in windows[row.module]):
            yield row, NOT_TOWARD_POINTS
