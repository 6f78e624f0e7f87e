"""Utilisation, each formula by hand and all of them against the naive count (F-8, H13.1)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.capacity import CapacityRow
from app.domain.faults import DomainError
from app.domain.figures.lines import ModuleLine
from app.domain.figures.result import MEASURES, Figure
from app.domain.figures.utilisation import MissingTotal, Utilisation, utilisation
from app.domain.figures.utilisation_input import UtilisationInput
from app.domain.quarter import Quarter
from app.domain.working_days import holidays_in_the_week, is_working_day, working_days
from tests.domain.naive_utilisation import is_working_day as naive_calendar


def line(code: str, function: str, rule: str = "day", on: str = "", intensity: int | None = 1) -> ModuleLine:
    """A module whose total is filled in."""
    return ModuleLine(code, function, rule, on or code, None if intensity is None else Fraction(intensity))


OVBJ = {
    one.code: one
    for one in (
        line("VBFBJB04", "residence", "pool", "VERBLIJF"),
        line("VBFBJB02", "residence", "pool", "VERBLIJF"),
        line("VBFBJB16", "residence"),
        line("VBFBJB20", "residence"),
        line("BEGBJB05", "context guidance"),
        line("P-CB-LAAG", "context guidance"),
        line("P-CB-BREED", "context guidance", intensity=2),
        line("P-CRISIS", "context guidance", intensity=2),
        line("P-CB-NIEUW", "context guidance", intensity=None),
        line("P-DB-GROEP", "day guidance"),
        line("P-OB-RTJ", "supporting guidance", "ob_quarter", intensity=None),
        ModuleLine("P-DIA", "diagnostics", "day", "P-DIA", None, takes_total=False),
    )
}
CAH = {
    code: ModuleLine(code, function, "cah", "P-CAH", Fraction(intensity))
    for code, function, intensity in (
        ("P-CAH", "crisis at home", 24),
        ("P-CRISISBEGELEIDING", "context guidance", 2),
        ("P-CRISISINTERVENTIE", "context guidance", 2),
    )
}
Q1, Q2, Q3, Q4 = YEAR = Quarter.between(Quarter(2024, 1), Quarter(2024, 4))
NEW_YEAR = date(2024, 1, 1)


def row(
    code: str,
    recognised: str | int,
    innovative: str | int = 0,
    guaranteed: str | int = 0,
    counts_toward: str | None = None,
    valid_from: date = NEW_YEAR,
) -> CapacityRow:
    """A capacity row."""
    return CapacityRow(code, valid_from, Decimal(recognised), Decimal(innovative), Decimal(guaranteed), counts_toward)


Totals = Mapping[str, str | int | None]


def asked(
    rows: Iterable[CapacityRow], totals: Totals, modules: Mapping[str, ModuleLine] = OVBJ, kind: str = "OVBJ"
) -> Utilisation:
    """The utilisation of the first quarter of 2024; every module named is deployed in it."""
    return asked_over({Q1: totals}, rows, (Q1,), modules, kind)


def asked_over(
    totals: Mapping[Quarter, Totals],
    rows: Iterable[CapacityRow],
    quarters: tuple[Quarter, ...],
    modules: Mapping[str, ModuleLine] = OVBJ,
    kind: str = "OVBJ",
) -> Utilisation:
    """The utilisation of some quarters; every module named in a quarter is deployed in it."""
    known: dict[str, dict[Quarter, Decimal | None]] = {}
    for quarter, own in totals.items():
        for code, total in own.items():
            known.setdefault(code, {})[quarter] = None if total is None else Decimal(total)
    return utilisation(UtilisationInput(quarters, kind, modules, tuple(rows), known))


def shown(figures: Iterable[Figure]) -> dict[str, tuple[object, object, str | None]]:
    """Numerator, denominator and reason of figures by code."""
    return {one.code: (one.numerator, one.denominator, one.reason) for one in figures}


def groups(answer: Utilisation) -> dict[str, tuple[object, object, str | None]]:
    """Numerator, denominator and reason of the groups."""
    return shown(group.figure for group in answer.groups)


# --- each formula by hand ---------------------------------------------------------------------------------------------


def test_residence_is_measured_over_the_deployable_places_and_the_calendar_days() -> None:
    """F-8, H13.1: 12 places, 1 innovative and 1 guaranteed: 10 × 1 night × 91 days = 910; 801 nights are 88 %."""
    answer = asked([row("VERBLIJF", 12, 1, 1)], {"VBFBJB04": 701, "VBFBJB02": 100})
    assert shown(answer.modules) == {"VBFBJB02": (100, 910, None), "VBFBJB04": (701, 910, None)}
    assert groups(answer) == {"VERBLIJF": (801, 910, None)}
    assert sum(one.rate or 0 for one in answer.modules) == answer.groups[0].figure.rate


def test_safe_stay_and_family_home_stand_on_their_own_row_and_outside_the_group() -> None:
    """F-8, M-3."""
    rows = [row("VERBLIJF", 10), row("VBFBJB16", 2), row("VBFBJB20", 4, 1)]
    answer = asked(rows, {"VBFBJB04": 455, "VBFBJB16": 91, "VBFBJB20": 100})
    assert shown(answer.modules) == {
        "VBFBJB04": (455, 910, None),
        "VBFBJB16": (91, 182, None),
        "VBFBJB20": (100, 273, None),
    }
    assert groups(answer) == {"VERBLIJF": (455, 910, None)}


def test_day_guidance_is_measured_by_working_days_and_shown_by_its_group_only() -> None:
    """F-8, H13.1: the first quarter of 2024 has 65 days from Monday to Friday, of which New Year is free."""
    answer = asked([row("P-DB-GROEP", 10, 1, 1)], {"P-DB-GROEP": 256})
    assert answer.modules == ()
    assert groups(answer) == {"DAGBEGELEIDING": (256, 8 * 64, None)}
    assert answer.groups[0].figure.rate == Fraction(1, 2)


def test_context_guidance_is_measured_by_13_weeks_and_its_group_is_sum_over_sum() -> None:
    """F-8, H13.1: 10 places of 2 hours and 4 of 1 hour: 260 and 52 hours."""
    answer = asked([row("P-CB-BREED", 12, 1, 1), row("P-CB-LAAG", 4)], {"P-CB-BREED": "208.25", "P-CB-LAAG": 26})
    assert shown(answer.modules) == {"P-CB-BREED": (Fraction(833, 4), 260, None), "P-CB-LAAG": (26, 52, None)}
    assert groups(answer) == {"CONTEXTBEGELEIDING": (Fraction(937, 4), 312, None)}


def test_cbaw_asks_one_hour_a_week() -> None:
    """F-8, H13: 6 modules are 78 hours a quarter."""
    assert shown(asked([row("BEGBJB05", 6)], {"BEGBJB05": 78}).modules) == {"BEGBJB05": (78, 78, None)}


def test_crisis_help_at_home_asks_24_hours_of_what_is_deployable_on_31_december() -> None:
    """F-8, H13.1: 8 of 9 modules on 31 December are 192 hours a quarter, whatever there was before."""
    rows = [row("P-CAH", 5), row("P-CAH", 9, 0, 1, valid_from=date(2024, 12, 31)),
            row("P-CAH", 20, valid_from=date(2025, 1, 1))]  # fmt: skip
    answer = asked(rows, {"P-CAH": 96}, CAH, "CaH")
    assert shown(answer.modules) == {"P-CAH": (96, 192, None)}
    assert groups(answer) == {"CRISISHULP": (96, 192, None)}


CRISIS_HOURS: Totals = {"P-CAH": 100, "P-CRISISBEGELEIDING": "20.5", "P-CRISISINTERVENTIE": "3.25"}


def test_at_crisis_help_at_home_the_hours_of_modules_that_count_toward_it_join_p_cah() -> None:
    """F-8, M-3: 100 + 20,5 + 3,25 hours over 10 modules of 24 hours: one line, as where all rows say so."""
    toward = [row(code, 0, counts_toward="P-CAH") for code in ("P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE")]
    answer = asked([row("P-CAH", 10), *toward], CRISIS_HOURS, CAH, "CaH")
    assert shown(answer.modules) == {"P-CAH": (Fraction("123.75"), 240, None)}
    assert groups(answer) == {"CRISISHULP": (Fraction("123.75"), 240, None)}


def test_a_module_of_crisis_help_that_joins_none_has_a_figure_over_the_same_capacity() -> None:
    """F-8, F-4, H13.1: each type module over P-CAH's 240 hours; the group is their sum over them, once."""
    answer = asked([row("P-CAH", 10), row("P-CRISISBEGELEIDING", 0, counts_toward="P-CAH")], CRISIS_HOURS, CAH, "CaH")
    assert shown(answer.modules) == {
        "P-CAH": (Fraction("120.5"), 240, None),
        "P-CRISISINTERVENTIE": (Fraction("3.25"), 240, None),
    }
    assert groups(answer) == {"CRISISHULP": (Fraction("123.75"), 240, None)}
    assert sum(one.rate or 0 for one in answer.modules) == answer.groups[0].figure.rate
    measures = [part for part in answer.groups[0].figure.made_of if part.what in MEASURES]
    assert [(part.code, part.amount) for part in measures] == [("P-CAH", 240)]


