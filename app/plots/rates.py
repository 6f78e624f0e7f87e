"""Rates over time as lines between points, against the whole of 100 %."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.plots.area import ValueScale, ValueTick, value_steps
from app.plots.calendar_axis import WIDTH, Axis, Tick, calendar_ticks

WHOLE = 100
# From one label to the next, so that they never run into each other.
LABEL_ROOM = 44.0
TOP, BOTTOM, HEIGHT = 26.0, 190.0, 220.0


@dataclass(frozen=True)
class Rate:
    """The rate of the days from begin to end, both included; None where it cannot be computed."""

    begin: date
    end: date
    rate: Fraction | None


@dataclass(frozen=True)
class RateMark:
    """Where a rate stands, and its words: "85 %"; `has_room` tells whether they can be read above it."""

    x: float
    y: float
    label: str
    has_room: bool = True


@dataclass(frozen=True)
class RateLine:
    """The rates of one kind: marks, and the stretches of line between those that follow each other."""

    marks: tuple[RateMark, ...]
    stretches: tuple[str, ...]


@dataclass(frozen=True)
class RatePlot:
    """Rates over time ready to be drawn; the scale starts at zero and always shows 100 %."""

    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    value_ticks: tuple[ValueTick, ...]
    whole_y: float
    lines: tuple[RateLine, ...]


def rate_plot(series: Sequence[Sequence[Rate]]) -> RatePlot:
    """Draws one line per kind of rate, each rate in the middle of its days; a line breaks where a rate is missing.

    Raises ValueError without any days.
    """
    every = [rate for rates in series for rate in rates]
    if not every:
        raise ValueError("there are no rates to draw")
    axis = Axis(min(rate.begin for rate in every), max(rate.end for rate in every), left=52.0)
    highest = max([float(rate.rate) * WHOLE for rate in every if rate.rate is not None] + [WHOLE])
    scale = ValueScale(TOP, BOTTOM, value_steps(highest))
    return RatePlot(
        WIDTH, HEIGHT, axis.left, axis.right, TOP, BOTTOM, calendar_ticks(axis),
        scale.ticks(lambda percents: f"{percents} %"), scale.y(WHOLE),
        tuple(_line(axis, scale.y, rates) for rates in series),
    )  # fmt: skip


def _line(axis: Axis, y: Callable[[float], float], rates: Sequence[Rate]) -> RateLine:
    marks: list[RateMark] = []
    stretches: list[list[str]] = [[]]
    labelled = -LABEL_ROOM
    for rate in rates:
        if rate.rate is None:
            stretches.append([])
            continue
        middle = (axis.x(rate.begin) + axis.x(rate.end + timedelta(days=1))) / 2
        has_room = middle - labelled >= LABEL_ROOM
        labelled = middle if has_room else labelled
        mark = RateMark(round(middle, 1), y(float(rate.rate) * WHOLE), f"{round(rate.rate * WHOLE)} %", has_room)
        marks.append(mark)
        stretches[-1].append(f"{mark.x},{mark.y}")
    return RateLine(tuple(marks), tuple(" ".join(points) for points in stretches if len(points) > 1))
