"""Late registration: the week, the firsts of the month, and the seams over which nothing changes (G-2, L3)."""

from datetime import UTC, date, datetime

import pytest

from app.domain.late_registration import (
    KnownPlacement,
    PaymentTerms,
    TimedDay,
    timed_begin,
    timed_days,
    timed_end,
)
from app.domain.saved_days import BEGIN, END, Moments, brussels_day

RESIDENCE = PaymentTerms(frozenset({"VBFBJB04"}), frozenset(), "voluntary")


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}T09:00:00").replace(tzinfo=UTC)


def timed(edge: str, since: date, saved: date) -> TimedDay:
    """A begin, or the end of a stay that the Groeipakket knew of in time, that was saved once."""
    moment = datetime(saved.year, saved.month, saved.day, 9, tzinfo=UTC)
    found = (
        timed_begin(KnownPlacement(1, since, None, Moments(moment), RESIDENCE))
        if edge == BEGIN
        else timed_end(KnownPlacement(1, date(2023, 1, 2), since, Moments(None, moment), RESIDENCE))
    )
    assert found is not None
    return found


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
    for edge in (BEGIN, END):
        found = timed(edge, day("03-10"), day(saved))
        assert (found.days_after, found.is_late) == (days, late)


def test_a_leap_day_counts_among_the_seven_g_2() -> None:
    assert not timed(BEGIN, day("02-23"), day("03-01")).is_late
    assert timed(BEGIN, day("02-23"), day("03-02")).is_late
    assert timed(BEGIN, date(2023, 2, 23), date(2023, 3, 3)).is_late


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
    assert list(timed(edge, day(since), day(saved)).firsts) == [day(one) for one in firsts]


def test_the_firsts_go_over_the_turn_of_the_year_g_2() -> None:
    assert timed(BEGIN, date(2023, 11, 30), date(2024, 2, 1)).firsts == (
        date(2023, 12, 1),
        date(2024, 1, 1),
        date(2024, 2, 1),
    )


def test_the_day_of_saving_is_that_of_brussels_g_2() -> None:
    assert brussels_day(datetime(2024, 1, 31, 23, 30, tzinfo=UTC)) == day("02-01")
    assert brussels_day(datetime(2024, 6, 30, 22, 30, tzinfo=UTC)) == day("07-01")
    assert brussels_day(None) is None


def placement(
    key: int, begin: str, end: str | None, saved: tuple[str, str | None], terms: PaymentTerms | None
) -> KnownPlacement:
    moments = Moments(at(saved[0]), at(saved[1]) if saved[1] else None)
    return KnownPlacement(key, day(begin), day(end) if end else None, moments, terms)


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
    assert timed_days([KnownPlacement(1, day("01-08"), day("02-10"), Moments(), RESIDENCE)]) == []
