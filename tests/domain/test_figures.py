"""Occupancy and deployment, by hand and against the naive count."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.capacity import CapacityRow, check_capacity_row
from app.domain.faults import DomainError
from app.domain.figures.deployment import (
    DeployedModules,
    DeploymentRow,
    counted_days,
    counted_from,
    deployment,
)
from app.domain.figures.lines import ModuleLine
from app.domain.figures.occupancy import Occupancy, occupancy
from app.domain.figures.occupancy_input import OccupancyInput, segments
from app.domain.figures.result import REASONS, Figure, decimal_text
from app.domain.figures.rule_sets import RULE_SETS
from app.domain.period import OPEN_END, Period
from tests.domain.counted_stays import counted
from tests.domain.naive import NaiveCapacity, NaiveStay, naive_occupancy
from tests.domain.random_cases import A_THOUSAND_CASES

LINES = {
    line.code: line
    for line in (
        ModuleLine("VBFBJB04", "residence", "pool", "VERBLIJF"),
        ModuleLine("VBFBJB02", "residence", "pool", "VERBLIJF"),
        ModuleLine("VBFBJB20", "residence", "day", "VBFBJB20"),
        ModuleLine("P-CB-BREED", "context guidance", "day", "P-CB-BREED"),
        ModuleLine("P-CB-LAAG", "context guidance", "day", "P-CB-LAAG"),
        ModuleLine("P-CRISIS", "context guidance", "day", "P-CRISIS"),
        ModuleLine("P-DB-GROEP", "day guidance", "day", "P-DB-GROEP"),
        ModuleLine("P-OB-RTJ", "supporting guidance", "ob_quarter", "P-OB-RTJ"),
        ModuleLine("P-CAH", "crisis at home", "cah", "P-CAH"),
        ModuleLine("P-CKG-GEZIN", "ckg points", "ckg", "P-CKG-GEZIN"),
        ModuleLine("P-CKG-DAG", "ckg points", "ckg", "P-CKG-GEZIN"),
        ModuleLine("P-NONE", "treatment", "none", "P-NONE"),
    )
}
QUARTER = Period(date(2024, 1, 1), date(2024, 3, 31))


def row(
    line: str,
    recognised: str | int,
    innovative: str | int = 0,
    guaranteed: str | int = 0,
    counts_toward: str | None = None,
    valid_from: date = date(2024, 1, 1),
) -> CapacityRow:
    """A capacity row."""
    return CapacityRow(line, valid_from, Decimal(recognised), Decimal(innovative), Decimal(guaranteed), counts_toward)


def asked(
    rows: Iterable[CapacityRow],
    days: dict[str, int],
    *chosen: str,
    period: Period = QUARTER,
    organisation_type: str = "OVBJ",
) -> Occupancy:
    """The occupancy over a period that is one segment."""
    return occupancy(OccupancyInput(period, organisation_type, LINES, tuple(rows), {period: days}), chosen)


def shown(answer: Occupancy) -> dict[str, tuple[str | None, str | None, str | None, str | None]]:
    """The figures as they are printed."""
    return {
        one.code: (decimal_text(one.numerator), decimal_text(one.denominator), decimal_text(one.rate), one.reason)
        for one in answer.figures
    }


# --- numbers by hand ------------------------------------------------------------------------------------------------


def test_the_example_of_the_exchange_format() -> None:
    """F-1, F-2, F-7: Noor stays 84 days; the pool has 12 places, one innovative and one guaranteed."""
    answer = asked([row("VERBLIJF", 12, 1, 1)], {"VBFBJB04": 84, "P-CB-BREED": 84})
    assert shown(answer) == {
        "P-CB-BREED": ("84", "0", None, "no_capacity"),
        "VERBLIJF": ("266", "1092", "0.2435897436", None),
    }
    assert answer.weighted.printed() | {"code": ""} == {
        "code": "",
        "numerator": "266",
        "denominator": "1092",
        "rate": "0.2435897436",
        "reason": None,
    }
    assert answer.left_out == ("P-CB-BREED",)


def test_a_line_with_twice_the_capacity_weighs_twice() -> None:
    """F-7 (H14.1): Verblijf with 4 places and context guidance with 2."""
    ten_days = Period(date(2024, 1, 1), date(2024, 1, 10))
    answer = asked([row("VERBLIJF", 4), row("P-CB-BREED", 2)], {"VBFBJB04": 36, "P-CB-BREED": 12}, period=ten_days)
    assert [one.rate for one in answer.figures] == [Fraction(6, 10), Fraction(9, 10)]
    assert answer.weighted.rate == Fraction(8, 10) == (2 * Fraction(9, 10) + Fraction(6, 10)) / 3
    assert answer.left_out == ()


def test_innovative_and_guaranteed_places_count_as_occupied() -> None:
    """F-1: without any deployment."""
    answer = asked([row("P-CB-BREED", 10, "1.5", 2)], {})
    assert shown(answer) == {"P-CB-BREED": ("318.5", "910", "0.35", None)}


def test_a_capacity_row_holds_until_the_next_and_a_zero_row_ends_it() -> None:
    """F-1, M-3: 31 days of 2 and 29 days of 4, then nothing."""
    rows = [
        row("P-CB-BREED", 2, valid_from=date(2020, 5, 5)),
        row("P-CB-BREED", 4, 1, valid_from=date(2024, 2, 1)),
        row("P-CB-BREED", 0, valid_from=date(2024, 3, 1)),
    ]
    assert shown(asked(rows, {"P-CB-BREED": 60})) == {"P-CB-BREED": ("89", "178", "0.5", None)}
    march = Period(date(2024, 3, 1), date(2024, 3, 31))
    assert shown(asked(rows, {}, period=march)) == {}
    assert shown(asked(rows, {"P-CB-BREED": 3}, period=march)) == {"P-CB-BREED": ("3", "0", None, "no_capacity")}


def test_a_row_of_the_future_is_not_there_yet() -> None:
    """F-1."""
    assert shown(asked([row("P-CB-BREED", 2, valid_from=date(2024, 4, 1))], {})) == {}
    assert shown(asked([row("P-CB-BREED", 91, valid_from=date(2024, 3, 31))], {})) == {
        "P-CB-BREED": ("0", "91", "0", None)
    }


def test_all_pooled_modules_make_one_figure() -> None:
    """F-2: two different residential modules on one day count as two; Gezinshuis stands apart."""
    rows = [row("VERBLIJF", 2), row("VBFBJB20", 1)]
    answer = asked(rows, {"VBFBJB04": 50, "VBFBJB02": 41, "VBFBJB20": 91})
    assert shown(answer) == {"VBFBJB20": ("91", "91", "1", None), "VERBLIJF": ("91", "182", "0.5", None)}


def test_a_deployment_ticked_guaranteed_lists_its_module() -> None:
    """F-1: it adds no days."""
    assert shown(asked([], {"P-CB-BREED": 0})) == {"P-CB-BREED": ("0", "0", None, "no_capacity")}


# --- counting toward another module ---------------------------------------------------------------------------------


def test_what_counts_toward_another_module_is_shown_within_it() -> None:
    """F-1."""
    rows = [row("P-CB-LAAG", 1), row("P-CRISIS", 0, counts_toward="P-CB-LAAG")]
    answer = asked(rows, {"P-CB-LAAG": 50, "P-CRISIS": 41})
    assert shown(answer) == {"P-CB-LAAG": ("91", "91", "1", None)}
    assert shown(asked(rows, {"P-CRISIS": 41}, "P-CRISIS")) == {"P-CB-LAAG": ("41", "91", "0.4505494505", None)}
    assert shown(asked(rows[1:], {})) == {"P-CB-LAAG": ("0", "0", None, "no_capacity")}


def test_counting_toward_the_pool_lands_in_the_pool() -> None:
    """F-1, F-2."""
    rows = [row("VERBLIJF", 1), row("P-CRISIS", 0, counts_toward="VBFBJB04")]
    assert shown(asked(rows, {"P-CRISIS": 91})) == {"VERBLIJF": ("91", "91", "1", None)}


def test_capacity_of_its_own_stays_on_its_own_line() -> None:
    """F-1: our reading of a row that has figures and counts toward another."""
    rows = [row("P-CB-LAAG", 1), row("P-CRISIS", 2, 1, counts_toward="P-CB-LAAG")]
    assert shown(asked(rows, {"P-CRISIS": 91})) == {
        "P-CB-LAAG": ("91", "91", "1", None),
        "P-CRISIS": ("91", "182", "0.5", None),
    }


def test_days_are_counted_apart_where_counting_toward_begins() -> None:
    """F-1."""
    rows = (
        row("P-CB-LAAG", 1),
        row("P-CB-LAAG", 2, valid_from=date(2024, 2, 15)),
        row("P-CRISIS", 1, valid_from=date(2023, 1, 1)),
        row("P-CRISIS", 0, counts_toward="P-CB-LAAG", valid_from=date(2024, 3, 1)),
    )
    first, second = Period(date(2024, 1, 1), date(2024, 2, 29)), Period(date(2024, 3, 1), date(2024, 3, 31))
    assert segments(QUARTER, rows, LINES) == (first, second)
    question = OccupancyInput(QUARTER, "OVBJ", LINES, rows, {first: {"P-CRISIS": 30}, second: {"P-CRISIS": 31}})
    assert shown(occupancy(question)) == {
        "P-CB-LAAG": ("31", "137", "0.2262773723", None),
        "P-CRISIS": ("30", "60", "0.5", None),
    }
    assert [one.code for one in occupancy(question, ["P-CRISIS"]).figures] == ["P-CB-LAAG", "P-CRISIS"]


def test_days_counted_for_other_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="segments"):
        occupancy(OccupancyInput(QUARTER, "OVBJ", LINES, (), {Period.year(2024): {}}))


def test_mostly_there_is_one_segment() -> None:
    """F-1: capacity changes alone ask no counting apart."""
    rows = [row("P-CB-LAAG", 1), row("P-CB-LAAG", 2, valid_from=date(2024, 2, 15))]
    assert segments(QUARTER, rows, LINES) == (QUARTER,)


def test_each_figure_names_the_rule_and_the_rule_set_that_made_it() -> None:
    """F-11: the dated formulas."""
    rows = [row("VERBLIJF", 1), *(row(code, 1) for code in ("P-CB-BREED", "P-OB-RTJ", "P-CAH", "P-CKG-GEZIN"))]
    answer = asked(rows, {"P-NONE": 1})
    assert {one.code: one.rule for one in answer.figures} == {
        "P-CAH": "F-4",
        "P-CB-BREED": "F-1",
        "P-CKG-GEZIN": "F-5",
        "P-NONE": "F-7",
        "P-OB-RTJ": "F-3",
        "VERBLIJF": "F-2",
    }
    assert answer.weighted.rule == "F-6"
    assert asked(rows, {}, "VERBLIJF").weighted.rule == "F-7"
    assert asked(rows, {}, "P-CAH").weighted.rule == "F-4"
    assert {one.rule_sets for one in (*answer.figures, answer.weighted)} == {(RULE_SETS[-1],)}


# --- what cannot be computed ----------------------------------------------------------------------------------------


def test_foster_care_has_no_occupancy() -> None:
    """F-7."""
    answer = asked([row("P-CB-BREED", 1)], {"P-NONE": 91}, organisation_type="pleegzorg")
    assert {one.code: one.reason for one in answer.figures} == {
        "P-CB-BREED": "not_computed_for_foster_care",
        "P-NONE": "not_computed_for_foster_care",
    }
    assert answer.weighted.rate is None
    assert answer.weighted.reason == "not_computed_for_foster_care"


@pytest.mark.parametrize(
    ("code", "period", "reason"),
    [
        ("P-OB-RTJ", QUARTER, "no_input"),
        ("P-OB-RTJ", Period(date(2024, 1, 1), date(2024, 3, 30)), "part_of_quarter"),
        ("P-CKG-GEZIN", QUARTER, "no_capacity"),
        ("P-CKG-GEZIN", Period(date(2024, 2, 1), date(2024, 3, 31)), "not_from_january"),
        ("P-CAH", QUARTER, "no_capacity"),
        ("P-NONE", QUARTER, "no_occupancy"),
        ("P-CB-BREED", QUARTER, "no_capacity"),
    ],
)
def test_a_figure_that_cannot_be_computed_says_why(code: str, period: Period, reason: str) -> None:
    """F-3, F-4, F-5, F-1."""
    answer = asked([], {}, code, period=period)
    (figure,) = answer.figures
    assert (figure.code, figure.rate, figure.reason) == (code, None, reason)
    assert figure.sentence == REASONS[reason]
    assert answer.left_out == (code,)


def test_what_cannot_be_computed_is_left_out_of_the_mean_and_named() -> None:
    """F-7."""
    answer = asked([row("P-CB-BREED", 1), row("P-OB-RTJ", 3)], {"P-CB-BREED": 91, "P-OB-RTJ": 5, "P-CB-LAAG": 2})
    assert (answer.weighted.numerator, answer.weighted.denominator) == (91, 91)
    assert answer.left_out == ("P-CB-LAAG", "P-OB-RTJ")


def test_a_mean_of_nothing_says_so() -> None:
    """F-7."""
    assert asked([], {}).weighted.reason == "nothing_computed"
    assert asked([], {"P-CB-BREED": 1, "P-OB-RTJ": 1}).weighted.reason == "nothing_computed"
    assert asked([], {"P-CB-BREED": 1}).weighted.reason == "no_capacity"


def test_a_ckg_has_a_mean_of_its_own_kind() -> None:
    """F-6: residence alone has its rate by F-7, the whole is told in points, and only from 1 January."""
    rows = [row("VERBLIJF", 1), row("P-CKG-GEZIN", 84)]
    whole = asked(rows, {"VBFBJB04": 91}, organisation_type="CKG").weighted
    assert (whole.rate, whole.rule) == (Fraction(1, 2), "F-6")
    alone = asked(rows, {"VBFBJB04": 91}, "VERBLIJF", organisation_type="CKG").weighted
    assert (alone.rate, alone.rule) == (1, "F-7")
    march = Period(date(2024, 3, 1), date(2024, 3, 31))
    assert asked(rows, {}, organisation_type="CKG", period=march).weighted.reason == "not_from_january"


@pytest.mark.parametrize(
    "period", [Period(date(2024, 1, 1), date(2025, 1, 1)), Period(date(2023, 6, 15), date(2024, 6, 15))]
)
def test_more_than_a_year_is_refused(period: Period) -> None:
    """F-1."""
    with pytest.raises(DomainError) as refusal:
        asked([], {}, period=period)
    assert refusal.value.faults[0].field == "until"


# --- choosing -------------------------------------------------------------------------------------------------------

ROWS = [row("VERBLIJF", 2), row("VBFBJB20", 1), row("P-CB-BREED", 1), row("P-DB-GROEP", 1), row("P-OB-RTJ", 1)]


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        (["VBFBJB04"], ["VERBLIJF"]),
        (["VBFBJB04", "VBFBJB02"], ["VERBLIJF"]),
        (["VERBLIJF"], ["VERBLIJF"]),
        (["VBFBJB20"], ["VBFBJB20"]),
        (["DAGBEGELEIDING"], ["P-DB-GROEP"]),
        (["CONTEXTBEGELEIDING"], ["P-CB-BREED", "P-CB-LAAG"]),
        (["ONDERSTEUNENDE", "VERBLIJF"], ["P-OB-RTJ", "VERBLIJF"]),
        (["CRISISHULP"], []),
        (["P-CKG-DAG"], ["P-CKG-GEZIN"]),
        (["P-CAH"], ["P-CAH"]),
        ([], ["P-CB-BREED", "P-CB-LAAG", "P-DB-GROEP", "P-OB-RTJ", "VBFBJB20", "VERBLIJF"]),
    ],
)
def test_a_choice_answers_with_its_lines(chosen: list[str], codes: list[str]) -> None:
    """F-1, F-2: exchange format, `--module`."""
    assert [one.code for one in asked(ROWS, {"P-CB-LAAG": 3}, *chosen).figures] == codes


def test_the_pool_answers_also_when_it_is_empty() -> None:
    """F-2."""
    assert shown(asked([], {}, "VERBLIJF")) == {"VERBLIJF": ("0", "0", None, "no_capacity")}


def test_an_unknown_module_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        asked([], {}, "VBFBJB99")
    assert refusal.value.faults[0].field == "module"


# --- printing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(84), "84"),
        (Fraction(100), "100"),
        (Fraction(266, 1092), "0.2435897436"),
        (Fraction(1, 3), "0.3333333333"),
        (Fraction(2, 3), "0.6666666667"),
        (Fraction(1, 2 * 10**10), "0.0000000001"),
        (Fraction(1, 3 * 10**10), "0"),
        (Fraction(-1, 3), "-0.3333333333"),
        (Fraction(-1, 10**12), "0"),
        (Fraction(199999999999, 2 * 10**11), "1"),
        (Fraction(637, 2), "318.5"),
    ],
)
def test_figures_are_printed_with_at_most_ten_decimals_half_up(number: Fraction, text: str) -> None:
    """F-1: exchange format."""
    assert decimal_text(number) == text


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_printed_figure_is_within_half_a_unit(number: Fraction) -> None:
    text = decimal_text(number)
    assert text is not None
    assert abs(Fraction(text) - number) <= Fraction(1, 2 * 10**10)
    assert decimal_text(None) is None


def test_a_figure_knows_what_it_was_made_of() -> None:
    """F-11: the parts add up."""
    answer = asked([row("VERBLIJF", 12, 1, 1)], {"VBFBJB04": 84, "VBFBJB02": 6})
    (figure,) = answer.figures
    assert {(part.what, part.code) for part in figure.made_of} == {
        ("deployed", "VBFBJB04"),
        ("deployed", "VBFBJB02"),
        ("innovative", "VERBLIJF"),
        ("guaranteed", "VERBLIJF"),
        ("recognised", "VERBLIJF"),
    }
    assert sum(part.amount for part in figure.made_of if part.what != "recognised") == figure.numerator
    assert Figure("x", None, None, "no_input").rate is None


@pytest.mark.parametrize(
    ("bad", "fields"),
    [
        (row("P-CB-BREED", 2, 1, 1), []),
        (row("P-CB-BREED", 2, "1.5", 1), ["recognised"]),
        (row("P-CB-BREED", -1), ["recognised"]),
        (row("P-CB-BREED", "1E+40"), ["recognised"]),
        (row("P-CB-BREED", "1.005"), ["recognised"]),
        (row("P-CB-BREED", "NaN"), ["recognised"]),
        (row("P-CB-BREED", 0, counts_toward="P-CB-BREED"), ["counts_toward"]),
    ],
)
def test_a_capacity_row_adds_up(bad: CapacityRow, fields: list[str]) -> None:
    """M-3: recognised contains innovative and guaranteed."""
    assert [fault.field for fault in check_capacity_row(bad)] == fields
    assert row("X", 12, 1, 2).deployable == 9


# --- against the naive count ----------------------------------------------------------------------------------------

ANCHOR = date(2024, 2, 20)
MODULES = ["VBFBJB04", "VBFBJB02", "VBFBJB20", "P-CB-BREED", "P-CB-LAAG", "P-CRISIS"]
OFFSETS = st.integers(-30, 40)
STAYS = st.lists(
    st.builds(
        lambda client, start, length, modules: NaiveStay(
            client,
            ANCHOR + timedelta(days=start),
            None if length > 30 else ANCHOR + timedelta(days=start + length),
            tuple(modules.items()),
        ),
        st.sampled_from("abc"),
        OFFSETS,
        st.integers(0, 33),
        st.dictionaries(st.sampled_from(MODULES), st.booleans(), min_size=1, max_size=3),
    ),
    max_size=8,
)
QUANTITY = st.decimals(0, 5, places=2)
CAPACITY = st.lists(
    st.builds(
        NaiveCapacity,
        st.sampled_from(["VERBLIJF", "VBFBJB20", "P-CB-BREED", "P-CB-LAAG", "P-CRISIS"]),
        OFFSETS.map(lambda days: ANCHOR + timedelta(days=days)),
        QUANTITY | st.just(Decimal(0)),
        st.just(Decimal(0)),
        st.just(Decimal(0)),
        st.none(),
    ).flatmap(lambda one: toward(one)),
    max_size=8,
    unique_by=lambda one: (one.line, one.valid_from),
)
PERIODS = st.tuples(OFFSETS, OFFSETS).map(
    lambda pair: Period(ANCHOR + timedelta(days=min(pair)), ANCHOR + timedelta(days=max(pair)))
)


def toward(one: NaiveCapacity) -> st.SearchStrategy[NaiveCapacity]:
    """A row as it is, with part of it innovative, or for the crisis module as a reference to another."""
    split = NaiveCapacity(one.line, one.valid_from, one.recognised + 2, Decimal("0.5"), Decimal(1), None)
    if one.line != "P-CRISIS":
        return st.sampled_from([one, split])
    zero = Decimal(0)
    references = [NaiveCapacity(one.line, one.valid_from, zero, zero, zero, to) for to in ("P-CB-LAAG", "VBFBJB04")]
    return st.sampled_from([one, split, *references])


@A_THOUSAND_CASES
@given(STAYS, CAPACITY, PERIODS)
def test_occupancy_equals_the_naive_count_of_every_day(
    stays: list[NaiveStay], capacity: list[NaiveCapacity], period: Period
) -> None:
    """F-1, F-2: boundary days, two dossiers of one client, guaranteed ticks, capacity changes, counting toward."""
    rows = tuple(CapacityRow(*one.__dict__.values()) for one in capacity)
    days = {segment: counted(stays, segment) for segment in segments(period, rows, LINES)}
    answer = occupancy(OccupancyInput(period, "OVBJ", LINES, rows, days))
    line_of = {code: line.capacity_line for code, line in LINES.items()}
    naive = naive_occupancy(period.begin, period.end, stays, capacity, line_of)
    assert {one.code: (one.numerator, one.denominator) for one in answer.figures} == naive
    assert answer.weighted.numerator == sum(numerator for numerator, denominator in naive.values() if denominator)


# --- the first day that counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ()),
        ([(1, 5), (5, 9)], (1, 6)),
        ([(5, 9), (1, 5)], (6, 1)),
        ([(1, 5), (6, 9)], (1, 6)),
        ([(1, 9), (3, 5), (7, 12)], (1, 10, 10)),
        ([(1, 5), (5, 5), (5, 9)], (1, 6, 6)),
        ([(4, 4), (4, 4)], (4, 5)),
    ],
)
def test_a_day_counts_for_the_first_row_that_holds_it(rows: list[tuple[int, int]], expected: tuple[int, ...]) -> None:
    """F-1: a boundary day shared by two counts once."""
    found = counted_from([DeploymentRow("a", "M", date(2024, 1, b), date(2024, 1, e)) for b, e in rows])
    assert found == tuple(date(2024, 1, day) for day in expected)


def test_other_clients_other_modules_and_guaranteed_rows_do_not_matter() -> None:
    """F-1: on a boundary day where only one is ticked guaranteed, the other counts."""
    first, second = (date(2024, 1, 1), date(2024, 1, 5)), (date(2024, 1, 5), date(2024, 1, 9))
    for before in (
        DeploymentRow("b", "M", *first),
        DeploymentRow("a", "N", *first),
        DeploymentRow("a", "M", *first, True),
    ):
        assert counted_from([before, DeploymentRow("a", "M", *second)]) == (first[0], second[0])


def test_after_an_open_row_nothing_counts() -> None:
    """F-1: and the calendar's last day is no obstacle."""
    rows = [
        DeploymentRow("a", "M", date(2024, 1, 1), OPEN_END),
        DeploymentRow("a", "M", date(2024, 2, 1), date(2024, 3, 1)),
    ]
    first_days = counted_from(rows)
    assert first_days == (date(2024, 1, 1), OPEN_END)
    assert counted_days(rows[1], first_days[1], QUARTER) == 0
    assert counted_days(rows[0], first_days[0], QUARTER) == 91


