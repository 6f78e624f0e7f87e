"""Every workbook ends with a sheet that tells who made it, when, over which days, and what its words mean."""

from __future__ import annotations

import io
from itertools import takewhile
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.exports.exported import EXPORTS, Export, answer_of
from tests.walls.world import World

WORKBOOKS = [export for export in EXPORTS if not export.pdf]


@pytest.mark.parametrize("export", WORKBOOKS, ids=str)
def test_the_last_sheet_explains_the_file(filled: tuple[World, Any], export: Export) -> None:
    """F-10, Q-6: the same sheet in every export, next to what stands above each table."""
    world, _ = filled
    pages = load_workbook(io.BytesIO(answer_of(world, export).data)).worksheets
    last = pages[-1]
    rows = [[cell.value for cell in row] for row in last.iter_rows(max_col=2)]
    told = {name: words for name, words in rows if name and words}
    paragraphs = [words for name, words in rows if words and not name]
    assert (last.title, rows[0][0]) == ("Toelichting", "Over dit bestand")
    assert {"Wat", "Voorziening", "Gemaakt door", "Gemaakt op"} <= set(told)
    # What was found in a file is about that file and not about days.
    assert {"Periode", "Kwartaal", "Bestand"} & set(told)
    assert all(told.values())
    assert len(paragraphs) >= 2
    assert all(len(str(words)) > 40 for words in paragraphs)
    above: dict[Any, Any] = dict(takewhile(all, pages[0].iter_rows(max_col=2, values_only=True)))  # type: ignore[arg-type]
    assert above == told
