"""The course of a dossier as bars under one calendar: decisions above, the kinds of help below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.period import days_in_words
from app.plots.calendar_axis import WIDTH, Axis, Tick, calendar_ticks

BAR_HEIGHT = 20
ROW_HEIGHT = 34
STACKED_ROW_HEIGHT = 24
NARROWEST_BAR = 3.0
LETTER_WIDTH = 6.9


@dataclass(frozen=True)
class Bar:
    """Something that lasted from `begin` to `end`, both included; no end means that it goes on."""

    begin: date
    end: date | None
    label: str
    colour: str
    title: str = ""


@dataclass(frozen=True)
class Lane:
    """One line of the drawing: a kind of help, or the decisions."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its place, and as much of its label as fits in it."""

    x: float
    y: float
    width: float
    height: float
    short_label: str
    title: str
    colour: str


@dataclass(frozen=True)
class DrawnLane:
    """A lane with its place."""

    label: str
    label_y: float
    bars: tuple[DrawnBar, ...]


@dataclass(frozen=True)
class TimelineRow:
    """One line of the table that says the same as the drawing."""

    lane: str
    label: str
    begin: date
    end: date | None


@dataclass(frozen=True)
class Timeline:
    """The course of a dossier, ready to be drawn."""

    width: int
    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    lanes: tuple[DrawnLane, ...]
    today_x: float | None
    today_anchor: str
    rows: tuple[TimelineRow, ...]


def shortened(label: str, width: float) -> str:
    """As much of a label as fits in a width, with an ellipsis where it was cut; nothing if under four letters fit."""
    room = int(width // LETTER_WIDTH)
    if len(label) <= room:
        return label
    return label[: room - 1].rstrip() + "…" if room >= 4 else ""


def _stacked(bars: Sequence[Bar]) -> list[tuple[int, Bar]]:
    """Gives bars that overlap a row of their own; bars that share only a boundary day stay side by side (S-4)."""
    row_ends: list[date] = []
    placed: list[tuple[int, Bar]] = []
    for bar in sorted(bars, key=lambda each: (each.begin, each.end or date.max)):
        row = next((number for number, end in enumerate(row_ends) if end <= bar.begin), len(row_ends))
        row_ends[row : row + 1] = [bar.end or date.max]
        placed.append((row, bar))
    return placed


def _drawn_bar(bar: Bar, row: int, y: float, axis: Axis) -> DrawnBar:
    x = min(axis.x(bar.begin), axis.right - NARROWEST_BAR)
    end_x = axis.right if bar.end is None or bar.end > axis.end else axis.x(bar.end)
    width = round(max(end_x - x, NARROWEST_BAR), 1)
    title = bar.title or f"{bar.label}, {_period_words(bar.begin, bar.end)}"
    return DrawnBar(
        x, y + row * STACKED_ROW_HEIGHT, width, BAR_HEIGHT, shortened(bar.label, width - 14), title, bar.colour
    )


def _period_words(begin: date, end: date | None) -> str:
    return days_in_words(begin, end) if end else f"{days_in_words(begin, None)}, loopt"


def _drawn_lane(lane: Lane, y: float, axis: Axis) -> tuple[DrawnLane, float]:
    """The lane at its place, and where the next one starts."""
    placed = [(row, bar) for row, bar in _stacked(lane.bars) if _in_sight(bar, axis)]
    bars = tuple(_drawn_bar(bar, row, y, axis) for row, bar in placed)
    rows = 1 + max((row for row, _ in placed), default=0)
    return DrawnLane(lane.label, y + 14, bars), y + (rows - 1) * STACKED_ROW_HEIGHT + ROW_HEIGHT


def _in_sight(bar: Bar, axis: Axis) -> bool:
    return bar.begin <= axis.end and (bar.end is None or bar.end >= axis.begin)


def timeline(lanes: Sequence[Lane], begin: date, end: date, today: date) -> Timeline:
    """Decisions and schakelingen as bars under one calendar with today marked.

    `begin` and `end` are the first and last day shown, both included; bars are cut at them. Raises ValueError if `end`
    is before `begin`.
    """
    axis = Axis(begin, end)
    y, top = 30.0, 22.0
    drawn: list[DrawnLane] = []
    for lane in lanes:
        drawn_lane, y = _drawn_lane(lane, y, axis)
        drawn.append(drawn_lane)
    bottom = max(y - 4, 60.0)
    today_x = axis.x(today) if begin <= today <= end else None
    anchor = "end" if today_x is not None and today_x > axis.right - 40 else "middle"
    rows = tuple(
        TimelineRow(lane.label, bar.label, bar.begin, bar.end)
        for lane in lanes
        for bar in sorted(lane.bars, key=lambda each: each.begin, reverse=True)
    )
    return Timeline(WIDTH, bottom + 20, top, bottom, calendar_ticks(axis), tuple(drawn), today_x, anchor, rows)
