"""Questions about capacity: those of one facility, the agency's list, and answers not yet seen (M-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.database import BincSession
from app.domain.capacity_questions import ANSWERED, OPEN
from models.capacity import CapacityRow
from models.capacity_question import CapacityQuestion

ROWS_A_PAGE = 50
SHOWN_A_LINE = 20


@dataclass(frozen=True)
class QuestionChoice:
    """Which questions to list; None means all."""

    state: str | None = OPEN
    facility_id: int | None = None


def questions_by_line(session: BincSession, facility_id: int) -> dict[str, list[CapacityQuestion]]:
    """The questions of a facility by line, the newest first, at most SHOWN_A_LINE a line."""
    place = func.row_number().over(partition_by=CapacityQuestion.line, order_by=CapacityQuestion.id.desc())
    newest = select(CapacityQuestion.id, place.label("place")).where(CapacityQuestion.facility_id == facility_id)
    numbered = newest.subquery()
    shown = select(numbered.c.id).where(numbered.c.place <= SHOWN_A_LINE)
    query = select(CapacityQuestion).where(CapacityQuestion.facility_id == facility_id, CapacityQuestion.id.in_(shown))
    found: dict[str, list[CapacityQuestion]] = defaultdict(list)
    for question in session.scalars(query.order_by(CapacityQuestion.id.desc())):
        found[question.line].append(question)
    return found


def read_questions(session: BincSession, choice: QuestionChoice, page: int) -> tuple[Sequence[CapacityQuestion], bool]:
    """One page of questions with their facilities, those that wait longest first, and whether more follow."""
    query = select(CapacityQuestion).options(selectinload(CapacityQuestion.facility))
    if choice.state is not None:
        query = query.where(CapacityQuestion.state == choice.state)
    if choice.facility_id is not None:
        query = query.where(CapacityQuestion.facility_id == choice.facility_id)
    ordered = query.order_by(CapacityQuestion.asked_at, CapacityQuestion.id)
    rows = session.scalars(ordered.limit(ROWS_A_PAGE + 1).offset((page - 1) * ROWS_A_PAGE)).all()
    return rows[:ROWS_A_PAGE], len(rows) > ROWS_A_PAGE


def row_asked_about(session: BincSession, question: CapacityQuestion, *, today: date) -> CapacityRow | None:
    """The row that a question names; of one about a whole line the row that holds today. None where there is none."""
    rows = select(CapacityRow).where(CapacityRow.facility_id == question.facility_id, CapacityRow.line == question.line)
    if question.valid_from is not None:
        return session.scalars(rows.where(CapacityRow.valid_from == question.valid_from)).one_or_none()
    current = rows.where(CapacityRow.valid_from <= today).order_by(CapacityRow.valid_from.desc()).limit(1)
    return session.scalars(current).one_or_none()


def count_open_questions(session: BincSession) -> int:
    """How many questions of all facilities wait for an answer."""
    query = select(func.count()).select_from(CapacityQuestion).where(CapacityQuestion.state == OPEN)
    return session.scalar(query) or 0


def unseen_answers(session: BincSession, facility_id: int, user_id: int | None) -> Sequence[CapacityQuestion]:
    """The answered questions of one person at a facility of which they have not taken note, the newest first."""
    query = select(CapacityQuestion).where(
        CapacityQuestion.facility_id == facility_id,
        CapacityQuestion.asked_by == user_id,
        CapacityQuestion.state == ANSWERED,
        CapacityQuestion.seen_at.is_(None),
    )
    return session.scalars(query.order_by(CapacityQuestion.id.desc()).limit(10)).all()
