"""How rates lie: a lane for each kind with every rate as a disc, and a box around the middle half."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.plots.area import value_steps
from app.plots.calendar_axis import LABEL_COLUMN, RIGHT_EDGE, WIDTH, Tick

WHOLE = 100
LANE_HEIGHT, TOP = 34.0, 26.0


@dataclass(frozen=True)
class RatesOfKind:
    """The rates of one kind, with the quarter, the half and the three quarters of them."""

    label: str
    rates: tuple[Fraction, ...]
    quartiles: tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True)
class SpreadLane:
    """One lane: its discs, the box from the lower to the upper quartile, and the middle."""

    label: str
    y: float
    discs: tuple[float, ...]
    box_x: float
    box_width: float
    middle_x: float


@dataclass(frozen=True)
class SpreadPlot:
    """Lanes ready to be drawn; the scale starts at zero and always shows 100 %."""

    width: int
    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    lanes: tuple[SpreadLane, ...]


def spread_plot(kinds: Sequence[RatesOfKind]) -> SpreadPlot:
    """Draws one lane for each kind. Raises ValueError without kinds."""
    if not kinds:
        raise ValueError("there are no rates to draw")
    scale = value_steps(max(WHOLE, *(float(rate) * WHOLE for kind in kinds for rate in kind.rates)))

    def x(rate: Fraction) -> float:
        return round(LABEL_COLUMN + (RIGHT_EDGE - LABEL_COLUMN) * float(rate) * WHOLE / scale[-1], 1)

    lanes = tuple(_lane(kind, TOP + LANE_HEIGHT * (place + 0.5), x) for place, kind in enumerate(kinds))
    bottom = TOP + LANE_HEIGHT * len(kinds)
    ticks = tuple(Tick(x(Fraction(value, WHOLE)), f"{value} %", value == WHOLE) for value in scale)
    return SpreadPlot(WIDTH, bottom + 8, TOP, bottom, ticks, lanes)


def _lane(kind: RatesOfKind, y: float, x: Callable[[Fraction], float]) -> SpreadLane:
    lower, middle, upper = (x(rate) for rate in kind.quartiles)
    return SpreadLane(kind.label, y, tuple(x(rate) for rate in kind.rates), lower, round(upper - lower, 1), middle)
