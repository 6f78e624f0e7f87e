"""What a change of a capacity row touches (M-3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.capacity import POOL, CapacityRow, in_force
from app.domain.capacity_effect import (
    changed_days,
    check_offered,
    check_settled,
    periods_to_show,
    rows_with,
    settled_years,
)
from app.domain.chain_plans import ApprovedModule
from app.domain.period import OPEN_END, Period

TODAY = date(2026, 5, 20)


def row(first: date, places: int, line: str = POOL, toward: str | None = None) -> CapacityRow:
    return CapacityRow(line, first, Decimal(places), counts_toward=toward)


OLD, NEXT = row(date(2020, 1, 1), 10), row(date(2024, 3, 1), 12)


def test_a_new_row_changes_the_days_from_its_first_until_the_day_before_the_next_m_3() -> None:
    after = rows_with([OLD, NEXT], without=None, plus=row(date(2023, 7, 1), 11))
    assert changed_days([OLD, NEXT], after) == (Period(date(2023, 7, 1), date(2024, 2, 29)),)


def test_the_last_row_changes_every_day_from_its_first_on_m_3() -> None:
    after = rows_with([OLD, NEXT], without=None, plus=row(date(2027, 1, 1), 14))
    assert changed_days([OLD, NEXT], after) == (Period(date(2027, 1, 1), OPEN_END),)


def test_a_row_that_goes_leaves_its_days_to_the_one_before_m_3() -> None:
    after = rows_with([OLD, NEXT], without=NEXT, plus=None)
    assert after == [OLD]
    assert changed_days([OLD, NEXT], after) == (Period(date(2024, 3, 1), OPEN_END),)


def test_a_moved_first_day_changes_the_days_between_the_old_and_the_new_one_m_3() -> None:
    after = rows_with([OLD, NEXT], without=NEXT, plus=row(date(2024, 4, 1), 12))
    assert changed_days([OLD, NEXT], after) == (Period(date(2024, 3, 1), date(2024, 3, 31)),)


@pytest.mark.parametrize("same", [row(date(2022, 1, 1), 10), row(date(2022, 1, 1), 0, "P-CB-LAAG")])
def test_a_row_that_says_what_holds_already_changes_no_day_m_3(same: CapacityRow) -> None:
    """The same capacity once more, or the end of a line that has none."""
    assert changed_days([OLD, NEXT], rows_with([OLD, NEXT], without=None, plus=same)) == ()


def test_a_row_that_begins_to_count_toward_another_changes_its_days_m_3() -> None:
    crisis = row(date(2020, 1, 1), 0, "P-CRISISINTERVENTIE")
    after = rows_with([crisis], without=crisis, plus=row(date(2020, 1, 1), 0, "P-CRISISINTERVENTIE", "P-CB-LAAG"))
    assert changed_days([crisis], after) == (Period(date(2020, 1, 1), OPEN_END),)


FIRST_DAYS = st.integers(0, 60).map(lambda days: date(2024, 1, 1) + timedelta(days))
ROWS = st.lists(st.builds(row, FIRST_DAYS, st.integers(0, 2)), max_size=6, unique_by=lambda one: one.valid_from)


@given(ROWS, ROWS)
def test_the_changed_days_are_those_that_a_day_by_day_look_finds_m_3(
    before: list[CapacityRow], after: list[CapacityRow]
) -> None:
    def places(rows: list[CapacityRow], day: date) -> list[Decimal]:
        return [piece.row.recognised for piece in in_force(rows, Period(day, day)) if piece.row.recognised]

    found = changed_days(before, after)
    for day in Period(date(2023, 12, 30), date(2024, 3, 10)).days():
        assert any(day in one for one in found) == (places(before, day) != places(after, day))


@pytest.mark.parametrize(
    ("begin", "end", "years"),
    [
        (date(2024, 12, 31), OPEN_END, (2024,)),
        (date(2025, 1, 1), OPEN_END, ()),
        (date(2022, 6, 1), date(2023, 1, 1), (2022, 2023)),
        (date(2022, 6, 1), date(2022, 12, 31), (2022,)),
    ],
)
def test_a_processed_year_is_touched_from_its_first_to_its_last_day_m_3(
    begin: date, end: date, years: tuple[int, ...]
) -> None:
    assert settled_years([Period(begin, end)], {2022, 2023, 2024}) == years


def test_touching_processed_years_asks_to_confirm_which_m_3() -> None:
    assert check_settled(()) == []
    (one,), (more,) = check_settled((2024,)), check_settled((2022, 2023, 2024))
    assert one.message.startswith("2024 is al verwerkt")
    assert more.message.startswith("2022, 2023 en 2024 zijn al verwerkt")


def test_a_change_of_the_past_is_shown_over_this_year_and_its_quarters_m_3() -> None:
    shown = {one.name: one.period for one in periods_to_show(date(2024, 2, 29), TODAY)}
    assert shown["Dit jaar tot vandaag"] == Period(date(2026, 1, 1), TODAY)
    assert shown["Een jaar vanaf de eerste dag"] == Period(date(2024, 2, 29), date(2025, 2, 27))
    assert shown["Heel 2026"] == Period.year(2026)
    assert [name for name in shown if name.startswith("Kwartaal")] == [f"Kwartaal {n} van 2026" for n in (1, 2, 3, 4)]
    assert not any(period.is_longer_than_a_year for period in shown.values())


def test_a_planned_change_is_shown_over_the_year_in_which_it_begins_m_3() -> None:
    """A year from 1 January is the whole year, and is shown once."""
    shown = periods_to_show(date(2027, 1, 1), TODAY)
    assert [one.name for one in shown][:2] == ["Dit jaar tot vandaag", "Een jaar vanaf de eerste dag"]
    assert shown[2].name == "Kwartaal 1 van 2027"
    assert len({one.period for one in shown}) == len(shown) == 6


def test_of_the_processed_years_that_change_the_last_three_are_shown_the_latest_first_m_3() -> None:
    shown = periods_to_show(date(2020, 1, 1), TODAY, (2021, 2022, 2023, 2024))
    assert [one.name for one in shown if "verwerkt" in one.name] == [
        "Heel 2024, al verwerkt",
        "Heel 2023, al verwerkt",
        "Heel 2022, al verwerkt",
    ]


@pytest.mark.parametrize(
    ("until", "asks"), [(None, False), (date(2024, 3, 1), False), (date(2024, 2, 29), True), (date(2030, 1, 1), False)]
)
def test_a_row_from_after_the_last_approved_day_is_asked_about_m_2_m_3(until: date | None, asks: bool) -> None:
    """NEXT holds from 1 March 2024 on; what is approved on that day or later can fill its places."""
    approved = [ApprovedModule("VBFBJB04", date(2015, 1, 1), until), ApprovedModule("P-CB-BREED", date(2015, 1, 1))]
    assert bool(check_offered(NEXT, "Verblijf", {"VBFBJB02", "VBFBJB04"}, approved)) is asks
    later = [ApprovedModule("VBFBJB04", date(2027, 1, 1))]
    assert check_offered(NEXT, "Verblijf", {"VBFBJB04"}, later) == []


def test_a_row_without_places_is_not_asked_about_m_3() -> None:
    """The end of a line, and a row that only counts toward another."""
    for empty in (row(date(2024, 1, 1), 0), row(date(2024, 1, 1), 0, "P-CRISISINTERVENTIE", "P-CAH")):
        assert check_offered(empty, "Verblijf", {"VBFBJB04"}, []) == []
