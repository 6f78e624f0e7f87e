"""How days, moments and figures are written on every page: dd/mm/jjjj, Brussels time, decimal comma."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from flask import Flask

from app.domain.civil_time import BRUSSELS

KILOBYTE = 1024
MOST_DECIMALS = 2


def install(app: Flask) -> None:
    """Makes the filters known to the templates."""
    for name, function in (("date", day), ("moment", moment), ("number", number), ("percent", percent)):
        app.jinja_env.filters[name] = function


def day(value: date | None) -> str:
    """A day as dd/mm/jjjj; nothing for none."""
    return f"{value:%d/%m/%Y}" if value else ""


def moment(value: datetime | None) -> str:
    """A moment as dd/mm/jjjj uu:mm, in Brussels."""
    return f"{value.astimezone(BRUSSELS):%d/%m/%Y %H:%M}" if value else ""


def number(value: int | Decimal | Fraction | None, decimals: int | None = None) -> str:
    """A number with a decimal comma and points between thousands; without `decimals`, what two of them leave of it."""
    if value is None:
        return ""
    most = MOST_DECIMALS if decimals is None else decimals
    # Adding nothing takes the sign from a zero.
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP) + 0
    places = max(0, -_exponent(rounded.normalize())) if decimals is None else decimals
    return f"{rounded:,.{places}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def percent(value: Fraction | Decimal | None, decimals: int = 1) -> str:
    """A rate as a percentage: 0,854 becomes 85,4 %."""
    return "" if value is None else f"{number(_decimal(value) * 100, decimals)} %"


def size_in_words(size: int) -> str:
    """How large a file is, from its bytes: whole kilobytes, at least one, or megabytes with a decimal."""
    if size < KILOBYTE * KILOBYTE:
        return f"{number(max(1, round(size / KILOBYTE)))} kB"
    return f"{number(Fraction(size, KILOBYTE * KILOBYTE), 1)} MB"


def _decimal(value: int | Decimal | Fraction) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(value)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def today_in_brussels() -> date:
    """The calendar day on which somebody works now; rules get it as an argument and never ask."""
    return datetime.now(BRUSSELS).date()
