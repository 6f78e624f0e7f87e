"""What others did with somebody's dossiers or statements, or made for them, until it was seen (D-7, D-9, Q-5, R-4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.reach import DossierScoped
from models.columns import moment, one_of, record_id

NOTICE_KINDS = (
    # Of dossiers; their codes are those of dossiers.
    "took",
    "taken",
    "gave",
    "given",
    "reopening_approved",
    "reopening_rejected",
    # Of statements; their codes are the quarters.
    "statements_due",
    "quarter_reopened",
    "quarter_kept",
    # Of a request for reports; their code is its number.
    "reports_ready",
    "reports_failed",
    # After two and after six days (G-2); their codes are those of dossiers.
    "registration_due",
    "registration_last",
    "module_withdrawn",
    # Of a file that was read in; their code is its number.
    "file_checked",
    "file_read_in",
    # What the register tells of a client; their codes are those of dossiers.
    "client_refreshed",
    "client_twice",
)


class Notice(DossierScoped, Model):
    """One thing to tell one person on the start page of one facility; seen means removed.

    `kind` is seen from that person: took and gave are what they did, taken and given what a colleague did; the others
    are what the agency answered or asks, what the register tells, or what was made.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", NOTICE_KINDS, "notice_kind"),
        Index("notice_of_person", "facility_id", "user_id"),
        Index("notice_by_moment", "at"),
    )

    id: Mapped[record_id]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ab_user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(24))
    colleague: Mapped[str] = mapped_column(String(200))
    codes: Mapped[list[str]] = mapped_column(ARRAY(String(24)))
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
