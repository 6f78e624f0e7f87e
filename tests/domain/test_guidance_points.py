"""The guidance points of a CKG (F-5, H14.4)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.capacity import CapacityRow, in_force
from app.domain.figures.ckg import DossierPoints, GuidanceRow, guidance_points, points_of_dossiers
from app.domain.figures.ckg_rows import (
    BESIDE_GUARANTEED_STAY,
    NOT_TOWARD_POINTS,
    rows_with_points,
    rows_without_points,
)
from app.domain.figures.lines import ModuleLine
from app.domain.figures.result import Figure
from app.domain.period import OPEN_END, Period

GEZIN, DAG, CRISIS = "P-CKG-GEZIN", "P-CKG-DAGOPVANG", "P-CRISISBEGELEIDING"
POINTS = {GEZIN: Fraction(5), DAG: Fraction(4), CRISIS: Fraction(6)}
MODULES = {code: ModuleLine(code, "ckg points", "ckg", GEZIN, points=points) for code, points in POINTS.items()}
YEAR = Period.year(2024)


def row(
    begin: date, end: date | None, module: str = GEZIN, dossier: str = "a", guaranteed: bool = False
) -> GuidanceRow:
    """A module of a schakeling."""
    return GuidanceRow(dossier, module, begin, end or OPEN_END, guaranteed)


def paid(*rows: GuidanceRow, until: date = YEAR.end) -> list[DossierPoints]:
    """The points of each dossier in 2024, up to a day."""
    return [one for one in points_of_dossiers(rows, Period(YEAR.begin, until), POINTS) if one.months]


def capacity(
    recognised: str,
    innovative: str = "0",
    guaranteed: str = "0",
    since: date = date(2020, 1, 1),
    line: str = GEZIN,
    toward: str | None = None,
) -> CapacityRow:
    """A capacity row of the points."""
    return CapacityRow(line, since, Decimal(recognised), Decimal(innovative), Decimal(guaranteed), toward)


def asked(period: Period, rows: list[GuidanceRow], *capacities: CapacityRow) -> Figure:
    """The figure of a period."""
    counted = list(points_of_dossiers(rows_with_points(rows, period.end, capacities, MODULES), period, POINTS))
    return guidance_points(GEZIN, period, counted, in_force(capacities, period))


# --- the examples of the manual -------------------------------------------------------------------------------------


def test_dossiers_are_never_merged() -> None:
    """F-5, H14.4: 5 days in one dossier and 20 in another are two begun months."""
    first = row(date(2024, 3, 1), date(2024, 3, 5))
    second = row(date(2024, 5, 1), date(2024, 5, 20), dossier="b")
    assert [(one.days, one.months, one.points) for one in paid(first, second)] == [(5, 1, 5), (20, 1, 5)]


def test_the_days_of_all_schakelingen_in_a_dossier_are_added_before_dividing() -> None:
    """F-5, H14.4: 10 days, another module, then 19 days are 29 days and one begun month."""
    first, second = row(date(2024, 2, 1), date(2024, 2, 10)), row(date(2024, 4, 1), date(2024, 4, 19))
    between = row(date(2024, 2, 11), date(2024, 3, 20), DAG)
    assert [(one.module, one.days, one.months) for one in paid(first, second, between)] == [
        (GEZIN, 29, 1),
        (DAG, 39, 2),
    ]


def test_a_start_on_10_december_counts_again_from_9_january() -> None:
    """F-5, H14.4: the thirty days to and including 8 January are paid in the old year."""
    (one,) = paid(row(date(2023, 12, 10), None), until=date(2024, 1, 31))
    assert (one.counted_from, one.days, one.months) == (date(2024, 1, 9), 23, 1)
    assert paid(row(date(2023, 12, 10), None), until=date(2024, 1, 8)) == []
    assert len(paid(row(date(2023, 12, 10), None), until=date(2024, 1, 9))) == 1


# --- over New Year --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "counted_from"),
    [
        (date(2023, 12, 31), date(2024, 1, 30)),
        (date(2023, 12, 10), date(2024, 1, 9)),
        (date(2023, 12, 3), date(2024, 1, 2)),
        (date(2023, 12, 2), date(2024, 1, 1)),
        (date(2023, 12, 1), date(2024, 1, 30)),  # Thirty-one days in December begin a second month on the 31st.
        (date(2023, 11, 2), date(2024, 1, 1)),
        (date(2023, 11, 1), date(2024, 1, 30)),
        (date(2022, 11, 10), date(2024, 1, 4)),  # 417 days up to 31 December are 14 begun months.
        (date(2024, 1, 1), date(2024, 1, 1)),
    ],
)
def test_a_month_begun_in_the_old_year_is_paid_there(begin: date, counted_from: date) -> None:
    """F-5."""
    (one,) = paid(row(begin, None))
    assert one.counted_from == counted_from
    assert one.days == (YEAR.end - counted_from).days + 1


def test_redeployment_within_a_paid_month_counts_from_the_day_after_it() -> None:
    """F-5: 20 to 24 December paid until 18 January; again from 10 to 20 January."""
    (one,) = paid(row(date(2023, 12, 20), date(2023, 12, 24)), row(date(2024, 1, 10), date(2024, 1, 20)))
    assert (one.counted_from, one.days, one.points) == (date(2024, 1, 19), 2, 5)
    assert paid(row(date(2023, 12, 20), date(2023, 12, 24)), row(date(2024, 1, 10), date(2024, 1, 18))) == []


def test_another_dossier_or_module_does_not_profit_from_a_paid_month() -> None:
    """F-5."""
    old = row(date(2023, 12, 20), date(2023, 12, 24))
    for other in (row(date(2024, 1, 2), date(2024, 1, 3), dossier="b"), row(date(2024, 1, 2), date(2024, 1, 3), DAG)):
        assert [(one.counted_from, one.days) for one in paid(old, other)] == [(date(2024, 1, 1), 2)]


def test_schakelingen_that_join_make_one_run_and_a_gap_begins_another() -> None:
    """F-5: sharing a day or on the next day it goes on; after a gap only the last run counts."""
    first = row(date(2023, 11, 25), date(2023, 12, 5))
    for joined in (date(2023, 12, 5), date(2023, 12, 6)):
        (one,) = paid(first, row(joined, None))
        assert one.counted_from == date(2024, 1, 24)  # 37 days up to 31 December are two begun months.
    (one,) = paid(first, row(date(2023, 12, 7), None))
    assert one.counted_from == date(2024, 1, 6)


def test_a_run_that_ended_before_the_new_year_counts_its_own_days() -> None:
    """F-5: n is of the days to the end of the run, not to 31 December."""
    (one,) = paid(row(date(2023, 11, 10), date(2023, 12, 9)), row(date(2024, 1, 1), date(2024, 1, 31)))
    assert one.counted_from == date(2024, 1, 1)
    (one,) = paid(row(date(2023, 11, 10), date(2023, 12, 10)), row(date(2024, 1, 1), date(2024, 1, 31)))
    assert one.counted_from == date(2024, 1, 9)


def test_a_boundary_day_counts_once() -> None:
    """F-5: thirty days in two schakelingen that share the fifteenth."""
    (one,) = paid(row(date(2024, 6, 1), date(2024, 6, 15)), row(date(2024, 6, 15), date(2024, 6, 30)))
    assert (one.days, one.months) == (30, 1)


def test_a_period_of_one_day_has_one_begun_month() -> None:
    """F-5."""
    (one,) = paid(row(date(2024, 1, 1), None), until=date(2024, 1, 1))
    assert (one.days, one.months, one.points) == (1, 1, 5)


# --- guaranteed -----------------------------------------------------------------------------------------------------


def test_guaranteed_deployments_are_counted_apart() -> None:
    """F-5: 20 ordinary and 20 guaranteed days are two begun months, not forty days together."""
    ordinary, ticked = (
        row(date(2024, 2, 1), date(2024, 2, 20)),
        row(date(2024, 3, 1), date(2024, 3, 20), guaranteed=True),
    )
    assert [(one.guaranteed, one.months) for one in paid(ordinary, ticked)] == [(False, 1), (True, 1)]


@pytest.mark.parametrize("first_ticked", [True, False])
def test_a_boundary_day_ticked_on_one_side_counts_as_not_guaranteed(first_ticked: bool) -> None:
    """F-5, F-1."""
    first = row(date(2024, 2, 1), date(2024, 2, 10), guaranteed=first_ticked)
    second = row(date(2024, 2, 10), date(2024, 2, 20), guaranteed=not first_ticked)
    assert {one.guaranteed: one.days for one in paid(first, second)} == (
        {True: 9, False: 11} if first_ticked else {False: 10, True: 10}
    )


def test_only_what_exceeds_the_reserved_points_is_added() -> None:
    """F-5, H14.4: 12 reserved points; 10 and then 15 points deployed as guaranteed."""
    rows = [row(date(2024, 2, 1), date(2024, 2, 5), dossier=str(number), guaranteed=True) for number in range(2)]
    below = asked(YEAR, rows, capacity("100", "3", "12"))
    assert (below.numerator, below.denominator) == (3 + 12, 100)
    above = asked(YEAR, [*rows, row(date(2024, 2, 1), None, dossier="x", guaranteed=True)], capacity("100", "0", "12"))
    assert above.numerator == 12 + (10 + 60 - 12)
    half = asked(Period(YEAR.begin, date(2024, 6, 30)), rows, capacity("100", "0", "12"))
    assert half.numerator == Fraction(12 * 182, 366) + (10 - Fraction(12 * 182, 366))


# --- capacity -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366)])
def test_a_part_of_the_year_has_its_share_of_the_points(year: int, days: int) -> None:
    """F-5: x ÷ 365, or ÷ 366 in a leap year."""
    january = Period(date(year, 1, 1), date(year, 1, 31))
    figure = asked(january, [], capacity("1000", "100", "10"))
    assert (figure.numerator, figure.denominator) == (Fraction(110 * 31, days), Fraction(1000 * 31, days))
    assert asked(Period.year(year), [], capacity("1000")).denominator == 1000


def test_each_capacity_row_counts_by_its_days() -> None:
    """F-5, H14.4: recognised, innovative and guaranteed alike."""
    rows = (capacity("300", "30", "10"), capacity("600", "0", "0", date(2024, 3, 1)))
    figure = asked(Period(YEAR.begin, date(2024, 4, 30)), [], *rows)
    assert figure.denominator == Fraction(300 * 60 + 600 * 61, 366)
    assert figure.numerator == Fraction(40 * 60, 366)


def test_the_points_can_be_asked_from_1_january_only() -> None:
    """F-5, H14.4."""
    figure = asked(Period(date(2024, 1, 2), date(2024, 12, 31)), [], capacity("10"))
    assert (figure.numerator, figure.reason) == (None, "not_from_january")


def test_without_points_there_is_no_rate() -> None:
    """F-5, F-1."""
    figure = asked(YEAR, [row(date(2024, 2, 1), date(2024, 2, 5))])
    assert (figure.numerator, figure.denominator, figure.reason) == (5, 0, "no_capacity")


# --- Crisisbegeleiding ----------------------------------------------------------------------------------------------

CRISIS_ROW = row(date(2024, 2, 1), date(2024, 2, 29), CRISIS)


def test_crisisbegeleiding_gives_points_only_where_its_row_counts_toward_them() -> None:
    """F-5, H15."""
    points = capacity("100")
    assert asked(YEAR, [CRISIS_ROW], points).numerator == 0
    assert asked(YEAR, [CRISIS_ROW], points, capacity("0", line=CRISIS)).numerator == 0
    assert asked(YEAR, [CRISIS_ROW], points, capacity("0", line=CRISIS, toward=DAG)).numerator == 6
    assert asked(YEAR, [CRISIS_ROW], points, capacity("0", line=CRISIS, toward=GEZIN)).numerator == 6
    halfway = (capacity("0", line=CRISIS, toward=GEZIN), capacity("0", line=CRISIS, since=date(2024, 2, 11)))
    figure = asked(YEAR, [CRISIS_ROW], points, *halfway)
    assert [part.days for part in figure.made_of if part.what == "deployed"] == [10]


def test_crisisbegeleiding_beside_a_guaranteed_crisis_stay_gives_none() -> None:
    """F-5, H14.4: it comes with the stay; other guidance in that schakeling counts."""
    beside = GuidanceRow("a", CRISIS, date(2024, 2, 1), date(2024, 2, 29), beside_guaranteed_stay=True)
    other = GuidanceRow("a", GEZIN, date(2024, 2, 1), date(2024, 2, 29), beside_guaranteed_stay=True)
    figure = asked(YEAR, [beside, other], capacity("100"), capacity("0", line=CRISIS, toward=GEZIN))
    assert figure.numerator == 5


def test_guidance_whose_row_counts_toward_another_line_gives_no_points_meanwhile() -> None:
    """F-5, F-1."""
    elsewhere = (
        capacity("0", line=DAG, toward="VBFKG06"),
        capacity("0", line=DAG, toward=GEZIN, since=date(2024, 3, 1)),
    )
    figure = asked(YEAR, [row(date(2024, 2, 1), date(2024, 3, 31), DAG)], capacity("100"), *elsewhere)
    assert [(part.days, part.amount) for part in figure.made_of if part.what == "deployed"] == [(31, 8)]


def test_what_gives_no_points_says_why() -> None:
    """F-5, F-11: and a module whose days were all paid in the old year is told with no month."""
    beside = GuidanceRow("a", CRISIS, date(2024, 2, 1), date(2024, 2, 29), beside_guaranteed_stay=True)
    alone, other = row(date(2024, 2, 1), date(2024, 2, 29), CRISIS, "b"), row(date(2024, 2, 1), None)
    told = list(rows_without_points([beside, alone, other], YEAR, [capacity("9")], MODULES))
    assert told == [(beside, BESIDE_GUARANTEED_STAY), (alone, NOT_TOWARD_POINTS)]
    toward = [capacity("0", line=CRISIS, toward=GEZIN)]
    assert list(rows_without_points([beside, alone, other], YEAR, toward, MODULES)) == [
        (beside, BESIDE_GUARANTEED_STAY)
    ]
    paid_before = points_of_dossiers([row(date(2023, 12, 20), date(2024, 1, 10))], YEAR, POINTS)
    assert [(one.counted_from, one.days, one.months) for one in paid_before] == [(date(2024, 1, 19), 0, 0)]
