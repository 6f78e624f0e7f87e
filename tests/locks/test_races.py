"""The agency processes a year while somebody saves a schakeling, on two real connections (S-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.faults import DomainError
from app.queries.processed_years import locked_until
from app.services.processed_years import process_year
from app.services.schakelingen import SchakelingInput, add_schakeling
from models import Dossier, Facility, Schakeling
from tests import factories
from tests.services.steps import ACTOR, EVERYTHING, NOW
from tests.services.test_races import PATIENCE, Colleague, working

TODAY = date(2025, 7, 1)
Work = Callable[[BincSession], Any]


def a_dossier(app: Flask) -> tuple[int, int]:
    """A facility and a dossier with a decision of 2024."""
    with working(app) as session:
        facility = factories.create_facility(session)
        dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
        factories.create_decision(session, dossier, modules=("P-CB-BREED",))
        return facility.id, dossier.id


def saving(dossier_id: int) -> Work:
    def work(session: BincSession) -> Any:
        plan = SchakelingInput(date(2024, 3, 1), None, "start", (ModulePlan("P-CB-BREED"),))
        words: dict[str, Any] = {"actor": ACTOR, "today": TODAY, "now": NOW, "confirmed": EVERYTHING}
        return add_schakeling(session, session.get_one(Dossier, dossier_id), plan, **words)

    return work


def processing(facility_id: int) -> Work:
    return lambda session: process_year(session, facility_id, 2024, actor=ACTOR, today=TODAY)


def race(app: Flask, first: Work, second: Work, *, waits: bool) -> Exception | None:
    """Both at once, the first ahead but not committed: how the second one ended."""
    with working(app) as session:
        first(session)
        session.flush()
        colleague = Colleague(app, second)
        assert colleague.is_waiting_or_done(session) is waits
    colleague.join(PATIENCE)
    assert not colleague.is_alive()
    return colleague.error


def stored(app: Flask, facility_id: int) -> tuple[int, date | None]:
    """How many schakelingen the facility has, and up to which day they are locked."""
    with working(app) as session:
        count = len(session.scalars(select(Schakeling.id).where(Schakeling.facility_id == facility_id)).all())
        return count, locked_until(session, facility_id)


def test_who_saves_while_the_year_is_processed_is_refused_with_the_reason_s_14(committing_app: Flask) -> None:
    facility_id, dossier_id = a_dossier(committing_app)
    error = race(committing_app, processing(facility_id), saving(dossier_id), waits=True)
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("S-14", "begin")]
    assert "tot en met 2024 zijn verwerkt" in error.messages[0]
    assert stored(committing_app, facility_id) == (0, date(2024, 12, 31))


def test_the_agency_waits_for_who_is_saving_and_then_misses_the_new_statement_s_14_q_5(committing_app: Flask) -> None:
    facility_id, dossier_id = a_dossier(committing_app)
    error = race(committing_app, saving(dossier_id), processing(facility_id), waits=True)
    assert isinstance(error, DomainError)
    assert error.messages == tuple(f"2024-{number} is nog nooit verzonden." for number in (1, 2, 3, 4))
    assert stored(committing_app, facility_id) == (1, None)


def test_two_who_save_in_one_facility_do_not_wait_for_each_other_s_14(committing_app: Flask) -> None:
    facility_id, dossier_id = a_dossier(committing_app)
    with working(committing_app) as session:
        facility = session.get_one(Facility, facility_id)
        other = factories.create_dossier(session, factories.create_client(session, facility), facility)
        factories.create_decision(session, other, modules=("P-CB-BREED",))
        other_id = other.id
    assert race(committing_app, saving(dossier_id), saving(other_id), waits=False) is None
    assert stored(committing_app, facility_id)[0] == 2


def test_control_without_the_lock_a_schakeling_slips_into_the_processed_year_s_14(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.schakelingen.hold_processed_years", locked_until)
    facility_id, dossier_id = a_dossier(committing_app)
    # It waits for the statements, but looked at the years before.
    assert race(committing_app, processing(facility_id), saving(dossier_id), waits=True) is None
    assert stored(committing_app, facility_id) == (1, date(2024, 12, 31))
