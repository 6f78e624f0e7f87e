"""Lays counts out by the columns of a table, as the row that shows them (R-1, R-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import sub
from typing import NamedTuple

from app.domain.reports.classes import REST
from app.domain.reports.counting import Tally
from app.domain.reports.disclosure import Hidden
from app.domain.reports.result import Cell, CountedClass, CountedRow
from app.domain.reports.tables import SUM, TablePart


class Numbers(NamedTuple):
    """A tally laid out by the columns: what each shows, the dossiers (or minors) behind it, and the row with all of it.

    The row is made once for everybody who sees it whole.
    """

    tally: Tally
    values: list[int]
    weights: list[int]
    row: CountedRow


def laid_out(level: tuple[str, str], tally: Tally, classes: Sequence[CountedClass], part: TablePart) -> Numbers:
    """A tally by these columns, and the row at this level and with these words."""
    behind = len(tally.facilities)
    if part.amounts:
        total = tally.cells.get(SUM, 0)
        mean = Fraction(total, tally.behind) if tally.behind else None
        return Numbers(tally, [], [], CountedRow(*level, (total, mean), tally.behind, behind))
    values = _in_columns(tally.cells, classes, part.is_long)
    deciding = tally.deciding
    weights = values if deciding is None else _in_columns(deciding, classes, part.is_long)
    return Numbers(tally, values, weights, CountedRow(*level, tuple(values), tally.total, behind))


def _in_columns(counts: Mapping[str, int], classes: Sequence[CountedClass], has_rest: bool) -> list[int]:
    """A count for each column; the rest of a long list is what the other columns leave."""
    numbers = [counts.get(one.code, 0) for one in classes]
    if has_rest:
        numbers[classes.index(REST)] = sum(counts.values()) - sum(numbers)
    return numbers


def less(whole: Sequence[int], own: Sequence[int]) -> list[int]:
    """What is left, column by column, without one's own."""
    return list(map(sub, whole, own))


def shown_row(row: CountedRow, hidden: Hidden) -> CountedRow:
    """A row of the sector without what is left out of it."""
    if hidden.reason is not None:
        return CountedRow(row.level, row.words, (None,) * len(row.cells), None, row.behind, hidden.reason)
    if not hidden.cells:
        return row
    cells: list[Cell] = list(row.cells)
    for place in hidden.cells:
        cells[place] = None
    return CountedRow(row.level, row.words, tuple(cells), row.total, row.behind)
