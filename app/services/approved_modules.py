"""From when until when a facility may tick a type module (M-2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from app.database import BincSession
from app.domain.faults import Fault
from models.facility import ApprovedModule


def check_approval(
    session: BincSession,
    *,
    facility_id: int,
    type_module_id: int,
    valid_from: date,
    valid_until: date | None,
    own_id: int | None = None,
) -> list[Fault]:
    """Everything that keeps an approval out, both days inclusive; `own_id` is the row that is being changed (M-2)."""
    if valid_until is not None and valid_until < valid_from:
        return [Fault("M-2", "valid_until", "De laatste dag ligt voor de eerste. Kijk beide na.")]
    query = select(ApprovedModule).where(
        ApprovedModule.facility_id == facility_id,
        ApprovedModule.type_module_id == type_module_id,
        ApprovedModule.id != (own_id or 0),
        or_(ApprovedModule.valid_until.is_(None), ApprovedModule.valid_until >= valid_from),
    )
    if valid_until is not None:
        query = query.where(ApprovedModule.valid_from <= valid_until)
    other = session.scalars(query.order_by(ApprovedModule.valid_from)).first()
    return [] if other is None else [Fault("M-2", "valid_from", _overlap(other))]


def _overlap(other: ApprovedModule) -> str:
    until = f" tot en met {other.valid_until:%d/%m/%Y}" if other.valid_until else ""
    days = f"vanaf {other.valid_from:%d/%m/%Y}{until}"
    return f"Deze module is al goedgekeurd {days}. Kies andere dagen, of wijzig die goedkeuring."
