"""Intake, exit and the 1G1P pages: opened, saved at any moment, complete or not (E-1, E-2, E-4, E-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.database import BincSession
from app.domain.activities import SAVED_REGISTRATION, activity_values, tells_of_change
from app.domain.faults import Fault, NotFound, refuse
from app.domain.registration_fields import FieldDefinition, fields_of
from app.domain.registrations import (
    Answers,
    asked_answers,
    check_answers,
    check_listed,
    check_order_of_days,
    check_unasked,
    keep_answers,
    missing_fields,
    questions_of,
    read_answers,
)
from app.domain.scope import Actor
from app.queries.registrations import ListedAnswer, listed_answers, registration_of
from app.services.activities import note_activity
from app.services.holding import HeldDossier, check_seen, hold_dossier
from app.services.refusals import saving
from app.services.summaries import refresh_summary
from models.dossier import Dossier, Registration

NO_REGISTRATION = Fault("E-4", "registration", "Deze registratie bestaat niet voor je voorziening.")
Lists = Mapping[str, Sequence[ListedAnswer]]


def open_registration(session: BincSession, dossier: Dossier, registration: str) -> Registration:
    """The registration of a dossier, from now on counted as opened (R-2).

    Leaves the dossier's version alone, so that looking bothers nobody. Raises Conflict when the dossier is gone.
    """
    found = registration_of(session, dossier, registration)
    if found is None:
        hold_dossier(session, dossier.id)
        found = registration_of(session, dossier, registration) or _add(session, dossier, registration)
    return found


def save_registration(
    session: BincSession,
    dossier: Dossier,
    registration: str,
    answers: Answers,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Registration:
    """Saves the answers given so far, complete or not; a closed dossier loses none (E-1, E-2, E-4, E-5, D-6).

    `now` is the moment of completion where nothing mandatory is open any more; it stays through later changes.
    `seen_version` is the dossier's. Raises DomainError with every fault, or Conflict.
    """
    held = hold_dossier(session, dossier.id)
    check_seen(held.dossier, seen_version)
    fields = fields_of(registration, held.facility.organisation_type)
    if not fields:
        raise NotFound(NO_REGISTRATION)
    record = registration_of(session, held.dossier, registration)
    before = read_answers(fields, record.answers) if record else {}
    lists = listed_answers(session, [field.answers for field in fields if field.answers])
    refuse([*check_given(fields, before, answers, lists), *_check_closed(held, registration, before, answers)])
    after = asked_answers(fields, answers)
    with saving(session):
        record = record or _add(session, held.dossier, registration)
        record.answers = keep_answers(after)
        record.completed_at = None if missing_fields(fields, after) else record.completed_at or now
        refresh_summary(session, held.dossier)
        values = activity_values({}, told_answers(fields, before, lists), told_answers(fields, after, lists))
        if tells_of_change(values):
            note_activity(session, held.dossier, SAVED_REGISTRATION[registration], values, actor=actor)
    return record


def check_given(fields: Sequence[FieldDefinition], before: Answers, answers: Answers, lists: Lists) -> list[Fault]:
    """What is wrong with the answers that were given; a retired answer stays possible where it stood (E-4, E-5)."""
    faults = [*check_answers(fields, answers), *check_unasked(fields, before, answers), *check_order_of_days(answers)]
    wrong = {fault.field for fault in faults}
    for field in fields:
        if field.answers and answers.get(field.key) and field.key not in wrong:
            offered = {one.code for one in lists[field.answers] if not one.retired}
            faults += check_listed(field, answers[field.key], offered | stood_before(before, field.key))
    return faults


def stood_before(answers: Answers, key: str) -> set[str]:
    """The codes that a question was answered with."""
    given = answers.get(key)
    return set(given) if isinstance(given, list | tuple) else {given} if isinstance(given, str) else set()


def told_answers(fields: Sequence[FieldDefinition], answers: Answers, lists: Lists) -> dict[str, Any]:
    """The answers as the activities tell them: in the words of their lists, since a code can mean two things (D-10)."""
    return {field.key: _told(field, answers.get(field.key), lists) for field in fields}


def _told(field: FieldDefinition, answer: Any, lists: Lists) -> Any:
    if field.tick:
        return answer or None
    if not field.answers or not answer:
        return answer
    words = {one.code: one.label for one in lists[field.answers]}
    if isinstance(answer, list | tuple):
        return [words.get(code, code) for code in answer]
    return words.get(answer, answer)


def _check_closed(held: HeldDossier, registration: str, before: Answers, answers: Answers) -> list[Fault]:
    """What this save leaves open in a closed dossier; what was lacking already is no reason to refuse another edit."""
    if held.dossier.closed_on is None:
        return []
    questions = questions_of(registration, held.facility.organisation_type, held.referral)
    lacked = {fault.field for fault in missing_fields(questions, before)}
    return [
        Fault("D-6", fault.field, f"{fault.message} In een afgesloten dossier blijft alles ingevuld.")
        for fault in missing_fields(questions, answers)
        if fault.field not in lacked
    ]


def _add(session: BincSession, dossier: Dossier, registration: str) -> Registration:
    record = Registration(facility_id=dossier.facility_id, dossier_id=dossier.id, kind=registration, answers={})
    session.add(record)
    session.flush()
    return record
