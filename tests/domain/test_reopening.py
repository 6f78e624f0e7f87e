"""The request to reopen as a rule: its table of states, who may ask, what is said and who decides (D-7)."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.faults import Conflict
from app.domain.reopening import (
    APPROVE,
    LONGEST_REASON,
    REJECT,
    STATES,
    WITHDRAW,
    AskingFacts,
    check_asking,
    check_decider,
    check_reason,
    request_state_after,
)

LAST_DAY = date(2025, 5, 31)
BECOMES = {APPROVE: "approved", REJECT: "rejected", WITHDRAW: "withdrawn"}


@pytest.mark.parametrize("event", BECOMES)
@pytest.mark.parametrize("state", STATES)
def test_only_what_waits_is_decided_and_once_d_7(state: str, event: str) -> None:
    if state == "requested":
        assert request_state_after(state, event) == BECOMES[event]
        return
    with pytest.raises(Conflict) as refused:
        request_state_after(state, event)
    assert refused.value.faults[0].rule == "D-11"
    words = {"approved": "al goedgekeurd", "rejected": "al afgekeurd", "withdrawn": "ingetrokken"}
    assert words[state] in refused.value.messages[0]


@pytest.mark.parametrize(
    ("today", "may"), [("2025-05-30", False), ("2025-05-31", False), ("2025-06-01", True), ("2031-01-01", True)]
)
def test_it_is_asked_only_when_it_no_longer_goes_at_once_d_7(today: str, may: bool) -> None:
    faults = check_asking(AskingFacts(LAST_DAY), date.fromisoformat(today))
    assert (faults == []) is may


def test_another_open_dossier_is_named_first_d_7() -> None:
    facts = AskingFacts(LAST_DAY, open_code="BNC_20250701_000009", is_asked=True)
    faults = check_asking(facts, date(2026, 1, 1))
    assert [fault.field for fault in faults] == ["client"]
    assert "BNC_20250701_000009" in faults[0].message


def test_a_second_request_meets_the_first_d_7() -> None:
    with pytest.raises(Conflict):
        check_asking(AskingFacts(LAST_DAY, is_asked=True), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("length", "fits"), [(0, False), (1, True), (LONGEST_REASON, True), (LONGEST_REASON + 1, False)]
)
def test_a_reason_is_given_and_not_too_long_d_7(length: int, fits: bool) -> None:
    assert (check_reason("x" * length, "motive", "dit wilt") == []) is fits
    assert check_reason("  \n ", "motive", "dit wilt") != []


@pytest.mark.parametrize(
    ("asked_by", "decider", "may"), [(1, 2, True), (1, 1, False), (None, 1, True), (None, None, True)]
)
def test_who_asked_does_not_decide_d_7(asked_by: int | None, decider: int | None, may: bool) -> None:
    assert (check_decider(asked_by, decider) == []) is may
