"""When the intake, the exit and the 1G1P registration are complete, optional or late."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.faults import Fault
from app.domain.period import add_months
from app.domain.referral import Referral
from app.domain.registration_fields import (
    BOOL,
    CHOICE,
    DATE,
    DAYS_IN_ORDER,
    EXIT,
    FAMILY_SITUATION,
    INT,
    INTAKE,
    MULTI,
    FieldDefinition,
    fields_of,
)

NONE, COMPLETE, COMPLETE_LATE, INCOMPLETE = "none", "complete", "complete_late", "incomplete"
MONTHS_ALLOWED = 3

NONE_OF_THESE = "none"
UNASKED = "Pas dat antwoord aan, of maak dit veld leeg."

Answers = Mapping[str, object]


def is_optional(referral: Referral) -> bool:
    """Whether intake and exit may be left out: crisis, a specific referral, adult foster care (E-3, H5.3)."""
    return referral.by_crisismeldpunt or referral.specific is not None or referral.foster_care_age_group == "adult"


def page_optional(registration: str, referral: Referral) -> bool:
    """Whether one registration may be left out: intake and exit can be, the pages of 1G1P never (E-3, D-6)."""
    return registration in (INTAKE, EXIT) and is_optional(referral)


def questions_of(registration: str, organisation_type: str, referral: Referral) -> tuple[FieldDefinition, ...]:
    """The questions that a dossier asks; none is mandatory where the registration itself is not (E-1 to E-4)."""
    fields = fields_of(registration, organisation_type)
    if not page_optional(registration, referral):
        return fields
    return tuple(replace(field, required=False) for field in fields)


def due_from(
    registration: str, first_schakeling_begin: date | None, referral_date: date, *, with_chain: bool
) -> date | None:
    """The day from which three months are counted; None where nothing is due yet or ever (E-1, E-4).

    The begin of the first schakeling; without schakelingen (1G1P, HCA, NAFT) the referral.
    """
    if registration not in (INTAKE, FAMILY_SITUATION):
        return None
    return first_schakeling_begin if with_chain else referral_date


def due_date(start: date) -> date:
    """The last day on which an intake is in time: three months after the start of the help (E-1, H5.1).

    For the family situation of 1G1P the start is the referral (E-4).
    """
    return add_months(start, MONTHS_ALLOWED)


def is_asked(field: FieldDefinition, answers: Answers) -> bool:
    """Whether the other answers bring a question up (E-4)."""
    if field.asked_when is None:
        return True
    key, wanted = field.asked_when
    given = answers.get(key)
    return wanted in given if isinstance(given, list | tuple) else given == wanted


def is_empty(answer: object) -> bool:
    """Whether a question was left open; "no" and zero are answers."""
    return answer is None or answer == "" or answer == [] or answer == ()


def asked_answers(fields: Sequence[FieldDefinition], answers: Answers) -> dict[str, object]:
    """What was answered to the questions that are asked; a question comes after the one that brings it up (E-4)."""
    asked: dict[str, object] = {}
    for field in fields:
        if is_asked(field, asked) and not is_empty(answers.get(field.key)):
            asked[field.key] = answers[field.key]
    return asked


def missing_fields(fields: Sequence[FieldDefinition], answers: Answers) -> list[Fault]:
    """The mandatory questions that are still open, each as a fault at its key (E-1, E-2, E-4)."""
    asked = asked_answers(fields, answers)
    return [
        Fault("E-1", field.key, f"Nog in te vullen: {field.label}.")
        for field in fields
        if field.required and is_asked(field, asked) and field.key not in asked
    ]


def check_unasked(fields: Sequence[FieldDefinition], before: Answers, answers: Answers) -> list[Fault]:
    """What was newly answered to a question that the other answers do not bring up: never dropped unseen (E-4, E-5)."""
    asked = asked_answers(fields, answers)
    leading = {field.key: field.label for field in fields}
    return [
        Fault("E-5", field.key, f"Deze vraag hangt af van ‘{leading[field.asked_when[0]]}’. {UNASKED}")
        for field in fields
        if field.asked_when and field.key not in asked and not is_empty(answers.get(field.key))
        if answers[field.key] != before.get(field.key)
    ]


def check_listed(field: FieldDefinition, answer: object, listed: Collection[str]) -> list[Fault]:
    """Whether an answer stands in its list, and "none" beside no other answer (E-5)."""
    given = answer if isinstance(answer, list | tuple) else [answer]
    if any(code not in listed for code in given):
        return [Fault("E-5", field.key, WRONG_KIND[field.kind])]
    if NONE_OF_THESE in given and len(given) > 1:
        return [Fault("E-5", field.key, "Je koos ‘geen’ naast een ander antwoord. Kies een van de twee.")]
    return []


def check_order_of_days(answers: Answers) -> list[Fault]:
    """Whether nothing ends before it begins (E-4)."""
    days = ((answers.get(begin), end, answers.get(end)) for begin, end in DAYS_IN_ORDER)
    return [
        Fault("E-4", key, "De einddatum ligt voor de startdatum. Kijk beide na.")
        for begin, key, end in days
        if isinstance(begin, date) and isinstance(end, date) and end < begin
    ]


def read_answers(fields: Sequence[FieldDefinition], kept: Answers) -> dict[str, object]:
    """Answers as the rules see them, from the record, which keeps days as YYYY-MM-DD."""
    days = {field.key for field in fields if field.kind == DATE}
    return {
        key: date.fromisoformat(answer) if key in days and isinstance(answer, str) and answer else answer
        for key, answer in kept.items()
    }


def keep_answers(answers: Answers) -> dict[str, object]:
    """Answers as the record keeps them: days as YYYY-MM-DD, and nothing for what is open."""
    return {
        key: answer.isoformat() if isinstance(answer, date) else answer
        for key, answer in answers.items()
        if not is_empty(answer)
    }


def check_answers(fields: Sequence[FieldDefinition], answers: Answers) -> list[Fault]:
    """Answers that do not fit their question; what is still open is no fault, for a page is saved any time (E-5)."""
    known = {field.key: field for field in fields}
    faults = [
        Fault("E-5", key, "Deze vraag hoort niet bij deze registratie. Laat ze weg.")
        for key in answers
        if key not in known
    ]
    for key, field in known.items():
        if not is_empty(answers.get(key)):
            faults += check_kind(field, answers[key])
    return faults


WRONG_KIND: dict[str, str] = {
    BOOL: "Antwoord ja of nee.",
    DATE: "Vul een datum in.",
    INT: "Vul een geheel getal in, nul of meer.",
    CHOICE: "Kies een antwoord uit de lijst.",
    MULTI: "Kies een of meer antwoorden uit de lijst.",
}


def check_kind(field: FieldDefinition, answer: object) -> list[Fault]:
    """Whether an answer is of its question's kind; the answer lists themselves are checked where they live (E-5)."""
    if not is_of_kind(field.kind, answer):
        return [Fault("E-5", field.key, WRONG_KIND.get(field.kind, "Vul tekst in."))]
    if field.most is not None and isinstance(answer, list | tuple) and len(answer) > field.most:
        return [Fault("E-5", field.key, f"Kies hoogstens {field.most} antwoorden.")]
    return []


