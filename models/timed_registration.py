"""Begins and ends that touch the Groeipakket with the day on which each was first saved, and the reminders (G-2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Index, Integer, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from app.reach import DossierScoped, FigureScoped
from models.columns import belongs_to, one_of, record_id

_COUNTED = ["edge", "number", "late", "with_first"]
_OFTEN_CLEANED = {
    "postgresql_with": {"autovacuum_vacuum_scale_factor": "0.01", "autovacuum_vacuum_insert_scale_factor": "0.01"}
}


class TimedRegistration(FigureScoped, Model):
    """One begin or end that counts for the monitor: how many days it was not known, and what went by meanwhile.

    Rewritten with the dossier by `app.services.registration_times`; `firsts_missed` counts the `firsts` of the month.
    """

    __tablename__ = "timed_registration"
    __table_args__ = (
        belongs_to("schakeling", "schakeling_id", name="timed_registration_of_schakeling", ondelete="CASCADE"),
        one_of("edge", ("begin", "end"), "timed_registration_edge"),
        Index("timed_registration_of_dossier", "dossier_id"),
        Index(
            "timed_registration_late_of_sector",
            "saved_on",
            postgresql_include=["facility_id", "days_after"],
            postgresql_where=text("late"),
        ),
        Index(
            "timed_registration_late_of_facility",
            "facility_id",
            "saved_on",
            postgresql_include=["edge", "firsts_missed"],
            postgresql_where=text("late"),
        ),
        _OFTEN_CLEANED,
    )

    schakeling_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    edge: Mapped[str] = mapped_column(String(5), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    saved_on: Mapped[date] = mapped_column(Date)
    days_after: Mapped[int] = mapped_column(Integer)
    late: Mapped[bool] = mapped_column(Boolean)
    firsts_missed: Mapped[int] = mapped_column(Integer)
    firsts: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default="{}")


class TimedRegistrationCount(FigureScoped, Model):
    """How many begins or ends a facility saved in a month, how many late, and how many of those with a first missed.

    Written by triggers of `timed_registration` and only ever added to: several rows of one month are added up, and a
    row may be below 0. A night's job adds them together.
    """

    __tablename__ = "timed_registration_count"
    __table_args__ = (
        *(
            Index(f"timed_registration_count_by_{name}", *columns, postgresql_include=_COUNTED)
            for name, columns in (("month", ("month", "facility_id")), ("facility", ("facility_id", "month")))
        ),
        _OFTEN_CLEANED,
    )

    id: Mapped[record_id]
    month: Mapped[date] = mapped_column(Date)
    edge: Mapped[str] = mapped_column(String(5))
    number: Mapped[int] = mapped_column(BigInteger)
    late: Mapped[int] = mapped_column(BigInteger)
    with_first: Mapped[int] = mapped_column(BigInteger)


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
