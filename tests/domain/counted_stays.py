"""What the database would count of some schakelingen, as the formulas are given it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.domain.combinations import CRISIS_STAY
from app.domain.figures.cah import Length, length_within
from app.domain.figures.ckg import GuidanceRow
from app.domain.figures.deployment import DeploymentRow, counted_days, counted_from
from app.domain.period import OPEN_END, Period
from tests.domain.naive import NaiveStay


def counted(stays: list[NaiveStay], segment: Period) -> dict[str, int]:
    """The days per module of one segment by the closed form that the read model uses."""
    rows = [
        DeploymentRow(stay.client, code, stay.begin, stay.end or OPEN_END, guaranteed)
        for stay in stays
        for code, guaranteed in stay.modules
    ]
    days: dict[str, int] = {}
    for one, first in zip(rows, counted_from(rows), strict=True):
        if segment.clip(one.begin, one.end) is not None:
            days[one.module] = days.get(one.module, 0) + counted_days(one, first, segment)
    return days


def lengths(stays: Iterable[NaiveStay], segment: Period) -> dict[str, Counter[Length]]:
    """The schakelingen of one segment per module by their days in it, and the rule set of their last day."""
    found: dict[str, Counter[Length]] = {}
    for stay in stays:
        if segment.clip(stay.begin, stay.end) is not None:
            for code, _ in stay.modules:
                found.setdefault(code, Counter())[length_within(segment, stay.begin, stay.end)] += 1
    return found


def guidance(stays: Iterable[NaiveStay]) -> tuple[GuidanceRow, ...]:
    """Every module of every schakeling with the dossier it lies in."""
    return tuple(
        GuidanceRow(stay.dossier, code, stay.begin, stay.end or OPEN_END, ticked, (CRISIS_STAY, True) in stay.modules)
        for stay in stays
        for code, ticked in stay.modules
    )
