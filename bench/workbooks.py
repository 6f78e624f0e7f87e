"""How long Excel files take: a small one, those of a whole quarter, a very long one, and the largest quarter export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from tempfile import TemporaryFile

from flask import Flask
from sqlalchemy import text

from app.database import transaction
from app.domain.quarter import Quarter
from app.workbooks.sheets import DAY, NUMBER, RATE, TEXT, Column, Explanation, Sheet, Value, workbook, write_workbook
from bench.organisations import FOSTER_CARE_PLACE
from bench.results import Result, clocked, timed
from bench.visitor import Visitor, staff_scope, visitor_of

MOST_FOR_A_SMALL_ONE, MOST_FOR_A_QUARTER, MOST_FOR_A_LONG_ONE, MOST_FOR_AN_EXPORT = 15.0, 60_000.0, 20_000.0, 3_000.0
SMALL_SHEETS, OF_A_QUARTER, TRIED = 12, 4_500, 100
# Flanders, the province and the facility; an OVBJ also with and without residence.
ROWS_OF_A_TABLE = 5
LONG_ROWS, LONG_COLUMNS = 50_000, 60
TIMES = 5
ABOUT = (("Wat", "Tabel"), ("Voorziening", "De Vlier"), ("Periode", "01/01/2024 tot en met 31/03/2024"))
KINDS = (TEXT, NUMBER, DAY, TEXT, RATE)


def measure_workbooks(app: Flask, until: date) -> Iterator[Result]:
    """The library on its own, then a whole request of the facility with the most clients."""
    sheets: list[Sheet | Explanation] = [*small_sheets()]
    sheets.append(Explanation("Over dit bestand", ABOUT, ("Wat de woorden betekenen. " * 8,)))
    small = timed(lambda: workbook("Rapport", sheets))
    yield Result.of("workbooks", f"one of {SMALL_SHEETS} sheets", small, target=MOST_FOR_A_SMALL_ONE)
    many = clocked(lambda: [workbook("Rapport", sheets) for _ in range(TRIED)]) * OF_A_QUARTER / TRIED
    note = f"one after the other, stretched from {TRIED}"
    yield Result("workbooks", f"{OF_A_QUARTER:,} of them", many, target=MOST_FOR_A_QUARTER, note=note)
    name = f"{LONG_ROWS:,} rows of {LONG_COLUMNS} cells, row by row"
    yield Result("workbooks", name, clocked(write_long_one), target=MOST_FOR_A_LONG_ONE)
    yield _largest_export(app, Quarter.of(until).previous)


def small_sheets() -> Iterator[Sheet]:
    """The tables of a report: few rows with a dozen counts."""
    columns = (Column("Niveau", width=40), *(Column(f"Klasse {number}", NUMBER) for number in range(11)))
    for table in range(SMALL_SHEETS):
        rows: list[list[Value]] = [
            ["Vlaanderen", *(place * table for place in range(11))] for _ in range(ROWS_OF_A_TABLE)
        ]
        yield Sheet(f"Tabel {table}", ABOUT, columns, rows)


def write_long_one() -> None:
    """As many dossiers as the largest facilities have together, one row each."""
    columns = [Column(f"Kolom {place}", KINDS[place % len(KINDS)]) for place in range(LONG_COLUMNS)]
    with TemporaryFile() as file:
        write_workbook(file, "Ruwe data", [Sheet("Dossiers", (), columns, long_rows())])


def long_rows() -> Iterator[list[Value]]:
    """Rows of texts, numbers, rates and days, some cells empty."""
    first = date(2020, 1, 1)
    for row in range(LONG_ROWS):
        dossier: list[Value] = [f"BNC_20240101_{row:06d}", row, first + timedelta(days=row % 2_000), None, None]
        answer: list[Value] = [f"antwoord {row % 97}", row % 31, None, "ja", Fraction(row % 100, 100)]
        yield [*dossier, *(answer * (LONG_COLUMNS // len(KINDS) - 1))]


def _largest_export(app: Flask, quarter: Quarter) -> Result:
    facility_id = FOSTER_CARE_PLACE + 1
    query = text(
        "select count(distinct client_id) from deployment "
        'where facility_id = :facility and "end" >= :begin and "begin" <= :until'
    )
    named = {"facility": facility_id, "begin": quarter.period.begin, "until": quarter.period.end}
    with app.app_context(), transaction(staff_scope(facility_id)) as session:
        clients = session.scalar(query, named)
    staff: Visitor = visitor_of(app, facility_id)
    timing = timed(lambda: staff.get(f"/kwartaalstaten/{quarter}/excel/"), TIMES)
    return Result.of("workbooks", f"quarter export of {clients:,} clients", timing, target=MOST_FOR_AN_EXPORT)
