"""The registrations of a dossier: their answers, how they stand, and the lists to answer from (E-1, E-2, E-4, E-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from models.dossier import Dossier, Registration
from models.reference import Answer


@dataclass(frozen=True)
class RegistrationState:
    """A registration that was opened: when its last mandatory question was answered, and its answers as kept (R-2)."""

    completed_at: datetime | None
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class ListedAnswer:
    """One answer of a list; a retired one is only offered where it already stands (E-5)."""

    code: str
    label: str
    retired: bool


def registration_states(session: BincSession, facility_id: int, dossier_id: int) -> dict[str, RegistrationState]:
    """How each opened registration of a dossier stands."""
    query = select(Registration.kind, Registration.completed_at, Registration.answers).where(
        Registration.facility_id == facility_id, Registration.dossier_id == dossier_id
    )
    return {row.kind: RegistrationState(row.completed_at, row.answers) for row in session.execute(query)}


def registration_of(session: BincSession, dossier: Dossier, registration: str) -> Registration | None:
    """A registration of a dossier as it is stored now, or None while it was never opened."""
    query = (
        select(Registration)
        .where(
            Registration.facility_id == dossier.facility_id,
            Registration.dossier_id == dossier.id,
            Registration.kind == registration,
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def listed_answers(session: BincSession, list_names: Iterable[str]) -> dict[str, list[ListedAnswer]]:
    """The answers of several lists in their order, retired ones too, in one query (E-5)."""
    names = sorted(set(list_names))
    query = (
        select(Answer.list_name, Answer.code, Answer.label, Answer.retired)
        .where(Answer.list_name.in_(names))
        .order_by(Answer.list_name, Answer.sequence, Answer.label)
    )
    found: dict[str, list[ListedAnswer]] = {name: [] for name in names}
    for row in session.execute(query):
        found[row.list_name].append(ListedAnswer(row.code, row.label, row.retired))
    return found
