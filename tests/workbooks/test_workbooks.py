"""Excel files: typed cells, texts that stay texts, a head that stays in sight (F-10)."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook

from app.domain.figures.occupancy import Occupancy
from app.domain.figures.result import Figure, not_computed
from app.domain.period import Period
from app.workbooks.figures import CANNOT, About, occupancy_workbook
from app.workbooks.sheets import DAY, NUMBER, RATE, Column, Sheet, Value, file_name, workbook

COLUMNS = (Column("Naam"), Column("Dagen", NUMBER), Column("Graad", RATE), Column("Dag", DAY))
ABOUT = About(
    "De Vlier", Period(date(2024, 1, 1), date(2024, 3, 31)), "An Peeters", datetime(2024, 4, 2, 9, 30, tzinfo=UTC)
)


def read(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_numbers_rates_and_days_are_cells_that_can_be_counted_with() -> None:
    rows: list[list[Value]] = [
        ["Verblijf", Fraction(5, 2), Fraction(1, 4), date(2024, 2, 29)],
        ["x", 12, Decimal("0.5"), None],
    ]
    page = read(workbook("Titel", [Sheet("Blad", (), COLUMNS, rows)])).worksheets[0]
    assert [cell.value for cell in page[2]] == ["Verblijf", 2.5, 0.25, datetime(2024, 2, 29)]
    assert [cell.number_format for cell in page[2]] == ["General", "#,##0.##", "0.0%", "dd/mm/yyyy"]
    assert (page["B3"].value, page["B3"].number_format, page["D3"].value) == (12, "#,##0", None)


@pytest.mark.parametrize("text", ["=1+1", "+32", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\tx", "gewoon"])
def test_a_text_is_never_a_formula(text: str) -> None:
    cell = read(workbook("Titel", [Sheet("Blad", ((text, text),), COLUMNS, [[text, None, None, None]])])).worksheets[0]
    for found in (cell["A1"], cell["B1"], cell["A4"]):
        assert (found.value, found.data_type) == (text, "s")
        assert found.quotePrefix == (text != "gewoon")


def test_signs_that_excel_cannot_hold_are_left_out() -> None:
    page = read(workbook("Titel", [Sheet("A/B[c]", (), COLUMNS, [["a\x00b\x1f", None, None, None]])])).worksheets[0]
    assert (page.title, page["A2"].value) == ("A B c ", "ab")


def test_the_head_stays_in_sight_and_is_printed_on_every_page() -> None:
    page = read(workbook("Titel", [Sheet("Blad", ABOUT.lines("x"), COLUMNS, [])])).worksheets[0]
    assert (page.freeze_panes, page.print_title_rows) == ("A8", "$7:$7")
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        1,
        True,
    )


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("De Vlier", "De Vlier - bezettingsgraad - 02-04-2024.xlsx"),
        ("'t Kompas", "'t Kompas - bezettingsgraad - 02-04-2024.xlsx"),
        ("../..\\etc/passwd", "etc passwd - bezettingsgraad - 02-04-2024.xlsx"),
        ("A\r\nSet-Cookie: x", "A Set-Cookie x - bezettingsgraad - 02-04-2024.xlsx"),
        ("\u202egnp.exe", "gnp.exe - bezettingsgraad - 02-04-2024.xlsx"),
        ("...", "Voorziening - bezettingsgraad - 02-04-2024.xlsx"),
    ],
)
def test_a_file_name_holds_only_signs_every_computer_takes(place: str, name: str) -> None:
    """F-10: facility, kind, date."""
    assert file_name(place, "bezettingsgraad", date(2024, 4, 2)) == name


def test_occupancy_has_rates_on_the_first_sheet_and_fractions_on_the_second() -> None:
    """F-10, H14.3: what cannot be computed says so in words."""
    residence = Figure("VERBLIJF", Fraction(173), Fraction(600))
    mean = Figure("weighted", Fraction(173), Fraction(600))
    result = Occupancy((residence, not_computed("P-OB-RTJ", "part_of_quarter")), mean, ("P-OB-RTJ",))
    names = {"VERBLIJF": "Verblijf", "P-OB-RTJ": "Ondersteunende begeleiding"}
    book = read(occupancy_workbook(result, names, ABOUT))
    assert book.sheetnames == ["Bezettingsgraad", "Tellers en noemers"]
    rates = {row[0]: row[1:] for row in book.worksheets[0].values}
    assert rates["Periode"][0] == "01/01/2024 tot en met 31/03/2024"
    assert rates["Gemaakt door"][0] == "An Peeters"
    assert rates["Gemaakt op"][0] == "02/04/2024 09:30"
    assert rates["Niet in het gemiddelde"][0] == "Ondersteunende begeleiding"
    assert rates["Verblijf"][1] == pytest.approx(173 / 600)
    assert rates["Ondersteunende begeleiding"][1:] == (CANNOT, "Niet te berekenen: kies hele kwartalen.")
    amounts = {row[0]: row[2:] for row in book.worksheets[1].values}
    assert (amounts["Verblijf"], amounts["Gewogen gemiddelde"]) == ((173, 600, "dagen"), (173, 600, "dagen"))
