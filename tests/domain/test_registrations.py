"""Intake, exit and the 1G1P registration."""

from datetime import date

import pytest

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.referral import Referral
from app.domain.registration_fields import EXIT, FAMILY_SITUATION, INTAKE, TRAJECTORY, FieldDefinition, fields_of
from app.domain.registrations import (
    IntakeStatus,
    check_answers,
    due_date,
    intake_status,
    is_optional,
    missing_fields,
)

INTAKE_ANSWERS: dict[str, object] = {
    "unaccompanied_minor": False,
    "day_activity": "school",
    "education_level": "lager",
    "family_situation": "moeder",
    "income_source": ["loon"],
    "family_education_level": "hoger",
    "housing": "positive",
    "health": "negative",
    "debts": "no",
    "home_language": "nl",
}
EXIT_ANSWERS: dict[str, object] = {
    "parallel_offer": ["none"],
    "cooperation_welfare_health": ["none"],
    "cooperation_other": ["none"],
    "goals_reached": "yes",
    "dropout": False,
    "reason": "doelen_bereikt",
    "follow_up_inside": ["none"],
    "follow_up_outside": ["none"],
}


def missing(registration: str, organisation_type: str, answers: dict[str, object]) -> list[str]:
    """The keys of the questions that are still open."""
    return [fault.field for fault in missing_fields(fields_of(registration, organisation_type), answers)]


def test_a_full_intake_lacks_nothing() -> None:
    """E-1: "no" is an answer."""
    assert missing(INTAKE, "OVBJ", INTAKE_ANSWERS) == []


@pytest.mark.parametrize("key", list(INTAKE_ANSWERS))
def test_each_mandatory_question_of_the_intake_is_missed(key: str) -> None:
    """E-1."""
    assert missing(INTAKE, "OVBJ", {**INTAKE_ANSWERS, key: None}) == [key]


def test_pregnant_is_mandatory_for_cig_and_not_asked_in_foster_care() -> None:
    """E-1."""
    assert missing(INTAKE, "CIG", INTAKE_ANSWERS) == ["pregnant"]
    assert missing(INTAKE, "CIG", {**INTAKE_ANSWERS, "pregnant": False}) == []
    assert "pregnant" not in {field.key for field in fields_of(INTAKE, "pleegzorg")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"dropout": True}, ["reason_dropout"]),
        ({"dropout": True, "reason_dropout": "weggelopen"}, []),
        ({"reason": None}, ["reason"]),
        ({"dropout": None, "reason": None}, ["dropout"]),
        ({"parallel_offer": []}, ["parallel_offer"]),
        ({"follow_up_outside": None}, ["follow_up_outside"]),
    ],
)
def test_the_exit_asks_the_reason_that_fits_dropout(changes: dict[str, object], expected: list[str]) -> None:
    """E-2."""
    assert missing(EXIT, "OVBJ", {**EXIT_ANSWERS, **changes}) == expected


def test_an_oooc_gives_advice_instead_of_follow_up_help() -> None:
    """E-2."""
    assert missing(EXIT, "OOOC", EXIT_ANSWERS) == ["final_advice"]


def test_1g1p_has_pages_of_its_own() -> None:
    """E-4."""
    assert fields_of(INTAKE, "1G1P") == fields_of(EXIT, "1G1P") == ()
    assert fields_of(TRAJECTORY, "OVBJ") == fields_of(FAMILY_SITUATION, "CKG") == ()
    assert missing(FAMILY_SITUATION, "1G1P", {}) == ["family_situation", "children_involved"]
    assert missing(TRAJECTORY, "1G1P", {}) == ["first_talk", "mandated_service"]


