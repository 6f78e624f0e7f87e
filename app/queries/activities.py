"""What happened in a dossier, page by page (D-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import BincSession
from app.domain.activities import ChangedField, activity_sentence, changed_fields
from models.activity import Activity

PAGE_SIZE = 50


@dataclass(frozen=True)
class ToldActivity:
    """One thing somebody did, in plain words with old and new values (D-10)."""

    at: datetime
    actor_name: str
    sentence: str
    changes: tuple[ChangedField, ...]


@dataclass(frozen=True)
class Activities:
    """A page of activities, the newest first, and whether older ones follow."""

    told: tuple[ToldActivity, ...]
    has_next: bool


def read_activities(
    session: BincSession,
    facility_id: int,
    dossier_id: int,
    names: Mapping[str, str],
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Activities:
    """The activities of a dossier, the newest first (D-10, H7); pages count from 1.

    `names` says how the codes of modules and answers are called.
    """
    query = (
        select(Activity.at, Activity.actor_name, Activity.kind, Activity.values)
        .where(Activity.facility_id == facility_id, Activity.dossier_id == dossier_id)
        .order_by(Activity.id.desc())
        .limit(size + 1)
        .offset((page - 1) * size)
    )
    found = session.execute(query).all()
    told = tuple(
        ToldActivity(one.at, one.actor_name, activity_sentence(one.kind, one.values), changed_fields(one.values, names))
        for one in found[:size]
    )
    return Activities(told, len(found) > size)
