"""Supporting guidance: the days registered in the quarter statements, over thirty a module and quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.capacity import CapacityPiece
from app.domain.figures.measures import Measure, measured
from app.domain.figures.result import NO_INPUT, PART_OF_QUARTER, Figure, Part, divided, not_computed
from app.domain.period import Period
from app.domain.quarter import Quarter

# One module is 12 young people × 10 days a year, so 30 days a quarter (H14.2).
SUPPORTING_DAYS = Measure(Fraction(30), "quarter")


def supporting_guidance(
    code: str, period: Period, totals: Mapping[Quarter, Decimal | None], pieces: Iterable[CapacityPiece]
) -> Figure:
    """The occupancy, and so the utilisation, of supporting guidance over whole quarters (F-3, F-8, H14.2).

    `totals` holds the days registered in each quarter that asks them, None where they were not filled in; `pieces` the
    module's capacity rows within the period. A row that does not hold all quarter counts by its days. A quarter that
    asks none adds none, but when no quarter does nothing is known.
    """
    quarters = Quarter.covering(period)
    if quarters is None:
        return not_computed(code, PART_OF_QUARTER)
    asked = {quarter: totals[quarter] for quarter in quarters if quarter in totals}
    registered = [registered_part(code, quarter, days) for quarter, days in asked.items()]
    parts = (*registered, *measured(pieces, SUPPORTING_DAYS))
    if not asked or None in asked.values():
        return replace(not_computed(code, NO_INPUT), made_of=parts)
    return divided(code, parts)


def registered_part(code: str, quarter: Quarter, total: Decimal | None) -> Part:
    """What a facility registered for a module in one quarter; a part `missing` where it filled in nothing."""
    whole, days = quarter.period, Fraction(total or 0)
    what = "missing" if total is None else "registered"
    return Part(what, code, whole.begin, whole.end, whole.day_count, days, days)
