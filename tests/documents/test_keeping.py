"""How long the content of a document can be read (O-6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents.keeping import day_of, key_ends_on, key_month, months_due, orphans


@pytest.mark.parametrize(
    ("month", "ends"),
    [
        (date(2026, 1, 1), date(2026, 3, 3)),
        (date(2026, 2, 1), date(2026, 3, 31)),
        (date(2028, 2, 1), date(2028, 3, 31)),
        (date(2026, 12, 1), date(2027, 1, 31)),
    ],
)
def test_the_key_of_a_month_is_destroyed_31_days_after_it_o_6(month: date, ends: date) -> None:
    assert key_ends_on(month) == ends
    assert months_due([month], ends - timedelta(days=1)) == []
    assert months_due([month], ends) == [month]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 30))
def test_a_document_of_at_most_thirty_days_never_outlives_its_key_o_1_o_6(shared: date, days: int) -> None:
    assert shared + timedelta(days=days) < key_ends_on(key_month(shared))


def test_months_are_destroyed_oldest_first_o_6() -> None:
    months = [date(2026, 3, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert months_due(months, date(2026, 3, 3)) == [date(2025, 12, 1), date(2026, 1, 1)]


def test_only_what_no_document_knows_and_is_of_an_earlier_day_is_an_orphan_o_6() -> None:
    known, lost, of_today = (f"2026-03-0{day}/{sign * 32}" for day, sign in ((1, "a"), (1, "b"), (2, "c")))
    assert orphans([of_today, lost, known], {known}, date(2026, 3, 2)) == [lost]


def test_a_key_tells_the_day_and_nothing_else_is_one_o_6() -> None:
    assert day_of(f"2026-03-01/{'a' * 32}") == date(2026, 3, 1)
    with pytest.raises(ValueError, match="isoformat"):
        day_of("../etc/passwd")
