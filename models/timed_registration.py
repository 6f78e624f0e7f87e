"""Begins and ends that touch the Groeipakket with the day on which each was first saved, and the reminders (G-2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from app.reach import DossierScoped, FigureScoped
from models.columns import belongs_to, one_of


class TimedRegistration(FigureScoped, Model):
    """One begin or end that counts for the monitor: how many days after it was saved, and what went by meanwhile.

    Rewritten with the dossier by `app.services.registration_times`; `firsts_missed` counts firsts of the month.
    """

    __tablename__ = "timed_registration"
    __table_args__ = (
        belongs_to("schakeling", "schakeling_id", name="timed_registration_of_schakeling", ondelete="CASCADE"),
        one_of("edge", ("begin", "end"), "timed_registration_edge"),
        Index("timed_registration_of_dossier", "dossier_id"),
        # Everything the monitor of the agency counts, so that it never opens the table.
        Index(
            "timed_registration_counting",
            "saved_on",
            postgresql_include=["facility_id", "edge", "late", "firsts_missed", "days_after"],
        ),
        Index(
            "timed_registration_of_facility",
            "facility_id",
            "saved_on",
            postgresql_include=["edge", "late", "firsts_missed", "days_after"],
        ),
        {
            "postgresql_with": {
                "autovacuum_vacuum_scale_factor": "0.01",
                "autovacuum_vacuum_insert_scale_factor": "0.01",
            }
        },
    )

    schakeling_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    edge: Mapped[str] = mapped_column(String(5), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    saved_on: Mapped[date] = mapped_column(Date)
    days_after: Mapped[int] = mapped_column(Integer)
    late: Mapped[bool] = mapped_column(Boolean)
    firsts_missed: Mapped[int] = mapped_column(Integer)


class RegistrationReminder(DossierScoped, Model):
    """That the people of a facility were reminded of something in a dossier, so that nobody is reminded twice (G-2).

    `about_id` is the decision that waits for its schakeling, or the schakeling that ended.
    """

    __tablename__ = "registration_reminder"
    __table_args__ = (
        belongs_to("dossier", "dossier_id", name="registration_reminder_of_dossier", ondelete="CASCADE"),
        one_of("kind", ("not_begun", "no_follow_up"), "registration_reminder_kind"),
        CheckConstraint("reminded_after in (2, 6)", name="registration_reminder_day"),
    )

    dossier_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    about_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    reminded_after: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    reminded_on: Mapped[date] = mapped_column(Date)
