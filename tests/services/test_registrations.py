"""Saving intake, exit and the 1G1P pages against a real database (E-1 to E-5, D-6, D-10, R-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import Conflict, DomainError, NotFound
from app.domain.referral import Referral
from app.domain.registration_fields import EXIT, FAMILY_SITUATION, INTAKE, TRAJECTORY
from app.queries.activities import read_activities
from app.services.dossiers import change_referral
from app.services.registrations import open_registration, save_registration
from models import Answer, Dossier, Registration
from tests.services.steps import ACTOR, TODAY, Story, refusals, story

OF_1G1P = Referral(referral_date=date(2024, 1, 8), referrer="clb", waiting_list="no")
NOW = datetime(2024, 4, 8, 21, 30, tzinfo=UTC)
PAST_MIDNIGHT = datetime(2024, 4, 8, 22, 30, tzinfo=UTC)
FULL_INTAKE: dict[str, Any] = {
    "unaccompanied_minor": False,
    "day_activity": "lager_onderwijs",
    "education_level": "lager",
    "family_situation": "moeder",
    "income_source": ["arbeid", "leefloon"],
    "family_education_level": "hoger",
    "housing": "positive",
    "health": "negative",
    "debts": "no",
    "home_language": "nl",
}


def save(told: Story, answers: dict[str, Any], registration: str = INTAKE, **keywords: Any) -> Registration:
    """Saves a registration."""
    words = {"actor": ACTOR, "now": NOW, **keywords}
    return save_registration(told.session, told.dossier, registration, answers, **words)


def completed(told: Story) -> date | None:
    """What the overview knows."""
    told.session.flush()
    told.session.refresh(told.dossier)
    return told.dossier.intake_completed_on


def test_a_registration_is_saved_at_any_moment_e_5(session: BincSession) -> None:
    told = story(session)
    saved = save(told, {"day_activity": "none"})
    assert (saved.answers, saved.completed_at) == ({"day_activity": "none"}, None)
    assert completed(told) is None


def test_it_is_complete_once_the_last_mandatory_question_is_answered_e_1(session: BincSession) -> None:
    told = story(session)
    save(told, {key: FULL_INTAKE[key] for key in list(FULL_INTAKE)[:-1]})
    assert completed(told) is None
    save(told, FULL_INTAKE)
    assert completed(told) == date(2024, 4, 8)
    save(told, {**FULL_INTAKE, "years_behind": "1"}, now=datetime(2024, 9, 1, tzinfo=UTC))
    assert completed(told) == date(2024, 4, 8), "later changes leave it in time"
    save(told, {**FULL_INTAKE, "housing": ""}, now=datetime(2024, 9, 2, tzinfo=UTC))
    assert completed(told) is None
    save(told, FULL_INTAKE, now=datetime(2024, 9, 3, tzinfo=UTC))
    assert completed(told) == date(2024, 9, 3)


def test_the_day_of_completion_is_the_day_in_belgium_e_1(session: BincSession) -> None:
    told = story(session)
    save(told, FULL_INTAKE, now=PAST_MIDNIGHT)
    assert completed(told) == date(2024, 4, 9)


def test_a_cig_also_answers_pregnant_and_foster_care_is_never_asked_e_1(session: BincSession) -> None:
    cig = story(session, organisation_type="CIG")
    assert save(cig, FULL_INTAKE).completed_at is None
    assert save(cig, {**FULL_INTAKE, "pregnant": True}).completed_at == NOW
    foster = Referral(through_access_gate=True, foster_care_kind="network", foster_care_age_group="youth")
    care = story(session, organisation_type="pleegzorg", referral=foster)
    assert save(care, FULL_INTAKE).completed_at == NOW
    assert refusals(save, care, {**FULL_INTAKE, "pregnant": True}) == [("E-5", "pregnant")]


def test_an_optional_registration_may_still_be_filled_and_counts_when_the_referral_changes_e_3(
    session: BincSession,
) -> None:
    told = story(session, referral=Referral(through_access_gate=True, specific="time_out"))
    assert told.dossier.intake_optional
    save(told, FULL_INTAKE)
    change_referral(session, told.dossier, Referral(through_access_gate=True), actor=ACTOR, today=TODAY)
    assert completed(told) == date(2024, 4, 8)
    assert not told.dossier.intake_optional


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"day_activity": "surfing"}, "day_activity"),
        ({"income_source": ["arbeid", "leefloon", "ziekte"]}, "income_source"),
        ({"income_source": ["arbeid", "none"]}, "income_source"),
        ({"unaccompanied_minor": "ja"}, "unaccompanied_minor"),
        ({"shoe_size": 43}, "shoe_size"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_at_its_question_e_5(
    session: BincSession, answers: dict[str, Any], field: str
) -> None:
    assert refusals(save, story(session), answers) == [("E-5", field)]


def test_a_retired_answer_stays_where_it_stood_and_cannot_be_chosen_anew_e_5(session: BincSession) -> None:
    told, other = story(session), story(session)
    save(told, FULL_INTAKE)
    answer = session.scalars(select(Answer).where(Answer.list_name == "day_activity", Answer.code == "lager_onderwijs"))
    answer.one().retired = True
    session.flush()
    assert save(told, {**FULL_INTAKE, "debts": "yes"}).answers["day_activity"] == "lager_onderwijs"
    assert refusals(save, other, FULL_INTAKE) == [("E-5", "day_activity")]


def test_the_reason_that_no_longer_fits_falls_away_e_2(session: BincSession) -> None:
    told = story(session)
    save(told, {"dropout": True, "reason_dropout": "weglopen"}, EXIT)
    saved = save(told, {"dropout": False, "reason_dropout": "weglopen", "reason": "verhuizing"}, EXIT)
    assert saved.answers == {"dropout": False, "reason": "verhuizing"}


def test_what_is_typed_where_nothing_is_asked_is_refused_not_lost_e_4(session: BincSession) -> None:
    told = story(session, organisation_type="1G1P", referral=OF_1G1P)
    assert refusals(save, told, {"coach_begin": date(2024, 1, 8)}, TRAJECTORY) == [("E-5", "coach_begin")]
    days = {"family_coach": True, "coach_begin": date(2024, 1, 8), "coach_end": date(2024, 1, 7)}
    assert refusals(save, told, days, TRAJECTORY) == [("E-4", "coach_end")]
    saved = save(told, {**days, "coach_end": date(2024, 1, 8)}, TRAJECTORY)
    assert saved.answers["coach_end"] == "2024-01-08"


def test_a_registration_of_another_type_does_not_exist_e_4(session: BincSession) -> None:
    with pytest.raises(NotFound):
        save(story(session, organisation_type="1G1P", referral=OF_1G1P), {}, INTAKE)
    with pytest.raises(NotFound):
        save(story(session), {}, FAMILY_SITUATION)


def test_a_closed_dossier_stays_complete_d_6(session: BincSession) -> None:
    told = story(session)
    save(told, FULL_INTAKE)
    told.dossier.status, told.dossier.closed_on = "closed", date(2024, 6, 1)
    session.flush()
    assert refusals(save, told, {**FULL_INTAKE, "housing": None}) == [("D-6", "housing")]
    assert save(told, {**FULL_INTAKE, "housing": "negative"}).answers["housing"] == "negative"


def test_what_history_lacked_is_no_reason_to_refuse_a_correction_in_a_closed_dossier_d_6(session: BincSession) -> None:
    told = story(session)
    known = {"housing": "positive", "debts": "no"}
    save(told, known)
    told.dossier.status, told.dossier.closed_on = "closed", date(2024, 6, 1)
    session.flush()
    assert save(told, {**known, "housing": "negative"}).answers == {"housing": "negative", "debts": "no"}
    assert refusals(save, told, {"housing": "negative"}) == [("D-6", "debts")]
    # An answer that brings up a mandatory question asks that one too.
    assert refusals(save, told, {"dropout": True}, EXIT) == [("D-6", "reason_dropout")]
    assert save(told, FULL_INTAKE).completed_at is not None


def test_opening_counts_once_and_bothers_nobody_r_2(session: BincSession) -> None:
    told = story(session)
    version = told.dossier.version
    first = open_registration(session, told.dossier, INTAKE)
    assert open_registration(session, told.dossier, INTAKE).id == first.id
    session.refresh(told.dossier)
    assert (told.dossier.version, first.answers, first.completed_at) == (version, {}, None)


def test_the_second_of_two_savers_is_told_d_11(session: BincSession) -> None:
    told = story(session)
    seen = told.dossier.version
    save(told, {"debts": "no"}, seen_version=seen)
    session.flush()
    with pytest.raises(Conflict):
        save(told, {"debts": "yes"}, seen_version=seen)


def test_the_activities_tell_old_and_new_in_the_words_of_the_lists_d_10(session: BincSession) -> None:
    told = story(session)
    save(told, {"day_activity": "none", "income_source": ["arbeid"], "foster_family": False})
    save(told, {"day_activity": "werk", "income_source": ["arbeid"], "foster_family": False})
    session.flush()
    latest, first = read_activities(session, told.facility.id, told.dossier.id, {}).told[:2]
    assert latest.sentence == "Beginregistratie bewaard"
    assert [(each.label, each.before, each.after) for each in latest.changes] == [
        ("Dagbesteding", "Geen gestructureerde dagbesteding", "Werk")
    ]
    assert {each.label for each in first.changes} == {"Dagbesteding", "Inkomen van het gezin"}


def test_nothing_is_saved_of_a_refused_registration_e_5(session: BincSession) -> None:
    told = story(session)
    with pytest.raises(DomainError):
        save(told, {"day_activity": "surfing", "debts": "no"})
    assert session.scalars(select(Registration)).all() == []
    assert session.get_one(Dossier, told.dossier.id).version == told.dossier.version
