"""LibreOffice opens every kind of workbook, computes it anew, and then holds the same cells (F-10, Q-6, R-6)."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook

from app.domain.reports.kinds import kinds_of
from app.domain.reports.sector import SectorCounts
from app.workbooks.reports import report_workbook
from app.workbooks.sheets import DAY, NUMBER, RATE, Column, Explanation, Sheet, Value, workbook, write_workbook
from tests.exports.exported import EXPORTS, answer_of, fill
from tests.exports.office import office_in
from tests.reports.test_sector import random_base
from tests.walls.world import World
from tests.workbooks.payloads import PAYLOADS

TEXTS = (
    *PAYLOADS,
    "<r><t>vet</t></r>",
    "_x0041_",
    "  voor en achter ",
    "regel 1\nregel 2",
    "👶 שלום",
    "TRUE",
    "00123",
    "1e5",
    "12/05/2024",
    "#REF!",
    "x" * 32_767,
)
NUMBERS: tuple[tuple[Decimal | int, Fraction, date], ...] = (
    (Decimal("1234567.89"), Fraction(1, 3), date(2024, 2, 29)),
    (0, Fraction(0), date(1900, 3, 1)),
    (-12, Fraction(7, 5), date(1999, 12, 31)),
    (Decimal("0.01"), Fraction(1, 10**6), date(2099, 1, 1)),
)
COLUMNS = (Column("Tekst", width=40), Column("Getal", NUMBER), Column("Graad", RATE), Column("Dag", DAY))
Both = dict[str, tuple[Any, Any]]


def every_kind_of_cell() -> list[Sheet | Explanation]:
    rows: list[list[Value]] = [[text, *NUMBERS[place % len(NUMBERS)]] for place, text in enumerate(TEXTS)]
    rows += [["", None, "kan niet berekend worden", None], ["lang", 10**17, None, date(1850, 1, 1)]]
    told = Explanation("Over dit bestand", (("Gemaakt door", "=An"),), ("Een lange uitleg. " * 40, "@kort"))
    return [Sheet("Blad", (("Wat", "=1+1"),), COLUMNS, rows), Sheet("Blad", (), COLUMNS, rows), told]


def a_report(name: str) -> bytes:
    """The numbers of one facility of this name beside its sector (R-6)."""
    kind, counts = kinds_of("OVBJ")[0], SectorCounts(random_base(5))
    return report_workbook(kind, [counts.table(table, 0) for table in kind.tables], name, date(2025, 2, 1))


@pytest.fixture(scope="module")
def both(filled: tuple[World, psycopg.Connection[Any]], tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Every kind of workbook as we wrote it and as LibreOffice then holds it, under the name of its kind."""
    office = office_in(tmp_path_factory.mktemp("office"))
    world, connection = filled
    fill(connection, "=1+1")
    files = {f"{place} {one.endpoint}": answer_of(world, one).data for place, one in enumerate(EXPORTS) if not one.pdf}
    files["cells"] = workbook("Titel & meer", every_kind_of_cell())
    files["report"] = a_report("=1+1")
    streamed = io.BytesIO()
    write_workbook(streamed, "Titel & meer", every_kind_of_cell())
    files["cells row by row"] = streamed.getvalue()
    ours: list[Path] = []
    for place, content in enumerate(files.values()):
        ours.append(office.home / f"{place}.xlsx")
        ours[-1].write_bytes(content)
    folder = office.opened_and_saved(ours)
    return {name: (load_workbook(one), load_workbook(folder / one.name)) for name, one in zip(files, ours, strict=True)}


def cells_of(page: Any) -> dict[str, Any]:
    return {cell.coordinate: cell for row in page.iter_rows() for cell in row if cell.value is not None}


def test_every_cell_is_the_same(both: Both) -> None:
    compared = 0
    for kind, (ours, theirs) in both.items():
        assert theirs.sheetnames == ours.sheetnames, kind
        for page, opened in zip(ours, theirs, strict=True):
            expected, found = cells_of(page), cells_of(opened)
            assert found.keys() == expected.keys(), (kind, page.title)
            for place, cell in expected.items():
                compared += 1
                same = (found[place].value, found[place].data_type) == (as_held(cell.value), cell.data_type)
                assert same, (kind, page.title, place, cell.value, found[place].value)
    assert compared > 400


def as_held(value: Any) -> Any:
    """What LibreOffice keeps of a value: fifteen digits of a number, a text as it is meant."""
    if isinstance(value, float):
        return pytest.approx(value, rel=1e-14)
    return "_x0041_" if value == "_x005F_x0041_" else value


def test_nothing_became_a_formula_or_a_fault(both: Both) -> None:
    for kind, (_, theirs) in both.items():
        kinds = {cell.data_type for page in theirs for cell in cells_of(page).values()}
        assert kinds <= {"s", "n", "d"}, kind


def test_it_prints_as_we_asked(both: Both) -> None:
    for kind, (ours, theirs) in both.items():
        for page, opened in zip(ours, theirs, strict=True):
            assert opened.print_title_rows == page.print_title_rows, kind
            assert opened.page_setup.orientation == "landscape", kind
            assert opened.sheet_properties.pageSetUpPr.fitToPage, kind
