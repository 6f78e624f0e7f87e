"""The tables of a made report as the screen shows them: figures with their shares, what was left out, and the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.reports.definitions import POPULATION_WORDS, UNIT_WORDS, WHY_A_ROW_IS_LEFT_OUT, definition_of
from app.domain.reports.kinds import TABLES
from app.domain.reports.result import FACILITY, Cell, CountedClass, CountedPart, CountedRow, CountedTable, MiddleHalf
from app.domain.reports.tables import MEAN, SUM
from app.plots import Bounds, ShareLane, SharesPlot, shares_plot
from app.presentation import number, percent

LEFT_OUT, NO_MEAN = "weggelaten", "geen dossiers"
WHOSE = "Cijfers van"
TENTHS = 10
Heads = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class ShownCell:
    """A figure with its share of the total; `in_words` says that words stand in the place of a figure."""

    figure: str
    share: str = ""
    in_words: bool = False


@dataclass(frozen=True)
class ShownRow:
    """Whose figures they are, a cell a column with the total last; `why` says why the whole row was left out."""

    words: str
    is_own: bool
    cells: tuple[ShownCell, ...]
    why: str = ""


@dataclass(frozen=True)
class ShownPart:
    """Columns that belong together: heads, rows, where the others lie, and the bars that say the same."""

    name: str
    title: str
    heads: Heads
    rows: tuple[ShownRow, ...]
    others_words: str
    others: tuple[str, ...]
    plot: SharesPlot | None
    plot_keys: tuple[str, ...]

    @property
    def leaves_out(self) -> bool:
        """Whether single figures of it were left out; a row or total that was says why itself (R-6)."""
        return any(cell == ShownCell(LEFT_OUT, in_words=True) for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class ShownTable:
    """One table of a report: its title, which dossiers it counts and what that means, and its parts."""

    key: str
    title: str
    note: str
    dossiers: str
    definitions: tuple[tuple[str, str], ...]
    sources: str
    parts: tuple[ShownPart, ...]


def shown_table(table: CountedTable) -> ShownTable:
    """A table as it was kept with the report; nothing is counted again (R-1, R-2)."""
    populations = [(POPULATION_WORDS[each], definition_of(each, table.organisation_type)) for each in table.populations]
    has_columns = any(part.classes for part in table.parts)
    parts = tuple(_part(table, place) for place in range(len(table.parts))) if has_columns else (_totals(table),)
    dossiers = ", ".join(words for words, _ in populations)
    return ShownTable(table.key, table.title, table.note, dossiers, tuple(populations), _sources(table), parts)


def _sources(table: CountedTable) -> str:
    """Where the answers come from; empty for a table that is made no longer."""
    described = {part.key: part for part in TABLES[table.key].parts} if table.key in TABLES else {}
    sources = (described[part.key].source for part in table.parts if part.key in described)
    return "; ".join(dict.fromkeys(source.words for source in sources if source))


def _part(table: CountedTable, place: int) -> ShownPart:
    part = table.parts[place]
    title = part.title if len(table.parts) > 1 else ""
    heads: Heads = (
        {"label": WHOSE},
        *({"label": one.words, "num": True} for one in part.classes),
        {"label": _total(part), "num": True},
    )
    rows = tuple(_row(row, part.classes) for row in part.rows)
    known = next((one for one in part.others if one), None)
    others = tuple(_between(one, of) for one, of in zip(part.others, part.classes, strict=True)) if known else ()
    words = others_in_words(known, table.organisation_type) if known else ""
    plot, keys = _plot(part)
    return ShownPart(f"{table.key}-{part.key}", title, heads, rows, words, others, plot, keys)


def _totals(table: CountedTable) -> ShownPart:
    """The parts of a table without columns as one, a column each."""
    heads: Heads = ({"label": WHOSE}, *({"label": part.title or _total(part), "num": True} for part in table.parts))
    rows = tuple(
        ShownRow(same[0].words, same[0].is_own, tuple(_total_cell(row) for row in same))
        for same in zip(*(part.rows for part in table.parts), strict=True)
    )
    return ShownPart(table.key, "", heads, rows, "", (), None, ())


def _total(part: CountedPart) -> str:
    return f"Totaal {UNIT_WORDS[part.unit]}"


def _total_cell(row: CountedRow) -> ShownCell:
    if row.hidden is not None:
        return ShownCell(LEFT_OUT, WHY_A_ROW_IS_LEFT_OUT[row.hidden], in_words=True)
    return ShownCell(number(row.total))


def others_in_words(others: MiddleHalf, organisation_type: str) -> str:
    """Of whom the middle half is told."""
    return f"Middelste helft van de {others.facilities} andere {organisation_type}"


def _row(row: CountedRow, classes: Sequence[CountedClass]) -> ShownRow:
    if row.hidden is not None:
        return ShownRow(row.words, False, (), WHY_A_ROW_IS_LEFT_OUT[row.hidden])
    cells = [_cell(cell, one, row) for cell, one in zip(row.cells, classes, strict=True)]
    return ShownRow(row.words, row.is_own, (*cells, ShownCell(number(row.total))))


def _cell(cell: Cell, one: CountedClass, row: CountedRow) -> ShownCell:
    if cell is None:
        return ShownCell(NO_MEAN if row.total == 0 else LEFT_OUT, in_words=True)
    if one.kind in (SUM, MEAN):
        return ShownCell(number(cell, 0 if one.kind == SUM else 1))
    share = share_of(cell, row)
    return ShownCell(number(cell), percent(share) if share is not None else "")


def share_of(cell: Cell, row: CountedRow) -> Fraction | None:
    """Which part of the row's total a class is; None where either is not there or nothing was counted."""
    return Fraction(cell) / row.total if cell is not None and row.total else None


