"""The occupancy page: numbers by hand, the way down to the schakelingen, Excel, and who sees what (F-1 … F-11)."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import BincSession, db
from app.domain.period import Period
from app.domain.roles import Role
from app.queries.figures.occupancy import occupancy_of
from models import AuditEntry
from tests.factories import (
    create_capacity,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.counting import counted_statements
from tests.views.figure_facility import (
    GUIDANCE_DENOMINATOR,
    GUIDANCE_NUMERATOR,
    RESIDENCE_DENOMINATOR,
    RESIDENCE_DEPLOYED,
    RESIDENCE_NUMERATOR,
    TWO_MONTHS,
    SmallFacility,
    create_small_facility,
)
from tests.views.reading import words_of
from views import occupancy as page_of_occupancy
from views import paging
from views.occupancy_lines import drawing_of

PAGE = "/cijfers/bezetting/"
TODAY = date(2024, 2, 15)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_of_occupancy, "today_in_brussels", lambda: TODAY)


@pytest.fixture
def small(session: BincSession) -> SmallFacility:
    return create_small_facility(session)


def test_the_table_shows_numerator_denominator_and_rate_as_counted_on_paper(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-1, F-2, F-7: 173 of 600 days, 10 of 120, together 183 of 720."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{TWO_MONTHS}"))
    assert "Verblijf alle verblijfsmodules samen 173 600 dagen 28,8 %" in shown
    assert "Contextbegeleiding breedsporig 10 120 dagen 8,3 %" in shown
    assert "183 720 dagen 25,4 %" in shown


def test_the_cards_show_mean_residence_free_places_today_and_the_change(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """On 15 February one child stays, one place is innovative and one guaranteed: seven are free."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{TWO_MONTHS}"))
    assert "25,4 % gewogen gemiddelde" in shown
    assert "28,8 % Verblijf" in shown
    assert "7 vrije plaatsen Verblijf vandaag" in shown
    # A year earlier only the two reserved places counted: 118 of 708 days, 16,67 %.
    assert "+8,8 procentpunt tegenover dezelfde periode een jaar eerder" in shown


@pytest.mark.parametrize(
    ("begin", "until", "numerator"),
    [
        pytest.param("31/01/2024", "31/01/2024", 3, id="the boundary day counts once"),
        pytest.param("07/01/2024", "07/01/2024", 2, id="the day before the help began"),
        pytest.param("08/01/2024", "08/01/2024", 3, id="the first day"),
        pytest.param("30/01/2024", "01/02/2024", 9, id="around the boundary"),
        pytest.param("24/01/2024", "24/01/2024", 3, id="a guaranteed day is in the capacity, not in the days"),
    ],
)
def test_edge_days_count_once(
    session: BincSession, browse: Any, small: SmallFacility, begin: str, until: str, numerator: int
) -> None:
    """F-1: boundary days, first and last days, guaranteed days."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}VERBLIJF/?van={begin}&tot={until}"))
    assert f"Verblijf: {numerator} ÷" in shown


def test_a_period_of_one_day_shows_the_free_places(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-9, H16: recognised 10, taken 1 + 1 + 1."""
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?van=15/02/2024&tot=15/02/2024"))
    assert "Vrije plaatsen op 15/02/2024" in shown
    assert "Verblijf alle verblijfsmodules samen 10 3 7" in shown


def test_more_deployed_than_recognised_is_said_and_never_a_negative_place(session: BincSession, browse: Any) -> None:
    """F-9: two children in one recognised place."""
    facility = create_facility(session)
    create_capacity(session, facility, recognised=Decimal(1))
    for _ in range(2):
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier))
    shown = words_of(browse(create_seat(session, facility)).get(f"{PAGE}?van=15/02/2024&tot=15/02/2024"))
    assert "0 (1 meer ingezet dan erkend)" in shown
    assert "200,0 %" in shown


