"""What a change of capacity does to the occupancy, in the words and columns of the page (M-3)."""

from __future__ import annotations

from dataclasses import dataclass

from app.database import BincSession
from app.domain.figures.result import MEAN, Figure
from app.domain.period import OPEN_END, Period, days_in_words
from app.presentation import number
from app.queries.capacity_effect import CapacityEffect, EffectOnFigure
from app.queries.capacity_history import line_name

WEIGHTED_NAME = "Gewogen gemiddelde van alle modules"
NO_FIGURE = "geen capaciteit en geen inzet"


@dataclass(frozen=True)
class ShownFigure:
    """One figure: its rate or why there is none, with numerator and denominator where they can be told."""

    figure: Figure | None

    @property
    def sentence(self) -> str:
        """Why there is no rate; empty where there is one."""
        return NO_FIGURE if self.figure is None else self.figure.sentence or ""

    @property
    def fraction(self) -> str:
        """Numerator over denominator; empty where they cannot be told."""
        if self.figure is None or self.figure.numerator is None or self.figure.denominator is None:
            return ""
        return f"{number(self.figure.numerator)} ÷ {number(self.figure.denominator)}"


@dataclass(frozen=True)
class EffectRow:
    """One figure over one period, as it is and as it would be."""

    period_name: str
    period: Period
    looks_ahead: bool
    now: ShownFigure
    then: ShownFigure
    difference: str


@dataclass(frozen=True)
class EffectOnLine:
    """All periods of one line."""

    name: str
    rows: tuple[EffectRow, ...]


@dataclass(frozen=True)
class ShownEffect:
    """The whole effect: from when until when another capacity would hold, and the concerned lines."""

    mark: str
    days: tuple[str, ...]
    lines: tuple[EffectOnLine, ...]
    looks_ahead: bool


def shown_effect(session: BincSession, effect: CapacityEffect) -> ShownEffect:
    """An effect line by line, the weighted mean last."""
    rows: dict[str, list[EffectRow]] = {}
    for over in effect.periods:
        for one in over.figures:
            shown = EffectRow(
                over.shown.name,
                over.shown.period,
                over.looks_ahead,
                ShownFigure(one.now),
                ShownFigure(one.then),
                difference_words(one),
            )
            rows.setdefault(one.code, []).append(shown)
    ordered = sorted(rows, key=lambda code: (code == MEAN, line_name(session, code)))
    lines = tuple(
        EffectOnLine(WEIGHTED_NAME if code == MEAN else line_name(session, code), tuple(rows[code])) for code in ordered
    )
    ahead = any(over.looks_ahead for over in effect.periods)
    return ShownEffect(effect.mark, tuple(days_words(one) for one in effect.changed), lines, ahead)


def days_words(period: Period) -> str:
    """Days on which another capacity would hold, in words."""
    if period.end == OPEN_END:
        return days_in_words(period.begin, None)
    return f"van {days_in_words(period.begin, period.end)}"


def difference_words(effect: EffectOnFigure) -> str:
    """By how much a rate would rise or fall, in percentage points."""
    if effect.is_same:
        return "geen verschil"
    now, then = (figure.rate if figure else None for figure in (effect.now, effect.then))
    if now is None or then is None:
        return "kan niet vergeleken worden"
    points = (then - now) * 100
    if not points:
        return "zelfde graad"
    shown = number(abs(points), 1)
    less_than_shown = "minder dan 0,1" if shown == "0,0" else shown
    return f"{less_than_shown} procentpunt {'hoger' if points > 0 else 'lager'}"
