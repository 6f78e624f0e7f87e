"""Which figures of all facilities people ask before they choose anything: these are kept ready (F-7, F-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.figures.summary import RateKind
from app.domain.period import Period
from app.domain.quarter import Quarter


@dataclass(frozen=True, order=True)
class Asked:
    """One rate of all facilities over one period."""

    kind: RateKind
    period: Period


def year_so_far(today: date) -> Period:
    """This year up to today: what a page of occupancy or deployment shows before anybody chose."""
    return Period(date(today.year, 1, 1), today)


def finished_quarters(today: date) -> tuple[Quarter, ...]:
    """This year as far as its quarters are over, in the first quarter last year: a CKG counts from 1 January (F-5)."""
    last = Quarter.of(today).previous
    return Quarter.between(Quarter(last.year, 1), last)


def last_quarter(today: date) -> tuple[Quarter, ...]:
    """The last quarter that is over: what the page of utilisation shows before anybody chose."""
    return (Quarter.of(today).previous,)


def usual_questions(today: date) -> tuple[Asked, ...]:
    """What the pages of all facilities ask by themselves on a day, and the whole of last year."""
    finished = finished_quarters(today)
    dashboard = Period(finished[0].period.begin, finished[-1].period.end)
    last_year = Period.year(today.year - 1)
    return (
        Asked(RateKind.OCCUPANCY, dashboard),
        Asked(RateKind.OCCUPANCY, year_so_far(today)),
        Asked(RateKind.OCCUPANCY, last_year),
        Asked(RateKind.UTILISATION, dashboard),
        Asked(RateKind.UTILISATION, last_quarter(today)[0].period),
        Asked(RateKind.UTILISATION, last_year),
    )
