"""Two people at the same moment around one client, on two real connections, and what the lock prevents (D-11, C-5)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.database import BincSession
from app.domain.faults import Conflict
from app.services.client_context import situation
from app.services.client_context.situation import save_situation
from models import Client, ContextSituation
from tests.factories import create_client, create_facility
from tests.services.test_races import PATIENCE, Colleague, working


def race(app: Flask) -> tuple[bool, Exception | None, int]:
    """Two people who saw an empty stay save one: did the second wait, the second's error, and how many there are."""
    with working(app) as session:
        client_id = create_client(session, create_facility(session)).id

    def save(session: BincSession) -> Any:
        client, stay = session.get_one(Client, client_id), {"stay_situation": "bij_moeder"}
        return save_situation(session, client, stay, main=None, shared=frozenset(), seen_version=0)

    with working(app) as session:
        save(session)
        session.flush()
        colleague = Colleague(app, save)
        waited = colleague.is_waiting_or_done(session)
    colleague.join(PATIENCE)
    with working(app) as session:
        query = select(func.count()).select_from(ContextSituation).where(ContextSituation.client_id == client_id)
        return waited, colleague.error, session.scalar(query) or 0


def test_of_two_first_stays_at_the_same_moment_the_second_is_told_d11(committing_app: Flask) -> None:
    waited, error, count = race(committing_app)
    assert (waited, type(error), count) == (True, Conflict, 1)


def test_control_without_the_lock_a_client_would_have_two_stays_d11(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(situation, "hold_context", lambda *_: None)
    waited, error, count = race(committing_app)
    assert (waited, error, count) == (False, None, 2)
