"""Quarter statements and their totals, stored as they come (Q-1, Q-2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Model, Stamped, Versioned
from app.reach import DossierScoped, FigureScoped
from models.columns import belongs_to, one_of, record_id
from models.reference import TypeModule

STATEMENT_STATES = ("open", "sent", "to_send_again", "processed", "reopened")


class QuarterStatement(FigureScoped, Stamped, Versioned, Model):
    """The state of a facility's statement of one quarter (Q-4)."""

    __tablename__ = "quarter_statement"
    __table_args__ = (
        UniqueConstraint("facility_id", "year", "quarter"),
        CheckConstraint("quarter between 1 and 4", name="quarter_statement_quarter"),
        one_of("state", STATEMENT_STATES, "quarter_statement_state"),
    )
    __audit_kind__ = "quarter_statement"

    id: Mapped[record_id]
    year: Mapped[int]
    quarter: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="open")


class UtilisationTotal(FigureScoped, Stamped, Versioned, Model):
    """What a facility registered for one module in one quarter: the total, and what stands behind it."""

    __tablename__ = "utilisation_total"
    __table_args__ = (
        UniqueConstraint("facility_id", "id", name="utilisation_total_of_facility"),
        UniqueConstraint("facility_id", "year", "quarter", "type_module_id"),
        CheckConstraint("quarter between 1 and 4", name="utilisation_total_quarter"),
    )
    __audit_kind__ = "utilisation_total"

    id: Mapped[record_id]
    year: Mapped[int]
    quarter: Mapped[int]
    type_module_id: Mapped[int] = mapped_column(ForeignKey("type_module.id"))
    total: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    non_client_bound: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    kinds: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")

    type_module: Mapped[TypeModule] = relationship()


class UtilisationOfClient(DossierScoped, Model):
    """One client's share of a total; the agency never sees it (Q-5)."""

    __tablename__ = "utilisation_of_client"
    __table_args__ = (
        belongs_to("utilisation_total", "total_id", name="utilisation_of_client_of_total", ondelete="CASCADE"),
    )

    total_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
