"""The page that counts in how many schakelingen a module was offered (F-9, F-10, F-11, H16)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import BincSession
from app.domain.period import Period
from app.domain.roles import Role
from app.queries.figures.deployment import deployment_of
from models import AuditEntry
from tests.factories import create_capacity, create_facility, create_seat
from tests.views.figure_facility import TWO_MONTHS, SmallFacility, create_small_facility
from tests.views.reading import words_of
from views import deployment as page_of_deployment

PAGE = "/cijfers/inzet/"
TODAY = date(2024, 2, 15)
BOTH = "module=VBFBJB04&module=P-CB-BREED"


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_deployment, "today_in_brussels", lambda: TODAY)


@pytest.fixture
def small(session: BincSession) -> SmallFacility:
    return create_small_facility(session)


def test_each_module_shows_its_schakelingen_and_how_many_began(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-9: three with residence, one with context guidance, all begun in the two months."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{TWO_MONTHS}"))
    assert "Verblijf voor minderjarigen (hoge frequentie) 3 3 welke?" in shown
    assert "Contextbegeleiding breedsporig 1 1 welke?" in shown
    assert "gekozen modules samen" not in shown


@pytest.mark.parametrize(
    ("begin", "until", "active", "started"),
    [
        pytest.param("31/01/2024", "31/01/2024", 2, 1, id="a boundary day holds both schakelingen"),
        pytest.param("01/02/2024", "29/02/2024", 1, 0, id="what began before is active and not begun"),
        pytest.param("24/01/2024", "24/01/2024", 2, 0, id="the last day counts"),
        pytest.param("25/01/2024", "25/01/2024", 1, 0, id="the day after the last does not"),
    ],
)
def test_edge_days_count_by_schakeling(
    session: BincSession, browse: Any, small: SmallFacility, begin: str, until: str, active: int, started: int
) -> None:
    """F-9: schakelingen are counted, not days; a guaranteed one as well."""
    address = f"{PAGE}?van={begin}&tot={until}&module=VBFBJB04"
    shown = words_of(browse(create_seat(session, small.facility)).get(address))
    assert f"Verblijf voor minderjarigen (hoge frequentie) {active} {started}" in shown


def test_several_modules_show_their_combination(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-9: one schakeling holds both."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{TWO_MONTHS}&{BOTH}"))
    assert "Alle gekozen modules samen in één schakeling 1 1" in shown


def test_a_period_of_one_day_shows_the_free_places(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-9, H16."""
    browser = browse(create_seat(session, small.facility))
    assert "Verblijf alle verblijfsmodules samen 10 3 7" in words_of(
        browser.get(f"{PAGE}?van=15/02/2024&tot=15/02/2024")
    )
    assert "Vrije plaatsen op" not in words_of(browser.get(f"{PAGE}?{TWO_MONTHS}"))


def test_what_is_not_counted_in_places_says_so_on_a_single_day(session: BincSession, browse: Any) -> None:
    """F-9: the points of crisis help at home are no places, on the screen and in the file."""
    facility = create_facility(session, organisation_type="CaH", modules=("P-CAH",))
    create_capacity(session, facility, "P-CAH", recognised=Decimal(5))
    browser = browse(create_seat(session, facility))
    shown = words_of(browser.get(f"{PAGE}?van=15/02/2024&tot=15/02/2024"))
    assert "Wordt niet in plaatsen geteld. hoe berekend?" in shown
    assert "None" not in shown
    book = load_workbook(io.BytesIO(browser.get(f"{PAGE}excel?van=15/02/2024&tot=15/02/2024").data))
    assert "Wordt niet in plaatsen geteld." in [row[1] for row in book["Vrije plaatsen"].values]


@pytest.mark.parametrize(("modules", "rows"), [("module=VBFBJB04", 3), (BOTH, 1), ("module=VERBLIJF", 3)])
def test_a_count_opens_to_exactly_its_schakelingen(
    session: BincSession, browse: Any, small: SmallFacility, modules: str, rows: int
) -> None:
    """F-11: as many rows as the count says."""
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}schakelingen/?{TWO_MONTHS}&{modules}")
    assert f"Schakelingen ({rows})" in words_of(response)
    assert f'href="/dossiers/{small.guaranteed.code}/"' in response.get_data(as_text=True)
    codes = [code.removeprefix("module=") for code in modules.split("&")]
    counted = deployment_of(session, small.facility, Period(date(2024, 1, 1), date(2024, 2, 29)), codes).result
    assert counted.combination is not None
    assert counted.combination.active == rows


