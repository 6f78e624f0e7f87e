"""The process that delivers is killed at each of its steps; afterwards the receiver has what it should (G-1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.database import db
from app.domain.jobs import JobName
from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.services.groeipakket.comparing import verify_groeipakket
from jobs.performing import perform
from models import JobRun, Schakeling
from tests.groeipakket.killed_delivery import PLACES, deliverers
from tests.groeipakket.lines import line_to
from tests.groeipakket.placements import change, placed, residence
from tests.integrations.papers import Papers
from tests.services.steps import TODAY, day
from tests.services.test_races import working

DOSSIERS = 3


def change_all(app: Flask, ids: list[int], until: str) -> int:
    """Gives every schakeling another end; answers the job that has to tell it."""
    with working(app) as session:
        for one in ids:
            change(session, session.get_one(Schakeling, one), placed("01-08", until))
        run = JobRun(name=JobName.DELIVER_TO_GROEIPAKKET, unique_key=until)
        session.add(run)
        session.flush()
        return run.id


def rest(app: Flask) -> None:
    """The pauses of all messages are over."""
    with working(app) as session:
        session.execute(text("update groeipakket_message set next_try_at = now() - interval '1 minute'"))


def deliver_anew(app: Flask, run_id: int) -> None:
    """What the scheduler does: the same job again, and once more for what rested."""
    with app.app_context():
        perform(run_id)
    rest(app)
    with working(app) as session:
        again = JobRun(name=JobName.SEND_TO_GROEIPAKKET, unique_key=f"{run_id}")
        session.add(again)
        session.flush()
        again_id = again.id
    with app.app_context():
        perform(again_id)


def test_a_delivery_that_is_killed_anywhere_loses_nothing_and_doubles_nothing_g_1(
    committing_app: Flask, tmp_path: Path
) -> None:
    app, receiver = committing_app, DemoReceiver()
    with working(app) as session:
        ids = [residence(session)[2].id for _ in range(DOSSIERS)]
    with app.app_context():
        database = db.engine.url.render_as_string(hide_password=False)
    papers = Papers(tmp_path)
    ends: list[str] = []
    with line_to(papers, receiver) as (server, adapter), deliverers(database, papers.endpoint(server.url)) as kill_at:
        app.extensions["groeipakket"] = adapter
        for number, place in enumerate(PLACES):
            ends.append(f"{day('03-01') + timedelta(days=number):%m-%d}")
            run_id = change_all(app, ids, ends[-1])
            kill_at(place, run_id)
            rest(app)
            deliver_anew(app, run_id)
            for one in ids:
                told = [each for each in receiver.received if each["situation"]["placement"] == str(one)]
                assert [each["situation"]["end"] for each in told] == [f"2024-{end}" for end in ends], place
                assert [each["sequence"] for each in told] == list(range(1, len(ends) + 1)), place
    assert len(receiver.accepted) == DOSSIERS * len(PLACES)
    with working(app) as session:
        states = "select state, count(*) from groeipakket_message group by 1"
        assert [tuple(row) for row in session.execute(text(states))] == [("confirmed", DOSSIERS * len(PLACES))]
        assert verify_groeipakket(session, today=TODAY) == 0
