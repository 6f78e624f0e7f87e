"""Requests to the agency to reopen a dossier that closed too long ago (D-7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model, Versioned
from app.domain.reopening import LONGEST_REASON, STATES
from app.reach import RequestScoped
from models.columns import belongs_to, moment, one_of, record_id


class ReopeningRequest(RequestScoped, Versioned, Model):
    """One request for one closed dossier, with how it ended; seen by its facility and by the case handlers.

    `decided` covers every end: also a withdrawal has a moment and somebody who did it.
    """

    __tablename__ = "reopening_request"
    __table_args__ = (
        belongs_to("dossier", "dossier_id", name="reopening_request_of_dossier", ondelete="CASCADE"),
        one_of("state", STATES, "reopening_request_state"),
        Index("reopening_request_one_waiting", "dossier_id", unique=True, postgresql_where="state = 'requested'"),
        Index("reopening_request_by_dossier", "facility_id", "dossier_id"),
        Index("reopening_request_queue", "state", "requested_at", "id"),
        CheckConstraint(f"length(motive) between 1 and {LONGEST_REASON}", name="reopening_request_has_motive"),
        CheckConstraint(
            "(state = 'requested') = (decided_at is null) and (decided_at is null) = (decided_by_name is null)",
            name="reopening_request_decided",
        ),
        CheckConstraint("(state = 'rejected') = (answer is not null)", name="reopening_request_says_why"),
        CheckConstraint(
            "state not in ('approved', 'rejected') or requested_by is null or decided_by is distinct from requested_by",
            name="reopening_request_four_eyes",
        ),
    )
    __audit_kind__ = "reopening_request"

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(12), default="requested", server_default="requested")
    motive: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id", ondelete="SET NULL"))
    requested_by_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    decided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id", ondelete="SET NULL"))
    decided_by_name: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(moment)
    answer: Mapped[str | None] = mapped_column(Text)

    def read_subject(self) -> tuple[str, int]:
        """What the audit trail notes when this record is read (A-5): a motive tells about the client."""
        return "dossier", self.dossier_id
