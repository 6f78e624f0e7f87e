"""The utilisation page: numbers by hand, the way down to totals and capacity rows, Excel, who sees what (F-8, F-11)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import BincSession, db
from app.domain.roles import Role
from models import AuditEntry
from tests.factories import create_capacity, create_facility, create_seat
from tests.views.counting import counted_statements
from tests.views.quarter_facility import QUARTER, QuarterFacility, create_quarter_facility, register
from tests.views.reading import words_of
from views import utilisation as page_of_utilisation

PAGE = "/cijfers/benutting/"
TODAY = date(2024, 5, 15)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_utilisation, "today_in_brussels", lambda: TODAY)


@pytest.fixture
def small(session: BincSession) -> QuarterFacility:
    return create_quarter_facility(session)


def test_groups_and_modules_show_numerator_denominator_and_rate_as_counted_on_paper(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-8: 364 of 728 nights, 39 of 52 hours with those of crisis guidance, 32 of 128 days, 10,5 of 30 days."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{QUARTER}"))
    assert "Verblijf 364 728 nachten 50,0 %" in shown
    assert "Verblijf voor minderjarigen (hoge frequentie) 364 728 nachten 50,0 %" in shown
    assert "Contextbegeleiding 39 52 uren 75,0 %" in shown
    crisis = "met de uren van Crisisbegeleiding (op verwijzing crisismeldpunt)"
    assert f"Contextbegeleiding laagintensief {crisis} 39 52 uren 75,0 %" in shown
    assert "Dagbegeleiding in groep 32 128 dagen 25,0 %" in shown
    assert "Ondersteunende begeleiding 10,5 30 dagen 35,0 %" in shown


def test_day_guidance_stands_there_once_by_its_group(session: BincSession, browse: Any, small: QuarterFacility) -> None:
    """F-8, H13.1."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{QUARTER}"))
    assert shown.count("Dagbegeleiding in groep 32") == 1


def test_the_last_quarter_that_is_over_is_shown_first(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-8: in May that is the first quarter."""
    shown = words_of(browse(create_seat(session, small.facility)).get(PAGE))
    assert "Kwartaal 1 van 2024" in shown
    assert "Het laatste kwartaal loopt nog" not in shown


def test_what_is_missing_is_named_with_the_statement_where_it_is_filled_in(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-8: the family home has a schakeling and no total; the agency reads so and fills nothing in."""
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}?{QUARTER}")
    shown = words_of(response)
    assert "Kwartaal 1 van 2024 : Verblijf in een gezinshuis" in shown
    assert response.text.count('href="/kwartaalstaten/2024-1/"') == 1
    agency = browse(create_seat(session, role=Role.AGENCY_POLICY))
    theirs = agency.get(f"{PAGE}?{QUARTER}&voorziening={small.facility.code}")
    assert "Kwartaal 1 van 2024: Verblijf in een gezinshuis" in words_of(theirs)
    assert 'href="/kwartaalstaten/' not in theirs.text
    assert "Verblijf in een gezinshuis Niet te berekenen: de benutting is nog niet ingevuld." in shown


def test_a_group_names_the_modules_it_does_without(session: BincSession, browse: Any, small: QuarterFacility) -> None:
    """F-8."""
    register(session, small.facility, "P-CB-BREED", Decimal(5))
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{QUARTER}"))
    assert "Contextbegeleiding Zonder Contextbegeleiding breedsporig: niet te berekenen. 39 52 uren 75,0 %" in shown


