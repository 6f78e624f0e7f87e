"""Capacity of a facility, a history of rows per line (M-3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Model, Stamped, Versioned
from app.domain.capacity import CapacityRow as CapacityPlan
from app.reach import FigureScoped
from models.columns import record_id
from models.facility import Facility


class CapacityRow(FigureScoped, Stamped, Versioned, Model):
    """What a facility is recognised for on one line (a module's code, or VERBLIJF) from a day until the next row."""

    __tablename__ = "capacity_row"
    __table_args__ = (
        UniqueConstraint("facility_id", "line", "valid_from", name="capacity_row_once_a_day"),
        CheckConstraint("recognised >= 0 and innovative >= 0 and guaranteed >= 0", name="capacity_row_not_negative"),
        CheckConstraint("innovative + guaranteed <= recognised", name="capacity_row_recognised_contains"),
        CheckConstraint("counts_toward <> line", name="capacity_row_counts_elsewhere"),
    )
    __audit_kind__ = "capacity_row"

    id: Mapped[record_id]
    line: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    recognised: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    innovative: Mapped[Decimal] = mapped_column(Numeric(8, 2), default=Decimal(0))
    guaranteed: Mapped[Decimal] = mapped_column(Numeric(8, 2), default=Decimal(0))
    counts_toward: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)

    facility: Mapped[Facility] = relationship()

    @property
    def plan(self) -> CapacityPlan:
        """The row as the rules and the formulas see it (M-3)."""
        own = (self.line, self.valid_from, self.recognised, self.innovative, self.guaranteed)
        return CapacityPlan(*own, self.counts_toward)
