"""Which figures of the sector are left out, so that nobody's own figure can be read or computed (R-6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

FEWEST_FACILITIES = 3
MOST_IDENTIFYING = 4
IDENTIFYING = frozenset(range(-MOST_IDENTIFYING, MOST_IDENTIFYING + 1)) - {0}
# Two sums of three: a whole and the two lines it is made of, by their places among the lines.
Split = tuple[int, int, int]
FEW_FACILITIES, FEW_DOSSIERS, RESIDUAL = "few_facilities", "few_dossiers", "residual"


class SectorLine(NamedTuple):
    """A row of sector figures as far as others stand behind it: what is left when the own facility is taken away.

    `behind` and `weights` are dossiers (or minors) in all and per class, `values` what is shown per class;
    `facilities` counts everybody, the own one too. `unsafe` are classes to be left out whatever they hold;
    `total_unsafe` that the total is left out elsewhere.
    """

    facilities: int
    behind: int
    weights: Sequence[int]
    values: Sequence[int]
    unsafe: Collection[int] = ()
    total_unsafe: bool = False


@dataclass(slots=True)
class Hidden:
    """What of a line is left out: all of it, for a reason, or the classes at some places."""

    size: int
    reason: str | None = None
    cells: set[int] = field(default_factory=set)

    def hide_all(self, reason: str) -> None:
        """Leaves the whole line out, its total too."""
        self.reason = self.reason or reason
        self.hide_cells()

    def hide_cells(self) -> None:
        """Leaves every class out, but keeps the total."""
        self.cells.update(range(self.size))


def is_identifying(count: int) -> bool:
    """Whether a number of others is so small that it points at somebody: one to four (R-6).

    Below zero is as telling: a minor that others know as well can stand in another class than at home.
    """
    return count in IDENTIFYING


def hidden_figures(lines: Sequence[SectorLine], splits: Sequence[Split] = ()) -> list[Hidden]:
    """What is left out of some lines of one table, until nothing of it can be had back by subtraction (R-6).

    First what identifies: lines with fewer than three facilities or few dossiers of others, and classes with few
    dossiers of others. Then, because a line adds up to its total and a whole to its two lines, the smallest figure
    beside it, over and over until every sum has at least two unknowns that could be something else.
    """
    hidden = [Hidden(len(line.values)) for line in lines]
    for line, one in zip(lines, hidden, strict=True):
        _hide_line(line, one)
    if any(one.reason for one in hidden):
        while any(_protect_line(lines, hidden, split) for split in splits):
            pass
    for line, one in zip(lines, hidden, strict=True):
        _hide_small(line, one)
    before, now = 0, _left_out(hidden)
    while now != before:
        for line, one in zip(lines, hidden, strict=True):
            if one.cells and one.reason is None:
                _protect_total(line, one)
        for split in splits:
            _protect_cells(lines, hidden, split)
        before, now = now, _left_out(hidden)
    return hidden


def _left_out(hidden: Sequence[Hidden]) -> int:
    return sum([len(one.cells) for one in hidden])


def _hide_line(line: SectorLine, one: Hidden) -> None:
    if line.facilities < FEWEST_FACILITIES:
        one.hide_all(FEW_FACILITIES)
    elif line.behind in IDENTIFYING:
        one.hide_all(FEW_DOSSIERS)
    elif line.total_unsafe:
        one.hide_all(RESIDUAL)


def _hide_small(line: SectorLine, one: Hidden) -> None:
    if one.reason is None:
        if not IDENTIFYING.isdisjoint(line.weights):
            one.cells.update([place for place, weight in enumerate(line.weights) if weight in IDENTIFYING])
        if line.unsafe:
            one.cells.update(line.unsafe)


def _protect_total(line: SectorLine, one: Hidden) -> None:
    """Hides more classes of a line whose total is shown, until what is hidden could have been something else."""
    while not _is_vague(line, one):
        others = [place for place in range(one.size) if place not in one.cells and line.values[place] > 0]
        if not others:
            one.hide_cells()
            return
        one.cells.add(min(others, key=lambda place: line.values[place]))


def _is_vague(line: SectorLine, one: Hidden) -> bool:
    """Whether the sum of the hidden classes, which can be computed, leaves each of them room."""
    if len(one.cells) == one.size:
        return True
    held = sum(line.values[place] for place in one.cells)
    return len(one.cells) > 1 and held >= len(one.cells) + MOST_IDENTIFYING


def _protect_line(lines: Sequence[SectorLine], hidden: Sequence[Hidden], split: Split) -> bool:
    """Whether a line had to be left out, so that another one cannot be had back."""
    gone = [place for place in split if hidden[place].reason is not None]
    if len(gone) != 1 or not lines[gone[0]].behind:
        return False
    hidden[_other_to_hide(split, gone[0], [line.behind for line in lines])].hide_all(RESIDUAL)
    return True


def _protect_cells(lines: Sequence[SectorLine], hidden: Sequence[Hidden], split: Split) -> None:
    whole, first, second = [hidden[place].cells for place in split]
    # Of two lines that are left out altogether every class is hidden twice.
    if (whole or first or second) and sum([hidden[place].reason is not None for place in split]) < 2:
        alone = (whole - first - second, first - whole - second, second - whole - first)
        for gone, cells in zip(split, alone, strict=True):
            for cell in cells:
                if lines[gone].values[cell]:
                    other = _other_to_hide(split, gone, [line.values[cell] for line in lines])
                    hidden[other].cells.add(cell)


def _other_to_hide(split: Split, gone: int, held: Sequence[int]) -> int:
    """Of a whole and its two lines never one alone is hidden: the other two would give it back, unless it is nought."""
    return min((place for place in split[1:] if place != gone), key=lambda place: (held[place] <= 0, held[place]))
