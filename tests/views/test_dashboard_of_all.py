"""The dashboard of all facilities: heat table, spread per type, capacity and use per province, for the agency alone."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.database import BincSession, db
from app.domain.figures.usual import finished_quarters
from app.domain.figures.utilisation_rules import UtilisationRule
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.presentation import percent
from models import AuditEntry, Facility
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_statement,
)
from tests.views.counting import counted_statements
from tests.views.figure_facility import create_small_facility
from tests.views.reading import table_of, words_of
from views import dashboard as page_of_dashboard
from views import paging
from views.dashboard_sector import band_of
from views.figure_words import FORMULAS
from views.utilisation_origin import FORMULAS as UTILISATION_FORMULAS

PAGE = "/cijfers/dashboard/"
YEAR = "van=2024-1&tot=2024-4"
CRISIS = "P-CRISISBEGELEIDING"
TODAY = date(2025, 2, 15)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_dashboard, "today_in_brussels", lambda: TODAY)


@pytest.fixture
def agency(session: BincSession, browse: Any) -> Any:
    """The browser of an analyst."""
    return browse(create_seat(session, role=Role.AGENCY_ANALYST))


def facility_with(session: BincSession, taken: int, recognised: int = 4, **overrides: Any) -> Facility:
    """A facility where so many of its places of residence were taken all through 2024."""
    facility = create_facility(session, **overrides)
    create_capacity(session, facility, recognised=Decimal(recognised))
    for _ in range(taken):
        dossier = create_dossier(session, create_client(session, facility), facility, created_on=date(2024, 1, 1))
        create_schakeling(session, create_decision(session, dossier))
    return facility


def test_each_facility_has_a_cell_for_each_module_with_number_and_sign(session: BincSession, agency: Any) -> None:
    """F-1, F-2, F-7: three of four places; the sign says the same as the shade."""
    facility = facility_with(session, 3, name="Abdijhof")
    create_capacity(session, facility, "VBFBJB16", recognised=Decimal(2))
    shown = words_of(agency.get(f"{PAGE}?{YEAR}"))
    cells = "◔ 50 % Gewogen gemiddelde, Abdijhof ◑ 75 % Verblijf, Abdijhof ○ 0 % Veilig verblijf, Abdijhof"
    assert cells in shown


def test_every_cell_opens_the_page_that_explains_it(session: BincSession, agency: Any) -> None:
    """F-11: the same period of the same facility."""
    facility = facility_with(session, 3)
    text = agency.get(f"{PAGE}?{YEAR}").text
    found = re.search(r'href="([^"]*/VERBLIJF/[^"]*)"', text)
    assert found
    address = found[1].replace("&amp;", "&")
    assert f"voorziening={facility.code}" in address
    assert "Verblijf: 1.098 ÷ 1.464 = 75,0 %" in words_of(agency.get(address))


def test_utilisation_is_compared_by_function(session: BincSession, agency: Any) -> None:
    """F-8: 364 nights of four places on 91 days."""
    facility = facility_with(session, 1, name="Abdijhof")
    create_statement(session, facility, Quarter(2024, 1), VBFBJB04=Decimal(182))
    shown = words_of(agency.get(f"{PAGE}?van=2024-1&tot=2024-1&cijfer=benutting"))
    assert "◔ 50 % Verblijf, Abdijhof" in shown
    assert "Gevraagde en gegeven hulp per provincie: Verblijf" in shown


def test_type_and_province_narrow_all_of_the_page(session: BincSession, agency: Any) -> None:
    facility_with(session, 3, name="Abdijhof", organisation_type="OVBJ", province="Limburg")
    facility_with(session, 2, name="Boskant", organisation_type="OBC", province="Limburg")
    facility_with(session, 1, name="Dijkzicht", organisation_type="OVBJ", province="Antwerpen")
    shown = words_of(agency.get(f"{PAGE}?{YEAR}&type=OVBJ&provincie=Limburg"))
    assert "Abdijhof" in shown
    assert "Boskant" not in shown
    assert "Dijkzicht" not in shown
    assert "OVBJ 1 van 1 75,0 % 75,0 % 75,0 % 75,0 % 75,0 % 75,0 %" in shown


def test_the_table_sorts_by_any_column_and_those_without_a_rate_come_last(session: BincSession, agency: Any) -> None:
    for name, taken in (("Abdijhof", 2), ("Boskant", 3), ("Dijkzicht", 1)):
        facility_with(session, taken, name=name, province="Proefland")
    create_facility(session, name="Aaltuin", province="Proefland")
    names = ("Aaltuin", "Abdijhof", "Boskant", "Dijkzicht")

    def order(query: str) -> list[str]:
        shown = words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland&{query}"))
        return sorted(names, key=lambda name: shown.index(f" {name} "))

    assert order("") == ["Aaltuin", "Abdijhof", "Boskant", "Dijkzicht"]
    assert order("sorteer=VERBLIJF&volgorde=af") == ["Boskant", "Abdijhof", "Dijkzicht", "Aaltuin"]
    assert order("sorteer=gewogen&volgorde=op") == ["Dijkzicht", "Abdijhof", "Boskant", "Aaltuin"]


def test_quartiles_and_the_whole_of_a_type_stand_in_a_table(session: BincSession, agency: Any) -> None:
    """F-7: 25, 50 and 100 %; together 7 of 12 places."""
    for taken in (1, 2, 4):
        facility_with(session, taken, organisation_type="OBC", province="Proefland")
    shown = words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland"))
    assert "OBC 3 van 3 25,0 % 37,5 % 50,0 % 75,0 % 100,0 % 58,3 %" in shown


def test_capacity_and_use_are_added_up_per_province_in_places_a_day(session: BincSession, agency: Any) -> None:
    """F-2: five and four recognised places, of which three and two are taken."""
    facility_with(session, 3, 5, province="Proefland")
    facility_with(session, 2, 4, province="Proefland")
    create_facility(session, name="Aaltuin", province="Proefland")
    assert "Proefland 2 van 3 9 5 55,6 %" in words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland"))


def test_a_province_adds_up_no_days_and_points_f_1_f_4(session: BincSession, agency: Any) -> None:
    """Crisis guidance on a row of its own: places a day at two OVBJ, points over P-CAH's at a CaH, which stays out."""
    for kind, places in (("OVBJ", 2), ("OVBJ", 4), ("CaH", 1)):
        facility = create_facility(session, organisation_type=kind, province="Proefland", modules=(CRISIS,))
        create_capacity(session, facility, "P-CAH" if kind == "CaH" else CRISIS, recognised=Decimal(places))
        dossier = create_dossier(session, create_client(session, facility), facility, created_on=date(2024, 1, 1))
        create_schakeling(session, create_decision(session, dossier, modules=(CRISIS,)), modules=(CRISIS,))
    shown = words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland&sorteer={CRISIS}"))
    assert "Capaciteit en gebruik per provincie: Crisisbegeleiding" in shown
    assert "Proefland 2 van 3 6 2 33,3 %" in shown


