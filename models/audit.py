"""The record of who read and changed what (A-5): append-only, written by the database itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from models.columns import moment


class AuditEntry(Model):
    """Who, at which seat, did what to which records, when; each entry carries the digest of the one before."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("audit_entry_subjects", "subject_ids", postgresql_using="gin"),
        Index("audit_entry_by_user", "user_id", "id"),
        Index("audit_entry_by_facility", "facility_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(moment)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(200))
    seat_id: Mapped[int | None] = mapped_column(BigInteger)
    facility_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(40))
    page: Mapped[str] = mapped_column(String(120))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    previous_digest: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHead(Model):
    """The last link of the chain; one row, locked by whoever writes next."""

    __tablename__ = "audit_head"

    singleton: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last_id: Mapped[int] = mapped_column(BigInteger)
    last_digest: Mapped[bytes] = mapped_column(LargeBinary)
