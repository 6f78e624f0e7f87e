"""Supporting guidance by the registered days of its quarters (F-3, H14.2)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.capacity import CapacityRow, in_force
from app.domain.figures.result import Figure
from app.domain.figures.supporting_guidance import supporting_guidance
from app.domain.period import Period
from app.domain.quarter import Quarter

CODE = "P-OB-RTJ"
FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)


def row(recognised: str, innovative: str = "0", guaranteed: str = "0", since: date = date(2020, 1, 1)) -> CapacityRow:
    """A capacity row of supporting guidance."""
    return CapacityRow(CODE, since, Decimal(recognised), Decimal(innovative), Decimal(guaranteed))


def asked(period: Period, totals: Mapping[Quarter, str | None], *rows: CapacityRow) -> Figure:
    """The figure of a period, from the totals asked."""
    decimals = {quarter: None if total is None else Decimal(total) for quarter, total in totals.items()}
    return supporting_guidance(CODE, period, decimals, in_force(rows, period))


def test_a_module_is_120_days_a_year() -> None:
    """F-3, H14.2: 12 young people × 10 days is fully occupied."""
    totals = {Quarter(2024, number): "30" for number in (1, 2, 3, 4)}
    year = asked(Period.year(2024), totals, row("1"))
    assert (year.numerator, year.denominator, year.rate) == (120, 120, 1)


def test_innovative_and_guaranteed_modules_count_as_fully_occupied() -> None:
    """F-3, H15: 10 recognised of which 1 innovative and half a one guaranteed; 105 days registered."""
    figure = asked(FIRST.period, {FIRST: "105"}, row("10", "1", "0.5"))
    assert (figure.numerator, figure.denominator) == (105 + 45, 300)
    assert [(part.what, part.amount) for part in figure.made_of] == [
        ("registered", 105),
        ("innovative", 30),
        ("guaranteed", 15),
        ("recognised", 300),
    ]


def test_several_quarters_are_added_up() -> None:
    """F-3: numerators and denominators."""
    period = Period(FIRST.period.begin, SECOND.period.end)
    figure = asked(period, {FIRST: "20", SECOND: "0.5"}, row("1"))
    assert (figure.numerator, figure.denominator) == (Fraction("20.5"), 60)


def test_nought_is_a_total_that_was_filled_in() -> None:
    """F-3, Q-4."""
    assert asked(FIRST.period, {FIRST: "0"}, row("1")).rate == 0


@pytest.mark.parametrize("totals", [{}, {FIRST: None}, {FIRST: "20", SECOND: None}, {FIRST: None, SECOND: "20"}])
def test_a_quarter_whose_total_was_not_filled_in_cannot_be_computed(totals: dict[Quarter, str | None]) -> None:
    """F-3: nothing is guessed, but the drill-down keeps what is known."""
    figure = asked(Period(FIRST.period.begin, SECOND.period.end), totals, row("1"))
    assert (figure.numerator, figure.denominator, figure.rate, figure.reason) == (None, None, None, "no_input")
    assert sum(part.what == "registered" for part in figure.made_of) == sum(total == "20" for total in totals.values())


def test_a_quarter_that_asks_no_total_adds_none_and_keeps_its_capacity() -> None:
    """F-3, Q-1: without schakeling there is no line to fill in."""
    figure = asked(Period(FIRST.period.begin, SECOND.period.end), {FIRST: "20"}, row("1"))
    assert (figure.numerator, figure.denominator) == (20, 60)


@pytest.mark.parametrize(
    "period",
    [
        Period(date(2024, 1, 1), date(2024, 3, 30)),
        Period(date(2024, 1, 2), date(2024, 3, 31)),
        Period(date(2024, 3, 31), date(2024, 3, 31)),
    ],
)
def test_only_whole_quarters_can_be_asked(period: Period) -> None:
    """F-3, H14.1."""
    assert asked(period, {FIRST: "20"}, row("1")).reason == "part_of_quarter"


def test_a_capacity_change_within_the_quarter_counts_by_its_days() -> None:
    """F-3: 31 days of 3 modules and 60 of 1, in the first quarter of a leap year."""
    figure = asked(FIRST.period, {FIRST: "10"}, row("3", "1"), row("1", since=date(2024, 2, 1)))
    assert figure.denominator == Fraction(3 * 30 * 31 + 30 * 60, 91)
    assert figure.numerator == 10 + Fraction(30 * 31, 91)


def test_without_capacity_there_is_no_rate() -> None:
    """F-3, F-1."""
    figure = asked(FIRST.period, {FIRST: "10"})
    assert (figure.numerator, figure.denominator, figure.reason) == (10, 0, "no_capacity")