def test_the_choice_of_modules_narrows_the_table_and_the_mean(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-7: the mean of one module is its rate."""
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}?{TWO_MONTHS}&module=P-CB-BREED")
    assert "8,3 % gewogen gemiddelde" in words_of(response)
    assert "173" not in words_of(response)


@pytest.mark.parametrize(
    ("organisation_type", "module", "period", "words"),
    [
        ("pleegzorg", "VBFINT04", TWO_MONTHS, "pleegzorg wordt niet erkend op capaciteit"),
        ("CKG", "P-CKG-GEZIN", "van=01/02/2024&tot=29/02/2024", "kies een periode die op 1 januari begint"),
        ("OVBJ", "P-OB-RTJ", TWO_MONTHS, "kies hele kwartalen"),
        ("OVBJ", "P-OB-RTJ", "van=01/01/2024&tot=31/03/2024", "de benutting is nog niet ingevuld"),
    ],
)
def test_a_figure_that_cannot_be_computed_says_why(
    session: BincSession, browse: Any, organisation_type: str, module: str, period: str, words: str
) -> None:
    """F-3, F-5, F-7: never a number, always a reason."""
    facility = create_facility(session, organisation_type=organisation_type, modules=(module,))
    create_capacity(session, facility, module)
    browser = browse(create_seat(session, facility))
    for address in (f"{PAGE}?{period}", f"{PAGE}{module}/?{period}"):
        shown = words_of(browser.get(address))
        assert words in shown
        assert "kan niet berekend worden" in shown


def test_the_mean_names_what_it_leaves_out(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """F-7: supporting guidance over a part of a quarter has no figure."""
    create_capacity(session, small.facility, "P-OB-RTJ")
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}?{TWO_MONTHS}"))
    assert "Niet in het gemiddelde: Ondersteunende begeleiding." in shown
    assert "183 720 dagen 25,4 %" in shown


def test_without_capacity_there_is_no_rate(session: BincSession, browse: Any) -> None:
    """F-1: denominator 0 is "cannot be computed"."""
    facility = create_facility(session)
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(session, create_decision(session, dossier))
    shown = words_of(browse(create_seat(session, facility)).get(f"{PAGE}?{TWO_MONTHS}"))
    assert "53 0 dagen kan niet berekend worden" in shown


def test_an_empty_facility_says_so(session: BincSession, browse: Any) -> None:
    shown = words_of(browse(create_seat(session, create_facility(session))).get(f"{PAGE}?{TWO_MONTHS}"))
    assert "Niets te berekenen in deze periode" in shown


def test_the_drawing_adds_up_to_the_figure(session: BincSession, small: SmallFacility) -> None:
    """Every day of the drawing together is the numerator, its capacity the denominator."""
    period = Period(date(2024, 1, 1), date(2024, 2, 29))
    figure = occupancy_of(session, small.facility, period, ["VERBLIJF"]).result.figures[0]
    rows = drawing_of(session, small.facility, figure, period).rows
    days = [(row.end - row.begin).days + 1 for row in rows]
    assert sum(row.value * count for row, count in zip(rows, days, strict=True)) == RESIDENCE_NUMERATOR
    assert sum((row.capacity or 0) * count for row, count in zip(rows, days, strict=True)) == RESIDENCE_DENOMINATOR


def test_the_drill_down_opens_every_schakeling_and_adds_up(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-11: 24 days, 29 days with the boundary day counted before, and a guaranteed one that adds none."""
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}VERBLIJF/?{TWO_MONTHS}")
    shown = words_of(response)
    assert "Verblijf: 173 ÷ 600 = 28,8 %" in shown
    assert "08/01/2024 31/01/2024 24 alle dagen tellen" in shown
    assert "31/01/2024 loopt 29 grensdag al geteld in een andere schakeling" in shown
    assert "15/01/2024 24/01/2024 0 verzekerd aanbod: telt via de gereserveerde plaatsen, niet per dag" in shown
    assert f"Ingezet, alle 3 samen {RESIDENCE_DEPLOYED}" in shown
    assert "F-2, handleiding H14.2" in shown
    assert f'href="/dossiers/{small.staying.code}/"' in response.get_data(as_text=True)


