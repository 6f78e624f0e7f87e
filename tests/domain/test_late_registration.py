"""Late registration: the week, the firsts of the month, first saving and corrections (G-2, L3)."""

from datetime import UTC, date, datetime

import pytest

from app.domain.chain_plans import SchakelingPlan
from app.domain.late_registration import (
    BEGIN,
    END,
    KnownPlacement,
    Moments,
    PaymentTerms,
    brussels_day,
    days_after,
    firsts_missed,
    is_late,
    keeps_first_saving,
    moments_of_changed,
    moments_of_new,
    timed_days,
)

RESIDENCE = PaymentTerms(frozenset({"VBFBJB04"}), frozenset(), "voluntary")


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}T09:00:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("saved", "days", "late"),
    [
        ("03-05", -5, False),
        ("03-10", 0, False),
        ("03-16", 6, False),
        ("03-17", 7, False),
        ("03-18", 8, True),
        ("04-30", 51, True),
    ],
)
def test_the_seventh_day_after_is_in_time_and_the_eighth_is_late_g_2(saved: str, days: int, late: bool) -> None:
    assert (days_after(day("03-10"), day(saved)), is_late(day("03-10"), day(saved))) == (days, late)


def test_a_leap_day_counts_among_the_seven_g_2() -> None:
    assert not is_late(day("02-23"), day("03-01"))
    assert is_late(day("02-23"), day("03-02"))
    assert is_late(date(2023, 2, 23), date(2023, 3, 3))


@pytest.mark.parametrize(
    ("edge", "since", "saved", "firsts"),
    [
        (BEGIN, "01-20", "01-31", []),
        (BEGIN, "01-20", "02-01", ["02-01"]),
        (BEGIN, "01-20", "03-05", ["02-01", "03-01"]),
        # A client who comes on the first is there on the first; one who leaves on the first still was.
        (BEGIN, "02-01", "02-20", ["02-01"]),
        (END, "02-01", "02-20", []),
        (END, "01-31", "02-20", ["02-01"]),
        (BEGIN, "02-02", "02-20", []),
        (BEGIN, "02-20", "02-10", []),
    ],
)
def test_the_firsts_of_the_month_that_went_by_unknown_are_the_effect_g_2(
    edge: str, since: str, saved: str, firsts: list[str]
) -> None:
    assert list(firsts_missed(edge, day(since), day(saved))) == [day(one) for one in firsts]


def test_the_firsts_go_over_the_turn_of_the_year_g_2() -> None:
    missed = firsts_missed(BEGIN, date(2023, 11, 30), date(2024, 2, 1))
    assert missed == (date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1))


@pytest.mark.parametrize(
    ("edge", "earlier", "saved", "corrected", "keeps"),
    [
        # Within the same month nothing is paid otherwise: the first saving stays.
        (BEGIN, "01-05", "01-06", "01-04", True),
        (BEGIN, "01-05", "01-06", "01-20", True),
        (END, "01-05", "01-06", "01-04", True),
        # Over a first of the month: the correction counts.
        (BEGIN, "02-02", "02-03", "01-30", False),
        (BEGIN, "01-30", "02-03", "02-02", False),
        (END, "02-02", "02-03", "01-30", False),
        # Both begin days mean a client who was there on the first; both last days one who was gone on it, or was not.
        (BEGIN, "01-30", "02-03", "02-01", True),
        (BEGIN, "02-01", "02-03", "02-02", False),
        (END, "01-31", "02-03", "02-01", False),
        (END, "02-01", "02-03", "02-02", True),
        # A day that was saved before it came was a plan.
        (END, "01-31", "01-10", "01-15", False),
        (END, "01-31", "01-31", "01-15", True),
        (BEGIN, "01-31", None, "01-15", True),
        (BEGIN, "02-10", None, "01-15", False),
    ],
)
def test_a_correction_counts_when_it_changes_what_is_paid_or_when_it_was_a_plan_g_2(
    edge: str, earlier: str, saved: str | None, corrected: str, keeps: bool
) -> None:
    assert keeps_first_saving(edge, day(earlier), day(saved) if saved else None, day(corrected)) is keeps


def test_the_day_of_saving_is_that_of_brussels_g_2() -> None:
    assert brussels_day(datetime(2024, 1, 31, 23, 30, tzinfo=UTC)) == day("02-01")
    assert brussels_day(datetime(2024, 6, 30, 22, 30, tzinfo=UTC)) == day("07-01")
    assert brussels_day(None) is None


