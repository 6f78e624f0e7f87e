"""Messages to the Groeipakket: that something changed, what was made of it, and what came back (G-1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import text

from app.database import Model
from app.domain.groeipakket_messages import REFUSALS, MessageKind, MessageState
from app.reach import DossierScoped, FigureScoped
from models.columns import moment, one_of, record_id

UNDER_WAY = "state in ('sending', 'sent')"


class GroeipakketMessage(FigureScoped, Model):
    """One message about one schakeling, without a word about a person.

    Triggers write the waiting ones in the transaction of the change; what it comes to is made up when it is delivered.
    It outlives the schakeling and the dossier, and so refers to neither by a foreign key.
    """

    __tablename__ = "groeipakket_message"
    __table_args__ = (
        one_of("state", tuple(MessageState), "groeipakket_message_state"),
        one_of("kind", tuple(MessageKind), "groeipakket_message_kind"),
        one_of("refusal", tuple(REFUSALS), "groeipakket_message_refusal"),
        CheckConstraint("(kind is null) = (state in ('waiting', 'history'))", name="groeipakket_message_made_up"),
        CheckConstraint("(message_key is null) = (kind is null)", name="groeipakket_message_has_key"),
        CheckConstraint("(sequence is null) = (kind is null)", name="groeipakket_message_has_place"),
        CheckConstraint("(refusal is not null) = (state = 'refused')", name="groeipakket_message_refused_why"),
        CheckConstraint(
            "(settled_at is not null) = (state in ('confirmed', 'refused'))", name="groeipakket_message_settled"
        ),
        CheckConstraint("held is null or state = 'waiting'", name="groeipakket_message_held"),
        Index("groeipakket_message_waiting", "schakeling_id", unique=True, postgresql_where="state = 'waiting'"),
        Index("groeipakket_message_history", "schakeling_id", unique=True, postgresql_where="state = 'history'"),
        Index("groeipakket_message_in_order", "dossier_id", "sequence", unique=True),
        Index("groeipakket_message_under_way", "dossier_id", "sequence", postgresql_where=UNDER_WAY),
        Index("groeipakket_message_to_make_up", "dossier_id", postgresql_where="state = 'waiting'"),
        Index("groeipakket_message_of_schakeling", "schakeling_id", "id"),
        Index(
            "groeipakket_message_by_day",
            "made_at",
            postgresql_include=["state", "sent_at", "facility_id"],
            postgresql_where="state <> 'history'",
        ),
        Index("groeipakket_message_refused", "facility_id", "id", postgresql_where="state = 'refused'"),
    )

    id: Mapped[record_id]
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    schakeling_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    kind: Mapped[str | None] = mapped_column(String(12))
    message_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    sequence: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(moment, server_default=text("clock_timestamp()"))
    changed_at: Mapped[datetime] = mapped_column(moment, server_default=text("clock_timestamp()"))
    held: Mapped[str | None] = mapped_column(String(24))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    sent_at: Mapped[datetime | None] = mapped_column(moment)
    settled_at: Mapped[datetime | None] = mapped_column(moment)
    refusal: Mapped[str | None] = mapped_column(String(32))
    failure: Mapped[str | None] = mapped_column(String(60))


class GroeipakketContent(DossierScoped, Model):
    """What a message says, word for word as it went out; the only place that names people, and never written again."""

    __tablename__ = "groeipakket_content"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("groeipakket_message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)


class GroeipakketDifference(FigureScoped, Model):
    """A schakeling of which the Groeipakket knows something else than the register says; found at night (G-1)."""

    __tablename__ = "groeipakket_difference"

    schakeling_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    dossier_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(12))
    found_on: Mapped[date]
