"""How one figure lies among the facilities of each type, and what each province asks and gives (F-7, F-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.figures.result import Figure
from app.domain.figures.spread import Spread, spread_of, together, usual_rule
from app.domain.organisation_types import ORGANISATION_TYPES
from app.plots import PairPlot, RatesOfKind, SpreadPlot, pair_plot, spread_plot
from forms.sector import KIND, PROVINCE
from views.dashboard_sector import SectorQuestion
from views.figure_table import FacilityRow
from views.occupancy_lines import counts_places


@dataclass(frozen=True)
class KindRow:
    """The facilities of one type: how many there are, how their rates lie, and all of them as one."""

    kind: str
    facilities: int
    rates: tuple[Fraction, ...]
    spread: Spread | None
    together: Figure
    href: str


def kind_rows(rows: Sequence[FacilityRow], column: str, question: SectorQuestion) -> list[KindRow]:
    """A row for each type that has facilities here."""
    found = []
    for kind in ORGANISATION_TYPES:
        own = [row for row in rows if row.kind == kind]
        if own:
            rates = tuple(sorted(rate for row in own if (rate := row.rate(column)) is not None))
            whole = together(column, figures_in(own, column))
            href = question.address(**{KIND: kind})
            found.append(KindRow(kind, len(own), rates, spread_of(rates), whole, href))
    return found


def figures_in(rows: Iterable[FacilityRow], column: str) -> list[Figure]:
    """The figures of a column."""
    return [row.figures[column] for row in rows if column in row.figures]


def spread_drawn(rows: Iterable[KindRow]) -> SpreadPlot | None:
    """The rates of each type that has any; nothing where none has."""
    kinds = [
        RatesOfKind(row.kind, row.rates, (row.spread.lower, row.spread.middle, row.spread.upper))
        for row in rows
        if row.spread is not None
    ]
    return spread_plot(kinds) if kinds else None


@dataclass(frozen=True)
class ProvinceRow:
    """What all facilities of a province ask and give together in one column; places a day where it counts places.

    `counted` is how many of its facilities have a figure that is added up.
    """

    province: str
    facilities: int
    counted: int
    together: Figure
    used: Fraction | None
    asked: Fraction | None
    href: str


def province_rows(rows: Sequence[FacilityRow], column: str, question: SectorQuestion) -> list[ProvinceRow]:
    """A row for each province with facilities here, by name.

    Only figures of one and the same formula are added up: days and points of crisis help have no sum (F-1, F-4).
    """
    found, rule = [], usual_rule(figures_in(rows, column))
    for province in sorted({row.province for row in rows}):
        own = [row for row in rows if row.province == province]
        figures = [one for one in figures_in(own, column) if one.rate is not None and one.rule == rule]
        figure = together(column, figures)
        days = question.period.day_count if counts_places(figure) else 1
        used, asked = (None if each is None else each / days for each in (figure.numerator, figure.denominator))
        href = question.address(**{PROVINCE: province})
        found.append(ProvinceRow(province, len(own), len(figures), figure, used, asked, href))
    return found


def provinces_drawn(rows: Sequence[ProvinceRow]) -> PairPlot | None:
    """Capacity and use of each province as two bars; nothing where no province has a figure."""
    known = [row for row in rows if row.together.rate is not None]
    return pair_plot([(row.province, whole(row.asked), whole(row.used)) for row in known]) if known else None


def whole(amount: Fraction | None) -> int:
    """An amount as a drawing shows it, to the nearest whole one."""
    return round(amount or Fraction(0))