def plan(begin: str, end: str | None = None) -> SchakelingPlan:
    return SchakelingPlan(1, 1, "start", day(begin), day(end) if end else None, ())


def test_a_new_schakeling_saves_its_begin_and_the_end_it_has_g_2() -> None:
    assert moments_of_new(plan("01-08"), at("01-09")) == Moments(at("01-09"), None)
    assert moments_of_new(plan("01-08", "01-20"), at("01-21")) == Moments(at("01-21"), at("01-21"))
    assert moments_of_new(plan("01-08", "01-20"), None) == Moments(None, None)


def changed(before: SchakelingPlan, after: SchakelingPlan, *, counts: bool = False) -> Moments:
    moments = Moments(at("01-09"), at("01-21") if before.end else None)
    return moments_of_changed(before, moments, after, at("02-20"), begins_to_count=counts)


def test_only_what_a_change_brings_is_saved_by_it_g_2() -> None:
    assert changed(plan("01-08"), plan("01-08", "02-10")) == Moments(at("01-09"), at("02-20"))
    assert changed(plan("01-08", "01-20"), plan("01-09", "01-20")) == Moments(at("01-09"), at("01-21"))
    assert changed(plan("01-08", "01-20"), plan("01-08", "02-02")) == Moments(at("01-09"), at("02-20"))
    assert changed(plan("01-08", "01-20"), plan("01-08")) == Moments(at("01-09"), None)


def test_who_counts_from_a_change_on_was_first_saved_by_it_g_2() -> None:
    ended = plan("01-08", "01-20")
    assert changed(ended, ended, counts=True) == Moments(at("02-20"), at("02-20"))
    assert changed(plan("01-08"), plan("01-08"), counts=True) == Moments(at("02-20"), None)
    unknown = moments_of_changed(ended, Moments(), ended, at("02-20"), begins_to_count=True)
    assert unknown == Moments(None, None)


def placement(
    key: int, begin: str, end: str | None, saved: tuple[str, str | None], terms: PaymentTerms | None
) -> KnownPlacement:
    ended = day(saved[1]) if saved[1] else None
    return KnownPlacement(key, day(begin), day(end) if end else None, day(saved[0]), ended, terms)


def told(*placements: KnownPlacement) -> list[tuple[int, str, int]]:
    return [(one.key, one.edge, one.days_after) for one in timed_days(placements)]


def test_each_begin_and_end_with_impact_is_timed_g_2() -> None:
    first = placement(1, "01-08", "02-10", ("01-09", "02-20"), RESIDENCE)
    silent = placement(2, "02-10", None, ("02-20", None), None)
    assert told(first, silent) == [(1, BEGIN, 1), (1, END, 10)]
    assert told(silent) == []


@pytest.mark.parametrize(
    ("terms", "begin", "saved"),
    [
        (PaymentTerms(frozenset({"VBFBJB05"}), frozenset(), "voluntary"), "02-10", "02-20"),
        (PaymentTerms(frozenset({"VBFBJB04"}), frozenset({"62010100197"}), "voluntary"), "02-10", "02-20"),
        (PaymentTerms(frozenset({"VBFBJB04"}), frozenset(), "judicial"), "02-10", "02-20"),
        # A gap, and an end that was told before the begin that follows.
        (RESIDENCE, "02-12", "02-20"),
        (RESIDENCE, "02-10", "02-21"),
    ],
)
def test_a_seam_counts_when_something_changes_for_the_groeipakket_h_4_2(
    terms: PaymentTerms, begin: str, saved: str
) -> None:
    first = placement(1, "01-08", "02-10", ("01-09", "02-20"), RESIDENCE)
    second = placement(2, begin, None, (saved, None), terms)
    assert [edge for _, edge, _ in told(first, second)] == [BEGIN, END, BEGIN]


@pytest.mark.parametrize("begin", ["02-10", "02-11"])
def test_a_placement_that_runs_on_as_it_was_has_no_seam_h_4_2(begin: str) -> None:
    first = placement(1, "01-08", "02-10", ("01-09", "02-20"), RESIDENCE)
    second = placement(2, begin, "03-10", ("02-20", "03-11"), RESIDENCE)
    assert told(first, second) == [(1, BEGIN, 1), (2, END, 1)]


def test_what_nobody_knows_the_moment_of_is_never_late_g_2() -> None:
    assert timed_days([KnownPlacement(1, day("01-08"), day("02-10"), None, None, RESIDENCE)]) == []
