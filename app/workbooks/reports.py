"""A report as a workbook: one sheet a table, each with its period and its dossiers, and what its words mean (R-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.period import days_in_words
from app.domain.reports.definitions import (
    OPENED,
    POPULATION_WORDS,
    SUPPRESSED,
    SUPPRESSED_CELL,
    UNIT_WORDS,
    definition_of,
)
from app.domain.reports.kinds import TABLES
from app.domain.reports.population import Population
from app.domain.reports.result import Cell, CountedPart, CountedRow, CountedTable
from app.domain.reports.tables import ReportKind, Source
from app.workbooks.sheets import NUMBER, Column, Explanation, Sheet, Value, workbook

NO_MEAN = "geen dossiers"
WHOSE = Column("Cijfers van", width=46)


def report_workbook(kind: ReportKind, tables: Sequence[CountedTable], facility_name: str, made_on: date) -> bytes:
    """The tables of one report of a facility (or of the sector) on a sheet each, and last what they mean.

    `made_on` is the day in Belgium. A figure that was left out says so in its cell.
    """
    sheets = [_sheet(kind, table, facility_name) for table in tables]
    explanation = _explanation(kind, tables, facility_name, made_on)
    return workbook(f"{facility_name} - {kind.title}", [*sheets, explanation])


def _sheet(kind: ReportKind, table: CountedTable, facility_name: str) -> Sheet:
    about = [
        ("Rapport", kind.title),
        ("Tabel", table.title),
        ("Voorziening", facility_name),
        ("Periode", _period(table)),
        ("Dossiers", ", ".join(POPULATION_WORDS[each] for each in table.populations)),
    ]
    if table.note:
        about.append(("Opmerking", table.note))
    columns = [WHOSE, *(column for part in table.parts for column in _columns(part, len(table.parts) > 1))]
    rows = [_row(rows) for rows in zip(*(part.rows for part in table.parts), strict=True)]
    return Sheet(table.sheet, about, columns, rows)


def _period(table: CountedTable) -> str:
    return days_in_words(table.period.begin, table.period.end)


def _columns(part: CountedPart, is_one_of_more: bool) -> Iterator[Column]:
    """A column for each class of a part and one for its total, under the part's title where a table has more."""
    before = f"{part.title}: " if is_one_of_more and part.title else ""
    if not part.classes:
        yield Column(part.title, NUMBER)
        return
    for one in part.classes:
        yield Column(f"{before}{one.words}", NUMBER, max(14, min(30, len(one.words))))
    yield Column(f"{before}Totaal {UNIT_WORDS[part.unit]}", NUMBER)


def _row(rows: Sequence[CountedRow]) -> list[Value]:
    cells: list[Value] = [rows[0].words]
    for row in rows:
        cells += [_cell(row, cell) for cell in row.cells]
        cells.append(_cell(row, row.total))
    return cells


def _cell(row: CountedRow, cell: Cell) -> Value:
    """A figure, or the words in its place: left out, or a mean of nothing."""
    if cell is not None:
        return cell
    return NO_MEAN if row.total == 0 else SUPPRESSED_CELL


def _explanation(kind: ReportKind, tables: Sequence[CountedTable], facility_name: str, made_on: date) -> Explanation:
    pairs = [("Rapport", kind.title), ("Voorziening", facility_name), ("Gemaakt op", f"{made_on:%d/%m/%Y}")]
    organisation_type = ""
    if tables:
        pairs.insert(2, ("Periode", _period(tables[0])))
        organisation_type = tables[0].organisation_type
    counted = dict.fromkeys(each for table in tables for each in table.populations)
    pairs += [
        (POPULATION_WORDS[each], definition_of(each, organisation_type)) for each in Population if each in counted
    ]
    pairs += [(table.title, _told(table)) for table in tables]
    opens = any(source.pages for table in tables for source in _sources(table))
    return Explanation("Over dit rapport", pairs, [*([OPENED] if opens else []), SUPPRESSED])


def _sources(table: CountedTable) -> list[Source]:
    described = TABLES[table.key]
    sources = (described.part(part.key).source for part in table.parts)
    return [source for source in sources if source is not None]


def _told(table: CountedTable) -> str:
    """Where a table reads its dossiers, and what else a reader has to know of it."""
    fields = "; ".join(dict.fromkeys(source.words for source in _sources(table)))
    return " ".join(words for words in (f"Veld: {fields}." if fields else "", table.note) if words)
