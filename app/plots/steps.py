"""Amounts that hold from a day until the next one, as steps: the history of a capacity."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.plots.area import Value, ValueScale, ValueTick, amount_words, dotted, value_steps
from app.plots.calendar_axis import WIDTH, Axis, Tick, calendar_ticks

LABEL_WIDTH = 44.0
TOP, BOTTOM, HEIGHT = 26.0, 132.0, 164.0


@dataclass(frozen=True)
class Step:
    """From `begin` on, until the next step, a whole of `value` of which `part` is counted apart."""

    begin: date
    value: Value
    part: Value


@dataclass(frozen=True)
class StepLabel:
    """The amount of a step in figures, above its line."""

    x: float
    y: float
    label: str
    anchor: str


@dataclass(frozen=True)
class StepPlot:
    """Steps ready to be drawn; `part_path` is empty where the part is always the whole."""

    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    value_ticks: tuple[ValueTick, ...]
    area: str
    path: str
    part_path: str
    labels: tuple[StepLabel, ...]
    today_x: float
    today_anchor: str


def step_plot(steps: Sequence[Step], today: date) -> StepPlot:
    """Draws steps from the first one to the end of the year of the last one or of today, whichever is later.

    The scale starts at zero. Raises ValueError without steps.
    """
    if not steps:
        raise ValueError("there are no steps to draw")
    ordered = sorted(steps, key=lambda step: step.begin)
    axis = Axis(min(ordered[0].begin, today), date(max(ordered[-1].begin, today).year, 12, 31), left=46.0)
    scale = ValueScale(TOP, BOTTOM, value_steps(max(float(step.value) for step in ordered)))
    y = scale.y
    begins = [axis.x(step.begin) for step in ordered]
    path = _path(begins, [y(step.value) for step in ordered], axis.right)
    has_part = any(step.part != step.value for step in ordered)
    today_x = axis.x(today)
    return StepPlot(
        WIDTH, HEIGHT, axis.left, axis.right, TOP, BOTTOM, calendar_ticks(axis),
        scale.ticks(dotted),
        f"{path} V{BOTTOM} H{begins[0]} Z", path,
        _path(begins, [y(step.part) for step in ordered], axis.right) if has_part else "",
        _labels(begins, ordered, y, axis), today_x, "end" if today_x > axis.right - 40 else "middle",
    )  # fmt: skip


def _path(begins: Sequence[float], heights: Sequence[float], right: float) -> str:
    ends = [*begins[1:], right]
    moves = [f"V{height} H{end}" for height, end in zip(heights, ends, strict=True)]
    return f"M{begins[0]} {heights[0]} " + " ".join(moves)


def _labels(
    begins: Sequence[float], steps: Sequence[Step], y: Callable[[Value], float], axis: Axis
) -> tuple[StepLabel, ...]:
    """The amount at the begin of each step; where two would run into each other the later one is left out."""
    labels: list[StepLabel] = []
    free_from = axis.left
    for x, step in zip(begins, steps, strict=True):
        if x < free_from:
            continue
        label_x, anchor = (axis.right, "end") if axis.right - x < LABEL_WIDTH else (x + 4, "start")
        labels.append(StepLabel(label_x, y(step.value) - 6, amount_words(step.value), anchor))
        free_from = x + LABEL_WIDTH
    return tuple(labels)
