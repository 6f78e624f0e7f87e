"""The one writer of Excel files: typed cells, texts that stay texts, a head that stays in sight, ready to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import groupby
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from app.workbooks.cells import Page, Value
from app.workbooks.plain_text import cell_text
from app.workbooks.styles import DAY, NUMBER, RATE, TEXT, Looks

__all__ = ["DAY", "NUMBER", "RATE", "TEXT", "Column", "Explanation", "Sheet", "Value", "file_name", "workbook"]

PAPER_A4 = 9
LONGEST_SHEET_NAME = 31
LONGEST_FILE_NAME = 150
LONGEST_FOOTER_TITLE = 100
# Of the sheet with explanations: the width of its texts in characters, and heights of rows in points.
WIDE, SIGNS_IN_A_LINE, LINE_HEIGHT, HIGHEST_ROW = 96, 92, 15, 408.75
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
# The moment all parts of a file carry, so that the same rows make the same bytes; its words say when it was made.
NO_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head, what it holds (text, number, rate or day) and its width in characters.

    A hidden one holds what only the product reads again.
    """

    head: str
    holds: str = TEXT
    width: int = 18
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: what it is about (pairs of a name and a text), its columns and its rows, in order.

    `keys` name the columns, in the hidden row above their heads, where the sheet can be filled in and read again.
    """

    name: str
    about: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    keys: Sequence[str] = ()


@dataclass(frozen=True)
class Explanation:
    """The sheet that tells what a file is: who made it and when (pairs), and what its words mean (paragraphs)."""

    title: str
    pairs: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    name: str = "Toelichting"


def workbook(title: str, sheets: Iterable[Sheet | Explanation]) -> bytes:
    """An Excel file with these sheets, in this order, made in memory; the same rows give the same bytes."""
    content = BytesIO()
    _write_book(content, title, sheets, in_memory=True)
    return content.getvalue()


def write_workbook(file: BinaryIO, title: str, sheets: Iterable[Sheet | Explanation]) -> None:
    """Writes an Excel file of any length row by row: `rows` may be an iterator, and never two of its rows are held.

    Sheets wait in temporary files of their own until the last one is there.
    """
    _write_book(file, title, sheets, constant_memory=True, use_zip64=True)


def file_name(place: str, kind: str, day: date, extension: str = "xlsx") -> str:
    """The name of an exported file, "voorziening - soort - dd-mm-jjjj.xlsx", with signs every computer takes (F-10)."""
    safe = " ".join(NOT_IN_FILE_NAMES.sub(" ", f"{place}").split()).strip(" .")
    return f"{safe[:LONGEST_FILE_NAME] or 'Voorziening'} - {kind} - {day:%d-%m-%Y}.{extension}"


def _write_book(file: BinaryIO, title: str, sheets: Iterable[Sheet | Explanation], **how: bool) -> None:
    book = Workbook(file, how)
    looks, names = Looks(book), SheetNames()
    book.set_properties({"title": cell_text(title)[:255], "author": "Binc", "created": NO_MOMENT})
    for sheet in sheets:
        page = Page(book.add_worksheet(names.next(sheet.name)), looks)
        if isinstance(sheet, Sheet):
            _write_sheet(page, sheet, title)
        else:
            _write_explanation(page, sheet, title)
    book.close()


def _write_sheet(page: Page, sheet: Sheet, title: str) -> None:
    head_row = len(sheet.about) + 1 + bool(sheet.keys) if sheet.about else int(bool(sheet.keys))
    _prepare(page.sheet, title, [column.width for column in sheet.columns])
    page.sheet.freeze_panes(head_row + 1, 0)
    page.sheet.repeat_rows(head_row)
    for number, (name, words) in enumerate(sheet.about):
        page.write_text(number, 0, name, page.looks.bold)
        page.write_text(number, 1, words)
    for number, column in enumerate(sheet.columns):
        if column.hidden:
            page.sheet.set_column(number, number, column.width, None, {"hidden": True})
    if sheet.keys:
        page.sheet.set_row(head_row - 1, None, None, {"hidden": True})
    for number, key in enumerate(sheet.keys):
        page.write_text(head_row - 1, number, key)
    for number, column in enumerate(sheet.columns):
        page.write_text(head_row, number, column.head, page.looks.head)
    page.write_rows(head_row + 1, [column.holds for column in sheet.columns], sheet.rows)


def _write_explanation(page: Page, told: Explanation, title: str) -> None:
    _prepare(page.sheet, title, [28, WIDE])
    page.write_text(0, 0, told.title, page.looks.title)
    between = [("", "")] if told.pairs else []
    told_below = [*told.pairs, *between, *(("", words) for words in told.paragraphs)]
    for row, (name, words) in enumerate(told_below, start=2):
        page.sheet.set_row(row, min(LINE_HEIGHT * _lines_of(words), HIGHEST_ROW))
        page.write_text(row, 0, name, page.looks.name)
        page.write_text(row, 1, words, page.looks.wrapped)


def _lines_of(words: str) -> int:
    """How many lines a text takes in the wide column; not every program works that out when it opens a file."""
    return sum(max(1, -(-len(line) // SIGNS_IN_A_LINE)) for line in cell_text(words).split("\n"))


def _prepare(sheet: Any, title: str, widths: Sequence[int]) -> None:
    """How a sheet is printed, which must be said before its first row."""
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    shown = cell_text(title)[:LONGEST_FOOTER_TITLE].replace("&", "&&")
    sheet.set_footer(f"&L{shown}&R&P / &N")
    first = 0
    for width, alike in groupby(widths):
        number = len(list(alike))
        sheet.set_column(first, first + number - 1, width)
        first += number


class SheetNames:
    """The names of the sheets of one file: signs Excel takes, at most 31 of them, none twice, case or not."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def next(self, asked: str) -> str:
        """The name for the next sheet, with a number behind it where another one has it already."""
        plain = NOT_IN_SHEET_NAMES.sub(" ", cell_text(asked)).strip(" '") or "Blad"
        name, number = _shortened(plain, LONGEST_SHEET_NAME), 1
        while name.casefold() in self._taken:
            number += 1
            behind = f" ({number})"
            name = _shortened(plain, LONGEST_SHEET_NAME - len(behind)) + behind
        self._taken.add(name.casefold())
        return name


def _shortened(name: str, units: int) -> str:
    """The first units of UTF-16, as Excel counts, without half an emoji at the end."""
    return name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore").strip(" '")