def test_what_has_no_utilisation_is_named_apart(session: BincSession, browse: Any, small: QuarterFacility) -> None:
    """F-8, M-1."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{QUARTER}"))
    assert "Ondersteunende begeleiding (projectwerking): Voor deze module wordt geen benutting berekend." in shown


def test_foster_care_is_told_why_there_is_no_rate(session: BincSession, browse: Any) -> None:
    """F-8, H14.1."""
    facility = create_facility(session, organisation_type="pleegzorg", modules=("P-VBFINT-ONDERST-LAAG",))
    register(session, facility, "P-VBFINT-ONDERST-LAAG", Decimal(12))
    shown = words_of(browse(create_seat(session, facility)).get(f"{PAGE}?{QUARTER}"))
    assert "pleegzorg wordt niet erkend op capaciteit" in shown


def test_the_choice_of_functions_narrows_the_table(session: BincSession, browse: Any, small: QuarterFacility) -> None:
    """F-8: the choice is in the address and in the export."""
    browser = browse(create_seat(session, small.facility))
    shown = words_of(browser.get(f"{PAGE}?{QUARTER}&module=CONTEXTBEGELEIDING"))
    assert "39 52 uren 75,0 %" in shown
    assert "364 728" not in shown
    book = load_workbook(io.BytesIO(browser.get(f"{PAGE}excel?{QUARTER}&module=CONTEXTBEGELEIDING").data))
    codes = {row[1] for row in book.worksheets[1].values if len(row) > 1}
    assert {"CONTEXTBEGELEIDING", "P-CB-LAAG"} <= codes
    assert "VERBLIJF" not in codes


def test_a_running_quarter_is_said_to_be_running(session: BincSession, browse: Any, small: QuarterFacility) -> None:
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?van=2024-1&tot=2024-2"))
    assert "Het laatste kwartaal loopt nog" in shown
    assert "Kwartalen 1 tot en met 2 van 2024" in shown


def test_an_empty_facility_says_so(session: BincSession, browse: Any) -> None:
    shown = words_of(browse(create_seat(session, create_facility(session))).get(f"{PAGE}?{QUARTER}"))
    assert "Niets te berekenen in deze kwartalen" in shown


# --- how a figure came to be ------------------------------------------------------------------------------------------


def test_the_drill_down_opens_the_typed_totals_and_what_counts_toward_the_module(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-11, M-3: 30 hours of its own and 9 of crisis guidance, each with the schakelingen behind it."""
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}P-CB-LAAG/?{QUARTER}")
    shown = words_of(response)
    assert "Contextbegeleiding laagintensief: 39 ÷ 52 = 75,0 %" in shown
    assert "2024, kwartaal 1 Contextbegeleiding laagintensief 30 alle dagen 30" in shown
    assert "2024, kwartaal 1 Crisisbegeleiding (op verwijzing crisismeldpunt) 9 alle dagen 9" in shown
    assert "F-8, handleiding H13.1" in shown
    behind = "/cijfers/inzet/schakelingen/?van=01/01/2024&amp;tot=31/03/2024&amp;module=P-CRISISBEGELEIDING"
    assert behind in response.get_data(as_text=True)


def test_the_drill_down_shows_each_capacity_row_with_its_share_of_the_quarter(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-11: 8 places for 31 days and 12 for 60 of 91: 248 + 720 nights."""
    create_capacity(session, small.facility, valid_from=date(2024, 2, 1), recognised=Decimal(12))
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}VERBLIJF/?{QUARTER}"))
    assert "01/01/2024 tot en met 31/01/2024 8 × 1 nacht × 91 kalenderdagen 31 van 91 dagen 248" in shown
    assert "01/02/2024 tot en met 31/03/2024 12 × 1 nacht × 91 kalenderdagen 60 van 91 dagen 720" in shown
    assert "Noemer 968" in shown


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("DAGBEGELEIDING", ["2 × 1 dag × 64 werkdagen alle dagen 128", "geen werkdag: 01/01/2024."]),
        ("P-CB-LAAG", ["4 × 1 uur × 13 weken alle dagen 52"]),
        ("P-OB-RTJ", ["1 × 30 dagen alle dagen 30", "F-3, handleiding H13.1, H14.2"]),
    ],
)
def test_the_drill_down_says_what_one_place_asks(
    session: BincSession, browse: Any, small: QuarterFacility, code: str, words: list[str]
) -> None:
    """F-11: working days with their holidays, weeks, thirty days."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}{code}/?{QUARTER}"))
    for each in words:
        assert each in shown


def test_crisis_help_that_joins_p_cah_adds_its_hours_there_and_other_stands_beside_it(
    session: BincSession, browse: Any
) -> None:
    """F-8, F-11: 60 + 12 and 6 hours, each over 3 × 24; the group is 78 over 72."""
    codes = ("P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE")
    facility = create_facility(session, organisation_type="CaH", modules=codes)
    create_capacity(session, facility, "P-CAH", recognised=Decimal(3))
    create_capacity(session, facility, "P-CRISISBEGELEIDING", recognised=Decimal(0), counts_toward="P-CAH")
    for code, hours in zip(codes, (60, 12, 6), strict=True):
        register(session, facility, code, Decimal(hours))
    browser = browse(create_seat(session, facility))
    shown = words_of(browser.get(f"{PAGE}?van=2024-1&tot=2024-1"))
    assert "Crisishulp aan huis 78 72 uren 108,3 %" in shown
    assert "met de uren van Crisisbegeleiding (op verwijzing crisismeldpunt) 72 72 uren 100,0 %" in shown
    assert "Crisisinterventie (op verwijzing crisismeldpunt) 6 72 uren 8,3 %" in shown
    group = words_of(browser.get(f"{PAGE}CRISISHULP/?van=2024-1&tot=2024-1"))
    assert "78 ÷ 72 = 108,3 %" in group
    assert group.count("3 × 24 uur") == 1