def test_a_missing_total_of_crisis_help_leaves_out_only_the_module_that_joins_none() -> None:
    """F-8: the group does without it, over the whole capacity."""
    answer = asked([row("P-CAH", 10)], {"P-CAH": 100, "P-CRISISINTERVENTIE": None}, CAH, "CaH")
    assert shown(answer.modules) == {"P-CAH": (100, 240, None), "P-CRISISINTERVENTIE": (None, 240, "no_input")}
    assert groups(answer) == {"CRISISHULP": (100, 240, None)}
    assert answer.groups[0].left_out == ("P-CRISISINTERVENTIE",)


def test_hours_of_crisis_help_join_p_cah_by_the_days_on_which_the_row_says_so() -> None:
    """F-8, M-3: of 91 hours, those of the 31 days of March."""
    rows = [row("P-CAH", 10), row("P-CRISISBEGELEIDING", 0, counts_toward="P-CAH", valid_from=date(2024, 3, 1))]
    answer = asked(rows, {"P-CAH": 100, "P-CRISISBEGELEIDING": 91}, CAH, "CaH")
    assert shown(answer.modules) == {"P-CAH": (131, 240, None), "P-CRISISBEGELEIDING": (60, 240, None)}
    assert groups(answer) == {"CRISISHULP": (191, 240, None)}


