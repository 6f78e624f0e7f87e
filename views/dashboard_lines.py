"""The lines of a facility over time: occupancy and utilisation of each, and the page that explains each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.capacity import POOL
from app.domain.figures.lines import DAY_GUIDANCE_GROUP, in_group, line_rule
from app.domain.figures.result import MEAN, Figure
from app.domain.figures.utilisation import Utilisation
from app.domain.figures.windows import from_new_year
from app.domain.period import Period
from app.domain.quarter import Quarter
from app.plots import Rate, RatePlot, rate_plot
from app.queries.figures.occupancy import OccupancyAnswer
from app.queries.figures.utilisation import UtilisationAnswer
from app.queries.figures.work import GUIDANCE, AskedFacility
from views.dashboard_question import ShownPeriod, Window
from views.figure_question import figures_address
from views.occupancy_lines import counts_places
from views.utilisation_question import LINE as UTILISATION_LINE
from views.utilisation_question import utilisation_address


@dataclass(frozen=True)
class Cell:
    """One figure of one period, and the page that says how it was computed; no figure where there was nothing."""

    figure: Figure | None
    href: str = ""

    @property
    def rate(self) -> Fraction | None:
        """The rate, or None where there is none."""
        return self.figure.rate if self.figure else None


@dataclass(frozen=True)
class PeriodCells:
    """A period of one line: its occupancy, and the utilisation of the quarter that ends with it."""

    shown: ShownPeriod
    occupancy: Cell
    utilisation: Cell | None

    @property
    def places(self) -> tuple[Fraction, Fraction] | None:
        """The places taken and recognised on a mean day; None where the line counts no places (F-1, F-2)."""
        figure = self.occupancy.figure
        if figure is None or not counts_places(figure) or figure.numerator is None or figure.denominator is None:
            return None
        days = self.shown.period.day_count
        return figure.numerator / days, figure.denominator / days


@dataclass(frozen=True)
class TimeLine:
    """One module, Verblijf or the mean over time; `from_new_year`: each time counted from 1 January (F-5)."""

    code: str
    name: str
    from_new_year: bool
    cells: tuple[PeriodCells, ...]

    @property
    def has_rates(self) -> bool:
        """Whether anything can be drawn of it."""
        return any(cell.occupancy.rate is not None or (cell.utilisation and cell.utilisation.rate is not None)
                   for cell in self.cells)  # fmt: skip

    @property
    def latest(self) -> PeriodCells | None:
        """The last period that is over and has an occupancy."""
        over = [cell for cell in self.cells if cell.occupancy.rate is not None and not cell.shown.is_running]
        return over[-1] if over else None


def counted_period(code: str, shown: ShownPeriod, one: AskedFacility) -> Period:
    """Over which days a line is computed for a period: points of a CKG, and so its whole, from 1 January (F-5, F-6)."""
    in_points = one.counts_by(GUIDANCE) if code == MEAN else line_rule(code, one.lines) == GUIDANCE
    return from_new_year(shown.period) if in_points else shown.period


def periods_to_count(window: Window, one: AskedFacility) -> list[Period]:
    """Every stretch of days that the lines of a facility are computed over."""
    own = [shown.period for shown in window.periods]
    return [*own, *(from_new_year(period) for period in own)] if one.counts_by(GUIDANCE) else own


def lines_over_time(
    window: Window,
    one: AskedFacility,
    occupancies: Mapping[Period, OccupancyAnswer],
    utilisations: Mapping[Quarter, UtilisationAnswer],
    names: Mapping[str, str],
) -> list[TimeLine]:
    """The lines with an occupancy in any of the periods, residence first and the others by name."""
    results = {period: {each.code: each for each in answer.result.figures} for period, answer in occupancies.items()}
    codes = {code for shown in window.periods for code in results[shown.period]}
    lines = []
    for code in sorted(codes, key=lambda each: (each != POOL, names.get(each, each))):
        cells = []
        for shown in window.periods:
            days = counted_period(code, shown, one)
            href = figures_address("OccupancyPage.line", window.facility, days, code=code)
            occupancy = Cell(results[days].get(code), href)
            cells.append(PeriodCells(shown, occupancy, utilisation_cell(window, shown, code, one, utilisations)))
        in_points = line_rule(code, one.lines) == GUIDANCE
        lines.append(TimeLine(code, names.get(code, code), in_points, tuple(cells)))
    return lines


def mean_over_time(window: Window, one: AskedFacility, occupancies: Mapping[Period, OccupancyAnswer]) -> TimeLine:
    """The weighted mean of the facility, of a CKG its whole in points, in every period (F-6, F-7)."""
    cells = []
    for shown in window.periods:
        days = counted_period(MEAN, shown, one)
        href = figures_address("OccupancyPage.index", window.facility, days)
        cells.append(PeriodCells(shown, Cell(occupancies[days].result.weighted, href), None))
    return TimeLine(MEAN, "Gewogen gemiddelde", one.counts_by(GUIDANCE), tuple(cells))


def utilisation_cell(
    window: Window, shown: ShownPeriod, code: str, one: AskedFacility, answers: Mapping[Quarter, UtilisationAnswer]
) -> Cell | None:
    """The utilisation of the quarter that ends with a period; None where no quarter that is over does."""
    quarter = Quarter.of(shown.whole.end)
    if quarter not in answers or shown.whole.end != quarter.period.end:
        return None
    figure = utilisation_of_line(code, one, answers[quarter].result)
    if figure is None:
        return Cell(None)
    return Cell(figure, utilisation_address(UTILISATION_LINE, window.facility, [quarter], code=figure.code))


def utilisation_of_line(code: str, one: AskedFacility, result: Utilisation) -> Figure | None:
    """The utilisation beside a line's occupancy: of residence its group, of day guidance the group too (F-8)."""
    module = one.lines.get(code)
    is_day_guidance = module is not None and in_group(module, DAY_GUIDANCE_GROUP)
    group = POOL if code == POOL else DAY_GUIDANCE_GROUP if is_day_guidance else None
    figures = [each.figure for each in result.groups] if group else [*result.modules]
    found = next((figure for figure in figures if figure.code == (group or code)), None)
    return None if found in result.without else found


