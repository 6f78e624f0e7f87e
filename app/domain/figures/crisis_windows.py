"""Which schakelingen of crisis help at home stand on which line, where a module joins P-CAH for a part of a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from app.domain.capacity import CapacityRow
from app.domain.figures.cah import Window
from app.domain.figures.lines import CRISIS, ModuleLines, code_target, line_of, line_rule
from app.domain.figures.occupancy_input import segments
from app.domain.period import Period


def crisis_windows(
    period: Period, rows: Iterable[CapacityRow], modules: ModuleLines
) -> dict[str, list[tuple[Window, str]]]:
    """Per module that gives points of crisis help at home: its windows within a period, each with its line (F-4, M-3).

    A schakeling stands whole on the line on which its module counts on its last day: none is cut in two, and all
    points together are the same whatever the rows say.
    """
    rows = tuple(rows)
    parts = segments(period, rows, modules)
    targets = [code_target(part, modules, rows) for part in parts]
    codes = {code for code, module in modules.items() if module.occupancy_rule == CRISIS}
    found = {}
    for code in sorted(codes.union(*targets)):
        own = line_of(code, modules)
        lines = [target.get(code, own) for target in targets]
        windows = list(_windows(list(zip(parts, lines, strict=True)), modules))
        if windows:
            found[code] = windows
    return found


def _windows(counted: Iterable[tuple[Period, str]], modules: ModuleLines) -> Iterator[tuple[Window, str]]:
    """The windows of one module, given the line of each segment; days on a line of another formula stay out of them."""
    for gives_points, run in groupby(counted, key=lambda each: line_rule(each[1], modules) == CRISIS):
        if not gives_points:
            continue
        on_lines = list(run)
        days = Period(on_lines[0][0].begin, on_lines[-1][0].end)
        for line, same in groupby(on_lines, key=lambda each: each[1]):
            stretch = [part for part, _ in same]
            yield Window(days, Period(stretch[0].begin, stretch[-1].end)), line
