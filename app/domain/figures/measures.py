"""In which unit the capacity of a line is measured: places a day, days a quarter, or points a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain.capacity import CapacityPiece
from app.domain.figures.result import Part
from app.domain.period import Period
from app.domain.quarter import Quarter


@dataclass(frozen=True)
class Measure:
    """What one recognised place (or point) is worth over a day, a whole quarter or a whole year.

    Of a part of a quarter or year it is worth the share of its days.
    """

    worth: Fraction
    over: Literal["day", "quarter", "year"]


DAYS = Measure(Fraction(1), "day")


def measured(
    pieces: Iterable[CapacityPiece],
    measure: Measure,
    counted: tuple[str, ...] = ("innovative", "guaranteed", "recognised"),
) -> Iterator[Part]:
    """What the capacity rows add: innovative and guaranteed count as occupied, recognised is the measure (F-1)."""
    for piece in pieces:
        quantities = [(what, getattr(piece.row, what)) for what in counted]
        for days, out_of in shares(piece.period, measure):
            share = measure.worth * Fraction(days.day_count, out_of)
            for what, number in quantities:
                if number:
                    quantity = Fraction(number)
                    yield Part(what, piece.row.line, days.begin, days.end, days.day_count, quantity, quantity * share,
                               measure.worth, out_of)  # fmt: skip


def shares(period: Period, measure: Measure) -> Iterator[tuple[Period, int]]:
    """A period cut into the quarters or years it lies in, each part with the days of the whole one."""
    if measure.over == "day":
        yield period, 1
        return
    for whole in wholes(period, measure):
        part = period.overlap(whole)
        if part is not None:
            yield part, whole.day_count


def wholes(period: Period, measure: Measure) -> Iterator[Period]:
    """The quarters or years that a period touches."""
    if measure.over == "year":
        return (Period.year(year) for year in range(period.begin.year, period.end.year + 1))
    return (quarter.period for quarter in Quarter.between(Quarter.of(period.begin), Quarter.of(period.end)))