def is_of_kind(kind: str, answer: object) -> bool:
    """Whether a value is a text, yes or no, a day, a whole number from zero, or a list of codes."""
    if kind == BOOL:
        return isinstance(answer, bool)
    if kind == DATE:
        return isinstance(answer, date)
    if kind == INT:
        return isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0
    if kind == MULTI:
        return isinstance(answer, list | tuple) and all(isinstance(one, str) for one in answer)
    return isinstance(answer, str)


@dataclass(frozen=True)
class IntakeStatus:
    """How the intake stands on the overview: none (optional), complete, complete_late or incomplete (D-2).

    `due` is the last day in time, None while no help has started or where nothing is asked; `overdue` holds for an
    incomplete one after that day.
    """

    kind: str
    due: date | None = None
    overdue: bool = False


def intake_status(optional: bool, help_start: date | None, completed_on: date | None, today: date) -> IntakeStatus:
    """How the intake of a dossier stands (D-2, E-1, E-3).

    `help_start` is the begin of the first schakeling, `completed_on` the day on which the last mandatory question was
    answered; on the due date itself it is still in time.
    """
    if optional:
        return IntakeStatus(NONE)
    due = None if help_start is None else due_date(help_start)
    if completed_on is not None:
        late = due is not None and completed_on > due
        return IntakeStatus(COMPLETE_LATE if late else COMPLETE, due)
    return IntakeStatus(INCOMPLETE, due, due is not None and today > due)
