"""The referral form of each organisation type as the page shows it: what is asked, and what brings it up (D-4)."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.referral_forms import ANSWER_LISTS
from models import Referral
from models.reference import Answer
from tests.factories import create_client, create_dossier, create_facility, create_seat
from tests.views.reading import fault_at, fields_without_help, ticked, value_of, words_of

GATE = ["through_access_gate", "referrer?", "referrer_other?", "outflow_from_institution"]
MERGER = ["ongoing", "ongoing_since?"]
GENERAL = ["own_reference", *GATE, "specific", *MERGER]

# The questions in their order; a question mark: scripts show it once another answer asks for it.
FORMS: dict[str, list[str]] = {
    "OVBJ": GENERAL,
    "OOOC": ["own_reference", *GATE[:3], "judicial?", *GATE[3:], "specific", *MERGER],
    "OBC": GENERAL,
    "GES+": GENERAL,
    "CKG": GENERAL,
    "CKG in several provinces": ["own_reference", *GATE, "specific", "province", *MERGER],
    "CIG": GENERAL,
    "CaH": ["own_reference", "referrer", "outflow_from_institution", *MERGER],
    "pleegzorg": ["own_reference", *GATE, "foster_care_kind", "foster_care_age_group", *MERGER],
    "HCA": ["own_reference", "referral_date", *GATE, "specific", "learning_projects", *MERGER],
    "NAFT": ["own_reference", "referral_date", *GATE, "specific", *MERGER],
    "1G1P": ["own_reference", "referral_date", "referrer", "referrer_other?", "waiting_list", "waiting_functions?"],
}

# The specific referrals on offer; at most one, none to begin with.
SPECIFIC = {
    "OVBJ": ["none", "supporting_guidance_only", "time_out", "short_crisis_stay"],
    "CaH": [],
    "pleegzorg": [],
    "1G1P": [],
}

CONDITIONS = {
    "referrer": "through_access_gate=no",
    "referrer_other": "referrer=other",
    "judicial": "referrer=crisismeldpunt",
    "ongoing_since": "ongoing=yes",
    "waiting_functions": "waiting_list=yes",
}


def open_form(session: BincSession, browse: Any, kind: str) -> Any:
    """The form of a new dossier at a facility of this kind."""
    organisation_type = kind.split(" ")[0]
    facility = create_facility(
        session, organisation_type=organisation_type, several_provinces="provinces" in kind, modules=()
    )
    client = create_client(session, facility, residence_status="belg")
    return browse(create_seat(session, facility)).get(f"/clienten/{client.id}/dossier/")


def questions_of(page: Any) -> list[str]:
    """The names of the questions in their order; with a question mark where another answer has to bring them up."""
    main = page.text.split("<main", 1)[1].split("</main>", 1)[0]
    found: list[str] = []
    waiting = False
    for tag in re.findall(r'<div class="asked-when"[^>]*>|<(?:input|select|textarea)[^>]*>', main):
        if tag.startswith("<div"):
            waiting = True
            continue
        name = re.search(r'name="([^"]*)"', tag)
        if name and 'type="hidden"' not in tag and name[1] not in [one.rstrip("?") for one in found]:
            found.append(name[1] + ("?" if waiting else ""))
        if name and 'type="hidden"' not in tag:
            waiting = False
    return found


def options_of(page: Any, name: str) -> list[str]:
    return [
        html.unescape(re.search(r'value="([^"]*)"', tag)[1])  # type: ignore[index]
        for tag in re.findall(r"<input[^>]*>", page.text)
        if f'name="{name}"' in tag
    ]


@pytest.mark.parametrize("kind", list(FORMS))
def test_each_organisation_type_asks_its_own_questions_d_4(session: BincSession, browse: Any, kind: str) -> None:
    page = open_form(session, browse, kind)
    assert sorted(questions_of(page)) == sorted(FORMS[kind])
    assert fields_without_help(page) == []
    for name, condition in CONDITIONS.items():
        asked = f"{name}?" in FORMS[kind]
        assert (f'data-asked-when="{condition}"' in page.text) is asked, name
    wanted = SPECIFIC.get(kind, ["none", "time_out", "short_crisis_stay"])
    assert options_of(page, "specific") == wanted
    assert ticked(page, "specific") == wanted[:1]


def test_the_table_forgets_no_organisation_type_d_4() -> None:
    assert {kind.split(" ")[0] for kind in FORMS} == set(ORGANISATION_TYPES) - {"GI"}


def test_the_referrer_of_crisis_help_at_home_cannot_be_another_d_4(session: BincSession, browse: Any) -> None:
    page = open_form(session, browse, "CaH")
    select = re.search(r'(?s)<select[^>]*name="referrer".*?</select>', page.text)
    assert select is not None
    assert re.findall(r'<option value="([^"]*)"', select[0]) == ["crisismeldpunt"]
    assert "altijd het crisismeldpunt" in words_of(page)


def test_another_referrer_posted_for_crisis_help_at_home_changes_nothing_d_4(session: BincSession, browse: Any) -> None:
    facility = create_facility(session, organisation_type="CaH", modules=())
    client = create_client(session, facility, residence_status="belg")
    typed = {"referrer": "caw", "outflow_from_institution": "no"}
    assert browse(create_seat(session, facility)).post(f"/clienten/{client.id}/dossier/", typed).status_code == 302
    assert session.scalars(select(Referral.referrer)).all() == ["crisismeldpunt"]


ANSWERS: list[tuple[str, dict[str, Any], str, str]] = [
    ("OVBJ", {}, "through_access_gate", "via de toegangspoort"),
    ("OVBJ", {"through_access_gate": "no"}, "referrer", "Kies wie de cliënt aanmeldde"),
    ("OVBJ", {"through_access_gate": "no", "referrer": "other"}, "referrer_other", "wie de andere aanmelder is"),
    ("OVBJ", {"through_access_gate": "yes", "referrer": "caw"}, "referrer", "geen andere aanmelder"),
    (
        "OVBJ",
        {"through_access_gate": "no", "referrer": "crisismeldpunt", "specific": "time_out"},
        "specific",
        "niet samen met het crisismeldpunt",
    ),
    ("OVBJ", {"through_access_gate": "yes", "ongoing": "yes"}, "ongoing_since", "lopende dossier begon"),
    ("OOOC", {"through_access_gate": "yes", "judicial": "yes"}, "judicial", "hoort niet bij deze aanmelding"),
    ("pleegzorg", {"through_access_gate": "yes"}, "foster_care_kind", "netwerkpleegzorg of bestandspleegzorg"),
    ("pleegzorg", {"through_access_gate": "yes"}, "foster_care_age_group", "jeugdhulp of volwassenpleegzorg"),
    ("CKG in several provinces", {"through_access_gate": "yes"}, "province", "Kies de provincie"),
    ("1G1P", {}, "referral_date", "datum van de aanmelding"),
    ("1G1P", {"referral_date": "08/01/2024", "waiting_list": "no"}, "referrer", "Kies wie de cliënt aanmeldde"),
    ("1G1P", {"referral_date": "08/01/2024", "referrer": "caw"}, "waiting_list", "wachtlijst"),
    (
        "1G1P",
        {"referral_date": "08/01/2024", "referrer": "caw", "waiting_list": "yes"},
        "waiting_functions",
        "Vink aan op welke hulp",
    ),
]


@pytest.mark.parametrize(("kind", "typed", "field", "says"), ANSWERS)
def test_a_question_that_was_left_open_or_not_asked_is_said_at_its_field_without_scripts_d_4(
    session: BincSession, browse: Any, kind: str, typed: dict[str, Any], field: str, says: str
) -> None:
    facility = create_facility(
        session, organisation_type=kind.split(" ")[0], several_provinces="provinces" in kind, modules=()
    )
    client = create_client(session, facility, residence_status="belg")
    answer = browse(create_seat(session, facility)).post(
        f"/clienten/{client.id}/dossier/", {"own_reference": "LG-3", "outflow_from_institution": "no", **typed}
    )
    assert answer.status_code == 422
    assert says in fault_at(answer, field)
    assert value_of(answer, "own_reference") == "LG-3", "everything typed is still there"


MADE_TWICE: dict[str, dict[str, Any]] = {
    "OVBJ": {"through_access_gate": "no", "referrer": "caw", "outflow_from_institution": "no"},
    "CaH": {"outflow_from_institution": "no"},
    "1G1P": {"referral_date": "01/03/2024", "referrer": "caw", "waiting_list": "no"},
    "HCA": {"through_access_gate": "yes", "learning_projects": ["leerproject_groep", "hergo"]},
}


@pytest.mark.parametrize("kind", MADE_TWICE)
def test_a_dossier_made_twice_by_one_double_click_is_made_once_and_shown_d_1_d_11(
    session: BincSession, browse: Any, kind: str
) -> None:
    """Other answers, and a colleague with the same ones, hear that there is an open dossier."""
    facility = create_facility(session, organisation_type=kind, modules=())
    client = create_client(session, facility, residence_status="belg")
    staff, colleague = browse(create_seat(session, facility)), browse(create_seat(session, facility))
    address, typed = f"/clienten/{client.id}/dossier/", {"own_reference": "LG-3", **MADE_TWICE[kind]}
    places = [staff.post(address, typed).headers["location"] for _ in range(2)]
    assert places[0] == places[1]
    assert places[0].startswith("/dossiers/")
    assert staff.post(address, {**typed, "own_reference": "LG-4"}).status_code == 422
    assert colleague.post(address, typed).status_code == 422


def test_several_learning_projects_can_be_ticked_l1_d_4(session: BincSession, browse: Any) -> None:
    facility = create_facility(session, organisation_type="HCA", modules=())
    dossier = create_dossier(session, create_client(session, facility, residence_status="belg"), facility)
    staff = browse(create_seat(session, facility))
    address = f"/dossiers/{dossier.code}/aanmelding/"
    typed = {"through_access_gate": "yes", "learning_projects": ["leerproject_groep", "hergo"], "version": "1"}
    asked = staff.get(address)
    typed |= {name: value_of(asked, name) or "" for name in ("version", "seen")}
    assert staff.post(address, typed).status_code == 302
    assert ticked(staff.get(address), "learning_projects") == ["leerproject_groep", "hergo"]


@pytest.mark.parametrize(
    ("kind", "question", "others"),
    [
        ("HCA", "learning_projects", {"through_access_gate": "yes"}),
        ("1G1P", "waiting_functions", {"referral_date": "08/01/2024", "referrer": "caw", "waiting_list": "yes"}),
        ("OVBJ", "referrer", {"through_access_gate": "no"}),
    ],
)
def test_an_answer_that_an_admin_adds_is_offered_and_saved_and_stays_when_it_retires_d_4_e_5(
    session: BincSession, browse: Any, kind: str, question: str, others: dict[str, Any]
) -> None:
    facility = create_facility(session, organisation_type=kind, modules=())
    dossier = create_dossier(session, create_client(session, facility, residence_status="belg"), facility)
    added = Answer(list_name=ANSWER_LISTS[question], code="nieuw", label="Iets nieuws", sequence=5, source="ours")
    session.add(added)
    session.flush()
    staff = browse(create_seat(session, facility))
    address = f"/dossiers/{dossier.code}/aanmelding/"

    def save(reference: str) -> Any:
        asked = staff.get(address)
        assert "Iets nieuws" in asked.text
        marks = {name: value_of(asked, name) or "" for name in ("version", "seen")}
        return staff.post(address, {**others, **marks, question: "nieuw", "own_reference": reference})

    assert save("LG-1").status_code == 302
    added.retired = True
    session.flush()
    assert save("LG-2").status_code == 302
    session.expire_all()
    kept = session.scalars(select(Referral).where(Referral.dossier_id == dossier.id)).one()
    assert getattr(kept, question) == (["nieuw"] if question in ("learning_projects", "waiting_functions") else "nieuw")
    other = create_dossier(session, create_client(session, facility, residence_status="belg"), facility)
    assert "Iets nieuws" not in staff.get(f"/dossiers/{other.code}/aanmelding/").text
