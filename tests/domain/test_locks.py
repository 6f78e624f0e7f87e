"""Processed years and what they lock, day by day around the last locked day (S-14, Q-4, Q-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.chain_plans import EXTENSION, ModulePlan, SchakelingPlan
from app.domain.locks import (
    Lock,
    check_locked_change,
    check_locked_delete,
    check_locked_new,
    extension_lock_words,
    last_locked_day,
    lock_label,
    lock_of,
    lock_words,
)
from app.domain.processing import (
    YearState,
    check_processing,
    check_reopening_of_year,
    first_day_to_process,
    opens_schakelingen,
    to_reopen,
    years_to_process,
)
from app.domain.statements.states import StatementState as State

LAST = date(2024, 12, 31)
NEXT = date(2025, 1, 1)
EARLY, LATER = date(2024, 3, 1), date(2025, 6, 30)


def one(begin: date, end: date | None, kind: str = "switch") -> SchakelingPlan:
    return SchakelingPlan(1, 1, kind, begin, end, (ModulePlan("VBFBJB04"),))


def places(faults: object) -> list[tuple[str, str]]:
    return [(fault.rule, fault.field) for fault in faults]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("begin", "end", "lock"),
    [
        (EARLY, date(2024, 12, 30), Lock.READ_ONLY),
        (EARLY, LAST, Lock.READ_ONLY),
        (LAST, LAST, Lock.READ_ONLY),
        (EARLY, NEXT, Lock.END_ONLY),
        (LAST, NEXT, Lock.END_ONLY),
        (LAST, None, Lock.END_ONLY),
        (EARLY, None, Lock.END_ONLY),
        (NEXT, NEXT, Lock.OPEN),
        (NEXT, LATER, Lock.OPEN),
        (NEXT, None, Lock.OPEN),
    ],
)
def test_what_a_processed_year_leaves_of_a_schakeling_s_14(begin: date, end: date | None, lock: Lock) -> None:
    schakeling = one(begin, end)
    assert lock_of(schakeling, LAST) is lock
    assert lock_of(schakeling, None) is Lock.OPEN
    assert (lock_words(schakeling, LAST) is None) is (lock is Lock.OPEN)
    assert (lock_label(schakeling, LAST) is None) is (lock is Lock.OPEN)
    assert lock_words(schakeling, None) is lock_label(schakeling, None) is None


@pytest.mark.parametrize(
    ("begin", "refused"), [(date(2024, 12, 30), True), (LAST, True), (NEXT, False), (date(2025, 1, 2), False)]
)
def test_no_new_one_begins_in_a_processed_year_s_14(begin: date, refused: bool) -> None:
    assert places(check_locked_new(one(begin, None), None, LAST)) == [("S-14", "begin")] * refused
    assert check_locked_new(one(begin, None), None, None) == []


@pytest.mark.parametrize(("end", "refused"), [(date(2024, 12, 30), True), (LAST, True), (NEXT, False), (None, False)])
def test_what_ended_in_a_processed_year_is_not_extended_s_14(end: date | None, refused: bool) -> None:
    previous, extension = one(EARLY, end), one(NEXT, None, EXTENSION)
    assert places(check_locked_new(extension, previous, LAST)) == [("S-14", "kind")] * refused
    assert check_locked_new(replace(extension, kind="switch"), previous, LAST) == []
    assert (extension_lock_words(previous, LAST) is not None) is refused
    assert extension_lock_words(previous, None) is None


def test_an_extension_made_before_the_year_was_processed_stays_one_s_14() -> None:
    previous, extension = one(EARLY, LAST), one(NEXT, None, EXTENSION)
    assert check_locked_change(extension, replace(extension, end=LATER), previous, LAST) == []
    turned = check_locked_change(replace(extension, kind="switch"), extension, previous, LAST)
    assert places(turned) == [("S-14", "kind")]


@pytest.mark.parametrize("end", [LAST, date(2024, 12, 30)])
def test_what_ended_in_a_processed_year_is_read_only_s_14(end: date) -> None:
    before = one(EARLY, end)
    for after in (replace(before, end=LATER), replace(before, end=None), replace(before, elsewhere=True), before):
        assert places(check_locked_change(before, after, None, LAST)) == [("S-14", "schakeling")]


@pytest.mark.parametrize("before_end", [None, NEXT, LATER])
@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"end": NEXT}, None),
        ({"end": LATER}, None),
        ({"end": None}, None),
        ({"end": LAST}, "end"),
        ({"end": date(2024, 12, 30)}, "end"),
        ({"begin": date(2024, 3, 2)}, "begin"),
        ({"begin": NEXT}, "begin"),
        ({"modules": (ModulePlan("VBFBJB07"),)}, "modules"),
        ({"modules": (ModulePlan("VBFBJB04", guaranteed=True),)}, "modules"),
        ({"elsewhere": True}, "modules"),
        ({"kind": "start"}, "modules"),
    ],
)
def test_of_what_began_in_a_processed_year_only_the_end_moves_to_a_later_day_s_14(
    before_end: date | None, change: dict[str, object], refused: str | None
) -> None:
    before = one(EARLY, before_end)
    faults = check_locked_change(before, replace(before, **change), None, LAST)  # type: ignore[arg-type]
    assert places(faults) == ([("S-14", refused)] if refused else [])


@pytest.mark.parametrize(("begin", "refused"), [(LAST, True), (date(2024, 12, 30), True), (NEXT, False)])
def test_a_begin_does_not_move_into_a_processed_year_s_14(begin: date, refused: bool) -> None:
    before = one(NEXT, LATER)
    after = replace(before, begin=begin)
    assert places(check_locked_change(before, after, None, LAST)) == [("S-14", "begin")] * refused


@pytest.mark.parametrize(
    ("begin", "end", "refused"),
    [(EARLY, LAST, True), (LAST, LAST, True), (LAST, None, True), (NEXT, NEXT, False), (NEXT, None, False)],
)
def test_what_began_in_a_processed_year_is_not_deleted_s_14(begin: date, end: date | None, refused: bool) -> None:
    assert places(check_locked_delete(one(begin, end), LAST)) == [("S-14", "schakeling")] * refused
    assert check_locked_delete(one(begin, end), None) == []


def test_the_last_locked_day_is_the_last_of_the_year_s_14() -> None:
    assert last_locked_day(2024) == LAST
    assert last_locked_day(None) is None


def test_reopening_the_latest_year_opens_its_schakelingen_an_earlier_one_only_figures_s_14() -> None:
    assert opens_schakelingen(2024, [2022, 2024])
    assert not opens_schakelingen(2022, [2022, 2024])
    assert opens_schakelingen(2022, [2022])


@pytest.mark.parametrize(
    ("today", "year", "state", "fault"),
    [
        (date(2025, 3, 31), 2024, None, ("Q-5", "year")),
        (date(2025, 4, 1), 2024, None, None),
        (date(2025, 4, 1), 2025, None, ("Q-5", "year")),
        (date(2025, 4, 1), 2015, None, None),
        (date(2025, 4, 1), 2014, None, ("Q-1", "year")),
        (date(2025, 4, 1), 2024, YearState.PROCESSED, ("Q-5", "year")),
        (date(2025, 4, 1), 2024, YearState.REOPENED, None),
    ],
)
def test_a_year_is_processed_from_april_of_the_next_one_q_5(
    today: date, year: int, state: YearState | None, fault: tuple[str, str] | None
) -> None:
    assert places(check_processing(year, state, "OVBJ", today, {})) == ([fault] if fault else [])


@pytest.mark.parametrize("kind", ["1G1P", "HCA", "NAFT", "GI"])
def test_who_sends_no_statements_has_no_year_to_process_q_1(kind: str) -> None:
    assert places(check_processing(2024, None, kind, date(2025, 5, 1), {})) == [("Q-1", "facility")]


@pytest.mark.parametrize("today", [date(2025, 3, 31), date(2025, 4, 1)])
def test_a_year_waits_until_all_its_statements_are_sent_and_says_which_are_not_q_5(today: date) -> None:
    statements = dict(zip((1, 2, 3, 4), (State.SENT, State.OPEN, State.TO_SEND_AGAIN, State.REOPENED), strict=True))
    faults = check_processing(2024, None, "OVBJ", today, statements)
    if today < date(2025, 4, 1):
        assert places(faults) == [("Q-5", "year")]
        return
    assert places(faults) == [("Q-5", "statements")] * 3
    assert [fault.message for fault in faults] == [
        "2024-2 is nog nooit verzonden.",
        "2024-3 is gewijzigd en nog niet opnieuw verzonden.",
        "2024-4 is heropend en nog niet opnieuw verzonden.",
    ]


@pytest.mark.parametrize("states", [(), (State.SENT,), (State.SENT, State.PROCESSED), (State.PROCESSED,)])
def test_a_year_of_which_everything_is_sent_or_nothing_exists_can_be_processed_q_5(states: tuple[State, ...]) -> None:
    statements = dict(enumerate(states, start=1))
    assert check_processing(2024, YearState.REOPENED, "CKG", date(2025, 4, 1), statements) == []


def reopening(
    state: YearState | None,
    *quarters: int,
    reason: str = "foute modules",
    statements: dict[int, State] | None = None,
    opens: bool = True,
) -> list[tuple[str, str]]:
    """Where it is refused to reopen these quarters of 2024."""
    found = check_reopening_of_year(state, 2024, reason, quarters, statements or {}, opens=opens)
    return places(found)


def test_only_what_is_processed_is_reopened_with_a_reason_q_4() -> None:
    processed = {1: State.PROCESSED, 2: State.PROCESSED, 3: State.SENT}
    assert reopening(YearState.PROCESSED, 1, statements=processed) == []
    assert reopening(YearState.PROCESSED, 1, 2, 3, 4, statements=processed, opens=False) == []
    assert reopening(None, 1) == [("Q-4", "year")]
    assert reopening(YearState.REOPENED, 1, statements={1: State.REOPENED}) == [("Q-4", "year")]
    assert reopening(YearState.PROCESSED, 1, reason=" ", statements=processed) == [("Q-4", "reason")]
    assert reopening(YearState.PROCESSED, statements=processed) == [("Q-4", "quarters")]
    assert to_reopen((1, 2, 3, 4), processed) == [1, 2]


def test_a_second_quarter_of_a_reopened_year_can_be_reopened_q_4() -> None:
    statements = {1: State.REOPENED, 2: State.PROCESSED}
    assert reopening(YearState.REOPENED, 2, statements=statements) == []
    assert reopening(YearState.REOPENED, 1, statements=statements) == [("Q-4", "quarters")]


def test_a_quarter_without_statement_is_reopened_only_where_its_schakelingen_open_q_4_s_14() -> None:
    statements = {1: State.PROCESSED}
    assert reopening(YearState.PROCESSED, 4, statements=statements, opens=True) == []
    assert reopening(YearState.PROCESSED, 4, statements=statements, opens=False) == [("Q-4", "quarters")]


def test_the_years_to_process_run_from_the_latest_back_to_2015_q_5() -> None:
    assert years_to_process(date(2025, 4, 1))[0] == 2024
    assert years_to_process(date(2025, 3, 31))[0] == 2023
    assert years_to_process(date(2025, 3, 31))[-1] == 2015
    assert first_day_to_process(2024) == date(2025, 4, 1)
