"""What changed since a program last asked, with nothing missed (G-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text

from app.database import BincSession, record_read
from models.record_change import RecordChange

_COLUMNS = (
    RecordChange.kind,
    RecordChange.record_id,
    RecordChange.dossier_id,
    RecordChange.dossier_code,
    RecordChange.quarter,
    RecordChange.module,
    RecordChange.is_deleted,
    RecordChange.position,
)
_PUBLISH = text("select publish_changes(:facility_id)")


@dataclass(frozen=True)
class Changes:
    """Some changes in their order; `next` is the cursor to go on from, `latest` the one of the newest change."""

    changes: Sequence[Any]
    next: int
    latest: int


def read_changes(session: BincSession, facility_id: int, *, after: int, limit: int) -> Changes:
    """The changes behind a cursor, each record once, as it last changed. Goes on record as read (A-5).

    Gives their positions to changes whose transactions have ended since somebody last asked, so it writes.
    """
    latest = int(session.execute(_PUBLISH, {"facility_id": facility_id}).scalar_one())
    query = (
        select(*_COLUMNS)
        .where(RecordChange.facility_id == facility_id, RecordChange.position > after)
        .order_by(RecordChange.position)
        .limit(limit)
    )
    found = session.execute(query).all()
    record_read("dossier", {one.dossier_id for one in found if one.dossier_id is not None})
    return Changes(found, found[-1].position if found else after, latest)
