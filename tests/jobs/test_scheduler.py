"""Planning: what is due gets one row, and every open row reaches the queue, whatever was lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from flask import Flask
from rq import Queue
from sqlalchemy import func, select, text

from app.database import transaction
from app.domain.jobs import JobName
from app.domain.scope import Scope
from app.services.outbox import write_message
from jobs.queue import connect, open_queue
from jobs.schedule import SCHEDULE
from jobs.scheduler import hand_over_open_work, plan, plan_and_hand_over
from models.job_run import JobRun
from tests.factories import create_user
from tests.jobs.rows import create_run

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
# The reminder of statements is due in February only; of the reports of the last year each period is due once.
DUE = [(job.name, period) for job in SCHEDULE for period in job.due_periods(NOON)]
# What comes back every day or more often.
DAILY = [name for name, _ in DUE if name != JobName.MAKE_AUTOMATIC_REPORTS]
TEN_HOURS = timedelta(hours=10)
ONCE_A_DAY = [
    job
    for job in SCHEDULE
    if job.name in DAILY and list(job.due_periods(NOON)) == list(job.due_periods(NOON + TEN_HOURS))
]


def count_rows() -> int:
    with transaction(Scope.system("test")) as session:
        return int(session.execute(select(func.count()).select_from(JobRun)).scalar_one())


def test_planning_twice_on_one_day_plans_once(job_app: Flask) -> None:
    assert plan(NOON, ONCE_A_DAY) == len(ONCE_A_DAY) > 0
    assert plan(NOON + TEN_HOURS, ONCE_A_DAY) == 0
    assert count_rows() == len(ONCE_A_DAY)


def test_after_a_standstill_of_ten_days_a_check_of_the_present_runs_once(job_app: Flask) -> None:
    plan(NOON)
    assert plan(NOON + timedelta(days=10)) == len(DAILY)
    assert count_rows() == len(DUE) + len(DAILY)


def test_two_schedulers_at_the_same_moment_plan_and_hand_over_once(job_app: Flask, queue: Queue) -> None:
    def one_scheduler(_number: int) -> None:
        with job_app.app_context():
            plan_and_hand_over(open_queue(connect(job_app.extensions["settings"].redis_url)), NOON)

    with ThreadPoolExecutor(8) as schedulers:
        list(schedulers.map(one_scheduler, range(24)))
    assert count_rows() == len(DUE)
    assert len(queue.job_ids) == len(set(queue.job_ids)) == len(DUE)


def test_work_that_the_queue_already_has_is_not_given_again(job_app: Flask, queue: Queue) -> None:
    create_run()
    assert [hand_over_open_work(queue, NOON) for _ in range(2)] == [1, 0]


def test_a_wiped_queue_gets_its_work_back(job_app: Flask, queue: Queue) -> None:
    run_id = create_run()
    hand_over_open_work(queue, NOON)
    queue.connection.flushall()
    assert hand_over_open_work(queue, NOON) == 1
    assert queue.job_ids == [f"job-run-{run_id}"]


def test_only_a_number_goes_into_the_queue(job_app: Flask, queue: Queue) -> None:
    run_id = create_run()
    hand_over_open_work(queue, NOON)
    assert [(job.args, job.kwargs) for job in queue.jobs] == [([run_id], {})]


def test_finished_work_is_left_alone(job_app: Flask, queue: Queue) -> None:
    for state in ("done", "failed", "cancelled"):
        create_run(state=state, unique_key=state)
    assert hand_over_open_work(queue, NOON) == 0


def test_failed_work_rests_before_it_comes_back(job_app: Flask, queue: Queue) -> None:
    create_run(tries=1, started_at=NOON)
    assert hand_over_open_work(queue, NOON + timedelta(seconds=29)) == 0
    assert hand_over_open_work(queue, NOON + timedelta(seconds=30)) == 1


def test_a_queue_that_is_away_does_not_stop_the_planning(job_app: Flask) -> None:
    away = open_queue(connect("unix:///nowhere/redis.sock"))
    plan_and_hand_over(away, NOON)
    assert count_rows() == len(DUE)


def test_the_outbox_is_emptied_within_a_minute_and_only_when_something_waits_d_7(job_app: Flask) -> None:
    assert plan(NOON, ()) == 0
    with transaction(Scope.system("test")) as session:
        account = create_user(session)
        write_message(session, "reopening_answered", account.id, "Binc", "Lees het hier:", "/")
    try:
        soon = datetime.now(UTC) + timedelta(seconds=5)
        assert plan(soon, ()) == 1
        assert plan(soon + timedelta(minutes=3), ()) == 0, "one run at a time"
    finally:
        with transaction(Scope.system("test")) as session:
            session.execute(text("delete from outbox_message"))
