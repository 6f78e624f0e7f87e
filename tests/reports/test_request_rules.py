"""Over which days reports can be asked for, and how long they are kept (R-4, H17.1)."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.reports.requests import MOST_UNDER_WAY, check_report_period, check_request, last_day_kept

TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("begin", "until", "words"),
    [
        ("2025-01-01", "2025-01-01", None),
        ("2024-06-16", "2025-06-15", None),
        ("2024-06-15", "2025-06-15", "hoogstens een jaar"),
        ("2024-02-29", "2025-02-28", None),
        ("2024-02-29", "2025-03-01", "hoogstens een jaar"),
        ("2023-03-01", "2024-02-29", None),
        ("2023-03-01", "2024-03-01", "hoogstens een jaar"),
        ("2025-06-15", "2025-06-15", None),
        ("2025-06-15", "2025-06-16", "nog geen cijfers"),
        ("2025-06-02", "2025-06-01", "voor de begindatum"),
    ],
)
def test_a_period_is_at_most_a_year_and_ends_today_at_the_latest_r_4(begin: str, until: str, words: str | None) -> None:
    faults = check_report_period(date.fromisoformat(begin), date.fromisoformat(until), TODAY)
    assert [(fault.rule, fault.field) for fault in faults] == ([("R-4", "until")] if words else [])
    assert all(words and words in fault.message for fault in faults)


@pytest.mark.parametrize(
    ("kinds", "under_way", "fields"),
    [
        (["a"], 0, []),
        (["a", "b"], MOST_UNDER_WAY - 1, []),
        ([], 0, ["kinds"]),
        (["c"], 0, ["kinds"]),
        (["a"], MOST_UNDER_WAY, ["request"]),
        ([], MOST_UNDER_WAY, ["kinds", "request"]),
    ],
)
def test_at_least_one_known_report_and_not_too_many_at_once_r_4(
    kinds: list[str], under_way: int, fields: list[str]
) -> None:
    assert [fault.field for fault in check_request(kinds, ("a", "b"), under_way)] == fields


def test_what_was_made_is_kept_for_seven_days_r_4() -> None:
    assert last_day_kept(date(2024, 2, 26)) == date(2024, 3, 4)
