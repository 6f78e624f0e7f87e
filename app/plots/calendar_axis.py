"""A calendar from left to right, with its years, quarters or months: what every drawing of time stands on."""

from dataclasses import dataclass
from datetime import date

WIDTH = 860
RIGHT_EDGE = 840.0
LABEL_COLUMN = 150.0
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True)
class Axis:
    """A calendar laid out from left to right: from the first moment of `begin` to the last moment of `end`."""

    begin: date
    end: date
    left: float = LABEL_COLUMN
    right: float = RIGHT_EDGE

    def __post_init__(self) -> None:
        if self.end < self.begin:
            raise ValueError("a calendar cannot end before it begins")

    @property
    def days(self) -> int:
        """How many days the calendar shows, first and last included."""
        return (self.end - self.begin).days + 1

    def x(self, day: date) -> float:
        """Where the first moment of a day stands; a day outside the calendar stands at its edge."""
        share = (day - self.begin).days / self.days
        return round(self.left + (self.right - self.left) * min(max(share, 0.0), 1.0), 1)


@dataclass(frozen=True)
class Tick:
    """A line of the calendar; `label` is empty where there is no room for one."""

    x: float
    label: str
    strong: bool


def calendar_ticks(axis: Axis) -> tuple[Tick, ...]:
    """The years, quarters or months of a calendar, whichever can be read at its length."""
    step = 1 if axis.days <= 400 else 3 if axis.days <= 366 * 5 else 12
    ticks: list[Tick] = []
    last_labelled = -1e9
    for day in _month_starts(axis, step):
        x = axis.x(day)
        label = _tick_label(day, step) if x - last_labelled >= 30 and axis.right - x >= 18 else ""
        last_labelled = x if label else last_labelled
        ticks.append(Tick(x, label, day.month == 1))
    return tuple(ticks)


def _month_starts(axis: Axis, step: int) -> list[date]:
    """The first days of every month, quarter or year in the calendar; its own first day if there are none."""
    months = range(axis.begin.year * 12 + axis.begin.month - 1, axis.end.year * 12 + axis.end.month)
    starts = [date(month // 12, month % 12 + 1, 1) for month in months if month % 12 % step == 0]
    return [day for day in starts if axis.begin <= day <= axis.end] or [axis.begin]


def _tick_label(day: date, step: int) -> str:
    if day.day != 1:
        return f"{day:%d/%m/%Y}"
    if day.month == 1:
        return str(day.year)
    return MONTHS[day.month - 1] if step == 1 else f"K{(day.month + 2) // 3}"
