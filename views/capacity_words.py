"""The capacity of a facility as its page shows it, for the facility itself and for the agency (M-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from app.database import BincSession
from app.domain.capacity_questions import ANSWERED, OPEN
from app.plots import Step, StepPlot, step_plot
from app.queries.capacity_history import CapacityLine, FacilityCapacity, capacity_of_facility, line_name
from app.queries.capacity_questions import questions_by_line
from models.capacity import CapacityRow
from models.capacity_question import CapacityQuestion
from models.facility import Facility
from views.links import address_of

STATE_BADGES = {OPEN: ("due", "wacht op een antwoord"), ANSWERED: ("ok", "beantwoord")}


@dataclass(frozen=True)
class ShownRow:
    """One row with the name of what it counts toward and where this seat can go from it."""

    row: CapacityRow
    toward: str
    edit_href: str | None
    remove_href: str | None
    ask_href: str | None


@dataclass(frozen=True)
class ShownQuestion:
    """A question with its answer, and where the agency answers it."""

    question: CapacityQuestion
    badge: tuple[str, str]
    answer_href: str | None


@dataclass(frozen=True)
class ShownLine:
    """One line of the page: what holds, what is planned, what was, the drawing and the questions."""

    line: CapacityLine
    anchor: str
    current: ShownRow | None
    planned: tuple[ShownRow, ...]
    past: tuple[ShownRow, ...]
    plot: StepPlot | None
    plot_words: str
    questions: tuple[ShownQuestion, ...]
    add_href: str | None
    ask_href: str | None


@dataclass(frozen=True)
class ShownCapacity:
    """Everything on the page; `missing` are modules that the facility offers and that have no capacity at all.

    `other_questions` are about lines that have no rows, or none any more, each with its name.
    """

    lines: tuple[ShownLine, ...]
    missing: tuple[tuple[str, str | None, str | None], ...]
    other_questions: tuple[tuple[str, tuple[ShownQuestion, ...]], ...]


def anchor_of(line: str) -> str:
    """Where a line stands on the page."""
    return f"regel-{line.lower()}"


def shown_capacity(session: BincSession, facility: Facility, *, today: date) -> ShownCapacity:
    """The capacity of a facility with the ways that this seat may go from it (M-3)."""
    capacity = capacity_of_facility(session, facility, today=today)
    asks = {code: address_of("CapacityQuestionPage.ask", line=code) for code in _codes(capacity)}
    may_read_questions = any(asks.values()) or address_of("CapacityQuestionAdministration.index") is not None
    questions = questions_by_line(session, facility.id) if may_read_questions else {}
    lines = tuple(
        _shown_line(session, facility, line, asks[line.code], questions.pop(line.code, ())) for line in capacity.lines
    )
    others = tuple((line_name(session, code), _shown_questions(of_line)) for code, of_line in questions.items())
    missing = tuple((name, _add_href(facility, code), asks[code]) for code, name in capacity.without_line)
    return ShownCapacity(lines, missing, others)


def _codes(capacity: FacilityCapacity) -> list[str]:
    return [*(line.code for line in capacity.lines), *(code for code, _ in capacity.without_line)]


def _shown_line(
    session: BincSession,
    facility: Facility,
    line: CapacityLine,
    ask_href: str | None,
    questions: Sequence[CapacityQuestion],
) -> ShownLine:
    names = {row.counts_toward: line_name(session, row.counts_toward) for row in line.rows}

    def shown(row: CapacityRow) -> ShownRow:
        return _shown_row(row, names, ask_href)

    return ShownLine(
        line,
        anchor_of(line.code),
        shown(line.current) if line.current else None,
        tuple(map(shown, line.planned)),
        tuple(map(shown, line.past)),
        _plot_of(line),
        _plot_words(line),
        _shown_questions(questions),
        _add_href(facility, line.code),
        ask_href,
    )


def _shown_row(row: CapacityRow, names: Mapping[str | None, str], ask_href: str | None) -> ShownRow:
    return ShownRow(
        row,
        names.get(row.counts_toward, ""),
        address_of("CapacityAdministration.edit", pk=row.id),
        address_of("CapacityAdministration.remove", pk=row.id),
        f"{ask_href}?rij={row.valid_from:%Y-%m-%d}" if ask_href else None,
    )


def _shown_questions(questions: Sequence[CapacityQuestion]) -> tuple[ShownQuestion, ...]:
    return tuple(
        ShownQuestion(
            one, STATE_BADGES[one.state], address_of("CapacityQuestionAdministration.answer", record_id=one.id)
        )
        for one in questions
    )


def _add_href(facility: Facility, line: str) -> str | None:
    may_add = address_of("CapacityAdministration.add") is not None
    return url_for("CapacityAdministration.add", facility_id=facility.id, line=line) if may_add else None


def _plot_of(line: CapacityLine) -> StepPlot | None:
    """The drawing of a line that ever changed; a single row has no course to draw."""
    if len(line.rows) < 2 or not any(row.recognised for row in line.rows):
        return None
    return step_plot([Step(row.valid_from, row.recognised, row.plan.deployable) for row in line.rows], line.today)


def _plot_words(line: CapacityLine) -> str:
    first, last = line.rows[-1], line.rows[0]
    return (
        f"Van {first.valid_from:%d/%m/%Y} tot en met {max(last.valid_from, line.today).year}; "
        "de tabel zegt hetzelfde in cijfers."
    )