def test_the_drill_down_leads_to_the_days_behind_it_f_11(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """Of another line than is drawn by itself as well; not of one day, nor where points are counted."""
    staff = browse(create_seat(session, small.facility))
    for line, name in (("VERBLIJF", "Verblijf"), ("P-CB-BREED", "Contextbegeleiding breedsporig")):
        page = staff.get(f"{PAGE}{line}/?{TWO_MONTHS}")
        found = re.search(r'href="([^"]+)">Bekijk teller en noemer dag per dag', page.text)
        assert found is not None
        days = staff.get(html.unescape(found[1]))
        assert f"{name}, ingezette plaatsen per dag" in words_of(days)
        assert "Toon als tabel" in words_of(days)
    assert "dag per dag" not in words_of(staff.get(f"{PAGE}VERBLIJF/?van=10/02/2024&tot=10/02/2024"))
    crisis = create_facility(session, organisation_type="CaH", modules=("P-CAH",))
    create_capacity(session, crisis, "P-CAH")
    answer = browse(create_seat(session, crisis)).get(f"{PAGE}P-CAH/?{TWO_MONTHS}")
    assert "F-4" in words_of(answer)
    assert "dag per dag" not in words_of(answer)


def test_the_drill_down_shows_each_capacity_row_with_its_days(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-11, M-3: 31 days of 10 places and 29 of 12."""
    create_capacity(session, small.facility, valid_from=date(2024, 2, 1), recognised=Decimal(12))
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}VERBLIJF/?{TWO_MONTHS}"))
    assert "01/01/2024 31/01/2024 31 × 10 310" in shown
    assert "01/02/2024 29/02/2024 29 × 12 348" in shown
    assert "Noemer 658" in shown


def test_a_module_that_counts_toward_another_leads_to_that_line(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-1, M-3: its days are in the numerator of the other."""
    create_capacity(session, small.facility, "P-CRISISBEGELEIDING", recognised=Decimal(0), counts_toward="P-CB-BREED")
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}P-CRISISBEGELEIDING/?{TWO_MONTHS}")
    assert response.status_code == 302
    assert response.location.startswith(f"{PAGE}P-CB-BREED/")


def test_a_module_that_begins_to_count_toward_another_halfway_adds_only_those_days(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-1, F-11, M-3: from 1 February on; 29 days join the 10 of the module itself, and the drawing says the same."""
    create_capacity(
        session,
        small.facility,
        "P-CRISISBEGELEIDING",
        valid_from=date(2024, 2, 1),
        recognised=Decimal(0),
        counts_toward="P-CB-BREED",
    )
    dossier = create_dossier(session, create_client(session, small.facility), small.facility)
    decision = create_decision(session, dossier, modules=("P-CRISISBEGELEIDING",))
    create_schakeling(session, decision, begin=date(2024, 1, 20), modules=("P-CRISISBEGELEIDING",))
    shown = words_of(browse(create_seat(session, small.facility)).get(f"{PAGE}P-CB-BREED/?{TWO_MONTHS}"))
    assert "Contextbegeleiding breedsporig: 39 ÷ 120" in shown
    assert "20/01/2024 loopt 29 alle dagen tellen" in shown
    assert "Ingezet, alle 2 samen 39" in shown
    period = Period(date(2024, 1, 1), date(2024, 2, 29))
    figures = occupancy_of(session, small.facility, period, ["P-CB-BREED"]).result.figures
    rows = drawing_of(session, small.facility, figures[0], period).rows
    assert sum(row.value * ((row.end - row.begin).days + 1) for row in rows) == 39


def test_a_long_drill_down_is_read_in_pages_and_the_sum_stays_whole(
    session: BincSession, browse: Any, monkeypatch: pytest.MonkeyPatch, small: SmallFacility
) -> None:
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 2)
    browser = browse(create_seat(session, small.facility))
    first, second = (words_of(browser.get(f"{PAGE}VERBLIJF/?{TWO_MONTHS}&pagina={number}")) for number in (1, 2))
    assert "1–2 van 3" in first
    assert "3–3 van 3" in second
    assert "Ingezet, alle 3 samen 53" in first
    assert "Ingezet, alle 3 samen 53" in second
    assert "3–3 van 3" in words_of(browser.get(f"{PAGE}VERBLIJF/?{TWO_MONTHS}&pagina=99"))


def test_excel_holds_the_numbers_of_the_page_and_of_the_query(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-10: rates first, numerators and denominators second; the period and who are on both."""
    seat = create_seat(session, small.facility)
    response = browse(seat).get(f"{PAGE}excel?{TWO_MONTHS}")
    book = load_workbook(io.BytesIO(response.data))
    rates, fractions = book.worksheets[:2]
    for sheet in (rates, fractions):
        about = {row[0]: row[1] for row in list(sheet.values)[:5]}
        assert about["Periode"] == "01/01/2024 tot en met 29/02/2024"
        assert about["Gemaakt door"] == seat.user.get_full_name()
    counted = occupancy_of(session, small.facility, Period(date(2024, 1, 1), date(2024, 2, 29))).result
    shown = {row[0]: row[2] for row in rates.values}
    assert shown["Verblijf"] == pytest.approx(RESIDENCE_NUMERATOR / RESIDENCE_DENOMINATOR)
    assert shown["Contextbegeleiding breedsporig"] == pytest.approx(GUIDANCE_NUMERATOR / GUIDANCE_DENOMINATOR)
    assert shown["Gewogen gemiddelde"] == pytest.approx(float(counted.weighted.rate or 0))
    amounts = {row[0]: row[2:4] for row in fractions.values}
    assert amounts["Verblijf"] == (RESIDENCE_NUMERATOR, RESIDENCE_DENOMINATOR)
    assert amounts["Contextbegeleiding breedsporig"] == (GUIDANCE_NUMERATOR, GUIDANCE_DENOMINATOR)
    assert amounts["Gewogen gemiddelde"] == (183, 720)


def test_excel_is_named_after_the_facility_and_the_day_and_put_on_record(session: BincSession, browse: Any) -> None:
    """F-10, A-5: signs that no computer takes in a file name are left out."""
    small = create_small_facility(session, name='De "Vlier" / Zuid: <1>')
    response = browse(create_seat(session, small.facility)).get(f"{PAGE}excel?{TWO_MONTHS}")
    assert 'filename="De Vlier Zuid 1 - bezettingsgraad - 15-02-2024.xlsx"' in response.headers["Content-Disposition"]
    query = select(AuditEntry).where(AuditEntry.action == "export", AuditEntry.subject_kind == "occupancy")
    assert session.scalars(query.order_by(AuditEntry.id.desc())).first().subject_ids == [small.facility.id]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("van=01/03/2024&tot=29/02/2024", "De einddatum ligt voor de begindatum"),
        ("van=01/01/2023&tot=01/01/2024", "hoogstens een jaar"),
        ("van=31/02/2024&tot=01/03/2024", "Deze dag bestaat niet"),
        ("van=gisteren&tot=01/03/2024", "Schrijf de datum als dd/mm/jjjj"),
        ("van=&tot=01/03/2024", "Vul een begindatum in"),
        ("van=01/01/2024&tot=%20", "Vul een einddatum in"),
        ("van=01/01/0001&tot=01/03/2024", "kan niet kloppen"),
        ("van=01/01/2024&tot=29/02/2024&module=BESTAAT-NIET", "Kies een antwoord uit de lijst"),
        ("van=%00&tot=%27%3B--", "Schrijf de datum als dd/mm/jjjj"),
    ],
)
def test_a_wrong_question_is_answered_at_its_field(
    session: BincSession, browse: Any, small: SmallFacility, query: str, words: str
) -> None:
    """F-1: no figures, the words at the field, the typed text kept."""
    browser = browse(create_seat(session, small.facility))
    response = browser.get(f"{PAGE}?{query}")
    assert response.status_code == 422
    assert words in words_of(response)
    assert 'class="row has-error"' in response.get_data(as_text=True)
    assert "gewogen gemiddelde" not in words_of(response)
    for other in (f"{PAGE}excel?{query}", f"{PAGE}VERBLIJF/?{query}"):
        assert browser.get(other).status_code == 302