def test_without_capacity_of_p_cah_no_module_of_crisis_help_has_utilisation() -> None:
    """F-8."""
    answer = asked([], CRISIS_HOURS, CAH, "CaH")
    assert {one.reason for one in answer.modules} == {"no_capacity"}
    assert groups(answer) == {"CRISISHULP": (Fraction("123.75"), 0, "no_capacity")}


def test_supporting_guidance_is_its_occupancy() -> None:
    """F-8, F-3: innovative and guaranteed count as done, over 30 days of each recognised module."""
    answer = asked([row("P-OB-RTJ", 4, "0.5", "0.5")], {"P-OB-RTJ": "60.5"})
    assert shown(answer.modules) == {"P-OB-RTJ": (Fraction("90.5"), 120, None)}
    assert groups(answer) == {"ONDERSTEUNENDE": (Fraction("90.5"), 120, None)}
    assert answer.modules[0].rule == "F-3"


def test_guaranteed_work_stays_in_the_numerator_though_not_in_the_denominator() -> None:
    """F-8, H13.1: so a rate can lie over 100 %."""
    answer = asked([row("VERBLIJF", 4, 0, 2)], {"VBFBJB04": 273})
    assert answer.modules[0].rate == Fraction(273, 182)


def test_a_zero_is_a_total() -> None:
    """F-8, Q-4."""
    answer = asked([row("VERBLIJF", 1)], {"VBFBJB04": 0})
    assert answer.modules[0].rate == 0
    assert answer.missing == ()


# --- capacity that changes, days, quarters ----------------------------------------------------------------------------


def test_capacity_that_changes_within_the_quarter_counts_by_its_days() -> None:
    """F-8: 10 places for 31 days and 14 for 60 days; the mean is 1150/91."""
    rows = [row("VERBLIJF", 10), row("VERBLIJF", 14, valid_from=date(2024, 2, 1))]
    assert asked(rows, {"VBFBJB04": 100}).modules[0].denominator == 10 * 31 + 14 * 60
    rows = [row("P-CB-BREED", 10), row("P-CB-BREED", 14, valid_from=date(2024, 2, 1))]
    assert asked(rows, {"P-CB-BREED": 100}).modules[0].denominator == Fraction(1150, 91) * 2 * 13


