"""What the module database delivered, what it would change, and every change of what facilities may tick (M-2)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import text

from app.database import Model
from app.domain.module_differences import Approval, DifferenceKind
from app.reach import FigureScoped
from models.columns import moment, one_of, record_id
from models.facility import Facility
from models.reference import TypeModule

TAKEN_IN, REFUSED = "taken_in", "refused"
WAITING, APPLIED, SUPERSEDED = "waiting", "applied", "superseded"


class ModuleDelivery(Model):
    """One time that the module database was asked: taken in, or refused with the reason and nothing changed.

    `day` is the one whose state the list shows; `added` and `waiting` count differences.
    """

    __tablename__ = "module_delivery"
    __table_args__ = (
        one_of("state", (TAKEN_IN, REFUSED), "module_delivery_state"),
        CheckConstraint("(state = 'refused') = (reason is not null)", name="module_delivery_reason"),
    )
    __audit_kind__ = "module_delivery"

    id: Mapped[record_id]
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    source: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(Text)
    day: Mapped[date | None]
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    unknown_facilities: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list, server_default="{}")
    unknown_modules: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list, server_default="{}")


class _Days:
    """The days of an approval before and after; empty where there is none."""

    before_from: Mapped[date | None]
    before_until: Mapped[date | None]
    after_from: Mapped[date | None]
    after_until: Mapped[date | None]

    @property
    def before(self) -> Approval | None:
        """The approval as it stood."""
        return Approval(self.before_from, self.before_until) if self.before_from else None

    @property
    def after(self) -> Approval | None:
        """The approval as it becomes."""
        return Approval(self.after_from, self.after_until) if self.after_from else None


class ModuleDifference(_Days, FigureScoped, Model):
    """One approval that a delivery has otherwise; it waits until the agency applies it or a later delivery differs."""

    __tablename__ = "module_difference"
    __table_args__ = (
        one_of("kind", tuple(kind.value for kind in DifferenceKind), "module_difference_kind"),
        one_of("state", (WAITING, APPLIED, SUPERSEDED), "module_difference_state"),
        CheckConstraint("before_from is not null or after_from is not null", name="module_difference_days"),
        Index("module_difference_waiting", "facility_id", postgresql_where="state = 'waiting'"),
        Index("module_difference_of_facility", "facility_id", "id"),
    )
    __audit_kind__ = "module_difference"

    id: Mapped[record_id]
    delivery_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("module_delivery.id"))
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"))
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=WAITING, server_default=WAITING)
    decided_at: Mapped[datetime | None] = mapped_column(moment)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_by_name: Mapped[str | None] = mapped_column(String(200))

    facility: Mapped[Facility] = relationship()
    type_module: Mapped[TypeModule] = relationship()


class ApprovedModuleChange(_Days, FigureScoped, Model):
    """One change of an approval, whoever made it; written by a trigger of the database only.

    `delivery_id` is set where it came from the module database; `actor_id` is None for the product itself.
    """

    __tablename__ = "approved_module_change"
    __table_args__ = (Index("approved_module_change_of_facility", "facility_id", "id"),)

    id: Mapped[record_id]
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"))
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(200))
    delivery_id: Mapped[int | None] = mapped_column(BigInteger)