def test_types_without_a_rate_say_so(session: BincSession, agency: Any) -> None:
    """F-7: foster care has no occupancy, 1G1P no help that is counted."""
    for kind in ("pleegzorg", "1G1P"):
        create_facility(session, organisation_type=kind, province="Proefland", modules=())
    facility_with(session, 1, province="Proefland")
    shown = words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland"))
    assert "pleegzorg 0 van 1 geen cijfer" in shown
    assert "1G1P 0 van 1 geen cijfer" in shown


def test_without_any_rate_the_page_shows_the_facilities_alone(session: BincSession, agency: Any) -> None:
    create_facility(session, organisation_type="1G1P", province="Proefland", modules=(), name="Abdijhof")
    shown = words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland"))
    assert "Abdijhof" in shown
    assert "Spreiding per type" not in shown


def test_no_facility_at_all_is_said(session: BincSession, agency: Any) -> None:
    facility_with(session, 1, organisation_type="OBC", province="Proefland")
    assert "Geen voorzieningen gevonden" in words_of(agency.get(f"{PAGE}?{YEAR}&provincie=Proefland&type=CaH"))


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2025, 3, 31), Quarter(2024, 1), Quarter(2024, 4)),
        (date(2025, 4, 1), Quarter(2025, 1), Quarter(2025, 1)),
        (date(2025, 12, 31), Quarter(2025, 1), Quarter(2025, 3)),
    ],
)
def test_it_opens_on_the_quarters_of_the_year_that_are_over(today: date, first: Quarter, last: Quarter) -> None:
    """F-5, F-8: from 1 January, so that a CKG has a figure."""
    assert finished_quarters(today) == Quarter.between(first, last)


@pytest.mark.parametrize(
    ("rate", "band"),
    [(None, 0), ("0", 1), ("0.4999", 1), ("0.5", 2), ("0.75", 3), ("0.9", 4), ("1", 4), ("1.0001", 5)],
)
def test_a_cell_looks_as_full_as_its_rate(rate: str | None, band: int) -> None:
    assert band_of(None if rate is None else Fraction(rate)) == band


