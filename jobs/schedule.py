"""When jobs are due: a list of data, compared with what the database says was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.domain.civil_time import BRUSSELS
from app.domain.groeipakket_words import DELIVERED_AT
from app.domain.jobs import JobName
from app.domain.reports.automatic import Making, latest_due_days
from app.domain.statements.reminders import deadline, year_to_remind

REMINDING_HOUR = time(6, 0)
REPORTING_HOUR = time(5, 0)


@dataclass(frozen=True)
class ScheduledJob:
    """A job that comes back: `due_periods` answers the periods to have been done by a moment, oldest first."""

    name: JobName
    due_periods: Callable[[datetime], Sequence[str]]


def daily(at: time, days_back: int = 1) -> Callable[[datetime], Sequence[str]]:
    """One period a day, due from the given Brussels time on; its key is the day.

    After a standstill the last `days_back` days are made good.
    """

    def due(now: datetime) -> Sequence[str]:
        newest = _newest_due_day(now, at)
        return [(newest - timedelta(days=back)).isoformat() for back in reversed(range(days_back))]

    return due


def every_minutes(step: int) -> Callable[[datetime], Sequence[str]]:
    """One period for each `step` minutes of an hour, of which it is a divisor; its key is the minute in UTC.

    After a standstill only the last one is made good.
    """

    def due(now: datetime) -> Sequence[str]:
        moment = now.astimezone(UTC)
        return [f"{moment.replace(minute=moment.minute - moment.minute % step):%Y-%m-%dT%H:%M}"]

    return due


def before_march(now: datetime) -> Sequence[str]:
    """The year of which facilities are reminded: due from the morning of 1 February until 1 March (Q-5)."""
    year = year_to_remind(_newest_due_day(now, REMINDING_HOUR))
    is_over = year is not None and now.astimezone(BRUSSELS).date() >= deadline(year)
    return [] if year is None or is_over else [str(year)]


def automatic_reports(now: datetime) -> Sequence[str]:
    """The jobs of every quarter and year whose reports came due in the last year, by its latest due day (R-5)."""
    due = latest_due_days(_newest_due_day(now, REPORTING_HOUR))
    return [key for period, day in due.items() for key in Making(period, day).job_keys]


def _newest_due_day(now: datetime, at: time) -> date:
    """The last day whose hour has come; in spring an hour that the clock skips comes when the clock has moved on."""
    today = now.astimezone(BRUSSELS).date()
    has_come = now >= datetime.combine(today, at, BRUSSELS)
    return today if has_come else today - timedelta(days=1)


# All of them look at the present state only, so a missed night is made good by one run; the reminder has a run a year,
# and the reports have one a period and due day.
SCHEDULE: Sequence[ScheduledJob] = (
    ScheduledJob(JobName.VERIFY_DEPLOYMENTS, daily(time(2, 30))),
    ScheduledJob(JobName.EMPTY_BIN, daily(time(3, 30))),
    ScheduledJob(JobName.PURGE_EXPIRED, daily(time(4, 0))),
    ScheduledJob(JobName.REMIND_OF_STATEMENTS, before_march),
    ScheduledJob(JobName.REFRESH_FIGURES, every_minutes(10)),
    ScheduledJob(JobName.VERIFY_FIGURES, daily(time(3, 0))),
    ScheduledJob(JobName.FOLLOW_REGISTRATIONS, daily(time(3, 45))),
    ScheduledJob(JobName.REMIND_OF_REGISTRATIONS, daily(time(6, 15))),
    ScheduledJob(JobName.END_DOCUMENTS, daily(time(0, 10))),
    ScheduledJob(JobName.WARN_OF_TOKENS, daily(time(6, 15))),
    ScheduledJob(JobName.REMIND_OF_DOCUMENTS, daily(time(6, 30))),
    ScheduledJob(JobName.MAIL_DOCUMENT_DIGESTS, daily(time(7, 0))),
    ScheduledJob(JobName.MAKE_AUTOMATIC_REPORTS, automatic_reports),
    ScheduledJob(JobName.FETCH_MODULES, daily(time(4, 30))),
    ScheduledJob(JobName.REFRESH_CLIENTS, daily(time(4, 45))),
    ScheduledJob(JobName.DELIVER_TO_GROEIPAKKET, daily(DELIVERED_AT)),
    ScheduledJob(JobName.VERIFY_GROEIPAKKET, daily(time(1, 30))),
    ScheduledJob(JobName.REMOVE_LEFT_FILES, every_minutes(30)),
)
