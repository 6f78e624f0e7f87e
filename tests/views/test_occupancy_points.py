"""The occupancy pages of crisis help at home, a CKG and supporting guidance, by numbers on paper (F-3 … F-6, F-11)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from app.database import BincSession, db
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.queries.figures.occupancy import occupancy_of
from models import Dossier, Facility
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_total,
)
from tests.views.counting import counted_statements
from tests.views.reading import table_of, words_of
from views import occupancy as page_of_occupancy

PAGE = "/cijfers/bezetting/"
QUARTER = "van=01/01/2024&tot=31/03/2024"


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_occupancy, "today_in_brussels", lambda: date(2024, 4, 15))


def create_help(
    session: BincSession, facility: Facility, begin: date, end: date | None, module: str, **overrides: Any
) -> Dossier:
    """A dossier of its own with one schakeling of one module."""
    dossier = create_dossier(session, create_client(session, facility), facility, created_on=begin)
    decision = create_decision(session, dossier, modules=(module,))
    create_schakeling(session, decision, begin=begin, end=end, modules=(module,), **overrides)
    return dossier


@pytest.fixture
def crisis_help(session: BincSession) -> Facility:
    """Four modules: a week from Monday to Monday, nine days, and a crisis intervention."""
    facility = create_facility(session, organisation_type="CaH", modules=("P-CAH", "P-CRISISINTERVENTIE"))
    create_capacity(session, facility, "P-CAH", recognised=Decimal(4))
    create_capacity(session, facility, "P-CRISISINTERVENTIE", recognised=Decimal(0), counts_toward="P-CAH")
    create_help(session, facility, date(2024, 1, 8), date(2024, 1, 15), "P-CAH")
    create_help(session, facility, date(2024, 2, 1), date(2024, 2, 9), "P-CAH")
    create_help(session, facility, date(2024, 3, 31), None, "P-CRISISINTERVENTIE")
    return facility


@pytest.fixture
def ckg(session: BincSession) -> Facility:
    """366 points of which 12 guaranteed, two places; guidance from 10 December on, and a child that stays 61 days."""
    facility = create_facility(session, organisation_type="CKG", modules=("P-CKG-GEZIN", "VBFKG06"))
    create_capacity(session, facility, "P-CKG-GEZIN", recognised=Decimal(366), guaranteed=Decimal(12))
    create_capacity(session, facility, recognised=Decimal(2))
    create_help(session, facility, date(2023, 12, 10), date(2024, 2, 9), "P-CKG-GEZIN")
    create_help(session, facility, date(2024, 2, 1), date(2024, 2, 5), "P-CKG-GEZIN", guaranteed=("P-CKG-GEZIN",))
    create_help(session, facility, date(2024, 1, 31), None, "VBFKG06")
    return facility


@pytest.fixture
def supported(session: BincSession) -> Facility:
    """Two modules of supporting guidance, 45 days registered in the first quarter."""
    facility = create_facility(session, modules=("P-OB-RTJ",))
    create_capacity(session, facility, "P-OB-RTJ", recognised=Decimal(2))
    create_help(session, facility, date(2024, 1, 8), None, "P-OB-RTJ")
    create_total(session, facility, Quarter(2024, 1), "P-OB-RTJ", 45)
    return facility


def test_crisis_help_at_home_is_told_in_points_down_to_each_schakeling(
    session: BincSession, browse: Any, crisis_help: Facility
) -> None:
    """F-4, F-11: 2 + 4 + 3 points over 4 × 8."""
    browser = browse(create_seat(session, crisis_help))
    page = words_of(browser.get(f"{PAGE}?{QUARTER}"))
    assert "9 32 punten 28,1 %" in page
    assert "vrije plaatsen" not in page.split("Per module")[1]
    shown = words_of(browser.get(f"{PAGE}P-CAH/?{QUARTER}"))
    assert "9 ÷ 32 = 28,1 %" in shown
    assert "F-4, handleiding H14.2" in shown
    assert "vanaf 15/12/2021: de laatste dag hoort bij de volgende week" in shown
    assert "08/01/2024 15/01/2024 8 2 elke begonnen week telt" in shown
    assert "01/02/2024 09/02/2024 9 4 elke begonnen week telt" in shown
    assert "31/03/2024 loopt 1 3 een crisisinterventie heeft altijd 3 punten" in shown
    assert "2 schakelingen 6" in shown
    assert "91 4 × 8 32" in shown
    assert "Ingezet, alle 3 samen 9" in shown


def test_across_december_2021_both_rules_are_named(session: BincSession, browse: Any) -> None:
    """F-4, L1: a week of November is 4 points, a week of 13 to 20 December 2."""
    facility = create_facility(session, organisation_type="CaH", modules=("P-CAH",))
    create_capacity(session, facility, "P-CAH", recognised=Decimal(1))
    create_help(session, facility, date(2021, 11, 8), date(2021, 11, 15), "P-CAH")
    create_help(session, facility, date(2021, 12, 13), date(2021, 12, 20), "P-CAH")
    browser = browse(create_seat(session, facility))
    shown = words_of(browser.get(f"{PAGE}P-CAH/?van=01/10/2021&tot=31/12/2021"))
    assert "6 ÷ 8 = 75,0 %" in shown
    assert "tot en met 14/12/2021: alle dagen tellen, dus van maandag tot maandag is 4 punten" in shown
    assert "08/11/2021 15/11/2021 8 4 vroegere rekenregel: de laatste dag telt mee" in shown
    assert "13/12/2021 20/12/2021 8 2 elke begonnen week telt" in shown
    assert "tot en met 14/12/2021" not in words_of(browser.get(f"{PAGE}P-CAH/?{QUARTER}"))


@pytest.fixture
def joins_in_march(session: BincSession) -> Facility:
    """Crisisbegeleiding counts toward P-CAH from March on, crisisinterventie never; two dossiers go over the change."""
    codes = ("P-CAH", "P-CRISISBEGELEIDING", "P-CRISISINTERVENTIE")
    facility = create_facility(session, organisation_type="CaH", modules=codes)
    create_capacity(session, facility, "P-CAH", recognised=Decimal(4))
    toward = {"recognised": Decimal(0), "counts_toward": "P-CAH", "valid_from": date(2024, 3, 1)}
    create_capacity(session, facility, "P-CRISISBEGELEIDING", **toward)
    create_help(session, facility, date(2024, 1, 8), date(2024, 1, 15), "P-CAH")
    create_help(session, facility, date(2024, 2, 20), date(2024, 3, 4), "P-CRISISBEGELEIDING")
    create_help(session, facility, date(2024, 2, 1), date(2024, 2, 29), "P-CRISISBEGELEIDING")
    create_help(session, facility, date(2024, 2, 28), date(2024, 3, 2), "P-CRISISINTERVENTIE")
    return facility


def test_modules_that_do_not_count_toward_p_cah_have_lines_of_their_own(
    session: BincSession, browse: Any, joins_in_march: Facility
) -> None:
    """F-4, F-11, H14.2: 2 + 4, 8 and 3 points, each over 32, and 17 over 32; each opens to its own schakelingen."""
    browser = browse(create_seat(session, joins_in_march))
    page = browser.get(f"{PAGE}?{QUARTER}")
    rows = [[cell.strip() for cell in cells[:4]] for cells, _ in table_of(page, "Bezetting per module")]
    context = "Contextbegeleiding in functie van crisis (crisishulp aan huis)"
    guidance, intervention = (
        f"{name} (op verwijzing crisismeldpunt)" for name in ("Crisisbegeleiding", "Crisisinterventie")
    )
    assert rows == [
        [f"{context} met {guidance}", "6", "32", "punten"],
        [guidance, "8", "32", "punten"],
        [intervention, "3", "32", "punten"],
        ["Gewogen gemiddelde alle punten samen gedeeld door de noemer, die één keer telt", "17", "32", "punten"],
    ]
    own = words_of(browser.get(f"{PAGE}P-CRISISBEGELEIDING/?{QUARTER}"))
    assert "8 ÷ 32 = 25,0 %" in own
    assert "01/02/2024 29/02/2024 29 8 elke begonnen week telt" in own
    assert "Ingezet, alle 1 samen 8" in own
    joined = words_of(browser.get(f"{PAGE}P-CAH/?{QUARTER}"))
    assert "20/02/2024 04/03/2024 14 4 elke begonnen week telt" in joined
    assert "29/02/2024 29 8" not in joined
    assert "Ingezet, alle 2 samen 6" in joined
    alone = words_of(browser.get(f"{PAGE}P-CRISISINTERVENTIE/?{QUARTER}"))
    assert "28/02/2024 02/03/2024 4 3 een crisisinterventie heeft altijd 3 punten" in alone
    assert "91 4 × 8 32" in alone


def test_the_page_of_a_module_that_joined_p_cah_leads_there(
    session: BincSession, browse: Any, crisis_help: Facility
) -> None:
    """F-4, F-11."""
    answer = browse(create_seat(session, crisis_help)).get(f"{PAGE}P-CRISISINTERVENTIE/?{QUARTER}")
    assert (answer.status_code, "/bezetting/P-CAH/" in answer.location) == (302, True)


def test_excel_has_the_denominator_of_crisis_help_once_in_the_mean(
    session: BincSession, browse: Any, joins_in_march: Facility
) -> None:
    """F-4, F-10."""
    content = browse(create_seat(session, joins_in_march)).get(f"{PAGE}excel?{QUARTER}").data
    amounts = {
        row[1]: row[2:4] for row in load_workbook(io.BytesIO(content)).worksheets[1].values if row[4] == "punten"
    }
    assert amounts == {
        "P-CAH": (6, 32),
        "P-CRISISBEGELEIDING": (8, 32),
        "P-CRISISINTERVENTIE": (3, 32),
        None: (17, 32),
    }


def test_an_opened_line_records_only_the_dossiers_that_stand_behind_it(
    session: BincSession, browse: Any, joins_in_march: Facility
) -> None:
    """F-4, A-7: the schakeling that went on into March is read on the line of P-CAH only."""
    assert browse(create_seat(session, joins_in_march)).get(f"{PAGE}P-CRISISBEGELEIDING/?{QUARTER}").status_code == 200
    query = text("select subject_ids from audit_entry where page = 'OccupancyPage.line' order by id desc limit 1")
    assert len(session.scalars(query).one()) == 1


def test_a_ckg_shows_points_residence_and_the_whole(session: BincSession, browse: Any, ckg: Facility) -> None:
    """F-5, F-6: 91 of 366 days; 32 days from 9 January are two begun months of 5 points; the 5 points that are
    guaranteed are more than the 12 × 91/366 reserved, and count whole."""
    shown = words_of(browse(create_seat(session, ckg)).get(f"{PAGE}?{QUARTER}"))
    assert "15 91 punten 16,5 %" in shown
    assert "61 182 dagen 33,5 %" in shown
    assert "Het geheel in punten" in shown
    assert "de 366 dagen van het jaar, maal 84 punten" in shown
    assert "Verblijf 14 41,77 33,5 %" in shown
    assert "Samen 29 132,77 21,8 %" in shown


def test_the_points_of_a_ckg_open_down_to_each_dossier(session: BincSession, browse: Any, ckg: Facility) -> None:
    """F-5, F-11."""
    shown = words_of(browse(create_seat(session, ckg)).get(f"{PAGE}P-CKG-GEZIN/?{QUARTER}"))
    assert "F-5, handleiding H14.4" in shown
    assert "10/12/2023 tot 09/02/2024 32 2 10 tot en met 08/01/2024 al betaald in 2023" in shown
    assert "01/02/2024 tot 05/02/2024 5 1 5 verzekerd aanbod: telt apart" in shown
    assert "2 begonnen maanden × 5 10" in shown
    assert "5 punten ingezet als verzekerd aanbod" in shown
    assert "91 366 × 91/366 91" in shown


def test_supporting_guidance_opens_down_to_the_totals_of_its_quarters(
    session: BincSession, browse: Any, supported: Facility
) -> None:
    """F-3, F-11: 45 of 60 days; the second quarter still waits for its total."""
    browser = browse(create_seat(session, supported))
    shown = words_of(browser.get(f"{PAGE}P-OB-RTJ/?{QUARTER}"))
    assert "45 ÷ 60 = 75,0 %" in shown
    assert "F-3, handleiding H14.2" in shown
    assert "91 2 × 30 60" in shown
    half_year = words_of(browser.get(f"{PAGE}P-OB-RTJ/?van=01/01/2024&tot=30/06/2024"))
    assert "de benutting is nog niet ingevuld" in half_year
    assert "Nog niet ingevuld in de kwartaalstaat: Ondersteunende begeleiding 01/04/2024 30/06/2024" in half_year


def test_analysts_see_the_points_without_dossiers(session: BincSession, browse: Any, ckg: Facility) -> None:
    """A-4, F-11."""
    analyst = browse(create_seat(session, role=Role.AGENCY_ANALYST))
    shown = words_of(analyst.get(f"{PAGE}P-CKG-GEZIN/?{QUARTER}&voorziening={ckg.code}"))
    assert "2 begonnen maanden × 5" in shown
    assert "Jouw rol ziet cijfers, geen dossiers" in shown
    assert "BNC_" not in shown


@pytest.mark.parametrize("fixture", ["crisis_help", "ckg", "supported"])
def test_excel_holds_the_numbers_of_the_query(
    session: BincSession, browse: Any, fixture: str, request: pytest.FixtureRequest
) -> None:
    """F-10: rates first, numerators and denominators second, with what they are counted in."""
    facility = request.getfixturevalue(fixture)
    response = browse(create_seat(session, facility)).get(f"{PAGE}excel?{QUARTER}")
    rates, amounts = load_workbook(io.BytesIO(response.data)).worksheets[:2]
    result = occupancy_of(session, facility, Period(date(2024, 1, 1), date(2024, 3, 31))).result
    by_code = {row[1]: row for row in rates.values}
    counted = {row[1]: row[2:5] for row in amounts.values if row[4] in ("punten", "dagen")}
    for figure in result.figures:
        assert by_code[figure.code][2] == pytest.approx(float(figure.rate or 0))
        unit = "punten" if figure.code in ("P-CAH", "P-CKG-GEZIN") else "dagen"
        expected = (float(figure.numerator or 0), float(figure.denominator or 0), unit)
        assert counted[figure.code] == (pytest.approx(expected[0]), pytest.approx(expected[1]), unit)


def test_the_workbook_of_a_ckg_shows_how_residence_joins_the_points(
    session: BincSession, browse: Any, ckg: Facility
) -> None:
    """F-6, F-10: 61 days ÷ 366 × 84."""
    response = browse(create_seat(session, ckg)).get(f"{PAGE}excel?{QUARTER}")
    whole = load_workbook(io.BytesIO(response.data)).worksheets[2]
    assert whole.title == "Geheel in punten"
    rows = {row[1]: row[2:5] for row in whole.values if row[4] == "punten"}
    assert rows["VERBLIJF"] == (14, pytest.approx(182 * 84 / 366), "punten")
    assert rows["P-CKG-GEZIN"] == (15, 91, "punten")
    assert rows[None] == (29, pytest.approx(91 + 182 * 84 / 366), "punten")


def test_the_number_of_statements_does_not_grow_with_dossiers(
    session: BincSession, browse: Any, ckg: Facility, crisis_help: Facility
) -> None:
    """docs/architecture.md §5."""
    asked = (
        (browse(create_seat(session, ckg)), f"{PAGE}P-CKG-GEZIN/?{QUARTER}"),
        (browse(create_seat(session, crisis_help)), f"{PAGE}P-CAH/?{QUARTER}"),
    )

    def counts() -> list[int]:
        found = []
        for browser, address in asked:
            with counted_statements(db.engine) as statements:
                assert browser.get(address).status_code == 200
            found.append(len(statements))
        return found

    counts()
    before = counts()
    for _ in range(4):
        create_help(session, ckg, date(2023, 12, 1), None, "P-CKG-GEZIN")
        create_help(session, crisis_help, date(2024, 1, 1), date(2024, 2, 1), "P-CAH")
    assert counts() == before


def test_all_facilities_are_asked_together_also_in_points(
    session: BincSession, browse: Any, crisis_help: Facility, ckg: Facility, supported: Facility
) -> None:
    """F-3 … F-6, docs/architecture.md §5: days, lengths, guidance and totals are one statement each for all of them."""
    browser = browse(create_seat(session, role=Role.AGENCY_ANALYST))
    shown = words_of(browser.get(f"{PAGE}?{QUARTER}"))
    assert f"{crisis_help.code} CaH Antwerpen 9 32 punten" in shown
    assert f"{ckg.code} CKG Antwerpen 29 132,77 punten" in shown
    assert f"{supported.code} OVBJ Antwerpen 45 60 dagen" in shown

    def count() -> int:
        with counted_statements(db.engine) as statements:
            browser.get(f"{PAGE}?{QUARTER}")
        return len(statements)

    before = count()
    for kind, module in (("CaH", "P-CAH"), ("CKG", "P-CKG-GEZIN"), ("OVBJ", "P-OB-RTJ")):
        another = create_facility(session, organisation_type=kind, modules=(module,))
        create_capacity(session, another, module)
        create_help(session, another, date(2023, 12, 10), None, module)
    assert count() == before
