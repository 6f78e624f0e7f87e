"""The mails about a shared document: who, for whom, until when and where; never its name or a client (O-4)."""

from __future__ import annotations

from app.database import BincSession
from app.domain.documents.visibility import ServiceKind
from app.services.outbox import write_to_address
from models.access import Service
from models.document import Document, DocumentRecipient

SHARED, ENDING = "document_shared", "document_ending"


def tell_recipient(
    session: BincSession, document: Document, recipient: DocumentRecipient, sender: Service, goal: Service
) -> str:
    """Writes the mail that something was shared, for Voorzieningenbeleid also to its general mailbox (O-4, D2).

    Answers the key of the recipient's own mail.
    """
    subject = "Binc: er is een document met je gedeeld"
    body = _body(f"{document.sender_name} ({sender.name}) deelde een document in Binc.", recipient)
    path = f"/documenten/{document.id}/"
    if goal.kind == ServiceKind.AGENCY and goal.email and goal.email.lower() != recipient.email.lower():
        write_to_address(session, SHARED, goal.email, subject, body, path)
    return write_to_address(session, SHARED, recipient.email, subject, body, path, recipient_id=recipient.person_id)


def remind_recipient(session: BincSession, recipient: DocumentRecipient, sender_name: str, service_name: str) -> str:
    """Writes the mail that something nobody opened yet will soon be gone; answers its key (O-4)."""
    subject = "Binc: een document met je gedeeld verdwijnt binnenkort"
    body = _body(f"Niemand opende het document dat {sender_name} ({service_name}) in Binc deelde.", recipient)
    path = f"/documenten/{recipient.document_id}/"
    return write_to_address(session, ENDING, recipient.email, subject, body, path, recipient_id=recipient.person_id)


def _body(first: str, recipient: DocumentRecipient) -> str:
    return f"{first} Het is bedoeld voor {recipient.person_name} en te openen tot en met {recipient.until:%d/%m/%Y}:"
