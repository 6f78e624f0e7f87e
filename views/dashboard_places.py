"""Free places today and in the weeks to come, and what came and went, as the dashboard shows them (F-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.capacity import POOL
from app.domain.figures.occupancy import Occupancy
from app.domain.figures.places_ahead import KnownEnds, PlacesOfDay, Stays, known_ends, places_per_day
from app.domain.period import Period
from app.plots import AreaPlot, PairPlot, area_plot, pair_plot
from app.queries.figures.flow import Flow
from models.facility import Facility
from views.dashboard_question import ShownPeriod, Window
from views.figure_question import figures_address
from views.occupancy_lines import counts_places, free_words

WEEKS = 8
SHOWN_WEEKS = (0, 1, 2, 4, 8)


@dataclass(frozen=True)
class LineAhead:
    """The places of one line from today on, and how much of it is known."""

    code: str
    name: str
    days: tuple[PlacesOfDay, ...]
    known: KnownEnds

    @property
    def today(self) -> PlacesOfDay:
        """The places of today."""
        return self.days[0]

    @property
    def free(self) -> list[str]:
        """The free places in words, today and after each of the weeks shown."""
        return [free_words(self.days[7 * weeks].free) for weeks in SHOWN_WEEKS]


def lines_ahead(result: Occupancy, stays: Stays, period: Period, names: Mapping[str, str]) -> list[LineAhead]:
    """The lines that count places and have a capacity in the days to come, residence first (F-9)."""
    lines = [
        LineAhead(
            figure.code,
            names.get(figure.code, figure.code),
            places_per_day(figure, stays, period),
            known_ends(figure, stays, period),
        )
        for figure in result.figures
        if figure.rate is not None and counts_places(figure)
    ]
    return sorted(lines, key=lambda line: (line.code != POOL, line.name))


def days_shown(facility: Facility, today: date) -> list[tuple[str, date, str]]:
    """The heads of the free places: words, the day, and the page that shows that very day."""
    heads = []
    for weeks in SHOWN_WEEKS:
        day = today + timedelta(weeks=weeks)
        words = "Vandaag" if not weeks else "Over 1 week" if weeks == 1 else f"Over {weeks} weken"
        heads.append((words, day, figures_address("OccupancyPage.index", facility, Period(day, day))))
    return heads


def ahead_drawn(line: LineAhead) -> AreaPlot:
    """The places of a line that are taken on each day to come, against the recognised ones (F-9)."""
    return area_plot([(day.day, day.taken) for day in line.days], [(day.day, day.recognised) for day in line.days])


def places_drawn(facility: Facility, today: date, lines: Sequence[LineAhead], wanted: str | None) -> dict[str, Any]:
    """The table of free places, and the drawing of one line: the one wanted, else the first."""
    heads = days_shown(facility, today)
    looked_at = next((line for line in lines if line.code == wanted), next(iter(lines), None))
    return {
        "places": lines,
        "places_heads": heads,
        "freed_heads": [{"label": words, "num": True} for words, *_ in heads],
        "weeks": WEEKS,
        "looked_at": looked_at,
        "ahead_plot": ahead_drawn(looked_at) if looked_at else None,
    }


@dataclass(frozen=True)
class FlowRow:
    """What came and went in one period, and the page that counts it per module."""

    shown: ShownPeriod
    flow: Flow
    href: str


def flow_rows(window: Window, flows: Mapping[Period, Flow]) -> list[FlowRow]:
    """Inflow and outflow per period (F-9)."""
    return [
        FlowRow(shown, flows[shown.period], figures_address("DeploymentPage.index", window.facility, shown.period))
        for shown in window.periods
    ]


def flow_drawn(rows: Sequence[FlowRow]) -> PairPlot | None:
    """The dossiers in which help began and ended; nothing where there were none."""
    if not any(row.flow.schakelingen_begun or row.flow.schakelingen_ended for row in rows):
        return None
    return pair_plot([(row.shown.name, row.flow.dossiers_begun, row.flow.dossiers_ended) for row in rows])
