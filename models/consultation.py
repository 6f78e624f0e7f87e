"""Who asked the national register about whom, when and why (C-1, A-5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.consultations import ConsultationOutcome, ConsultationReason
from models.columns import moment, one_of, record_id


class RegisterConsultation(Model):
    """One question to the national register; nobody can change or remove it, and only an admin reads it.

    `numbers` are those that were asked, or of a search those of the people who were found.
    """

    __tablename__ = "register_consultation"
    __table_args__ = (
        one_of("reason", tuple(each.value for each in ConsultationReason), "register_consultation_reason"),
        one_of("outcome", tuple(each.value for each in ConsultationOutcome), "register_consultation_outcome"),
        Index("register_consultation_numbers", "numbers", postgresql_using="gin"),
        Index("register_consultation_by_person", "actor_id", "id"),
        Index("register_consultation_by_facility", "facility_id", "id"),
        Index("register_consultation_at", "at"),
    )

    id: Mapped[record_id]
    at: Mapped[datetime] = mapped_column(moment, server_default=text("clock_timestamp()"))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(200))
    seat_id: Mapped[int | None] = mapped_column(BigInteger)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    reason: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str] = mapped_column(String(12))
    numbers: Mapped[list[str]] = mapped_column(ARRAY(String(11)))
