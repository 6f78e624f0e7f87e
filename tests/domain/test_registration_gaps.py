"""What may be missing for the Groeipakket, and the reminders of the second and the sixth day (G-2)."""

from datetime import date, timedelta

import pytest

from app.domain.registration_gaps import NO_FOLLOW_UP, NOT_BEGUN, Gap, LastOne, due_reminder, gap_of

TODAY = date(2024, 3, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def decision(days: int, *, sends: bool = True) -> LastOne:
    return LastOne(7, ago(days), sends)


def schakeling(ended: int | None, *, sends: bool = True) -> LastOne:
    return LastOne(9, ago(300), sends, None if ended is None else ago(ended))


@pytest.mark.parametrize(
    ("decided", "last", "gap"),
    [
        (None, None, None),
        # A decision waits for its first schakeling, from the day after it began on and for as long as it does.
        (decision(0), None, None),
        (decision(1), None, Gap(NOT_BEGUN, ago(1), 7)),
        (decision(400), None, Gap(NOT_BEGUN, ago(400), 7)),
        (decision(-3), None, None),
        (decision(1, sends=False), None, None),
        # Help that runs, or whose last day is today: nothing is missing.
        (decision(300), schakeling(None), None),
        (decision(5), schakeling(None), None),
        (decision(300), schakeling(0), None),
        (decision(300), schakeling(-10), None),
        # Help that ended a week ago at most.
        (decision(300), schakeling(1), Gap(NO_FOLLOW_UP, ago(1), 9)),
        (decision(300), schakeling(7), Gap(NO_FOLLOW_UP, ago(7), 9)),
        (decision(300), schakeling(8), None),
        (decision(300), schakeling(3, sends=False), None),
        # A decision of the last day itself did not come after the help; one of the next day did.
        (decision(3), schakeling(3), Gap(NO_FOLLOW_UP, ago(3), 9)),
        (decision(2), schakeling(3), Gap(NOT_BEGUN, ago(2), 7)),
        (decision(2), schakeling(90, sends=False), Gap(NOT_BEGUN, ago(2), 7)),
        (decision(2, sends=False), schakeling(3), None),
    ],
)
def test_what_is_at_stake_in_an_open_dossier_g_2(
    decided: LastOne | None, last: LastOne | None, gap: Gap | None
) -> None:
    assert gap_of(decided, last, TODAY) == gap


def test_the_seventh_day_is_the_last_in_time_g_2() -> None:
    left = [Gap(NOT_BEGUN, ago(days), 7).days_left(TODAY) for days in (1, 6, 7, 8)]
    assert left == [6, 1, 0, -1]


@pytest.mark.parametrize(
    ("days", "due"),
    [(1, None), (2, 2), (3, 2), (5, 2), (6, 6), (7, 6), (13, 6), (14, None)],
)
def test_the_second_and_the_sixth_day_and_what_is_made_good_g_2(days: int, due: int | None) -> None:
    assert due_reminder(Gap(NOT_BEGUN, ago(days), 7), {}, TODAY) == due


def test_each_reminder_comes_once_and_no_two_on_one_day_g_2() -> None:
    def due(days: int, **sent: date) -> int | None:
        return due_reminder(Gap(NOT_BEGUN, ago(days), 7), {int(name[1:]): day for name, day in sent.items()}, TODAY)

    assert due(3, _2=ago(1)) is None
    assert due(6, _2=ago(1)) == 6
    assert due(6, _2=TODAY) is None, "the day was moved after the first reminder of today"
    assert due(7, _6=ago(1)) is None
    assert due(7, _2=ago(5), _6=ago(1)) is None
