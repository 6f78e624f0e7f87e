"""What is true about a job: its row here, whatever the queue remembers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from models.columns import moment, one_of, record_id

JOB_STATES = ("queued", "running", "done", "failed", "cancelled")
# Nothing comes of it any more.
GIVEN_UP = ("failed", "cancelled")


class JobRun(Model):
    """One run of one job, at most once per name and key (for a scheduled job: per period)."""

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("name", "unique_key"),
        Index("job_run_by_state", "state", "created_at"),
        one_of("state", JOB_STATES, "job_run_state"),
    )

    id: Mapped[record_id]
    name: Mapped[str] = mapped_column(String(60))
    unique_key: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12), default="queued", server_default="queued")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error_class: Mapped[str | None] = mapped_column(String(120))
    facility_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    started_at: Mapped[datetime | None] = mapped_column(moment)
    finished_at: Mapped[datetime | None] = mapped_column(moment)