def test_excel_holds_the_counts_of_the_page_and_is_put_on_record(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-10, A-5: counts, and for one day the free places."""
    browser = browse(create_seat(session, small.facility))
    response = browser.get(f"{PAGE}excel?{TWO_MONTHS}&{BOTH}")
    sheet = load_workbook(io.BytesIO(response.data)).worksheets[0]
    rows = {row[0]: row[2:4] for row in sheet.values}
    assert rows["Verblijf voor minderjarigen (hoge frequentie)"] == (3, 3)
    assert rows["Alle gekozen modules samen"] == (1, 1)
    assert "inzet modules - 15-02-2024.xlsx" in response.headers["Content-Disposition"]
    query = select(AuditEntry).where(AuditEntry.action == "export", AuditEntry.subject_kind == "deployment")
    assert session.scalars(query.order_by(AuditEntry.id.desc())).first().subject_ids == [small.facility.id]  # type: ignore[union-attr]
    one_day = load_workbook(io.BytesIO(browser.get(f"{PAGE}excel?van=15/02/2024&tot=15/02/2024").data))
    assert ("Verblijf", 7) in [row[:2] for row in one_day["Vrije plaatsen"].values]


@pytest.mark.parametrize(
    "query", ["van=01/03/2024&tot=29/02/2024", "van=x&tot=29/02/2024", f"{TWO_MONTHS}&module=BESTAAT-NIET"]
)
def test_a_wrong_question_is_answered_at_its_field(
    session: BincSession, browse: Any, small: SmallFacility, query: str
) -> None:
    browser = browse(create_seat(session, small.facility))
    response = browser.get(f"{PAGE}?{query}")
    assert response.status_code == 422
    assert "has-error" in response.get_data(as_text=True)
    assert [browser.get(f"{PAGE}{path}?{query}").status_code for path in ("excel", "schakelingen/")] == [302, 302]


@pytest.mark.parametrize("role", [Role.FACILITY_STAFF, Role.AGENCY_POLICY, Role.AGENCY_ANALYST])
def test_a_seat_sees_no_more_of_a_dossier_than_its_role_may(
    session: BincSession, browse: Any, small: SmallFacility, role: Role
) -> None:
    """A-4: staff see dossiers, policy their codes, an analyst no list of schakelingen at all."""
    browser = browse(create_seat(session, small.facility if role is Role.FACILITY_STAFF else None, role))
    place = f"{TWO_MONTHS}&module=VBFBJB04&voorziening={small.facility.code}"
    assert [browser.get(f"{PAGE}{path}?{place}").status_code for path in ("", "excel")] == [200, 200]
    rows = browser.get(f"{PAGE}schakelingen/?{place}")
    assert rows.status_code == (403 if role is Role.AGENCY_ANALYST else 200)
    assert (small.staying.code in rows.get_data(as_text=True)) == (role is not Role.AGENCY_ANALYST)
    if role is Role.AGENCY_POLICY:
        assert f"/dossiers/{small.staying.code}" not in rows.get_data(as_text=True)


def test_another_facility_in_the_address_does_not_exist_for_a_facility(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """A-2."""
    browser = browse(create_seat(session, create_facility(session)))
    for path in ("", "excel", "schakelingen/"):
        response = browser.get(f"{PAGE}{path}?{TWO_MONTHS}&module=VBFBJB04&voorziening={small.facility.code}")
        assert response.status_code == 404
        assert small.staying.code not in response.get_data(as_text=True)


def test_the_agency_first_chooses_a_facility(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """A-4: found by name or code; the address carries the code."""
    browser = browse(create_seat(session, role=Role.AGENCY_ANALYST))
    response = browser.get(PAGE)
    assert small.facility.name in words_of(response)
    assert f"{PAGE}?voorziening={small.facility.code}" in response.get_data(as_text=True)
    assert browser.get(f"{PAGE}excel").status_code == 302
    assert f"Inzet modules van {small.facility.name}" in words_of(
        browser.get(f"{PAGE}?voorziening={small.facility.code}")
    )
