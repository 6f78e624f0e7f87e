"""Occupancy: the days on which places were in use, over the days for which they are recognised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.capacity import CapacityRow, in_force
from app.domain.faults import DomainError, Fault, refuse
from app.domain.figures.cah import Window
from app.domain.figures.crisis_windows import crisis_windows
from app.domain.figures.formulas import LineFacts, figure_of
from app.domain.figures.lines import CRISIS, GROUPS, ModuleLines, code_target, in_group, line_of, line_rule
from app.domain.figures.mean import weighted
from app.domain.figures.occupancy_input import OccupancyInput, check_period, deployed_lines, segments
from app.domain.figures.result import Figure
from app.domain.period import Period

# Per segment of the period: the codes that count toward another module, with the line of that other.
Targets = Mapping[Period, Mapping[str, str]]


@dataclass(frozen=True)
class Occupancy:
    """The occupancy of a facility: a figure per module or pool by code, and their weighted mean (F-7).

    `left_out` are the codes of the figures that the mean leaves out: they cannot be computed, or not in its unit (F-6).
    `joined` are the figures as the mean adds them up, the residence of a CKG in points.
    """

    figures: tuple[Figure, ...]
    weighted: Figure
    left_out: tuple[str, ...]
    joined: tuple[Figure, ...] = ()

    @property
    def whole(self) -> tuple[Figure, ...]:
        """What the whole of a CKG adds up, all of it in points; nothing for any other facility (F-6)."""
        return self.joined if self.weighted.rule == "F-6" else ()


def occupancy(question: OccupancyInput, chosen: Sequence[str] = ()) -> Occupancy:
    """The occupancy of the chosen modules, or of all with capacity or deployment in the period (F-1, F-2, F-7, H14.2).

    `chosen` holds codes of type modules, VERBLIJF, and groups. A pooled code answers VERBLIJF, a code of CKG points the
    line of the points, a code that counts toward another that other, which holds its days too and stands for it in the
    whole list. Raises DomainError for a period of more than a year and for an unknown code.
    """
    refuse(check_period(question.period))
    parts_of_period = segments(question.period, question.rows, question.modules)
    if not set(question.days) <= set(parts_of_period):
        raise ValueError("days have to be counted for exactly the segments of the period")
    targets = {part: code_target(part, question.modules, question.rows) for part in parts_of_period}
    facts = facts_by_line(question)
    codes = chosen_lines(question, chosen, targets, facts) if chosen else set(facts)
    figures = tuple(figure_of(code, question, facts.get(code, LineFacts())) for code in sorted(codes))
    return Occupancy(figures, *weighted(figures, question))


def facts_by_line(question: OccupancyInput) -> dict[str, LineFacts]:
    """What each line's figure is made of; a line is there when it has capacity or a deployment in the period (F-1)."""
    facts: dict[str, LineFacts] = defaultdict(LineFacts)
    for segment, code, line in deployed_lines(question.days, question.rows, question.modules):
        if line_rule(line, question.modules) != CRISIS:
            facts[line].deployed.append((segment, code))
    for window, code, line in crisis_lines(question):
        facts[line].crisis.append((window, code))
    for piece in in_force(question.rows, question.period):
        if not piece.row.ends_the_line:
            facts[shown_line(piece.row, question.modules)].pieces.append(piece)
    return dict(facts)


def crisis_lines(question: OccupancyInput) -> Iterator[tuple[Window, str, str]]:
    """Each module of crisis help at home that has a schakeling in a window, with the line on which it counts (F-4)."""
    if question.lengths:
        for code, windows in crisis_windows(question.period, question.rows, question.modules).items():
            for window, line in windows:
                if code in question.lengths[window]:
                    yield window, code, line


def shown_line(row: CapacityRow, modules: ModuleLines) -> str:
    """The line whose figure shows a capacity row (F-1, M-3).

    A row that counts toward another module and has no capacity of its own is shown within that other. At CaH none but
    the row of P-CAH has, whatever its numbers say (F-4).
    """
    own = line_of(row.line, modules)
    module = modules.get(row.line)
    borrows = module is not None and module.capacity_line != own
    is_empty = not (row.recognised or row.innovative or row.guaranteed)
    return line_of(row.counts_toward, modules) if row.counts_toward and (borrows or is_empty) else own


def chosen_lines(
    question: OccupancyInput,
    chosen: Sequence[str],
    targets: Targets,
    facts: Mapping[str, LineFacts],
) -> set[str]:
    """The lines that answer the chosen codes and groups (exchange format).

    A group stands for its modules that have capacity or a deployment in the period. Raises DomainError for an unknown
    code.
    """
    lines: set[str] = set()
    for code in chosen:
        if code in GROUPS:
            members = [member for member, module in question.modules.items() if in_group(module, code)]
            answers = {line for member in members for line in answering_lines(member, question, targets, facts)}
            lines |= answers & set(facts)
        elif code in question.modules or code in facts:
            lines |= answering_lines(code, question, targets, facts)
        else:
            message = f"Typemodule {code} bestaat niet. Kijk de code na."
            raise DomainError(Fault("F-1", "module", message))
    return lines | ({line_of(code, question.modules) for code in chosen if code == "VERBLIJF"})


def answering_lines(code: str, question: OccupancyInput, targets: Targets, facts: Mapping[str, LineFacts]) -> set[str]:
    """The lines that hold a code's days: another module's while it counts toward that one, else its own (F-1).

    When that changed within the period, its own line answers too if it has capacity or a deployment in it.
    """
    own = line_of(code, question.modules)
    lines = {target.get(code, own) for target in targets.values()}
    elsewhere = lines - {own}
    return lines if not elsewhere or own in facts else elsewhere
