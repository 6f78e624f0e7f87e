"""Figures of all facilities that were computed before, and what changed since (F-7, F-8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from app.domain.figures.summary import RateKind
from app.reach import FigureScoped
from models.columns import moment, one_of, record_id

KINDS = tuple(RateKind)
TRANSACTION = text("(pg_current_xact_id()::text)::bigint")


class StoredFigures(FigureScoped, Model):
    """The figures of one facility over one period, as they were when `snapshot` was taken.

    They may be shown only while no change of the facility is missing from the snapshot, and only by the formulas that
    made them (`made_by`): `app.queries.figures.stored` asks it so.
    """

    __tablename__ = "stored_figures"
    __table_args__ = (
        one_of("kind", KINDS, "stored_figures_kind"),
        Index("stored_figures_of_period", "kind", "begin", "end", "facility_id"),
    )

    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    begin: Mapped[date] = mapped_column(primary_key=True)
    end: Mapped[date] = mapped_column(primary_key=True)
    figures: Mapped[Any] = mapped_column(JSONB)
    made_by: Mapped[str] = mapped_column(String(120))
    snapshot: Mapped[str] = mapped_column(Text)
    stored_in: Mapped[int] = mapped_column(BigInteger, server_default=TRANSACTION)


class FigureChange(Model):
    """From which day on the figures of a facility may differ since a transaction; no facility means of all of them.

    Written by the tables that figures are made of, in the transaction that changes them.
    """

    __tablename__ = "figure_change"
    __table_args__ = (Index("figure_change_of_facility", "facility_id", "made_in"),)

    id: Mapped[record_id]
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"))
    since: Mapped[date]
    made_in: Mapped[int] = mapped_column(BigInteger, server_default=TRANSACTION)
    at: Mapped[datetime] = mapped_column(moment, server_default=text("clock_timestamp()"))


class AskedFigures(Model):
    """A period over which somebody asked the figures of all facilities, and when last: these are kept ready."""

    __tablename__ = "asked_figures"
    __table_args__ = (one_of("kind", KINDS, "asked_figures_kind"),)

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    begin: Mapped[date] = mapped_column(primary_key=True)
    end: Mapped[date] = mapped_column(primary_key=True)
    asked_on: Mapped[date]
