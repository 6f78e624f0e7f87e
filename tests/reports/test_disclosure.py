"""No figure of the sector points at somebody, not even by subtraction (R-6)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.reports.disclosure import (
    FEW_DOSSIERS,
    FEW_FACILITIES,
    RESIDUAL,
    Hidden,
    SectorLine,
    hidden_figures,
    is_identifying,
)


def line(*values: int, facilities: int = 5, **more: object) -> SectorLine:
    return SectorLine(facilities, sum(values), values, values, **more)  # type: ignore[arg-type]


def hidden_of(*values: int, facilities: int = 5) -> Hidden:
    return hidden_figures([line(*values, facilities=facilities)])[0]


def test_a_line_of_two_facilities_shows_nothing() -> None:
    """R-6: fewer than three facilities behind the row; three are enough."""
    assert hidden_of(40, 50, facilities=2).reason == FEW_FACILITIES
    assert hidden_of(40, 50, facilities=3).reason is None


@pytest.mark.parametrize(("others", "hidden"), [(0, False), (1, True), (4, True), (5, False), (-1, True)])
def test_one_to_four_dossiers_of_others_are_left_out(others: int, hidden: bool) -> None:
    """R-6: nought is told, five are told, what lies between is not."""
    assert is_identifying(others) is hidden
    assert (hidden_of(others).reason == FEW_DOSSIERS) is hidden
    assert (0 in hidden_of(others, 50, 60).cells) is hidden


def test_the_smallest_other_class_goes_with_a_single_small_one() -> None:
    """R-6: the total less the other classes would give it back; noughts tell nothing and stay."""
    assert hidden_of(3, 0, 20, 9).cells == {0, 3}
    assert hidden_of(20, 9, 0).cells == set()


def test_two_small_classes_are_enough_only_when_their_sum_leaves_room() -> None:
    """R-6: one and one can only be one and one; three and four can be many things."""
    assert hidden_of(1, 1, 30, 9).cells == {0, 1, 3}
    assert hidden_of(3, 4, 30, 9).cells == {0, 1}


def test_where_nothing_else_can_go_the_whole_row_of_classes_goes() -> None:
    """R-6: five classes of one each add up to a total that is told, so noughts go along."""
    row = hidden_of(1, 1, 1, 1, 1, 0)
    assert row.reason is None
    assert row.cells == set(range(6))


def test_a_total_that_is_left_out_elsewhere_is_left_out_here() -> None:
    """R-6: the total of "reason of dropout" is the class "dropout: yes" of another table."""
    assert hidden_figures([line(20, 30, total_unsafe=True)])[0].reason == RESIDUAL


def test_of_with_and_without_residence_never_one_alone_is_left_out() -> None:
    """R-6, R-1: the whole less one of the two would give the other back."""
    whole, with_residence, without = hidden_figures([line(23, 40), line(3, 20), line(20, 20)], [(0, 1, 2)])
    assert 0 in with_residence.cells
    assert 0 in without.cells
    assert 0 not in whole.cells
    whole, with_residence, without = hidden_figures(
        [line(60, 40), line(30, 20, facilities=2), line(30, 20)], [(0, 1, 2)]
    )
    assert (with_residence.reason, without.reason, whole.reason) == (FEW_FACILITIES, RESIDUAL, None)


def can_differ(lines: list[SectorLine], hidden: list[Hidden], splits: list[tuple[int, int, int]], least: int) -> bool:
    """Whether every hidden class that holds somebody could be one more or less with all that is shown staying the same.

    A hidden nought may be known: it points at nobody.
    """
    cells = [(row, place) for row, one in enumerate(hidden) for place in sorted(one.cells)]
    moving: set[tuple[int, int]] = set()
    for steps in product((-1, 0, 1), repeat=len(cells)):
        moved = dict(zip(cells, steps, strict=True))
        if _fits(lines, hidden, splits, moved, least):
            moving |= {cell for cell, step in moved.items() if step}
    return moving >= {(row, place) for row, place in cells if lines[row].values[place] > 0}


def _fits(
    lines: list[SectorLine],
    hidden: list[Hidden],
    splits: list[tuple[int, int, int]],
    moved: dict[tuple[int, int], int],
    least: int,
) -> bool:
    for (row, place), step in moved.items():
        floor = 0 if len(hidden[row].cells) == hidden[row].size else least
        if step and lines[row].values[place] + step < floor:
            return False
    for row, one in enumerate(hidden):
        if one.reason is None and sum(moved.get((row, place), 0) for place in range(one.size)) != 0:
            return False
    return all(
        moved.get((whole, place), 0) == moved.get((first, place), 0) + moved.get((second, place), 0)
        for whole, first, second in splits
        for place in range(hidden[0].size)
    )


@given(st.lists(st.integers(0, 9), min_size=2, max_size=7))
def test_nothing_hidden_in_a_row_can_be_computed(values: list[int]) -> None:
    """R-6: also not by who knows that a hidden class holds somebody, unless noughts are hidden with it."""
    row = line(*values)
    hidden = hidden_figures([row])
    assume(hidden[0].cells)
    assert can_differ([row], hidden, [], 1)


@given(
    st.integers(1, 3).flatmap(lambda size: st.tuples(*[st.lists(st.integers(0, 9), min_size=size, max_size=size)] * 2))
)
def test_nothing_hidden_of_a_whole_and_its_two_halves_can_be_computed(halves: tuple[list[int], list[int]]) -> None:
    """R-6, R-1: OVBJ with and without residence and all of them, by rows and by columns at once."""
    first, second = halves
    whole = [one + other for one, other in zip(first, second, strict=True)]
    rows = [line(*whole), line(*first), line(*second)]
    hidden = hidden_figures(rows, [(0, 1, 2)])
    assert can_differ(rows, hidden, [(0, 1, 2)], 0)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12), st.integers(0, 6))
def test_what_is_told_is_never_small(values: list[int], facilities: int) -> None:
    """R-6: whatever else goes, every small class is among it, and a large row keeps its total."""
    one = hidden_of(*values, facilities=facilities)
    small = {place for place, value in enumerate(values) if 1 <= value <= 4}
    assert small <= one.cells
    if facilities >= 3 and (sum(values) > 4 or sum(values) == 0):
        assert one.reason is None
