"""Applying what the module database has otherwise, and telling the facilities that lose a module (M-2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import delete, insert, select, text, update

from app.database import BincSession
from app.domain.faults import DomainError, Fault
from app.domain.module_differences import Approval
from app.domain.scope import Actor
from app.queries.catalogue import forget_catalogue, modules_by_id
from app.queries.colleagues import people_at
from models.facility import ApprovedModule
from models.module_delivery import APPLIED, SUPERSEDED, WAITING, ModuleDifference
from models.notice import Notice

MODULE_DATABASE = "De moduledatabank"
# Any fixed number will do: it names "the one that compares and applies" among the advisory locks of this database.
_HOLD = text("select pg_advisory_xact_lock(7310087)")
_OF_DELIVERY = text("select set_config('binc.module_delivery', :delivery, true)")
OVERTAKEN = Fault(
    "M-2",
    "facility",
    "De goedkeuringen zijn intussen gewijzigd. Er is niets toegepast; na de volgende levering staat hier wat nog "
    "anders is.",
)
NOTHING_WAITS = Fault("M-2", "facility", "Hier wacht niets meer: een collega was je voor.")


def apply_waiting(session: BincSession, facility_id: int | None, *, seen_up_to: int, actor: Actor) -> int:
    """Applies what waits, for one facility or (None) for all, as the page showed it; answers how many (M-2).

    `seen_up_to` is the highest id that stood on the page: what came later waits on. Raises DomainError when nothing of
    it waits any more, or when the approvals were changed by hand meanwhile.
    """
    hold_approvals(session)
    query = select(ModuleDifference).where(ModuleDifference.state == WAITING, ModuleDifference.id <= seen_up_to)
    if facility_id is not None:
        query = query.where(ModuleDifference.facility_id == facility_id)
    rows = list(session.scalars(query.with_for_update()))
    if not rows:
        raise DomainError(NOTHING_WAITS)
    apply_differences(session, rows, actor=actor)
    applied = [row for row in rows if row.state == APPLIED]
    if not applied:
        raise DomainError(OVERTAKEN)
    return len(applied)


def hold_approvals(session: BincSession) -> None:
    """Lets nobody else compare or apply until this transaction ends."""
    session.execute(_HOLD)


def apply_differences(session: BincSession, rows: Sequence[ModuleDifference], *, actor: Actor | None = None) -> None:
    """Writes each approval as it was delivered; what no longer stands as it was compared is left (M-2).

    `actor` None is the product itself. Tells the facilities that can tick a module on fewer days than before.
    """
    who = actor or session.scope.actor
    ordered = sorted(rows, key=lambda row: (row.facility_id, row.type_module_id, row.id))
    lost: dict[int, set[str]] = {}
    for (facility_id, module_id), together in groupby(ordered, lambda row: (row.facility_id, row.type_module_id)):
        pair = list(together)
        applied = _apply_pair(session, facility_id, module_id, pair)
        for row in pair:
            row.state = APPLIED if applied else SUPERSEDED
            row.decided_at, row.decided_by, row.decided_by_name = datetime.now(UTC), who.user_id, who.name
        if applied and _takes_away(pair):
            lost.setdefault(facility_id, set()).add(modules_by_id(session)[module_id].code)
    session.execute(_OF_DELIVERY, {"delivery": ""})
    session.flush()
    forget_catalogue(session)
    for facility_id, codes in lost.items():
        _tell(session, facility_id, sorted(codes))


def _apply_pair(session: BincSession, facility_id: int, module_id: int, rows: list[ModuleDifference]) -> bool:
    """Changes the approvals of one module of one facility together, since they must never overlap in between."""
    session.execute(_OF_DELIVERY, {"delivery": str(rows[0].delivery_id)})
    model = ApprovedModule
    query = select(model).where(model.facility_id == facility_id, model.type_module_id == module_id)
    stored = {Approval(one.valid_from, one.valid_until): one.id for one in session.scalars(query.with_for_update())}
    if any(row.before is not None and row.before not in stored for row in rows):
        return False
    staying = [days for days in stored if days not in {row.before for row in rows}]
    wanted = [row.after for row in rows if row.after is not None]
    if any(days.meets(other) for days in wanted for other in staying):
        return False
    if len(rows) == 1 and rows[0].before is not None and rows[0].after is not None:
        values = {"valid_from": rows[0].after.valid_from, "valid_until": rows[0].after.valid_until}
        session.execute(update(model).where(model.id == stored[rows[0].before]).values(**values))
        session.trail.add("change", "approved_module", [stored[rows[0].before]], values)
        return True
    gone = [stored[row.before] for row in rows if row.before is not None]
    session.execute(delete(model).where(model.id.in_(gone)))
    if gone:
        session.trail.add("delete", "approved_module", gone)
    session.add_all(
        model(facility_id=facility_id, type_module_id=module_id, valid_from=one.valid_from, valid_until=one.valid_until)
        for one in wanted
    )
    session.flush()
    return True


def _takes_away(rows: Collection[ModuleDifference]) -> bool:
    after = [row.after for row in rows if row.after is not None]
    return any(row.before is not None and not any(one.covers(row.before) for one in after) for row in rows)


def _tell(session: BincSession, facility_id: int, codes: list[str]) -> None:
    """A notice for everybody at the facility: nobody there can tick the module from its last day on."""
    words = {"facility_id": facility_id, "kind": "module_withdrawn", "colleague": MODULE_DATABASE, "codes": codes}
    for user_id in people_at(session, facility_id):
        # Inline, without asking the new row back: the agency may tell, and not read what it told.
        session.execute(insert(Notice.__table__).values(user_id=user_id, **words).inline())  # type: ignore[arg-type]
