"""A file from upload to report: checked, confirmed once, all or nothing, stopped, killed, left (G-3)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.domain.imports import MOST_FINDINGS
from app.domain.jobs import JobName
from app.domain.roles import Role
from app.integrations.documents import ContentGone, StoredContent
from app.queries.imports import sent_file
from app.services.documents.ending import kept_contents
from app.services.imports import outcome
from app.services.imports.outcome import remove_left
from app.services.imports.sending import refuse_too_many, stop_import
from models import Client, Dossier, FileImport, JobRun, Notice, Schakeling
from tests.exchange.files import NOOR, client, content, small_file
from tests.imports import killed_run
from tests.imports.steps import Sent, check, confirm, do, found, new_rows, now, place, read_in, run_of, send, store_of
from tests.services.test_races import working


@pytest.fixture
def app(committing_app: Flask) -> Flask:
    """An application whose transactions are real."""
    return committing_app


def counts(app: Flask) -> tuple[int, ...]:
    """How many clients, dossiers and schakelingen there are."""
    with working(app) as session:
        return tuple(
            session.scalar(select(func.count()).select_from(one)) or 0 for one in (Client, Dossier, Schakeling)
        )


def is_destroyed(app: Flask, record: FileImport, key: str) -> bool:
    """Whether nobody can read a content any more."""
    try:
        store_of(app).read(StoredContent(key, record.content_size, record.content_sha256))
    except ContentGone:
        return True
    return False


def test_a_file_is_checked_confirmed_and_read_in_and_its_sender_is_told_g_3(app: Flask) -> None:
    sent = send(app, place(app), new_rows())
    key, before = now(app, sent).content_key, counts(app)
    assert key is not None
    checked = check(app, sent)
    assert (checked.state, checked.about, checked.faults, checked.content_key) == ("ready", "eigen", 0, key)
    assert checked.report is not None
    assert checked.report["created"] == {"client": 1, "dossier": 1, "referral": 1, "decision": 1, "schakeling": 2}
    assert counts(app) == before
    confirm(app, sent)
    done = read_in(app, sent)
    assert (done.state, done.report, done.content_key) == ("done", checked.report, None)
    assert counts(app) == (before[0] + 1, before[1] + 1, before[2] + 2)
    assert is_destroyed(app, done, key)
    with working(app) as session:
        told = [(one.kind, one.user_id, one.codes) for one in session.scalars(select(Notice).order_by(Notice.id))]
        trail = session.scalars(
            text("select distinct user_id from audit_entry where action = 'import' and user_id > 0")
        )
        assert trail.all() == [sent.user_id]
    assert told == [("file_checked", sent.user_id, [str(sent.id)]), ("file_read_in", sent.user_id, [str(sent.id)])]


def test_warnings_are_kept_to_be_confirmed_s_12(app: Flask) -> None:
    sent = send(app, place(app), new_rows())
    checked = check(app, sent)
    assert checked.cautions == len(found(app, sent)) > 0
    assert (False, "Dossiers", "S-12") in {(one[0], one[1], one[4]) for one in found(app, sent)}


def test_every_fault_is_kept_with_its_place_and_the_content_goes_g_3(app: Flask) -> None:
    other = {"facility": "F999", "quarter": "2024-1", "module": "VBFBJB04", "total": 1}
    sent = send(app, place(app), new_rows(facilities=small_file()["facilities"], utilisation=[other]))
    key = now(app, sent).content_key
    refused = check(app, sent)
    assert (refused.state, refused.faults, refused.content_key) == ("refused", 2, None)
    assert found(app, sent) == [
        (True, "Voorzieningen", "/facilities/0", "voorziening 1", "A-4"),
        (True, "Benutting", "/utilisation/0/facility", "benutting 1", "A-2"),
    ]
    assert is_destroyed(app, refused, key or "")


def test_the_admin_reads_in_whole_files_and_policy_what_it_edits_a_4(app: Flask) -> None:
    whole = content(small_file())
    admin = send(app, None, whole, Role.ADMIN)
    assert check(app, admin).state == "ready"
    confirm(app, admin)
    assert read_in(app, admin).state == "done"
    assert counts(app) == (1, 1, 2)
    policy = send(app, None, content({"format": "binc-exchange/1", "source": "b", "clients": [client("c", NOOR)]}),
                  Role.AGENCY_POLICY)  # fmt: skip
    assert check(app, policy).state == "refused"
    assert [one[4] for one in found(app, policy)] == ["A-4"]


@pytest.mark.parametrize("given", [b"{", b"{}", b'{"format": 1}', b"{\xff}", b"[" * 90_000])
def test_what_is_no_exchange_file_is_told_with_its_place_g_3(app: Flask, given: bytes) -> None:
    sent = send(app, place(app), given)
    assert check(app, sent).state == "refused"
    assert found(app, sent)


def test_a_hostile_file_fills_no_table_g_3(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome, "MOST_FINDINGS", 10)
    assert MOST_FINDINGS == 20_000
    sent = send(app, place(app), content({"format": "binc-exchange/1", "source": "x", "clients": [1] * 50}))
    assert (check(app, sent).faults, len(found(app, sent))) == (50, 10)


def test_pressed_twice_or_done_twice_it_happens_once_g_3(app: Flask) -> None:
    sent = send(app, place(app), new_rows())
    check(app, sent)
    confirm(app, sent)
    confirm(app, sent)
    read_in(app, sent)
    after = counts(app)
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(JobRun).where(JobRun.name == "read_in_file")) == 1
        session.get_one(JobRun, run_of(app, sent, JobName.READ_IN_FILE)).state = "queued"
        session.get_one(JobRun, run_of(app, sent, JobName.CHECK_FILE)).state = "queued"
    assert do(app, sent, JobName.READ_IN_FILE).state == "done"
    assert do(app, sent, JobName.CHECK_FILE).state == "done"
    assert (counts(app), now(app, sent).state) == (after, "done")
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


def test_what_changed_meanwhile_stops_it_and_says_so_d_11(app: Flask) -> None:
    facility_id = place(app)
    first, second = send(app, facility_id, new_rows()), send(app, facility_id, new_rows())
    for sent in (first, second):
        check(app, sent)
        confirm(app, sent)
    assert read_in(app, first).state == "done"
    after = counts(app)
    overtaken = read_in(app, second)
    assert (overtaken.state, overtaken.faults, overtaken.cautions, overtaken.content_key) == ("overtaken", 1, 0, None)
    assert [one[4] for one in found(app, second)] == ["D-11"]
    assert counts(app) == after


def test_a_fault_that_came_meanwhile_is_told_at_its_place_d_1(app: Flask) -> None:
    facility_id = place(app)
    sent = send(app, facility_id, new_rows())
    check(app, sent)
    confirm(app, sent)
    other = send(app, facility_id, new_rows().replace(b'"eigen"', b'"ander"'))
    check(app, other)
    confirm(app, other)
    read_in(app, other)
    assert read_in(app, sent).state == "overtaken"
    assert ("D-1", "/dossiers/0/client") in {(one[4], one[2]) for one in found(app, sent)}


def stop(app: Flask, sent: Sent) -> str | None:
    with working(app) as session:
        return stop_import(session, sent.id, now=datetime.now(UTC))


def test_a_file_is_taken_back_before_during_and_after_its_check_g_3(app: Flask) -> None:
    facility_id = place(app)
    before = counts(app)
    early = send(app, facility_id, new_rows())
    assert stop(app, early) is not None
    assert do(app, early, JobName.CHECK_FILE).state == "cancelled"
    late = send(app, facility_id, new_rows())
    check(app, late)
    confirm(app, late)
    assert stop(app, late) is not None
    assert do(app, late, JobName.READ_IN_FILE).state == "cancelled"
    assert (now(app, late).state, now(app, late).content_key, counts(app)) == ("cancelled", None, before)
    done = send(app, facility_id, new_rows())
    check(app, done)
    confirm(app, done)
    read_in(app, done)
    assert stop(app, done) is None
    assert now(app, done).state == "done"


@pytest.mark.parametrize("name", ["import_file", "write_done"])
def test_a_file_taken_back_while_it_is_read_in_leaves_nothing_g_3(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import jobs.file_imports as job

    sent, real = send(app, place(app), new_rows()), getattr(job, name)
    before = counts(app)
    check(app, sent)
    confirm(app, sent)

    def stopped_first(*arguments: Any, **named: Any) -> Any:
        stop(app, sent)
        return real(*arguments, **named)

    if name == "import_file":
        monkeypatch.setattr(job, name, stopped_first)
    else:
        monkeypatch.setattr(job, "hold_under_way", lambda *arguments: stopped_hold(app, sent, *arguments))
    run = do(app, sent, JobName.READ_IN_FILE)
    assert (run.state, run.result) == ("done", {"state": "cancelled"})
    assert (now(app, sent).state, counts(app)) == ("cancelled", before)


def stopped_hold(app: Flask, sent: Sent, *arguments: Any) -> Any:
    stop(app, sent)
    return outcome.hold_under_way(*arguments)


def test_progress_shows_while_it_goes_on_and_stops_what_was_taken_back_g_3(app: Flask) -> None:
    import jobs.file_imports as job

    facility_id = place(app)
    sent = send(app, facility_id, new_rows())
    with app.app_context(), working(app) as session:
        record = session.get_one(FileImport, sent.id)
        job._Progress(record.id)(50, 120)
    assert (now(app, sent).done, now(app, sent).total) == (50, 120)
    stop(app, sent)
    with app.app_context(), working(app), pytest.raises(outcome.StoppedError):
        job._Progress(sent.id)(100, 120)


def test_a_job_that_breaks_is_tried_again_and_gives_up_without_a_trace_g_3(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jobs.file_imports as job

    sent, before = send(app, place(app), new_rows()), counts(app)
    check(app, sent)
    confirm(app, sent)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("Noor Peeters")

    monkeypatch.setattr(job, "write_done", fail)
    states = [do(app, sent, JobName.READ_IN_FILE).state for _ in range(3)]
    assert (states, counts(app)) == (["queued", "queued", "failed"], before)
    with working(app) as session:
        kinds = session.scalars(select(Notice.kind).order_by(Notice.id)).all()
        stands = sent_file(session, sent.id)
        assert stands is not None
        assert (stands.gave_up, stands.is_under_way) == (True, False)
    assert kinds == ["file_checked", "file_read_in"]


def test_what_nobody_confirms_for_a_day_is_destroyed_and_the_sweep_leaves_the_others_g_3(app: Flask) -> None:
    facility_id = place(app)
    left, fresh = send(app, facility_id, new_rows()), send(app, facility_id, new_rows())
    check(app, left)
    key = now(app, left).content_key
    with working(app) as session:
        session.get_one(FileImport, left.id).requested_at = datetime.now(UTC) - timedelta(days=1, minutes=1)
    with working(app) as session:
        session.add(JobRun(name=JobName.REMOVE_LEFT_FILES, unique_key="2024-07-01T10:00"))
        session.flush()
        run_id = session.scalars(select(JobRun.id).where(JobRun.name == JobName.REMOVE_LEFT_FILES)).one()
    from jobs.performing import perform

    with app.app_context():
        perform(run_id)
    expired = now(app, left)
    assert (expired.state, expired.content_key, now(app, fresh).state) == ("expired", None, "checking")
    assert is_destroyed(app, expired, key or "")
    with working(app) as session:
        assert kept_contents(session) == [now(app, fresh).content_key]
        assert remove_left(session, now=datetime.now(UTC)) == []


def test_a_few_files_may_wait_at_a_place_and_no_more_g_3(app: Flask) -> None:
    from app.domain.faults import DomainError

    facility_id = place(app)
    sent = [send(app, facility_id, b"{}") for _ in range(5)]
    with working(app) as session:
        with pytest.raises(DomainError):
            refuse_too_many(session, Role.FACILITY_STAFF, facility_id)
        refuse_too_many(session, Role.ADMIN, None)
    stop(app, sent[0])
    with working(app) as session:
        refuse_too_many(session, Role.FACILITY_MANAGER, facility_id)


@pytest.mark.parametrize("at", killed_run.PLACES)
def test_a_worker_killed_anywhere_leaves_nothing_half_and_the_next_one_ends_it_g_3(
    app: Flask, worker_app: Flask, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    sent, before = send(app, place(app), new_rows()), counts(app)
    settings = app.extensions["settings"]
    monkeypatch.setenv("BINC_TEST_DOCUMENTS", str(settings.documents_place))
    monkeypatch.setenv("BINC_TEST_KEYS", str(settings.document_keys_place))
    name = JobName.CHECK_FILE if "check" in at else JobName.READ_IN_FILE
    if name is JobName.READ_IN_FILE:
        check(app, sent)
        confirm(app, sent)
    kill_at(at, run_of(app, sent, name))
    after = (before[0] + 1, before[1] + 1, before[2] + 2)
    assert counts(app) == (after if at == "after the commit" else before)
    run = do(app, sent, name)
    assert (run.state, run.tries) == ("done", 2)
    assert now(app, sent).state == ("ready" if name is JobName.CHECK_FILE else "done")
    assert counts(app) == (before if name is JobName.CHECK_FILE else after)
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == (1 if name is JobName.CHECK_FILE else 2)


def kill_at(at: str, run_id: int) -> None:
    """Kills a process with SIGKILL at that place of the run."""
    command = [sys.executable, "-m", "tests.imports.killed_run", at, str(run_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n", at
        process.kill()
    assert process.returncode == -signal.SIGKILL
