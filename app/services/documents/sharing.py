"""Sharing a document, and calling it back as long as nobody opened it (O-1, O-4, O-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import exists, select

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values
from app.domain.documents.naming import ClientNaming, check_naming
from app.domain.documents.sharing import OPEN, WITHDRAWN, WantedRecipient, can_be_withdrawn, check_sharing
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import Caution, DomainError, Fault, NotFound, refuse
from app.domain.scope import Actor
from app.queries.documents.directory import shared_with_before
from app.services.activities import note_activity
from app.services.confirmation import ask
from app.services.documents.mails import tell_recipient
from app.services.documents.naming import forget_how_clients_were_known, named_client
from app.services.refusals import saving
from models.access import Service
from models.document import Document, DocumentRecipient
from models.dossier import Dossier

FIRST_TIME = "O-1"


@dataclass(frozen=True)
class KeptFile:
    """A file whose content was checked and lies encrypted; sizes are bytes, `sha256` that of the encrypted content."""

    name: str
    media_type: str
    content_key: str
    content_size: int
    content_sha256: str


def confirm_recipients(
    session: BincSession,
    sender: Service,
    recipients: Sequence[WantedRecipient],
    confirmed: frozenset[str],
) -> None:
    """Asks to confirm everybody with whom one's own service never shared before (O-1).

    Raises NeedsConfirmation.
    """
    new = [one for one in recipients if not shared_with_before(session, sender.id, one.service_id, one.email)]
    ask(
        [
            Caution(
                FIRST_TIME, "recipients", f"Je deelt voor het eerst met {one.person_name} ({one.email}). Dit klopt."
            )
            for one in new
        ],
        confirmed,
    )


def share_document(
    session: BincSession,
    sender: Service,
    file: KeptFile,
    kind: DocumentKind,
    description: str,
    recipients: Sequence[WantedRecipient],
    *,
    dossier: Dossier | None = None,
    naming: ClientNaming | None = None,
    actor: Actor,
    today: date,
) -> Document:
    """Shares a file with everybody named and tells each of them; from a dossier it is told there too (O-1, O-4).

    `naming` is the client whom a service without dossiers says it is about. Raises DomainError with every fault.
    """
    description, own_kind = description.strip(), ServiceKind(sender.kind)
    refuse(check_sharing(kind, own_kind, sender.id, description, recipients, today=today))
    if naming is not None:
        refuse(check_naming(naming, own_kind, {one.service_kind for one in recipients}, today=today))
    assert actor.user_id is not None
    document = Document(
        kind=kind.value,
        sender_service_id=sender.id,
        sender_id=actor.user_id,
        sender_name=actor.name,
        facility_id=sender.facility_id,
        **_about_client(dossier),
        description=description,
        file_name=file.name,
        media_type=file.media_type,
        **_where_it_lies(file),
        last_day=max(one.until for one in recipients),
    )
    with saving(session):
        session.add(document)
        session.flush()
        if naming is not None and not naming.is_empty:
            session.add(named_client(document, naming))
        for wanted in recipients:
            _add_recipient(session, document, sender, wanted, dossier, actor)
        session.flush()
    return document


def _where_it_lies(file: KeptFile) -> dict[str, Any]:
    return {
        "content_key": file.content_key,
        "content_size": file.content_size,
        "content_sha256": file.content_sha256,
    }


def _about_client(dossier: Dossier | None) -> dict[str, Any]:
    """The dossier that a document is shared from, and its client as both sides will read the name (O-4)."""
    if dossier is None:
        return {}
    names = {"client_name": dossier.client_name, "client_first_name": dossier.client_first_name}
    return {"dossier_id": dossier.id, "client_id": dossier.client_id, **names}


def _add_recipient(
    session: BincSession,
    document: Document,
    sender: Service,
    wanted: WantedRecipient,
    dossier: Dossier | None,
    actor: Actor,
) -> None:
    recipient = DocumentRecipient(
        document_id=document.id,
        kind=document.kind,
        sender_service_id=document.sender_service_id,
        sender_id=document.sender_id,
        service_id=wanted.service_id,
        service_kind=wanted.service_kind.value,
        person_id=wanted.person_id,
        person_name=wanted.person_name.strip(),
        email=wanted.email.strip(),
        until=wanted.until,
    )
    goal = session.get_one(Service, wanted.service_id)
    tell_recipient(session, document, recipient, sender, goal)
    session.add(recipient)
    if dossier is not None:
        about = _about(document, recipient, goal)
        note_activity(session, dossier, ActivityKind.DOCUMENT_SHARED, activity_values(about, {}, {}), actor=actor)


def withdraw_document(session: BincSession, recipient_id: int, *, actor: Actor, today: date) -> str | None:
    """Calls a document back from one recipient; it can be done until somebody there opened it (O-6).

    Answers where the content lies when nobody may open it any more: destroy it once this is committed. Raises NotFound,
    and DomainError when it was opened or has ended.
    """
    document, recipient = _held(session, recipient_id)
    viewed = recipient.first_viewed_at is not None
    if recipient.state == WITHDRAWN:
        return None
    if not can_be_withdrawn(recipient.state, recipient.until, viewed=viewed, today=today):
        raise DomainError(_too_late(recipient))
    recipient.state, recipient.ended_at = WITHDRAWN, datetime.now(UTC)
    session.flush()
    _tell_withdrawal(session, document, recipient, actor)
    return end_without_recipients(session, document)


def end_without_recipients(session: BincSession, document: Document) -> str | None:
    """Notes that the content goes when no recipient may open it any more; answers where it lies, else None (O-6)."""
    still_open = exists().where(DocumentRecipient.document_id == document.id, DocumentRecipient.state == OPEN)
    if document.destroyed_at is not None or session.scalar(select(still_open)):
        return None
    document.destroyed_at = datetime.now(UTC)
    session.flush()
    forget_how_clients_were_known(session, [document.id])
    return document.content_key


def _held(session: BincSession, recipient_id: int) -> tuple[Document, DocumentRecipient]:
    """A recipient of what one's own service sent with its document, neither changed by anybody else meanwhile.

    The document first, as the nightly job does: of two who end its last two recipients, the second sees what the first
    did, and the content goes (O-6).
    """
    document_id = session.scalar(select(DocumentRecipient.document_id).where(DocumentRecipient.id == recipient_id))
    document = session.get(Document, document_id or 0, with_for_update=True, populate_existing=True)
    if document is None or document.sender_service_id != session.scope.service_id:
        raise NotFound
    return document, session.get_one(DocumentRecipient, recipient_id, with_for_update=True, populate_existing=True)


def _too_late(recipient: DocumentRecipient) -> Fault:
    if recipient.first_viewed_at is not None:
        words = f"{recipient.first_viewed_by_name} opende dit document intussen. Intrekken kan niet meer."
    else:
        words = "Dit document wordt niet meer gedeeld: de laatste dag is voorbij."
    return Fault("O-6", "recipient", words)


def _tell_withdrawal(session: BincSession, document: Document, recipient: DocumentRecipient, actor: Actor) -> None:
    dossier = session.get(Dossier, document.dossier_id) if document.dossier_id else None
    if dossier is not None:
        about = _about(document, recipient, session.get_one(Service, recipient.service_id))
        note_activity(session, dossier, ActivityKind.DOCUMENT_WITHDRAWN, activity_values(about, {}, {}), actor=actor)


def _about(document: Document, recipient: DocumentRecipient, goal: Service) -> dict[str, object]:
    return {
        "file": document.file_name,
        "person": recipient.person_name,
        "service": goal.name,
        "until": recipient.until,
    }