@pytest.mark.parametrize("query", ["van=2024-4&tot=2024-1", "van=x", "type=ABC", "provincie=Atlantis", "cijfer=winst"])
def test_a_wrong_address_is_refused_at_its_field(agency: Any, query: str) -> None:
    response = agency.get(f"{PAGE}?{query}")
    assert response.status_code == 422
    assert "We konden nog niets tonen" in words_of(response)


def test_a_facility_gets_its_own_dashboard_and_never_the_table(session: BincSession, browse: Any) -> None:
    """A-4."""
    own, other = facility_with(session, 1, name="Abdijhof"), facility_with(session, 1, name="Boskant")
    shown = words_of(browse(create_seat(session, own)).get(PAGE))
    assert "Instroom en uitstroom" in shown
    assert other.name not in shown


def test_it_reads_nothing_personal(session: BincSession, agency: Any) -> None:
    """A-5: figures alone, so nothing goes on record."""
    facility_with(session, 1)
    agency.get(PAGE)
    count = select(func.count()).select_from(AuditEntry).where(AuditEntry.page == "DashboardPage.index")
    assert session.scalar(count) == 0


@pytest.mark.parametrize("measure", ["bezetting", "benutting"])
def test_more_facilities_take_no_more_statements(session: BincSession, agency: Any, measure: str) -> None:
    facility_with(session, 1)
    agency.get(PAGE)
    counts = []
    for _ in range(2):
        with counted_statements(db.engine) as statements:
            agency.get(f"{PAGE}?{YEAR}&cijfer={measure}")
        counts.append(len(statements))
        for _ in range(4):
            facility_with(session, 1)
    assert counts[0] == counts[1]


def test_the_table_is_leafed_through_and_keeps_its_order(
    session: BincSession, agency: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 2)
    for taken in (1, 2, 3):
        facility_with(session, taken, province="Proefland")
    response = agency.get(f"{PAGE}?{YEAR}&provincie=Proefland&sorteer=VERBLIJF&volgorde=af&pagina=2")
    assert "3–3 van 3" in words_of(response)
    assert "sorteer=VERBLIJF&amp;volgorde=af&amp;pagina=1" in response.text


def test_the_spread_and_the_provinces_export_as_the_screen_has_them_f_10(session: BincSession, browse: Any) -> None:
    for number in range(3):
        create_small_facility(session).facility.province = ("Antwerpen", "Limburg", "Limburg")[number]
    agency = browse(create_seat(session, role=Role.AGENCY_POLICY))
    asked = "cijfer=bezetting&van=2024-1&tot=2024-1"
    page, book = agency.get(f"{PAGE}?{asked}"), load_workbook(BytesIO(agency.get(f"{PAGE}excel?{asked}").data))
    told = {str(row[0]): row for name in ("Spreiding per type", "Per provincie") for row in book[name].values}
    for table, amounts in (("Spreiding per type", (1, 2)), ("Per provincie", (1, 2, 3, 4))):
        rows = table_of(page, table)
        assert rows
        for cells, _ in rows:
            row = told[cells[0].strip()]
            shown = [cell.strip() for cell in cells[1:] if "%" in cell]
            rates = [value for value in row[1 + len(amounts) :] if value is not None]
            assert [percent(Fraction(str(rate)).limit_denominator(10**9)) for rate in rates] == shown


@pytest.mark.parametrize(("measure", "told"), [("bezetting", "Gewogen gemiddelde: alle tellers"), ("benutting", "")])
def test_the_workbook_explains_the_figures_that_it_holds_f_10(
    session: BincSession, browse: Any, measure: str, told: str
) -> None:
    """Occupancy and utilisation of residence have formulas of their own; each file tells its own."""
    create_statement(session, create_small_facility(session).facility, Quarter(2024, 1), VBFBJB04=600)
    agency = browse(create_seat(session, role=Role.AGENCY_POLICY))
    answer = agency.get(f"{PAGE}excel?cijfer={measure}&van=2024-1&tot=2024-1")
    words = " ".join(str(row[1]) for row in load_workbook(BytesIO(answer.data))["Toelichting"].values if row[1])
    formulas = {"bezetting": FORMULAS["pool"], "benutting": UTILISATION_FORMULAS[UtilisationRule.RESIDENCE]}
    assert formulas[measure].numerator in words
    assert all(other.numerator not in words for name, other in formulas.items() if name != measure)
    assert told in words
