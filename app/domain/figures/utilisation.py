"""Utilisation: the nights, days and hours that a facility registered, over what its deployable capacity asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain

from app.domain.capacity import in_force
from app.domain.faults import refuse
from app.domain.figures.lines import ModuleLine
from app.domain.figures.result import (
    MEAN,
    MEASURES,
    NO_CAPACITY,
    NO_INPUT,
    NO_INTENSITY,
    NO_MEAN,
    Figure,
    Part,
    not_computed,
)
from app.domain.figures.utilisation_groups import WITHOUT_FORMULA, UtilisationGroup, groups_of
from app.domain.figures.utilisation_input import UtilisationInput, check_quarters
from app.domain.figures.utilisation_rules import (
    UtilisationRule,
    capacity_parts,
    intensity_of,
)
from app.domain.period import ONE_DAY, Period
from app.domain.quarter import Quarter


@dataclass(frozen=True, order=True)
class MissingTotal:
    """A total that still has to be filled in: its quarter, its module, and the line whose figure waits for it (Q-2)."""

    quarter: Quarter
    module: str
    line: str


@dataclass(frozen=True)
class Utilisation:
    """The utilisation of a facility: a figure per module by code, one per group, and the totals that are missing (F-8).

    Day guidance is shown by its group only. `weighted` says why there is no mean over all groups.
    """

    modules: tuple[Figure, ...]
    groups: tuple[UtilisationGroup, ...]
    missing: tuple[MissingTotal, ...]
    weighted: Figure = field(default=not_computed(MEAN, NO_MEAN))

    @property
    def alone(self) -> tuple[Figure, ...]:
        """The modules with a formula that belong to no group, such as Veilig verblijf and Gezinshuis."""
        grouped = {member.code for group in self.groups for member in group.members}
        outside = (figure for figure in self.modules if figure.code not in grouped)
        return tuple(figure for figure in outside if figure.reason not in WITHOUT_FORMULA.values())

    @property
    def without(self) -> tuple[Figure, ...]:
        """The modules that have no utilisation at all, with the reason (F-8)."""
        return tuple(figure for figure in self.modules if figure.reason in WITHOUT_FORMULA.values())


def utilisation(question: UtilisationInput) -> Utilisation:
    """The utilisation of every module with a schakeling or a total in the quarters, and of their groups (F-8, H13.1).

    Raises DomainError unless there are one to four quarters.
    """
    refuse(check_quarters(question.quarters))
    registered, missing = registrations(question)
    figures = {
        code: figure_of(question.modules[code], question, parts, missing.get(code, ()))
        for code, parts in sorted(registered.items())
    }
    groups = tuple(groups_of(figures, question))
    shown = tuple(figure for code, figure in figures.items() if not is_shown_by_group(code, question))
    waiting = {one for code, ones in missing.items() if figures[code].reason == NO_INPUT for one in ones}
    return Utilisation(shown, groups, tuple(sorted(waiting)))


def is_shown_by_group(code: str, question: UtilisationInput) -> bool:
    """Whether the figure of a module is shown within its group only: day guidance (F-8, H13.1)."""
    return question.rule_of(code) is UtilisationRule.DAY_GUIDANCE


def registrations(question: UtilisationInput) -> tuple[dict[str, list[Part]], dict[str, list[MissingTotal]]]:
    """Per module whose figure holds them: the totals that were registered, and those that are missing (F-8).

    A quarter without schakelingen asks no total and adds nothing.
    """
    registered: dict[str, list[Part]] = {}
    missing: dict[str, list[MissingTotal]] = {}
    for quarter in question.quarters:
        for code, totals in sorted(question.totals.items()):
            if quarter not in totals:
                continue
            total = totals[quarter]
            for shown, days in shown_at(question.modules[code], question, quarter):
                parts = registered.setdefault(shown, [])
                if total is not None:
                    parts.append(registered_part(code, days, quarter, Fraction(total)))
                elif question.modules[code].takes_total:
                    missing.setdefault(shown, []).append(MissingTotal(quarter, code, shown))
    return registered, missing


def registered_part(code: str, days: Period, quarter: Quarter, total: Fraction) -> Part:
    """What a total adds to a figure: all of it, or the share of the days on which it counts there (F-8)."""
    out_of = quarter.period.day_count
    amount = total * Fraction(days.day_count, out_of)
    return Part("registered", code, days.begin, days.end, days.day_count, total, amount, Fraction(1), out_of)


def shown_at(module: ModuleLine, question: UtilisationInput, quarter: Quarter) -> Iterator[tuple[str, Period]]:
    """In which modules' figures the total of a module counts, and for which days of the quarter (F-8, M-3).

    In another's while its capacity row counts toward that one; else in its own, or in that of the module after which
    its line is named.
    """
    own = module.figure_line if module.figure_line in question.modules else module.code
    pieces = list(in_force((row for row in question.rows if row.line == module.code), quarter.period))
    first_day = pieces[0].period.begin if pieces else quarter.next.period.begin
    if quarter.period.begin < first_day:
        yield own, Period(quarter.period.begin, first_day - ONE_DAY)
    for piece in pieces:
        toward = piece.row.counts_toward
        yield toward if toward and toward in question.modules else own, piece.period


def figure_of(
    module: ModuleLine, question: UtilisationInput, registered: Sequence[Part], missing: Sequence[MissingTotal]
) -> Figure:
    """The utilisation of one module by its formula, or the reason why it cannot be computed (F-8, H13.1).

    While a total is missing the denominator is told and the numerator is not.
    """
    rule = question.rule_of(module.code)
    if rule in WITHOUT_FORMULA:
        return not_computed(module.code, WITHOUT_FORMULA[rule]).by("F-8", question.period)
    capacity = (capacity_parts(module, rule, quarter, question.rows) for quarter in question.quarters)
    made_of = (*registered, *chain.from_iterable(capacity))
    numerator = sum((part.amount for part in made_of if part.what not in MEASURES), Fraction(0))
    denominator = sum((part.amount for part in made_of if part.what in MEASURES), Fraction(0))
    figure = Figure(module.code, None if missing else numerator, denominator, None, made_of)
    if missing:
        figure = replace(figure, reason=NO_INPUT)
    elif rule is not UtilisationRule.SUPPORTING_GUIDANCE and intensity_of(module, rule) is None:
        figure = replace(figure, denominator=None, reason=NO_INTENSITY)
    elif not denominator:
        figure = replace(figure, reason=NO_CAPACITY)
    return figure.by("F-3" if rule is UtilisationRule.SUPPORTING_GUIDANCE else "F-8", question.period)
