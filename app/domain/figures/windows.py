"""The quarters or months that figures are followed over, and how far they have passed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.domain.period import Period, add_months, days_in_month
from app.domain.quarter import Quarter

QUARTERS_SHOWN, MONTHS_SHOWN = 8, 12


class Step(StrEnum):
    """Whether figures are followed per quarter or per month, as the address says it."""

    QUARTER = "kwartaal"
    MONTH = "maand"


def periods_until(last: Quarter, step: Step) -> tuple[Period, ...]:
    """The eight quarters, or the twelve months, that end with a quarter."""
    if step is Step.QUARTER:
        return tuple(quarter.period for quarter in quarters_until(last, step))
    begins = [add_months(last.next.period.begin, -count) for count in range(MONTHS_SHOWN, 0, -1)]
    return tuple(Period(begin, begin.replace(day=days_in_month(begin.year, begin.month))) for begin in begins)


def quarters_until(last: Quarter, step: Step) -> tuple[Quarter, ...]:
    """The whole quarters within the same days, for what is only known per quarter (F-8)."""
    count = QUARTERS_SHOWN if step is Step.QUARTER else MONTHS_SHOWN // 3
    index = last.year * 4 + last.number - count
    return Quarter.between(Quarter(index // 4, index % 4 + 1), last)


def passed(period: Period, today: date) -> Period | None:
    """The days of a period up to today, both counted; None when it has yet to begin."""
    return period.clip(period.begin, today)


def from_new_year(period: Period) -> Period:
    """From 1 January of the year in which a period ends to its end: how points of a CKG are counted (F-5, F-6)."""
    return Period(date(period.end.year, 1, 1), period.end)
