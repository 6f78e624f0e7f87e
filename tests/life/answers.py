"""Pages of answers with every mandatory question answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.database import BincSession
from app.domain.registration_fields import BOOL, CHOICE, DATE, INT, MULTI, fields_of
from app.domain.registrations import is_asked
from app.services.summaries import refresh_summary
from models import Dossier, Facility
from models.dossier import Registration

ANSWERS: dict[str, Any] = {BOOL: False, CHOICE: "none", MULTI: ["none"], INT: 1, DATE: "2024-01-10"}


def complete_answers(kind: str, organisation_type: str) -> dict[str, Any]:
    """An answer to each mandatory question that the others bring up."""
    answers: dict[str, Any] = {}
    for field in fields_of(kind, organisation_type):
        if field.required and is_asked(field, answers):
            answers[field.key] = ANSWERS[field.kind]
    return answers


def register(session: BincSession, dossier: Dossier, kind: str, answers: dict[str, Any] | None = None) -> None:
    """Stores a page of answers, complete unless said otherwise."""
    facility = session.get_one(Facility, dossier.facility_id)
    given = complete_answers(kind, facility.organisation_type) if answers is None else answers
    moment = datetime(2024, 2, 1, 12, tzinfo=UTC) if answers is None else None
    session.add(
        Registration(
            facility_id=dossier.facility_id, dossier_id=dossier.id, kind=kind, answers=given, completed_at=moment
        )
    )
    session.flush()
    refresh_summary(session, dossier)
    session.flush()
