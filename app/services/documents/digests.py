"""One mail a day about the documents that wait, for who wants that; what it tells of is told once (O-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, or_, select

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.documents.mails import MailChoice, Waiting
from app.domain.documents.sharing import OPEN, is_due_for_reminder
from app.services.documents.mails import write_digest
from models.access import Account, Seat
from models.document import Document, DocumentRecipient

# What becomes of the reminder of a document: in the mail of the day, or in a mail of its own.
SHARED_ON = cast(func.timezone(BRUSSELS.key, Document.shared_at), Date)


@dataclass(frozen=True)
class Line:
    """One unread document for one person, as the mail of the day counts it."""

    recipient: DocumentRecipient
    is_ending: bool

    @property
    def is_new(self) -> bool:
        """Whether no mail told of it yet."""
        return self.recipient.in_digest and self.recipient.mail_key is None


def wants_digest() -> ColumnElement[bool]:
    """Whether the recipient's person, in the same statement, has chosen one mail a day and is written to at home."""
    own = func.lower(Account.email) == func.lower(DocumentRecipient.email)
    return and_(Account.document_mail == MailChoice.DAILY, own)


def mail_digests(session: BincSession, *, today: date) -> int:
    """Writes to everybody for whom something new waits or soon goes, in one mail each; answers how many (O-4).

    What was told is marked in the same transaction, so that a second run of a day tells nothing again and a run after a
    standstill tells everything.
    """
    mailed, now = 0, datetime.now(UTC)
    for (person_id, address), lines in _waiting(session, today).items():
        new, ending = [one for one in lines if one.is_new], [one for one in lines if one.is_ending]
        waiting = Waiting(len({one.recipient.document_id for one in lines}), len(new), len(ending))
        if waiting.is_worth_a_mail:
            key = write_digest(session, person_id, address, waiting)
            mailed += 1
            for line in (*new, *ending):
                line.recipient.mail_key = key
            for line in ending:
                line.recipient.reminded_at = now
    return mailed


def _waiting(session: BincSession, today: date) -> dict[tuple[int, str], Sequence[Line]]:
    record = DocumentRecipient
    works_there = exists().where(Seat.user_id == record.person_id, _works_for() == record.service_id)
    told_later = and_(record.in_digest, record.mail_key.is_(None))
    query = (
        select(record, Account.email, Account.document_mail, SHARED_ON)
        .join(Document, Document.id == record.document_id)
        .join(Account, Account.id == record.person_id)
        .where(record.state == OPEN, record.until >= today, record.first_viewed_at.is_(None))
        .where(Account.active.is_(True), works_there, or_(told_later, wants_digest()))
        .order_by(record.id)
    )
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for recipient, address, choice, shared_on in session.execute(query):
        reminds = choice == MailChoice.DAILY and recipient.reminded_at is None
        is_ending = reminds and is_due_for_reminder(recipient.until, viewed=False, shared_on=shared_on, today=today)
        found[recipient.person_id, address].append(Line(recipient, is_ending))
    return dict(found)


def _works_for() -> Any:
    return Seat.works_for_id  # type: ignore[attr-defined]
