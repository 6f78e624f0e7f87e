"""On which day which reports are made by themselves (R-5, G10.1); nothing here depends on today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.reports.automatic import DUE_DAYS, latest_due_days, period_key, period_name, period_with_key

THE_DAYS = {
    "2025-02-01": ["2024-1", "2024-2", "2024-3", "2024-4"],
    "2025-03-01": ["2024"],
    "2025-05-01": ["2025-1"],
    "2025-08-01": ["2025-1", "2025-2"],
    "2025-11-01": ["2025-1", "2025-2", "2025-3"],
}


def test_the_five_days_of_a_year_and_what_they_make_r_5() -> None:
    made = {f"{one.day(2025)}": [period_key(period) for period in one.periods(2025)] for one in DUE_DAYS}
    assert made == THE_DAYS


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2028])
def test_only_periods_that_are_over_are_made_by_themselves_r_5(year: int) -> None:
    assert all(period.end < one.day(year) for one in DUE_DAYS for period in one.periods(year))


def due(day: str) -> dict[str, str]:
    return {period_key(one): str(when) for one, when in latest_due_days(date.fromisoformat(day)).items()}


@pytest.mark.parametrize(
    ("day", "came_due"),
    [
        ("2025-01-31", {"2024-1": "2024-11-01", "2024-2": "2024-11-01", "2024-3": "2024-11-01"}),
        ("2025-02-01", {f"2024-{number}": "2025-02-01" for number in (1, 2, 3, 4)}),
        ("2025-02-28", {f"2024-{number}": "2025-02-01" for number in (1, 2, 3, 4)}),
        ("2025-03-01", {"2024": "2025-03-01"}),
        ("2025-05-01", {"2025-1": "2025-05-01"}),
        ("2025-08-01", {"2025-1": "2025-08-01", "2025-2": "2025-08-01"}),
        ("2025-11-01", {"2025-1": "2025-11-01", "2025-2": "2025-11-01", "2025-3": "2025-11-01"}),
        ("2024-02-29", {f"2023-{number}": "2024-02-01" for number in (1, 2, 3, 4)}),
    ],
)
def test_each_period_has_its_latest_due_day_so_that_a_quarter_is_made_again_r_5(
    day: str, came_due: dict[str, str]
) -> None:
    assert {key: when for key, when in due(day).items() if key in came_due} == came_due


def test_after_months_of_standstill_everything_missed_is_due_just_once_r_5() -> None:
    """Stopped before 1 February and started on 15 November: five days passed, and no period comes twice."""
    assert due("2025-11-15") == {
        **{f"2024-{number}": "2025-02-01" for number in (1, 2, 3, 4)},
        "2024": "2025-03-01",
        **{f"2025-{number}": "2025-11-01" for number in (1, 2, 3)},
    }


def test_every_day_of_six_years_has_the_periods_of_the_year_before_it_r_5() -> None:
    """Also around leap days; a day brings new work only when it is one of the five."""
    day, before = date(2023, 1, 1), latest_due_days(date(2022, 12, 31))
    while day < date(2029, 1, 1):
        now = latest_due_days(day)
        fresh = {period: when for period, when in now.items() if before.get(period) != when}
        expected = [period for one in DUE_DAYS if one.day(day.year) == day for period in one.periods(day.year)]
        assert fresh == dict.fromkeys(expected, day)
        assert all(when > day - timedelta(days=367) for when in now.values())
        day, before = day + timedelta(days=1), now


@pytest.mark.parametrize(
    ("key", "period", "name"),
    [
        ("2024-1", Quarter(2024, 1).period, "Kwartaal 2024-1"),
        ("2023-4", Quarter(2023, 4).period, "Kwartaal 2023-4"),
        ("2024", Period.year(2024), "Jaar 2024"),
    ],
)
def test_a_quarter_and_a_year_are_named_as_people_do_g_10_1(key: str, period: Period, name: str) -> None:
    assert (period_key(period), period_with_key(key), period_name(period)) == (key, period, name)


@pytest.mark.parametrize("key", ["", "2024-5", "2024-0", "0000-1", "9999", "2024-1 ", "٢٠٢٤", "24-1", "2024-11"])
def test_what_names_no_period_is_none(key: str) -> None:
    assert period_with_key(key) is None