def test_days_before_the_first_row_and_after_a_row_of_zeros_have_no_capacity() -> None:
    """F-8, M-3: of the 91 days of the quarter, 31 have 2 places."""
    rows = [row("VERBLIJF", 2, valid_from=date(2024, 2, 1)), row("VERBLIJF", 0, valid_from=date(2024, 3, 3))]
    assert asked(rows, {"VBFBJB04": 10}).modules[0].denominator == 62


@pytest.mark.parametrize(("year", "days"), [(2023, 90), (2024, 91), (2100, 90)])
def test_a_leap_year_has_one_night_more_to_fill(year: int, days: int) -> None:
    """F-8: 29 February."""
    quarter = Quarter(year, 1)
    rows = [row("VERBLIJF", 1, valid_from=date(2015, 1, 1))]
    answer = asked_over({quarter: {"VBFBJB04": 1}}, rows, (quarter,))
    assert answer.modules[0].denominator == days


@pytest.mark.parametrize(
    ("quarter", "days", "free"),
    [
        (Quarter(2024, 1), 64, ["2024-01-01"]),
        (Quarter(2024, 2), 61, ["2024-04-01", "2024-05-01", "2024-05-09", "2024-05-20"]),
        (Quarter(2024, 3), 65, ["2024-08-15"]),  # 21 July is a Sunday.
        (Quarter(2022, 1), 64, []),  # New Year is a Saturday.
        (Quarter(2021, 4), 64, ["2021-11-01", "2021-11-11"]),  # Christmas is a Saturday.
        (Quarter(2008, 2), 63, ["2008-05-01", "2008-05-12"]),  # Ascension and Labour Day fall together; 24 March is Q1.
    ],
)
def test_working_days_are_monday_to_friday_without_the_public_holidays(
    quarter: Quarter, days: int, free: list[str]
) -> None:
    """F-8: a holiday on a weekend takes nothing away."""
    assert working_days(quarter.period) == days
    assert [day.isoformat() for day in holidays_in_the_week(quarter.period)] == free


@given(st.dates(date(1995, 1, 1), date(2150, 12, 31)))
def test_every_day_is_a_working_day_or_not_as_the_naive_calendar_says(day: date) -> None:
    """F-8."""
    assert is_working_day(day) == naive_calendar(day)


def test_several_quarters_are_sum_over_sum() -> None:
    """F-8, H13.1: 91 + 91 + 92 + 92 days."""
    totals = {quarter: {"VBFBJB04": 100 + place} for place, quarter in enumerate(YEAR)}
    answer = asked_over(totals, [row("VERBLIJF", 2)], YEAR)
    assert shown(answer.modules) == {"VBFBJB04": (406, 732, None)}


def test_crisis_help_over_two_years_takes_the_31_december_of_each_quarter() -> None:
    """F-8: 10 modules at the end of 2024, 12 at the end of 2025."""
    quarters = Quarter.between(Quarter(2024, 4), Quarter(2025, 1))
    rows = [row("P-CAH", 10), row("P-CAH", 12, valid_from=date(2025, 6, 1))]
    answer = asked_over({quarter: {"P-CAH": 50} for quarter in quarters}, rows, quarters, CAH, "CaH")
    assert shown(answer.modules) == {"P-CAH": (100, 22 * 24, None)}


def test_a_quarter_in_which_a_module_was_not_deployed_adds_its_capacity_only() -> None:
    """F-8: nothing is asked for it, and the pool stays the same for every module of it."""
    totals: dict[Quarter, Totals] = {Q1: {"VBFBJB04": 91, "VBFBJB02": 10}, Q2: {"VBFBJB04": 91}}
    answer = asked_over(totals, [row("VERBLIJF", 2)], (Q1, Q2))
    assert shown(answer.modules) == {"VBFBJB02": (10, 364, None), "VBFBJB04": (182, 364, None)}
    assert groups(answer) == {"VERBLIJF": (192, 364, None)}
    assert answer.missing == ()


