"""Processing a year for many facilities: as a job, stopped and begun again, by two people at once (Q-5, Q-4, D-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.jobs import JobName
from app.domain.processing import Outcome
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.queries.year_processing import Progress, read_progress
from app.services import year_processing
from app.services.processed_years import process_year, reopen_year
from app.services.year_processing import FAILED, process_facility, start_processing
from jobs.performing import perform
from models import Facility, JobRun, ProcessedYear, ProcessedYearStep, StatementStep
from tests import factories
from tests.services.steps import ACTOR
from tests.services.test_races import working
from tests.statements.steps import Desk, desk_of, send_year
from tests.statements.test_races import Work, at_desk, race

APRIL = date(2025, 4, 1)
OTHER = Actor(None, "Bram Maes")
KINDS = ("sent", "sent", "open", "sent")


def facilities(app: Flask, *kinds: str) -> list[int]:
    """Facilities with help in 2024, each with everything sent or nothing at all."""
    ids = []
    for kind in kinds:
        with working(app) as session:
            desk, told = desk_of(session)
            told.add("01-08", None, "P-CB-BREED")
            if kind == "sent":
                send_year(session, desk.facility.id, 2024)
            ids.append(desk.facility.id)
    return ids


def set_up(app: Flask, ids: Sequence[int], actor: Actor = ACTOR) -> tuple[int, int]:
    """A processing of 2024 and the row of its job, as they stand once the agency pressed the button."""
    with working(app) as session:
        processing = start_processing(session, 2024, ids, actor=actor)
        run = session.scalars(select(JobRun).filter_by(unique_key=str(processing.id), name=JobName.PROCESS_YEARS)).one()
        return processing.id, run.id


def run_job(app: Flask, run_id: int) -> None:
    with app.app_context():
        perform(run_id)


def outcomes(app: Flask, processing_id: int) -> list[tuple[str, tuple[str, ...]]]:
    """Outcome and reasons per facility, in the order in which the facilities were made."""
    with working(app) as session:
        found = read_progress(session, processing_id).outcomes
        return [(one.outcome.value, one.reasons) for one in sorted(found, key=lambda each: each.code)]


def progress(app: Flask, processing_id: int) -> Progress:
    with working(app) as session:
        found = read_progress(session, processing_id)
        session.expunge_all()
        return found


def processed_once(app: Flask, ids: Sequence[int]) -> bool:
    """Whether each of them is processed, and each statement and year just once."""
    with working(app) as session:
        years = session.scalars(select(ProcessedYear.facility_id).filter_by(state="processed")).all()
        steps = session.scalars(select(ProcessedYearStep.facility_id)).all()
        quarters = session.scalars(select(StatementStep.facility_id).filter_by(event="process")).all()
        fours = sorted(one for one in ids for _ in range(4))
        return sorted(years) == sorted(steps) == sorted(ids) and sorted(quarters) == fours


def test_each_facility_has_its_own_result_and_one_that_fails_stops_nobody_q_5(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = facilities(committing_app, *KINDS)

    def breaking(session: BincSession, facility_id: int, year: int, **words: Any) -> Any:
        if facility_id == ids[1]:
            raise RuntimeError("Noor Peeters")
        return process_year(session, facility_id, year, **words)

    monkeypatch.setattr(year_processing, "process_year", breaking)
    processing_id, run_id = set_up(committing_app, ids)
    assert (progress(committing_app, processing_id).done, progress(committing_app, processing_id).total) == (0, 4)
    run_job(committing_app, run_id)
    assert outcomes(committing_app, processing_id) == [
        ("processed", ()),
        ("failed", (FAILED,)),
        ("refused", tuple(f"2024-{number} is nog nooit verzonden." for number in (1, 2, 3, 4))),
        ("processed", ()),
    ]
    assert processed_once(committing_app, [ids[0], ids[3]])
    with working(committing_app) as session:
        run = session.get_one(JobRun, run_id)
        assert (run.state, run.done, run.total, run.error_class) == ("done", 4, 4, None)
        assert run.result == {"processed": 2, "refused": 1, "failed": 1}
        assert session.scalars(select(ProcessedYearStep.actor_name)).all() == [ACTOR.name] * 2


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_job_that_stopped_anywhere_goes_on_and_processes_each_once_q_5(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """The worker goes down before the outcome of one facility is committed; the next run begins with that one."""
    ids = facilities(committing_app, "sent", "sent", "sent")
    processing_id, run_id = set_up(committing_app, ids)

    def going_down(session: BincSession, processing: Any, facility_id: int, **words: Any) -> Outcome:
        outcome = process_facility(session, processing, facility_id, **words)
        if facility_id == ids[place]:
            raise SystemExit
        return outcome

    with monkeypatch.context() as down:
        down.setattr("jobs.processing.process_facility", going_down)
        with pytest.raises(SystemExit):
            run_job(committing_app, run_id)
    half_way = progress(committing_app, processing_id)
    assert (half_way.done, half_way.is_over) == (place, False)
    run_job(committing_app, run_id)
    assert progress(committing_app, processing_id).is_over
    assert processed_once(committing_app, ids)
    run_job(committing_app, run_id)
    assert processed_once(committing_app, ids)


def test_a_job_that_is_given_up_is_told_as_stopped_q_5(committing_app: Flask) -> None:
    processing_id, run_id = set_up(committing_app, facilities(committing_app, "sent"))
    with working(committing_app) as session:
        session.get_one(JobRun, run_id).state = "failed"
    stopped = progress(committing_app, processing_id)
    assert (stopped.is_over, stopped.done) == (True, 0)


def test_two_people_who_process_the_same_facilities_do_it_once_q_5(committing_app: Flask) -> None:
    ids = facilities(committing_app, "sent", "sent")
    (one, first), (other, second) = set_up(committing_app, ids), set_up(committing_app, ids, OTHER)
    run_job(committing_app, first)
    run_job(committing_app, second)
    assert [outcome for outcome, _ in outcomes(committing_app, one)] == ["processed"] * 2
    words = ("2024 is al verwerkt voor deze voorziening. Je hoeft niets meer te doen.",)
    assert outcomes(committing_app, other) == [("refused", words)] * 2
    assert processed_once(committing_app, ids)


def test_a_preview_that_is_posted_twice_starts_once_also_at_the_same_moment_q_5_d_11(committing_app: Flask) -> None:
    ids = facilities(committing_app, "sent")

    def starting(session: BincSession) -> Any:
        return start_processing(session, 2024, ids, actor=ACTOR, preview="a-preview")

    assert race(committing_app, starting, starting) is None
    with working(committing_app) as session:
        assert len(session.scalars(select(JobRun).filter_by(name=JobName.PROCESS_YEARS)).all()) == 1
        before = starting(session).id
        assert start_processing(session, 2024, ids, actor=ACTOR, preview="another").id != before


def test_nothing_chosen_and_who_sends_no_statements_start_nothing_q_5(session: BincSession) -> None:
    with pytest.raises(DomainError):
        start_processing(session, 2024, [], actor=ACTOR)
    with pytest.raises(NotFound):
        start_processing(session, 2024, [factories.create_facility(session, organisation_type="1G1P").id], actor=ACTOR)
    assert session.scalars(select(JobRun)).all() == []


def processing(facility_id: int) -> Work:
    return lambda session: process_year(session, facility_id, 2024, actor=ACTOR, today=APRIL)


def reopening(facility_id: int, *quarters: int) -> Work:
    return lambda session: reopen_year(session, facility_id, 2024, "Een nacht", actor=ACTOR, quarters=quarters)


def states(app: Flask, facility_id: int) -> list[str | None]:
    with working(app) as session:
        facility = session.get_one(Facility, facility_id)
        return [Desk(session, facility, Quarter(2024, number)).state() for number in (1, 2, 3, 4)]


def test_two_of_the_agency_who_process_at_once_process_once_q_5(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    error = race(committing_app, processing(facility_id), processing(facility_id))
    assert isinstance(error, DomainError)
    assert "al verwerkt" in error.messages[0]
    assert processed_once(committing_app, [facility_id])


def typing(facility_id: int) -> Work:
    return at_desk(facility_id, lambda desk: desk.type(P_CB_BREED=9))


def test_who_types_while_the_year_is_processed_hears_of_it_q_4(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    error = race(committing_app, processing(facility_id), typing(facility_id))
    assert isinstance(error, Conflict)
    assert "verwerkt" in error.messages[0]
    assert states(committing_app, facility_id) == ["processed"] * 4


def test_the_agency_waits_for_who_types_and_then_finds_it_changed_q_4_q_5(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    error = race(committing_app, typing(facility_id), processing(facility_id))
    assert isinstance(error, DomainError)
    assert error.messages == ("2024-1 is gewijzigd en nog niet opnieuw verzonden.",)
    assert states(committing_app, facility_id) == ["to_send_again", "sent", "sent", "sent"]


def test_the_agency_waits_for_who_sends_and_then_processes_q_4_q_5(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    with working(committing_app) as session:
        typing(facility_id)(session)
    assert race(committing_app, at_desk(facility_id, Desk.send), processing(facility_id)) is None
    assert states(committing_app, facility_id) == ["processed"] * 4


def test_who_sends_while_the_year_is_processed_finds_nothing_left_to_send_q_4(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    error = race(committing_app, processing(facility_id), at_desk(facility_id, Desk.send))
    assert isinstance(error, Conflict)
    assert processed_once(committing_app, [facility_id])


def test_two_of_the_agency_who_reopen_at_once_reopen_once_q_4(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    with working(committing_app) as session:
        processing(facility_id)(session)
    error = race(committing_app, reopening(facility_id, 1), reopening(facility_id, 1))
    assert isinstance(error, DomainError)
    assert [fault.rule for fault in error.faults] == ["Q-4"]
    assert race(committing_app, reopening(facility_id, 2), typing(facility_id)) is None
    assert states(committing_app, facility_id) == ["reopened", "reopened", "processed", "processed"]


def test_processing_again_waits_for_who_sends_what_was_reopened_q_4_q_5(committing_app: Flask) -> None:
    (facility_id,) = facilities(committing_app, "sent")
    with working(committing_app) as session:
        processing(facility_id)(session)
        reopening(facility_id, 1)(session)
    assert race(committing_app, at_desk(facility_id, Desk.send), processing(facility_id)) is None
    assert states(committing_app, facility_id) == ["processed"] * 4
