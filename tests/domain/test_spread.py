"""How rates lie among facilities, counted by hand and against the quantiles of the standard library (F-7)."""

from fractions import Fraction
from statistics import quantiles

from hypothesis import given
from hypothesis import strategies as some

from app.domain.figures.result import NO_CAPACITY, Figure
from app.domain.figures.spread import Spread, spread_of, together


def test_four_rates_are_cut_into_quarters_in_proportion() -> None:
    rates = [Fraction(percent, 100) for percent in (90, 60, 80, 100)]
    middle, lower, upper = Fraction(85, 100), Fraction(75, 100), Fraction(925, 1000)
    assert spread_of(rates) == Spread(4, Fraction(60, 100), lower, middle, upper, Fraction(1))


def test_one_rate_is_all_there_is() -> None:
    assert spread_of([Fraction(1, 2)]) == Spread(1, *[Fraction(1, 2)] * 5)


def test_without_rates_there_is_no_spread() -> None:
    assert spread_of([]) is None


@given(some.lists(some.fractions(0, 3, max_denominator=1000), min_size=2, max_size=60))
def test_the_quartiles_are_those_of_the_whole_of_some_rates(rates: list[Fraction]) -> None:
    spread = spread_of(rates)
    assert spread is not None
    assert [spread.lower, spread.middle, spread.upper] == quantiles(rates, n=4, method="inclusive")
    assert (spread.lowest, spread.highest) == (min(rates), max(rates))


def test_together_all_numerators_go_over_all_denominators() -> None:
    """F-7: a large facility weighs more; what cannot be computed weighs nothing."""
    figures = [
        Figure("VERBLIJF", Fraction(90), Fraction(100), rule="F-2"),
        Figure("VERBLIJF", Fraction(0), Fraction(20), rule="F-2"),
        Figure("VERBLIJF", Fraction(50), Fraction(0), NO_CAPACITY),
    ]
    assert together("VERBLIJF", figures).rate == Fraction(3, 4)
    assert together("VERBLIJF", figures).rule == "F-2"


def test_together_nothing_is_no_figure() -> None:
    """F-1: never a number without a denominator."""
    assert together("VERBLIJF", [Figure("VERBLIJF", None, None, NO_CAPACITY)]).rate is None


def test_days_and_points_are_never_added_up() -> None:
    """F-1, F-4: a crisis module has days over places at one facility and points at another; most of them decide."""
    in_days = [Figure("P-CRISISBEGELEIDING", Fraction(days), Fraction(366), rule="F-1") for days in (183, 366)]
    in_points = Figure("P-CRISISBEGELEIDING", Fraction(8), Fraction(32), rule="F-4")
    assert together("P-CRISISBEGELEIDING", [in_points, *in_days]).rate == Fraction(3, 4)
    assert together("P-CRISISBEGELEIDING", [in_points]).rule == "F-4"
    assert together("P-CRISISBEGELEIDING", [in_points, in_days[0]]).rule == "F-1"
    unknown = [Figure("P-CRISISBEGELEIDING", None, None, NO_CAPACITY, rule="F-4")] * 3
    assert together("P-CRISISBEGELEIDING", [in_days[0], *unknown]).rule == "F-1"
