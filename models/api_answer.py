"""Answers given to programs, kept a week so that a request sent twice is done once (G-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, with_loader_criteria
from sqlalchemy.sql import text

from app.database import Model
from app.domain.scope import Scope
from app.reach import reach_criterion
from models.columns import moment


class ApiAnswer(Model):
    """What one program was answered to a request that changes something, by the key that it chose for it.

    Written in the transaction of the change itself: a request that died half-way left neither.
    """

    __tablename__ = "api_answer"

    seat_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("seat.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    headers: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    given_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"), index=True)


@reach_criterion
def _of_own_seat(scope: Scope) -> Any:
    """An answer is within reach of the program it was given to, and of nobody else."""
    seat_id = scope.seat_id or 0
    return with_loader_criteria(
        ApiAnswer,
        lambda cls: cls.seat_id == type_coerce(seat_id, BigInteger),
        include_aliases=True,
        track_closure_variables=True,
    )
