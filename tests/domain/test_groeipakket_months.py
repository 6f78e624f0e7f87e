"""The firsts of a month that a placement counts for, against a look at every day (G-1, G-2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.groeipakket_months import Months, first_from, firsts_between, months_moved, months_of
from app.domain.period import Period

D = date.fromisoformat


@pytest.mark.parametrize(
    ("begin", "until", "firsts"),
    [
        ("2024-01-31", "2024-02-01", ["2024-02-01"]),
        ("2024-02-01", "2024-02-01", ["2024-02-01"]),
        ("2024-02-02", "2024-02-29", []),
        ("2024-02-02", "2024-03-01", ["2024-03-01"]),
        ("2023-12-02", "2024-02-28", ["2024-01-01", "2024-02-01"]),
        ("2024-03-31", "2024-04-01", ["2024-04-01"]),
        ("2024-05-10", "2024-05-01", []),
    ],
)
def test_the_firsts_between_two_days_hold_both_ends_g_1_g_2(begin: str, until: str, firsts: list[str]) -> None:
    assert list(firsts_between(D(begin), D(until))) == [D(day) for day in firsts]


@pytest.mark.parametrize(
    ("begin", "end", "first", "last"),
    [
        ("2024-11-02", None, "2024-12-01", None),
        ("2024-12-01", None, "2024-12-01", None),
        ("2024-01-15", "2024-03-01", "2024-02-01", "2024-03-01"),
        ("2024-01-15", "2024-02-29", "2024-02-01", "2024-02-01"),
        ("2024-12-31", "2025-01-01", "2025-01-01", "2025-01-01"),
    ],
)
def test_a_placement_counts_from_the_first_first_to_the_last_g_1(
    begin: str, end: str | None, first: str, last: str | None
) -> None:
    found = months_of(Period.of(D(begin), D(end) if end else None))
    assert found == Months(D(first), D(last) if last else None)


def test_a_placement_between_two_firsts_counts_for_none_g_1() -> None:
    assert months_of(Period(D("2024-02-02"), D("2024-02-29"))) is None


def test_a_later_end_gains_months_and_an_earlier_one_loses_them_g_1() -> None:
    short, long = Period(D("2024-01-15"), D("2024-03-10")), Period(D("2024-01-15"), D("2024-05-10"))
    moved = months_moved(short, long)
    assert (moved.gained, moved.lost) == ((Months(D("2024-04-01"), D("2024-05-01")),), ())
    assert months_moved(long, short).lost == moved.gained
    assert months_moved(None, short).gained == (Months(D("2024-02-01"), D("2024-03-01")),)
    assert months_moved(short, None).lost == (Months(D("2024-02-01"), D("2024-03-01")),)


DAYS = st.dates(date(2023, 11, 1), date(2025, 2, 28))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))


def every_first(period: Period | None) -> set[date]:
    return {day for day in period.days() if day.day == 1} if period else set()


def spread(rows: tuple[Months, ...]) -> set[date]:
    return {day for row in rows for day in firsts_between(row.first, row.last or date(2030, 1, 1))}


@given(st.none() | PERIODS, st.none() | PERIODS)
def test_what_is_gained_and_lost_is_what_a_look_at_every_day_says_g_1(
    before: Period | None, after: Period | None
) -> None:
    moved = months_moved(before, after)
    assert spread(moved.gained) == every_first(after) - every_first(before)
    assert spread(moved.lost) == every_first(before) - every_first(after)


@given(DAYS)
def test_the_first_from_a_day_is_the_next_first_or_the_day_itself_g_1(day: date) -> None:
    later = (day + timedelta(days=number) for number in range(32))
    assert first_from(day) == next(one for one in later if one.day == 1)
