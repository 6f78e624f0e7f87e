"""Writing a message beside the change it tells of, and sending it afterwards (D-7)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.database import BincSession
from app.domain.faults import NotFound
from app.domain.outbox import FAILED, SENT, WAITING, is_last_try, pause_after
from app.integrations.mail import Mail, MailTransport, NotAcceptedNow, Refused
from models.access import Account
from models.outbox import OutboxMessage

MOST_WORKERS = 50


def write_message(session: BincSession, kind: str, recipient_id: int, subject: str, body: str, path: str) -> bool:
    """Puts a mail in the outbox, to be sent once this transaction is committed; it names no client.

    Somebody who left, or has no address, gets none; answers whether one was written.
    """
    query = select(Account.email).where(Account.id == recipient_id, Account.active.is_(True))
    address = session.scalar(query)
    if not address:
        return False
    write_to_address(session, kind, address, subject, body, path, recipient_id=recipient_id)
    return True


def write_to_address(
    session: BincSession,
    kind: str,
    address: str,
    subject: str,
    body: str,
    path: str,
    *,
    recipient_id: int | None = None,
) -> str:
    """Puts a mail to an address in the outbox, to nobody in particular without `recipient_id`; answers its key."""
    values = {"kind": kind, "recipient_id": recipient_id, "address": address, "subject": subject, "body": body}
    key = secrets.token_hex(16)
    # Inline, without asking the new row back: who writes a message to somebody else may not read it.
    session.execute(insert(OutboxMessage.__table__).values(**values, path=path, message_key=key).inline())  # type: ignore[arg-type]
    return key


def has_due_message(session: BincSession, now: datetime) -> bool:
    """Whether a message waits for a try."""
    return session.scalar(select(OutboxMessage.id).where(*_due(now)).limit(1)) is not None


def take_message(session: BincSession, now: datetime) -> OutboxMessage | None:
    """Takes the oldest message that is due, counts the try and lets nobody else take it for a while; or None.

    A later message to an address waits until the earlier one is sent or has failed. Commit before sending: a process
    that dies while sending leaves a message that rests its pause and is then tried again under the same key.
    """
    for message_id in session.scalars(_first_of_each_address(now)).all():
        query = select(OutboxMessage).where(OutboxMessage.id == message_id, *_due(now))
        message = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
        if message is not None:
            message.tries += 1
            message.next_try_at = now + pause_after(message.tries)
            return message
    return None


def _first_of_each_address(now: datetime) -> Select[tuple[int]]:
    """The oldest message to each address, where that one is due; as many as other workers may be sending meanwhile."""
    # One reading without a join: thousands may wait, and no statistics tell of them.
    oldest = (
        select(OutboxMessage.id, OutboxMessage.next_try_at)
        .where(OutboxMessage.state == WAITING)
        .ext(distinct_on(func.lower(OutboxMessage.address)))
        .order_by(func.lower(OutboxMessage.address), OutboxMessage.id)
        .subquery()
    )
    return select(oldest.c.id).where(oldest.c.next_try_at <= now).order_by(oldest.c.id).limit(MOST_WORKERS)


def send_message(message: OutboxMessage, transport: MailTransport, now: datetime) -> None:
    """Hands a message that was taken to the transport, and notes on it how that went."""
    mail = Mail(message.address, message.subject, message.body, message.path, message.message_key, message.created_at)
    try:
        transport.send(mail)
    except Refused as refusal:
        message.state, message.error_class = FAILED, refusal.cause
    except NotAcceptedNow as failure:
        message.error_class = failure.cause
        if is_last_try(message.tries):
            message.state = FAILED
    else:
        message.state, message.sent_at, message.error_class = SENT, now, None


def resend_message(session: BincSession, message_id: int, now: datetime) -> None:
    """Lets a failed message be tried anew, under the same key; one that waits or was sent stays as it is.

    Raises NotFound.
    """
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None:
        raise NotFound
    if message.state == FAILED:
        message.state, message.tries, message.next_try_at = WAITING, 0, now


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return OutboxMessage.state == WAITING, OutboxMessage.next_try_at <= now
