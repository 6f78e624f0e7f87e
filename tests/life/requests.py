"""Dossiers of long ago, and requests to reopen them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.database import BincSession, enter_scope
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.services.reopening import ask_to_reopen
from app.services.summaries import refresh_summary
from models import Account, Dossier, Facility, ReopeningRequest
from tests.factories import create_client, create_decision, create_dossier, create_schakeling

LAST_END = date(2024, 5, 31)
LAST_DAY = date(2025, 5, 31)
LONG_AFTER = LAST_DAY + timedelta(days=1)
MOTIVE = "De laatste schakeling mist een module."


def closed_long_ago(session: BincSession, facility: Facility, **client: Any) -> Dossier:
    """A closed dossier whose help ended on LAST_END."""
    dossier = create_dossier(session, create_client(session, facility, **client), facility)
    create_schakeling(session, create_decision(session, dossier), end=LAST_END, modules=("P-CB-BREED",))
    dossier.status, dossier.closed_on = "closed", LAST_END + timedelta(days=1)
    refresh_summary(session, dossier)
    session.flush()
    return dossier


def actor_of(account: Account) -> Actor:
    """A person as services know them."""
    return Actor(account.id, account.get_full_name())


def asked(session: BincSession, dossier: Dossier, account: Account, **overrides: Any) -> ReopeningRequest:
    """A waiting request by this person."""
    words: dict[str, Any] = {"actor": actor_of(account), "today": LONG_AFTER, **overrides}
    request = ask_to_reopen(session, dossier, MOTIVE, **words)
    session.flush()
    return request


def sit_as_case_handler(session: BincSession, account: Account, seat_id: int = 1) -> Actor:
    """Gives the session the reach of a case handler of the agency."""
    actor = actor_of(account)
    session.flush()
    session.expunge_all()
    enter_scope(session, Scope.of_seat(Role.AGENCY_CASE_HANDLER, actor, None, seat_id))
    return actor