def _between(others: MiddleHalf | None, one: CountedClass) -> str:
    """Between which figures the others lie, in the words of a cell."""
    if others is None:
        return ""
    lower, upper = (_written(bound, one.kind) for bound in (others.lower, others.upper))
    return f"{lower} – {upper}"


def _written(bound: int, kind: str) -> str:
    return number(Fraction(bound, TENTHS), 1) if kind == MEAN else f"{bound} %"


def _plot(part: CountedPart) -> tuple[SharesPlot | None, tuple[str, ...]]:
    """The bars of the own row above those of Flanders; of the agency those of Flanders above the province.

    A class with nothing in it anywhere has none.
    """
    whole, own = part.rows[0], next((row for row in part.rows if row.level == FACILITY), None)
    upper, under = (own, whole) if own else (whole, part.rows[-1] if len(part.rows) > 1 else None)
    every = [_lane(part, place, upper, under) for place, one in enumerate(part.classes) if one.kind != SUM]
    lanes = [lane for lane in every if lane.first or lane.second or (lane.others and lane.others.upper)]
    if not lanes:
        return None, ()
    return shares_plot(lanes), tuple(row.words for row in (upper, under) if row is not None)


def _lane(part: CountedPart, place: int, upper: CountedRow, under: CountedRow | None) -> ShareLane:
    one = part.classes[place]
    others = part.others[place] if part.others else None
    first = _figure(upper, place, one)
    second = _figure(under, place, one) if under else None
    return ShareLane(one.words, lane_in_words(one, first, others), _drawn(first), _drawn(second), _bounds(others, one))


def _figure(row: CountedRow, place: int, one: CountedClass) -> Fraction | None:
    """The figure of a row that a bar shows: a share in per cents, or a mean."""
    cell = row.cells[place]
    if one.kind == MEAN:
        return None if cell is None else Fraction(cell)
    share = share_of(cell, row)
    return None if share is None else share * 100


def _drawn(figure: Fraction | None) -> float | None:
    return None if figure is None else float(figure)


def _bounds(others: MiddleHalf | None, one: CountedClass) -> Bounds | None:
    if others is None:
        return None
    parts = TENTHS if one.kind == MEAN else 1
    return Bounds(others.lower / parts, others.upper / parts)


def lane_in_words(one: CountedClass, figure: Fraction | None, others: MiddleHalf | None) -> str:
    """The figure of a class and how it lies among the others: "12 %, binnen de middelste helft (8 % – 19 %)"."""
    if figure is None:
        return LEFT_OUT
    own = number(figure, 1) if one.kind == MEAN else f"{number(figure, 0)} %"
    if others is None:
        return own
    parts = TENTHS if one.kind == MEAN else 1
    rounded = Fraction(number(figure * parts, 0).replace(".", ""))
    where = "onder" if rounded < others.lower else "boven" if rounded > others.upper else "binnen"
    return f"{own}, {where} de middelste helft ({_between(others, one)})"
