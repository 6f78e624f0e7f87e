"""The monitor of late registration: the page of a facility, that of the agency, and their figures on the start page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.database import BincSession
from app.domain.roles import Role
from app.domain.saved_days import Saving
from app.services.summaries import refresh_summary
from models import Dossier, Facility, Schakeling
from models.groeipakket import GroeipakketMessage
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.reading import words_in

Browse = Callable[..., Any]
TODAY = date(2024, 5, 20)
HERE, SECTOR = "/tijdig-registreren/", "/cijfers/laattijdige-registratie/"


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("timely_registration", "late_registrations", "start"):
        monkeypatch.setattr(f"views.{module}.today_in_brussels", lambda: TODAY)


def main_of(answer: Any) -> str:
    """The words of a page, the menu left out."""
    assert answer.status_code == 200
    return words_in(answer.text.split("<main", 1)[1])


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}T10:00:00").replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def stay(
    session: BincSession,
    facility: Facility,
    name: str,
    begin: tuple[str, str],
    end: tuple[str, str] | None = None,
    earlier_begins: tuple[Saving, ...] = (),
    **overrides: Any,
) -> Dossier:
    """A dossier with one stay: its begin and end, each with the day on which it was saved."""
    client = create_client(session, facility, name=name, first_name="Noor")
    dossier = create_dossier(session, client, facility, created_on=day(begin[0]), **overrides)
    values: dict[str, Any] = {"begin": day(begin[0]), "begin_registered_at": at(begin[1])}
    values["earlier_begins"] = earlier_begins
    if end:
        values |= {"end": day(end[0]), "end_registered_at": at(end[1])}
    create_schakeling(session, create_decision(session, dossier), **values)
    refresh_summary(session, dossier)
    session.flush()
    return dossier


def test_the_late_ones_of_the_quarter_with_their_effect_in_words_g_2(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    late = stay(session, facility, "Claes", ("03-20", "04-02"))
    stay(session, facility, "Maes", ("04-10", "04-18"), ("05-01", "05-08"))
    stay(session, facility, "Intijd", ("04-11", "04-18"))
    page = main_of(staff.get(HERE))
    assert "Te laat geregistreerd: 2e kwartaal 2024 (2)" in page
    assert "op 01/04/2024 wist het Groeipakket niet dat de cliënt hier verbleef" in page
    assert "20/03/2024" in page
    assert "02/04/2024" in page
    assert late.code in page
    assert "op geen eerste van de maand maakte het een verschil" in page
    assert "Intijd" not in page


def test_two_and_more_firsts_and_a_departure_g_2(session: BincSession, facility: Facility, staff: Any) -> None:
    stay(session, facility, "Claes", ("01-20", "01-21"), ("02-28", "04-05"))
    stay(session, facility, "Maes", ("01-20", "05-05"))
    page = main_of(staff.get(HERE))
    assert "op 01/03/2024 en 01/04/2024 wist het Groeipakket niet dat de cliënt vertrokken was" in page
    assert "4 keer, van 01/02/2024 tot 01/05/2024, wist het Groeipakket niet dat de cliënt hier verbleef" in page


def test_a_day_that_strayed_tells_how_long_another_one_stood_there_and_what_that_did_g_2(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    away = (Saving(at("01-20"), day("01-17")), Saving(at("02-05"), day("03-05")))
    early = (Saving(at("01-10"), day("01-08")),)
    stay(session, facility, "Claes", ("01-17", "04-10"), earlier_begins=away)
    stay(session, facility, "Maes", ("02-05", "04-02"), earlier_begins=early)
    page = main_of(staff.get(HERE))
    assert (
        "van 05/02/2024 tot 10/04/2024 stond er een andere datum: op 01/03/2024 wist het Groeipakket niet dat de "
        "cliënt hier verbleef"
    ) in page
    assert "op 01/02/2024 dacht het Groeipakket dat de cliënt hier al verbleef" in page
    listed = load_workbook(io.BytesIO(staff.get(f"{HERE}excel").data))["Te laat"]
    assert [row[5].value for row in listed.iter_rows() if row[0].value == "Claes, Noor"] == [65]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Claes", "Maes"]),
        ("?soort=begin", ["Claes"]),
        ("?soort=einde", ["Maes"]),
        ("?gevolg=ja", ["Claes"]),
        ("?periode=2024-1", ["Peeters"]),
        ("?periode=2024", ["Claes", "Maes", "Peeters"]),
        ("?sorteer=client&volgorde=op&periode=2024", ["Claes", "Maes", "Peeters"]),
        ("?sorteer=client&volgorde=af&periode=2024", ["Peeters", "Maes", "Claes"]),
        ("?sorteer=dagen&volgorde=af&periode=2024", ["Peeters", "Claes", "Maes"]),
        ("?sorteer=dag&volgorde=op&periode=2024", ["Peeters", "Maes", "Claes"]),
        ("?periode=1999-1&soort=wat&gevolg=nee&sorteer=x&volgorde=y&pagina=99", ["Claes", "Maes"]),
    ],
)
def test_filters_and_order_stand_in_the_address_g_2(
    session: BincSession, facility: Facility, staff: Any, query: str, shown: list[str]
) -> None:
    stay(session, facility, "Claes", ("04-20", "05-02"))
    stay(session, facility, "Maes", ("03-20", "03-21"), ("04-03", "04-12"))
    stay(session, facility, "Peeters", ("01-08", "02-20"))
    listed = main_of(staff.get(HERE + query)).split("Te laat geregistreerd:", 1)[1]
    found = [
        name for _, name in sorted((listed.find(name), name) for name in ("Claes", "Maes", "Peeters")) if name in listed
    ]
    assert found == shown if "sorteer" in query else sorted(found) == shown


def waiting(session: BincSession, facility: Facility, name: str, decided: str, **overrides: Any) -> Dossier:
    """An open dossier with a decision for residence and no help yet."""
    client = create_client(session, facility, name=name, first_name="Noor")
    dossier = create_dossier(session, client, facility, created_on=day("04-01"), **overrides)
    create_decision(session, dossier, begin=day(decided), modules=("VBFBJB04",))
    refresh_summary(session, dossier)
    session.flush()
    return dossier


def test_what_to_look_at_today_leads_to_the_form_g_2(session: BincSession, facility: Facility, staff: Any) -> None:
    begun = waiting(session, facility, "Begonnen", "05-18")
    old = waiting(session, facility, "Oud", "04-02")
    waiting(session, facility, "Straks", "05-20")
    waiting(session, facility, "Crisis", "05-10", referral={"through_access_gate": False, "referrer": "crisismeldpunt"})
    gone = stay(session, facility, "Vertrokken", ("03-01", "03-02"), ("05-13", "05-14"))
    stay(session, facility, "Langer", ("03-01", "03-02"), ("05-12", "05-13"))
    stay(session, facility, "Loopt", ("03-01", "03-02"))
    listed = main_of(staff.get(HERE)).split("Te laat geregistreerd:", 1)[0]
    assert "Vandaag na te kijken (3)" in listed
    for dossier in (begun, old, gone):
        assert f"/dossiers/{dossier.code}/schakelingen/nieuw" in staff.get(HERE).text, dossier.client_name
    assert "nog 5 dagen op tijd" in listed
    assert "langer dan een week geleden" in listed
    assert "vandaag de laatste dag op tijd" in listed
    assert not [name for name in ("Straks", "Crisis", "Langer", "Loopt") if name in listed]


def test_a_message_that_is_refused_stands_first_until_it_is_offered_again_g_1_g_2(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    waiting(session, facility, "Begonnen", "05-18")
    dossier = stay(session, facility, "Geweigerd", ("03-20", "03-21"))
    told = {"settled_at": at("05-02"), "refusal": "unknown_person", "state": "refused"}
    made = {"kind": "new", "message_key": "k" * 32, "sequence": 1}
    session.execute(
        update(GroeipakketMessage).where(GroeipakketMessage.dossier_id == dossier.id).values(**told, **made)
    )
    page = main_of(staff.get(HERE))
    assert "Vandaag na te kijken (2)" in page
    assert page.index("Geweigerd, Noor") < page.index("Begonnen, Noor")
    assert "Het Groeipakket kent dit rijksregisternummer niet." in page
    assert "2 begins of berichten voor het Groeipakket na te kijken" in main_of(staff.get("/"))
    schakeling_id = session.scalars(select(Schakeling.id).where(Schakeling.dossier_id == dossier.id)).one()
    session.add(GroeipakketMessage(facility_id=facility.id, dossier_id=dossier.id, schakeling_id=schakeling_id))
    session.flush()
    assert "Geweigerd, Noor" not in main_of(staff.get(HERE))


def test_a_facility_sees_its_own_only_g_2(session: BincSession, facility: Facility, staff: Any) -> None:
    other = create_facility(session)
    stay(session, other, "Elders", ("03-20", "05-02"))
    waiting(session, other, "Wachtend", "05-01")
    page = main_of(staff.get(HERE))
    assert "Elders" not in page
    assert "Wachtend" not in page


def test_the_part_in_time_month_by_month_is_plotted_with_its_table_g_2(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    stay(session, facility, "Claes", ("03-20", "04-02"))
    stay(session, facility, "Maes", ("04-10", "04-12"))
    text = staff.get(HERE).text
    assert "<svg" in text
    assert 'class="plot-scroll newest"' in text, "on a narrow screen the last months come first"
    assert "04/2024" in text
    assert "50 %" in text


def test_the_file_holds_what_the_page_shows_g_2(session: BincSession, facility: Facility, staff: Any) -> None:
    stay(session, facility, "Claes", ("03-20", "04-02"))
    stay(session, facility, "Maes", ("01-10", "02-12"))
    book = load_workbook(io.BytesIO(staff.get(f"{HERE}excel?gevolg=ja").data))
    assert book.sheetnames == ["Te laat", "Maand na maand", "Toelichting"]
    rows = [[cell.value for cell in row] for row in book["Te laat"].iter_rows()]
    assert [row[0] for row in rows if row[2] in ("begin", "einde")] == ["Claes, Noor"]
    assert rows[-1][5] == 13
    told = " ".join(str(cell.value) for row in book.worksheets[2].iter_rows() for cell in row)
    assert "meer dan zeven dagen" in told


def test_the_start_page_tells_how_many_were_late_and_what_to_look_at_g_2(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    assert "Groeipakket" not in main_of(staff.get("/"))
    stay(session, facility, "Claes", ("03-20", "04-02"))
    assert "1 begin- of einddatum te laat dit kwartaal" in main_of(staff.get("/"))
    waiting(session, facility, "Begonnen", "05-18")
    page = main_of(staff.get("/"))
    assert "1 begin of bericht voor het Groeipakket na te kijken" in page
    assert "1 begin- of einddatum te laat dit kwartaal" in page


@pytest.fixture
def sector(session: BincSession) -> dict[str, Facility]:
    """Three facilities: one often late, one once, one never."""
    often = create_facility(session, name="Altijd", organisation_type="OVBJ", province="Antwerpen")
    once = create_facility(session, name="Bijna", organisation_type="OOOC", province="Limburg")
    never = create_facility(session, name="Correct", organisation_type="OOOC", province="Antwerpen")
    stay(session, often, "Claes", ("03-20", "04-02"))
    stay(session, often, "Maes", ("04-01", "05-10"))
    stay(session, often, "Peeters", ("04-01", "04-02"))
    stay(session, once, "Janssens", ("04-10", "04-20"))
    stay(session, once, "Wouters", ("04-10", "04-11"))
    stay(session, never, "Goossens", ("04-10", "04-11"))
    return {"often": often, "once": once, "never": never}


def rows_of(answer: Any) -> list[list[Any]]:
    """The cells of the facilities' sheet."""
    book = load_workbook(io.BytesIO(answer.data))
    return [[cell.value for cell in row] for row in book["Voorzieningen"].iter_rows()]


