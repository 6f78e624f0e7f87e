"""What was only kept for a while is cleared away on time, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.database import BincSession, enter_scope
from app.domain.jobs import REMEMBERED, JobName
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.housekeeping import purge_expired
from jobs.schedule import SCHEDULE
from models.access import WebSession
from models.draft import Draft
from models.job_run import JobRun
from models.notice import Notice
from models.outbox import OutboxMessage
from models.search_criteria import SearchCriteria
from tests.factories import create_facility, create_seat, create_user

NOW = datetime(2024, 2, 29, 3, tzinfo=UTC)
YEAR = timedelta(days=365)
INSTANT = timedelta(microseconds=1)
KINDS = ("web_sessions", "notices", "mails", "job_runs", "search_criteria", "api_answers", "drafts")
NOTHING = dict.fromkeys(KINDS, 0)


def create_expiring(session: BincSession, name: str, expires_at: datetime) -> None:
    session.add(WebSession(token_digest=name, content="", created_at=NOW - timedelta(days=1), expires_at=expires_at))
    session.add(SearchCriteria(token=name, seat_id=1, purpose="dossiers", criteria={}, expires_at=expires_at))


def test_what_expires_now_or_before_goes_and_the_rest_stays(session: BincSession) -> None:
    for name, expires_at in (("before", NOW - INSTANT), ("now", NOW), ("after", NOW + INSTANT)):
        create_expiring(session, name, expires_at)
    session.flush()
    assert purge_expired(session, now=NOW) == {**NOTHING, "web_sessions": 2, "search_criteria": 2}
    # Browsers of other tests keep their sessions in a transaction of their own.
    mine = select(WebSession.token_digest).where(WebSession.token_digest.in_(("before", "now", "after")))
    assert session.scalars(mine).all() == ["after"]
    assert session.scalars(select(SearchCriteria.token)).all() == ["after"]


def test_clearing_away_twice_changes_nothing_the_second_time(session: BincSession) -> None:
    create_expiring(session, "before", NOW - INSTANT)
    session.flush()
    purge_expired(session, now=NOW)
    assert purge_expired(session, now=NOW) == NOTHING


def test_a_notice_that_nobody_reads_goes_after_ninety_days_d_9(session: BincSession) -> None:
    facility, user = create_facility(session), create_user(session)
    for name, days in (("old", timedelta(days=90)), ("fresh", timedelta(days=90) - INSTANT)):
        notice = Notice(facility_id=facility.id, user_id=user.id, kind="taken", colleague=name, codes=[], at=NOW - days)
        session.add(notice)
    session.flush()
    assert purge_expired(session, now=NOW) == {**NOTHING, "notices": 1}
    assert session.scalars(select(Notice.colleague).where(Notice.user_id == user.id)).all() == ["fresh"]


@pytest.mark.parametrize("state", ["sent", "failed", "waiting"])
def test_a_mail_goes_ninety_days_after_it_ended_and_one_that_waits_stays_d_7(session: BincSession, state: str) -> None:
    person = create_user(session).id
    for name, days in (("old", timedelta(days=90)), ("fresh", timedelta(days=90) - INSTANT)):
        at = NOW - days
        # A sent mail counts from its sending, however long it waited for that.
        written = NOW - timedelta(days=200) if state == "sent" else at
        text = {"subject": name, "message_key": name, "kind": "reopening_answered", "body": "x", "path": "/"}
        mail = OutboxMessage(recipient_id=person, address="an@voorbeeld.be", created_at=written, **text)
        session.add(mail)
        session.flush()
        mail.state, mail.sent_at = state, at if state == "sent" else None
    session.flush()
    assert purge_expired(session, now=NOW) == {**NOTHING, "mails": 0 if state == "waiting" else 1}
    left = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.recipient_id == person)).all()
    assert sorted(left) == (["fresh", "old"] if state == "waiting" else ["fresh"])


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_the_row_of_a_job_goes_ninety_days_after_its_end(session: BincSession, state: str) -> None:
    """The job of every ten minutes leaves 144 rows a day; one that waits, or whose row is read for longer, stays."""
    rows = [JobRun(name=JobName.REFRESH_FIGURES, unique_key="waits", state="queued", created_at=NOW - 2 * YEAR)]
    for name in JobName:
        for key, ended in (("old", NOW - timedelta(days=90)), ("fresh", NOW - timedelta(days=90) + INSTANT)):
            rows.append(JobRun(name=name, unique_key=key, state=state, finished_at=ended))
    session.add_all(rows)
    session.flush()
    assert purge_expired(session, now=NOW) == {**NOTHING, "job_runs": len(JobName) - len(REMEMBERED)}
    left = session.execute(select(JobRun.name).where(JobRun.unique_key == "old")).scalars()
    assert set(left) == {"make_requested_reports", "make_automatic_reports", "process_years"}
    assert session.scalar(select(func.count()).select_from(JobRun)) == len(JobName) + len(REMEMBERED) + 1


def test_no_job_that_went_is_still_due() -> None:
    """A row that goes too early would let its job be done again: whatever comes back was due within ninety days."""
    for job in SCHEDULE:
        if job.name not in REMEMBERED:
            long_ago = {key for days in range(90, 456) for key in job.due_periods(NOW - timedelta(days=days))}
            assert not long_ago & set(job.due_periods(NOW)), job.name


def test_a_draft_goes_the_night_after_its_thirtieth_day_d_11(session: BincSession) -> None:
    seat, system = create_seat(session, create_facility(session)), session.scope
    own = Scope.of_seat(Role.FACILITY_STAFF, Actor(seat.user_id, "An"), seat.facility_id, seat.id)
    enter_scope(session, own)
    for form, days in (("/oud/", timedelta(days=31)), ("/vers/", timedelta(days=31) - INSTANT)):
        kept = {"form": form, "content": [["begin", "x"]], "saved_at": NOW - days}
        session.add(Draft(facility_id=seat.facility_id, seat_id=seat.id, **kept))
    session.flush()
    enter_scope(session, system)
    assert purge_expired(session, now=NOW) == {**NOTHING, "drafts": 1}
    enter_scope(session, own)
    assert session.scalars(select(Draft.form)).all() == ["/vers/"]