def line_to_show(lines: Sequence[TimeLine], wanted: str) -> TimeLine | None:
    """The line that is drawn: the one asked for, else residence, else the first with a rate."""
    drawable = [line for line in lines if line.has_rates]
    by_code = {line.code: line for line in drawable}
    return by_code.get(wanted) or by_code.get(POOL) or next(iter(drawable), None)


def rates_drawn(line: TimeLine) -> RatePlot:
    """Occupancy and utilisation of one line against 100 % (F-1, F-8)."""
    occupancy = [Rate(cell.shown.whole.begin, cell.shown.whole.end, cell.occupancy.rate) for cell in line.cells]
    utilisation = []
    for cell in line.cells:
        if cell.utilisation is not None:
            quarter = Quarter.of(cell.shown.whole.end).period
            utilisation.append(Rate(quarter.begin, quarter.end, cell.utilisation.rate))
    return rate_plot([occupancy, utilisation])


def lines_drawn(window: Window, lines: Sequence[TimeLine], mean: TimeLine, drawn: TimeLine | None) -> dict[str, Any]:
    """The drawing of one line with the ways to the others, and the table of all of them with their mean."""
    return {
        "lines": [*lines, mean] if lines else [],
        "line_heads": [{"label": "Module"}, *({"label": shown.name, "num": True} for shown in window.periods)],
        "drawn": drawn,
        "rates": rates_drawn(drawn) if drawn else None,
        "drawn_links": [
            (line.name, window.address(lijn=line.code, _anchor="over-time"), line is drawn)
            for line in lines
            if line.has_rates
        ],
    }
