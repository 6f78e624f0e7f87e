"""Questions of facilities about their capacity, with the answers of the agency (M-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, Text, type_coerce
from sqlalchemy.orm import Mapped, mapped_column, relationship, with_loader_criteria
from sqlalchemy.sql import text

from app.database import Model, Versioned
from app.domain.capacity_questions import LONGEST_TEXT, OPEN, STATES
from app.domain.roles import Role
from app.domain.scope import Scope
from app.reach import FigureScoped, reach_criterion
from models.columns import moment, one_of, record_id
from models.facility import Facility


class CapacityQuestion(FigureScoped, Versioned, Model):
    """One question about a line, or about its row from `valid_from` on, with the answer once there is one.

    The row is named by its day and not by a key, so that the question stays readable when the row changes or goes.
    `seen_at` is when who asked took note of the answer.
    """

    __tablename__ = "capacity_question"
    __table_args__ = (
        one_of("state", STATES, "capacity_question_state"),
        CheckConstraint(f"length(question) between 1 and {LONGEST_TEXT}", name="capacity_question_has_words"),
        CheckConstraint(f"length(answer) between 1 and {LONGEST_TEXT}", name="capacity_question_answer_has_words"),
        CheckConstraint(
            "(state = 'answered') = (answer is not null) and (answer is null) = (answered_at is null) "
            "and (answer is null) = (answered_by_name is null)",
            name="capacity_question_answered",
        ),
        CheckConstraint("seen_at is null or answer is not null", name="capacity_question_seen_after_answer"),
        Index("capacity_question_of_facility", "facility_id", "line", "id"),
        Index("capacity_question_queue", "state", "asked_at", "id"),
        Index(
            "capacity_question_unseen",
            "facility_id",
            "asked_by",
            postgresql_where=text("state = 'answered' and seen_at is null"),
        ),
    )
    __audit_kind__ = "capacity_question"

    id: Mapped[record_id]
    line: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12), default=OPEN, server_default=OPEN)
    question: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id", ondelete="SET NULL"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id", ondelete="SET NULL"))
    answered_by_name: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime | None] = mapped_column(moment)
    seen_at: Mapped[datetime | None] = mapped_column(moment)

    facility: Mapped[Facility] = relationship()


@reach_criterion
def _not_for_the_analyst(scope: Scope) -> Any:
    """The analyst reaches the figures of every facility, and not what people write about them (A-4)."""
    may_read = scope.kind != Role.AGENCY_ANALYST
    return with_loader_criteria(
        CapacityQuestion,
        lambda _: type_coerce(may_read, Boolean),
        include_aliases=True,
        track_closure_variables=True,
    )
