"""Which formulas hold on which day (domain §9, L1)."""

from datetime import date

from app.domain.figures.rule_sets import RULE_SETS, rule_sets_of
from app.domain.period import Period

OLD, NEW = RULE_SETS
YEAR = Period.year(2021)


def test_a_rule_set_holds_from_its_first_day() -> None:
    """F-4, L1: the release of 15 December 2021."""
    for day, rule_set in ((date(2021, 12, 14), OLD), (date(2021, 12, 15), NEW), (date(1990, 1, 1), OLD)):
        assert rule_sets_of("F-4", Period(day, day)) == ((rule_set, Period(day, day)),)


def test_a_rule_that_changed_is_applied_by_both_sets_in_a_period_across_the_change() -> None:
    """F-4."""
    assert rule_sets_of("F-4", YEAR) == (
        (OLD, Period(date(2021, 1, 1), date(2021, 12, 14))),
        (NEW, Period(date(2021, 12, 15), date(2021, 12, 31))),
    )


def test_a_rule_that_did_not_change_is_applied_by_the_latest_set() -> None:
    """F-1."""
    assert rule_sets_of("F-1", YEAR) == ((NEW, YEAR),)
    assert rule_sets_of("F-1", Period.year(2020)) == ((OLD, Period.year(2020)),)