def test_crisis_help_names_the_capacity_of_31_december_for_each_quarter(session: BincSession, browse: Any) -> None:
    """F-8, F-11."""
    facility = create_facility(session, organisation_type="CaH", modules=("P-CAH",))
    create_capacity(session, facility, "P-CAH", recognised=Decimal(3))
    create_capacity(session, facility, "P-CAH", recognised=Decimal(5), valid_from=date(2024, 12, 1))
    register(session, facility, "P-CAH", Decimal(60))
    register(session, facility, "P-CAH", Decimal(24), quarter=2)
    shown = words_of(browse(create_seat(session, facility)).get(f"{PAGE}P-CAH/?van=2024-1&tot=2024-2"))
    assert "84 ÷ 240 = 35,0 %" in shown
    assert "contextbegeleiding in functie van crisis op 31 december van het jaar × 24 uur" in shown
    assert shown.count("5 × 24 uur alle dagen 120") == 2


def test_a_missing_total_is_said_where_the_numerator_would_stand(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-11."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}VBFBJB20/?{QUARTER}"))
    assert "Verblijf in een gezinshuis: kan niet berekend worden" in shown
    assert "2024, kwartaal 1 Verblijf in een gezinshuis nog niet ingevuld" in shown


@pytest.mark.parametrize(("code", "status"), [("P-OB-PROJECT", 302), ("P-CB-BREED", 302), ("BESTAAT-NIET", 404)])
def test_what_has_no_figure_opens_no_page(
    session: BincSession, browse: Any, small: QuarterFacility, code: str, status: int
) -> None:
    assert browse(create_seat(session, small.facility)).get(f"{PAGE}{code}/?{QUARTER}").status_code == status


# --- export, faults, seats --------------------------------------------------------------------------------------------


def test_excel_holds_rates_then_fractions_and_is_put_on_record(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """F-10, A-5: who, which quarters, what is missing; the file is named after facility, kind and day."""
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}excel?{QUARTER}")
    rates, fractions, explained = load_workbook(io.BytesIO(response.data)).worksheets
    about = {row[0]: row[1] for row in rates.values}
    assert about["Kwartalen"] == "kwartaal 1 van 2024"
    assert about["Voorziening"] == small.facility.name
    assert about["Gemaakt door"]
    assert about["Nog niet ingevuld"] == "Verblijf in een gezinshuis (2024-1)"
    assert {row[1]: row[2] for row in rates.values}["P-CB-LAAG"] == 0.75
    assert any("inzetbare plaatsen × intensiteit" in str(row[1]) for row in explained.values)
    found = {row[1]: row[2:4] for row in fractions.values}
    assert found["VERBLIJF"] == found["VBFBJB04"] == (364, 728)
    assert found["VBFBJB20"] == ("kan niet berekend worden", 91)
    units = {row[1]: row[4] for row in fractions.values}
    assert (units["VERBLIJF"], units["P-CB-LAAG"], units["P-OB-RTJ"]) == ("nachten", "uren", "dagen")
    assert response.headers["Content-Disposition"].count("benuttingsgraad - 15-05-2024.xlsx")
    query = select(AuditEntry).where(AuditEntry.action == "export", AuditEntry.subject_kind == "utilisation")
    assert session.scalars(query.order_by(AuditEntry.id.desc())).first().subject_ids == [small.facility.id]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query",
    [
        "van=2024-2&tot=2024-1",
        "van=2023-1&tot=2024-1",
        "van=x&tot=2024-1",
        "van=2024-1&tot=2024-3",
        f"{QUARTER}&module=X",
    ],
)
def test_a_wrong_question_is_answered_at_its_field(
    session: BincSession, browse: Any, small: QuarterFacility, query: str
) -> None:
    """F-8: the wrong way round, more than four, unreadable, in the future, an unknown function."""
    browser = browse(create_seat(session, small.facility))
    response = browser.get(f"{PAGE}?{query}")
    assert response.status_code == 422
    assert "has-error" in response.get_data(as_text=True)
    assert [browser.get(f"{PAGE}{path}?{query}").status_code for path in ("excel", "VERBLIJF/")] == [302, 302]