@pytest.mark.parametrize("quarters", [(), Quarter.between(Q1, Quarter(2025, 1))])
def test_one_to_four_quarters_can_be_asked(quarters: tuple[Quarter, ...]) -> None:
    """F-8."""
    with pytest.raises(DomainError) as refused:
        asked_over({}, [], quarters)
    assert "vier kwartalen" in refused.value.messages[0]


# --- what cannot be computed ------------------------------------------------------------------------------------------


def test_a_module_without_a_total_is_left_out_of_its_group_and_named() -> None:
    """F-8: its denominator is known, its numerator is not."""
    answer = asked([row("P-CB-BREED", 10), row("P-CB-LAAG", 4)], {"P-CB-BREED": None, "P-CB-LAAG": 26})
    assert shown(answer.modules) == {"P-CB-BREED": (None, 260, "no_input"), "P-CB-LAAG": (26, 52, None)}
    (group,) = answer.groups
    assert (group.figure.numerator, group.figure.denominator, group.left_out) == (26, 52, ("P-CB-BREED",))
    assert answer.missing == (MissingTotal(Q1, "P-CB-BREED", "P-CB-BREED"),)


def test_residence_without_a_total_leaves_the_pool_whole() -> None:
    """F-8."""
    answer = asked([row("VERBLIJF", 10)], {"VBFBJB04": 500, "VBFBJB02": None})
    assert groups(answer) == {"VERBLIJF": (500, 910, None)}
    assert answer.groups[0].left_out == ("VBFBJB02",)


def test_one_missing_quarter_leaves_a_longer_period_without_a_figure() -> None:
    """F-8: a year of which a quarter is missing would look like a bad year."""
    answer = asked_over({Q1: {"VBFBJB04": 91}, Q2: {"VBFBJB04": None}}, [row("VERBLIJF", 2)], (Q1, Q2))
    assert shown(answer.modules) == {"VBFBJB04": (None, 364, "no_input")}
    assert groups(answer) == {"VERBLIJF": (None, 364, "no_input")}
    assert answer.missing == (MissingTotal(Q2, "VBFBJB04", "VBFBJB04"),)


def test_without_deployable_capacity_there_is_no_rate() -> None:
    """F-8: also where all that is recognised is innovative or guaranteed."""
    answer = asked([row("VERBLIJF", 2, 1, 1), row("P-CB-BREED", 4)], {"VBFBJB04": 5, "P-CB-BREED": 52, "P-CB-LAAG": 3})
    assert shown(answer.modules) == {
        "P-CB-BREED": (52, 104, None),
        "P-CB-LAAG": (3, 0, "no_capacity"),
        "VBFBJB04": (5, 0, "no_capacity"),
    }
    assert groups(answer) == {"VERBLIJF": (5, 0, "no_capacity"), "CONTEXTBEGELEIDING": (52, 104, None)}


def test_a_module_without_intensity_cannot_be_computed() -> None:
    """F-8, M-1."""
    answer = asked([row("P-CB-NIEUW", 2)], {"P-CB-NIEUW": 5})
    assert shown(answer.modules) == {"P-CB-NIEUW": (5, None, "no_intensity")}
    assert groups(answer) == {"CONTEXTBEGELEIDING": (5, None, "no_intensity")}


def test_a_group_whose_modules_fail_for_several_reasons_says_that_none_has_a_figure() -> None:
    """F-8."""
    answer = asked([row("P-CB-BREED", 2)], {"P-CB-BREED": None, "P-CB-LAAG": 5})
    assert groups(answer) == {"CONTEXTBEGELEIDING": (None, 52, "nothing_computed")}


def test_what_takes_no_total_has_no_utilisation_and_belongs_to_no_group() -> None:
    """F-8, M-1: nor is a total of it missed."""
    points = {"P-CKG": ModuleLine("P-CKG", "ckg points", "ckg", "P-CKG", takes_total=False),
              "P-CRISIS": ModuleLine("P-CRISIS", "context guidance", "ckg", "P-CKG", Fraction(2), False)}  # fmt: skip
    answer = asked([row("P-CKG", 100)], {"P-CKG": None, "P-CRISIS": 4}, points, "CKG")
    assert shown(answer.modules) == {"P-CKG": (None, None, "no_utilisation")}
    assert (answer.groups, answer.missing) == ((), ())


