"""The dossier's code, status and place on the start page, and its closing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chain import DecisionPlan, ModulePlan, SchakelingPlan
from app.domain.closing import check_closing, check_within_closing
from app.domain.dossiers import (
    DossierCode,
    check_deletable,
    check_one_open,
    dossier_code,
    is_listed,
    status_after,
)
from app.domain.faults import Conflict, DomainError, Fault, refuse

TODAY = date(2024, 6, 15)


@pytest.mark.parametrize(
    ("number", "code"),
    [(1, "BNC_20240108_000001"), (999999, "BNC_20240108_999999"), (1000000, "BNC_20240108_1000000")],
)
def test_a_code_has_the_day_and_at_least_six_digits(number: int, code: str) -> None:
    """D-1."""
    assert dossier_code(date(2024, 1, 8), number) == code


@given(st.dates(date(2000, 1, 1)), st.integers(0, 10**9))
def test_a_code_reads_back(created: date, number: int) -> None:
    """D-1."""
    code = DossierCode(created, number)
    assert DossierCode.parse(f" {code} ".lower()) == code


@pytest.mark.parametrize(
    "text", ["", "BNC_20240108_00001", "BNC_20240230_000001", "20240108_000001", "BNC_2024018_000001"]
)
def test_something_else_is_no_code(text: str) -> None:
    """D-1."""
    with pytest.raises(DomainError) as refusal:
        DossierCode.parse(text)
    assert refusal.value.faults[0].field == "code"


STATUSES = ["open", "closed", "deleted", "removed"]
ALLOWED = {
    ("open", "close"): "closed",
    ("closed", "reopen"): "open",
    ("open", "delete"): "deleted",
    ("deleted", "restore"): "open",
    ("deleted", "remove"): "removed",
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("event", ["close", "reopen", "delete", "restore", "remove"])
def test_only_these_events_change_a_dossier(status: str, event: str) -> None:
    """D-6, D-7, D-8."""
    if (status, event) in ALLOWED:
        assert status_after(status, event) == ALLOWED[status, event]
    else:
        with pytest.raises(Conflict):
            status_after(status, event)


@pytest.mark.parametrize(
    ("status", "closed_on", "today", "listed"),
    [
        ("open", None, TODAY, True),
        ("closed", date(2023, 6, 15), TODAY, True),
        ("closed", date(2023, 6, 14), TODAY, False),
        ("closed", date(2024, 2, 29), date(2025, 2, 28), True),
        ("closed", date(2024, 2, 29), date(2025, 3, 1), False),
        ("deleted", None, TODAY, False),
    ],
)
def test_a_closed_dossier_stays_a_year_on_the_start_page(
    status: str, closed_on: date | None, today: date, listed: bool
) -> None:
    """D-2."""
    assert is_listed(status, closed_on, today) is listed


def test_a_second_open_dossier_is_refused_and_the_first_named() -> None:
    """D-1."""
    assert check_one_open(None) == []
    assert "BNC_20240108_000001" in check_one_open("BNC_20240108_000001")[0].message


@pytest.mark.parametrize(("decisions", "schakelingen", "faults"), [(0, 0, 0), (1, 0, 1), (1, 1, 1)])
def test_only_an_empty_dossier_can_be_deleted(decisions: int, schakelingen: int, faults: int) -> None:
    """D-8."""
    assert len(check_deletable(decisions, schakelingen)) == faults


def test_all_faults_are_refused_together() -> None:
    faults = [Fault("D-6", "decisions", "a"), Fault("D-6", "schakelingen", "b")]
    refuse([])
    with pytest.raises(DomainError) as refusal:
        refuse(iter(faults))
    assert refusal.value.faults == tuple(faults)
    assert refusal.value.messages == ("a", "b")


FIRST = DecisionPlan(1, date(2024, 1, 8), ("M",), "voluntary")
SECOND = DecisionPlan(2, date(2024, 3, 1), ("M",), "voluntary", sequence=1)


def help_until(end: date | None) -> SchakelingPlan:
    return SchakelingPlan(1, 1, "start", date(2024, 1, 8), end, (ModulePlan("M"),))


@pytest.mark.parametrize(
    ("decisions", "schakelingen", "fields"),
    [
        ([], [], ["decisions", "schakelingen"]),
        ([FIRST], [], ["schakelingen", "decisions"]),
        ([FIRST], [help_until(date(2024, 6, 14))], []),
        ([FIRST], [help_until(TODAY)], ["schakelingen"]),
        ([FIRST], [help_until(None)], ["schakelingen"]),
        ([FIRST, SECOND], [help_until(None)], ["decisions", "schakelingen"]),
    ],
)
def test_all_that_closing_lacks_is_listed_at_once(
    decisions: list[DecisionPlan], schakelingen: list[SchakelingPlan], fields: list[str]
) -> None:
    """D-6: the last end lies before today."""
    assert [fault.field for fault in check_closing(decisions, schakelingen, TODAY)] == fields


@pytest.mark.parametrize(
    ("begin", "end", "fields"),
    [
        (date(2024, 6, 15), date(2024, 6, 15), []),
        (date(2024, 6, 15), date(2024, 6, 16), ["end"]),
        (date(2024, 6, 16), None, ["begin"]),
        (date(2024, 6, 15), None, []),
    ],
)
def test_nothing_goes_past_the_closing_date(begin: date, end: date | None, fields: list[str]) -> None:
    """D-6."""
    assert [fault.field for fault in check_within_closing(begin, end, TODAY)] == fields
    assert check_within_closing(begin, end, None) == []
