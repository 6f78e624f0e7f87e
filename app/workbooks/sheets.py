"""The one writer of Excel files: typed cells, texts that stay texts, a head that stays in sight, ready to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

Value = str | int | Decimal | Fraction | date | None

TEXT, NUMBER, RATE, DAY = "text", "number", "rate", "day"
FORMATS = {TEXT: "General", NUMBER: "#,##0.##", RATE: "0.0%", DAY: "dd/mm/yyyy"}
# What a program that opens the text as a table could take for a formula.
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
PAPER_A4 = 9
LONGEST_TEXT = 32_767
LONGEST_SHEET_NAME = 31
LONGEST_FILE_NAME = 150
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
BOLD = Font(bold=True)
SOFT = Font(color="FF52606D")
HEAD = PatternFill("solid", fgColor="FFE3F0F1")


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head, what it holds (text, number, rate or day) and its width in characters."""

    head: str
    holds: str = TEXT
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """One sheet: what it is about (pairs of a name and a text), its columns and its rows."""

    name: str
    about: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def workbook(title: str, sheets: Iterable[Sheet]) -> bytes:
    """An Excel file with these sheets, in this order."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "Binc"
    for sheet in sheets:
        _write(book, sheet, title)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def file_name(place: str, kind: str, day: date) -> str:
    """The name of an exported file, "voorziening - soort - dd-mm-jjjj.xlsx", with signs every computer takes (F-10)."""
    safe = " ".join(NOT_IN_FILE_NAMES.sub(" ", f"{place}").split()).strip(" .")
    return f"{safe[:LONGEST_FILE_NAME] or 'Voorziening'} - {kind} - {day:%d-%m-%Y}.xlsx"


def _write(book: Any, sheet: Sheet, title: str) -> None:
    page = book.create_sheet(NOT_IN_SHEET_NAMES.sub(" ", sheet.name)[:LONGEST_SHEET_NAME])
    head_row = len(sheet.about) + 2 if sheet.about else 1
    _prepare(page, sheet, head_row, title)
    for name, words in sheet.about:
        page.append([_text(page, name, BOLD), _text(page, words)])
    if sheet.about:
        page.append([])
    page.append([_head(page, column) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value, column) for value, column in zip(row, sheet.columns, strict=True)])


def _prepare(page: Any, sheet: Sheet, head_row: int, title: str) -> None:
    """Everything a streamed sheet must know before its first row."""
    page.freeze_panes = f"A{head_row + 1}"
    page.print_title_rows = f"{head_row}:{head_row}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", PAPER_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.oddFooter.left.text = title.replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width


def _head(page: Any, column: Column) -> Any:
    cell = _text(page, column.head, BOLD)
    cell.fill = HEAD
    return cell


def _cell(page: Any, value: Value, column: Column) -> Any:
    """A number or day as itself where the column holds those; words in their place say why there is none."""
    if value is None:
        return None
    if isinstance(value, str):
        return _text(page, value, SOFT if column.holds != TEXT else None)
    exact = _exact(value)
    cell = WriteOnlyCell(page, exact)
    whole = column.holds == NUMBER and exact == int(exact)
    cell.number_format = "#,##0" if whole else FORMATS[column.holds]
    return cell


def _exact(value: int | Decimal | Fraction | date) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


def _text(page: Any, text: str, font: Font | None = None) -> Any:
    """A text that no spreadsheet computes, whatever it begins with."""
    shown = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell = WriteOnlyCell(page, shown)
    cell.data_type = "s"
    cell.quotePrefix = shown.startswith(LIKE_A_FORMULA)
    if font is not None:
        cell.font = font
    return cell
