"""A dossier in every state that it can be in, and a seat of every role."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.database import BincSession
from app.domain.roles import FACILITY_ROLES, SERVICE_ROLES, Role
from app.presentation import today_in_brussels
from app.services.accounts import give_seat
from app.services.summaries import refresh_summary
from models import Dossier, Facility, Service
from models.access import Seat
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_schakeling,
    create_seat,
    create_user,
)
from tests.life.answers import register

BEGIN = date(2024, 1, 8)
STATES = ("empty", "running", "ready", "closed", "closed long ago", "deleted")


def seat_of(session: BincSession, facility: Facility, role: Role) -> Seat:
    """A seat of any role, at the facility where the role belongs to one."""
    if role in FACILITY_ROLES:
        return create_seat(session, facility, role)
    if role in SERVICE_ROLES:
        service = Service(code=f"L-{role.value}", name="Dienst", kind="OCJ")
        session.add(service)
        session.flush()
        return give_seat(session, create_user(session), role, service_id=service.id)
    return create_seat(session, None, role)


def dossier_in(session: BincSession, facility: Facility, state: str, **client: Any) -> Dossier:
    """A dossier in one of the STATES: without help, with help that runs, ready to close, closed, in the bin.

    Also "decided", with a decision only, and "started", with help and no registrations yet.
    """
    today = today_in_brussels()
    dossier = create_dossier(session, create_client(session, facility, **client), facility, created_on=BEGIN)
    if state in ("empty", "deleted"):
        if state == "deleted":
            dossier.status, dossier.deleted_on, dossier.deleted_by_name = "deleted", today, "An Claes"
            session.flush()
        return dossier
    decision = create_decision(session, dossier)
    if state == "decided":
        refresh_summary(session, dossier)
        return dossier
    end = {"running": None, "started": None, "closed long ago": today - timedelta(days=400)}.get(
        state, today - timedelta(days=3)
    )
    create_schakeling(session, decision, end=end, modules=("P-CB-BREED",))
    for kind in ("intake", "exit") if state != "started" else ():
        register(session, dossier, kind)
    if state.startswith("closed"):
        dossier.status, dossier.closed_on = "closed", (end or today) + timedelta(days=1)
    refresh_summary(session, dossier)
    session.flush()
    return dossier