@pytest.mark.parametrize("role", [Role.AGENCY_POLICY, Role.AGENCY_ANALYST])
def test_the_agency_sees_every_facility_beside_each_other(
    session: BincSession, browse: Any, small: QuarterFacility, role: Role
) -> None:
    """A-4, F-8: by group, with how many totals are missing; no client anywhere."""
    other = create_facility(session)
    browser = browse(create_seat(session, role=role))
    response = browser.get(f"{PAGE}?{QUARTER}")
    shown = words_of(response)
    assert "Benutting van alle voorzieningen" in shown
    assert f"{small.facility.name} {small.facility.code}, OVBJ, Antwerpen 50,0 % 25,0 % 75,0 %" in shown
    assert other.name in shown
    assert f"voorziening={small.facility.code}" in response.get_data(as_text=True)
    own = browser.get(f"{PAGE}VERBLIJF/?{QUARTER}&voorziening={small.facility.code}")
    assert "364 ÷ 728" in words_of(own)
    assert ("schakelingen/" in own.get_data(as_text=True)) == (role is Role.AGENCY_POLICY)
    book = load_workbook(io.BytesIO(browser.get(f"{PAGE}excel?{QUARTER}").data))
    rates = {row[1]: row for row in book.worksheets[0].values}
    assert 0.5 in rates[small.facility.code]
    fractions = [row for row in book.worksheets[1].values if row[1] == small.facility.code]
    assert ("VERBLIJF", 364, 728, "nachten") in [row[5:9] for row in fractions]
    chosen = load_workbook(io.BytesIO(browser.get(f"{PAGE}excel?{QUARTER}&module=CONTEXTBEGELEIDING").data))
    own_rows = [row for row in chosen.worksheets[1].values if row[1] == small.facility.code]
    assert {row[5] for row in own_rows} == {"CONTEXTBEGELEIDING", "P-CB-LAAG"}


def test_the_overview_sorts_by_a_group_with_the_empty_ones_last(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    better = create_quarter_facility(session).facility
    create_capacity(session, better, valid_from=date(2024, 1, 2), recognised=Decimal(4))
    empty = create_facility(session)
    browser = browse(create_seat(session, role=Role.AGENCY_POLICY))
    orders = []
    for way in ("af", "op"):
        shown = words_of(browser.get(f"{PAGE}?{QUARTER}&sorteer=VERBLIJF&volgorde={way}"))
        orders.append(sorted((better.code, small.facility.code, empty.code), key=shown.index))
    assert orders == [[better.code, small.facility.code, empty.code], [small.facility.code, better.code, empty.code]]


def test_another_facility_in_the_address_does_not_exist_for_a_facility(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """A-2."""
    browser = browse(create_seat(session, create_facility(session)))
    for path in ("", "excel", "VERBLIJF/"):
        assert browser.get(f"{PAGE}{path}?{QUARTER}&voorziening={small.facility.code}").status_code == 404


def test_the_pages_ask_the_same_number_of_questions_for_many_facilities_and_quarters(
    session: BincSession, browse: Any, small: QuarterFacility
) -> None:
    """No query per row: neither for facilities nor for quarters."""
    agency, own = browse(create_seat(session, role=Role.AGENCY_POLICY)), browse(create_seat(session, small.facility))

    def questions(browser: Any, address: str) -> int:
        with counted_statements(db.engine) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    for browser in (agency, own):
        browser.get(f"{PAGE}?{QUARTER}")  # The first page of a session marks its use.
    few = questions(agency, f"{PAGE}?{QUARTER}"), questions(own, f"{PAGE}?{QUARTER}")
    for _ in range(6):
        create_quarter_facility(session)
    four = "van=2023-2&tot=2024-1"
    assert (questions(agency, f"{PAGE}?{four}"), questions(own, f"{PAGE}?{four}")) == few


def test_a_facility_is_found_among_all_of_them_and_the_functions_shown_stay(session: BincSession, browse: Any) -> None:
    agency = browse(create_seat(session, role=Role.AGENCY_POLICY))
    here, there = (create_quarter_facility(session).facility for _ in range(2))
    found = agency.get(f"{PAGE}?{QUARTER}&module=VERBLIJF&zoek={here.code}")
    assert (here.code in found.text, there.code in found.text) == (True, False)
    assert '<input type="hidden" name="module" value="VERBLIJF">' in found.text
