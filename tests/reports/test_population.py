"""Which dossiers a report counts (R-2) and how long and how old (R-3): the definitions of H17.2, on their edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import Period
from app.domain.reports.population import (
    AGE_BRACKETS,
    UNBORN_OR_UNKNOWN,
    DossierCourse,
    Population,
    age_class,
    bracket_of,
    day_of_current_age,
    end_of,
    length_of_help,
    populations_of,
    start_of,
)

QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))
ONE_DAY = timedelta(days=1)
STARTED, CLOSED, ALL = Population.STARTED, Population.CLOSED, Population.ALL


def course(**days: object) -> DossierCourse:
    return DossierCourse(**{"organisation_type": "OVBJ", "status": "open", "created_on": date(2024, 1, 1), **days})  # type: ignore[arg-type]


def closed(begin: date, end: date, **days: object) -> DossierCourse:
    return course(status="closed", first_begin=begin, last_end=end, closed_on=end + ONE_DAY, **days)


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        (QUARTER.begin - ONE_DAY, {ALL}),
        (QUARTER.begin, {STARTED, ALL}),
        (QUARTER.end, {STARTED, ALL}),
        (QUARTER.end + ONE_DAY, set()),
    ],
)
def test_an_open_dossier_by_its_begin(begin: date, expected: set[Population]) -> None:
    """R-2: started in the period, both days included; running when it started before."""
    assert populations_of(course(first_begin=begin), QUARTER) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (QUARTER.begin - ONE_DAY, set()),
        (QUARTER.begin, {CLOSED, ALL}),
        (QUARTER.end, {CLOSED, ALL}),
        (QUARTER.end + ONE_DAY, {ALL}),
    ],
)
def test_a_closed_dossier_by_its_end(end: date, expected: set[Population]) -> None:
    """R-2: closed by the end of the last schakeling; what was closed later still ran in the period."""
    assert populations_of(closed(date(2023, 1, 1), end), QUARTER) == expected


def test_an_end_alone_closes_nothing() -> None:
    """R-2, H17.2: a dossier with an end in the period that nobody closed goes on running."""
    ended = course(first_begin=date(2023, 1, 1), last_end=date(2024, 5, 1))
    assert populations_of(ended, QUARTER) == {ALL}
    reopened = closed(date(2023, 1, 1), date(2024, 2, 1))._replace(status="open", closed_on=None)
    assert populations_of(reopened, QUARTER) == {ALL}


def test_begun_and_ended_in_the_period_is_counted_once_among_all() -> None:
    """R-2: both started and closed, and one of all."""
    assert populations_of(closed(date(2024, 4, 2), date(2024, 6, 1)), QUARTER) == {STARTED, CLOSED, ALL}


def test_the_original_start_of_an_ongoing_dossier_goes_before_the_first_schakeling() -> None:
    """R-2, D-4: a dossier of a merger started when it first did."""
    merged = course(first_begin=date(2024, 4, 15), ongoing_since=date(2021, 3, 1))
    assert start_of(merged) == date(2021, 3, 1)
    assert populations_of(merged, QUARTER) == {ALL}
    assert populations_of(merged._replace(ongoing_since=date(2024, 4, 1)), QUARTER) == {STARTED, ALL}


def test_without_help_there_is_nothing_to_count() -> None:
    """R-2: no schakeling and no original start: no start."""
    assert populations_of(course(), QUARTER) == frozenset()
    assert populations_of(course(first_begin=date(2024, 4, 2), status="deleted"), QUARTER) == frozenset()


def test_1g1p_starts_at_the_first_talk_and_ends_at_the_closing() -> None:
    """R-2: 1G1P has no schakelingen; first talk, else the referral, else the day it was made."""
    told = course(organisation_type="1G1P", referral_date=date(2024, 3, 20), first_talk=date(2024, 4, 3))
    assert start_of(told) == date(2024, 4, 3)
    assert start_of(told._replace(first_talk=None)) == date(2024, 3, 20)
    assert start_of(told._replace(first_talk=None, referral_date=None)) == date(2024, 1, 1)
    over = told._replace(status="closed", closed_on=date(2024, 6, 30))
    assert end_of(over) == date(2024, 6, 30)
    assert populations_of(over, QUARTER) == {STARTED, CLOSED, ALL}


@pytest.mark.parametrize("kind", ["HCA", "NAFT"])
def test_without_modules_the_referral_starts_and_the_closing_ends(kind: str) -> None:
    """D-4, R-2: HCA and NAFT without schakelingen; with one they count as everybody."""
    bare = course(organisation_type=kind, referral_date=date(2024, 4, 3), status="closed", closed_on=date(2024, 5, 3))
    assert (start_of(bare), end_of(bare)) == (date(2024, 4, 3), date(2024, 5, 3))
    helped = bare._replace(first_begin=date(2024, 4, 10), last_end=date(2024, 5, 1))
    assert (start_of(helped), end_of(helped)) == (date(2024, 4, 10), date(2024, 5, 1))


def test_the_length_of_help_is_the_last_day_less_the_first() -> None:
    """R-3, H17: the end of the last schakeling minus the original start or the first begin."""
    assert length_of_help(closed(date(2024, 4, 1), date(2024, 4, 1))) == 0
    assert length_of_help(closed(date(2024, 2, 28), date(2024, 3, 1))) == 2
    assert length_of_help(closed(date(2024, 2, 28), date(2024, 3, 1), ongoing_since=date(2024, 1, 1))) == 60
    assert length_of_help(course(first_begin=date(2024, 4, 1))) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2023, 2, 28), "0-2"), (date(2023, 3, 1), "3-5"), (date(2024, 2, 28), "3-5"), (date(2026, 3, 1), "6-8")],
)
def test_who_is_born_on_29_february_is_older_on_1_march(day: date, expected: str) -> None:
    """R-3: the age in whole years on the day itself."""
    assert age_class(date(2020, 2, 29), None, day) == expected


def test_unborn_and_unknown_are_a_class_of_their_own() -> None:
    """R-3, C-4: nobody's birth is guessed; who was born after the day was unborn on it."""
    assert age_class(None, None, QUARTER.begin) == UNBORN_OR_UNKNOWN
    assert age_class(date(2024, 4, 2), None, date(2024, 4, 1)) == UNBORN_OR_UNKNOWN
    assert age_class(date(2024, 4, 1), None, date(2024, 4, 1)) == "0-2"
    assert age_class(None, 2024, date(2024, 4, 1)) == "0-2"
    assert age_class(None, 2025, date(2024, 4, 1)) == UNBORN_OR_UNKNOWN
    assert age_class(None, 2012, date(2024, 12, 30)) == "9-11"
    assert age_class(None, 2012, date(2024, 12, 31)) == "12-14"


