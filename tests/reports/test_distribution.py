"""Where the other facilities of a type lie, and what of it is never told (R-1, R-6)."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

import pytest

from app.domain.reports.distribution import PER_CENT, middle_half
from app.domain.reports.kinds import TABLES
from app.domain.reports.population import Population
from app.domain.reports.result import CountedPart, CountedTable, MiddleHalf
from app.domain.reports.sector import SectorCounts
from app.domain.reports.tables import REFERRAL
from tests.reports.test_sector import base_of, dossier, every_table, facilities_of, random_base


def naive_middle(figures: list[Fraction], scale: int) -> MiddleHalf | None:
    """The middle half of others' figures, each cut to thousandths, by plain sorting."""
    cut = sorted(Fraction(floor(one * 1000), 1000) for one in figures)
    if len(cut) < 3:
        return None
    at, last = (len(cut) - 1) // 4, len(cut) - 1
    bounds = (cut[at] + cut[at + 1]) / 2, (cut[last - at - 1] + cut[last - at]) / 2
    return MiddleHalf(len(cut), *(floor(bound * scale + Fraction(1, 2)) for bound in bounds))


def figure_of(part: CountedPart, place: int) -> Fraction | None:
    """The own share or mean in a class, when five dossiers or more stand behind it."""
    own = part.rows[-1]
    cell, total = own.cells[place], own.total
    if not total or total <= 4 or cell is None:
        return None
    return Fraction(cell) if part.classes[place].kind == "mean" else Fraction(cell, total)


def is_left_out(part: CountedPart, place: int) -> bool:
    """Whether a class has no middle half by itself, or is hidden in the row of Flanders."""
    one, flanders = part.classes[place], part.rows[0]
    hidden = flanders.hidden is not None or (one.kind == "count" and flanders.cells[place] is None)
    return hidden or one.code == "rest" or one.kind == "sum"


@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5, 6, 7])
def test_the_middle_half_is_that_of_the_others_and_hides_what_the_sector_row_hides(seed: int) -> None:
    """R-6: a naive sort over all other facilities gives the same; a class that Flanders hides has no middle half."""
    base = random_base(seed)
    told = {key: every_table(SectorCounts(base), one) for key, one in base.facilities.items()}
    seen = 0
    for key, tables in told.items():
        for number, at, part in [
            (n, at, part) for n, table in enumerate(tables) for at, part in enumerate(table.parts)
        ]:
            assert len(part.others) == len(part.classes)
            is_long = TABLES[tables[number].key].part(part.key).is_long
            for place, middle in enumerate(part.others):
                if is_left_out(part, place):
                    assert middle is None
                elif not is_long:
                    parts = (theirs[number].parts[at] for other, theirs in told.items() if other != key)
                    figures = [figure for each in parts if (figure := figure_of(each, place)) is not None]
                    assert middle == naive_middle(figures, PER_CENT if part.classes[place].kind == "count" else 10)
                    seen += middle is not None
    assert seen


def part_of(dossiers_each: list[int]) -> CountedPart:
    """The access gate as facility 0 sees it; the facilities have so many dossiers, half of them through it."""
    facilities = facilities_of(len(dossiers_each), kind="OOOC")
    every = [
        dossier(place, place * 1000 + number, **{REFERRAL: {"through_access_gate": number % 2 == 0}})
        for place, count in enumerate(dossiers_each)
        for number in range(count)
    ]
    table = SectorCounts(base_of(every, facilities)).table(TABLES["referrals"], 0)
    return next(part for part in table.parts if part.classes)


def test_fewer_than_three_others_have_no_distribution_r_6() -> None:
    assert set(part_of([20, 20, 20]).others) == {None}
    assert part_of([20, 20, 20, 20]).others[0] == MiddleHalf(3, 50, 50)


def test_a_facility_with_one_to_four_dossiers_takes_no_part_r_6() -> None:
    assert set(part_of([20, 20, 20, 4]).others) == {None}
    assert part_of([20, 20, 20, 5]).others[0] == MiddleHalf(3, 50, 55)


@pytest.mark.parametrize("count", range(3, 40))
def test_a_bound_lies_between_two_facilities_and_at_most_half_lies_outside_r_6(count: int) -> None:
    figures = [number * number * 1000 // (count * count) for number in range(count)]
    middle = middle_half(figures, 1000)
    assert middle is not None
    assert not {middle.lower, middle.upper} & set(figures)
    assert 2 * sum(middle.lower <= figure <= middle.upper for figure in figures) <= count + 2
    assert middle.lower <= middle.upper


def test_a_kept_table_keeps_its_distribution() -> None:
    table = next(iter(every_table(SectorCounts(random_base(3)), random_base(3).facilities[0])))
    kept: dict[str, Any] = table.as_json()
    assert CountedTable.from_json(kept) == table
    for part in kept["parts"]:
        del part["others"]
    assert all(part.others == () for part in CountedTable.from_json(kept).parts)


def test_the_agency_has_no_place_of_its_own_r_6() -> None:
    table = SectorCounts(random_base(1)).for_agency(TABLES["referrals"], "OVBJ")
    assert {part.others for part in table.parts} == {()}
    assert Population.STARTED in table.populations
