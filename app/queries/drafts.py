"""The drafts of the person at work, at the seat where they were typed (D-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.database import BincSession, record_read
from app.domain.drafts import Pairs
from app.queries.bin import WITH_DELETED
from models.client import Client
from models.dossier import Dossier
from models.draft import Draft

LISTED = 200


@dataclass(frozen=True)
class KeptDraft:
    """A draft with its text."""

    id: int
    saved_at: datetime
    pairs: Pairs


@dataclass(frozen=True)
class DossierOfDraft:
    """The dossier that a draft is about, also one in the bin."""

    name: str
    first_name: str
    status: str


def count_drafts(session: BincSession) -> int:
    """How many drafts wait for the person at work, by one index."""
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.seat_id == session.scope.seat_id)) or 0


def list_drafts(session: BincSession) -> list[tuple[str, datetime]]:
    """The address of each form with a draft and when it was kept, the latest first; without their texts."""
    query = (
        select(Draft.form, Draft.saved_at)
        .where(Draft.seat_id == session.scope.seat_id)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(LISTED)
    )
    return [(form, saved_at) for form, saved_at in session.execute(query)]


def kept_since(session: BincSession, form: str) -> datetime | None:
    """When a draft of the form at this address was last kept; None where there is none."""
    query = select(Draft.saved_at).where(Draft.seat_id == session.scope.seat_id, Draft.form == form)
    return session.scalars(query).one_or_none()


def read_draft(session: BincSession, form: str) -> KeptDraft | None:
    """The draft of the form at this address with its text; it goes on record as read (A-5)."""
    query = select(Draft).where(Draft.seat_id == session.scope.seat_id, Draft.form == form)
    found = session.scalars(query).one_or_none()
    if found is None:
        return None
    record_read("draft", [found.id])
    return KeptDraft(found.id, found.saved_at, tuple((name, value) for name, value in found.content))


def dossiers_of_drafts(session: BincSession, codes: Collection[str]) -> dict[str, DossierOfDraft]:
    """The dossiers within reach with these codes, those in the bin too; they go on record as read (A-5)."""
    query = select(Dossier.id, Dossier.code, Dossier.client_name, Dossier.client_first_name, Dossier.status).where(
        Dossier.facility_id == session.scope.facility_id, Dossier.code.in_(codes)
    )
    found = session.execute(query.execution_options(**{WITH_DELETED: True})).all()
    record_read("dossier", [row.id for row in found])
    return {row.code: DossierOfDraft(row.client_name or "", row.client_first_name or "", row.status) for row in found}


def clients_of_drafts(session: BincSession, numbers: Collection[int]) -> dict[int, Client]:
    """The clients within reach with these numbers."""
    return {one.id: one for one in session.scalars(select(Client).where(Client.id.in_(numbers)))}


def records_left(session: BincSession, record: type, ids: Collection[int]) -> set[int]:
    """Which of these records of one table are still there."""
    model: type[Dossier] = record
    return set(session.scalars(select(model.id).where(model.id.in_(ids))))
