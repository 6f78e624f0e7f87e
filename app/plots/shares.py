"""Bars for the classes of a table: one's own above the sector's, and a bracket around the middle half of others."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.plots.area import value_steps
from app.plots.calendar_axis import WIDTH
from app.plots.timeline import shortened

LABEL_WIDTH, LEFT, RIGHT, WORDS_X = 240.0, 250.0, 550.0, 562.0
TOP, LANE_HEIGHT = 2.0, 42.0
TEXT_Y, FIRST_Y, SECOND_Y, BRACKET_Y = 20.0, 6.0, 20.0, 34.0


@dataclass(frozen=True)
class Bounds:
    """Between which figures the middle half of others lies."""

    lower: float
    upper: float


@dataclass(frozen=True)
class ShareLane:
    """What is known of one class: the two figures, the bounds of others, and its words; None is not drawn."""

    label: str
    words: str
    first: float | None
    second: float | None
    others: Bounds | None = None


@dataclass(frozen=True)
class DrawnLane:
    """One lane: the widths of its bars and of its bracket from `left` on, and the heights at which they begin."""

    label: str
    short_label: str
    words: str
    text_y: float
    first_y: float
    second_y: float
    bracket_y: float
    first: float | None
    second: float | None
    others_x: float | None
    others_width: float | None


@dataclass(frozen=True)
class SharesPlot:
    """Lanes ready to be drawn; the scale starts at zero."""

    width: int
    height: float
    left: float
    words_x: float
    lanes: tuple[DrawnLane, ...]


def shares_plot(lanes: Sequence[ShareLane]) -> SharesPlot:
    """Draws a lane for each class, all on one scale. Raises ValueError without classes."""
    if not lanes:
        raise ValueError("there are no classes to draw")
    highest = value_steps(max(1.0, *(figure for lane in lanes for figure in _figures(lane))))[-1]
    drawn = tuple(_drawn(lane, TOP + LANE_HEIGHT * place, highest) for place, lane in enumerate(lanes))
    return SharesPlot(WIDTH, TOP + LANE_HEIGHT * len(lanes), LEFT, WORDS_X, drawn)


def _figures(lane: ShareLane) -> list[float]:
    found = [lane.first, lane.second]
    found += [lane.others.lower, lane.others.upper] if lane.others else []
    return [figure for figure in found if figure is not None]


def _drawn(lane: ShareLane, top: float, highest: int) -> DrawnLane:
    def width(figure: float) -> float:
        return round((RIGHT - LEFT) * figure / highest, 1)

    first, second = (None if figure is None else width(figure) for figure in (lane.first, lane.second))
    x = length = None
    if lane.others is not None:
        x = round(LEFT + width(lane.others.lower), 1)
        length = max(2.0, width(lane.others.upper - lane.others.lower))
    heights = (top + TEXT_Y, top + FIRST_Y, top + SECOND_Y, top + BRACKET_Y)
    return DrawnLane(lane.label, shortened(lane.label, LABEL_WIDTH), lane.words, *heights, first, second, x, length)
