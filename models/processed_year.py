"""The years of a facility that the agency processed, and what happened to each (Q-5, S-14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model, Stamped, Versioned
from app.reach import FigureScoped
from models.columns import moment, one_of, record_id

YEAR_STATES = ("processed", "reopened")


class ProcessedYear(FigureScoped, Stamped, Versioned, Model):
    """One year that was processed at least once; `locks` says whether it locks the schakelingen up to its end (S-14).

    Processed always locks. Reopened does when a later year was locked: then only the figures opened.
    """

    __tablename__ = "processed_year"
    __table_args__ = (
        UniqueConstraint("facility_id", "year", name="processed_year_once"),
        one_of("state", YEAR_STATES, "processed_year_state"),
        CheckConstraint("locks or state = 'reopened'", name="processed_year_locks"),
        CheckConstraint("year between 2015 and 9998", name="processed_year_year"),
    )
    __audit_kind__ = "processed_year"

    id: Mapped[record_id]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    locks: Mapped[bool]


class ProcessedYearStep(FigureScoped, Model):
    """One time that a year was processed or reopened: by whom, when, why, and whether its schakelingen opened."""

    __tablename__ = "processed_year_step"
    __table_args__ = (
        one_of("state", YEAR_STATES, "processed_year_step_state"),
        Index("processed_year_step_of_facility", "facility_id", "year"),
    )

    id: Mapped[record_id]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    opened_schakelingen: Mapped[bool] = mapped_column(default=False, server_default="false")
    reason: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
