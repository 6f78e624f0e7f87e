"""What somebody typed in a form and did not save yet (D-11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, with_loader_criteria

from app.database import Model
from app.domain.drafts import LONGEST_ADDRESS
from app.domain.scope import Scope
from app.reach import FacilityScoped, reach_criterion
from models.columns import moment, record_id


class Draft(FacilityScoped, Model):
    """The text of one form of one person at one seat; a seat is one person's, so nobody else sees it.

    Only a seat of the agency has no facility.

    `form` is the address of the form, `content` its pairs of name and text as a browser posts them, with the version
    that its user saw among them.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("seat_id", "form", name="draft_once"),
        CheckConstraint("octet_length(content::text) <= 262144", name="draft_size"),
        Index("draft_by_age", "saved_at"),
    )

    id: Mapped[record_id]
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))  # type: ignore[assignment]
    seat_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("seat.id", ondelete="CASCADE"))
    form: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    content: Mapped[list[Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime] = mapped_column(moment)


@reach_criterion
def _of_own_seat(scope: Scope) -> Any:
    """A draft is within reach of the seat at which it was typed, and of nobody else (D-11)."""
    seat_id = scope.seat_id or 0
    return with_loader_criteria(
        Draft,
        lambda cls: cls.seat_id == type_coerce(seat_id, BigInteger),
        include_aliases=True,
        track_closure_variables=True,
    )
