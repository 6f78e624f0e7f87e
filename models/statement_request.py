"""Requests of facilities to reopen a quarter that the agency processed (Q-4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.statements.requests import RequestState
from app.reach import FigureScoped
from models.columns import moment, one_of, record_id


class StatementRequest(FigureScoped, Model):
    """One request, with who asked why, and what came of it: who answered, with words when no, or who withdrew it."""

    __tablename__ = "statement_request"
    __table_args__ = (
        CheckConstraint("quarter between 1 and 4", name="statement_request_quarter"),
        one_of("state", tuple(RequestState), "statement_request_state"),
        CheckConstraint("(state = 'asked') = (decided_at is null)", name="statement_request_decided"),
        Index(
            "statement_request_one_waiting",
            "facility_id",
            "year",
            "quarter",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("statement_request_of_quarter", "facility_id", "year", "quarter", "id"),
    )
    __audit_kind__ = "statement_request"

    id: Mapped[record_id]
    year: Mapped[int]
    quarter: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="asked", server_default="asked")
    motive: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[int | None]
    requested_by_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    decided_by: Mapped[int | None]
    decided_by_name: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(moment)
    answer: Mapped[str | None] = mapped_column(Text)
