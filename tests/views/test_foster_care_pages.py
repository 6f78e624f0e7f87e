"""Foster carers on screen: asked, looked up, kept, shown, and refused at their field (S-7, S-11, S-13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from models import AuditEntry, Dossier, Facility, FosterCarer, Schakeling
from models.activity import Activity
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.reading import (
    button_of_enter,
    fault_at,
    fields_without_help,
    marks_of,
    ticked,
    to_confirm,
    value_of,
    words_of,
)

NOOR, BRAM = "15.04.12-002.10", "93.05.18-223.61"
NOBODY, SILENT = "10.01.01-993.96", "10.01.01-995.94"
SECOND = date(2024, 6, 1)
REFERRAL = {"through_access_gate": True, "foster_care_kind": "pool", "foster_care_age_group": "youth"}
CARER = {"carer_1_number": BRAM, "carer_1_name": "Bram Hendrickx"}
WITH_CARER = {"modules": ["VBFINT04"], "paid_to_parents": "no", **CARER}


@pytest.fixture
def facility(session: BincSession) -> Facility:
    modules = ("VBFINT04", "VBFINT06", "P-BEGINT-PLEEG", "P-BEGINT-BEHANDEL")
    return create_facility(session, organisation_type="pleegzorg", modules=modules)


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    dossier = create_dossier(session, create_client(session, facility), facility, referral=REFERRAL)
    create_decision(session, dossier, modules=("VBFINT04",))
    return dossier


@pytest.fixture
def new(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/schakelingen/nieuw"


def post(staff: Any, address: str, **typed: Any) -> Any:
    """Sends the form as a browser would: what the page holds, with what is typed over it."""
    page = staff.get(address)
    names = ("begin", "end", "carer_1_number", "carer_1_name", "carer_2_number", "carer_2_name")
    held = {name: value for name in names if (value := value_of(page, name)) is not None}
    ticks = {name: ticked(page, name) for name in ("modules", "paid_to_parents")}
    return staff.post(address, {**marks_of(page), **held, **ticks, **typed})


def save(staff: Any, address: str, **typed: Any) -> Any:
    """Saves and confirms what is asked."""
    asked = post(staff, address, **typed)
    ticks = to_confirm(asked)
    return post(staff, address, **typed, confirmed=ticks) if ticks else asked


def carers(session: BincSession) -> list[tuple[str, str]]:
    session.expire_all()
    query = select(FosterCarer.national_number, FosterCarer.name).order_by(FosterCarer.place)
    return [(row.national_number, row.name) for row in session.execute(query)]


def test_the_form_asks_for_foster_carers_and_says_when_they_are_needed_s13(staff: Any, new: str) -> None:
    page = staff.get(new)
    assert "vul je een of twee pleegzorgers in" in words_of(page)
    assert 'data-asked-when="modules=VBFINT04|VBFINT06"' in page.text
    assert 'data-asked-when="modules=VBFINT04"' in page.text, "the transition rule"
    assert 'data-asked-when="paid_to_parents!=yes"' in page.text
    assert fields_without_help(page) == []
    assert button_of_enter(page) is None, "the Enter key saves"


def test_a_facility_without_foster_care_is_not_asked_for_carers_s13(session: BincSession, browse: Any) -> None:
    other = create_facility(session, modules=("VBFBJB04",))
    dossier = create_dossier(session, create_client(session, other), other)
    create_decision(session, dossier)
    page = browse(create_seat(session, other)).get(f"/dossiers/{dossier.code}/schakelingen/nieuw")
    assert 'name="carer_1_number"' not in page.text


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"carer_1_number": "", "carer_1_name": ""}, "carer_1_number", "Vul minstens één pleegzorger in"),
        ({"carer_1_number": "", "carer_1_name": "An Claes"}, "carer_1_number", "11 cijfers"),
        ({"carer_1_number": "93.05.18-223.62"}, "carer_1_number", "controlegetal"),
        ({"carer_1_name": ""}, "carer_1_name", "Vul de naam van deze pleegzorger in"),
        ({"carer_2_number": BRAM, "carer_2_name": "Bram"}, "carer_2_number", "staat er twee keer"),
        ({"paid_to_parents": []}, "paid_to_parents", "Antwoord of de pleegzorgtoeslag"),
        ({"paid_to_parents": "yes"}, "carer_1_number", "Maak de pleegzorgers dan leeg"),
        ({"modules": ["P-BEGINT-PLEEG"]}, "carer_1_number", "horen geen pleegzorgers"),
        ({"elsewhere": "y", "carer_1_number": "", "carer_1_name": ""}, "carer_1_number", "minstens één pleegzorger"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_everything_typed_stays_s11_s13(
    session: BincSession, staff: Any, new: str, typed: dict[str, Any], field: str, fault: str
) -> None:
    answer = post(staff, new, **{**WITH_CARER, **typed})
    assert answer.status_code == 422
    assert fault in fault_at(answer, field)
    expected = {**WITH_CARER, **typed}
    for name in ("carer_1_number", "carer_1_name"):
        assert value_of(answer, name) == expected[name]
    assert ticked(answer, "modules") == expected["modules"]
    assert carers(session) == []


def test_the_register_fills_in_the_name_and_everything_typed_stays_s13(
    session: BincSession, staff: Any, new: str
) -> None:
    page = post(staff, new, **{**WITH_CARER, "carer_1_name": "", "end": "01/09/2024", "look_up": "1"})
    assert page.status_code == 200
    assert value_of(page, "carer_1_name") == "Bram Hendrickx"
    assert "Gevonden in het rijksregister: Bram Hendrickx." in words_of(page)
    assert (value_of(page, "carer_1_number"), value_of(page, "end")) == (BRAM, "01/09/2024")
    assert (ticked(page, "modules"), ticked(page, "paid_to_parents")) == (["VBFINT04"], ["no"])
    assert carers(session) == [], "nothing is saved"
    asked = list(session.scalars(select(AuditEntry).where(AuditEntry.action == "look up")))
    assert [row.subject_kind for row in asked] == ["national_register"]
    assert "93051822361" not in str([vars(row) for row in asked])


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (NOBODY, "kent dit nummer niet"),
        (SILENT, "antwoordt nu niet. Vul zelf de naam in"),
        ("93.05.18-223.62", "controlegetal"),
        ("", "Vul eerst het rijksregisternummer in"),
    ],
)
def test_a_register_that_does_not_help_leaves_a_way_on_s13(
    session: BincSession, staff: Any, new: str, number: str, says: str
) -> None:
    typed = {**WITH_CARER, "carer_2_number": number, "carer_2_name": "Zelf Getypt", "look_up": "2"}
    page = post(staff, new, **typed)
    assert page.status_code == 200
    assert says in fault_at(page, "carer_2_number")
    assert (value_of(page, "carer_2_name"), value_of(page, "carer_1_name")) == ("Zelf Getypt", "Bram Hendrickx")
    if number == SILENT:
        assert save(staff, new, **{**typed, "look_up": []}).status_code == 302
        assert ("10010199594", "Zelf Getypt") in carers(session)


def test_carers_are_saved_shown_told_by_name_and_can_be_changed_s13(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    assert save(staff, new, **WITH_CARER, carer_2_number=NOOR, carer_2_name="Noor Peeters").status_code == 302
    assert carers(session) == [("93051822361", "Bram Hendrickx"), ("15041200210", "Noor Peeters")]
    page = words_of(staff.get(f"/dossiers/{dossier.code}/"))
    assert "Pleegzorgers: Bram Hendrickx en Noor Peeters" in page
    assert "93.05.18" not in page
    told = session.scalars(select(Activity).order_by(Activity.id.desc()).limit(1)).one()
    assert "Bram Hendrickx" in str(told.values)
    assert "93051822361" not in str(told.values)
    schakeling = session.scalars(select(Schakeling)).one()
    address = f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/"
    assert value_of(staff.get(address), "carer_1_number") == BRAM
    assert save(staff, address, carer_2_number="", carer_2_name="").status_code == 302
    assert carers(session) == [("93051822361", "Bram Hendrickx")]


def test_the_transition_rule_asks_no_carers_and_the_screen_says_that_nothing_goes_out_s13(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    saved = save(staff, new, modules=["VBFINT04"], paid_to_parents="yes")
    assert saved.status_code == 302
    page = words_of(staff.get(saved.headers["location"]))
    assert "Er vertrekt geen bericht naar het Groeipakket: de ouders krijgen het" in page
    assert "Overgangsregeling: uitbetaling aan de ouders" in page
    assert carers(session) == []


def test_a_combination_with_residence_sends_nothing_and_keeps_the_carers_s11(
    session: BincSession, staff: Any, new: str
) -> None:
    saved = save(staff, new, **WITH_CARER, elsewhere="y")
    page = words_of(staff.get(saved.headers["location"]))
    assert "Er vertrekt geen bericht naar het Groeipakket: er is een combinatie met verblijf" in page
    assert "Er is een combinatie met verblijf" in page
    assert len(carers(session)) == 1


def test_somebody_of_25_may_have_carers_but_needs_none_s13(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    grown_up = create_client(session, facility, birth_date=date(1999, 1, 8))
    dossier = create_dossier(session, grown_up, facility, referral=REFERRAL)
    create_decision(session, dossier, modules=("VBFINT06",))
    address = f"/dossiers/{dossier.code}/schakelingen/nieuw"
    assert "Voor deze cliënt is dat niet verplicht" in words_of(staff.get(address))
    assert save(staff, address).status_code == 302
    assert carers(session) == []


def test_an_extension_copies_and_locks_the_carers_s7(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    save(staff, new, **WITH_CARER, end="01/06/2024")
    create_decision(session, dossier, begin=SECOND, modules=("VBFINT04",))
    page = staff.get(f"{new}?soort=verlenging")
    assert "Pleegzorgers: Bram Hendrickx" in words_of(page)
    assert 'name="carer_1_number"' not in page.text, "locked"
    turned = staff.post(new, {**marks_of(page), "begin": "01/06/2024", "turn_into": "switch"})
    assert (value_of(turned, "carer_1_number"), ticked(turned, "paid_to_parents")) == (BRAM, ["no"])
    assert save(staff, f"{new}?soort=verlenging").status_code == 302
    assert carers(session) == [("93051822361", "Bram Hendrickx")] * 2


def test_what_an_extension_takes_over_is_told_with_its_details_s7_s10(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    treatment = {"modules": ["P-BEGINT-BEHANDEL"], "detail-P-BEGINT-BEHANDEL": ["foster_parents"]}
    nobody: dict[str, Any] = {"carer_1_number": [], "carer_1_name": [], "paid_to_parents": []}
    assert save(staff, new, **treatment, **nobody, end="01/06/2024").status_code == 302
    create_decision(session, dossier, begin=SECOND, modules=("P-BEGINT-BEHANDEL",))
    assert "gericht op pleegouder(s)" in words_of(staff.get(f"{new}?soort=verlenging"))


def test_an_extension_of_a_schakeling_of_before_26_may_2020_asks_for_the_carers_s13(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    dossier = create_dossier(
        session, create_client(session, facility), facility, referral=REFERRAL, created_on=date(2020, 1, 8)
    )
    decision = create_decision(session, dossier, modules=("VBFINT04",))
    create_schakeling(session, decision, modules=("VBFINT04",), end=date(2020, 6, 1), begin_registered_at=None)
    create_decision(session, dossier, begin=date(2020, 6, 1), modules=("VBFINT04",))
    address = f"/dossiers/{dossier.code}/schakelingen/nieuw?soort=verlenging"
    assert "minstens één pleegzorger" in fault_at(post(staff, address, paid_to_parents="no"), "carer_1_number")
    assert save(staff, address, paid_to_parents="no", **CARER).status_code == 302
    assert carers(session) == [("93051822361", "Bram Hendrickx")]


def test_the_conflict_screen_shows_both_carers_d11(
    session: BincSession, dossier: Dossier, staff: Any, new: str
) -> None:
    save(staff, new, **WITH_CARER)
    schakeling = session.scalars(select(Schakeling)).one()
    address = f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}/"
    opened = marks_of(staff.get(address))
    save(staff, address, carer_1_number=NOOR, carer_1_name="Noor Peeters")
    mine = {**opened, **WITH_CARER, "begin": "08/01/2024", "carer_1_name": "Bram H."}
    answer = staff.post(address, mine)
    assert answer.status_code == 409
    words = words_of(answer)
    assert all(text in words for text in ("Naam van de eerste pleegzorger", "Bram H.", "Noor Peeters"))