def test_the_typed_text_stays(session: BincSession, browse: Any, small: SmallFacility) -> None:
    body = browse(create_seat(session, small.facility)).get(f"{PAGE}?van=gisteren&tot=1/2/24").get_data(as_text=True)
    assert 'value="gisteren"' in body
    assert 'value="1/2/24"' in body


@pytest.mark.parametrize("period", ["van=01/01/2024&tot=31/12/2024", "van=29/02/2024&tot=27/02/2025"])
def test_a_whole_year_is_allowed(session: BincSession, browse: Any, small: SmallFacility, period: str) -> None:
    assert browse(create_seat(session, small.facility)).get(f"{PAGE}?{period}").status_code == 200


def test_days_to_come_are_said_to_be_counted_as_if_help_goes_on(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    browser = browse(create_seat(session, small.facility))
    assert "moet nog komen" in words_of(browser.get(f"{PAGE}?{TWO_MONTHS}"))
    assert "moet nog komen" not in words_of(browser.get(f"{PAGE}?van=01/01/2024&tot=15/02/2024"))


def test_another_facility_in_the_address_does_not_exist_for_a_facility(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """A-2: 404 without a trace, for an existing code as for an invented one."""
    browser = browse(create_seat(session, create_facility(session)))
    for code in (small.facility.code, "BESTAAT-NIET", "%00", "' or 1=1"):
        for path in ("", "VERBLIJF/", "excel"):
            response = browser.get(f"{PAGE}{path}?{TWO_MONTHS}&voorziening={code}")
            assert response.status_code == 404
            assert small.facility.name not in response.get_data(as_text=True)


def test_the_agency_sees_every_facility_and_opens_one(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """A-4, F-7: by rate, the highest first; a click opens the facility by its code."""
    full = create_facility(session)
    create_capacity(session, full, recognised=Decimal(1))
    dossier = create_dossier(session, create_client(session, full), full)
    create_schakeling(session, create_decision(session, dossier))
    browser = browse(create_seat(session, role=Role.AGENCY_ANALYST))
    response = browser.get(f"{PAGE}?{TWO_MONTHS}")
    shown = words_of(response)
    assert shown.index(full.name) < shown.index(small.facility.name)
    assert "183 720 dagen 28,8 % 25,4 %" in shown
    assert f"voorziening={small.facility.code}" in response.get_data(as_text=True)
    turned = words_of(browser.get(f"{PAGE}?{TWO_MONTHS}&sorteer=bezetting&volgorde=op"))
    assert turned.index(small.facility.name) < turned.index(full.name)
    one = words_of(browser.get(f"{PAGE}?{TWO_MONTHS}&voorziening={small.facility.code}"))
    assert "Verblijf alle verblijfsmodules samen 173 600 dagen 28,8 %" in one


def test_the_export_of_all_facilities_holds_each_of_them(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """F-10, A-4."""
    response = browse(create_seat(session, role=Role.AGENCY_POLICY)).get(f"{PAGE}excel?{TWO_MONTHS}")
    rates, fractions = load_workbook(io.BytesIO(response.data)).worksheets[:2]
    mean = next(row for row in rates.values if row[1] == small.facility.code)
    assert mean[4] == pytest.approx(183 / 720)
    line = next(row for row in fractions.values if row[1] == small.facility.code and row[5] == "VERBLIJF")
    assert line[6:] == (RESIDENCE_NUMERATOR, RESIDENCE_DENOMINATOR, "dagen")


def test_facility_policy_sees_codes_without_a_way_into_the_dossier_and_analysts_none(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """A-4, F-11."""
    address = f"{PAGE}VERBLIJF/?{TWO_MONTHS}&voorziening={small.facility.code}"
    policy = browse(create_seat(session, role=Role.AGENCY_POLICY)).get(address).get_data(as_text=True)
    assert small.staying.code in policy
    assert f"/dossiers/{small.staying.code}" not in policy
    analyst = browse(create_seat(session, role=Role.AGENCY_ANALYST)).get(address).get_data(as_text=True)
    assert small.staying.code not in analyst
    assert "Verblijf: 173 ÷ 600 = 28,8 %" in " ".join(analyst.split())
    for body in (policy, analyst):
        assert "Peeters" not in body.replace("An Peeters", "")


def test_what_was_opened_is_put_on_record(session: BincSession, browse: Any, small: SmallFacility) -> None:
    """A-5: the drill-down names the dossiers shown; the page with figures holds no personal data."""
    browse(create_seat(session, small.facility)).get(f"{PAGE}VERBLIJF/?{TWO_MONTHS}")
    query = select(AuditEntry).where(AuditEntry.action == "read", AuditEntry.page == "OccupancyPage.line")
    entry = session.scalars(query.order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert set(entry.subject_ids) == {small.staying.id, small.guaranteed.id}


def test_an_unknown_line_does_not_exist(session: BincSession, browse: Any, small: SmallFacility) -> None:
    browser = browse(create_seat(session, small.facility))
    assert browser.get(f"{PAGE}BESTAAT-NIET/?{TWO_MONTHS}").status_code == 404
    assert browser.get(f"{PAGE}DAGBEGELEIDING/?{TWO_MONTHS}").status_code == 404


def test_the_number_of_statements_does_not_grow_with_dossiers_or_facilities(
    session: BincSession, browse: Any, small: SmallFacility
) -> None:
    """docs/architecture.md §5: one sum of clipped intervals, whatever the size."""
    staff, policy = browse(create_seat(session, small.facility)), browse(create_seat(session, role=Role.AGENCY_POLICY))
    asked = (
        (staff, f"{PAGE}?{TWO_MONTHS}"),
        (staff, f"{PAGE}VERBLIJF/?{TWO_MONTHS}"),
        (policy, f"{PAGE}?{TWO_MONTHS}"),
    )

    def counts() -> list[int]:
        found = []
        for browser, address in asked:
            with counted_statements(db.engine) as statements:
                assert browser.get(address).status_code == 200
            found.append(len(statements))
        return found

    counts()  # The first requests also fill what the application keeps.
    create_small_facility(session)
    before = counts()
    for _ in range(4):
        dossier = create_dossier(session, create_client(session, small.facility), small.facility)
        create_schakeling(session, create_decision(session, dossier))
        create_small_facility(session)
    assert counts() == before
    assert max(before) < 40


def test_a_facility_is_found_among_all_of_them_by_name_and_code_and_leafing_keeps_the_words(
    session: BincSession, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 2)
    policy = browse(create_seat(session, role=Role.AGENCY_POLICY))
    places = [create_facility(session, name=f"Het Zoekertje {number}") for number in range(3)]
    found = policy.get(f"{PAGE}?{TWO_MONTHS}&sorteer=naam&volgorde=op&zoek=zoekertje")
    assert [each.name in found.text for each in places] == [True, True, False]
    assert "zoek=zoekertje" in found.text
    assert "pagina=2" in found.text
    alone = policy.get(f"{PAGE}?{TWO_MONTHS}&zoek={places[2].code}")
    assert [each.name in alone.text for each in places] == [False, False, True]
    assert "Geen voorzieningen gevonden" in policy.get(f"{PAGE}?{TWO_MONTHS}&zoek=nergens+te+vinden").text
