"""Decisions and schakelingen: what may follow what."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chain import (
    ApprovedModule,
    Carer,
    DecisionPlan,
    ModulePlan,
    SchakelingPlan,
    check_change_of_last,
    check_decision,
    check_decision_change,
    check_decision_delete,
    check_delete_last,
    check_schakeling,
    conflict,
    decision_cautions,
    derive_kind,
    extension_allowed,
    extension_of,
    in_order,
    latest_decision,
    schakeling_cautions,
)
from app.domain.faults import Fault
from app.domain.period import Period

JAN, MAR, JUN = date(2024, 1, 8), date(2024, 3, 31), date(2024, 6, 1)
TODAY = date(2024, 6, 15)
APPROVED = (
    ApprovedModule("A", date(2015, 1, 1)),
    ApprovedModule("B", date(2015, 1, 1), date(2024, 3, 31)),
    ApprovedModule("C", date(2024, 4, 1)),
)
D1 = DecisionPlan("d1", JAN, ("A",), "voluntary", None, 1)
D2 = DecisionPlan("d2", MAR, ("A", "C"), "judicial", "OCJ", 2)
A = (ModulePlan("A"),)


def schakeling(begin: date, end: date | None, **changes: Any) -> SchakelingPlan:
    """The start of a dossier under the first decision, unless said otherwise."""
    return replace(SchakelingPlan("new", "d1", "start", begin, end, A), **changes)


START = schakeling(JAN, MAR, key="s1")
OPEN_START = schakeling(JAN, None, key="s1")


def said(faults: list[Fault]) -> list[tuple[str, str]]:
    """Rule and field of each fault."""
    return [(fault.rule, fault.field) for fault in faults]


# --- days -----------------------------------------------------------------------------------------------------------

POSITIONS = [
    ("before", (1, 2), (4, 6), False),
    ("adjacent", (1, 3), (4, 6), False),
    ("shared boundary", (1, 4), (4, 6), False),
    ("overlapping by two days", (1, 5), (4, 6), True),
    ("same begin", (4, 5), (4, 6), True),
    ("inside", (4, 6), (3, 7), True),
    ("same end", (5, 6), (4, 6), True),
    ("equal", (4, 6), (4, 6), True),
    ("one day on the begin", (4, 4), (4, 6), False),
    ("one day on the end", (6, 6), (4, 6), False),
    ("one day inside", (5, 5), (4, 6), True),
    ("one day twice", (4, 4), (4, 4), True),
    ("one day beside another", (4, 4), (5, 5), False),
    ("one day before", (3, 3), (4, 6), False),
    ("two days of two, sharing one", (4, 5), (5, 6), False),
    ("two days, one day on the begin", (4, 4), (4, 5), False),
]


def days(pair: tuple[int, int]) -> Period:
    return Period(date(2024, 1, pair[0]), date(2024, 1, pair[1]))


@pytest.mark.parametrize(("name", "one", "other", "expected"), POSITIONS)
def test_only_a_boundary_day_may_be_shared(
    name: str, one: tuple[int, int], other: tuple[int, int], expected: bool
) -> None:
    """S-4."""
    assert conflict(days(one), days(other)) is expected
    assert conflict(days(other), days(one)) is expected


def test_on_all_pairs_of_intervals_the_half_days_say_what_the_rule_says() -> None:
    """S-4: 45 intervals within nine days, in both orders."""
    intervals = [Period(date(2024, 1, a), date(2024, 1, b)) for a in range(1, 10) for b in range(a, 10)]
    assert len(intervals) == 45
    for one, other in product(intervals, repeat=2):
        shared = one.overlap(other)
        on_boundary = shared is not None and shared.day_count == 1 and touches(one, other)
        assert conflict(one, other) is (shared is not None and not on_boundary), (one, other)


def touches(one: Period, other: Period) -> bool:
    """Whether the one shared day ends one period and begins the other, or is a one-day period at a boundary."""
    if one == other:
        return False
    for first, second in ((one, other), (other, one)):
        if (
            first.end == second.begin
            and first.begin <= second.begin
            and (first.begin, first.end) != (second.begin, second.end)
        ):
            return True
    return False


def test_an_open_period_conflicts_with_all_after_its_begin() -> None:
    """S-4."""
    running = Period.of(JAN, None)
    assert conflict(running, Period(MAR, JUN))
    assert not conflict(running, Period(date(2024, 1, 1), JAN))
    assert not conflict(running, Period(JAN, JAN))


# --- decisions ------------------------------------------------------------------------------------------------------


def test_the_latest_decision_begins_last_then_was_created_last() -> None:
    """S-2."""
    same_day = DecisionPlan("d3", MAR, ("A",), "voluntary", None, 3)
    assert latest_decision([D1, D2]) == D2
    assert latest_decision([same_day, D2]) == same_day
    assert latest_decision([]) is None


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (D1, []),
        (replace(D1, modules=("A", "B", "C")), []),
        (replace(D1, modules=()), [("S-1", "modules")]),
        (replace(D1, modules=("A", "A")), [("S-1", "modules")]),
        (replace(D1, modules=("X",)), [("S-1", "modules")]),
        (replace(D1, begin=date(2024, 4, 1), modules=("B",)), [("S-1", "modules")]),
        (replace(D1, begin=MAR, modules=("B",)), []),
        (replace(D1, ground="other"), [("S-1", "ground")]),
        (replace(D1, mandated_service="CLB"), [("S-1", "mandated_service")]),
        (replace(D1, modules=(), ground=""), [("S-1", "modules"), ("S-1", "ground")]),
    ],
)
def test_a_decision_names_approved_modules_and_its_ground(
    decision: DecisionPlan, expected: list[tuple[str, str]]
) -> None:
    """S-1."""
    assert said(check_decision(decision, APPROVED)) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(D1, begin=date(2024, 1, 1)), []),
        (replace(D1, modules=("A", "C")), []),
        (replace(D1, begin=date(2024, 1, 9)), [("S-1", "begin")]),
        (replace(D1, begin=date(2024, 4, 1)), [("S-1", "begin"), ("S-1", "begin")]),
        (replace(D2, begin=date(2024, 4, 1)), []),
        (replace(D2, begin=date(2024, 1, 8)), []),
        (replace(D2, begin=date(2024, 1, 7)), [("S-1", "begin")]),
    ],
)
def test_a_begin_moves_only_where_no_decision_changes_place(
    after: DecisionPlan, expected: list[tuple[str, str]]
) -> None:
    """S-1."""
    before = D1 if after.key == "d1" else D2
    assert said(check_decision_change(before, after, [D1, D2], [OPEN_START], APPROVED)) == expected


def test_decisions_with_schakelingen_keep_their_order() -> None:
    """S-1: also when the latest stays the latest (ours)."""
    d3 = DecisionPlan("d3", JUN, ("A",), "voluntary", None, 3)
    chain = [START, schakeling(MAR, JUN, key="s2", decision_key="d2", kind="switch")]
    moved = replace(D2, begin=date(2023, 12, 1))
    assert said(check_decision_change(D2, moved, [D1, D2, d3], chain, APPROVED)) == [("S-1", "begin")]


def test_a_module_named_earlier_stays_while_the_begin_stays() -> None:
    """S-1."""
    retired = (ApprovedModule("A", date(2015, 1, 1), date(2023, 12, 31)),)
    judicial = replace(D1, ground="judicial")
    assert check_decision_change(D1, judicial, [D1], [], retired) == []
    moved = replace(D1, begin=date(2024, 1, 9))
    assert said(check_decision_change(D1, moved, [D1], [], retired)) == [("S-1", "modules")]


def test_a_decision_with_schakelingen_cannot_be_deleted() -> None:
    """S-1."""
    assert said(check_decision_delete("d1", [START])) == [("S-1", "decision")]
    assert check_decision_delete("d2", [START]) == []


def test_an_older_decision_gets_a_warning() -> None:
    """S-2: it can never hold a schakeling."""
    assert decision_cautions(D1, []) == []
    assert decision_cautions(D2, [D1]) == []
    assert [caution.field for caution in decision_cautions(D1, [D2])] == ["begin"]


# --- schakelingen ---------------------------------------------------------------------------------------------------

SWITCH = schakeling(MAR, None, kind="switch")

ADDING: list[tuple[str, SchakelingPlan, list[SchakelingPlan], list[DecisionPlan], list[tuple[str, str]]]] = [
    ("the start", schakeling(JAN, None), [], [D1], []),
    ("a start of one day", schakeling(JAN, JAN), [], [D1], []),
    ("a start called switch", schakeling(JAN, None, kind="switch"), [], [D1], [("S-3", "kind")]),
    ("a start called extension", schakeling(JAN, None, kind="extension"), [], [D1], [("S-3", "kind")]),
    ("a second start", schakeling(MAR, None), [START], [D1], [("S-3", "kind")]),
    ("an unknown kind", schakeling(MAR, None, kind="other"), [START], [D1], [("S-3", "kind")]),
    ("before its decision", schakeling(date(2024, 1, 7), None), [], [D1], [("S-4", "begin")]),
    ("end before begin", schakeling(JAN, date(2024, 1, 7)), [], [D1], [("S-4", "end")]),
    ("seamless", SWITCH, [START], [D1], []),
    ("a gap", replace(SWITCH, begin=JUN), [START], [D1], []),
    ("a day too early", replace(SWITCH, begin=date(2024, 3, 30)), [START], [D1], [("S-4", "begin")]),
    ("after an open one", SWITCH, [OPEN_START], [D1], [("S-5", "previous_end")]),
    ("one day on the boundary", replace(SWITCH, end=MAR), [START], [D1], []),
    ("not the latest decision", SWITCH, [START], [D1, D2], [("S-2", "decision")]),
    ("an unknown decision", replace(SWITCH, decision_key="dx"), [START], [D1], [("S-2", "decision")]),
    ("no module", replace(SWITCH, modules=()), [START], [D1], [("S-2", "modules")]),
    ("a module twice", replace(SWITCH, modules=A + A), [START], [D1], [("S-2", "modules")]),
    ("a module not approved", replace(SWITCH, modules=(ModulePlan("X"),)), [START], [D1], [("S-2", "modules")]),
    ("a module on its last day", replace(SWITCH, modules=(ModulePlan("B"),)), [START], [D1], []),
    ("a module not yet approved", replace(SWITCH, modules=(ModulePlan("C"),)), [START], [D1], [("S-2", "modules")]),
    (
        "everything at once",
        schakeling(date(2024, 1, 1), None, modules=(), kind="start"),
        [START],
        [D1],
        [("S-3", "kind"), ("S-4", "begin"), ("S-4", "begin"), ("S-2", "modules")],
    ),
]


@pytest.mark.parametrize(
    ("new", "previous", "decisions", "expected"), [case[1:] for case in ADDING], ids=[case[0] for case in ADDING]
)
def test_a_schakeling_follows_the_one_before(
    new: SchakelingPlan,
    previous: list[SchakelingPlan],
    decisions: list[DecisionPlan],
    expected: list[tuple[str, str]],
) -> None:
    """S-2, S-3, S-4, S-5."""
    assert said(check_schakeling(new, previous, decisions, APPROVED)) == expected


def test_a_second_day_long_schakeling_on_one_day_is_refused() -> None:
    """S-4."""
    one_day = schakeling(MAR, MAR, key="s2", kind="switch")
    assert said(check_schakeling(replace(one_day, key=None), [START, one_day], [D1], APPROVED)) == [("S-4", "begin")]
    longer = schakeling(MAR, JUN, kind="switch")
    assert check_schakeling(longer, [START, one_day], [D1], APPROVED) == []
    assert in_order([longer, START, one_day]) == (START, one_day, longer)


def test_the_first_schakeling_is_the_start() -> None:
    """S-3."""
    assert derive_kind([]) == "start"
    assert derive_kind([], extension=True) == "start"
    assert derive_kind([START]) == "switch"
    assert derive_kind([START], extension=True) == "extension"


RICH = replace(
    START,
    modules=(ModulePlan("A", True, ("foster_child",)), ModulePlan("B")),
    elsewhere=True,
    paid_to_parents=False,
    carers=(Carer("15041200210", "Peeters"),),
)


def test_an_extension_copies_the_offer_and_begins_where_the_last_ended() -> None:
    """S-7."""
    copy = extension_of(RICH, "d2")
    assert (copy.kind, copy.begin, copy.end, copy.decision_key, copy.key) == ("extension", MAR, None, "d2", None)
    assert (copy.modules, copy.elsewhere, copy.paid_to_parents, copy.carers) == (
        RICH.modules,
        True,
        False,
        RICH.carers,
    )
    assert check_schakeling(copy, [RICH], [D1, D2], APPROVED) == []


def test_an_open_schakeling_gets_its_end_before_it_is_extended() -> None:
    """S-7, S-5."""
    with pytest.raises(ValueError, match="end"):
        extension_of(OPEN_START, "d2")


def test_extension_is_only_for_the_first_under_a_later_decision() -> None:
    """S-7."""
    under_second = schakeling(MAR, JUN, key="s2", decision_key="d2", kind="switch")
    assert extension_allowed(D2, [START], [D1, D2])
    assert not extension_allowed(D1, [START], [D1])
    assert not extension_allowed(D2, [START, under_second], [D1, D2])
    back_under_first = schakeling(JUN, None, key="s3", kind="switch")
    assert not extension_allowed(D2, [START, replace(under_second, end=JUN), back_under_first], [D1, D2])
    assert not extension_allowed(D1, [], [D1])
    earlier = DecisionPlan("d0", date(2023, 1, 1), ("A",), "voluntary", None, 9)
    assert not extension_allowed(earlier, [START], [earlier, D1])


@pytest.mark.parametrize(
    "changes",
    [
        {"modules": (ModulePlan("A", True, ("foster_child",)),)},
        {"modules": (ModulePlan("A", False, ("foster_child",)), ModulePlan("B"))},
        {"modules": (ModulePlan("A", True, ("parents",)), ModulePlan("B"))},
        {"elsewhere": False},
        {"paid_to_parents": True},
        {"carers": ()},
    ],
)
def test_an_extension_changes_nothing_of_the_offer(changes: dict[str, Any]) -> None:
    """S-7."""
    changed = replace(extension_of(RICH, "d2"), **changes)
    assert said(check_schakeling(changed, [RICH], [D1, D2], APPROVED)) == [("S-7", "modules")]


def test_an_extension_is_refused_when_a_copied_module_is_no_longer_approved() -> None:
    """S-7."""
    late = extension_of(RICH, "d2", begin=date(2024, 4, 1))
    assert said(check_schakeling(late, [RICH], [D1, D2], APPROVED)) == [("S-7", "modules")]


def test_an_extension_under_the_same_decision_is_refused() -> None:
    """S-7."""
    again = extension_of(START, "d1")
    assert said(check_schakeling(again, [START], [D1], APPROVED)) == [("S-7", "kind")]


# --- changing and deleting the last ---------------------------------------------------------------------------------

LAST = schakeling(MAR, None, key="s2", kind="switch")


def test_only_the_last_schakeling_can_be_touched() -> None:
    """S-6."""
    assert said(check_delete_last("s1", [START, LAST])) == [("S-6", "schakeling")]
    assert check_delete_last("s2", [START, LAST]) == []
    assert said(check_delete_last("s1", [])) == [("S-6", "schakeling")]
    changed = replace(START, end=JUN)
    assert said(check_change_of_last(changed, [START, LAST], [D1], APPROVED)) == [("S-6", "schakeling")]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(LAST, end=JUN), []),
        (replace(LAST, end=MAR), []),
        (replace(LAST, begin=JUN), []),
        (replace(LAST, end=date(2024, 3, 30)), [("S-4", "end")]),
        (replace(LAST, begin=date(2024, 3, 30)), [("S-4", "begin")]),
        (replace(LAST, modules=(ModulePlan("B"),)), []),
        (replace(LAST, kind="start"), [("S-3", "kind")]),
        (replace(LAST, decision_key="d2"), [("S-2", "decision")]),
    ],
)
def test_a_change_of_the_last_follows_the_rules_of_adding(
    after: SchakelingPlan, expected: list[tuple[str, str]]
) -> None:
    """S-6: and it stays under its decision when a newer one exists."""
    assert said(check_change_of_last(after, [START, LAST], [D1, D2], APPROVED)) == expected


def test_a_module_that_lost_its_approval_does_not_stop_the_end_date() -> None:
    """S-2, S-6."""
    retired = (ApprovedModule("A", date(2015, 1, 1), date(2023, 12, 31)),)
    assert check_change_of_last(replace(LAST, end=JUN), [START, LAST], [D1], retired) == []
    moved = replace(LAST, begin=JUN)
    assert said(check_change_of_last(moved, [START, LAST], [D1], retired)) == [("S-2", "modules")]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"modules": (ModulePlan("A"), ModulePlan("C"))}, ["modules"]),
        ({"end": date(2025, 6, 15)}, []),
        ({"end": date(2025, 6, 16)}, ["end"]),
        ({"begin": date(2025, 1, 1), "end": date(2026, 1, 1)}, []),
    ],
)
def test_an_unnamed_module_and_a_far_end_are_warned_of(changes: dict[str, Any], fields: list[str]) -> None:
    """S-2, S-15."""
    new = replace(SWITCH, **changes)
    assert [caution.field for caution in schakeling_cautions(new, D1, TODAY)] == fields


# --- a chain that grows ---------------------------------------------------------------------------------------------

STEPS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-1, 4), st.booleans()), min_size=1, max_size=12)


@given(STEPS)
def test_whatever_is_accepted_never_overlaps_more_than_a_boundary_day(steps: list[tuple[int, int, bool]]) -> None:
    """S-4: and whatever does not is accepted, when the previous one has ended."""
    chain: list[SchakelingPlan] = []
    at = JAN
    for key, (gap, length, _) in enumerate(steps):
        begin = max(JAN, at + timedelta(days=gap))
        new = schakeling(begin, begin + timedelta(days=length), key=key, kind=derive_kind(chain))
        accepted = not check_schakeling(new, chain, [D1], APPROVED)
        assert accepted is fits(new, chain)
        if accepted:
            chain.append(new)
            at = begin + timedelta(days=length)
    assert list(in_order(chain)) == chain


def fits(new: SchakelingPlan, chain: list[SchakelingPlan]) -> bool:
    """The rule in other words: every day of it later than all before, save its first day."""
    assert new.end is not None
    if new.end < new.begin:
        return False
    if not chain:
        return True
    last = chain[-1]
    if last.end is None or new.begin < last.end:
        return False
    return not (new.begin == new.end and any(one.begin == one.end == new.begin for one in chain))
