"""When facilities are reminded of a year, and what can be asked about a processed quarter (Q-5, Q-4)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.quarter import Quarter
from app.domain.reopening import LONGEST_REASON
from app.domain.statements.reminders import year_to_remind
from app.domain.statements.requests import check_request
from app.domain.statements.states import StatementState
from jobs.schedule import before_march


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), None),
        (date(2025, 1, 31), None),
        (date(2025, 2, 1), 2024),
        (date(2025, 2, 28), 2024),
        (date(2025, 3, 1), None),
        (date(2024, 2, 29), 2023),
        (date(2024, 3, 1), None),
    ],
)
def test_facilities_are_reminded_in_the_month_before_the_first_of_march_q_5(today: date, year: int | None) -> None:
    assert year_to_remind(today) == year


@pytest.mark.parametrize(
    ("now", "periods"),
    [
        # 1 February in Brussels begins at 23:00 UTC; the work is due from six in the morning there.
        ("2025-01-31T23:30:00", []),
        ("2025-02-01T04:59:59", []),
        ("2025-02-01T05:00:00", ["2024"]),
        # Made good after a standstill, as long as it still helps somebody.
        ("2025-02-28T22:59:59", ["2024"]),
        ("2025-02-28T23:00:00", []),
        ("2025-07-01T12:00:00", []),
    ],
)
def test_the_reminder_is_due_once_a_year_by_the_clock_of_brussels_q_5(now: str, periods: list[str]) -> None:
    assert list(before_march(datetime.fromisoformat(now).replace(tzinfo=UTC))) == periods


@pytest.mark.parametrize("state", [None, *StatementState])
def test_only_a_processed_quarter_is_asked_for_q_4(state: StatementState | None) -> None:
    faults = check_request(Quarter(2024, 1), state, "Een nacht vergeten", is_asked=False)
    assert bool(faults) is (state is not StatementState.PROCESSED)


@pytest.mark.parametrize(("motive", "is_asked"), [(" ", False), ("x" * (LONGEST_REASON + 1), False), ("Goed", True)])
def test_a_quarter_is_asked_for_once_with_a_reason_q_4(motive: str, is_asked: bool) -> None:
    assert check_request(Quarter(2024, 1), StatementState.PROCESSED, motive, is_asked=is_asked)
