"""The times that the agency set a year to be processed for many facilities, and what came of each (Q-5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.processing import LONGEST_MARK, Outcome
from app.reach import FigureScoped
from models.columns import moment, one_of, record_id

OUTCOMES = tuple(outcome.value for outcome in Outcome)


class YearProcessing(Model):
    """One time that somebody of the agency set a year to be processed; a job does it, facility by facility.

    `preview` is the mark of the page on which it was started: that page starts it once, however often it is posted.
    """

    __tablename__ = "year_processing"
    __table_args__ = (
        CheckConstraint("year between 2015 and 9998", name="year_processing_year"),
        UniqueConstraint("preview", name="year_processing_of_preview"),
    )
    __audit_kind__ = "year_processing"

    id: Mapped[record_id]
    year: Mapped[int]
    preview: Mapped[str | None] = mapped_column(String(LONGEST_MARK))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))


class YearProcessingOutcome(FigureScoped, Model):
    """What came of one facility: waiting until its turn, then processed, refused with the reasons, or failed."""

    __tablename__ = "year_processing_outcome"
    __table_args__ = (one_of("outcome", OUTCOMES, "year_processing_outcome_outcome"),)

    processing_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("year_processing.id"), primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    at: Mapped[datetime | None] = mapped_column(moment)
