"""Free places on the days to come, by hand: last days, open ends, guaranteed supply, capacity that changes (F-9)."""

from datetime import date
from fractions import Fraction

import pytest

from app.domain.figures.places_ahead import KnownEnds, Stay, known_ends, places_per_day, weeks_ahead
from app.domain.figures.result import Part, divided
from app.domain.figures.windows import Step, from_new_year, passed, periods_until, quarters_until
from app.domain.period import OPEN_END, Period
from app.domain.quarter import Quarter

TODAY = date(2024, 2, 26)
WEEK = Period(TODAY, date(2024, 3, 3))


def part(what: str, quantity: int, days: Period = WEEK, code: str = "VERBLIJF") -> Part:
    return Part(what, code, days.begin, days.end, days.day_count, Fraction(quantity), Fraction(0))


def free(*stays: Stay, parts: tuple[Part, ...] = ()) -> list[int]:
    figure = divided("VERBLIJF", (part("deployed", 1, code="VBFBJB04"), *(parts or (part("recognised", 10),))))
    return [int(each.free) for each in places_per_day(figure, {"VBFBJB04": stays}, WEEK)]


def test_a_place_is_taken_on_the_last_day_and_free_on_the_day_after() -> None:
    """F-1, F-9: a schakeling's last day counts, also 29 February."""
    assert free(Stay(date(2024, 1, 1), date(2024, 2, 29))) == [9, 9, 9, 9, 10, 10, 10]


def test_an_end_today_leaves_the_place_taken_today() -> None:
    """F-9."""
    assert free(Stay(date(2024, 1, 1), TODAY)) == [9, 10, 10, 10, 10, 10, 10]


def test_without_an_end_a_place_stays_taken() -> None:
    """F-9: nothing is known, so nothing becomes free."""
    assert free(Stay(date(2024, 1, 1), OPEN_END, 3)) == [7] * 7


def test_a_known_begin_takes_its_place_from_that_day() -> None:
    """F-9."""
    assert free(Stay(date(2024, 3, 2), date(2024, 3, 2))) == [10, 10, 10, 10, 10, 9, 10]


def test_a_boundary_day_shared_by_two_schakelingen_takes_one_place() -> None:
    """F-1: the second one counts from the day after, as the deployments say."""
    assert free(Stay(date(2024, 1, 1), date(2024, 2, 28)), Stay(date(2024, 2, 29), OPEN_END)) == [9] * 7


def test_innovative_and_guaranteed_places_are_taken_as_a_whole() -> None:
    """F-1: whoever stays under guaranteed supply is no stay here; the capacity of it is taken anyhow."""
    assert free(parts=(part("recognised", 10), part("innovative", 2), part("guaranteed", 1))) == [7] * 7


def test_capacity_that_changes_within_the_days_counts_from_its_day() -> None:
    """M-3, F-9."""
    before, after = Period(TODAY, date(2024, 2, 29)), Period(date(2024, 3, 1), WEEK.end)
    assert free(parts=(part("recognised", 10, before), part("recognised", 12, after))) == [10] * 4 + [12] * 3


def test_more_taken_than_recognised_is_below_zero() -> None:
    """F-9, H16."""
    assert free(Stay(date(2024, 1, 1), OPEN_END, 11)) == [-1] * 7


def test_a_module_counts_on_a_line_only_on_the_days_of_its_part() -> None:
    """F-1, M-3: from 1 March its row counts toward another module."""
    first = part("deployed", 1, Period(TODAY, date(2024, 2, 29)), "VBFBJB04")
    figure = divided("VERBLIJF", (first, part("recognised", 10)))
    shown = places_per_day(figure, {"VBFBJB04": [Stay(date(2024, 1, 1), OPEN_END)]}, WEEK)
    assert [int(each.taken) for each in shown] == [1, 1, 1, 1, 0, 0, 0]


def test_what_is_known_of_the_days_to_come_is_told() -> None:
    """F-9: in use today, without an end, ending before the last day, beginning later; no other line's modules."""
    stays = {
        "VBFBJB04": [
            Stay(date(2024, 1, 1), OPEN_END, 4),
            Stay(date(2024, 1, 1), date(2024, 2, 25)),
            Stay(date(2024, 1, 1), TODAY, 2),
            Stay(date(2024, 1, 1), WEEK.end),
            Stay(date(2024, 2, 27), OPEN_END),
        ],
        "VBFBJB16": [Stay(date(2024, 1, 1), OPEN_END, 9)],
    }
    figure = divided("VERBLIJF", (part("deployed", 1, code="VBFBJB04"), part("recognised", 10)))
    assert known_ends(figure, stays, WEEK) == KnownEnds(running=7, without_end=4, ending=2, beginning=1)


def test_eight_quarters_end_with_the_one_asked() -> None:
    """F-8, F-9."""
    quarters = quarters_until(Quarter(2024, 2), Step.QUARTER)
    assert (quarters[0], quarters[-1], len(quarters)) == (Quarter(2022, 3), Quarter(2024, 2), 8)
    assert periods_until(Quarter(2024, 2), Step.QUARTER) == tuple(quarter.period for quarter in quarters)


def test_twelve_months_end_with_the_quarter_asked_and_know_leap_years() -> None:
    """F-9."""
    months = periods_until(Quarter(2024, 1), Step.MONTH)
    assert (months[0], len(months)) == (Period(date(2023, 4, 1), date(2023, 4, 30)), 12)
    assert months[-2:] == (Period(date(2024, 2, 1), date(2024, 2, 29)), Period(date(2024, 3, 1), date(2024, 3, 31)))
    assert quarters_until(Quarter(2024, 1), Step.MONTH) == Quarter.between(Quarter(2023, 2), Quarter(2024, 1))


@pytest.mark.parametrize(
    ("today", "end"),
    [(date(2024, 3, 31), date(2024, 3, 31)), (date(2024, 1, 1), date(2024, 1, 1)), (date(2023, 12, 31), None)],
)
def test_a_period_has_passed_up_to_today(today: date, end: date | None) -> None:
    """F-9: a day that has yet to come says nothing."""
    shown = passed(Quarter(2024, 1).period, today)
    assert (shown.end if shown else None) == end


def test_points_of_a_ckg_are_counted_from_1_january() -> None:
    """F-5, F-6."""
    assert from_new_year(Quarter(2024, 3).period) == Period(date(2024, 1, 1), date(2024, 9, 30))


def test_some_weeks_ahead_begin_today() -> None:
    """F-9."""
    assert weeks_ahead(TODAY, 1) == Period(TODAY, date(2024, 3, 4))
