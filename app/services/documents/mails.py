"""The mails about a shared document: who, for whom, until when and where; never its name or a client (O-4)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, or_, select

from app.database import BincSession
from app.domain.documents.mails import Waiting, goes_into_digest
from app.domain.documents.sharing import OPEN
from app.domain.documents.visibility import ServiceKind
from app.domain.outbox import DROPPED
from app.services.outbox import write_to_address
from models.access import Account, Service
from models.document import Document, DocumentRecipient
from models.outbox import OutboxMessage

SHARED, ENDING, DIGEST = "document_shared", "document_ending", "document_digest"


def tell_recipient(
    session: BincSession, document: Document, recipient: DocumentRecipient, sender: Service, goal: Service
) -> None:
    """Writes the mail that something was shared, for Voorzieningenbeleid also to its general mailbox (O-4, D2).

    Who wants one mail a day gets none now; the general mailbox always does.
    """
    subject = "Binc: er is een document met je gedeeld"
    body = _body(f"{document.sender_name} ({sender.name}) deelde een document in Binc.", recipient)
    path, address = f"/documenten/{document.id}/", recipient.email
    recipient.in_digest = _wants_digest(session, recipient)
    told = None if recipient.in_digest else address.lower()
    if goal.kind == ServiceKind.AGENCY and goal.email and goal.email.lower() != told:
        recipient.mailbox_mail_key = write_to_address(session, SHARED, goal.email, subject, body, path)
    if told:
        person = recipient.person_id
        recipient.mail_key = write_to_address(session, SHARED, address, subject, body, path, recipient_id=person)


def _wants_digest(session: BincSession, recipient: DocumentRecipient) -> bool:
    account = session.get(Account, recipient.person_id) if recipient.person_id else None
    return account is not None and goes_into_digest(account.document_mail, account.email, recipient.email)


def write_digest(session: BincSession, person_id: int, address: str, waiting: Waiting) -> str:
    """Writes the one mail of the day; answers its key (O-4)."""
    body = f"{waiting.sentence} Je vindt ze in Binc bij Ontvangen documenten:"
    subject = "Binc: documenten die op je wachten"
    return write_to_address(session, DIGEST, address, subject, body, "/documenten/", recipient_id=person_id)


def remind_recipient(session: BincSession, recipient: DocumentRecipient, sender_name: str, service_name: str) -> str:
    """Writes the mail that something nobody opened yet will soon be gone; answers its key (O-4)."""
    subject = "Binc: een document met je gedeeld verdwijnt binnenkort"
    body = _body(f"Niemand opende het document dat {sender_name} ({service_name}) in Binc deelde.", recipient)
    path = f"/documenten/{recipient.document_id}/"
    return write_to_address(session, ENDING, recipient.email, subject, body, path, recipient_id=recipient.person_id)


def drop_if_nothing_is_shared(session: BincSession, message: OutboxMessage, *, today: date) -> None:
    """Drops a mail about documents that were all called back or ended, or that a later mail tells of (O-4, O-6).

    Any other message stays as it is. `message` is one that was taken to be sent.
    """
    if message.kind not in (SHARED, ENDING, DIGEST):
        return
    record, key = DocumentRecipient, message.message_key
    told = or_(record.mail_key == key, record.mailbox_mail_key == key)
    if not session.scalar(select(exists().where(told, record.state == OPEN, record.until >= today))):
        message.state = DROPPED


def _body(first: str, recipient: DocumentRecipient) -> str:
    return f"{first} Het is bedoeld voor {recipient.person_name} en te openen tot en met {recipient.until:%d/%m/%Y}:"
