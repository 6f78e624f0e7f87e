"""Excel files: typed cells, texts that stay texts, a head in sight, the same bytes for the same rows (F-10)."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook

from app.workbooks.plain_text import LONGEST_TEXT, cell_text, csv_text, looks_like_a_formula
from app.workbooks.sheets import (
    DAY,
    NUMBER,
    RATE,
    Column,
    Explanation,
    Sheet,
    Value,
    file_name,
    workbook,
    write_workbook,
)
from tests.workbooks.payloads import PAYLOADS

COLUMNS = (Column("Naam"), Column("Dagen", NUMBER), Column("Graad", RATE), Column("Dag", DAY))
ABOUT = (("Wat", "Proef"), ("Voorziening", "De Vlier"))


def written_at_once(title: str, sheets: Sequence[Sheet | Explanation]) -> bytes:
    return workbook(title, sheets)


def streamed(title: str, sheets: Sequence[Sheet | Explanation]) -> bytes:
    file = io.BytesIO()
    write_workbook(file, title, sheets)
    return file.getvalue()


Write = Callable[[str, Sequence[Sheet | Explanation]], bytes]


@pytest.fixture(params=[written_at_once, streamed])
def write(request: pytest.FixtureRequest) -> Write:
    """Both ways to write a file: they must give the same cells."""
    return request.param  # type: ignore[no-any-return]


def read(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def first(content: bytes) -> Any:
    return read(content).worksheets[0]


def test_numbers_rates_and_days_are_cells_that_can_be_counted_with(write: Write) -> None:
    rows: list[list[Value]] = [
        ["Verblijf", Fraction(5, 2), Fraction(1, 4), date(2024, 2, 29)],
        ["x", 12, Decimal("0.5"), None],
    ]
    page = first(write("Titel", [Sheet("Blad", (), COLUMNS, rows)]))
    assert [cell.value for cell in page[2]] == ["Verblijf", 2.5, 0.25, datetime(2024, 2, 29)]
    assert [cell.number_format for cell in page[2]] == ["General", "#,##0.##", "0.0%", "dd/mm/yyyy"]
    assert (page["B3"].value, page["B3"].number_format, page["D3"].value) == (12, "#,##0", None)


@pytest.mark.parametrize(
    "amount", ["0", "0.1", "0.01", "12.25", "-3.5", "1234567.89", "9999999999999.99", "100000000000000", "0.000001"]
)
def test_a_decimal_comes_back_exactly(write: Write, amount: str) -> None:
    page = first(write("Titel", [Sheet("Blad", (), COLUMNS[1:2], [[Decimal(amount)]])]))
    assert page["A2"].data_type == "n"
    assert Decimal(repr(page["A2"].value)) == Decimal(amount)


@pytest.mark.parametrize("number", [10**15, -(10**15), 12345678901234567890])
def test_a_number_of_more_digits_than_excel_holds_stays_whole_as_a_text(write: Write, number: int) -> None:
    cell = first(write("Titel", [Sheet("Blad", (), COLUMNS[1:2], [[number]])]))["A2"]
    assert (cell.value, cell.data_type) == (str(number), "s")


@pytest.mark.parametrize("day", [date(1900, 3, 1), date(1999, 12, 31), date(2024, 2, 29), date(9999, 12, 31)])
def test_a_day_is_that_day(write: Write, day: date) -> None:
    cell = first(write("Titel", [Sheet("Blad", (), COLUMNS[3:], [[day]])]))["A2"]
    assert (cell.value, cell.is_date) == (datetime(day.year, day.month, day.day), True)


@pytest.mark.parametrize("day", [date(1900, 2, 28), date(1899, 12, 31), date(1, 1, 1)])
def test_a_day_before_excel_counts_rightly_is_a_text(write: Write, day: date) -> None:
    assert first(write("Titel", [Sheet("Blad", (), COLUMNS[3:], [[day]])]))["A2"].value == f"{day:%d/%m/%Y}"


def test_nothing_is_an_empty_cell_and_words_may_stand_where_a_number_would(write: Write) -> None:
    page = first(write("Titel", [Sheet("Blad", (), COLUMNS, [["", None, "kan niet", None], [None] * 4])]))
    assert [cell.value for cell in page[2]][:3] == [None, None, "kan niet"]
    assert (page["C2"].data_type, page["C2"].font.color.rgb) == ("s", "FF52606D")


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_text_is_never_a_formula_wherever_it_stands(write: Write, text: str) -> None:
    sheet = Sheet("Blad", ((text, text),), (Column(text), *COLUMNS), [[text, text, text, text, text]])
    told = Explanation(text, ((text, text),), (text,))
    for page in read(write(text, [sheet, told])).worksheets:
        cells = [
            cell for row in page.iter_rows() for cell in row if cell.value not in (None, *(c.head for c in COLUMNS))
        ]
        assert len(cells) in (4, 8)
        for cell in cells:
            assert (cell.value, cell.data_type) == (cell_text(text), "s")
            assert cell.quotePrefix == looks_like_a_formula(text)
            assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["De Vlier", "a=b", "10-12", "x@y.be", "(=)", "…", "é", "'s Gravenwezel", "-"[:0]])
def test_an_ordinary_text_has_no_mark(write: Write, text: str) -> None:
    cell = first(write("Titel", [Sheet("Blad", (), COLUMNS[:1], [[text]])]))["A2"]
    assert (cell.value, bool(cell.quotePrefix)) == (text or None, False)


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>vet</t></r>",
        '<r></t></is></c><c r="B2"><f>1+1</f></c></r>',
        "a & b < c > d \"e\" 'f'",
        "]]>",
        " voor en achter ",
        "regel 1\nregel 2",
        "een\ttab",
        "👩‍👩‍👧 gezin",
        "שלום עולם",
        "مرحبا بالعالم",
        "{=1+1}",
        "http://voorbeeld.be",
        "00123",
        "1e5",
        "TRUE",
        "#REF!",
    ],
)
def test_any_text_comes_back_as_it_was_typed(write: Write, text: str) -> None:
    page = first(write("Titel", [Sheet("Blad", (), COLUMNS[:1], [[text]])]))
    assert (page["A2"].value, page["A2"].data_type, page["B2"].value) == (text, "s", None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1f\x0bc", "abc"),
        ("half\ud83d een teken", "half een teken"),
        ("geen\ufffe teken\uffff", "geen teken"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
        ("x" * (LONGEST_TEXT + 1), "x" * (LONGEST_TEXT - 1) + "…"),
        ("👶" * LONGEST_TEXT, "👶" * ((LONGEST_TEXT - 1) // 2) + "…"),
    ],
)
def test_signs_and_lengths_that_excel_cannot_hold_are_left_out(write: Write, text: str, shown: str) -> None:
    """Excel counts 32,767 units of UTF-16: an emoji is two of them, and none is halved."""
    assert first(write("Titel", [Sheet("Blad", (), COLUMNS[:1], [[text]])]))["A2"].value == shown
    assert len(shown.encode("utf-16-le")) <= 2 * LONGEST_TEXT


def test_a_literal_escape_of_excel_is_kept_as_it_was_typed(write: Write) -> None:
    """Excel reads _x003D_ as a sign; the underscore before it is escaped, as Excel itself does."""
    content = write("Titel", [Sheet("Blad", (), COLUMNS[:1], [["_x003D_1"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "_x005F_x003D_1" in "".join(parts.read(name).decode() for name in parts.namelist())


def test_sheets_get_names_that_excel_takes_and_none_twice(write: Write) -> None:
    long = "Redenen van beëindiging en nazorg per"
    names = [long, long, long.upper(), "A/B[c]", "'t Blad'", "", "  ", "x" * 31, "x" * 31, "👶" * 20]
    found = read(write("Titel", [Sheet(name, (), COLUMNS, []) for name in names])).sheetnames
    assert found == [
        "Redenen van beëindiging en nazo",
        "Redenen van beëindiging en (2)",
        "REDENEN VAN BEËINDIGING EN (3)",
        "A B c",
        "t Blad",
        "Blad",
        "Blad (2)",
        "x" * 31,
        "x" * 27 + " (2)",
        "👶" * 15,
    ]


def test_the_head_stays_in_sight_and_is_printed_on_every_page(write: Write) -> None:
    page = first(write("R & D", [Sheet("Blad", ABOUT, COLUMNS, [])]))
    assert (page.freeze_panes, page.print_title_rows) == ("A5", "$4:$4")
    assert (page["A4"].value, page["A4"].font.bold, page["A4"].fill.fgColor.rgb) == ("Naam", True, "FFE3F0F1")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert (page.oddFooter.left.text, page.oddFooter.right.text) == ("R && D", "&P / &N")
    assert page.column_dimensions["A"].width == pytest.approx(18, abs=1)


def test_without_a_preamble_the_head_is_the_first_row(write: Write) -> None:
    page = first(write("Titel", [Sheet("Blad", (), COLUMNS, [["a", 1, None, None]])]))
    assert (page.freeze_panes, page.print_title_rows, page["A1"].value, page["A2"].value) == (
        "A2",
        "$1:$1",
        "Naam",
        "a",
    )


def test_the_explanation_says_who_when_and_what_its_words_mean(write: Write) -> None:
    told = Explanation("Over dit bestand", (("Gemaakt door", "An Peeters"),), ("Bezetting is …", "Benutting is …"))
    page = first(write("Titel", [told]))
    assert page.title == "Toelichting"
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Over dit bestand", None],
        [None, None],
        ["Gemaakt door", "An Peeters"],
        [None, None],
        [None, "Bezetting is …"],
        [None, "Benutting is …"],
    ]
    assert (page["B6"].alignment.wrap_text, page.page_setup.orientation) == (True, "landscape")


def test_a_long_explanation_is_shown_whole(write: Write) -> None:
    """LibreOffice does not look for the height that wrapped lines need."""
    told = Explanation("Over dit bestand", (("Let op", "kort"),), ("woord " * 50, "een\ntwee", "x" * 32_000))
    rows = first(write("Titel", [told])).row_dimensions
    assert [rows[number].height for number in (3, 5, 6, 7)] == [None, 60, 30, 408.75]


def test_the_same_rows_make_the_same_bytes(write: Write) -> None:
    rows: list[list[Value]] = [["a", 1, Fraction(1, 3), date(2024, 1, 1)]]
    sheets: list[Sheet | Explanation] = [Sheet("Blad", ABOUT, COLUMNS, rows), Explanation("Over")]
    content = write("Titel", sheets)
    assert content == write("Titel", sheets)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {one.date_time[:2] for one in parts.infolist()} == {(1980, 1)}


def test_a_row_of_another_length_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="zip"):
        write("Titel", [Sheet("Blad", (), COLUMNS, [["a"]])])


def test_more_rows_than_a_sheet_holds_are_refused_and_never_left_out(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workbooks.cells.MOST_ROWS", 4)
    assert first(write("Titel", [Sheet("Blad", (), COLUMNS[:1], [["a"]] * 3)])).max_row == 4
    with pytest.raises(ValueError, match="no more rows"):
        write("Titel", [Sheet("Blad", (), COLUMNS[:1], [["a"]] * 4)])


def test_rows_may_come_one_by_one_and_are_not_kept() -> None:
    """The memory at its highest does not grow with the number of rows."""

    def rows(number: int) -> Iterator[list[Value]]:
        return ([f"dossier {place}", place, None, None] for place in range(number))

    def highest(number: int) -> int:
        tracemalloc.start()
        try:
            write_workbook(io.BytesIO(), "Titel", [Sheet("Blad", ABOUT, COLUMNS, rows(number))])
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    highest(10)
    few, many = highest(500), highest(5_000)
    assert many - few < 400_000


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_a_csv_file_an_apostrophe_keeps_a_text_a_text(payload: str) -> None:
    assert csv_text(payload) == f"'{payload}"


@pytest.mark.parametrize("text", ["", "De Vlier", "10-12", "a=b", "12,5", "é"])
def test_an_ordinary_text_in_a_csv_file_is_left_alone(text: str) -> None:
    assert csv_text(text) == text


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
    """F-10, R-6: facility, kind, date."""
    assert file_name(place, "bezettingsgraad", date(2024, 4, 2)) == name
