"""Messages to people, written in the transaction of what they tell and sent afterwards (D-7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.outbox import STATES
from models.columns import moment, one_of, record_id


class OutboxMessage(Model):
    """One mail; no word in it names a client, and `path` is the page it leads to.

    Row-level security shows it to its recipient, to who shared the document it tells of, to an admin and to the product
    itself. A general mailbox has no recipient.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        one_of("state", STATES, "outbox_message_state"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="outbox_message_sent_has_moment"),
        Index("outbox_message_waiting", "next_try_at", "id", postgresql_where="state = 'waiting'"),
        Index("outbox_message_of_person", "recipient_id", "id"),
        Index("outbox_message_by_state", "state", "id"),
    )
    __audit_kind__ = "outbox_message"

    id: Mapped[record_id]
    kind: Mapped[str] = mapped_column(String(40))
    recipient_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(200))
    message_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    next_try_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    sent_at: Mapped[datetime | None] = mapped_column(moment)
    error_class: Mapped[str | None] = mapped_column(String(120))
