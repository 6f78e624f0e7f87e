"""Which registrations and which questions a dossier has, mandatory, optional or hidden: truth tables (E-1 to E-4)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.referral import Referral
from app.domain.referral_forms import REFERRERS, SHORT_CRISIS_STAY, SUPPORTING_GUIDANCE_ONLY, TIME_OUT
from app.domain.registration_fields import (
    EXIT,
    FAMILY_SITUATION,
    INTAKE,
    TITLES,
    TRAJECTORY,
    FieldDefinition,
    registrations_of,
)
from app.domain.registrations import (
    asked_answers,
    check_listed,
    check_order_of_days,
    check_unasked,
    due_date,
    due_from,
    intake_status,
    keep_answers,
    page_optional,
    questions_of,
    read_answers,
)

MANDATORY, OPTIONAL, HIDDEN = "mandatory", "optional", "hidden"
ORDINARY = Referral(through_access_gate=True)
WITH_BOTH = tuple(one for one in ORGANISATION_TYPES if one not in ("1G1P", "GI"))
SPECIFIC = (None, SUPPORTING_GUIDANCE_ONLY, TIME_OUT, SHORT_CRISIS_STAY)

ALWAYS = ("unaccompanied_minor", "day_activity", "education_level", "family_situation", "income_source")
OF_THE_FAMILY = ("family_education_level", "housing", "health", "debts", "home_language")
EXIT_ALWAYS = ("parallel_offer", "cooperation_welfare_health", "cooperation_other", "goals_reached", "dropout")


def standing(registration: str, organisation_type: str, key: str, referral: Referral = ORDINARY) -> str:
    """Whether a question is mandatory, optional or hidden."""
    asked = {question.key: question for question in questions_of(registration, organisation_type, referral)}
    if key not in asked:
        return HIDDEN
    return MANDATORY if asked[key].required else OPTIONAL


@pytest.mark.parametrize("organisation_type", WITH_BOTH)
@pytest.mark.parametrize("key", [*ALWAYS, *OF_THE_FAMILY])
def test_the_starred_questions_of_the_intake_are_mandatory_everywhere_e_1(organisation_type: str, key: str) -> None:
    assert standing(INTAKE, organisation_type, key) == MANDATORY


@pytest.mark.parametrize("organisation_type", WITH_BOTH)
@pytest.mark.parametrize("key", ["years_behind", "adoptive_family", "foster_family"])
def test_the_others_are_optional_everywhere_e_1(organisation_type: str, key: str) -> None:
    assert standing(INTAKE, organisation_type, key) == OPTIONAL


@pytest.mark.parametrize("organisation_type", WITH_BOTH)
def test_pregnant_per_organisation_type_e_1(organisation_type: str) -> None:
    expected = {"CIG": MANDATORY, "pleegzorg": HIDDEN}.get(organisation_type, OPTIONAL)
    assert standing(INTAKE, organisation_type, "pregnant") == expected


@pytest.mark.parametrize("organisation_type", WITH_BOTH)
def test_the_exit_per_organisation_type_e_2(organisation_type: str) -> None:
    advises = organisation_type == "OOOC"
    assert {standing(EXIT, organisation_type, key) for key in (*EXIT_ALWAYS, "reason", "reason_dropout")} == {MANDATORY}
    for key in ("follow_up_inside", "follow_up_outside"):
        assert standing(EXIT, organisation_type, key) == (HIDDEN if advises else MANDATORY)
        assert standing(EXIT, organisation_type, f"{key}_realised") == (HIDDEN if advises else OPTIONAL)
    assert standing(EXIT, organisation_type, "final_advice") == (MANDATORY if advises else HIDDEN)
    assert standing(EXIT, organisation_type, "bridging_advice") == (OPTIONAL if advises else HIDDEN)


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_which_registrations_a_dossier_has_e_4(organisation_type: str) -> None:
    of_1g1p = organisation_type == "1G1P"
    assert registrations_of(organisation_type) == ((FAMILY_SITUATION, TRAJECTORY) if of_1g1p else (INTAKE, EXIT))
    for registration in TITLES:
        has = bool(questions_of(registration, organisation_type, ORDINARY))
        assert has == (registration in registrations_of(organisation_type))


ARRIVALS = [
    Referral(through_access_gate=gate, referrer=None if gate else referrer, specific=specific)
    for (gate, referrer), specific in product([(True, None), *((False, one) for one in REFERRERS)], SPECIFIC)
]
FOSTER_ARRIVALS = [
    Referral(through_access_gate=False, referrer=referrer, foster_care_kind=kind, foster_care_age_group=group)
    for referrer, kind, group in product(REFERRERS, ("network", "pool"), ("youth", "adult"))
]


@pytest.mark.parametrize("referral", [*ARRIVALS, *FOSTER_ARRIVALS], ids=str)
@pytest.mark.parametrize("organisation_type", WITH_BOTH)
def test_intake_and_exit_are_optional_exactly_after_crisis_a_specific_referral_or_for_adults_e_3(
    organisation_type: str, referral: Referral
) -> None:
    crisis = referral.referrer == "crisismeldpunt" and not referral.through_access_gate
    expected = crisis or referral.specific is not None or referral.foster_care_age_group == "adult"
    for registration, key in ((INTAKE, "housing"), (EXIT, "goals_reached")):
        assert page_optional(registration, referral) is expected
        assert standing(registration, organisation_type, key, referral) == (OPTIONAL if expected else MANDATORY)


@pytest.mark.parametrize("referral", ARRIVALS, ids=str)
def test_the_pages_of_1g1p_are_never_optional_d_6_e_4(referral: Referral) -> None:
    assert not page_optional(FAMILY_SITUATION, referral)
    assert standing(FAMILY_SITUATION, "1G1P", "children_involved", referral) == MANDATORY
    assert standing(TRAJECTORY, "1G1P", "first_talk", referral) == MANDATORY


FIRST, REFERRED = date(2024, 1, 8), date(2024, 2, 1)


@pytest.mark.parametrize(
    ("registration", "with_chain", "begin", "expected"),
    [
        (INTAKE, True, FIRST, FIRST),
        (INTAKE, True, None, None),
        (INTAKE, False, None, REFERRED),
        (FAMILY_SITUATION, False, None, REFERRED),
        (EXIT, True, FIRST, None),
        (TRAJECTORY, False, None, None),
    ],
)
def test_three_months_count_from_the_first_schakeling_or_the_referral_e_1_e_4(
    registration: str, with_chain: bool, begin: date | None, expected: date | None
) -> None:
    assert due_from(registration, begin, REFERRED, with_chain=with_chain) == expected


@pytest.mark.parametrize("start", [date(2023, 11, 29), date(2023, 11, 30), date(2024, 2, 29), date(2024, 12, 31)])
@pytest.mark.parametrize(("days", "overdue"), [(-1, False), (0, False), (1, True)])
def test_the_last_day_itself_is_in_time_e_1(start: date, days: int, overdue: bool) -> None:
    day = due_date(start) + timedelta(days=days)
    assert intake_status(False, start, None, day).overdue is overdue
    assert intake_status(False, start, day, day).kind == ("complete_late" if overdue else "complete")


EXIT_QUESTIONS = questions_of(EXIT, "OVBJ", ORDINARY)
TRAJECTORY_QUESTIONS = questions_of(TRAJECTORY, "1G1P", ORDINARY)


def test_answers_to_questions_that_are_not_asked_fall_away_also_two_steps_down_e_4() -> None:
    given = {"family_coach": True, "coach_end_reason": "other", "coach_end_reason_other": "Verhuisd naar Gent"}
    assert asked_answers(TRAJECTORY_QUESTIONS, given) == given
    assert asked_answers(TRAJECTORY_QUESTIONS, {**given, "family_coach": None}) == {}


def test_what_is_newly_typed_where_nothing_is_asked_is_never_dropped_unseen_e_5() -> None:
    given = {"dropout": False, "reason_dropout": "weglopen"}
    assert [fault.field for fault in check_unasked(EXIT_QUESTIONS, {}, given)] == ["reason_dropout"]
    assert check_unasked(EXIT_QUESTIONS, {"dropout": True, "reason_dropout": "weglopen"}, given) == []


@pytest.mark.parametrize(
    ("answer", "right"),
    [(["a"], True), (["none"], True), (["a", "b"], True), (["a", "none"], False), (["z"], False)],
)
def test_none_stands_alone_and_every_answer_in_its_list_e_5(answer: list[str], right: bool) -> None:
    question = FieldDefinition("offer", "multi", "Aanbod", answers="offer")
    assert (check_listed(question, answer, {"a", "b", "none"}) == []) is right


@pytest.mark.parametrize(("end", "right"), [(date(2024, 1, 7), False), (FIRST, True), (None, True)])
def test_nothing_ends_before_it_begins_e_4(end: date | None, right: bool) -> None:
    for begin, last in (("coach_begin", "coach_end"), ("psychologist_begin", "psychologist_end")):
        faults = check_order_of_days({begin: FIRST, last: end})
        assert [fault.field for fault in faults] == ([] if right else [last])


def test_days_are_kept_as_text_and_read_back_e_4() -> None:
    answers = {"first_talk": FIRST, "mandated_service": "OCJ", "family_plan": None, "psychologist_sessions": 0}
    kept = keep_answers(answers)
    assert kept == {"first_talk": "2024-01-08", "mandated_service": "OCJ", "psychologist_sessions": 0}
    assert read_answers(TRAJECTORY_QUESTIONS, kept)["first_talk"] == FIRST
