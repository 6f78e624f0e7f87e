"""Decisions: what help may be offered, and from when (S-1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Model, Stamped, Versioned
from app.reach import DossierScoped
from models.columns import belongs_to, one_of, record_id
from models.dossier import Dossier
from models.reference import TypeModule

if TYPE_CHECKING:
    from models.schakeling import Schakeling


class Decision(DossierScoped, Stamped, Versioned, Model):
    """A youth-care decision: begin, recommended modules, legal ground and the mandated service involved."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("facility_id", "id", name="decision_of_facility"),
        UniqueConstraint("facility_id", "dossier_id", "id", name="decision_of_its_dossier"),
        belongs_to("dossier", "dossier_id", name="decision_of_dossier"),
        one_of("ground", ("voluntary", "judicial"), "decision_ground"),
        one_of("mandated_service", ("OCJ", "VK"), "decision_mandated_service"),
    )
    __audit_kind__ = "decision"

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    begin: Mapped[date]
    ground: Mapped[str] = mapped_column(String(16))
    mandated_service: Mapped[str | None] = mapped_column(String(8))

    dossier: Mapped[Dossier] = relationship(
        primaryjoin="foreign(Decision.dossier_id) == Dossier.id", back_populates="decisions"
    )
    modules: Mapped[list[DecisionModule]] = relationship(
        primaryjoin="foreign(DecisionModule.decision_id) == Decision.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="DecisionModule.type_module_id",
    )
    schakelingen: Mapped[list[Schakeling]] = relationship(
        primaryjoin="foreign(Schakeling.decision_id) == Decision.id",
        back_populates="decision",
        order_by="(Schakeling.begin.desc(), Schakeling.id.desc())",
    )


class DecisionModule(DossierScoped, Model):
    """A module that a decision recommends."""

    __tablename__ = "decision_module"
    __table_args__ = (belongs_to("decision", "decision_id", name="decision_module_of_decision", ondelete="CASCADE"),)

    decision_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"), primary_key=True)

    type_module: Mapped[TypeModule] = relationship()
