"""Finding a person, completing a client, opening a dossier: each refusal at its place, nothing typed is lost."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession
from models import Client, Dossier, Facility, SearchCriteria
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_user,
)
from tests.views.reading import button_of_enter, fault_at, fields_without_help, marks_of, ticked, value_of, words_of

NOOR, TOO_OLD, NOBODY, SILENT = "15.04.12-002.10", "93.05.18-223.61", "10.01.01-993.96", "10.01.01-995.94"


def found(browser: Any, **typed: str) -> Any:
    """The answer of the register to what was typed."""
    how = "number" if "national_number" in typed else "name"
    sent = browser.post("/clienten/zoeken", {"how": how, **typed})
    assert sent.status_code == 302
    return browser.get(sent.headers["location"])


def test_a_wrong_checksum_is_refused_at_the_number_which_stays_c1(session: BincSession, staff: Any) -> None:
    answer = staff.post("/clienten/zoeken", {"how": "number", "national_number": "15.04.12-002.11"})
    assert answer.status_code == 422
    assert "controlegetal" in fault_at(answer, "national_number")
    assert value_of(answer, "national_number") == "15.04.12-002.11"
    assert session.scalar(select(func.count()).select_from(SearchCriteria)) == 0


def test_a_search_without_any_birth_is_refused_at_the_birth_date_c1(staff: Any) -> None:
    answer = staff.post("/clienten/zoeken", {"how": "name", "name": "Claes"})
    assert "minstens het geboortejaar" in fault_at(answer, "birth_date")
    assert value_of(answer, "name") == "Claes"


def test_what_is_searched_for_never_stands_in_an_address_c1(staff: Any) -> None:
    sent = staff.post("/clienten/zoeken", {"how": "name", "name": "Claes", "birth_year": "2012"})
    assert "Claes" not in sent.headers["location"]
    assert "2012" not in sent.headers["location"]


def test_another_seat_cannot_open_what_was_searched_for_here_c1(session: BincSession, staff: Any, browse: Any) -> None:
    address = staff.post("/clienten/zoeken", {"how": "number", "national_number": NOOR}).headers["location"]
    assert browse(create_seat(session, create_facility(session))).get(address).status_code == 404


def test_one_person_is_found_by_number_c1(staff: Any) -> None:
    answer = found(staff, national_number=NOOR)
    assert "Noor Peeters 12/04/2015" in words_of(answer)
    assert "Ga verder met Noor" in words_of(answer)


@pytest.mark.parametrize(
    ("typed", "heading", "advice"),
    [
        ({"national_number": NOBODY}, "Niemand gevonden", "zoek op naam en geboortedatum"),
        ({"national_number": TOO_OLD}, "kun je hier niet registreren", "25 jaar of ouder"),
        ({"national_number": SILENT}, "Het rijksregister antwoordt niet", "probeer het over enkele minuten opnieuw"),
        ({"name": "Storing", "birth_year": "2012"}, "Het rijksregister antwoordt niet", "Wat je typte, blijft staan"),
        ({"name": "Bestaatniet", "birth_year": "2012"}, "Niemand gevonden", "Kijk de spelling"),
        ({"name": "Janssens", "birth_year": "2025"}, "Te veel personen gevonden", "Vul ook de voornaam"),
    ],
)
def test_whoever_is_not_found_is_told_why_and_what_to_do_c1_c2(
    session: BincSession, staff: Any, typed: dict[str, str], heading: str, advice: str
) -> None:
    answer = found(staff, **typed)
    assert answer.status_code == 200
    assert heading in words_of(answer)
    assert advice in words_of(answer)
    assert session.scalar(select(func.count()).select_from(Client)) == 0


def test_the_search_form_comes_back_with_what_was_typed_c1(staff: Any) -> None:
    address = staff.post("/clienten/zoeken", {"how": "name", "name": "Storing", "birth_year": "2012"}).headers[
        "location"
    ]
    again = staff.get("/clienten/?opnieuw=" + address.rsplit("/", 1)[1])
    assert (value_of(again, "name"), value_of(again, "birth_year")) == ("Storing", "2012")


def test_several_people_found_can_be_told_apart_c1(staff: Any) -> None:
    answer = found(staff, name="Claes", birth_year="2012", sex="F")
    assert "personen gevonden: wie zoek je?" in words_of(answer)
    assert words_of(answer).count("Ga verder met") > 1


def test_foster_care_may_register_somebody_of_any_age_c2(session: BincSession, browse: Any) -> None:
    staff = browse(create_seat(session, create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04",))))
    assert "Ga verder met Bram" in words_of(found(staff, national_number=TOO_OLD))


def choose(browser: Any, number: str) -> str:
    """Chooses a person who was found, and says where that leads."""
    address = browser.post("/clienten/zoeken", {"how": "number", "national_number": number}).headers["location"]
    return str(browser.post(f"{address}/kies", {"person": number}).headers["location"])


def test_a_new_client_is_completed_before_a_dossier_can_be_made_c3(session: BincSession, staff: Any) -> None:
    address = choose(staff, NOOR)
    assert address.endswith("/wijzigen/")
    page = staff.get(address)
    assert "15.04.12-002.10" in words_of(page)
    assert value_of(page, "national_number") is None, "the register's data are locked"
    assert fields_without_help(page) == []
    assert button_of_enter(page) is None, "the Enter key saves, and fills nothing in"
    refused = staff.post(address, {**marks_of(page), "call_name": "Noortje"})
    assert refused.status_code == 422
    assert "Kies het verblijfsstatuut" in fault_at(refused, "residence_status")
    assert "klik op België" in fault_at(refused, "country_of_origin")
    assert value_of(refused, "call_name") == "Noortje"
    to_the_dossier = staff.get(address.replace("wijzigen", "dossier"))
    assert "Vul eerst de gegevens van de cliënt aan" in words_of(to_the_dossier)
    saved = staff.post(address, {**marks_of(page), "residence_status": "belg", "country_of_origin": "BE"})
    assert saved.status_code == 302
    session.expire_all()
    client = session.scalars(select(Client)).one()
    assert (client.residence_status, client.country_of_origin, client.name) == ("belg", "BE", "Peeters")


def test_one_click_fills_in_belgium_without_scripts_and_keeps_the_rest_c3(staff: Any) -> None:
    address = choose(staff, NOOR)
    answer = staff.post(address, {**marks_of(staff.get(address)), "call_name": "Noortje", "fill_origin": "BE"})
    assert answer.status_code == 200
    assert '<option value="BE" selected>' in answer.text
    assert value_of(answer, "call_name") == "Noortje"


@pytest.mark.parametrize(
    ("number", "who"),
    [("12.31.07-007.87", "Nora El Idrissi"), ("24460902377", "Kerem Ouali"), ("21 45 13 003 04", "Bilal Petrova")],
)
def test_a_bis_number_is_found_with_its_month_raised_by_20_or_40_c1(staff: Any, number: str, who: str) -> None:
    assert who in words_of(found(staff, national_number=number))


def test_of_whom_only_the_year_is_known_the_year_finds_them_and_stays_c1_c3(staff: Any) -> None:
    hits = words_of(found(staff, name="Willems", first_name="Zahra", birth_year="2022"))
    assert "Zahra Willems geboortedag niet bekend" in hits
    address = choose(staff, "22.06.00-006.42")
    assert "rond 2022" in words_of(staff.get(address))
    assert value_of(staff.get(address), "presumed_birth_year") is None, "the register gave it, so it is locked"


def test_an_address_that_nobody_knows_can_be_said_to_be_unknown_c3(
    session: BincSession, staff: Any, facility: Facility
) -> None:
    client = create_client(session, facility, residence_status="belg")
    address = f"/clienten/{client.id}/wijzigen/"
    answers = {"nationality": "BE", "residence_status": "belg", "country_of_origin": "BE", "address_unknown": "y"}
    both = staff.post(address, {**marks_of(staff.get(address)), **answers, "municipality": "Gent"})
    assert "Er staat een adres" in fault_at(both, "address_unknown")
    assert value_of(both, "municipality") == "Gent"
    assert staff.post(address, {**marks_of(staff.get(address)), **answers}).status_code == 302
    assert "Adres niet bekend" in words_of(staff.get(f"/clienten/{client.id}/"))


def test_an_address_of_the_register_is_not_called_unknown_c3(staff: Any) -> None:
    page = staff.get(choose(staff, NOOR))
    assert 'name="address_unknown"' not in page.text


def test_the_registers_data_cannot_be_posted_over_c3(session: BincSession, staff: Any) -> None:
    address = choose(staff, NOOR)
    typed = {"residence_status": "belg", "country_of_origin": "BE", "name": "Anders", "nationality": "FR"}
    refused = staff.post(address, {**marks_of(staff.get(address)), **typed})
    assert fault_at(refused, "nationality")
    session.expire_all()
    client = session.scalars(select(Client)).one()
    assert (client.name, client.nationality) == ("Peeters", "BE")


def test_a_client_the_sector_knows_goes_on_at_once_c3(session: BincSession, staff: Any, browse: Any) -> None:
    other = create_facility(session)
    known = create_client(
        session, other, national_number="15041200210", birth_date=date(2015, 4, 12), residence_status="belg"
    )
    assert choose(staff, NOOR) == f"/clienten/{known.id}/context/"


def test_an_open_dossier_of_ones_own_facility_is_linked_d1(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    client = create_client(
        session, facility, national_number="15041200210", birth_date=date(2015, 4, 12), residence_status="belg"
    )
    dossier = create_dossier(session, client, facility)
    assert f'href="/dossiers/{dossier.code}/"' in found(staff, national_number=NOOR).text
    assert f'href="/dossiers/{dossier.code}/"' in staff.get(f"/clienten/{client.id}/").text


def test_a_client_of_another_facility_does_not_exist_here_a3(session: BincSession, staff: Any) -> None:
    client = create_client(session, create_facility(session), name="Vreemdeman")
    for path in ("", "wijzigen/", "dossier/"):
        answer = staff.get(f"/clienten/{client.id}/{path}")
        assert answer.status_code == 404
        assert "Vreemdeman" not in answer.text
    assert staff.post(f"/clienten/{client.id}/dossier/", {"through_access_gate": "yes"}).status_code == 404


def complete_client(session: BincSession, facility: Facility) -> Client:
    return create_client(session, facility, residence_status="belg")


def test_the_questions_of_a_referral_follow_the_organisation_type_d4(session: BincSession, browse: Any) -> None:
    expected = {
        "OVBJ": ({"through_access_gate", "specific", "referrer"}, {"province", "judicial", "foster_care_kind"}),
        "OOOC": ({"judicial", "specific"}, {"foster_care_kind", "waiting_list"}),
        "pleegzorg": ({"foster_care_kind", "foster_care_age_group"}, {"specific", "province"}),
        "CaH": ({"referrer"}, {"specific", "through_access_gate"}),
        "1G1P": ({"referral_date", "waiting_list", "referrer"}, {"through_access_gate", "ongoing", "specific"}),
        "HCA": ({"learning_projects", "through_access_gate"}, {"province"}),
    }
    for organisation_type, (asked, not_asked) in expected.items():
        facility = create_facility(session, organisation_type=organisation_type)
        client = complete_client(session, facility)
        page = browse(create_seat(session, facility)).get(f"/clienten/{client.id}/dossier/")
        names = {name for name in asked | not_asked if f'name="{name}"' in page.text.split("<main", 1)[1]}
        assert names == asked, organisation_type
        assert fields_without_help(page) == [], organisation_type


def test_only_a_ckg_with_sites_in_several_provinces_asks_the_province_d4(session: BincSession, browse: Any) -> None:
    for several in (True, False):
        facility = create_facility(session, organisation_type="CKG", several_provinces=several)
        client = complete_client(session, facility)
        page = browse(create_seat(session, facility)).get(f"/clienten/{client.id}/dossier/")
        assert ('name="province"' in page.text) is several


def test_opening_a_dossier_leads_to_its_page_d1_d4(session: BincSession, facility: Facility, staff: Any) -> None:
    client = complete_client(session, facility)
    answer = staff.post(f"/clienten/{client.id}/dossier/", {"through_access_gate": "no", "referrer": "caw"})
    dossier = session.scalars(select(Dossier)).one()
    assert answer.headers["location"] == f"/dossiers/{dossier.code}/"
    assert dossier.referral is not None
    assert dossier.referral.referrer == "caw"


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({}, "through_access_gate", "toegangspoort"),
        ({"through_access_gate": "no"}, "referrer", "Kies wie"),
        ({"through_access_gate": "no", "referrer": "other"}, "referrer_other", "Schrijf wie"),
        ({"through_access_gate": "yes", "referrer": "caw"}, "referrer", "Laat dit leeg"),
        (
            {"through_access_gate": "no", "referrer": "crisismeldpunt", "specific": "time_out"},
            "specific",
            "crisismeldpunt",
        ),
        ({"through_access_gate": "yes", "specific": "verzonnen"}, "specific", "uit de lijst"),
        ({"through_access_gate": "yes", "ongoing": "yes"}, "ongoing_since", "Vul de datum in"),
        ({"through_access_gate": "yes", "ongoing_since": "01/02/2020"}, "ongoing_since", "wis de datum"),
    ],
)
def test_a_wrong_referral_is_refused_at_its_question_and_stays_d4(
    session: BincSession, facility: Facility, staff: Any, typed: dict[str, str], field: str, fault: str
) -> None:
    client = complete_client(session, facility)
    answer = staff.post(f"/clienten/{client.id}/dossier/", {**typed, "own_reference": "LG-3"})
    assert answer.status_code == 422
    assert fault in fault_at(answer, field)
    assert value_of(answer, "own_reference") == "LG-3"
    assert session.scalar(select(func.count()).select_from(Dossier)) == 0


def test_a_second_open_dossier_is_refused_with_the_way_to_the_first_d1(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    client = complete_client(session, facility)
    dossier = create_dossier(session, client, facility)
    answer = staff.post(f"/clienten/{client.id}/dossier/", {"through_access_gate": "yes", "own_reference": "LG-3"})
    assert answer.status_code == 422
    assert "al een open dossier" in words_of(answer)
    assert f'href="/dossiers/{dossier.code}/"' in answer.text
    assert value_of(answer, "own_reference") == "LG-3"
    assert session.scalar(select(func.count()).select_from(Dossier)) == 1


def test_the_referrer_stays_while_guaranteed_supply_is_deployed_d5(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    crisis = {"through_access_gate": False, "referrer": "crisismeldpunt"}
    dossier = create_dossier(session, complete_client(session, facility), facility, referral=crisis)
    create_schakeling(session, create_decision(session, dossier), guaranteed=("VBFBJB04",))
    address = f"/dossiers/{dossier.code}/aanmelding/"
    marks = marks_of(staff.get(address))
    other = staff.post(address, {**marks, "through_access_gate": "no", "referrer": "caw"})
    assert "verzekerd aanbod" in fault_at(other, "referrer")
    gate = staff.post(address, {**marks, "through_access_gate": "yes"})
    assert "verzekerd aanbod" in fault_at(gate, "through_access_gate")
    assert ticked(gate, "through_access_gate") == ["yes"]


def test_a_form_of_another_seat_saves_nothing_and_keeps_the_text_s409(
    session: BincSession, facility: Facility, browse: Any
) -> None:
    person = create_user(session)
    here, elsewhere = (
        create_seat(session, facility, user=person),
        create_seat(session, create_facility(session), user=person),
    )
    client = complete_client(session, facility)
    answer = browse(elsewhere).post(
        f"/clienten/{client.id}/dossier/", {"seat": here.id, "through_access_gate": "yes", "own_reference": "LG-3"}
    )
    assert answer.status_code == 409
    assert value_of(answer, "own_reference") == "LG-3"
    assert session.scalar(select(func.count()).select_from(Dossier)) == 0