def test_the_current_age_is_told_at_the_end_of_closed_help_or_of_the_period() -> None:
    """R-3, H17: at closing, and of what still runs at the end of the period."""
    assert day_of_current_age(date(2024, 5, 5), "closed", QUARTER) == date(2024, 5, 5)
    assert day_of_current_age(date(2024, 7, 1), "closed", QUARTER) == QUARTER.end
    assert day_of_current_age(date(2024, 5, 5), "open", QUARTER) == QUARTER.end


@given(st.integers(0, 120))
def test_every_age_has_one_class(age: int) -> None:
    """R-3: the classes touch and nothing falls between."""
    low, high = -1, -1
    for bracket in AGE_BRACKETS:
        low, high = high, bracket.most if bracket.most is not None else 10_000
        if low < age <= high:
            assert bracket_of(AGE_BRACKETS, age) == bracket.code


DAYS = st.none() | st.dates(date(2024, 2, 1), date(2024, 8, 31))


@given(DAYS, DAYS, DAYS, st.sampled_from(["open", "closed", "deleted"]), DAYS)
def test_all_holds_whoever_started_or_closed(
    begin: date | None, end: date | None, since: date | None, status: str, closed_on: date | None
) -> None:
    """R-2: all is started and closed and running together, none twice."""
    dossier = course(status=status, first_begin=begin, last_end=end, ongoing_since=since, closed_on=closed_on)
    counted = populations_of(dossier, QUARTER)
    assert not counted or ALL in counted
    start = since or begin
    assert (STARTED in counted) == (status != "deleted" and start is not None and start in QUARTER)