def test_specialised_help_asks_for_each_kind_whether_it_was_realised() -> None:
    """E-4."""
    answers: dict[str, object] = {"first_talk": date(2024, 1, 8), "mandated_service": "none"}
    assert missing(TRAJECTORY, "1G1P", {**answers, "specialised_help_needed": True}) == ["specialised_help"]
    needed = {**answers, "specialised_help_needed": True, "specialised_help": ["training", "verblijf"]}
    assert missing(TRAJECTORY, "1G1P", needed) == ["realised_training", "realised_verblijf"]


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
@pytest.mark.parametrize("registration", [INTAKE, EXIT, FAMILY_SITUATION, TRAJECTORY])
def test_every_question_that_depends_on_another_finds_it(registration: str, organisation_type: str) -> None:
    """E-1, E-2, E-4."""
    fields = fields_of(registration, organisation_type)
    keys = [field.key for field in fields]
    assert len(set(keys)) == len(keys)
    assert all(field.asked_when is None or field.asked_when[0] in keys for field in fields)
    assert all((field.answers is not None) is (field.kind in ("choice", "multi")) for field in fields)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("bool", False, "no"),
        ("date", date(2024, 1, 8), "2024-01-08"),
        ("int", 0, -1),
        ("int", 3, True),
        ("choice", "caw", 3),
        ("multi", ["a", "b"], "a"),
        ("multi", ["a"], ["a", "b", "c"]),
        ("text", "ja", 1),
    ],
)
def test_an_answer_fits_its_question(kind: str, right: object, wrong: object) -> None:
    """E-5."""
    fields = [FieldDefinition("question", kind, "Vraag", most=2)]
    assert check_answers(fields, {"question": right}) == []
    assert check_answers(fields, {"question": None}) == []
    assert [fault.field for fault in check_answers(fields, {"question": wrong})] == ["question"]


def test_an_unknown_question_is_refused() -> None:
    """E-5."""
    assert [fault.field for fault in check_answers(fields_of(INTAKE, "OVBJ"), {"shoe_size": 43})] == ["shoe_size"]


@pytest.mark.parametrize(
    ("referral", "optional"),
    [
        (Referral(through_access_gate=True), False),
        (Referral(through_access_gate=False, referrer="crisismeldpunt"), True),
        (Referral(through_access_gate=False, referrer="caw"), False),
        (Referral(specific="time_out"), True),
        (Referral(specific="short_crisis_stay"), True),
        (Referral(specific="supporting_guidance_only"), True),
        (Referral(foster_care_age_group="adult"), True),
        (Referral(foster_care_age_group="youth"), False),
    ],
)
def test_crisis_specific_and_adult_foster_care_ask_no_registration(referral: Referral, optional: bool) -> None:
    """E-3."""
    assert is_optional(referral) is optional


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2024, 1, 8), date(2024, 4, 8)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2024, 1, 31), date(2024, 4, 30)),
        (date(2024, 12, 1), date(2025, 3, 1)),
    ],
)
def test_an_intake_is_due_within_three_months(start: date, due: date) -> None:
    """E-1."""
    assert due_date(start) == due


START, DUE = date(2024, 1, 8), date(2024, 4, 8)


@pytest.mark.parametrize(
    ("optional", "start", "completed", "today", "expected"),
    [
        (True, START, None, date(2024, 6, 1), IntakeStatus("none")),
        (False, START, DUE, date(2024, 6, 1), IntakeStatus("complete", DUE)),
        (False, START, date(2024, 4, 9), date(2024, 6, 1), IntakeStatus("complete_late", DUE)),
        (False, START, None, DUE, IntakeStatus("incomplete", DUE)),
        (False, START, None, date(2024, 4, 9), IntakeStatus("incomplete", DUE, True)),
        (False, None, None, date(2024, 6, 1), IntakeStatus("incomplete")),
        (False, None, START, date(2024, 6, 1), IntakeStatus("complete")),
    ],
)
def test_the_overview_tells_how_the_intake_stands(
    optional: bool, start: date | None, completed: date | None, today: date, expected: IntakeStatus
) -> None:
    """D-2, E-1, E-3."""
    assert intake_status(optional, start, completed, today) == expected
