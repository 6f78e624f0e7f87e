"""Which records came in through an exchange file, under which id of their sender."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from models.columns import record_id


class ExchangeIdentity(Model):
    """The sender's id of a record, kept so that the same file imported twice changes nothing."""

    __tablename__ = "exchange_identity"
    __table_args__ = (
        UniqueConstraint("source", "kind", "external_id"),
        Index("exchange_identity_by_record", "kind", "record_id"),
    )

    id: Mapped[record_id]
    source: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(24))
    external_id: Mapped[str] = mapped_column(String(120))
    record_id: Mapped[int] = mapped_column(BigInteger)
