"""What the dashboard of all facilities shows: the heat table, and under it the spread and the provinces (A-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.figures.result import MEAN
from forms.sector import Measure
from views.dashboard_sector import (
    BANDS,
    BY_NAME,
    MEAN_NAME,
    SectorQuestion,
    column_asked,
    columns_of,
    heads_of,
    heat_row,
    pool_or_first,
    sector_rows,
    sorted_rows,
)
from views.dashboard_spread import kind_rows, province_rows, provinces_drawn, spread_drawn
from views.figure_table import FacilityRow
from views.figure_words import GROUP_NAMES, line_names
from views.occupancy_lines import counts_places
from views.paging import page_in, page_of
from views.utilisation_question import quarters_words


def compared(session: BincSession, question: SectorQuestion, query: Mapping[str, str], today: date) -> dict[str, Any]:
    """All that the page shows; `query` is the address, which says by which column the table is sorted."""
    names = {MEAN: MEAN_NAME, **line_names(session), **GROUP_NAMES}
    rows = sector_rows(session, question, today)
    columns = columns_of(rows, names)
    column = column_asked(columns, query.get("sorteer", BY_NAME))
    return {
        "question": question,
        "quarters_words": quarters_words(question.quarters),
        "is_occupancy": question.measure is Measure.OCCUPANCY,
        "names": names,
        "bands": BANDS,
        **_heat_table(rows, columns, column, question, names, query),
        **_spread(rows, column or next(iter(columns), None), question),
        **_provinces(rows, pool_or_first(columns, column), question),
    }


def _heat_table(
    rows: Sequence[FacilityRow],
    columns: Sequence[str],
    column: str | None,
    question: SectorQuestion,
    names: Mapping[str, str],
    query: Mapping[str, str],
) -> dict[str, Any]:
    descending = query.get("volgorde") == "af"

    def turned(to: int) -> str:
        sort = {"sorteer": query.get("sorteer", BY_NAME), "volgorde": "af" if descending else "op"}
        return question.address(**sort, pagina=to)

    shown = page_of(sorted_rows(rows, column, descending=descending), page_in(query), turned)
    shown["rows"] = [heat_row(row, columns, question, names) for row in shown["rows"]]
    return {**shown, "heads": heads_of(question, columns, column, names, descending=descending)}


def _spread(rows: Sequence[FacilityRow], column: str | None, question: SectorQuestion) -> dict[str, Any]:
    kinds = kind_rows(rows, column, question) if column else []
    return {"spread_column": column, "kinds": kinds, "spread_drawn": spread_drawn(kinds)}


def _provinces(rows: Sequence[FacilityRow], column: str | None, question: SectorQuestion) -> dict[str, Any]:
    provinces = province_rows(rows, column, question) if column else []
    return {
        "province_column": column,
        "provinces": provinces,
        "in_places": any(counts_places(row.together) for row in provinces),
        "provinces_plot": provinces_drawn(provinces),
    }