@pytest.mark.parametrize("role", [Role.AGENCY_POLICY, Role.AGENCY_ANALYST])
def test_the_agency_sees_who_is_late_how_often_and_how_long_g_2(
    session: BincSession, sector: dict[str, Facility], browse: Browse, role: Role
) -> None:
    agency = browse(create_seat(session, None, role=role))
    page = main_of(agency.get(SECTOR))
    assert "2 van 3" in page
    assert page.index("Altijd") < page.index("Bijna") < page.index("Correct")
    assert not [name for name in ("Claes", "Janssens", "Noor") if name in page]
    shown = {
        row[0]: row[4:] for row in rows_of(agency.get(f"{SECTOR}excel")) if row[0] in ("Altijd", "Bijna", "Correct")
    }
    assert shown["Altijd"] == [3, 2, 2, pytest.approx(2 / 3), 26, 39]
    assert shown["Bijna"] == [2, 1, 0, 0.5, 10, 10]
    assert shown["Correct"] == [1, 0, 0, 0, None, None]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?type=OOOC", ["Bijna", "Correct"]),
        ("?provincie=Antwerpen", ["Altijd", "Correct"]),
        ("?zoek=bij", ["Bijna"]),
        ("?periode=2024-1", []),
        ("?periode=2024&sorteer=naam&volgorde=af", ["Correct", "Bijna", "Altijd"]),
        ("?sorteer=deel&volgorde=op", ["Correct", "Bijna", "Altijd"]),
        ("?sorteer=meeste&volgorde=af", ["Altijd", "Bijna", "Correct"]),
        ("?sorteer=wat&type=onbekend&provincie=nergens", ["Altijd", "Bijna", "Correct"]),
    ],
)
def test_the_agency_filters_and_sorts_g_2(
    session: BincSession, sector: dict[str, Facility], browse: Browse, query: str, shown: list[str]
) -> None:
    agency = browse(create_seat(session, None, role=Role.AGENCY_POLICY))
    page = main_of(agency.get(SECTOR + query)).split("Wat ze registreerden:", 1)[1]
    names = ("Altijd", "Bijna", "Correct")
    assert [name for _, name in sorted((page.find(name), name) for name in names if name in page)] == shown


def test_fifty_facilities_a_page_g_2(session: BincSession, browse: Browse) -> None:
    for _ in range(51):
        stay(session, create_facility(session), "Claes", ("03-20", "04-02"))
    agency = browse(create_seat(session, None, role=Role.AGENCY_POLICY))
    assert "1–50 van 51" in main_of(agency.get(SECTOR))
    assert "51–51 van 51" in main_of(agency.get(f"{SECTOR}?pagina=7"))


def test_the_agencys_start_page_tells_how_many_are_late_g_2(
    session: BincSession, sector: dict[str, Facility], browse: Browse
) -> None:
    agency = browse(create_seat(session, None, role=Role.AGENCY_POLICY))
    assert "2 voorzieningen registreerden te laat" in main_of(agency.get("/"))


def test_without_anything_the_pages_say_so_g_2(session: BincSession, staff: Any, browse: Browse) -> None:
    assert "Niets na te kijken" in main_of(staff.get(HERE))
    assert "Niets te laat" in main_of(staff.get(HERE))
    agency = browse(create_seat(session, None, role=Role.AGENCY_ANALYST))
    assert "Niets geregistreerd" in main_of(agency.get(SECTOR))
    assert agency.get(f"{SECTOR}excel").status_code == 200
