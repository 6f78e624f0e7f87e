"""Quarter statements, their totals and what happened to them (Q-1, Q-2, Q-4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Model, Stamped, Versioned
from app.domain.statements.states import StatementEvent, StatementState
from app.reach import DossierScoped, FigureScoped
from models.columns import belongs_to, moment, one_of, record_id
from models.reference import TypeModule

STATEMENT_STATES = tuple(StatementState)
STATEMENT_EVENTS = tuple(StatementEvent)


class QuarterStatement(FigureScoped, Stamped, Versioned, Model):
    """The state of a facility's statement of one quarter, from the first figure or sending on (Q-4).

    Whether a statement exists follows from the deployments (Q-1); one without a row here is open and empty.
    """

    __tablename__ = "quarter_statement"
    __table_args__ = (
        UniqueConstraint("facility_id", "year", "quarter"),
        CheckConstraint("quarter between 1 and 4", name="quarter_statement_quarter"),
        one_of("state", STATEMENT_STATES, "quarter_statement_state"),
        Index("quarter_statement_sent", "year", "facility_id", postgresql_where=text("state = 'sent'")),
    )
    __audit_kind__ = "quarter_statement"

    id: Mapped[record_id]
    year: Mapped[int]
    quarter: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="open")
    sent_at: Mapped[datetime | None] = mapped_column(moment)


class UtilisationTotal(FigureScoped, Stamped, Versioned, Model):
    """What a facility registered for one module in one quarter: the total, and what stands behind it (Q-2).

    `computed` is the switch: the total is the sum of what stands behind it; else it was typed by hand.
    """

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
    computed: Mapped[bool] = mapped_column(default=False, server_default="false")
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


class StatementStep(FigureScoped, Model):
    """One thing that happened to a statement, for facility and agency to see: what, who, when, old and new total.

    Nobody can change a step. An edit with equal totals changed figures behind the total only.
    """

    __tablename__ = "statement_step"
    __table_args__ = (
        CheckConstraint("quarter between 1 and 4", name="statement_step_quarter"),
        one_of("event", STATEMENT_EVENTS, "statement_step_event"),
        ForeignKeyConstraint(
            ["facility_id", "dossier_id"],
            ["dossier.facility_id", "dossier.id"],
            name="statement_step_of_dossier",
            ondelete="SET NULL (dossier_id)",
        ),
        Index("statement_step_of_quarter", "facility_id", "year", "quarter", "id"),
        Index(
            "statement_step_by_dossier",
            "facility_id",
            "dossier_id",
            postgresql_where=text("dossier_id is not null"),
        ),
    )

    id: Mapped[record_id]
    year: Mapped[int]
    quarter: Mapped[int]
    event: Mapped[str] = mapped_column(String(16))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    type_module_id: Mapped[int | None] = mapped_column(ForeignKey("type_module.id"))
    dossier_id: Mapped[int | None] = mapped_column(BigInteger)
    before: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    after: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    reason: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(moment, server_default=text("clock_timestamp()"))
