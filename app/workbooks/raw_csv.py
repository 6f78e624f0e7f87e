"""Raw data as CSV for a Belgian spreadsheet: semicolons, UTF-8 with its mark, texts that stay texts (R-7)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import BinaryIO

from app.domain.reports.raw import RawTable, RawValue
from app.workbooks.plain_text import csv_text

BYTE_ORDER_MARK = "\ufeff"


class RawCsv:
    """Raw data as CSV: a head of column names and one line a row; days are YYYY-MM-DD, a day to every spreadsheet."""

    def __init__(self, file: BinaryIO, table: RawTable) -> None:
        self._file = file
        file.write(BYTE_ORDER_MARK.encode())
        self.add([[column.key for column in table.columns]])

    def add(self, rows: Iterable[Sequence[RawValue]]) -> None:
        """Writes the next rows."""
        self._file.write(_lines(rows))

    def close(self) -> None:
        """Nothing follows, and nothing has to be said of it."""


def _lines(rows: Iterable[Sequence[RawValue]]) -> bytes:
    page = StringIO(newline="")
    writer = csv.writer(page, delimiter=";")
    writer.writerows([_written(value) for value in row] for row in rows)
    return page.getvalue().encode()


def _written(value: RawValue) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return csv_text(value) if isinstance(value, str) else str(value)
