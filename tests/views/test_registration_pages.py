"""The pages of intake, exit, family situation and trajectory over HTTP (E-1 to E-5, D-2, D-11, R-2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.database import BincSession, db
from app.domain.period import add_months
from app.domain.registration_fields import TITLES
from app.domain.scope import Actor
from app.presentation import today_in_brussels
from app.services.bin import delete_dossier
from app.services.summaries import refresh_summary
from models import Answer, Decision, Dossier, Facility, Registration, Schakeling
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_user,
)
from tests.views.counting import counted_statements
from tests.views.reading import fault_at, fields_without_help, marks_of, ticked, value_of, words_of

Browse = Callable[..., Any]
FULL: dict[str, Any] = {
    "unaccompanied_minor": "no",
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


NO_TICKS = {"adoptive_family": False, "foster_family": False}


def dossier_of(session: BincSession, facility: Facility, **overrides: Any) -> Dossier:
    """A dossier of a new client."""
    return create_dossier(session, create_client(session, facility), facility, **overrides)


def running(session: BincSession, dossier: Dossier, begin: date) -> Dossier:
    """The dossier with help that began on a day."""
    create_schakeling(session, create_decision(session, dossier, begin=begin))
    refresh_summary(session, dossier)
    session.flush()
    return dossier


def address(dossier: Dossier, slug: str = "beginregistratie") -> str:
    return f"/dossiers/{dossier.code}/{slug}/"


def posted(browser: Any, where: str, **answers: Any) -> Any:
    """The answer to a form that was opened, filled in and saved."""
    return browser.post(where, {**marks_of(browser.get(where)), **answers})


def stored(session: BincSession, dossier: Dossier, kind: str = "intake") -> Registration:
    session.expire_all()
    query = select(Registration).where(Registration.dossier_id == dossier.id, Registration.kind == kind)
    return session.scalars(query).one()


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session)


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    return dossier_of(session, facility)


@pytest.fixture
def an(session: BincSession, facility: Facility, browse: Browse) -> Any:
    return browse(create_seat(session, facility))


def test_looking_counts_as_opened_and_leaves_the_dossier_as_it_was_r_2(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    version = dossier.version
    assert an.get(address(dossier)).status_code == 200
    assert stored(session, dossier).answers == {}
    assert (dossier.version, dossier.intake_completed_on) == (version, None)


def test_a_part_is_saved_and_the_rest_is_listed_with_links_e_1_e_5(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    saved = posted(an, address(dossier), day_activity="werk", income_source=["arbeid"])
    assert saved.status_code == 302
    page = an.get(saved.headers["Location"])
    assert "Beginregistratie bewaard. Nog 8 vragen open." in words_of(page)
    assert '<a href="#housing">Huisvesting</a>' in page.text
    assert ticked(page, "income_source") == ["arbeid"]
    assert stored(session, dossier).answers == {
        "day_activity": "werk",
        "income_source": ["arbeid"],
        **NO_TICKS,
    }


def test_validating_lists_what_is_open_marks_it_and_saves_nothing_e_1(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    checked = posted(an, address(dossier), **{**FULL, "housing": "", "debts": ""}, validate="yes")
    assert checked.status_code == 200
    assert "Nog in te vullen ( 2 )" in words_of(checked)
    assert 'class="asked still-open" data-required-question="housing"' in checked.text
    assert 'class="asked still-open" data-required-question="health"' not in checked.text
    assert value_of(checked, "version") == str(dossier.version)
    assert stored(session, dossier).answers == {}
    again = an.post(address(dossier), {**marks_of(checked), **FULL})
    assert again.status_code == 302


def test_a_complete_one_turns_the_overview_green_d_2(session: BincSession, dossier: Dossier, an: Any) -> None:
    running(session, dossier, today_in_brussels() - timedelta(days=10))
    start = words_of(an.get("/"))
    assert "1 beginregistratie in te vullen" in start
    assert posted(an, address(dossier), **FULL).status_code == 302
    session.refresh(dossier)
    assert dossier.intake_completed_on == today_in_brussels()
    assert "Alle verplichte vragen zijn ingevuld." in words_of(an.get(address(dossier)))
    page = words_of(an.get("/"))
    assert "in te vullen" not in page
    assert "volledig" in page


def test_the_card_of_the_start_page_leads_through_its_list_to_the_form_d_2(
    session: BincSession, dossier: Dossier, an: Any
) -> None:
    running(session, dossier, add_months(today_in_brussels(), -4))
    card = next(part for part in an.get("/").text.split('class="card task') if "beginregistratie te laat" in part)
    listed = an.get(card.split('href="')[1].split('"')[0].replace("&amp;", "&"))
    assert f'href="{address(dossier)}"' in listed.text
    assert "te laat" in words_of(an.get(address(dossier)))


@pytest.mark.parametrize(("days", "words"), [(-1, "te laat"), (0, "vandaag de laatste dag"), (1, "nog 1 dag")])
def test_the_page_says_how_long_there_still_is_e_1(
    session: BincSession, dossier: Dossier, an: Any, monkeypatch: pytest.MonkeyPatch, days: int, words: str
) -> None:
    running(session, dossier, date(2024, 1, 8))
    monkeypatch.setattr("views.registrations.today_in_brussels", lambda: date(2024, 4, 8) - timedelta(days=days))
    page = words_of(an.get(address(dossier)))
    assert words in page
    assert "08/04/2024" in page


def test_an_optional_one_has_no_stars_and_may_be_filled_e_3(session: BincSession, facility: Facility, an: Any) -> None:
    referral = {"through_access_gate": False, "referrer": "crisismeldpunt"}
    dossier = dossier_of(session, facility, referral=referral, intake_optional=True)
    page = an.get(address(dossier))
    assert "niet verplicht" in words_of(page)
    assert "(verplicht)" not in words_of(page)
    assert "Nog in te vullen" not in words_of(page)
    assert posted(an, address(dossier), housing="negative").status_code == 302
    assert stored(session, dossier).answers == {"housing": "negative", **NO_TICKS}
    assert "geen enkele vraag verplicht" in words_of(posted(an, address(dossier), validate="yes"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day_activity": "surfen"}, "day_activity"),
        ({"income_source": ["arbeid", "leefloon", "ziekte"]}, "income_source"),
        ({"income_source": ["none", "leefloon"]}, "income_source"),
        ({"housing": "<b>"}, "housing"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_the_rest_stays_e_5(
    session: BincSession, dossier: Dossier, an: Any, typed: dict[str, Any], field: str
) -> None:
    refused = posted(an, address(dossier), **{**FULL, **typed})
    assert refused.status_code == 422
    assert fault_at(refused, field)
    assert ticked(refused, "health") == ["negative"]
    assert stored(session, dossier).answers == {}


def test_bad_numbers_and_days_keep_their_text_e_4(session: BincSession, browse: Browse) -> None:
    facility = create_facility(session, organisation_type="1G1P")
    dossier, browser = dossier_of(session, facility), browse(create_seat(session, facility))
    many = posted(browser, address(dossier, "gezinssituatie"), children_involved="twee à drie")
    assert many.status_code == 422
    assert "geheel getal" in fault_at(many, "children_involved")
    assert value_of(many, "children_involved") == "twee à drie"
    where = address(dossier, "traject")
    typed = {"first_talk": "31/02/2024", "psychologist": "y", "psychologist_sessions": "2,5"}
    refused = posted(browser, where, **typed)
    assert (value_of(refused, "first_talk"), value_of(refused, "psychologist_sessions")) == ("31/02/2024", "2,5")
    assert "bestaat niet" in fault_at(refused, "first_talk")
    long = posted(browser, where, family_coach="y", coach_end_reason="other", coach_end_reason_other="x" * 201)
    assert "200" in fault_at(long, "coach_end_reason_other")


def test_the_trajectory_of_1g1p_without_scripts_asks_by_the_same_data_e_4(session: BincSession, browse: Browse) -> None:
    facility = create_facility(session, organisation_type="1G1P")
    dossier, browser = dossier_of(session, facility), browse(create_seat(session, facility))
    where = address(dossier, "traject")
    page = browser.get(where)
    for condition in ("family_coach=y", "coach_end_reason=other", "specialised_help_needed=yes"):
        assert f'data-asked-when="{condition}"' in page.text
    assert 'data-asked-when="specialised_help=training"' in page.text
    lost = posted(browser, where, coach_begin="08/01/2024")
    assert "Begeleiding door een gezinscoach" in fault_at(lost, "coach_begin")
    assert value_of(lost, "coach_begin") == "08/01/2024"
    typed = {
        "first_talk": "08/01/2024",
        "mandated_service": "none",
        "family_coach": "y",
        "coach_begin": "15012024",
        "specialised_help_needed": "yes",
        "specialised_help": ["training", "other"],
        "specialised_help_other": "Paardentherapie",
        "realised_training": "no_but_engaged",
    }
    assert "Nog 1 vraag open." in words_of(browser.get(posted(browser, where, **typed).headers["Location"])), (
        "whether the other help was realised"
    )
    saved = stored(session, dossier, "trajectory")
    assert (saved.answers["coach_begin"], saved.completed_at) == ("2024-01-15", None)
    # Taking back the leading answer takes its answers along, which stood there already.
    assert posted(browser, where, **{**typed, "specialised_help_needed": "no"}).status_code == 302
    saved = stored(session, dossier, "trajectory")
    assert "specialised_help" not in saved.answers
    assert saved.completed_at is not None


def test_the_family_situation_is_due_three_months_after_the_referral_e_4(session: BincSession, browse: Browse) -> None:
    facility = create_facility(session, organisation_type="1G1P")
    referral = {"referral_date": date(2024, 1, 31), "referrer": "clb", "waiting_list": "no"}
    dossier, browser = dossier_of(session, facility, referral=referral), browse(create_seat(session, facility))
    page = browser.get(address(dossier, "gezinssituatie"))
    assert "30/04/2024" in words_of(page)
    posted(browser, address(dossier, "gezinssituatie"), family_situation="moeder", children_involved="2")
    assert "volledig, te laat" in words_of(browser.get(f"/dossiers/{dossier.code}/"))


TYPES = {
    "OVBJ": ("beginregistratie", "eindregistratie"),
    "OOOC": ("beginregistratie", "eindregistratie"),
    "CIG": ("beginregistratie", "eindregistratie"),
    "pleegzorg": ("beginregistratie", "eindregistratie"),
    "HCA": ("beginregistratie", "eindregistratie"),
    "1G1P": ("gezinssituatie", "traject"),
}


@pytest.mark.parametrize("organisation_type", TYPES)
def test_each_type_has_its_own_tabs_every_field_its_help_and_the_rest_does_not_exist_e_5(
    session: BincSession, browse: Browse, organisation_type: str
) -> None:
    facility = create_facility(session, organisation_type=organisation_type)
    dossier, browser = dossier_of(session, facility), browse(create_seat(session, facility))
    shown = browser.get(f"/dossiers/{dossier.code}/").text
    for slug in (title.lower() for title in TITLES.values()):
        has = slug in TYPES[organisation_type]
        assert (f'href="{address(dossier, slug)}"' in shown) is has
        page = browser.get(address(dossier, slug))
        assert page.status_code == (200 if has else 404)
        assert not has or fields_without_help(page) == []


@pytest.mark.parametrize(
    ("organisation_type", "words"),
    [
        ("OVBJ", "waar de jongere het meest verblijft"),
        ("CIG", "dat bij jullie in het CIG verblijft"),
        ("pleegzorg", "gezin van oorsprong"),
    ],
)
def test_the_help_says_whose_family_situation_e_5(
    session: BincSession, browse: Browse, organisation_type: str, words: str
) -> None:
    facility = create_facility(session, organisation_type=organisation_type)
    page = words_of(browse(create_seat(session, facility)).get(address(dossier_of(session, facility))))
    assert words in page
    assert "gedomicilieerd" in page
    assert ("CBAW" in page) is (organisation_type == "OVBJ")


def test_a_retired_answer_stays_readable_and_is_not_offered_elsewhere_e_5(
    session: BincSession, facility: Facility, dossier: Dossier, an: Any
) -> None:
    posted(an, address(dossier), day_activity="werk")
    answer = session.scalars(select(Answer).where(Answer.list_name == "day_activity", Answer.code == "werk")).one()
    answer.retired = True
    session.flush()
    assert "Werk (vervallen)" in words_of(an.get(address(dossier)))
    assert posted(an, address(dossier), day_activity="werk", debts="no").status_code == 302
    assert "Werk (vervallen)" not in words_of(an.get(address(dossier_of(session, facility))))


def test_two_people_fill_in_one_intake_and_the_second_chooses_d_11(
    session: BincSession, facility: Facility, dossier: Dossier, an: Any, browse: Browse
) -> None:
    bert = browse(create_seat(session, facility, user=create_user(session, first_name="Bert", last_name="Maes")))
    opened = marks_of(an.get(address(dossier)))
    assert posted(bert, address(dossier), housing="positive", day_activity="werk").status_code == 302
    conflict = an.post(address(dossier), {**opened, "housing": "negative", "debts": "yes"})
    assert conflict.status_code == 409
    words = words_of(conflict)
    assert all(text in words for text in ("Bert Maes", "Huisvesting", "Positief", "Negatief", "Werk"))
    assert "De beginregistratie van dit dossier bestaat intussen al." in words
    keep = {"keep-housing": "mine", "keep-day_activity": "theirs", "keep-debts": "mine", "conflict_seen": "yes"}
    typed = {"housing": "negative", "debts": "yes"}
    assert an.post(address(dossier), {**marks_of(conflict), **typed, **keep}).status_code == 302
    answers = stored(session, dossier).answers
    assert answers == {"day_activity": "werk", "housing": "negative", "debts": "yes", **NO_TICKS}


def test_a_change_elsewhere_in_the_dossier_is_no_conflict_d_11(session: BincSession, dossier: Dossier, an: Any) -> None:
    opened = marks_of(an.get(address(dossier)))
    posted(an, address(dossier, "eindregistratie"), goals_reached="ja")
    assert an.post(address(dossier), {**opened, "housing": "negative"}).status_code == 302


def test_a_dossier_deleted_meanwhile_shows_what_was_typed_d_11(session: BincSession, dossier: Dossier, an: Any) -> None:
    opened, where = marks_of(an.get(address(dossier))), address(dossier)
    session.execute(delete(Schakeling).where(Schakeling.dossier_id == dossier.id))
    session.execute(delete(Decision).where(Decision.dossier_id == dossier.id))
    delete_dossier(session, dossier, actor=Actor(None, "Bart"), today=date(2024, 6, 1))
    session.flush()
    session.expunge_all()
    gone = an.post(where, {**opened, "housing": "negative"})
    assert gone.status_code == 404
    assert "negative" in gone.text or "Negatief" in gone.text


def test_another_facilitys_registration_does_not_exist_a_2(session: BincSession, an: Any) -> None:
    other = dossier_of(session, create_facility(session))
    assert an.get(address(other)).status_code == 404
    assert an.post(address(other), {**FULL, "version": "1"}).status_code == 404
    assert session.scalars(select(Registration)).all() == []


def test_the_activities_tell_it_d_10(dossier: Dossier, an: Any) -> None:
    posted(an, address(dossier), day_activity="werk")
    posted(an, address(dossier), day_activity="none")
    words = words_of(an.get(f"/dossiers/{dossier.code}/activiteiten/"))
    assert "Beginregistratie bewaard" in words
    assert "vroeger: Werk" in words
    assert "Geen gestructureerde dagbesteding" in words


def test_the_page_asks_few_questions_of_the_database(session: BincSession, dossier: Dossier, an: Any) -> None:
    an.get(address(dossier))
    with counted_statements(db.engine) as seen:
        an.get(address(dossier))
    assert len(seen) <= 24, "\n".join(seen)
