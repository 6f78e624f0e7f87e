"""Two people end the life of one dossier at the same moment, on two real connections (D-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import BincSession
from app.domain.faults import Conflict, DomainError, NotFound
from app.services import holding
from app.services.bin import delete_dossier, empty_bin, restore_dossier
from app.services.closing import close_dossier, reopen_dossier
from app.services.decisions import DecisionInput, add_decision
from app.services.dossiers import open_dossier
from models import Dossier, Facility
from tests.services.steps import ACTOR, CRISIS, GATE, TODAY, day, story
from tests.services.test_races import PATIENCE, Colleague, save, working

WORDS: dict[str, Any] = {"actor": ACTOR, "today": TODAY}
Work = Callable[[BincSession], Any]


def of_dossier(service: Callable[..., Any], dossier_id: int) -> Work:
    return lambda session: service(session, session.get_one(Dossier, dossier_id), **WORDS)


def race(app: Flask, first: Work, second: Work, *, waits: bool = True) -> Exception | None:
    """Both at once, the first ahead: how the second one ended."""
    with working(app) as session:
        first(session)
        session.flush()
        colleague = Colleague(app, second)
        assert colleague.is_waiting_or_done(session) is waits
    colleague.join(PATIENCE)
    return colleague.error


def empty_dossier(app: Flask) -> int:
    with working(app) as session:
        return int(story(session).dossier.id)


def ended_dossier(app: Flask) -> int:
    with working(app) as session:
        told = story(session, referral=CRISIS)
        told.decide()
        told.add("01-08", "05-31")
        return int(told.dossier.id)


def stored(app: Flask, dossier_id: int) -> tuple[str, int, int]:
    """The status, how many activities tell of closing or deleting, and how many schakelingen there are."""
    query = text(
        "select d.status, (select count(*) from activity a where a.dossier_id = d.id and a.kind in "
        "('dossier_closed', 'dossier_deleted')), (select count(*) from schakeling s where s.dossier_id = d.id) "
        "from dossier d where d.id = :id"
    )
    with working(app) as session:
        return tuple(session.execute(query, {"id": dossier_id}).one())  # type: ignore[return-value]


def test_of_two_who_delete_a_dossier_one_does_d_11(committing_app: Flask) -> None:
    dossier_id = empty_dossier(committing_app)
    error = race(committing_app, *[of_dossier(delete_dossier, dossier_id)] * 2)
    assert isinstance(error, Conflict)
    assert error.faults[0].field == "dossier"
    assert stored(committing_app, dossier_id) == ("deleted", 1, 0)


def test_of_two_who_close_a_dossier_one_does_d_11(committing_app: Flask) -> None:
    dossier_id = ended_dossier(committing_app)
    error = race(committing_app, *[of_dossier(close_dossier, dossier_id)] * 2)
    assert isinstance(error, Conflict)
    assert "al afgesloten" in error.messages[0]
    assert stored(committing_app, dossier_id) == ("closed", 1, 1)


def test_a_schakeling_does_not_slip_in_past_the_closing_d_6(committing_app: Flask) -> None:
    dossier_id = ended_dossier(committing_app)
    error = race(committing_app, of_dossier(close_dossier, dossier_id), save(dossier_id, "06-20", None))
    assert isinstance(error, DomainError)
    assert {fault.rule for fault in error.faults} == {"D-6"}
    assert stored(committing_app, dossier_id) == ("closed", 1, 1)


def test_a_dossier_does_not_close_over_a_schakeling_just_added_d_6(committing_app: Flask) -> None:
    dossier_id = ended_dossier(committing_app)
    error = race(committing_app, save(dossier_id, "06-10", None), of_dossier(close_dossier, dossier_id))
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-6", "schakelingen")]
    assert stored(committing_app, dossier_id) == ("open", 0, 2)


def test_a_dossier_is_not_deleted_under_a_decision_just_added_d_8(committing_app: Flask) -> None:
    dossier_id = empty_dossier(committing_app)
    error = race(committing_app, decide(dossier_id), of_dossier(delete_dossier, dossier_id))
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-8", "dossier")]
    assert stored(committing_app, dossier_id)[0] == "open"


def decide(dossier_id: int) -> Work:
    plan = DecisionInput(day("01-08"), ("P-CB-BREED",), "voluntary")
    return lambda session: add_decision(session, session.get_one(Dossier, dossier_id), plan, **WORDS)


def unlocked(session: BincSession, dossier_id: int) -> holding.HeldDossier:
    """What holding a dossier would be without its lock."""
    dossier = session.get_one(Dossier, dossier_id)
    return holding.HeldDossier(dossier, session.get_one(Facility, dossier.facility_id))


def test_control_without_the_lock_the_version_stops_the_second_delete_d_11(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = empty_dossier(committing_app)
    monkeypatch.setattr("app.services.bin.hold_dossier", unlocked)
    error = race(committing_app, *[of_dossier(delete_dossier, dossier_id)] * 2)
    assert isinstance(error, Conflict)
    assert error.faults[0].field == "version"
    assert stored(committing_app, dossier_id) == ("deleted", 1, 0)


def test_control_without_the_lock_a_schakeling_would_slip_in_past_the_closing_d_6(committing_app: Flask) -> None:
    """Somebody who looks without the lock, and writes once a colleague has saved, closes over running help."""
    dossier_id = ended_dossier(committing_app)
    with working(committing_app) as session:
        assert unlocked(session, dossier_id).dossier.last_schakeling_end == day("05-31")
        colleague = Colleague(committing_app, save(dossier_id, "06-10", None))
        colleague.join(PATIENCE)
        assert colleague.error is None
        closing = text("update dossier set status = 'closed', closed_on = '2024-06-15' where id = :id")
        session.execute(closing, {"id": dossier_id})
    assert stored(committing_app, dossier_id) == ("closed", 0, 2)


def test_of_a_restore_and_a_new_dossier_one_wins_d_1_d_8(committing_app: Flask) -> None:
    dossier_id = empty_dossier(committing_app)
    with working(committing_app) as session:
        dossier = session.get_one(Dossier, dossier_id)
        facility_id, client_id, code = dossier.facility_id, dossier.client_id, dossier.code
        delete_dossier(session, dossier, **WORDS)

    def opening(session: BincSession) -> Any:
        return open_dossier(session, client_id, session.get_one(Facility, facility_id), GATE, **WORDS)

    def restoring(session: BincSession) -> Any:
        return restore_dossier(session, facility_id, code, **WORDS)

    error = race(committing_app, opening, restoring)
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-1", "client")]
    assert stored(committing_app, dossier_id)[0] == "deleted"


def test_of_a_restore_and_the_job_that_removes_one_wins_d_8(committing_app: Flask) -> None:
    dossier_id = empty_dossier(committing_app)
    with working(committing_app) as session:
        dossier = session.get_one(Dossier, dossier_id)
        facility_id, code = dossier.facility_id, dossier.code
        delete_dossier(session, dossier, **WORDS)
    error = race(
        committing_app,
        lambda session: empty_bin(session, today=TODAY + timedelta(days=31)),
        lambda session: restore_dossier(session, facility_id, code, **WORDS),
    )
    assert isinstance(error, NotFound)


def test_of_two_who_reopen_two_dossiers_of_one_client_one_does_d_7(committing_app: Flask) -> None:
    with working(committing_app) as session:
        first = story(session, referral=CRISIS)
        first.decide()
        first.add("01-08", "01-31")
        close_dossier(session, first.dossier, **WORDS)
        session.flush()
        second = story(session, referral=CRISIS, facility=first.facility, client=first.client)
        second.decide()
        second.add("02-08", "05-31")
        close_dossier(session, second.dossier, **WORDS)
        ids = [first.dossier.id, second.dossier.id]
    error = race(committing_app, *[of_dossier(reopen_dossier, one) for one in ids])
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-1", "client")]
    assert [stored(committing_app, one)[0] for one in ids] == ["open", "closed"]
