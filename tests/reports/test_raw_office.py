"""LibreOffice opens the workbook with raw data, holds the same cells, and computes with its days (R-7, H17.3)."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.domain.period import Period
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.workbooks.raw import make_raw
from tests.exports.office import office_in
from tests.reports.random_dossiers import make_facility, planned, stored

PERIOD = Period(date(2024, 1, 1), date(2024, 12, 31))


def cells_of(page: Any) -> dict[str, tuple[Any, str]]:
    return {
        cell.coordinate: (cell.value, cell.data_type)
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_libreoffice_holds_the_same_cells_and_computes_the_length_of_help(session: Any, tmp_path: Path) -> None:
    """H17.3: eindehulp minus starthulp, in days; R-3 where the dossier was not ongoing before."""
    facility = make_facility(session, "OVBJ")
    for plan in planned(session, Random(9), "OVBJ", 20):
        plan.referral.pop("ongoing_since", None)
        stored(session, facility, plan)
    file = io.BytesIO()
    make_raw(session, RawKind.RAW_CLOSED, facility.id, PERIOD, RawForm.XLSX, file)
    office = office_in(tmp_path)
    plain, computing = tmp_path / "ruw.xlsx", tmp_path / "duur.xlsx"
    plain.write_bytes(file.getvalue())
    with_formula(plain, computing)
    folder = office.opened_and_saved([plain, computing])
    ours, theirs = load_workbook(plain), load_workbook(folder / plain.name)
    assert theirs.sheetnames == ours.sheetnames == ["Dossiers", "Schakelingen", "Kolommen", "Toelichting"]
    for page in ours:
        assert cells_of(theirs[page.title]) == cells_of(page)
    rows = list(load_workbook(folder / computing.name, data_only=True)["Dossiers"].iter_rows(values_only=True))
    lengths = [(row[rows[0].index("duurhulp")], row[-1]) for row in rows[1:]]
    assert lengths
    assert all(told == computed for told, computed in lengths)


def with_formula(plain: Path, computing: Path) -> None:
    """The same workbook with a last column in which the user computes the length of the help."""
    book = load_workbook(plain)
    page = book["Dossiers"]
    heads = [cell.value for cell in page[1]]
    begin, end = (get_column_letter(heads.index(name) + 1) for name in ("starthulp", "eindehulp"))
    added = page.max_column + 1
    for row in range(2, page.max_row + 1):
        cell = page.cell(row, added, f"={end}{row}-{begin}{row}")
        cell.number_format = "0"
    book.save(computing)
