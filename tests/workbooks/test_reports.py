"""A report as a workbook: one sheet a table, period and dossiers on each, what was left out in words (R-1, R-6)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook

from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.reports.base import ListedClass
from app.domain.reports.kinds import kinds_of
from app.domain.reports.sector import SectorCounts
from app.workbooks.reports import report_workbook
from tests.reports.test_sector import base_of, dossier, facilities_of, random_base
from tests.workbooks.payloads import PAYLOADS

MADE_ON = date(2025, 2, 1)


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def cells_of(sheet: Any) -> list[list[Any]]:
    """The head and the rows below it, without what the sheet is about."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    first = next(place for place, row in enumerate(rows) if row[0] == "Cijfers van")
    return rows[first:]


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_each_table_is_a_sheet_that_says_what_it_counts(organisation_type: str) -> None:
    """R-1, R-6: one sheet a table and an explanation, at every organisation type."""
    counts = SectorCounts(
        base_of([dossier(place % 4, place) for place in range(40)], facilities_of(4, organisation_type))
    )
    for kind in kinds_of(organisation_type):
        if kind.raw_population is not None:
            continue
        tables = [counts.table(table, 1) for table in kind.tables]
        book = opened(report_workbook(kind, tables, "Huis 1", MADE_ON))
        assert book.sheetnames == [*(table.sheet for table in kind.tables), "Toelichting"]
        for table in tables:
            about = {row[0]: row[1] for row in book[table.sheet].iter_rows(max_col=2, values_only=True)}
            assert about["Periode"] == "01/01/2024 tot en met 31/12/2024"
            assert "dossiers" in about["Dossiers"]
            assert about["Tabel"] == table.title
        told = " ".join(str(row[1]) for row in book["Toelichting"].iter_rows(max_col=2, values_only=True))
        assert "in de periode" in told
        assert "minder dan drie" in told


def test_the_cells_are_those_of_the_table() -> None:
    """R-1, R-6: number for number; a figure that was left out is words, never a nought."""
    base = random_base(5)
    counts = SectorCounts(base)
    for kind in kinds_of("OVBJ"):
        if kind.raw_population is not None:
            continue
        tables = [counts.table(table, 0) for table in kind.tables]
        book = opened(report_workbook(kind, tables, "Huis 0", MADE_ON))
        for table in tables:
            head, *rows = cells_of(book[table.sheet])
            assert len(head) == 1 + sum(len(part.classes) + 1 for part in table.parts)
            for place, row in enumerate(rows):
                expected = [cell for part in table.parts for cell in (*part.rows[place].cells, part.rows[place].total)]
                assert row[0] == table.parts[0].rows[place].words
                for written, cell in zip(row[1:], expected, strict=True):
                    if cell is None:
                        assert written in ("te weinig dossiers", "geen dossiers")
                    else:
                        assert written == (float(cell) if isinstance(cell, Fraction) else cell)


def test_parts_are_told_apart_in_the_head() -> None:
    """R-1: started, closed and all beside each other, each class under its own population."""
    counts = SectorCounts(random_base(5))
    kind = kinds_of("OVBJ")[0]
    book = opened(report_workbook(kind, [counts.table(table, 0) for table in kind.tables], "Huis 0", MADE_ON))
    assert cells_of(book["Dossiers"])[0] == [
        "Cijfers van",
        "Opgestarte dossiers",
        "Afgesloten dossiers",
        "Alle dossiers",
    ]
    head = cells_of(book["Dossiers per geslacht"])[0]
    assert head[1:3] == ["Opgestarte dossiers: Man", "Opgestarte dossiers: Vrouw"]
    assert "Alle dossiers: Totaal dossiers" in head


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_somebody_typed_stays_text(payload: str) -> None:
    """R-6: the name of a facility, an answer of a list and a code that no list knows are computed by nobody."""
    answers = [{"day_activity": "typed"}, {"day_activity": payload}]
    dossiers = [dossier(place % 4, place, intake=answers[place % 2]) for place in range(40)]
    houses = [replace(one, name=payload) for one in facilities_of(4, "OBC")]
    base = base_of(dossiers, houses)
    base.answer_lists = {"day_activity": [ListedClass("typed", payload)]}
    kind = next(kind for kind in kinds_of("OBC") if kind.key == "intake")
    counts = SectorCounts(base)
    book = opened(report_workbook(kind, [counts.table(table, 1) for table in kind.tables], payload, MADE_ON))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
