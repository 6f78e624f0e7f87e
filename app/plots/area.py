"""A quantity per day as a filled line from zero, against the capacity that held on each day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from app.plots.calendar_axis import WIDTH, Axis, Tick, calendar_ticks

Value = int | float | Decimal | Fraction

CAPACITY_LABEL_WIDTH = 220.0


@dataclass(frozen=True)
class ValueTick:
    """A line of the scale of values."""

    y: float
    label: str


@dataclass(frozen=True)
class ValueScale:
    """Where values stand between `bottom`, which is zero, and `top`, which is the highest of `steps`."""

    top: float
    bottom: float
    steps: Sequence[int]

    def y(self, value: Value) -> float:
        """The height of a value in the drawing."""
        return round(self.bottom - (self.bottom - self.top) * float(value) / self.steps[-1], 1)

    def ticks(self, words: Callable[[int], str]) -> tuple[ValueTick, ...]:
        """The lines of the scale, each with its words."""
        return tuple(ValueTick(self.y(step), words(step)) for step in self.steps)


@dataclass(frozen=True)
class CapacityLabel:
    """The words at a step of the capacity line: "12 vanaf 01/10"."""

    x: float
    y: float
    label: str
    anchor: str


@dataclass(frozen=True)
class AreaRow:
    """Days in a row with the same value and capacity, for the table beside the plot."""

    begin: date
    end: date
    value: Value
    capacity: Value | None


@dataclass(frozen=True)
class AreaPlot:
    """A quantity per day against the capacity, ready to be drawn; the scale starts at zero."""

    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    value_ticks: tuple[ValueTick, ...]
    area: str
    line: str
    capacity_path: str
    capacity_labels: tuple[CapacityLabel, ...]
    rows: tuple[AreaRow, ...]


def value_steps(highest: float) -> list[int]:
    """The round numbers of a scale from zero to just above the highest value, four to six of them."""
    size = 1
    while True:
        for step in (size, 2 * size, 4 * size, 5 * size):
            if step * 5 >= highest:
                count = max(-(-int(highest * 1000) // (step * 1000)), 1)
                return [step * number for number in range(count + 1)]
        size *= 10


def area_plot(points: Sequence[tuple[date, Value]], capacity_steps: Sequence[tuple[date, Value | None]]) -> AreaPlot:
    """The deployed places per day as a filled line from zero, against the recognised capacity.

    `points` has one value for each day, in order and without gaps; `capacity_steps` says from which day which capacity
    holds (M-3: a row holds until the next; None or no row is no capacity). Raises ValueError without points.
    """
    if not points:
        raise ValueError("there are no days to draw")
    axis = Axis(points[0][0], points[-1][0], left=46.0)
    days = [day for day, _ in points]
    capacities = _capacity_by_day(days, capacity_steps)
    highest = max(float(value) for value in [*(value for _, value in points), *(each or 0 for each in capacities)])
    top, bottom = 34.0, 172.0
    scale = ValueScale(top, bottom, value_steps(highest))
    y = scale.y
    places = [(axis.x(day), y(value)) for day, value in points]
    places.append((axis.right, places[-1][1]))
    line = " ".join(f"{x},{height}" for x, height in places)
    return AreaPlot(
        WIDTH, 205, axis.left, axis.right, top, bottom, calendar_ticks(axis),
        scale.ticks(dotted),
        f"{axis.left},{bottom} {line} {axis.right},{bottom}", line,
        _capacity_path(axis, days, capacities, y), _capacity_labels(axis, days, capacities, y),
        _area_rows(points, capacities),
    )  # fmt: skip


def dotted(number: int) -> str:
    """A whole number with points between thousands."""
    return f"{number:,}".replace(",", ".")


def amount_words(value: Value) -> str:
    """An amount in figures, with a decimal comma where it needs one."""
    return f"{float(value):.10g}".replace(".", ",")


def _capacity_by_day(days: Sequence[date], steps: Sequence[tuple[date, Value | None]]) -> list[Value | None]:
    """The capacity that holds on each of the days drawn."""
    ordered = sorted(steps, key=lambda step: step[0])
    capacities: list[Value | None] = []
    current: Value | None = None
    position = 0
    for day in days:
        while position < len(ordered) and ordered[position][0] <= day:
            current = ordered[position][1]
            position += 1
        capacities.append(current)
    return capacities


def _runs(capacities: Sequence[Value | None]) -> list[tuple[int, int]]:
    """The stretches of days with one capacity, as the first index and the index after the last."""
    starts = [number for number, each in enumerate(capacities) if number == 0 or capacities[number - 1] != each]
    return list(zip(starts, [*starts[1:], len(capacities)], strict=True))


def _capacity_path(
    axis: Axis, days: Sequence[date], capacities: Sequence[Value | None], y: Callable[[Value], float]
) -> str:
    """The capacity as one dashed line of steps, broken where there is none."""
    parts: list[str] = []
    drawing = False
    for first, after in _runs(capacities):
        capacity = capacities[first]
        if capacity is None:
            drawing = False
            continue
        start = axis.x(days[first])
        stop = axis.right if after == len(days) else axis.x(days[after])
        parts.append(f"V{y(capacity)} H{stop}" if drawing else f"M{start} {y(capacity)} H{stop}")
        drawing = True
    return " ".join(parts)


def _capacity_labels(
    axis: Axis, days: Sequence[date], capacities: Sequence[Value | None], y: Callable[[Value], float]
) -> tuple[CapacityLabel, ...]:
    """Words at each step of the capacity, left out where two would run into each other."""
    labels: list[CapacityLabel] = []
    free_from = axis.left
    for first, _ in _runs(capacities):
        capacity, x = capacities[first], axis.x(days[first])
        if capacity is None or x < free_from:
            continue
        label = _capacity_words(capacity, days[first] if first else None)
        near_edge = axis.right - x < CAPACITY_LABEL_WIDTH
        label_x, anchor = (axis.right, "end") if near_edge else (x + 6, "start")
        labels.append(CapacityLabel(label_x, y(capacity) - 6, label, anchor))
        free_from = axis.right if near_edge else x + CAPACITY_LABEL_WIDTH
    return tuple(labels)


def _capacity_words(capacity: Value, since: date | None) -> str:
    amount = amount_words(capacity)
    return f"{amount} vanaf {since:%d/%m}" if since else amount


def _area_rows(points: Sequence[tuple[date, Value]], capacities: Sequence[Value | None]) -> tuple[AreaRow, ...]:
    """Takes days in a row with the same figures together."""
    rows: list[AreaRow] = []
    for (day, value), capacity in zip(points, capacities, strict=True):
        last = rows[-1] if rows else None
        if last and last.end + timedelta(days=1) == day and (last.value, last.capacity) == (value, capacity):
            rows[-1] = AreaRow(last.begin, day, value, capacity)
        else:
            rows.append(AreaRow(day, day, value, capacity))
    return tuple(rows)
