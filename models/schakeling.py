"""Schakelingen: what is really offered, an interval of one or more modules under a decision (S-2 to S-13)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import text

from app.database import Model, Stamped, Versioned
from app.domain.saved_days import Moments, Saving
from app.reach import DossierScoped
from models.columns import SavedDays, belongs_to, moment, one_of, record_id
from models.decision import Decision
from models.reference import TypeModule

# Seen over half days, an interval holds the open stretch between its boundary days and a one-day interval its one
# point, so that intervals may share boundary days and nothing more, and a one-day one cannot slip inside another.
HALF_DAYS = (
    'int4range(2 * ("begin" - date \'2000-01-01\') + ("begin" is distinct from "end")::int, '
    '2 * ("end" - date \'2000-01-01\') - ("begin" is distinct from "end")::int, \'[]\')'
)


class Schakeling(DossierScoped, Stamped, Versioned, Model):
    """An interval of help; both days inclusive, no end means that it runs on.

    `begin_registered_at` and `end_registered_at` tell when these days were saved, `earlier_begins` and `earlier_ends`
    what stood there before that the Groeipakket would pay otherwise (G-2).
    """

    __tablename__ = "schakeling"
    __table_args__ = (
        UniqueConstraint("facility_id", "id", name="schakeling_of_facility"),
        belongs_to("decision", "dossier_id", "decision_id", name="schakeling_of_decision"),
        Index("schakeling_by_dossier", "dossier_id", "begin"),
        Index("schakeling_by_decision", "decision_id"),
        Index("schakeling_by_facility", "facility_id", "end", "begin"),
        one_of("kind", ("start", "switch", "extension"), "schakeling_kind"),
        CheckConstraint('"end" is null or "end" >= "begin"', name="schakeling_order"),
        ExcludeConstraint(
            (text("int8range(dossier_id, dossier_id, '[]')"), "&&"),
            (text(HALF_DAYS), "&&"),
            name="schakeling_no_overlap",
        ),
    )
    __audit_kind__ = "schakeling"

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    decision_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    begin: Mapped[date]
    end: Mapped[date | None]
    elsewhere: Mapped[bool] = mapped_column(default=False, server_default="false")
    paid_to_parents: Mapped[bool | None]
    begin_registered_at: Mapped[datetime | None] = mapped_column(moment)
    end_registered_at: Mapped[datetime | None] = mapped_column(moment)
    earlier_begins: Mapped[tuple[Saving, ...]] = mapped_column(SavedDays, nullable=True)
    earlier_ends: Mapped[tuple[Saving, ...]] = mapped_column(SavedDays, nullable=True)

    decision: Mapped[Decision] = relationship(
        primaryjoin="foreign(Schakeling.decision_id) == Decision.id", back_populates="schakelingen"
    )
    modules: Mapped[list[SchakelingModule]] = relationship(
        primaryjoin="foreign(SchakelingModule.schakeling_id) == Schakeling.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="SchakelingModule.type_module_id",
    )
    carers: Mapped[list[FosterCarer]] = relationship(
        primaryjoin="foreign(FosterCarer.schakeling_id) == Schakeling.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="FosterCarer.place",
    )

    @property
    def moments(self) -> Moments:
        """When its days were saved, and what stood there before."""
        return Moments(
            self.begin_registered_at, self.end_registered_at, self.earlier_begins or (), self.earlier_ends or ()
        )

    @moments.setter
    def moments(self, moments: Moments) -> None:
        self.begin_registered_at, self.end_registered_at = moments.begin, moments.end
        # A write of what stood there already would count as a change.
        if self.moments != moments:
            self.earlier_begins, self.earlier_ends = moments.earlier_begins, moments.earlier_ends


class SchakelingModule(DossierScoped, Model):
    """A module deployed in a schakeling, with its guaranteed tick (S-9) and its detail (S-10)."""

    __tablename__ = "schakeling_module"
    __table_args__ = (
        belongs_to("schakeling", "schakeling_id", name="schakeling_module_of_schakeling", ondelete="CASCADE"),
    )

    schakeling_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"), primary_key=True)
    guaranteed: Mapped[bool] = mapped_column(default=False, server_default="false")
    detail: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list, server_default="{}")

    type_module: Mapped[TypeModule] = relationship()


class FosterCarer(DossierScoped, Model):
    """A foster carer to whom the child benefit of a schakeling goes: one or two (S-13)."""

    __tablename__ = "foster_carer"
    __table_args__ = (
        belongs_to("schakeling", "schakeling_id", name="foster_carer_of_schakeling", ondelete="CASCADE"),
        CheckConstraint("place in (1, 2)", name="foster_carer_place"),
    )

    schakeling_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    national_number: Mapped[str] = mapped_column(String(11))
    name: Mapped[str] = mapped_column(String(200))
