"""Raw data as a workbook: the dossiers, the schakelingen, and what every column means (R-7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from app.domain.reports import raw
from app.domain.reports.raw import RawTable, RawValue
from app.workbooks.sheets import DAY, NUMBER, TEXT, Column, Explanation, Sheet, write_workbook

HOLDS = {raw.WHOLE: NUMBER, raw.DAY: DAY}
RowsOfTable = tuple[RawTable, Iterable[Sequence[RawValue]]]


def write_raw_workbook(
    file: BinaryIO, title: str, about: Sequence[tuple[str, str]], tables: Sequence[RowsOfTable]
) -> None:
    """Writes one sheet a table, with the column names in its first row, and an explanation behind them.

    The rows of a table are asked for once those before it were written.
    """
    sheets: list[Sheet | Explanation] = [Sheet(table.title, (), _columns(table), rows) for table, rows in tables]
    for table, _rows in tables:
        told = [(column.key, f"{column.source}: {column.meaning}") for column in table.columns]
        head, name = f"{title}: {table.title.lower()}", f"Uitleg {table.title}"
        sheets.append(Explanation(head, [*about, ("", ""), *told], name=name))
    write_workbook(file, title, sheets)


def _columns(table: RawTable) -> list[Column]:
    return [Column(column.key, HOLDS.get(column.kind, TEXT), max(14, len(column.key) + 2)) for column in table.columns]
