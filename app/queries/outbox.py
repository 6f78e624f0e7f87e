"""The outbox as an admin sees it, and the mails of one person (D-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import BincSession
from models.access import Account
from models.outbox import OutboxMessage

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class OutboxRow:
    """How one message fares: nothing of what it says, and its recipient by user name."""

    id: int
    kind: str
    user_name: str | None
    state: str
    tries: int
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    error_class: str | None


def read_outbox(session: BincSession, state: str | None, page: int) -> tuple[list[OutboxRow], bool]:
    """One page of the outbox, the newest first, and whether older ones follow."""
    columns = (
        OutboxMessage.id,
        OutboxMessage.kind,
        Account.username,
        OutboxMessage.state,
        OutboxMessage.tries,
        OutboxMessage.created_at,
        OutboxMessage.next_try_at,
        OutboxMessage.sent_at,
        OutboxMessage.error_class,
    )
    query = select(*columns).outerjoin(Account, Account.id == OutboxMessage.recipient_id)
    if state is not None:
        query = query.where(OutboxMessage.state == state)
    leafed = query.order_by(OutboxMessage.id.desc()).limit(ROWS_A_PAGE + 1).offset((page - 1) * ROWS_A_PAGE)
    rows = session.execute(leafed).all()
    return [OutboxRow(*row) for row in rows[:ROWS_A_PAGE]], len(rows) > ROWS_A_PAGE


def read_mailbox(session: BincSession, recipient_id: int | None) -> Sequence[OutboxMessage]:
    """The last mails that were sent to one person, or to everybody for None, the newest first."""
    query = select(OutboxMessage).where(OutboxMessage.state == "sent").order_by(OutboxMessage.id.desc())
    if recipient_id is not None:
        query = query.where(OutboxMessage.recipient_id == recipient_id)
    return session.scalars(query.limit(ROWS_A_PAGE)).all()
