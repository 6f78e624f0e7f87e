"""Occupancy: the days on which places were in use, over the days for which they are recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.capacity import CapacityPiece, CapacityRow, in_force
from app.domain.faults import DomainError, Fault, refuse
from app.domain.figures.lines import (
    GROUPS,
    ModuleLine,
    ModuleLines,
    code_target,
    in_group,
    line_of,
    line_rule,
)
from app.domain.figures.result import (
    FOSTER_CARE,
    NO_OCCUPANCY,
    NOT_AVAILABLE,
    NOT_FROM_JANUARY,
    NOTHING_COMPUTED,
    PART_OF_QUARTER,
    Figure,
    Part,
    divided,
    not_computed,
)
from app.domain.organisation_types import FOSTER_CARE as FOSTER_CARE_TYPE
from app.domain.period import ONE_DAY, Period
from app.domain.quarter import Quarter

__all__ = ["ModuleLine", "ModuleLines", "Occupancy", "OccupancyInput", "check_period", "occupancy", "segments"]

# The rule of domain §9 behind each way in which a line is computed.
RULES: Mapping[str, str] = {
    "day": "F-1",
    "pool": "F-2",
    "ob_quarter": "F-3",
    "cah": "F-4",
    "ckg": "F-5",
    "none": "F-7",
}

# Per segment of the period and module code: the deployed days not ticked guaranteed. A code that is there with 0 had a
# deployment all the same, ticked guaranteed or covered by another dossier of the client.
DayCounts = Mapping[Period, Mapping[str, int]]


@dataclass(frozen=True)
class OccupancyInput:
    """All that the occupancy of one facility over one period is computed from (F-1, F-2).

    `modules` says of each type module which formula and capacity line it has at this organisation type; `rows` are all
    capacity rows of the facility; `days` holds the counts for exactly the periods that `segments` names.
    """

    period: Period
    organisation_type: str
    modules: ModuleLines
    rows: tuple[CapacityRow, ...]
    days: DayCounts


@dataclass(frozen=True)
class Occupancy:
    """The occupancy of a facility: a figure per module or pool by code, and their weighted mean (F-7).

    `left_out` are the codes of the figures that the mean leaves out because they cannot be computed.
    """

    figures: tuple[Figure, ...]
    weighted: Figure
    left_out: tuple[str, ...]


def check_period(period: Period) -> list[Fault]:
    """Whether a period is short enough for occupancy: at most one year (domain §9, H14.1)."""
    if not period.is_longer_than_a_year:
        return []
    return [Fault("F-1", "until", "De periode mag hoogstens een jaar zijn. Kies een vroegere einddatum.")]


def segments(period: Period, rows: Iterable[CapacityRow]) -> tuple[Period, ...]:
    """The parts of a period for which deployed days have to be counted apart (F-1).

    A new part begins wherever a line that at some time counts toward another module gets a new row; mostly there is
    but one part.
    """
    rows = tuple(rows)
    counting = {row.line for row in rows if row.counts_toward}
    cuts = {row.valid_from for row in rows if row.line in counting and period.begin < row.valid_from <= period.end}
    begins = sorted({period.begin, *cuts})
    ends = [begin - ONE_DAY for begin in begins[1:]] + [period.end]
    return tuple(Period(begin, end) for begin, end in zip(begins, ends, strict=True))


def occupancy(question: OccupancyInput, chosen: Sequence[str] = ()) -> Occupancy:
    """The occupancy of the chosen modules, or of all with capacity or deployment in the period (F-1, F-2, F-7, H14.2).

    `chosen` holds codes of type modules, VERBLIJF, and groups. A pooled code answers VERBLIJF, a code of CKG points the
    line of the points, a code that counts toward another that other, which holds its days too and stands for it in the
    whole list. Raises DomainError for a period of more than a year and for an unknown code.
    """
    refuse(check_period(question.period))
    parts_of_period = segments(question.period, question.rows)
    if not set(question.days) <= set(parts_of_period):
        raise ValueError("days have to be counted for exactly the segments of the period")
    targets = [code_target(part, question.modules, question.rows) for part in parts_of_period]
    parts = parts_by_line(question, targets)
    codes = chosen_lines(question, chosen, targets, parts) if chosen else set(parts)
    figures = tuple(figure_of(code, question, parts.get(code, ())) for code in sorted(codes))
    mean = weighted(figures, question).by("F-7", question.period)
    return Occupancy(figures, mean, tuple(one.code for one in figures if one.rate is None))


def parts_by_line(question: OccupancyInput, targets: Sequence[Mapping[str, str]]) -> dict[str, list[Part]]:
    """What each line's figure is made of; a line is there when it has capacity or a deployment in the period (F-1)."""
    parts: dict[str, list[Part]] = {}
    for segment, target in zip(segments(question.period, question.rows), targets, strict=True):
        for code, days in sorted(question.days.get(segment, {}).items()):
            line = target.get(code) or line_of(code, question.modules)
            parts.setdefault(line, []).append(deployed_part(code, segment, days))
    for piece in in_force(question.rows, question.period):
        if not piece.row.ends_the_line:
            parts.setdefault(shown_line(piece.row, question.modules), []).extend(capacity_parts(piece))
    return parts


