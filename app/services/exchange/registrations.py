"""Intake, exit and the 1G1P pages of an exchange file, stored as they come (E-1, E-2, E-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.faults import Fault
from app.domain.registration_fields import (
    DATE,
    EXIT,
    FAMILY_SITUATION,
    INTAKE,
    TRAJECTORY,
    FieldDefinition,
    fields_of,
)
from app.domain.registrations import check_answers, missing_fields
from app.queries.catalogue import answer_codes
from app.services.exchange.delivery import Delivery, Record
from app.services.exchange.known_dossiers import KnownDossier

KINDS = (INTAKE, EXIT, FAMILY_SITUATION, TRAJECTORY)
PAGE_NAMES = {
    INTAKE: "beginregistratie",
    EXIT: "eindregistratie",
    FAMILY_SITUATION: "gezinssituatie",
    TRAJECTORY: "trajectregistratie",
}


@dataclass
class PlannedRegistration:
    """One page of answers, beside the row that holds it already (None = new)."""

    kind: str
    answers: Record
    known: Any
    complete: bool


def plan_registrations(
    delivery: Delivery, pointer: str, record: Record, organisation_type: str, known: KnownDossier | None
) -> list[PlannedRegistration]:
    """Checks the pages that the file holds; a page left out counts as never opened and stays as it is."""
    planned = []
    for kind in KINDS:
        if kind not in record:
            continue
        questions = fields_of(kind, organisation_type)
        faults = list(_faults(delivery, questions, record[kind]))
        delivery.findings.place(f"{pointer}/{kind}", faults)
        complete = not faults and not missing_fields(questions, _with_dates(questions, record[kind]))
        before = known.registrations.get(kind) if known else None
        planned.append(PlannedRegistration(kind, record[kind], before, complete))
    return planned


def _faults(delivery: Delivery, questions: tuple[FieldDefinition, ...], answers: Record) -> Iterator[Fault]:
    yield from check_answers(questions, _with_dates(questions, answers))
    for question in questions:
        if question.answers is None or question.key not in answers:
            continue
        given = answers[question.key]
        known = answer_codes(delivery.session, question.answers)
        for code in given if isinstance(given, list) else [given]:
            if isinstance(code, str) and code not in known:
                yield Fault("E-5", question.key, f"“{code}” staat niet in de antwoordlijst. Kies een andere code.")


def _with_dates(questions: tuple[FieldDefinition, ...], answers: Record) -> Record:
    days = {one.key for one in questions if one.kind == DATE and isinstance(answers.get(one.key), str)}
    return {key: date.fromisoformat(value) if key in days else value for key, value in answers.items()}


def check_complete(
    delivery: Delivery,
    pointer: str,
    organisation_type: str,
    registrations: list[PlannedRegistration],
    known: KnownDossier | None,
) -> None:
    """Faults for what a closed dossier misses in its pages; history may leave intake and exit out (D-6, E-3)."""
    given = {one.kind: one.answers for one in registrations}
    for kind in KINDS:
        questions = fields_of(kind, organisation_type)
        answers = given.get(kind)
        if answers is None and known is not None and kind in known.registrations:
            answers = known.registrations[kind].answers
        if not questions or (answers is None and delivery.history):
            continue
        if answers is None:
            message = f"Een afgesloten dossier heeft een {PAGE_NAMES[kind]}. Vul ze in."
            delivery.findings.fault(f"{pointer}/{kind}", "D-6", message)
            continue
        delivery.findings.place(f"{pointer}/{kind}", missing_fields(questions, _with_dates(questions, answers)))
