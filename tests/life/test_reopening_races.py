"""Two people at one request at the same moment, on two real connections (D-7, D-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.database import BincSession
from app.domain.faults import Conflict, DomainError
from app.domain.scope import Actor
from app.services import reopening
from app.services.dossiers import open_dossier
from app.services.reopening import HeldRequest, approve_request, reject_request, withdraw_request
from models import Dossier, Facility, ReopeningRequest
from tests.factories import create_facility, create_user
from tests.life.requests import LONG_AFTER, asked, closed_long_ago
from tests.life.test_races import race
from tests.services.steps import ACTOR, GATE
from tests.services.test_races import working

Work = Callable[[BincSession], Any]
FIRST, SECOND = Actor(None, "Viktor"), Actor(None, "Wendy")


@pytest.fixture
def waiting(committing_app: Flask) -> tuple[int, int]:
    """The ids of a closed dossier and of its request."""
    with working(committing_app) as session:
        dossier = closed_long_ago(session, create_facility(session))
        return dossier.id, asked(session, dossier, create_user(session)).id


def approve(request_id: int, actor: Actor = FIRST) -> Work:
    return lambda session: approve_request(session, request_id, actor=actor)


def reject(request_id: int, actor: Actor = SECOND) -> Work:
    return lambda session: reject_request(session, request_id, "Nee.", actor=actor)


def withdraw(dossier_id: int) -> Work:
    return lambda session: withdraw_request(session, session.get_one(Dossier, dossier_id), actor=ACTOR)


def open_another(dossier_id: int) -> Work:
    def work(session: BincSession) -> Dossier:
        dossier = session.get_one(Dossier, dossier_id)
        facility = session.get_one(Facility, dossier.facility_id)
        return open_dossier(session, dossier.client_id, facility, GATE, actor=ACTOR, today=LONG_AFTER)

    return work


def stored(app: Flask, waiting: tuple[int, int]) -> tuple[str, str, int, int]:
    """The status of the dossier, the state of its request, the notices, the open dossiers of the client."""
    query = text(
        "select d.status, r.state, (select count(*) from notice), (select count(*) from dossier o where "
        "o.client_id = d.client_id and o.status = 'open') from dossier d join reopening_request r "
        "on r.dossier_id = d.id where d.id = :dossier and r.id = :request"
    )
    with working(app) as session:
        row = session.execute(query, {"dossier": waiting[0], "request": waiting[1]}).one()
        return tuple(row)  # type: ignore[return-value]


def test_of_two_case_handlers_one_decides_d_7_d_11(committing_app: Flask, waiting: tuple[int, int]) -> None:
    error = race(committing_app, approve(waiting[1]), reject(waiting[1]))
    assert isinstance(error, Conflict)
    assert "al goedgekeurd" in error.messages[0]
    assert stored(committing_app, waiting) == ("open", "approved", 1, 1)


def test_after_a_rejection_the_other_case_handler_hears_so_d_7_d_11(
    committing_app: Flask, waiting: tuple[int, int]
) -> None:
    error = race(committing_app, reject(waiting[1]), approve(waiting[1]))
    assert isinstance(error, Conflict)
    assert "al afgekeurd" in error.messages[0]
    assert stored(committing_app, waiting) == ("closed", "rejected", 1, 0)


def test_approving_waits_for_a_withdrawal_and_hears_it_d_7_d_11(
    committing_app: Flask, waiting: tuple[int, int]
) -> None:
    error = race(committing_app, withdraw(waiting[0]), approve(waiting[1]))
    assert isinstance(error, Conflict)
    assert "ingetrokken" in error.messages[0]
    assert stored(committing_app, waiting) == ("closed", "withdrawn", 0, 0)


def test_withdrawing_waits_for_an_approval_and_hears_it_d_7_d_11(
    committing_app: Flask, waiting: tuple[int, int]
) -> None:
    error = race(committing_app, approve(waiting[1]), withdraw(waiting[0]))
    assert isinstance(error, Conflict)
    assert "weer open" in error.messages[0]
    assert stored(committing_app, waiting) == ("open", "approved", 1, 1)


def test_an_approval_does_not_slip_in_beside_a_dossier_just_opened_d_1_d_7(
    committing_app: Flask, waiting: tuple[int, int]
) -> None:
    error = race(committing_app, open_another(waiting[0]), approve(waiting[1]))
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-7", "client")]
    assert stored(committing_app, waiting) == ("closed", "requested", 0, 1)


def test_no_new_dossier_slips_in_beside_one_just_approved_d_1_d_7(
    committing_app: Flask, waiting: tuple[int, int]
) -> None:
    error = race(committing_app, approve(waiting[1]), open_another(waiting[0]))
    assert isinstance(error, DomainError)
    assert [(fault.rule, fault.field) for fault in error.faults] == [("D-1", "client")]
    assert stored(committing_app, waiting) == ("open", "approved", 1, 1)


def test_of_two_colleagues_who_ask_one_does_d_7_d_11(committing_app: Flask, waiting: tuple[int, int]) -> None:
    with working(committing_app) as session:
        withdraw(waiting[0])(session)

    def ask(session: BincSession) -> ReopeningRequest:
        return reopening.ask_to_reopen(
            session, session.get_one(Dossier, waiting[0]), "Nog eens.", actor=ACTOR, today=LONG_AFTER
        )

    error = race(committing_app, ask, ask)
    assert isinstance(error, Conflict)
    assert "Een collega vroeg intussen al" in error.messages[0]


def test_without_the_lock_the_second_case_handler_would_decide_on_what_no_longer_is_d_11(
    committing_app: Flask, waiting: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: only the table in the database is left, and nobody gets a message of their own."""

    def unlocked(session: BincSession, request_id: int) -> HeldRequest:
        request = session.get_one(ReopeningRequest, request_id)
        return HeldRequest(request, session.get_one(Dossier, request.dossier_id))

    monkeypatch.setattr(reopening, "_hold", unlocked)
    error = race(committing_app, reject(waiting[1], FIRST), reject(waiting[1], SECOND))
    assert error is not None
    assert "al afgekeurd" not in " ".join(getattr(error, "messages", ()))
