"""Deleting a dossier, putting it back, and removing it for good after thirty days (D-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import delete, select

from app.database import BincSession, enter_scope
from app.domain.activities import ActivityKind, activity_values
from app.domain.dossiers import (
    DELETE,
    DELETED,
    RESTORE,
    check_deletable,
    check_one_open,
    check_restorable,
    last_deletion_kept_out,
    status_after,
)
from app.domain.faults import Fault, NotFound, refuse
from app.domain.scope import Actor, FacilityRange
from app.queries.bin import WITH_DELETED, bin_entry
from app.queries.chain import load_chain
from app.services.activities import note_activity
from app.services.closing import other_open_code
from app.services.holding import check_seen, hold_dossier
from app.services.refusals import saving
from models.dossier import Dossier
from models.exchange import ExchangeIdentity

NOT_IN_BIN = Fault("D-8", "dossier", "Dit dossier staat niet (meer) in de prullenbak. Ververs de pagina.")


def delete_dossier(
    session: BincSession, dossier: Dossier, *, actor: Actor, today: date, seen_version: int | None = None
) -> None:
    """Puts an open dossier without decisions and schakelingen in the bin, for thirty days (D-8, H8).

    `seen_version` is the dossier's. Raises DomainError when something hangs on it, Conflict when somebody deleted,
    closed or changed it meanwhile.
    """
    held = hold_dossier(session, dossier.id)
    status = status_after(held.dossier.status, DELETE)
    chain = load_chain(session, held.dossier)
    refuse(check_deletable(len(chain.decisions), len(chain.schakelingen)))
    check_seen(held.dossier, seen_version)
    with saving(session):
        held.dossier.status, held.dossier.deleted_on = status, today
        held.dossier.deleted_by_name = actor.name
        note_activity(session, held.dossier, ActivityKind.DOSSIER_DELETED, activity_values({}, {}, {}), actor=actor)


def restore_dossier(session: BincSession, facility_id: int, code: str, *, actor: Actor, today: date) -> Dossier:
    """Puts a deleted dossier back as it was, within thirty days (D-8).

    Raises NotFound for a code that no deleted dossier of the facility has, DomainError while another dossier of the
    client is open or when the thirty days are over.
    """
    query = select(Dossier).where(Dossier.facility_id == facility_id, Dossier.code == code, Dossier.status == DELETED)
    asked = {WITH_DELETED: True, "populate_existing": True}
    dossier = session.scalars(query.with_for_update().execution_options(**asked)).one_or_none()
    if dossier is None:
        raise NotFound(NOT_IN_BIN)
    status, deleted_on = status_after(dossier.status, RESTORE), dossier.deleted_on
    assert deleted_on is not None
    refuse([*check_restorable(deleted_on, today), *check_one_open(other_open_code(session, dossier))])
    with saving(session):
        dossier.status, dossier.deleted_on, dossier.deleted_by_name = status, None, None
        told = activity_values({"day": deleted_on}, {}, {})
        note_activity(session, dossier, ActivityKind.DOSSIER_RESTORED, told, actor=actor)
    return dossier


def restore_by_code(session: BincSession, code: str, *, actor: Actor, today: date) -> None:
    """Puts a deleted dossier back by its code alone, for an admin, who opens no dossiers (D-8, A-4).

    Raises as `restore_dossier` does; what stands in the way is said without the code of another dossier.
    """
    entry = bin_entry(session, code)
    if entry is None:
        raise NotFound(NOT_IN_BIN)
    own = session.scope
    only = FacilityRange(entry.facility_id, entry.facility_id)
    # An admin reaches no facility's dossiers; for this one deed the reach is the one facility of this code.
    enter_scope(session, replace(own, dossiers=only))
    try:
        restore_dossier(session, entry.facility_id, code, actor=actor, today=today)
        session.flush()
    finally:
        session.expunge_all()
        enter_scope(session, own)


def empty_bin(session: BincSession, *, today: date) -> int:
    """Removes for good what lay in the bin longer than thirty days; answers how many dossiers went (D-8).

    Referral, pages of answers and activities go along; the audit record stays.
    """
    query = select(Dossier.id).where(Dossier.status == DELETED, Dossier.deleted_on <= last_deletion_kept_out(today))
    ids = list(session.scalars(query.order_by(Dossier.id).with_for_update().execution_options(**{WITH_DELETED: True})))
    if not ids:
        return 0
    identities = delete(ExchangeIdentity).where(ExchangeIdentity.kind == "dossier", ExchangeIdentity.record_id.in_(ids))
    session.execute(identities)
    session.execute(delete(Dossier).where(Dossier.id.in_(ids)).execution_options(**{WITH_DELETED: True}))
    session.trail.add("delete", "dossier", ids, ["removed_for_good"])
    return len(ids)
