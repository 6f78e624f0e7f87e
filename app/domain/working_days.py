"""The days on which people work in Belgium, where a figure is measured by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from holidays.countries.belgium import Belgium

from app.domain.period import Period

SATURDAY = 5


@lru_cache(maxsize=512)
def public_holidays(year: int) -> frozenset[date]:
    """The Belgian public holidays of a year, also those on a weekend (F-8)."""
    return frozenset(Belgium(years=year))


def is_working_day(day: date) -> bool:
    """Whether a day lies from Monday to Friday and is no Belgian public holiday (F-8)."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def holidays_in_the_week(period: Period) -> Iterator[date]:
    """The public holidays of a period that fall from Monday to Friday, which leave fewer working days (F-8)."""
    return (day for day in period.days() if day.weekday() < SATURDAY and not is_working_day(day))


@lru_cache(maxsize=512)
def working_days(period: Period) -> int:
    """How many working days a period has, both ends counted (F-8)."""
    return sum(map(is_working_day, period.days()))
