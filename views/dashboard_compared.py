"""What the dashboard of all facilities shows: the heat table, and under it the spread and the provinces (A-4).

Read once for the page and for its workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.figures.result import MEAN
from forms.sector import Measure
from views.dashboard_question import EXCEL
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
from views.dashboard_spread import KindRow, ProvinceRow, kind_rows, province_rows, provinces_drawn, spread_drawn
from views.figure_table import FacilityRow
from views.figure_words import GROUP_NAMES, line_names
from views.occupancy_lines import counts_places
from views.paging import page_in, page_of
from views.utilisation_question import quarters_words


@dataclass(frozen=True)
class Comparison:
    """All facilities asked about, in the order asked, with the columns of the table and what is told of two of them."""

    question: SectorQuestion
    names: Mapping[str, str]
    columns: Sequence[str]
    column: str | None
    descending: bool
    rows: Sequence[FacilityRow]
    spread_column: str | None
    kinds: Sequence[KindRow]
    province_column: str | None
    provinces: Sequence[ProvinceRow]

    @property
    def is_occupancy(self) -> bool:
        """Whether occupancy is compared, and not utilisation."""
        return self.question.measure is Measure.OCCUPANCY

    @property
    def in_places(self) -> bool:
        """Whether the provinces are told in places a day."""
        return any(counts_places(row.together) for row in self.provinces)

    @property
    def used_words(self) -> str:
        """What the numerator of a province is called."""
        if not self.is_occupancy:
            return "Ingevuld"
        return "Ingenomen plaatsen per dag" if self.in_places else "Teller"

    @property
    def asked_words(self) -> str:
        """What the denominator of a province is called."""
        if not self.is_occupancy:
            return "Gevraagd"
        return "Erkende plaatsen per dag" if self.in_places else "Noemer"


def compare(session: BincSession, question: SectorQuestion, query: Mapping[str, str], today: date) -> Comparison:
    """All facilities beside each other; `query` is the address, which says by which column the table is sorted."""
    names = {MEAN: MEAN_NAME, **line_names(session), **GROUP_NAMES}
    rows = sector_rows(session, question, today)
    columns = columns_of(rows, names)
    column, descending = column_asked(columns, query.get("sorteer", BY_NAME)), query.get("volgorde") == "af"
    spread_column, province_column = column or next(iter(columns), None), pool_or_first(columns, column)
    return Comparison(
        question=question,
        names=names,
        columns=columns,
        column=column,
        descending=descending,
        rows=sorted_rows(rows, column, descending=descending),
        spread_column=spread_column,
        kinds=kind_rows(rows, spread_column, question) if spread_column else [],
        province_column=province_column,
        provinces=province_rows(rows, province_column, question) if province_column else [],
    )


def compared(comparison: Comparison, query: Mapping[str, str]) -> dict[str, Any]:
    """All that the page shows; `query` is the address, which says which page of the table."""
    question = comparison.question
    return {
        "question": question,
        "quarters_words": quarters_words(question.quarters),
        "is_occupancy": comparison.is_occupancy,
        "names": comparison.names,
        "bands": BANDS,
        "excel_url": question.address(EXCEL, **_order(comparison, query)),
        **_heat_table(comparison, query),
        "spread_column": comparison.spread_column,
        "kinds": comparison.kinds,
        "spread_drawn": spread_drawn(comparison.kinds),
        "province_column": comparison.province_column,
        "provinces": comparison.provinces,
        "used_words": comparison.used_words,
        "asked_words": comparison.asked_words,
        "provinces_plot": provinces_drawn(comparison.provinces),
    }


def _order(comparison: Comparison, query: Mapping[str, str]) -> dict[str, str]:
    return {"sorteer": query.get("sorteer", BY_NAME), "volgorde": "af" if comparison.descending else "op"}


def _heat_table(comparison: Comparison, query: Mapping[str, str]) -> dict[str, Any]:
    question, columns, names = comparison.question, comparison.columns, comparison.names

    def turned(to: int) -> str:
        return question.address(**_order(comparison, query), pagina=to)

    shown = page_of(comparison.rows, page_in(query), turned)
    shown["rows"] = [heat_row(row, columns, question, names) for row in shown["rows"]]
    return {**shown, "heads": heads_of(question, columns, comparison.column, names, descending=comparison.descending)}
