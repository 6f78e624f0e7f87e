"""On which line crisis help at home is told, and the mean over one denominator: worked by hand (F-4, F-7, H14.2)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.capacity import CapacityRow
from app.domain.figures.cah import Window
from app.domain.figures.crisis_windows import crisis_windows
from app.domain.figures.lines import ModuleLine
from app.domain.figures.occupancy import Occupancy, occupancy
from app.domain.figures.occupancy_input import OccupancyInput, segments
from app.domain.figures.result import MEASURES
from app.domain.period import Period
from tests.domain.counted_stays import counted, lengths
from tests.domain.naive import NaiveStay

CAH, GUIDANCE, INTERVENTION = "P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE"
LINES = {
    **{code: ModuleLine(code, "crisis at home", "cah", CAH) for code in (CAH, GUIDANCE, INTERVENTION)},
    "P-CB-BREED": ModuleLine("P-CB-BREED", "context guidance", "day", "P-CB-BREED"),
}
QUARTER = Period(date(2024, 1, 1), date(2024, 3, 31))
MARCH = date(2024, 3, 1)


def row(line: str, recognised: int, toward: str | None = None, since: date = date(2020, 1, 1)) -> CapacityRow:
    """A capacity row, the only one of its line unless another follows."""
    return CapacityRow(line, since, Decimal(recognised), counts_toward=toward)


FOUR = row(CAH, 4)
GUIDANCE_JOINS, INTERVENTION_JOINS = (row(code, 0, CAH) for code in (GUIDANCE, INTERVENTION))


def stay(code: str, begin: date, end: date | None) -> NaiveStay:
    """A schakeling of one module, of a client of its own."""
    return NaiveStay(f"{code} {begin} {end}", begin, end, ((code, False),))


# Monday to Monday twice, which is 2 points each, and a day longer, which is 4; one day is 2; an intervention is 3.
WORK = (
    stay(CAH, date(2024, 1, 8), date(2024, 1, 15)),
    stay(CAH, date(2024, 1, 15), date(2024, 1, 22)),
    stay(CAH, date(2024, 2, 5), date(2024, 2, 13)),
    stay(GUIDANCE, date(2024, 2, 1), date(2024, 2, 1)),
    stay(INTERVENTION, date(2024, 1, 3), date(2024, 1, 3)),
    stay(INTERVENTION, date(2024, 2, 20), date(2024, 3, 20)),
    stay(INTERVENTION, date(2024, 3, 31), None),
)


def asked(
    rows: Sequence[CapacityRow], *chosen: str, stays: Sequence[NaiveStay] = WORK, period: Period = QUARTER
) -> Occupancy:
    """The occupancy of a CaH, of the chosen modules or of all."""
    days = {part: counted(list(stays), part) for part in segments(period, rows, LINES)}
    crisis = lengths(stays, period, rows, LINES)
    return occupancy(OccupancyInput(period, "CaH", LINES, tuple(rows), days, lengths=crisis), chosen)


def shown(answer: Occupancy) -> dict[str, tuple[object, object]]:
    """Numerator and denominator of every figure by code."""
    return {one.code: (one.numerator, one.denominator) for one in answer.figures}


def test_each_module_has_its_own_points_over_the_capacity_of_p_cah_f_4() -> None:
    """F-4, H14.2: 2 + 2 + 4 points of guidance, 2 of crisis guidance, 3 interventions of 3, each over 4 × 8."""
    answer = asked([FOUR])
    assert shown(answer) == {CAH: (8, 32), GUIDANCE: (2, 32), INTERVENTION: (9, 32)}
    assert {one.rule for one in answer.figures} == {"F-4"}
    assert [one.rate for one in answer.figures] == [Fraction(25, 100), Fraction(625, 10000), Fraction(28125, 100000)]


def test_the_mean_is_all_points_over_the_denominator_once_f_4() -> None:
    """F-4, F-7, H14.2: 19 ÷ 32; the rates of the modules add up to it."""
    answer = asked([FOUR])
    assert (answer.weighted.numerator, answer.weighted.denominator, answer.weighted.rule) == (19, 32, "F-4")
    assert sum(one.rate or 0 for one in answer.figures) == answer.weighted.rate
    measures = [part for part in answer.weighted.made_of if part.what in MEASURES]
    assert [(part.code, part.amount) for part in measures] == [(CAH, 32)]
    assert answer.left_out == ()


def test_modules_whose_rows_count_toward_p_cah_stand_on_its_line_f_4() -> None:
    """F-4, M-3, H14.2: one line, with the points of all three, and the mean is that line."""
    answer = asked([FOUR, GUIDANCE_JOINS, INTERVENTION_JOINS])
    assert shown(answer) == {CAH: (19, 32)}
    assert (answer.weighted.numerator, answer.weighted.denominator) == (19, 32)


def test_one_module_may_join_while_the_other_does_not_f_4() -> None:
    """F-4, M-3."""
    answer = asked([FOUR, GUIDANCE_JOINS])
    assert shown(answer) == {CAH: (10, 32), INTERVENTION: (9, 32)}
    assert (answer.weighted.numerator, answer.weighted.denominator) == (19, 32)


@pytest.mark.parametrize(
    ("chosen", "figures", "points"),
    [
        ([INTERVENTION], {INTERVENTION: (9, 32)}, 9),
        ([CAH, INTERVENTION], {CAH: (10, 32), INTERVENTION: (9, 32)}, 19),
        ([GUIDANCE], {CAH: (10, 32)}, 10),
        ([GUIDANCE, CAH], {CAH: (10, 32)}, 10),
        (["CRISISHULP"], {CAH: (10, 32), INTERVENTION: (9, 32)}, 19),
    ],
)
def test_a_choice_has_one_denominator_too_f_4(chosen: list[str], figures: object, points: int) -> None:
    """F-4, F-7, exchange format: a module that joined P-CAH answers with that line."""
    answer = asked([FOUR, GUIDANCE_JOINS], *chosen)
    assert shown(answer) == figures
    assert (answer.weighted.numerator, answer.weighted.denominator, answer.weighted.rule) == (points, 32, "F-4")


def test_two_modules_that_joined_none_share_the_denominator_of_a_choice_f_4() -> None:
    """F-4, F-7: 2 + 9 points over 32, without those of P-CAH."""
    answer = asked([FOUR], GUIDANCE, INTERVENTION)
    assert shown(answer) == {GUIDANCE: (2, 32), INTERVENTION: (9, 32)}
    assert (answer.weighted.numerator, answer.weighted.denominator) == (11, 32)


def test_a_module_that_was_not_deployed_is_zero_when_asked_and_not_listed_f_4() -> None:
    """F-4: its capacity is that of P-CAH."""
    assert shown(asked([FOUR], GUIDANCE, stays=())) == {GUIDANCE: (0, 32)}
    assert shown(asked([FOUR], stays=())) == {CAH: (0, 32)}


def test_without_capacity_of_p_cah_none_can_be_computed_f_4() -> None:
    """F-4, F-1: nor from a row of another module, which holds no capacity at CaH."""
    for rows in ([], [GUIDANCE_JOINS], [row(INTERVENTION, 9)], [row(CAH, 0)]):
        answer = asked(rows)
        assert {one.reason for one in answer.figures} == {"no_capacity"}
        assert (answer.weighted.rate, answer.weighted.reason) == (None, "no_capacity")


def test_capacity_of_another_module_is_no_part_of_the_denominator_f_4() -> None:
    """F-4, M-3: whatever number its row holds; one that counts toward P-CAH has no line beside it."""
    assert shown(asked([FOUR, row(INTERVENTION, 9)], stays=())) == {CAH: (0, 32), INTERVENTION: (0, 32)}
    assert shown(asked([FOUR, row(INTERVENTION, 9, CAH)])) == {CAH: (17, 32), GUIDANCE: (2, 32)}


# --- a module that counts toward P-CAH for a part of the period ------------------------------------------------------

OVER_THE_CHANGE = (
    stay(CAH, date(2024, 2, 27), date(2024, 3, 5)),
    stay(GUIDANCE, date(2024, 2, 20), date(2024, 3, 4)),
    stay(GUIDANCE, date(2024, 2, 1), date(2024, 2, 29)),
    stay(INTERVENTION, date(2024, 2, 29), date(2024, 3, 1)),
    stay(INTERVENTION, date(2024, 2, 28), date(2024, 2, 29)),
)
JOIN_IN_MARCH = [row(code, 0, CAH, MARCH) for code in (GUIDANCE, INTERVENTION)]


def test_a_schakeling_stands_whole_on_the_line_of_its_last_day_f_4() -> None:
    """F-4, M-3: 14 days until 4 March are 4 points of P-CAH and 29 until 29 February 8 of its own; none is cut."""
    answer = asked([FOUR, *JOIN_IN_MARCH], stays=OVER_THE_CHANGE)
    assert shown(answer) == {CAH: (2 + 4 + 3, 32), GUIDANCE: (8, 32), INTERVENTION: (3, 32)}
    assert (answer.weighted.numerator, answer.weighted.denominator) == (20, 32)


def test_the_mean_does_not_depend_on_which_module_joins_when_f_4() -> None:
    """F-4: all points over the denominator, whatever the lines."""
    means = {
        asked([FOUR, *rows], stays=OVER_THE_CHANGE).weighted.rate
        for rows in ([], JOIN_IN_MARCH, JOIN_IN_MARCH[:1], [GUIDANCE_JOINS, INTERVENTION_JOINS])
    }
    assert means == {Fraction(20, 32)}


def test_a_module_that_joined_in_the_period_answers_with_both_lines_f_4() -> None:
    """F-1, F-4: its own only where that holds a schakeling."""
    assert shown(asked([FOUR, *JOIN_IN_MARCH], INTERVENTION, stays=OVER_THE_CHANGE)) == {
        CAH: (9, 32),
        INTERVENTION: (3, 32),
    }
    in_march = [stay(INTERVENTION, MARCH, MARCH)]
    assert shown(asked([FOUR, *JOIN_IN_MARCH], INTERVENTION, stays=in_march)) == {CAH: (3, 32)}


def test_a_row_of_zeros_takes_a_module_from_the_line_of_p_cah_again_f_4() -> None:
    """F-4, M-3: what ends in March has a line of its own."""
    answer = asked([FOUR, INTERVENTION_JOINS, row(INTERVENTION, 0, None, MARCH)])
    assert shown(answer) == {CAH: (8 + 3, 32), GUIDANCE: (2, 32), INTERVENTION: (6, 32)}


def test_the_last_day_is_that_within_the_period_f_4() -> None:
    """F-4: in February and January the help that ended in March was not on P-CAH's line yet; 60 of 91 days."""
    period = Period(date(2024, 1, 1), date(2024, 2, 29))
    answer = asked([FOUR, *JOIN_IN_MARCH], stays=OVER_THE_CHANGE, period=period)
    eight_by_days = Fraction(4 * 8 * 60, 91)
    assert shown(answer) == {
        CAH: (2, eight_by_days),
        GUIDANCE: (4 + 8, eight_by_days),
        INTERVENTION: (6, eight_by_days),
    }
    assert (answer.weighted.numerator, answer.weighted.denominator) == (20, eight_by_days)


