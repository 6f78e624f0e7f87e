"""All facilities beside each other, one column a module: the rates, how full their cells look, and the heads (A-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.database import BincSession
from app.domain.capacity import POOL
from app.domain.figures.result import MEAN, Figure
from app.domain.figures.windows import Step
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.services.stored_figures import figures_of_all
from forms.figures import BEGIN, UNTIL
from forms.sector import KIND, MEASURE, PROVINCE, Measure
from models.facility import Facility
from views.dashboard_question import HERE, dashboard_address
from views.figure_question import PLACE, figures_address
from views.figure_table import FacilityRow, by_name, by_rate, facility_rows
from views.figure_words import GROUP_NAMES
from views.utilisation_question import LINE as UTILISATION_LINE
from views.utilisation_question import utilisation_address

BY_NAME, BY_MEAN = "naam", "gewogen"
MEAN_NAME = "Gewogen gemiddelde"
# From which rate a cell looks fuller, with the sign and the words of the legend.
BANDS = (
    (Fraction(0), "○", "onder 50 %"),
    (Fraction(50, 100), "◔", "50 tot 75 %"),
    (Fraction(75, 100), "◑", "75 tot 90 %"),
    (Fraction(90, 100), "◕", "90 tot en met 100 %"),
    (Fraction(1), "▲", "boven 100 %"),
)


@dataclass(frozen=True)
class SectorQuestion:
    """What an address asks: which rate over which quarters, of which type and in which province (none: all)."""

    quarters: tuple[Quarter, ...]
    measure: Measure
    kind: str = ""
    province: str = ""

    @property
    def period(self) -> Period:
        """The days of all quarters together."""
        return Period(self.quarters[0].period.begin, self.quarters[-1].period.end)

    @property
    def facility(self) -> None:
        """None: it asks about all facilities."""
        return None

    def address(self, endpoint: str = HERE, **changes: Any) -> str:
        """The address of a page of the dashboard of all facilities that asks the same, with something changed."""
        values: dict[str, Any] = {
            BEGIN: str(self.quarters[0]),
            UNTIL: str(self.quarters[-1]),
            MEASURE: self.measure.value,
            KIND: self.kind or None,
            PROVINCE: self.province or None,
        }
        return url_for(endpoint, **{**values, **changes})


def provinces_of(session: BincSession) -> list[str]:
    """The provinces in which facilities lie, by name."""
    return sorted(set(session.scalars(select(Facility.province).distinct())))


def sector_rows(session: BincSession, question: SectorQuestion, today: date) -> list[FacilityRow]:
    """The facilities within reach, of the type and in the province asked, by name."""
    rows = facility_rows(session, figures_of_all(session, question.measure.rate, question.period, today=today))
    return [row for row in rows if question.kind in ("", row.kind) and question.province in ("", row.province)]


def columns_of(rows: Iterable[FacilityRow], names: Mapping[str, str]) -> list[str]:
    """The columns in which at least one facility has a rate: the mean, residence, functions, then modules by name."""
    found: set[str] = set()
    for row in rows:
        found |= {code for code, figure in row.figures.items() if code not in found and figure.rate is not None}
    first = [MEAN, *GROUP_NAMES]
    return sorted(found, key=lambda code: (first.index(code) if code in first else len(first), names.get(code, code)))


def column_asked(columns: Sequence[str], word: str) -> str | None:
    """The column that the address sorts by; None when it sorts by name."""
    code = MEAN if word == BY_MEAN else word
    return code if code in columns else None


def sorted_rows(rows: Sequence[FacilityRow], column: str | None, *, descending: bool) -> list[FacilityRow]:
    """The rows by name, or by the rates of a column; those without a rate always come last."""
    if column is None:
        return by_name(rows, descending=descending)
    return by_rate(rows, lambda row: row.rate(column), descending=descending)


@dataclass(frozen=True)
class HeatCell:
    """One rate: its page, how full its cell looks from 1 to 5, and the sign that says the same; 0 without a rate."""

    name: str
    figure: Figure | None
    href: str = ""
    band: int = 0
    sign: str = ""


@dataclass(frozen=True)
class HeatRow:
    """One facility as the table shows it."""

    row: FacilityRow
    href: str
    cells: tuple[HeatCell, ...]


def heat_row(row: FacilityRow, columns: Sequence[str], question: SectorQuestion, names: Mapping[str, str]) -> HeatRow:
    """One facility with a cell for each column; its name leads to its own dashboard."""
    href = dashboard_address(None, question.quarters[-1], Step.QUARTER, **{PLACE: row.code})
    return HeatRow(row, href, tuple(heat_cell(row, column, question, names) for column in columns))


def heat_cell(row: FacilityRow, column: str, question: SectorQuestion, names: Mapping[str, str]) -> HeatCell:
    """The rate of a facility in a column, which opens the page that explains it (F-11)."""
    figure = row.figures.get(column)
    if figure is None:
        return HeatCell(names[column], None)
    band = band_of(figure.rate)
    sign = BANDS[band - 1][1] if band else ""
    return HeatCell(names[column], figure, cell_address(row, column, question), band, sign)


def band_of(rate: Fraction | None) -> int:
    """How full a rate looks, from 1 to 5; 100 % is not above 100 %, and 0 is no rate at all."""
    if rate is None:
        return 0
    reached = [place for place, (begin, *_) in enumerate(BANDS[:-1], 1) if rate >= begin]
    return len(BANDS) if rate > BANDS[-1][0] else reached[-1]


def cell_address(row: FacilityRow, column: str, question: SectorQuestion) -> str:
    """The page that says how one figure was computed."""
    place = {PLACE: row.code}
    if question.measure is Measure.UTILISATION:
        return utilisation_address(UTILISATION_LINE, None, question.quarters, code=column, **place)
    if column == MEAN:
        return figures_address("OccupancyPage.index", None, question.period, **place)
    return figures_address("OccupancyPage.line", None, question.period, code=column, **place)


def heads_of(
    question: SectorQuestion, columns: Sequence[str], column: str | None, names: Mapping[str, str], *, descending: bool
) -> list[dict[str, Any]]:
    """The heads of the table; name and rates sort, the same one again turns the order."""

    def head(label: str, word: str, is_here: bool, first: str, numeric: bool) -> dict[str, Any]:
        turned = ("op" if descending else "af") if is_here else first
        way = ("desc" if descending else "asc") if is_here else None
        return {"label": label, "url": question.address(sorteer=word, volgorde=turned), "sorted": way, "num": numeric}

    rates = [head(names[code], BY_MEAN if code == MEAN else code, code == column, "af", True) for code in columns]
    return [head("Voorziening", BY_NAME, column is None, "op", False), *rates]


def pool_or_first(columns: Sequence[str], column: str | None) -> str | None:
    """The column whose amounts can be added up: the one asked for, else residence; a mean has no unit of its own."""
    countable = [code for code in columns if code != MEAN]
    return column if column in countable else POOL if POOL in countable else next(iter(countable), None)