# --- deployment counts ----------------------------------------------------------------------------------------------

HELP = [
    DeployedModules(date(2023, 6, 1), date(2024, 1, 1), frozenset({"A"})),
    DeployedModules(date(2024, 1, 1), date(2024, 3, 31), frozenset({"A", "B"})),
    DeployedModules(date(2024, 3, 31), None, frozenset({"A", "B", "C"})),
    DeployedModules(date(2024, 4, 1), None, frozenset({"A"})),
    DeployedModules(date(2023, 1, 1), date(2023, 12, 31), frozenset({"D"})),
]


def counts(period: Period, *chosen: str) -> tuple[dict[str | None, tuple[int, int]], tuple[int, int] | None]:
    """Active and started per module, and of the combination."""
    found = deployment(HELP, period, chosen)
    together = found.combination
    return (
        {one.code: (one.active, one.started) for one in found.modules},
        None if together is None else (together.active, together.started),
    )


def test_without_a_choice_every_deployed_module_is_counted() -> None:
    """F-9."""
    assert counts(QUARTER) == ({"A": (3, 2), "B": (2, 2), "C": (1, 1)}, None)


def test_chosen_modules_are_counted_apart_and_together() -> None:
    """F-9."""
    assert counts(QUARTER, "C", "B") == ({"B": (2, 2), "C": (1, 1)}, (1, 1))
    assert counts(QUARTER, "D", "A") == ({"A": (3, 2), "D": (0, 0)}, (0, 0))
    assert counts(QUARTER, "B") == ({"B": (2, 2)}, (2, 2))


def test_one_day_shows_what_is_taken() -> None:
    """F-9: both schakelingen that share the day are active on it."""
    assert counts(Period(date(2024, 1, 1), date(2024, 1, 1)), "A") == ({"A": (2, 1)}, (2, 1))
