"""When recurring work is due: by the clock of Brussels, once a period, and afterwards when the time was missed."""

from datetime import UTC, datetime, time

import pytest

from app.domain.jobs import JobName
from jobs.schedule import SCHEDULE, automatic_reports, daily, every_minutes


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        ("2024-01-15T01:29:59", "2024-01-14"),
        ("2024-01-15T01:30:00", "2024-01-15"),
        ("2024-01-15T23:30:00", "2024-01-15"),
        # Summer time: two hours ahead of UTC.
        ("2024-07-15T00:29:59", "2024-07-14"),
        ("2024-07-15T00:30:00", "2024-07-15"),
        # 31 March 2024: the clock skips 2:00 to 3:00, which is 1:00 UTC.
        ("2024-03-31T00:59:59", "2024-03-30"),
        ("2024-03-31T01:30:00", "2024-03-31"),
        # 27 October 2024: 2:30 comes twice, at 0:30 and 1:30 UTC; the first counts.
        ("2024-10-27T00:29:59", "2024-10-26"),
        ("2024-10-27T00:30:00", "2024-10-27"),
        ("2024-10-27T01:30:00", "2024-10-27"),
        ("2024-02-29T12:00:00", "2024-02-29"),
        ("2024-12-31T23:30:00", "2024-12-31"),
        ("2025-01-01T01:30:00", "2025-01-01"),
    ],
)
def test_nightly_work_is_due_from_half_past_two_in_brussels(now: str, newest: str) -> None:
    assert list(daily(time(2, 30))(datetime.fromisoformat(now).replace(tzinfo=UTC))) == [newest]


def test_every_day_of_a_standstill_can_be_made_good_oldest_first() -> None:
    due = daily(time(2, 30), days_back=3)(datetime(2024, 3, 1, 12, tzinfo=UTC))
    assert list(due) == ["2024-02-28", "2024-02-29", "2024-03-01"]


def test_each_day_of_a_year_with_its_clock_changes_comes_exactly_once() -> None:
    due = daily(time(2, 30))
    hours = (datetime.fromtimestamp(1_704_067_200 + 3600 * hour, UTC) for hour in range(366 * 24))
    seen = [due(hour)[0] for hour in hours]
    assert seen == sorted(seen)
    assert len(set(seen)) == 367, "31 December before, and every day of 2024"


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        ("2024-03-01T12:00:00", "2024-03-01T12:00"),
        ("2024-03-01T12:09:59", "2024-03-01T12:00"),
        ("2024-03-01T12:10:00", "2024-03-01T12:10"),
        ("2024-02-29T23:59:59", "2024-02-29T23:50"),
    ],
)
def test_what_comes_back_every_ten_minutes_has_a_period_of_ten_minutes(now: str, newest: str) -> None:
    assert every_minutes(10)(datetime.fromisoformat(now).replace(tzinfo=UTC)) == [newest]


def test_the_schedule_holds_every_job_once_but_those_that_are_asked_for() -> None:
    asked_for = {
        JobName.DELIVER_OUTBOX,
        JobName.PROCESS_YEARS,
        JobName.MAKE_REQUESTED_REPORTS,
        JobName.SEND_TO_GROEIPAKKET,
        JobName.CHECK_FILE,
        JobName.READ_IN_FILE,
    }
    assert sorted(job.name for job in SCHEDULE) == sorted(set(JobName) - asked_for)


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        # Winter time: one hour ahead of UTC; reports are due from five in the morning.
        ("2024-02-01T03:59:59", "2023-3 2023-11-01"),
        ("2024-02-01T04:00:00", "2023-4 2024-02-01"),
        ("2024-02-29T23:59:59", "2023-4 2024-02-01"),
        ("2024-03-01T03:59:59", "2023-4 2024-02-01"),
        ("2024-03-01T04:00:00", "2023 2024-03-01"),
        # Summer time: two hours ahead; the clock changed on 31 March, between two due days.
        ("2024-03-31T01:00:00", "2023 2024-03-01"),
        ("2024-05-01T02:59:59", "2023 2024-03-01"),
        ("2024-05-01T03:00:00", "2024-1 2024-05-01"),
        ("2024-08-01T03:00:00", "2024-2 2024-08-01"),
        # The clock changed back on 27 October.
        ("2024-11-01T03:59:59", "2024-2 2024-08-01"),
        ("2024-11-01T04:00:00", "2024-3 2024-11-01"),
        ("2025-01-01T12:00:00", "2024-3 2024-11-01"),
    ],
)
def test_reports_are_due_from_five_in_the_morning_in_brussels_r_5(now: str, newest: str) -> None:
    assert automatic_reports(datetime.fromisoformat(now).replace(tzinfo=UTC))[-2:] == [f"{newest} 1", f"{newest} 2"]


def test_each_quarter_and_year_is_planned_once_for_each_of_its_days_r_5() -> None:
    """Over two years by the hour, a leap year among them: eleven runs a year, no more."""
    hours = (datetime.fromtimestamp(1_704_067_200 + 3600 * hour, UTC) for hour in range(731 * 24))
    jobs = {key for hour in hours for key in automatic_reports(hour)}
    planned = {key.removesuffix(" 1") for key in jobs if key.endswith(" 1")}
    assert len(jobs) == 2 * len(planned), "two jobs share each"
    of_2024 = {key for key in planned if key.split()[1].startswith("2024")}
    assert of_2024 == {
        *(f"2023-{number} 2024-02-01" for number in (1, 2, 3, 4)),
        "2023 2024-03-01",
        "2024-1 2024-05-01",
        *(f"2024-{number} 2024-08-01" for number in (1, 2)),
        *(f"2024-{number} 2024-11-01" for number in (1, 2, 3)),
    }
    assert len({key for key in planned if key.split()[1].startswith("2025")}) == len(of_2024)
