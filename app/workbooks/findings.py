"""What was found in a file that somebody reads in, as a workbook to work through (G-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.workbooks.sheets import Column, Explanation, Sheet, Value, workbook

COLUMNS = (
    Column("Waar", width=18),
    Column("Plaats in het bestand", width=52),
    Column("Rij", width=34),
    Column("Veld", width=22),
    Column("Regel", width=12),
    Column("Wat er aan de hand is", width=90),
)
MEANING = (
    "Elke regel is één fout of één waarschuwing, in de volgorde van het bestand. Een bestand met een fout wordt niet "
    "ingelezen; een waarschuwing bevestig je.",
    "De plaats is die in het uitwisselingsbestand (een JSON-pointer, rijen geteld vanaf 0) of de cel van het "
    "rekenblad. “Rij” telt vanaf 1.",
)


def findings_workbook(title: str, about: Sequence[tuple[str, str]], rows: Iterable[Sequence[Value]]) -> bytes:
    """One row for each finding, and a sheet that says of which file they are."""
    return workbook(
        title, [Sheet("Bevindingen", about, COLUMNS, rows), Explanation("Over dit bestand", about, MEANING)]
    )
