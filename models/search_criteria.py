"""Search criteria kept for a day, so that no name ever stands in an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Model
from models.columns import moment, record_id


class SearchCriteria(Model):
    """What somebody at one seat searched for; `/opzoeken/<token>` shows its hits until it expires."""

    __tablename__ = "search_criteria"

    id: Mapped[record_id]
    token: Mapped[str] = mapped_column(String(43), unique=True)
    seat_id: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(24))
    criteria: Mapped[dict[str, Any]] = mapped_column(JSONB)
    expires_at: Mapped[datetime] = mapped_column(moment, index=True)
