"""The drawings of the screens: dates and values become coordinates (docs/architecture.md §8)."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from app.plots import Bar, Lane, Rate, Step, Timeline, area_plot, pair_plot, rate_plot, shortened, step_plot, timeline
from app.plots.area import value_steps
from app.plots.calendar_axis import Axis, calendar_ticks

YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def one_lane(*bars: Bar, begin: date = YEAR[0], end: date = YEAR[1], today: date = date(2024, 7, 1)) -> Timeline:
    return timeline([Lane("Verblijf", bars)], begin, end, today)


def test_the_first_day_stands_at_the_left_edge_and_the_day_after_the_last_at_the_right() -> None:
    axis = Axis(*YEAR)
    assert axis.x(YEAR[0]) == axis.left
    assert axis.x(YEAR[1] + timedelta(days=1)) == axis.right


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2023, 12, 31)])
def test_a_day_before_the_calendar_stands_at_its_edge(day: date) -> None:
    assert Axis(*YEAR).x(day) == Axis(*YEAR).left


def test_a_calendar_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Axis(date(2024, 2, 1), date(2024, 1, 31))


@pytest.mark.parametrize(
    ("begin", "end", "labels"),
    [
        (date(2024, 1, 1), date(2024, 4, 30), ["2024", "feb", "mrt", "apr"]),
        (date(2023, 11, 15), date(2025, 2, 28), ["2024", "K2", "K3", "K4", "2025"]),
        (date(2018, 1, 1), date(2024, 12, 31), ["2018", "2019", "2020", "2021", "2022", "2023", "2024"]),
        (date(2024, 3, 12), date(2024, 3, 12), ["12/03/2024"]),
    ],
)
def test_a_calendar_shows_months_quarters_or_years_whichever_can_be_read(
    begin: date, end: date, labels: list[str]
) -> None:
    assert [tick.label for tick in calendar_ticks(Axis(begin, end)) if tick.label] == labels


def test_labels_of_the_calendar_never_run_into_each_other() -> None:
    for days in (1, 40, 200, 399, 700, 1500, 4000, 12000):
        axis = Axis(date(2001, 5, 17), date(2001, 5, 17) + timedelta(days=days))
        labelled = [tick.x for tick in calendar_ticks(axis) if tick.label]
        assert all(after - before >= 30 for before, after in pairwise(labelled))


def test_a_bar_without_end_runs_to_the_edge_and_says_that_it_goes_on() -> None:
    plot = one_lane(Bar(date(2024, 3, 1), None, "Hoge frequentie", "residence"))
    bar = plot.lanes[0].bars[0]
    assert bar.x + bar.width == pytest.approx(840, abs=0.2)
    assert bar.title == "Hoge frequentie, vanaf 01/03/2024, loopt"


def test_a_one_day_bar_can_still_be_seen() -> None:
    assert one_lane(Bar(YEAR[1], YEAR[1], "Eén dag", "residence")).lanes[0].bars[0].width >= 3


def test_bars_that_share_a_boundary_day_stay_on_one_line_s_4() -> None:
    plot = one_lane(
        Bar(date(2024, 1, 1), date(2024, 5, 1), "een", "residence"),
        Bar(date(2024, 5, 1), date(2024, 9, 1), "twee", "residence"),
    )
    assert len({bar.y for bar in plot.lanes[0].bars}) == 1


def test_bars_that_overlap_get_lines_of_their_own_and_the_next_lane_makes_room() -> None:
    overlapping = [Bar(date(2024, 1, 1), None, "een", "decision"), Bar(date(2024, 5, 1), None, "twee", "decision")]
    plot = timeline([Lane("Beslissingen", overlapping), Lane("Verblijf", [])], *YEAR, date(2024, 7, 1))
    assert [bar.y for bar in plot.lanes[0].bars] == [30, 54]
    assert plot.lanes[1].label_y == 30 + 24 + 34 + 14


def test_bars_outside_the_calendar_are_not_drawn_but_stay_in_the_table() -> None:
    plot = one_lane(Bar(date(2020, 1, 1), date(2020, 2, 1), "vroeger", "residence"))
    assert plot.lanes[0].bars == ()
    assert [row.label for row in plot.rows] == ["vroeger"]


@pytest.mark.parametrize(("today", "shown"), [(date(2024, 7, 1), True), (date(2025, 1, 1), False)])
def test_today_is_marked_only_inside_the_calendar(today: date, shown: bool) -> None:
    assert (one_lane(today=today).today_x is not None) is shown


@pytest.mark.parametrize(
    ("label", "width", "expected"),
    [("In groep", 100, "In groep"), ("Hoge frequentie", 60, "Hoge fr…"), ("Hoge frequentie", 20, "")],
)
def test_a_label_is_shortened_to_the_width_of_its_bar(label: str, width: float, expected: str) -> None:
    assert shortened(label, width) == expected


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, [0, 1]),
        (0.5, [0, 1]),
        (1, [0, 1]),
        (12, [0, 4, 8, 12]),
        (13, [0, 4, 8, 12, 16]),
        (143, [0, 40, 80, 120, 160]),
    ],
)
def test_the_scale_starts_at_zero_and_takes_round_steps(highest: float, steps: list[int]) -> None:
    assert value_steps(highest) == steps


def test_an_area_rests_on_zero_and_covers_the_last_day_too() -> None:
    plot = area_plot([(date(2024, 1, 1), 4), (date(2024, 1, 2), 2)], [])
    assert plot.area == "46.0,172.0 46.0,34.0 443.0,103.0 840.0,103.0 840.0,172.0"
    assert plot.capacity_path == ""


def test_the_capacity_is_a_line_of_steps_that_breaks_where_there_is_none_m_3() -> None:
    days = [(date(2024, 1, 1) + timedelta(days=number), 1) for number in range(4)]
    steps = [(date(2023, 1, 1), 2), (date(2024, 1, 2), None), (date(2024, 1, 3), 4), (date(2024, 1, 4), 3)]
    plot = area_plot(days, steps)
    assert plot.capacity_path == "M46.0 103.0 H244.5 M443.0 34.0 H641.5 V68.5 H840.0"
    assert [row.capacity for row in plot.rows] == [2, None, 4, 3]


def test_a_capacity_that_changed_says_since_when() -> None:
    days = [(date(2024, 1, 1) + timedelta(days=number), 1) for number in range(366)]
    plot = area_plot(days, [(date(2023, 1, 1), 11), (date(2024, 10, 1), Fraction(25, 2))])
    assert [label.label for label in plot.capacity_labels] == ["11", "12,5 vanaf 01/10"]


def test_days_with_the_same_figures_are_one_row_of_the_table() -> None:
    days = [(date(2024, 1, 1) + timedelta(days=number), 5 if number < 10 else 6) for number in range(31)]
    rows = area_plot(days, [(date(2024, 1, 1), 8)]).rows
    assert [(row.begin.day, row.end.day, row.value) for row in rows] == [(1, 10, 5), (11, 31, 6)]


def test_a_plot_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no days"):
        area_plot([], [])


TODAY = date(2024, 7, 1)


def test_steps_run_from_the_first_day_to_the_end_of_the_year_of_the_last_one() -> None:
    """M-3: also when that is still to come."""
    plot = step_plot([Step(date(2020, 1, 1), 10, 10), Step(date(2026, 3, 1), 12, 12)], TODAY)
    axis = Axis(date(2020, 1, 1), date(2026, 12, 31), left=plot.left)
    assert plot.path.startswith(f"M{plot.left} ")
    assert f"H{axis.x(date(2026, 3, 1))} V" in plot.path
    assert plot.path.endswith(f"H{plot.right}")
    assert plot.today_x == axis.x(TODAY)


def test_a_part_is_drawn_only_where_it_differs_from_the_whole_m_3() -> None:
    assert step_plot([Step(date(2020, 1, 1), 10, 10)], TODAY).part_path == ""
    assert step_plot([Step(date(2020, 1, 1), 10, 8)], TODAY).part_path != ""


def test_the_scale_of_steps_starts_at_zero_and_holds_the_highest_m_3() -> None:
    plot = step_plot([Step(date(2020, 1, 1), 0, 0), Step(date(2021, 1, 1), 12, 12)], TODAY)
    assert plot.value_ticks[0].label == "0"
    assert plot.value_ticks[0].y == plot.bottom
    assert float(plot.value_ticks[-1].label) >= 12


def test_amounts_at_steps_close_together_never_run_into_each_other_m_3() -> None:
    steps = [Step(date(2020, 1, 1) + timedelta(days=10 * n), 10 + n, 10 + n) for n in range(40)]
    labels = step_plot(steps, TODAY).labels
    assert len(labels) < len(steps)
    assert all(after.x - before.x >= 40 for before, after in pairwise(labels) if before.anchor == after.anchor)


def test_no_steps_are_refused_m_3() -> None:
    with pytest.raises(ValueError, match="no steps"):
        step_plot([], TODAY)


QUARTER, NEXT_QUARTER = (date(2024, 1, 1), date(2024, 3, 31)), (date(2024, 4, 1), date(2024, 6, 30))


def test_a_rate_stands_in_the_middle_of_its_days_and_the_scale_shows_the_whole() -> None:
    plot = rate_plot([[Rate(*QUARTER, Fraction(1, 2))]])
    mark = plot.lines[0].marks[0]
    assert mark.x == (plot.left + plot.right) / 2
    assert mark.y == (plot.whole_y + plot.bottom) / 2
    assert mark.label == "50 %"


def test_a_line_breaks_where_a_rate_is_missing() -> None:
    rates = [Fraction(1), Fraction(1), None, Fraction(1), Fraction(1)]
    plot = rate_plot([[Rate(date(2024, place, 1), date(2024, place, 28), one) for place, one in enumerate(rates, 1)]])
    assert len(plot.lines[0].marks) == 4
    assert [len(stretch.split()) for stretch in plot.lines[0].stretches] == [2, 2]


def test_a_rate_above_the_whole_stays_in_the_drawing() -> None:
    plot = rate_plot([[Rate(*QUARTER, Fraction(17, 10)), Rate(*NEXT_QUARTER, None)]])
    assert plot.top <= plot.lines[0].marks[0].y < plot.whole_y


def test_without_any_days_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no rates"):
        rate_plot([[]])
    with pytest.raises(ValueError, match="no periods"):
        pair_plot([])


def test_two_bars_stand_beside_each_other_from_zero() -> None:
    plot = pair_plot([("K1 2024", 4, 0), ("K2 2024", 2, 8)])
    first, second = plot.pairs
    assert first.first.x + first.first.width <= first.second.x < second.first.x
    assert (first.second.height, second.second.height) == (0.0, 2 * first.first.height)
    assert second.second.y + second.second.height == plot.bottom


def test_labels_of_rates_that_stand_close_are_left_to_the_table() -> None:
    months = [(date(2023 + month // 12, month % 12 + 1, 1)) for month in range(24)]
    rates = [Rate(first, first + timedelta(days=27), Fraction(1, 2)) for first in months]
    marks = rate_plot([rates]).lines[0].marks
    shown = [mark.x for mark in marks if mark.has_room]
    assert len(marks) == 24
    assert min(after - before for before, after in pairwise(shown)) >= 44
    assert all(mark.has_room for mark in rate_plot([rates[:8]]).lines[0].marks)
