"""The dashboard of a facility: free places, occupancy, utilisation, inflow and outflow, each with its explanation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.database import BincSession, db
from app.domain.quarter import Quarter
from app.domain.roles import Role
from models import AuditEntry
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
from tests.views.figure_facility import SmallFacility, create_small_facility
from tests.views.reading import table_of, words_of
from views import dashboard as page_of_dashboard

PAGE = "/cijfers/dashboard/"
TODAY = date(2024, 2, 15)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_dashboard, "today_in_brussels", lambda: TODAY)


@pytest.fixture
def small(session: BincSession) -> SmallFacility:
    return create_small_facility(session)


def test_the_running_quarter_counts_up_to_today(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-1, F-2: 39 days of one child and 46 days of two reserved places, over 46 days of ten: 131 of 460."""
    shown = words_of(browse(create_seat(session, small.facility)).get(PAGE))
    assert "K1 2024 tot vandaag 2,8 10 28,5 %" in shown


def test_months_are_shown_as_far_as_they_have_begun(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-1: 24 days of January and two reserved places on 31 days; March has yet to come."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?per=maand&tot=2024-1"))
    assert "jan 2024 2,8 10 27,7 %" in shown
    assert "mrt 2024" not in shown
    assert "apr 2023" in shown


def test_free_places_follow_the_known_end_dates(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-9: of ten places one is innovative, one guaranteed, one taken for good and two until 29 February."""
    for _ in range(2):
        dossier = create_dossier(session, create_client(session, small.facility), small.facility)
        create_schakeling(session, create_decision(session, dossier), end=date(2024, 2, 29))
    shown = words_of(browse(create_seat(session, small.facility)).get(PAGE))
    assert "Verblijf 10 5 5 5 7 7 1 van 3" in shown
    assert "5 plaatsen vrij vandaag, Verblijf" in shown
    assert "Vandaag zijn er 3 plaatsen ingezet, waarvan 1 zonder einddatum. Tot 11/04/2024 eindigen er 2" in shown


def test_the_utilisation_of_a_finished_quarter_stands_beside_its_occupancy(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-8: 322 nights of eight deployable places on 92 days."""
    dossier = create_dossier(
        session, create_client(session, small.facility), small.facility, created_on=date(2023, 10, 1)
    )
    decision = create_decision(session, dossier)
    create_schakeling(session, decision, begin=date(2023, 10, 1), end=date(2023, 12, 31))
    create_statement(session, small.facility, Quarter(2023, 4), VBFBJB04=Decimal(322))
    response = browse(create_seat(session, small.facility)).get(PAGE)
    assert "K4 2023 3,0 10 30,0 % bezetting in K4 2023 43,8 % benutting in K4 2023" in words_of(response)
    assert "/cijfers/benutting/VERBLIJF/?van=2023-4&amp;tot=2023-4" in response.text


def test_inflow_and_outflow_count_dossiers_and_schakelingen(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-9: two dossiers began; one of them ended, and the other only moved to a next schakeling."""
    shown = words_of(browse(create_seat(session, small.facility)).get(PAGE))
    assert "K1 2024 tot vandaag 2 1 3 2 per module" in shown
    assert "2 in, 1 uit dossiers, K1 2024 tot vandaag" in shown


def test_every_figure_opens_its_explanation(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-11: the same period, the same numerator."""
    browser = browse(create_seat(session, small.facility))
    address = "/cijfers/bezetting/VERBLIJF/?van=01/01/2024&tot=15/02/2024"
    assert address.replace("&", "&amp;") in browser.get(PAGE).text
    assert "Verblijf: 131 ÷ 460 = 28,5 %" in words_of(browser.get(address))


def test_another_line_can_be_drawn(session: BincSession, browse: Any, small: SmallFacility) -> None:
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?lijn=P-CB-BREED"))
    assert "Contextbegeleiding breedsporig: bezetting en benutting" in shown


@pytest.mark.parametrize(
    ("organisation_type", "module", "words"),
    [
        ("pleegzorg", "VBFINT04", "Pleegzorg heeft geen bezetting."),
        ("CKG", "P-CKG-GEZIN", "punten, vanaf 1 januari"),
        ("OVBJ", "P-OB-RTJ", "de benutting is nog niet ingevuld"),
    ],
)
def test_types_with_other_formulas_say_what_they_have(
    session: BincSession, browse: Any, organisation_type: str, module: str, words: str
) -> None:
    """F-3, F-5, F-7."""
    facility = create_facility(session, organisation_type=organisation_type, modules=(module,))
    create_capacity(session, facility, module)
    assert words in words_of(browse(create_seat(session, facility)).get(PAGE))


def test_a_facility_without_help_says_that_there_is_nothing_to_count(session: BincSession, browse: Any) -> None:
    """D-4."""
    facility = create_facility(session, organisation_type="1G1P", modules=())
    assert "Hier zijn geen cijfers" in words_of(browse(create_seat(session, facility)).get(PAGE))


def test_an_empty_facility_says_so(session: BincSession, browse: Any) -> None:
    shown = words_of(browse(create_seat(session, create_facility(session))).get(PAGE))
    assert "Niets te berekenen in deze periode" in shown
    assert "Geen instroom of uitstroom" in shown


@pytest.mark.parametrize("query", ["tot=2024-2&per=kwartaal", "tot=x", "per=dag", "tot=&per="])
def test_a_wrong_address_is_refused_at_its_field(
    session: BincSession, browse: Any, small: SmallFacility, query: str
) -> None:
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}?{query}")
    assert response.status_code == 422
    assert "We konden nog niets tonen" in words_of(response)


def test_nobody_sees_the_dashboard_of_another_facility(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """A-4."""
    browser = browse(create_seat(session, create_facility(session)))
    assert browser.get(f"{PAGE}?voorziening={small.facility.code}").status_code == 404


def test_it_reads_nothing_personal(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """A-5: figures alone, so nothing goes on record."""
    browser = browse(create_seat(session, role=Role.AGENCY_ANALYST))
    count = select(func.count()).select_from(AuditEntry).where(AuditEntry.page == "DashboardPage.index")
    before = session.scalar(count)
    assert browser.get(f"{PAGE}?voorziening={small.facility.code}").status_code == 200
    assert session.scalar(count) == before


def test_more_dossiers_and_lines_take_no_more_statements(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    browser = browse(create_seat(session, small.facility))
    browser.get(PAGE)
    counts = []
    for line in ("VBFBJB16", "VBFBJB20"):
        with counted_statements(db.engine) as statements:
            browser.get(f"{PAGE}?per=maand")
        counts.append(len(statements))
        create_capacity(session, small.facility, line)
        for _ in range(3):
            dossier = create_dossier(session, create_client(session, small.facility), small.facility)
            create_schakeling(session, create_decision(session, dossier))
    assert counts[0] == counts[1]


def test_the_dashboard_exports_with_its_places_flow_and_words_f_9_f_10(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """The free places and the flow as the screen has them; who made it, of which period; the export is on record."""
    seat = create_seat(session, small.facility)
    staff = browse(seat)
    address = f"{PAGE}excel?tot=2024-1&per=maand"
    assert address.replace("&", "&amp;") in staff.get(f"{PAGE}?per=maand&tot=2024-1").text
    answer = staff.get(address)
    name = f"{small.facility.name} - dashboard - 15-02-2024.xlsx"
    assert quote(name) in answer.headers["Content-Disposition"] or name in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == [
        "Bezetting en benutting", "Tellers en noemers", "Vrije plaatsen", "Instroom en uitstroom", "Toelichting"
    ]  # fmt: skip
    page = staff.get(f"{PAGE}?per=maand&tot=2024-1")
    flow = {row[0]: list(row[1:5]) for row in book["Instroom en uitstroom"].values if row[0]}
    for cells, _ in table_of(page, "Instroom en uitstroom per periode"):
        assert flow[cells[0].strip().removesuffix(" tot vandaag")] == [int(cell) for cell in cells[1:5]]
    places = {row[0]: row for row in book["Vrije plaatsen"].values}
    for cells, _ in table_of(page, "Vrije plaatsen"):
        told = places[cells[0].strip()]
        assert [f"{told[2]:g}", *(f"{free:g}" for free in told[3:8])] == [cell.strip() for cell in cells[1:7]]
        assert f"{told[9]} van {told[8]}" == cells[7].strip()
    about = {row[0]: row[1] for row in book["Toelichting"].values if row[0]}
    assert about["Periode"] == "01/04/2023 tot en met 15/02/2024"
    assert str(about["Gemaakt door"]).startswith("An Peeters")
    kinds = session.execute(select(AuditEntry.action, AuditEntry.subject_kind).where(AuditEntry.action == "export"))
    assert [tuple(row) for row in kinds] == [("export", "dashboard")]


def test_what_cannot_be_shown_cannot_be_exported_and_leads_back_f_10(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    without = create_facility(session, organisation_type="1G1P")
    for facility, query in ((small.facility, "?per=jaar"), (without, "")):
        answer = browse(create_seat(session, facility)).get(f"{PAGE}excel{query}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}{query}")
    agency = browse(create_seat(session, role=Role.AGENCY_POLICY))
    for asked in (
        "provincie=Elders",
        "provincie=Elders&endpoint=x&_scheme=ftp&_external=",
        "provincie=Elders&van=1&van=2",
    ):
        assert agency.get(f"{PAGE}excel?{asked}").headers["Location"] == f"{PAGE}?{asked}"
