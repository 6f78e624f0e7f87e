"""What a change of the capacity of a facility would do to its occupancy, by the formulas of every figure (M-3, F-1)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.database import BincSession
from app.domain.capacity import CapacityRow
from app.domain.capacity_effect import (
    NamedPeriod,
    changed_days,
    check_offered,
    check_settled,
    periods_to_show,
    settled_years,
)
from app.domain.faults import Caution
from app.domain.figures.lines import ModuleLine, line_of
from app.domain.figures.result import MEAN, Figure
from app.domain.period import Period
from app.queries.capacity_history import line_name
from app.queries.catalogue import approved_modules
from app.queries.figures.lines import capacity_of, module_lines
from app.queries.figures.occupancy import OccupancyAnswer, occupancy_with_each
from app.queries.processed_years import processed_years_of
from models.facility import Facility


@dataclass(frozen=True)
class EffectOnFigure:
    """One figure over one period as it is, and as it would be; None where the line has no figure there."""

    code: str
    now: Figure | None
    then: Figure | None

    @property
    def is_same(self) -> bool:
        """Whether the change leaves this figure as it is."""
        return _told(self.now) == _told(self.then)


@dataclass(frozen=True)
class EffectOverPeriod:
    """The concerned figures over one period; `looks_ahead` says that part of it has still to come."""

    shown: NamedPeriod
    looks_ahead: bool
    figures: tuple[EffectOnFigure, ...]


@dataclass(frozen=True)
class CapacityEffect:
    """All that a change of capacity would do: on which days another capacity holds, to which figures, what to confirm.

    `mark` stands for this very change of these very rows: another mark is another effect to look at.
    """

    changed: tuple[Period, ...]
    periods: tuple[EffectOverPeriod, ...]
    cautions: tuple[Caution, ...]
    mark: str


def stored_rows(session: BincSession, facility: Facility) -> list[CapacityRow]:
    """The capacity rows of a facility as the formulas see them."""
    return capacity_of(session, [facility.id]).get(facility.id, [])


def effect_of(
    session: BincSession,
    facility: Facility,
    after: Sequence[CapacityRow],
    *,
    today: date,
    own_period: Period | None = None,
) -> CapacityEffect:
    """What happens to the occupancy when these become the capacity rows of a facility (M-3).

    The deployments are those known today, also over days that have still to come. `own_period` is shown besides, first.
    """
    before = stored_rows(session, facility)
    changed = changed_days(before, after)
    settled = settled_years(changed, processed_years_of(session, [facility.id]).get(facility.id, ()))
    shown = _periods(changed, settled, today, own_period)
    modules = module_lines(session, facility.organisation_type)
    lines = _concerned(modules, before, after)
    effects = tuple(_over(session, facility, before, after, one, lines, today) for one in shown)
    cautions = (*check_settled(settled), *_not_offered(session, facility, modules, set(after) - set(before)))
    return CapacityEffect(changed, effects, cautions, _mark(before, after))


def _not_offered(
    session: BincSession, facility: Facility, modules: Mapping[str, ModuleLine], rows: Collection[CapacityRow]
) -> Iterator[Caution]:
    """What has to be confirmed of rows that hold for modules which the facility may not offer (M-2, M-3)."""
    approved = approved_modules(session, facility.id) if rows else []
    for row in rows:
        codes = {row.line} | {code for code, module in modules.items() if module.capacity_line == row.line}
        yield from check_offered(row, line_name(session, row.line), codes, approved)


def _periods(changed: Sequence[Period], settled: Sequence[int], today: date, own: Period | None) -> list[NamedPeriod]:
    if not changed:
        return []
    first = changed[0].begin
    return [*([NamedPeriod("Je eigen periode", own)] if own else []), *periods_to_show(first, today, settled)]


def _concerned(
    modules: Mapping[str, ModuleLine], before: Iterable[CapacityRow], after: Iterable[CapacityRow]
) -> frozenset[str]:
    """The lines that hold what changed: of the rows that differ, their own and those toward which they count."""
    differing = set(before) ^ set(after)
    codes = {row.line for row in differing} | {row.counts_toward for row in differing if row.counts_toward}
    return frozenset(line_of(code, modules) for code in codes)


def _over(
    session: BincSession,
    facility: Facility,
    before: Sequence[CapacityRow],
    after: Sequence[CapacityRow],
    shown: NamedPeriod,
    lines: frozenset[str],
    today: date,
) -> EffectOverPeriod:
    now, then = map(_figures, occupancy_with_each(session, facility, shown.period, [before, after]))
    differing = {code for code in now.keys() | then.keys() if _told(now.get(code)) != _told(then.get(code))}
    codes = [*sorted((lines | differing) - {MEAN}), MEAN]
    effects = tuple(EffectOnFigure(code, now.get(code), then.get(code)) for code in codes)
    return EffectOverPeriod(shown, shown.period.end > today, tuple(one for one in effects if one.now or one.then))


def _figures(answer: OccupancyAnswer) -> dict[str, Figure]:
    return {figure.code: figure for figure in (*answer.result.figures, answer.result.weighted)}


def _told(figure: Figure | None) -> tuple[object, ...] | None:
    return (figure.numerator, figure.denominator, figure.reason) if figure else None


def _mark(before: Iterable[CapacityRow], after: Iterable[CapacityRow]) -> str:
    told = repr((sorted(map(repr, before)), sorted(map(repr, after))))
    return hashlib.sha256(told.encode()).hexdigest()[:24]
