"""What is kept of days that are moved, and what a moved day means for who was late (G-2, L3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chain_plans import SchakelingPlan
from app.domain.late_registration import KnownPlacement, PaymentTerms, TimedDay, timed_begin, timed_end
from app.domain.saved_days import BEGIN, END, Moments, Saving, is_paid_alike, moments_of_changed, moments_of_new

RESIDENCE = PaymentTerms(frozenset({"VBFBJB04"}), frozenset(), "voluntary")


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def at(one: date) -> datetime:
    return datetime(one.year, one.month, one.day, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Save:
    """Somebody saves a schakeling on a day; `sends`: a message goes out for it as it is saved."""

    on: date
    begin: date
    end: date | None = None
    sends: bool = True

    @property
    def plan(self) -> SchakelingPlan:
        return SchakelingPlan(1, 1, "start", self.begin, self.end, ())


def saved(saves: Sequence[Save]) -> Moments:
    """The moments after all of this was saved, in order."""
    moments = moments_of_new(saves[0].plan, at(saves[0].on))
    for before, after in pairwise(saves):
        moments = moments_of_changed(
            before.plan, moments, after.plan, at(after.on), sent=before.sends, sends=after.sends
        )
    return moments


def judged(saves: Sequence[Save]) -> tuple[TimedDay | None, TimedDay | None]:
    """What the monitor makes of the begin and the end."""
    placement = KnownPlacement(1, saves[-1].begin, saves[-1].end, saved(saves), RESIDENCE)
    return timed_begin(placement), timed_end(placement)


def begun(*saves: tuple[str, str]) -> TimedDay:
    """A begin after these: the day of saving and the begin that was saved."""
    found, _ = judged([Save(day(on), day(begin)) for on, begin in saves])
    assert found is not None
    return found


def ended(*saves: tuple[str, str | None]) -> TimedDay:
    """An end after these, of a stay that began on the second of January and was saved that day."""
    told = [Save(day("01-02"), day("01-02"))]
    told += [Save(day(on), day("01-02"), day(end) if end else None) for on, end in saves]
    found = judged(told)[1]
    assert found is not None
    return found


@pytest.mark.parametrize("moved_on", ["04-17", "04-18", "05-03"])
def test_a_begin_that_was_saved_in_time_and_moved_within_the_month_and_back_is_not_late_g_2(moved_on: str) -> None:
    found = begun(("04-17", "04-17"), (moved_on, "04-18"), ("11-29", "04-17"))
    assert (found.saved_on, found.is_late, found.firsts) == (day("04-17"), False, ())


def test_a_plan_that_came_some_days_later_in_the_same_month_was_told_in_time_g_2() -> None:
    found = begun(("04-02", "04-17"), ("11-29", "04-20"))
    assert (found.saved_on, found.is_late, found.firsts) == (day("04-02"), False, ())


def test_who_strays_over_a_first_and_comes_back_is_late_for_the_firsts_that_the_wrong_day_stood_g_2() -> None:
    found = begun(("04-17", "04-17"), ("04-20", "06-05"), ("07-10", "04-17"))
    assert (found.since, found.saved_on, found.days_after) == (day("04-20"), day("07-10"), 81)
    assert found.is_late
    # On the first of July the wrong day had come as well, so that nothing else was paid.
    assert found.firsts == (day("05-01"), day("06-01"))


def test_who_strays_and_comes_back_before_a_first_is_not_late_however_old_the_begin_is_g_2() -> None:
    found = begun(("04-17", "04-17"), ("11-04", "12-15"), ("11-29", "04-17"))
    assert (found.saved_on, found.is_late, found.firsts) == (day("04-17"), False, ())


@pytest.mark.parametrize(("back", "late"), [("12-05", False), ("12-06", True)])
def test_a_wrong_day_that_is_put_right_within_the_week_is_in_time_g_2_l3(back: str, late: bool) -> None:
    found = begun(("04-17", "04-17"), ("11-28", "12-15"), (back, "04-17"))
    assert found.firsts == (day("12-01"),)
    assert (found.is_late, found.saved_on) == (late, day(back))


def test_a_wrong_day_that_lay_before_the_true_one_is_counted_from_the_day_that_it_came_g_2() -> None:
    found = begun(("05-01", "06-05"), ("05-10", "05-20"), ("06-02", "06-05"))
    assert (found.since, found.firsts, found.is_late) == (day("05-20"), (day("06-01"),), True)


def test_a_day_that_is_corrected_over_a_first_is_first_saved_then_g_2() -> None:
    found = begun(("01-10", "01-08"), ("03-20", "02-05"))
    assert (found.since, found.saved_on, found.is_late) == (day("02-05"), day("03-20"), True)
    # On the first of March the client was there, whichever of the two days stood.
    assert found.firsts == (day("02-01"),)


@pytest.mark.parametrize(
    ("edge", "one", "other", "alike"),
    [
        (BEGIN, "01-05", "01-31", True),
        (BEGIN, "01-30", "02-01", True),
        (BEGIN, "02-01", "02-02", False),
        (BEGIN, "02-29", "03-01", True),
        (BEGIN, "02-29", "03-02", False),
        (END, "01-31", "02-01", False),
        (END, "02-01", "02-29", True),
        (END, "02-29", "03-01", False),
    ],
)
def test_days_are_paid_alike_when_no_first_of_the_month_tells_them_apart_g_2(
    edge: str, one: str, other: str, alike: bool
) -> None:
    assert is_paid_alike(edge, day(one), day(other)) is alike
    assert not is_paid_alike(edge, day(one), None)


def test_an_end_that_is_taken_away_and_put_back_counts_by_the_firsts_in_between_g_2() -> None:
    at_once = ended(("02-10", "02-10"), ("02-12", None), ("02-29", "02-10"))
    assert (at_once.saved_on, at_once.is_late, at_once.firsts) == (day("02-10"), False, ())
    later = ended(("02-10", "02-10"), ("02-12", None), ("03-01", "02-10"))
    assert (later.since, later.saved_on, later.firsts) == (day("02-12"), day("03-01"), (day("03-01"),))
    assert later.is_late


def test_a_departure_that_was_told_too_early_counts_from_the_day_that_the_client_seemed_gone_g_2() -> None:
    found = ended(("05-02", "08-31"), ("06-01", "06-15"), ("08-10", "08-31"))
    assert (found.since, found.firsts) == (day("06-15"), (day("07-01"), day("08-01")))


def test_a_whole_stay_between_two_firsts_that_is_saved_later_is_late_and_misses_no_first_g_2() -> None:
    begin, end = judged([Save(day("07-10"), day("04-17"), day("04-25"))])
    assert begin is not None
    assert end is not None
    assert (begin.is_late, begin.firsts, end.is_late, end.firsts) == (True, (), True, ())


def test_a_departure_of_somebody_whom_nobody_knew_misses_no_first_of_its_own_g_2() -> None:
    begin, end = judged([Save(day("07-10"), day("04-17"), day("05-20"))])
    assert begin is not None
    assert end is not None
    assert (begin.firsts, end.firsts) == ((day("05-01"),), ())


def test_who_falls_silent_over_a_first_and_counts_again_misses_it_and_at_once_nothing_g_2() -> None:
    begin = day("04-17")
    told, silent = Save(begin, begin), Save(day("04-20"), begin, sends=False)
    found, _ = judged([told, silent, Save(day("04-21"), begin)])
    assert found is not None
    assert (found.saved_on, found.is_late) == (begin, False)
    found, _ = judged([told, silent, Save(day("05-20"), begin)])
    assert found is not None
    assert (found.since, found.saved_on, found.firsts) == (day("04-20"), day("05-20"), (day("05-01"),))


def test_what_only_now_counts_was_first_saved_now_g_2() -> None:
    found, _ = judged([Save(day("01-09"), day("01-08"), sends=False), Save(day("02-05"), day("01-08"))])
    assert found is not None
    assert (found.since, found.saved_on, found.firsts) == (day("01-08"), day("02-05"), (day("02-01"),))
    plan = SchakelingPlan(1, 1, "start", day("01-08"), day("01-20"), ())
    moment = at(day("02-20"))
    assert moments_of_changed(plan, Moments(), plan, moment, sent=False, sends=True) == Moments()


def plan_of(begin: str, end: str | None = None) -> SchakelingPlan:
    return SchakelingPlan(1, 1, "start", day(begin), day(end) if end else None, ())


def test_a_new_schakeling_saves_its_begin_and_the_end_it_has_g_2() -> None:
    moment = at(day("01-21"))
    assert moments_of_new(plan_of("01-08"), moment) == Moments(moment, None)
    assert moments_of_new(plan_of("01-08", "01-20"), moment) == Moments(moment, moment)
    assert moments_of_new(plan_of("01-08", "01-20"), None) == Moments(None, None)


def test_only_what_a_change_brings_is_saved_by_it_g_2() -> None:
    first, second, now = at(day("01-09")), at(day("01-21")), at(day("02-20"))

    def changed(before: SchakelingPlan, after: SchakelingPlan) -> Moments:
        moments = Moments(first, second if before.end else None)
        return moments_of_changed(before, moments, after, now, sent=True, sends=True)

    gone = Saving(second, day("01-20"))
    assert changed(plan_of("01-08"), plan_of("01-08", "02-10")) == Moments(first, now)
    assert changed(plan_of("01-08", "01-20"), plan_of("01-09", "01-20")) == Moments(first, second)
    assert changed(plan_of("01-08", "01-20"), plan_of("01-08", "02-02")) == Moments(first, now, (), (gone,))
    taken = changed(plan_of("01-08", "01-20"), plan_of("01-08"))
    assert taken == Moments(first, None, (), (gone, Saving(now, None)))


def test_history_that_nobody_knows_the_moment_of_is_never_late_but_a_stray_day_is_g_2() -> None:
    plan, moved = plan_of("01-08"), plan_of("03-10")
    strayed = moments_of_changed(plan, Moments(), moved, at(day("02-10")), sent=True, sends=True)
    back = moments_of_changed(moved, strayed, plan, at(day("03-20")), sent=True, sends=True)
    found = timed_begin(KnownPlacement(1, plan.begin, None, back, RESIDENCE))
    assert found is not None
    assert (found.since, found.saved_on, found.firsts) == (day("02-10"), day("03-20"), (day("03-01"),))
    by_history = moments_of_changed(moved, strayed, plan, None, sent=True, sends=True)
    assert timed_begin(KnownPlacement(1, plan.begin, None, by_history, RESIDENCE)) is None


START = date(2023, 11, 15)
DAYS = st.one_of(
    st.integers(0, 220).map(lambda number: START + timedelta(number)),
    st.sampled_from([date(2023, 12, 31), date(2024, 1, 1), day("01-31"), day("02-01"), day("02-29"), day("03-01")]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Save]:
    """Some savings one after the other, several on one day among them; the last one sends a message."""
    saves = []
    for on in sorted(draw(st.lists(DAYS, min_size=1, max_size=6))):
        begin, end = draw(DAYS), draw(st.none() | DAYS)
        ordered = end if end is None else max(begin, end)
        saves.append(Save(on, begin, ordered, draw(st.integers(0, 4)) > 0))
    return [*saves[:-1], Save(saves[-1].on, saves[-1].begin, saves[-1].end)]


def here(save: Save | None, first: date) -> bool:
    return bool(save and save.sends and save.begin <= first and (save.end is None or save.end >= first))


def known_wrongly(saves: Sequence[Save]) -> set[date]:
    """Day by day: each first on which what left by the evening before tells another stay than the true one."""
    wrong, known, one = set(), None, min(save.on for save in saves)
    one = min(one, START)
    while one <= saves[-1].on:
        if one.day == 1 and here(known, one) != here(saves[-1], one):
            wrong.add(one)
        for save in saves:
            known = save if save.on == one else known
        one += timedelta(days=1)
    return wrong


@given(histories())
def test_the_firsts_missed_are_those_on_which_the_groeipakket_knew_something_else_g_2(saves: list[Save]) -> None:
    found = {first for one in judged(saves) if one is not None for first in one.firsts}
    if saves[-1].end is None and any(save.end for save in saves):
        # An end that is no longer there cannot be late.
        assert found <= known_wrongly(saves)
    else:
        assert found == known_wrongly(saves)


@given(histories())
def test_who_never_misled_the_groeipakket_is_late_only_by_when_the_day_was_first_saved_g_2(saves: list[Save]) -> None:
    sending = [save for save in saves if save.sends]
    if known_wrongly(saves) or len(sending) < len(saves):
        return
    begins: list[date | None] = [one.begin for one in saves]
    ends = [one.end for one in saves]
    for found, days in zip(judged(saves), (begins, ends), strict=True):
        if found is not None:
            alike = [is_paid_alike(found.edge, one, found.day) for one in days]
            assert (found.since, found.saved_on) == (found.day, saves[alike.index(True)].on)
