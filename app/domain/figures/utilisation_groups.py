"""The utilisation of a function: of what can be computed, together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.capacity import POOL
from app.domain.figures.lines import CRISIS_GROUP, GROUPS, in_group
from app.domain.figures.result import FOSTER_CARE, MEASURES, NO_UTILISATION, NOTHING_COMPUTED, Figure
from app.domain.figures.utilisation_input import UtilisationInput
from app.domain.figures.utilisation_rules import UtilisationRule

# The groups whose modules are all measured by one and the same capacity (F-8).
OVER_ONE_CAPACITY = frozenset({POOL, CRISIS_GROUP})
# Why a module has no utilisation at all, so that it belongs to no group.
WITHOUT_FORMULA = {UtilisationRule.FOSTER_CARE: FOSTER_CARE, UtilisationRule.NONE: NO_UTILISATION}


@dataclass(frozen=True)
class UtilisationGroup:
    """The utilisation of a function: its figure, and those of the modules it is made of (F-8)."""

    figure: Figure
    members: tuple[Figure, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The codes of the modules that cannot be computed, so that the group does without them."""
        return tuple(member.code for member in self.members if member.rate is None)


def groups_of(figures: Mapping[str, Figure], question: UtilisationInput) -> Iterator[UtilisationGroup]:
    """The groups that the modules with a formula belong to, each with its own figure (F-8)."""
    with_formula = {code: figure for code, figure in figures.items() if question.rule_of(code) not in WITHOUT_FORMULA}
    for group in GROUPS:
        members = tuple(figure for code, figure in with_formula.items() if in_group(question.modules[code], group))
        if members:
            yield UtilisationGroup(group_figure(group, members).by("F-8", question.period), members)


def group_figure(group: str, members: Sequence[Figure]) -> Figure:
    """The utilisation of a group: of what can be computed, all numerators over all denominators (F-8, H13.1).

    The modules of the residential pool share one denominator, and so do those of crisis help at home: it counts once,
    so that their rates add up to the rate of the group.
    """
    computed = [member for member in members if member.rate is not None]
    reasons = {member.reason for member in members}
    reason = None if computed else (reasons.pop() if len(reasons) == 1 else NOTHING_COMPUTED)
    counted = computed or list(members)
    is_shared = group in OVER_ONE_CAPACITY
    shared = [max(counted, key=lambda one: one.denominator or Fraction(0))] if is_shared else counted
    denominator = total_of(one.denominator for one in shared)
    numerator = total_of(on_denominator(one, denominator) if is_shared else one.numerator for one in counted)
    made_of = (part for one in counted for part in one.made_of if one in shared or part.what not in MEASURES)
    return Figure(group, numerator, denominator, reason, tuple(made_of))


def on_denominator(figure: Figure, denominator: Fraction | None) -> Fraction | None:
    """The numerator that gives the same rate over another denominator; of the same denominator the same numerator."""
    return figure.numerator if figure.rate is None or denominator is None else figure.rate * denominator


def total_of(amounts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of amounts that are all known; None when one of them is not."""
    known = list(amounts)
    return None if None in known else sum((amount for amount in known if amount is not None), Fraction(0))
