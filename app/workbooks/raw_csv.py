"""Raw data as CSV for a Belgian spreadsheet: semicolons, UTF-8 with its mark, texts that stay texts (R-7)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import BinaryIO

from app.domain.reports.raw import RawTable, RawValue
from app.workbooks.pieces import handfuls
from app.workbooks.plain_text import csv_text

BYTE_ORDER_MARK = "\ufeff"


def write_raw_csv(file: BinaryIO, table: RawTable, rows: Iterable[Sequence[RawValue]]) -> None:
    """Writes a head of column names and one line a row; days are YYYY-MM-DD, a day to every spreadsheet."""
    file.write(BYTE_ORDER_MARK.encode())
    file.write(_lines([[column.key for column in table.columns]]))
    for some in handfuls(rows):
        file.write(_lines(some))


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