def shown_line(row: CapacityRow, modules: ModuleLines) -> str:
    """The line whose figure shows a capacity row (F-1, M-3).

    A row without capacity of its own that counts toward another module is shown within that other.
    """
    if row.counts_toward and not (row.recognised or row.innovative or row.guaranteed):
        return line_of(row.counts_toward, modules)
    return line_of(row.line, modules)


def deployed_part(code: str, segment: Period, days: int) -> Part:
    """The days on which a module was deployed, each as one place."""
    return Part("deployed", code, segment.begin, segment.end, days, Fraction(1), Fraction(days))


def capacity_parts(piece: CapacityPiece) -> Iterator[Part]:
    """What a capacity row adds: innovative and guaranteed count as occupied, recognised is the measure (F-1)."""
    days = piece.period.day_count
    for what in ("innovative", "guaranteed", "recognised"):
        quantity = Fraction(getattr(piece.row, what))
        if quantity:
            yield Part(what, piece.row.line, piece.period.begin, piece.period.end, days, quantity, quantity * days)


def chosen_lines(
    question: OccupancyInput,
    chosen: Sequence[str],
    targets: Sequence[Mapping[str, str]],
    parts: Mapping[str, Sequence[Part]],
) -> set[str]:
    """The lines that answer the chosen codes and groups (exchange format).

    A group stands for its modules that have capacity or a deployment in the period. Raises DomainError for an unknown
    code.
    """
    lines: set[str] = set()
    for code in chosen:
        if code in GROUPS:
            members = [member for member, module in question.modules.items() if in_group(module, code)]
            answers = {line for member in members for line in answering_lines(member, question, targets, parts)}
            lines |= answers & set(parts)
        elif code in question.modules or code in parts:
            lines |= answering_lines(code, question, targets, parts)
        else:
            message = f"Typemodule {code} bestaat niet. Kijk de code na."
            raise DomainError(Fault("F-1", "module", message))
    return lines | ({line_of(code, question.modules) for code in chosen if code == "VERBLIJF"})


def answering_lines(
    code: str, question: OccupancyInput, targets: Sequence[Mapping[str, str]], parts: Mapping[str, Sequence[Part]]
) -> set[str]:
    """The lines that hold a code's days: another module's while it counts toward that one, else its own (F-1).

    When that changed within the period, its own line answers too if it has capacity or a deployment in it.
    """
    own = line_of(code, question.modules)
    lines = {target.get(code, own) for target in targets}
    elsewhere = lines - {own}
    return lines if not elsewhere or own in parts else elsewhere


def figure_of(code: str, question: OccupancyInput, parts: Iterable[Part]) -> Figure:
    """The figure of one line by the formula that holds for it, or the reason why there is none (F-1, F-2, F-7)."""
    reason = reason_not_computed(code, question)
    figure = divided(code, parts) if reason is None else not_computed(code, reason)
    return figure.by("F-7" if reason == FOSTER_CARE else RULES[line_rule(code, question.modules)], question.period)


def reason_not_computed(code: str, question: OccupancyInput) -> str | None:
    """Why the occupancy of a line cannot be told over this period, or None when it can (F-3, F-4, F-5, F-7)."""
    if question.organisation_type == FOSTER_CARE_TYPE:
        return FOSTER_CARE
    rule = line_rule(code, question.modules)
    if rule == "ob_quarter" and Quarter.covering(question.period) is None:
        return PART_OF_QUARTER
    if rule == "ckg" and (question.period.begin.month, question.period.begin.day) != (1, 1):
        return NOT_FROM_JANUARY
    if rule in ("ob_quarter", "cah", "ckg"):
        return NOT_AVAILABLE
    return NO_OCCUPANCY if rule == "none" else None


def weighted(figures: Sequence[Figure], question: OccupancyInput) -> Figure:
    """The weighted mean: all numerators over all denominators of the figures that can be computed (F-7, H14.2).

    A CKG whose guidance points are among them has a mean of its own kind, and none without those (F-6).
    """
    if any(line_rule(figure.code, question.modules) == "ckg" for figure in figures):
        return not_computed("weighted", NOT_AVAILABLE)
    computed = [figure for figure in figures if figure.rate is not None]
    numerator = sum((figure.numerator for figure in computed if figure.numerator), Fraction(0))
    denominator = sum((figure.denominator for figure in computed if figure.denominator), Fraction(0))
    made_of = tuple(part for figure in computed for part in figure.made_of)
    if computed:
        return Figure("weighted", numerator, denominator, None, made_of)
    reasons = {figure.reason for figure in figures}
    reason = reasons.pop() if len(reasons) == 1 else NOTHING_COMPUTED
    return Figure("weighted", numerator, denominator, reason)
