"""Raw data as a workbook: the dossiers, the schakelingen, what every column means, and who made it (R-7, F-10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from app.domain.reports import raw
from app.domain.reports.raw import RawTable, RawValue
from app.domain.reports.raw_kinds import RawKind
from app.workbooks.figures import About
from app.workbooks.sheets import DAY, NUMBER, TEXT, Column, Explanation, Sheet, write_workbook

HOLDS = {raw.WHOLE: NUMBER, raw.DAY: DAY}
TOLD = (
    Column("Tabel", width=14),
    Column("Kolom", width=36),
    Column("Pagina", width=18),
    Column("Naam", width=40),
    Column("Betekenis", width=100),
)
DEFINITIONS = (
    "Eén rij per dossier, en op het blad Schakelingen één rij per schakeling. Een lege cel betekent dat er niets is "
    "ingevuld, of dat het niet gevraagd werd.",
    "Het einde van de hulp, de begeleidingsduur en de modules op het einde staan er alleen van afgesloten dossiers: "
    "een ingevulde einddatum zegt nog niet dat de hulp voorbij is.",
    "Antwoorden staan in de woorden die hun lijst nu heeft; tussen meer antwoorden in één cel staat een puntkomma. Op "
    "het blad Kolommen staat wat elke kolom betekent.",
)
RowsOfTable = tuple[RawTable, Iterable[Sequence[RawValue]]]


def write_raw_workbook(file: BinaryIO, kind: RawKind, about: About, tables: Sequence[RowsOfTable]) -> None:
    """Writes one sheet a table with the column names in its first row, a sheet of the columns and an explanation.

    The rows of a table are asked for once those before it were written.
    """
    sheets: list[Sheet | Explanation] = [Sheet(table.title, (), _columns(table), rows) for table, rows in tables]
    sheets.append(Sheet("Kolommen", (), TOLD, _told(table for table, _rows in tables)))
    sheets.append(about.explanation(about.lines(kind.label)))
    write_workbook(file, f"{about.place} - {kind.label}", sheets)


def _columns(table: RawTable) -> list[Column]:
    return [Column(column.key, HOLDS.get(column.kind, TEXT), max(14, len(column.key) + 2)) for column in table.columns]


def _told(tables: Iterable[RawTable]) -> list[list[str]]:
    return [
        [table.title, column.key, column.source, column.title, column.meaning]
        for table in tables
        for column in table.columns
    ]
