"""One sheet being written: each value as the cell a spreadsheet can count with, a text never as anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.workbooks.plain_text import cell_text, looks_like_a_formula
from app.workbooks.styles import NUMBER, TEXT, Look, Looks

Value = str | int | Decimal | Fraction | date | None

MOST_ROWS = 1_048_576
# Excel holds fifteen digits; a longer number stays a text, or it would change.
TOO_LONG = 10**15
# Excel counts days from here, rightly so from March 1900 on.
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)


class Page:
    """One sheet of a workbook, written from its first row to its last."""

    def __init__(self, sheet: Any, looks: Looks) -> None:
        self.sheet, self.looks = sheet, looks

    def write_rows(self, first: int, kinds: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Writes rows below each other; `kinds` says what each column holds.

        Raises ValueError for a row of another length, and for more rows than a sheet can hold.
        """
        for number, row in enumerate(rows, start=first):
            if number >= MOST_ROWS:
                raise ValueError("A sheet holds no more rows than this.")
            for place, (value, kind) in enumerate(zip(row, kinds, strict=True)):
                if isinstance(value, str):
                    self.write_text(number, place, value, self.looks.text if kind == TEXT else self.looks.soft)
                elif value is not None:
                    self._write_exact(number, place, value, kind)

    def write_text(self, row: int, place: int, text: str, look: Look | None = None) -> None:
        """Writes a text that no spreadsheet computes, whatever it begins with; an empty one leaves the cell empty."""
        shown = cell_text(text)
        if not shown:
            return
        shaped = look or self.looks.text
        style = shaped.quoted if looks_like_a_formula(shown) else shaped.plain
        if shown.startswith("<r>") and shown.endswith("</r>"):
            # The library takes such a text for markup of its own and would not escape it: two runs of text are escaped.
            run = self.looks.of_kind(TEXT)
            self.sheet.write_rich_string(row, place, shown[:1], run, shown[1:], style or run)
        else:
            self.sheet.write_string(row, place, shown, style)

    def _write_exact(self, row: int, place: int, value: int | Decimal | Fraction | date, kind: str) -> None:
        """Writes a number or a day as itself; what a spreadsheet would change is written as a text."""
        if isinstance(value, date):
            if value < FIRST_DAY:
                self.write_text(row, place, f"{value:%d/%m/%Y}")
            else:
                self.sheet.write_number(row, place, value.toordinal() - DAY_ZERO, self.looks.of_kind(kind))
        elif -TOO_LONG < value < TOO_LONG:
            whole = kind == NUMBER and value == int(value)
            style = self.looks.whole if whole else self.looks.of_kind(kind)
            self.sheet.write_number(row, place, float(value) if isinstance(value, Fraction) else value, style)
        else:
            self.write_text(row, place, str(value))
