"""What a delivery of the module database would change, by the day (M-2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.module_differences import Approval, Difference, Differences, differences, is_half_a_list

DAY = date(2026, 7, 1)
YESTERDAY = date(2026, 6, 30)
F, M = "F001", "VBFBJB04"
OPEN = Approval(date(2015, 1, 1))


def days(begin: str, until: str | None = None) -> Approval:
    return Approval(date.fromisoformat(begin), date.fromisoformat(until) if until else None)


def compared(known: list[Approval], delivered: list[Approval] | None, day: date = DAY) -> Differences:
    sent = {} if delivered is None else {(F, M): delivered}
    return differences({(F, M): known}, sent, facilities=[F], modules=[M], day=day)


@pytest.mark.parametrize(
    ("known", "delivered", "harmless", "waiting"),
    [
        # The same list changes nothing, in whatever order.
        ([OPEN], [OPEN], [], []),
        ([days("2015-01-01", "2018-12-31"), days("2020-01-01")], [days("2020-01-01")], [], []),
        # Something new, or more days, only adds.
        ([], [OPEN], [(None, OPEN)], []),
        ([days("2015-01-01", "2026-06-30")], [OPEN], [(days("2015-01-01", "2026-06-30"), OPEN)], []),
        ([days("2016-01-01")], [OPEN], [(days("2016-01-01"), OPEN)], []),
        ([OPEN], [OPEN, days("2014-01-01", "2014-12-31")], [(None, days("2014-01-01", "2014-12-31"))], []),
        # An end, on whatever day, waits.
        ([OPEN], [days("2015-01-01", "2026-06-30")], [], [(OPEN, days("2015-01-01", "2026-06-30"))]),
        ([OPEN], [days("2015-01-01", "2027-12-31")], [], [(OPEN, days("2015-01-01", "2027-12-31"))]),
        # No longer in the list: ended on the day before that of the list.
        ([OPEN], None, [], [(OPEN, days("2015-01-01", "2026-06-30"))]),
        ([days("2026-06-30")], None, [], [(days("2026-06-30"), days("2026-06-30", "2026-06-30"))]),
        # What would begin on the day of the list or later never stood.
        ([days("2026-07-01")], None, [], [(days("2026-07-01"), None)]),
        ([days("2026-09-01")], None, [], [(days("2026-09-01"), None)]),
        # What ended the day before may be left out; what ends on the day itself loses that day.
        ([days("2015-01-01", "2026-06-30")], None, [], []),
        (
            [days("2015-01-01", "2026-07-01")],
            None,
            [],
            [(days("2015-01-01", "2026-07-01"), days("2015-01-01", "2026-06-30"))],
        ),
        # A later begin takes days away, and so does a gap; then all of the module waits together.
        ([OPEN], [days("2015-01-02")], [], [(OPEN, days("2015-01-02"))]),
        (
            [OPEN],
            [days("2015-01-01", "2026-06-30"), days("2026-09-01")],
            [],
            [(OPEN, days("2015-01-01", "2026-06-30")), (None, days("2026-09-01"))],
        ),
        # Two that become one lose no day.
        (
            [days("2015-01-01", "2019-12-31"), days("2020-01-01")],
            [OPEN],
            [(days("2015-01-01", "2019-12-31"), OPEN), (days("2020-01-01"), None)],
            [],
        ),
    ],
)
def test_additions_are_harmless_and_whatever_takes_a_day_away_waits_m_2(
    known: list[Approval],
    delivered: list[Approval] | None,
    harmless: list[tuple[Approval | None, Approval | None]],
    waiting: list[tuple[Approval | None, Approval | None]],
) -> None:
    found = compared(known, delivered)
    assert [(one.before, one.after) for one in found.harmless] == harmless
    assert [(one.before, one.after) for one in found.waiting] == waiting


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, OPEN, "added"),
        (OPEN, days("2015-01-01", "2026-06-30"), "ended"),
        (days("2026-09-01"), None, "removed"),
        (OPEN, days("2014-01-01"), "changed"),
        (days("2015-01-01", "2026-06-30"), OPEN, "changed"),
    ],
)
def test_a_difference_says_what_it_does_m_2(before: Approval | None, after: Approval | None, kind: str) -> None:
    assert Difference(F, M, before, after).kind == kind


def test_codes_that_nobody_knows_are_named_and_change_nothing_m_2() -> None:
    sent = {(F, M): [OPEN], ("F999", M): [OPEN], (F, "NIEUW"): [OPEN]}
    found = differences({(F, M): [OPEN]}, sent, facilities=[F], modules=[M], day=DAY)
    assert (found.harmless, found.waiting) == ((), ())
    assert (found.unknown_facilities, found.unknown_modules) == (("F999",), ("NIEUW",))


def many(number: int) -> dict[tuple[str, str], list[Approval]]:
    return {(F, f"M{each:03d}"): [OPEN] for each in range(number)}


@pytest.mark.parametrize(
    ("known", "left_out", "half"),
    [(100, 10, False), (100, 11, True), (3, 3, False), (4, 4, True), (30, 3, False), (39, 4, True), (40, 4, False)],
)
def test_more_than_a_tenth_and_more_than_three_withdrawn_is_half_a_list_m_2(
    known: int, left_out: int, half: bool
) -> None:
    before = many(known)
    sent = dict(list(before.items())[left_out:])
    modules = [module for _, module in before]
    found = differences(before, sent, facilities=[F], modules=modules, day=DAY)
    assert len(found.withdrawn) == left_out
    assert is_half_a_list(before, found, DAY) is half


def test_what_is_over_does_not_count_among_what_can_be_withdrawn_m_2() -> None:
    over = {(F, f"OUD{each}"): [days("2015-01-01", "2026-06-30")] for each in range(100)}
    before = {**many(30), **over}
    found = differences(
        before, dict(list(many(30).items())[4:]), facilities=[F], modules=[code for _, code in before], day=DAY
    )
    assert is_half_a_list(before, found, DAY)


dates = st.dates(date(2026, 6, 20), date(2026, 7, 12))
approval_lists = st.lists(st.tuples(dates, st.integers(0, 6) | st.none()), max_size=3)


def disjoint(drawn: list[tuple[date, int | None]]) -> list[Approval]:
    chosen: list[Approval] = []
    for begin, length in drawn:
        one = Approval(begin, None if length is None else begin + timedelta(days=length))
        if not any(one.meets(other) for other in chosen):
            chosen.append(one)
    return chosen


@given(approval_lists, approval_lists)
def test_applied_in_full_every_day_from_that_of_the_list_on_is_as_delivered_m_2(
    known_drawn: list[tuple[date, int | None]], sent_drawn: list[tuple[date, int | None]]
) -> None:
    known, sent = disjoint(known_drawn), disjoint(sent_drawn)
    found = compared(known, sent or None)
    both = (*found.harmless, *found.waiting)
    after = [one for one in known if one not in [each.before for each in both]] + [
        each.after for each in both if each.after
    ]
    for offset in range(40):
        day = date(2026, 6, 15) + timedelta(days=offset)
        holds, delivered = (any(one.valid_from <= day <= one.last_day for one in each) for each in (after, sent))
        assert holds >= delivered
        assert day < DAY or holds == delivered
    assert not found.harmless or all(any(one.covers(former) for one in after) for former in known)
