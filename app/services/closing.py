"""Closing a dossier, and opening a closed one again (D-6, D-7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values
from app.domain.closing import ClosingFacts, closing_conditions, registration_conditions
from app.domain.dossiers import (
    CLOSE,
    CLOSED,
    OPEN,
    REOPEN,
    check_reopening,
    last_day_to_reopen,
    status_after,
)
from app.domain.faults import Conflict, Fault, refuse
from app.domain.referral import Referral
from app.domain.scope import Actor
from app.queries.chain import Chain, load_chain
from app.queries.closing import read_closing_facts
from app.queries.registrations import registration_states
from app.services.activities import note_activity
from app.services.holding import HeldDossier, check_seen, hold_dossier
from app.services.refusals import saving
from models.dossier import Dossier


def close_dossier(
    session: BincSession, dossier: Dossier, *, actor: Actor, today: date, seen_version: int | None = None
) -> Dossier:
    """Closes a dossier today, when nothing is missing any more (D-6, H9).

    `seen_version` is the dossier's. Raises DomainError with all that is missing at once, or Conflict when somebody
    closed or changed it meanwhile.
    """
    held = hold_dossier(session, dossier.id)
    if held.dossier.status == CLOSED:
        raise Conflict(closed_already(held.dossier))
    status = status_after(held.dossier.status, CLOSE)
    check_seen(held.dossier, seen_version)
    chain = load_chain(session, held.dossier)
    facts = _facts(session, held, chain)
    refuse(fault for condition in closing_conditions(facts, today) for fault in condition.faults)
    with saving(session):
        held.dossier.status, held.dossier.closed_on = status, today
        note_activity(session, held.dossier, ActivityKind.DOSSIER_CLOSED, _told(today), actor=actor)
    return held.dossier


def reopen_dossier(
    session: BincSession, dossier: Dossier, *, actor: Actor, today: date, seen_version: int | None = None
) -> Dossier:
    """Opens a closed dossier again at once, up to a year after the help ended (D-7, H10).

    `seen_version` is the dossier's. Raises DomainError when another dossier of the client is open or when it is too
    long ago, Conflict when somebody reopened or changed it meanwhile.
    """
    held = hold_dossier(session, dossier.id)
    status = status_after(held.dossier.status, REOPEN)
    check_seen(held.dossier, seen_version)
    closed_on = held.dossier.closed_on
    assert closed_on is not None
    refuse(check_reopening(day_limit(held.dossier), other_open_code(session, held.dossier), today))
    with saving(session):
        held.dossier.status, held.dossier.closed_on = status, None
        note_activity(session, held.dossier, ActivityKind.DOSSIER_REOPENED, _told(closed_on), actor=actor)
    return held.dossier


def closed_already(dossier: Dossier) -> Fault:
    """What somebody hears whose colleague closed the dossier first (D-11)."""
    day = f" op {dossier.closed_on:%d/%m/%Y}" if dossier.closed_on else ""
    return Fault("D-11", "status", f"Een collega heeft dit dossier al afgesloten{day}. Je hoeft niets meer te doen.")


def day_limit(dossier: Dossier) -> date:
    """The last day on which this closed dossier reopens at once (D-7)."""
    assert dossier.closed_on is not None
    return last_day_to_reopen(dossier.last_schakeling_end, dossier.closed_on)


def other_open_code(session: BincSession, dossier: Dossier) -> str | None:
    """The code of another open dossier of the same client in the same facility, if any (D-1, D-7)."""
    query = select(Dossier.code).where(
        Dossier.facility_id == dossier.facility_id,
        Dossier.client_id == dossier.client_id,
        Dossier.status == OPEN,
        Dossier.id != dossier.id,
    )
    return session.scalars(query).one_or_none()


def left_closable(session: BincSession, held: HeldDossier, after: Referral) -> list[Fault]:
    """What a closed dossier would newly miss with another referral; nothing for an open one (D-6, E-3)."""
    if held.dossier.status != CLOSED:
        return []
    facts = _facts(session, held, load_chain(session, held.dossier))
    # History may have come in without its pages (an import says so); that is no reason to refuse another edit.
    before = {condition.place for condition in registration_conditions(facts) if not condition.is_met}
    wanted = registration_conditions(replace(facts, referral=after))
    return [fault for condition in wanted if condition.place not in before for fault in condition.faults]


def _told(day: date) -> dict[str, object]:
    return activity_values({"day": day}, {}, {})


def _facts(session: BincSession, held: HeldDossier, chain: Chain) -> ClosingFacts:
    registrations = registration_states(session, held.dossier.facility_id, held.dossier.id)
    return read_closing_facts(session, held.facility, chain, held.referral, registrations)
