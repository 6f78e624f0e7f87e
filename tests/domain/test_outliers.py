"""Which totals of a statement ask for a look (Q-5)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.statements.outliers import Compared, change, deviates


@pytest.mark.parametrize(
    ("total", "earlier", "told"),
    [
        ("150", "100", False),
        ("150.25", "100", True),
        ("50", "100", False),
        ("49.75", "100", True),
        ("0", "100", True),
        ("30", "0", True),
        ("29.75", "0", False),
        ("29.75", "1", False),
        ("31", "1", True),
        ("0", "29.75", False),
        ("0", "30", True),
        ("100", "100", False),
    ],
)
def test_a_total_deviates_by_more_than_half_and_at_least_thirty_q_5(total: str, earlier: str, told: bool) -> None:
    assert deviates(Decimal(total), Decimal(earlier)) is told


@pytest.mark.parametrize(
    ("previous", "year_ago", "told"),
    [
        (100, 100, True),
        (100, None, True),
        (None, 100, True),
        (None, None, False),
        # It comes back every summer, or it has grown since.
        (100, 900, False),
        (900, 100, False),
    ],
)
def test_an_outlier_deviates_from_each_earlier_total_that_is_known_q_5(
    previous: int | None, year_ago: int | None, told: bool
) -> None:
    before = [None if one is None else Decimal(one) for one in (previous, year_ago)]
    assert Compared(Decimal(1000), *before).is_outlier is told


def test_the_change_is_a_part_of_the_earlier_total_q_5() -> None:
    compared = Compared(Decimal(150), Decimal(100), Decimal(200))
    assert (compared.since_previous, compared.since_year_ago) == (Fraction(1, 2), Fraction(-1, 4))
    assert change(Decimal(1), Decimal(0)) is None
    assert change(Decimal(1), None) is None
