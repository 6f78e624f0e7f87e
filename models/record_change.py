"""What changed in the records of a facility, for programs that keep in step (G-3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.reach import DossierScoped
from models.columns import moment


class RecordChange(DossierScoped, Model):
    """The last change of one record, written by triggers in the transaction that made it.

    `position` is given when a program asks, once that transaction has ended; until then, and after another change, it
    is null. Deleted records keep their row, so that whoever comes late hears of it.
    """

    __tablename__ = "record_change"
    __table_args__ = (
        Index("record_change_in_order", "facility_id", "position"),
        Index("record_change_waiting", "facility_id", postgresql_where=text("position is null")),
    )

    facility_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("facility.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    dossier_id: Mapped[int | None] = mapped_column(BigInteger)
    dossier_code: Mapped[str | None] = mapped_column(String(24))
    quarter: Mapped[str | None] = mapped_column(String(6))
    module: Mapped[str | None] = mapped_column(String(40))
    is_deleted: Mapped[bool]
    position: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
