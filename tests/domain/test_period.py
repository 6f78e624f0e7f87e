"""Days, periods and quarters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.faults import DomainError
from app.domain.period import OPEN_END, Period, add_months, add_years, days_between
from app.domain.quarter import Quarter

DAYS = st.dates(date(2014, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 1), -1, date(2023, 12, 1)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_both_ends_of_a_period_count() -> None:
    """Domain §9: a schakeling's last day counts."""
    assert Period(date(2024, 2, 28), date(2024, 3, 1)).day_count == 3
    assert Period(date(2024, 3, 31), date(2024, 3, 31)).day_count == 1
    assert days_between(date(2024, 3, 31), date(2024, 3, 30)) == 0


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


def test_without_end_a_period_is_open() -> None:
    assert Period.of(date(2024, 1, 1), None).end == OPEN_END


@given(st.tuples(DAYS, DAYS, DAYS, DAYS))
def test_the_overlap_of_two_periods_holds_exactly_the_days_of_both(days: tuple[date, date, date, date]) -> None:
    one, other = Period(*sorted(days[:2])), Period(*sorted(days[2:]))
    both = one.overlap(other)
    first, last = max(one.begin, other.begin), min(one.end, other.end)
    assert (both is None) == (first > last)
    if both is not None:
        assert both == Period(first, last)
        assert one.holds(both)
        assert other.holds(both)


@pytest.mark.parametrize(
    ("begin", "end", "too_long"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), False),
        (date(2024, 1, 1), date(2025, 1, 1), True),
        (date(2023, 6, 15), date(2024, 6, 14), False),
        (date(2023, 6, 15), date(2024, 6, 15), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2023, 1, 1), date(2025, 1, 1), True),
    ],
)
def test_a_period_of_figures_is_at_most_a_year(begin: date, end: date, too_long: bool) -> None:
    """F-1."""
    assert Period(begin, end).is_longer_than_a_year is too_long


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2024, 3, 31), "2024-1"),
        (date(2024, 4, 1), "2024-2"),
        (date(2024, 12, 31), "2024-4"),
        (date(2024, 2, 29), "2024-1"),
    ],
)
def test_a_day_lies_in_one_quarter(day: date, quarter: str) -> None:
    assert str(Quarter.of(day)) == quarter
    assert day in Quarter.parse(quarter).period


@given(DAYS)
def test_the_next_quarter_begins_the_day_after(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.next.period.begin.toordinal() == quarter.period.end.toordinal() + 1
    assert quarter.next.previous == quarter
    assert quarter < quarter.next


@pytest.mark.parametrize("text", ["", "2024", "2024-5", "2024-0", "24-1", "2024/1", "2024-1x", "0000-1", "9999-1"])
def test_a_quarter_that_is_not_one_is_refused(text: str) -> None:
    """Q-1."""
    with pytest.raises(DomainError) as refusal:
        Quarter.parse(text)
    assert refusal.value.faults[0].field == "quarter"


def test_whole_quarters_cover_a_period_or_nothing_does() -> None:
    """F-3."""
    half_a_year = Period(date(2024, 1, 1), date(2024, 6, 30))
    assert Quarter.covering(half_a_year) == (Quarter(2024, 1), Quarter(2024, 2))
    assert Quarter.covering(Period(date(2024, 1, 1), date(2024, 6, 29))) is None
    assert Quarter.covering(Period(date(2024, 1, 2), date(2024, 6, 30))) is None