def test_foster_care_has_no_utilisation_rate() -> None:
    """F-8, H14.1: it is not recognised on capacity, so there is nothing to divide by."""
    modules = {"VBFINT06": ModuleLine("VBFINT06", "foster care", "none", "VBFINT06", None, False),
               "P-ONDERST": ModuleLine("P-ONDERST", "foster care", "none", "P-ONDERST")}  # fmt: skip
    answer = asked([], {"VBFINT06": None, "P-ONDERST": 4}, modules, "pleegzorg")
    assert {one.reason for one in answer.modules} == {"not_computed_for_foster_care"}
    assert (answer.groups, answer.missing) == ((), ())


def test_utilisation_has_no_mean_over_nights_days_and_hours() -> None:
    """F-8, H13.1 knows none."""
    weighted = asked([row("VERBLIJF", 1)], {"VBFBJB04": 1}).weighted
    assert (weighted.rate, weighted.reason) == (None, "no_mean")


# --- counting toward another ------------------------------------------------------------------------------------------


def test_hours_that_count_toward_another_join_its_numerator() -> None:
    """F-8, M-3."""
    rows = [row("P-CB-LAAG", 4), row("P-CRISIS", 0, counts_toward="P-CB-LAAG")]
    answer = asked(rows, {"P-CB-LAAG": 26, "P-CRISIS": "10.5"})
    assert shown(answer.modules) == {"P-CB-LAAG": (Fraction("36.5"), 52, None)}


def test_hours_join_the_other_by_the_days_on_which_their_row_counts_toward_it() -> None:
    """F-8: from 1 March on, 31 of 91 days; the rest has no capacity of its own."""
    rows = [row("P-CB-LAAG", 4), row("P-CRISIS", 0, counts_toward="P-CB-LAAG", valid_from=date(2024, 3, 1))]
    answer = asked(rows, {"P-CB-LAAG": 26, "P-CRISIS": 91})
    assert shown(answer.modules) == {"P-CB-LAAG": (57, 52, None), "P-CRISIS": (60, 0, "no_capacity")}


def test_a_missing_total_of_what_counts_toward_another_leaves_that_other_without_a_figure() -> None:
    """F-8: its numerator is not known whole."""
    rows = [row("P-CB-LAAG", 4), row("P-CRISIS", 0, counts_toward="P-CB-LAAG")]
    answer = asked(rows, {"P-CB-LAAG": 26, "P-CRISIS": None})
    assert shown(answer.modules) == {"P-CB-LAAG": (None, 52, "no_input")}
    assert answer.missing == (MissingTotal(Q1, "P-CRISIS", "P-CB-LAAG"),)


def test_a_total_that_two_rows_wait_for_is_named_once() -> None:
    """F-8: the capacity row changed within the quarter."""
    rows = [row("P-CRISIS", 0, counts_toward="P-CB-LAAG"), row("P-CRISIS", 1, 0, 1, "P-CB-LAAG", date(2024, 2, 1))]
    assert asked(rows, {"P-CRISIS": None}).missing == (MissingTotal(Q1, "P-CRISIS", "P-CB-LAAG"),)


def test_hours_that_count_toward_diagnostics_have_no_utilisation_there() -> None:
    """F-8, M-3: diagnostics takes none, so nothing is missed either."""
    rows = [row("P-DIA", 10), row("P-CRISIS", 0, counts_toward="P-DIA")]
    answer = asked(rows, {"P-CRISIS": None})
    assert shown(answer.modules) == {"P-DIA": (None, None, "no_utilisation")}
    assert answer.missing == ()


def test_a_figure_is_the_sum_of_what_it_was_made_of() -> None:
    """F-11."""
    rows = [row("VERBLIJF", 10, 1), row("VERBLIJF", 14, valid_from=date(2024, 2, 1)), row("P-OB-RTJ", 3, 1)]
    answer = asked(rows, {"VBFBJB04": 100, "VBFBJB02": 7, "P-OB-RTJ": 12})
    for figure in (*answer.modules, *(group.figure for group in answer.groups)):
        above = sum(part.amount for part in figure.made_of if part.what not in MEASURES)
        below = sum(part.amount for part in figure.made_of if part.what in MEASURES)
        assert (figure.numerator, figure.denominator) == (above, below)
