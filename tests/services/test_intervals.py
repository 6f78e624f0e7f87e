"""How two schakelingen may lie in time: the service and the bare database agree (S-4)."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import BincSession
from app.services.refusals import refusal_of
from models import Decision, Schakeling
from tests import factories
from tests.services.steps import day, refusals, story

LONG, SHORT = ("01-10", "01-20"), ("01-15", "01-15")

# The one that stands, the one that comes, and who takes it; the service also wants them in order of time.
POSITIONS = [
    (LONG, ("01-01", "01-05"), True, False),
    (LONG, ("01-05", "01-10"), True, False),
    (LONG, ("01-05", "01-15"), False, False),
    (LONG, ("01-05", "01-20"), False, False),
    (LONG, ("01-05", "01-25"), False, False),
    (LONG, ("01-10", "01-10"), True, False),
    (LONG, ("01-10", "01-15"), False, False),
    (LONG, ("01-10", "01-20"), False, False),
    (LONG, ("01-10", "01-25"), False, False),
    (LONG, ("01-11", "01-19"), False, False),
    (LONG, ("01-15", "01-15"), False, False),
    (LONG, ("01-15", "01-20"), False, False),
    (LONG, ("01-15", "01-25"), False, False),
    (LONG, ("01-15", None), False, False),
    (LONG, ("01-20", "01-20"), True, True),
    (LONG, ("01-20", "01-25"), True, True),
    (LONG, ("01-20", None), True, True),
    (LONG, ("01-21", "01-21"), True, True),
    (LONG, ("01-21", None), True, True),
    (SHORT, ("01-10", "01-15"), True, False),
    (SHORT, ("01-10", "01-20"), False, False),
    (SHORT, ("01-10", None), False, False),
    (SHORT, ("01-14", "01-14"), True, False),
    (SHORT, ("01-15", "01-15"), False, False),
    (SHORT, ("01-15", "01-20"), True, True),
    (SHORT, ("01-15", None), True, True),
    (SHORT, ("01-16", "01-16"), True, True),
    (LONG, ("01-25", "01-24"), False, False),
]


@pytest.mark.parametrize(("standing", "coming", "database_takes", "service_takes"), POSITIONS)
def test_service_and_bare_database_agree_on_every_position_s_4(
    session: BincSession,
    standing: tuple[str, str],
    coming: tuple[str, str | None],
    database_takes: bool,
    service_takes: bool,
) -> None:
    told = story(session)
    decision = told.decide("01-08")
    told.add(*standing)
    before = session.scalars(select(Schakeling.id).where(Schakeling.dossier_id == told.dossier.id)).all()

    assert bare_database_takes(session, decision, coming) is database_takes
    assert (refusals(told.add, *coming) == []) is service_takes
    after = session.scalars(select(Schakeling.id).where(Schakeling.dossier_id == told.dossier.id)).all()
    assert len(after) == len(before) + service_takes


def bare_database_takes(session: BincSession, decision: Decision, coming: tuple[str, str | None]) -> bool:
    """Whether the tables themselves take an interval, past all services; it is taken back."""
    begin, end = coming
    savepoint = session.begin_nested()
    try:
        factories.create_schakeling(session, decision, kind="switch", begin=day(begin), end=day(end) if end else None)
    except IntegrityError as error:
        refusal = refusal_of(error)
        assert refusal is not None
        assert refusal.faults[0].rule == "S-4"
        return False
    finally:
        savepoint.rollback()
    return True


def test_what_slips_past_the_rules_is_refused_by_the_database_in_the_same_words_s_4(
    session: BincSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = story(session)
    told.decide("01-08")
    told.add("01-10", "01-20")
    noted = session.trail.snapshot()
    monkeypatch.setattr("app.services.schakelingen.faults_of_new", lambda *_: [])
    assert refusals(told.add, "01-15", "01-25") == [("S-4", "begin")]
    assert session.trail.actions == noted
    assert len(session.scalars(select(Schakeling).where(Schakeling.dossier_id == told.dossier.id)).all()) == 1