def test_joining_on_the_day_of_the_new_rule_cuts_nothing_f_4() -> None:
    """F-4, L1: 15 days until 14 December 2021 are 6 points on the own line, until the 15th 4 on that of P-CAH."""
    release = date(2021, 12, 15)
    stays = [stay(GUIDANCE, date(2021, 11, 30), date(2021, 12, 14)), stay(GUIDANCE, date(2021, 12, 1), release)]
    rows = [FOUR, row(GUIDANCE, 0, CAH, release)]
    answer = asked(rows, stays=stays, period=Period(date(2021, 10, 1), date(2021, 12, 31)))
    assert shown(answer) == {CAH: (4, 32), GUIDANCE: (6, 32)}
    assert answer.weighted.numerator == 10


def test_days_on_a_line_that_counts_days_give_no_points_f_4() -> None:
    """F-1, F-4: in March the module counts toward another; 9 days of February are 4 points, 4 of March are days."""
    rows = [FOUR, row("P-CB-BREED", 1), row(GUIDANCE, 0, "P-CB-BREED", MARCH)]
    answer = asked(rows, stays=[stay(GUIDANCE, date(2024, 2, 21), date(2024, 3, 4))])
    assert shown(answer) == {CAH: (0, 32), "P-CB-BREED": (4, 91), GUIDANCE: (4, 32)}
    assert (answer.weighted.numerator, answer.weighted.denominator, answer.weighted.rule) == (8, 32 + 91, "F-7")
    february = Period(QUARTER.begin, date(2024, 2, 29))
    assert crisis_windows(QUARTER, rows, LINES)[GUIDANCE] == [(Window.whole(february), GUIDANCE)]
