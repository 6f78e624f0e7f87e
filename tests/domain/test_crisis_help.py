"""Crisis help at home in points (F-4, H14.2, L1)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.capacity import CapacityRow, in_force
from app.domain.figures.cah import Length, LengthCounts, Window, crisis_help, points_of
from app.domain.figures.result import Figure
from app.domain.figures.rule_sets import RULE_SETS
from app.domain.period import Period

OLD, NEW = RULE_SETS
QUARTER = Period(date(2024, 1, 1), date(2024, 3, 31))


def row(recognised: str, since: date = date(2020, 1, 1), innovative: str = "0") -> CapacityRow:
    """A capacity row of crisis help at home."""
    return CapacityRow("P-CAH", since, Decimal(recognised), Decimal(innovative), Decimal(innovative))


def asked(period: Period, lengths: LengthCounts, *rows: CapacityRow) -> Figure:
    """The figure of a period that is one segment."""
    return crisis_help("P-CAH", [(Window.whole(period), lengths)], in_force(rows, period))


@pytest.mark.parametrize(
    ("days", "points"),
    [(1, 2), (2, 2), (7, 2), (8, 2), (9, 4), (15, 4), (16, 6), (22, 6), (23, 8), (29, 8), (30, 10)],
)
def test_every_begun_week_is_two_points(days: int, points: int) -> None:
    """F-4: Monday to Monday is 8 days and 2 points, four weeks 8."""
    assert points_of("P-CAH", Length(days, NEW)) == points
    assert points_of("P-CRISISBEGELEIDING", Length(days, NEW)) == points


@pytest.mark.parametrize(("days", "points"), [(1, 2), (7, 2), (8, 4), (14, 4), (15, 6), (28, 8), (29, 10)])
def test_until_december_2021_the_last_day_counted_too(days: int, points: int) -> None:
    """F-4, L1: Monday to Monday gave 4 points."""
    assert points_of("P-CAH", Length(days, OLD)) == points


@pytest.mark.parametrize("days", [1, 8, 60])
@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_a_crisis_intervention_is_three_points(days: int, rule_set: object) -> None:
    """F-4, H14.2."""
    assert points_of("P-CRISISINTERVENTIE", Length(days, OLD if rule_set is OLD else NEW)) == 3


def test_all_three_modules_are_divided_by_eight_a_recognised_module_and_quarter() -> None:
    """F-4: two of 8 days, one of 9, one of a day, three interventions."""
    lengths: LengthCounts = {
        "P-CAH": {Length(8, NEW): 2, Length(9, NEW): 1},
        "P-CRISISBEGELEIDING": {Length(1, NEW): 1},
        "P-CRISISINTERVENTIE": {Length(1, NEW): 2, Length(30, NEW): 1},
    }
    figure = asked(QUARTER, lengths, row("4"))
    assert (figure.numerator, figure.denominator) == (4 + 4 + 2 + 9, 32)
    assert [
        (part.code, part.quantity, part.days, part.amount) for part in figure.made_of if part.what == "deployed"
    ] == [
        ("P-CAH", 3, 25, 8),
        ("P-CRISISBEGELEIDING", 1, 1, 2),
        ("P-CRISISINTERVENTIE", 3, 32, 9),
    ]


def test_a_part_of_a_quarter_counts_by_its_days() -> None:
    """F-4: our reading; 10 of 91 days, and one whole quarter with 15 of 91 days of the next."""
    assert asked(Period(date(2024, 1, 1), date(2024, 1, 10)), {}, row("91")).denominator == 80
    assert asked(Period(date(2024, 1, 1), date(2024, 4, 15)), {}, row("91")).denominator == 91 * 8 + 15 * 8
    assert asked(Period(date(2023, 3, 31), date(2023, 3, 31)), {}, row("90")).denominator == 8
    assert asked(Period.year(2024), {}, row("1")).denominator == 32


def test_a_capacity_change_within_the_quarter_counts_by_its_days() -> None:
    """F-4: our reading; 31 days of 2 and 60 of 3."""
    figure = asked(QUARTER, {}, row("2"), row("3", date(2024, 2, 1)))
    assert figure.denominator == Fraction(8 * (2 * 31 + 3 * 60), 91)


def test_innovative_and_guaranteed_capacity_have_no_place_in_it() -> None:
    """F-4, H14.2: the formula names neither."""
    figure = asked(QUARTER, {"P-CAH": {Length(8, NEW): 1}}, row("4", innovative="1"))
    assert (figure.numerator, figure.denominator) == (2, 32)


def test_across_the_change_each_schakeling_has_the_points_of_its_last_day() -> None:
    """F-4, L1: our reading; the parts say which days each rule set covers."""
    quarter = Period(date(2021, 10, 1), date(2021, 12, 31))
    figure = asked(quarter, {"P-CAH": {Length(8, OLD): 3, Length(8, NEW): 2}}, row("1")).by("F-4", quarter)
    assert [(part.begin, part.end, part.amount) for part in figure.made_of if part.what == "deployed"] == [
        (date(2021, 10, 1), date(2021, 12, 14), 12),
        (date(2021, 12, 15), date(2021, 12, 31), 4),
    ]
    assert figure.rule_sets == (OLD, NEW)


def test_without_capacity_there_is_no_rate() -> None:
    """F-4, F-1."""
    figure = asked(QUARTER, {"P-CAH": {Length(8, NEW): 1}})
    assert (figure.numerator, figure.denominator, figure.reason) == (2, 0, "no_capacity")
