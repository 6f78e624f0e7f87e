"""The end of what was shared: the last day is over, or nobody opened it and it soon will be (O-4, O-6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, false, func, not_, select, update

from app.database import BincSession
from app.domain.documents.sharing import EXPIRED, OPEN, REMIND_DAYS_BEFORE, is_due_for_reminder
from app.integrations.documents import DocumentStore
from app.services.documents.digests import SHARED_ON, wants_digest
from app.services.documents.mails import remind_recipient
from app.services.documents.naming import forget_how_clients_were_known
from models.access import Account, Service
from models.document import Document, DocumentRecipient
from models.file_import import FileImport

MOST_A_RUN = 5000


def end_overdue(session: BincSession, *, today: date) -> list[str]:
    """Ends everything whose last day is before today; answers where the contents lie that are to be destroyed (O-6).

    The records and their receipts stay. Commit first, then destroy: what is left in between is found by the sweep.
    """
    now, is_over = datetime.now(UTC), (DocumentRecipient.state == OPEN, DocumentRecipient.until < today)
    _hold_documents(session, is_over)
    overdue = update(DocumentRecipient).where(*is_over)
    session.execute(overdue.values(state=EXPIRED, ended_at=now), execution_options={"synchronize_session": False})
    still_open = exists().where(DocumentRecipient.document_id == Document.id, DocumentRecipient.state == OPEN)
    ended = update(Document).where(Document.destroyed_at.is_(None), ~still_open).values(destroyed_at=now)
    answer = ended.returning(Document.id, Document.content_key)
    found = session.execute(answer, execution_options={"synchronize_session": False}).all()
    forget_how_clients_were_known(session, [document_id for document_id, _ in found])
    return sorted(key for _, key in found)


def _hold_documents(session: BincSession, is_over: Sequence[ColumnElement[bool]]) -> None:
    """Waits for who is calling one of these back: of two who end the last recipients, the second sees both (O-6)."""
    concerned = select(DocumentRecipient.document_id).where(*is_over)
    held = select(Document.id).where(Document.id.in_(concerned)).order_by(Document.id)
    session.execute(held.with_for_update())


def kept_contents(session: BincSession) -> list[str]:
    """Where the contents lie that documents, and files that are being read in, still have (O-6, G-3)."""
    shared = select(Document.content_key).where(Document.destroyed_at.is_(None))
    read_in = select(FileImport.content_key).where(FileImport.content_key.is_not(None))
    return [key for key in (*session.scalars(shared), *session.scalars(read_in)) if key is not None]


def destroy_ended(store: DocumentStore, ended: Sequence[str], kept: Collection[str], *, today: date) -> dict[str, int]:
    """Destroys contents whose end is committed, what no document knows, and the keys of months that are over (O-6).

    Doing it again does nothing. Raises StoreUnavailable.
    """
    for key in ended:
        store.destroy(key)
    swept, months = store.sweep(kept, today=today), store.destroy_due_keys(today=today)
    return {"ended": len(ended), "swept": len(swept), "months": len(months)}


def remind_of_unread(session: BincSession, *, today: date) -> int:
    """Reminds, once, everybody whose document nobody opened and soon ends; answers how many (O-4).

    Who wants one mail a day reads it there.
    """
    record = DocumentRecipient
    query = (
        select(record, Document.sender_name, SHARED_ON, Service.name)
        .join(Document, Document.id == record.document_id)
        .join(Service, Service.id == record.sender_service_id)
        .outerjoin(Account, Account.id == record.person_id)
        .where(
            not_(func.coalesce(wants_digest(), false())),
            record.state == OPEN,
            record.first_viewed_at.is_(None),
            record.reminded_at.is_(None),
            record.until.between(today, today + timedelta(days=REMIND_DAYS_BEFORE)),
        )
        .order_by(record.id)
        .limit(MOST_A_RUN)
    )
    reminded = 0
    for recipient, sender_name, shared_on, service_name in session.execute(query).all():
        if is_due_for_reminder(recipient.until, viewed=False, shared_on=shared_on, today=today):
            recipient.mail_key = remind_recipient(session, recipient, sender_name, service_name)
            recipient.reminded_at = datetime.now(UTC)
            reminded += 1
    return reminded
