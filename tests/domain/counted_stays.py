"""What the database would count of some schakelingen, as the formulas are given it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.domain.capacity import CapacityRow
from app.domain.combinations import CRISIS_STAY
from app.domain.figures.cah import Length, Window, length_within
from app.domain.figures.ckg import GuidanceRow
from app.domain.figures.crisis_windows import crisis_windows
from app.domain.figures.deployment import DeploymentRow, counted_days, counted_from
from app.domain.figures.lines import ModuleLines
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


def lengths(
    stays: Iterable[NaiveStay], period: Period, rows: Iterable[CapacityRow], modules: ModuleLines
) -> dict[Window, dict[str, Counter[Length]]]:
    """The crisis help of a period per window and module: the schakelingen by their days, and how these are counted."""
    windows = {window for own in crisis_windows(period, rows, modules).values() for window, _ in own}
    found: dict[Window, dict[str, Counter[Length]]] = {window: {} for window in windows}
    for window, counts in found.items():
        for stay in stays:
            if window.holds(stay.begin, stay.end):
                for code, _ in stay.modules:
                    counts.setdefault(code, Counter())[length_within(window.days, stay.begin, stay.end)] += 1
    return found


def guidance(stays: Iterable[NaiveStay]) -> tuple[GuidanceRow, ...]:
    """Every module of every schakeling with the dossier it lies in."""
    return tuple(
        GuidanceRow(stay.dossier, code, stay.begin, stay.end or OPEN_END, ticked, (CRISIS_STAY, True) in stay.modules)
        for stay in stays
        for code, ticked in stay.modules
    )
