"""Two counts a period as bars beside each other: what came and what went."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.plots.area import ValueTick, dotted, value_steps
from app.plots.calendar_axis import RIGHT_EDGE, WIDTH

LEFT, TOP, BOTTOM, HEIGHT = 46.0, 24.0, 150.0, 178.0
WIDEST_BAR = 40.0


@dataclass(frozen=True)
class PairBar:
    """One bar with its count above it."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int


@dataclass(frozen=True)
class Pair:
    """The two bars of one period, and its name under them."""

    label: str
    middle: float
    first: PairBar
    second: PairBar


@dataclass(frozen=True)
class PairPlot:
    """Pairs of bars ready to be drawn; the scale starts at zero."""

    width: int
    height: float
    left: float
    right: float
    bottom: float
    value_ticks: tuple[ValueTick, ...]
    pairs: tuple[Pair, ...]


def pair_plot(counts: Sequence[tuple[str, int, int]]) -> PairPlot:
    """Draws two bars for each named period. Raises ValueError without periods."""
    if not counts:
        raise ValueError("there are no periods to draw")
    scale = value_steps(max(1, *(max(first, second) for _, first, second in counts)))
    room = (RIGHT_EDGE - LEFT) / len(counts)
    width = min(WIDEST_BAR, round(room * 0.36, 1))

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / scale[-1], 1)

    def bar(x: float, count: int) -> PairBar:
        return PairBar(round(x, 1), y(count), width, round(BOTTOM - y(count), 1), round(x + width / 2, 1), count)

    pairs = []
    for place, (label, first, second) in enumerate(counts):
        middle = round(LEFT + room * (place + 0.5), 1)
        pairs.append(Pair(label, middle, bar(middle - width - 1, first), bar(middle + 1, second)))
    ticks = tuple(ValueTick(y(value), dotted(value)) for value in scale)
    return PairPlot(WIDTH, HEIGHT, LEFT, RIGHT_EDGE, BOTTOM, ticks, tuple(pairs))
