"""Every question is explained, and the explanation carries the manual's criteria (E-5, H4.2, H5, G4)."""

from __future__ import annotations

import pytest

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.registration_fields import (
    CHOICE,
    EXIT,
    FAMILY_SITUATION,
    INTAKE,
    MULTI,
    TRAJECTORY,
    FieldDefinition,
    fields_of,
    registrations_of,
)
from app.reference.load import answer_lists, answers
from forms.clients import ClientForm
from forms.registration_words import help_text, help_texts_of
from forms.schakelingen import SchakelingForm

REGISTERING = [kind for kind in ORGANISATION_TYPES if kind != "GI"]
QUESTIONS: list[tuple[str, str, FieldDefinition]] = [
    (kind, page, question)
    for kind in REGISTERING
    for page in registrations_of(kind)
    for question in fields_of(page, kind)
]


@pytest.mark.parametrize("kind", REGISTERING)
def test_every_question_has_its_explanation_e_5(kind: str) -> None:
    asked = [(page, question.key) for at, page, question in QUESTIONS if at == kind]
    assert asked
    assert [key for page, key in asked if not help_text(help_texts_of(page, kind), key)] == []


# What an explanation has to say, in words that occur in it; the sentences are the product's own.
CRITERIA: list[tuple[str, str, str, tuple[str, ...]]] = [
    (INTAKE, "OVBJ", "family_situation", ("het meest verblijft", "gedomicilieerd", "CBAW", "woont alleen")),
    (INTAKE, "OVBJ", "family_situation", ("pleeggezin dat bij jullie hulp vraagt", "vink Pleeggezin aan")),
    (INTAKE, "CIG", "family_situation", ("bij jullie in het CIG verblijft", "gedomicilieerd")),
    (INTAKE, "pleegzorg", "family_situation", ("gezin van oorsprong", "Niet het pleeggezin")),
    (INTAKE, "OVBJ", "income_source", ("één antwoord, of twee", "gedomicilieerd")),
    (INTAKE, "OVBJ", "family_education_level", ("hoogste diploma", "gedomicilieerd")),
    (INTAKE, "OVBJ", "housing", ("Negatief", "stroom", "gas", "water", "badkamer", "verwarming", "koken", "te klein")),
    (INTAKE, "OVBJ", "housing", ("vervallen", "ongezond", "onveilig", "geen (blijvende) woonst", "gedomicilieerd")),
    (INTAKE, "OVBJ", "health", ("Negatief", "lichamelijk of psychisch", "chronische ziekte of handicap")),
    (INTAKE, "OVBJ", "health", ("weg naar gezondheidszorg", "gedomicilieerd")),
    (INTAKE, "OVBJ", "debts", ("schulden", "schuldbemiddeling")),
    (INTAKE, "OVBJ", "day_activity", ("vijf dagen per maand", "schoolweek")),
    (INTAKE, "OVBJ", "education_level", ("ingeschreven", "laatste")),
    (INTAKE, "OVBJ", "years_behind", ("zittenblijven", "buitengewoon onderwijs", "niet van toepassing")),
    (INTAKE, "OVBJ", "unaccompanied_minor", ("jonger dan 18", "dienst Voogdij", "bevolkingsregister", "kwetsbaar")),
    (INTAKE, "OVBJ", "home_language", ("gezinsleden", "met elkaar")),
    (INTAKE, "CIG", "pregnant", ("verplicht",)),
    (EXIT, "OVBJ", "parallel_offer", ("hele periode", "Niet de hulp voor een broer of zus")),
    (EXIT, "OVBJ", "cooperation_welfare_health", ("samen aan een doel", "niet genoeg")),
    (EXIT, "OVBJ", "goals_reached", ("handelingsplan",)),
    (EXIT, "OVBJ", "dropout", ("één kant", "de jongere of het gezin, of jullie zelf")),
    (EXIT, "OVBJ", "reason", ("voornaamste",)),
    (EXIT, "OVBJ", "follow_up_inside", ("volgens jou nodig",)),
    (EXIT, "OOOC", "final_advice", ("OOOC", "in de plaats van vervolghulp")),
    (FAMILY_SITUATION, "1G1P", "children_involved", ("zelf meedoen",)),
    (TRAJECTORY, "1G1P", "first_talk", ("eerste gesprek", "perspectief")),
    (TRAJECTORY, "1G1P", "coach_begin", ("beslist",)),
    (TRAJECTORY, "1G1P", "coach_end", ("samen met het gezin",)),
    (TRAJECTORY, "1G1P", "psychologist_sessions", ("geheel getal",)),
    (TRAJECTORY, "1G1P", "realised_training", ("wachtlijst", "engagement")),
]


@pytest.mark.parametrize(("page", "kind", "key", "words"), CRITERIA)
def test_an_explanation_carries_the_criteria_of_the_manual_e_5(
    page: str, kind: str, key: str, words: tuple[str, ...]
) -> None:
    told = help_text(help_texts_of(page, kind), key) or ""
    assert [word for word in words if word not in told] == []


def test_the_tick_of_a_stay_elsewhere_says_when_never_to_set_it_s_11() -> None:
    told = SchakelingForm.help_texts["elsewhere"]
    assert all(word in told for word in ("VAPH", "psychiatrie", "nooit als er pleegzorg bij is"))
    assert "nachten thuis beëindigen" in SchakelingForm.help_texts["end"].lower()
    assert "pleegzorgers vul je toch in" in SchakelingForm.combined_help


def test_the_country_of_origin_follows_parents_and_grandparents_e_5() -> None:
    told = ClientForm.help_texts["country_of_origin"]
    assert all(word in told for word in ("één ouder", "twee grootouders", "moeder", "België"))


# Lists where "none" can be the true answer; the other mandatory ones cannot be answered with nothing.
WITH_NONE = {
    "day_activity",
    "education_level",
    "income_source",
    "parallel_offer",
    "cooperation_welfare_health",
    "cooperation_other",
    "follow_up_inside",
    "follow_up_outside",
    "final_advice",
    "mandated_service",
}
WITHOUT_NONE = {
    "family_situation",
    "housing",
    "health",
    "debts",
    "home_language",
    "goals_reached",
    "exit_reason",
    "exit_reason_dropout",
    "specialised_help",
    "realised",
}


def test_mandatory_lists_hold_none_where_nothing_can_be_true_e_5() -> None:
    used = {
        question.answers
        for _, _, question in QUESTIONS
        if question.required and question.kind in (CHOICE, MULTI) and question.answers
    }
    assert used == WITH_NONE | WITHOUT_NONE | {"family_education_level"}
    codes = {name: {row.code for row in rows} for name, rows in answer_lists().items()}
    assert {name for name in used if "none" in codes[name]} == WITH_NONE
    assert "geen" in codes["family_education_level"], "no diploma"
    assert "voorziening" in codes["family_situation"], "no family"
    assert "na" in codes["years_behind"]


def test_every_answer_says_where_it_comes_from_or_that_it_is_assumed_e_5() -> None:
    assert [row for row in answers() if not row.source] == []
    assert [row for row in answers() if row.source == "ours" and not row.assumed] == []
