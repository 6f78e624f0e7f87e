"""What happened in a dossier, in plain words (D-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.reach import DossierScoped
from models.columns import belongs_to, moment, record_id


class Activity(DossierScoped, Model):
    """One thing somebody did in a dossier, with old and new values; only the facility itself sees it."""

    __tablename__ = "activity"
    __table_args__ = (
        belongs_to("dossier", "dossier_id", name="activity_of_dossier", ondelete="CASCADE"),
        Index("activity_by_dossier", "dossier_id", "id"),
    )

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
