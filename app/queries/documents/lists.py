"""What a seat received and sent, a page at a time, and how much of it nobody opened yet (O-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased, selectinload

from app.database import BincSession, record_read
from app.domain.documents.naming import NamedDossier
from app.domain.documents.sharing import OPEN
from app.queries.documents.naming import dossiers_named
from models.access import Service
from models.document import Document, DocumentRecipient, DocumentViewing
from models.outbox import OutboxMessage

ROWS_A_PAGE = 50
# Every page counts what waits; beyond this nobody wants the exact number.
MOST_COUNTED = 1_000
# How the mail to a recipient fares who will be told in the mail of the day.
IN_DIGEST = "in_digest"


@dataclass(frozen=True)
class ReceivedDocument:
    """A document that the seat received: from whom, for whom, until when, and who opened it first."""

    document_id: int
    client_name: str | None
    client_first_name: str | None
    file_name: str
    description: str
    kind: str
    person_name: str
    sender_name: str
    sender_service: str
    shared_at: datetime
    until: date
    first_viewed_at: datetime | None
    first_viewed_by_name: str | None


@dataclass(frozen=True)
class RecipientLine:
    """One recipient of a document as its sender follows it; both states of mails are None where no mail is kept."""

    id: int
    document_id: int
    service_name: str
    person_name: str
    email: str
    until: date
    state: str
    ended_at: datetime | None
    first_viewed_at: datetime | None
    first_viewed_by_name: str | None
    mail_state: str | None
    mailbox_state: str | None


@dataclass(frozen=True)
class ShownViewing:
    """One completed download."""

    recipient_id: int
    at: datetime
    user_name: str


def _received_by(service_id: int, today: date) -> tuple[ColumnElement[bool], ...]:
    record = DocumentRecipient
    return record.service_id == service_id, record.state == OPEN, record.until >= today


def received_documents(
    session: BincSession, service_id: int, page: int, *, today: date
) -> tuple[list[ReceivedDocument], bool]:
    """One page of what a service received and the seat may see, the newest first. Goes on record as read (A-5)."""
    record = DocumentRecipient
    # The page is chosen among the recipients alone; only its rows look for their document.
    chosen = (
        select(record.id)
        .where(*_received_by(service_id, today))
        .order_by(record.id.desc())
        .limit(ROWS_A_PAGE + 1)
        .offset((page - 1) * ROWS_A_PAGE)
    )
    ids = list(session.scalars(chosen))
    columns = (
        Document.id,
        Document.client_name,
        Document.client_first_name,
        Document.file_name,
        Document.description,
        Document.kind,
        record.person_name,
        Document.sender_name,
        Service.name,
        Document.shared_at,
        record.until,
        record.first_viewed_at,
        record.first_viewed_by_name,
    )
    query = (
        select(*columns)
        .select_from(record)
        .join(Document, Document.id == record.document_id)
        .join(Service, Service.id == record.sender_service_id)
        .where(record.id.in_(ids[:ROWS_A_PAGE]))
        .order_by(record.id.desc())
    )
    rows = session.execute(query).all()
    record_read("document", [row[0] for row in rows])
    named = dossiers_named(session, [row[0] for row in rows])
    return [_with_client(ReceivedDocument(*tuple(row)), named) for row in rows], len(ids) > ROWS_A_PAGE


def _with_client(row: ReceivedDocument, named: Mapping[int, NamedDossier]) -> ReceivedDocument:
    """The row with the client of one's own dossier, where its sender named that client (O-1)."""
    one = named.get(row.document_id)
    if one is None:
        return row
    return replace(row, client_name=one.name, client_first_name=one.first_name)


def count_unread(session: BincSession, service_id: int | None, *, today: date) -> int:
    """How many documents the seat may see at its service that nobody there opened yet, up to MOST_COUNTED (O-4)."""
    if service_id is None:
        return 0
    unread = (*_received_by(service_id, today), DocumentRecipient.first_viewed_at.is_(None))
    counted = select(DocumentRecipient.id).where(*unread).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def sent_documents(
    session: BincSession, service_id: int, page: int, dossier_id: int | None = None
) -> tuple[list[tuple[Document, list[RecipientLine]]], bool]:
    """One page of what a service sent and the seat may see, each with its recipients; of one dossier where named."""
    query = select(Document).where(Document.sender_service_id == service_id)
    if dossier_id is not None:
        query = query.where(Document.dossier_id == dossier_id)
    leafed = query.order_by(Document.id.desc()).limit(ROWS_A_PAGE + 1).offset((page - 1) * ROWS_A_PAGE)
    if session.scope.facility_id is None:
        leafed = leafed.options(selectinload(Document.naming))
    found = session.scalars(leafed).all()
    shown = found[:ROWS_A_PAGE]
    lines = recipients_of(session, [document.id for document in shown])
    return [(document, lines[document.id]) for document in shown], len(found) > ROWS_A_PAGE


def recipients_of(session: BincSession, document_ids: Sequence[int]) -> dict[int, list[RecipientLine]]:
    """The recipients that the seat may see of each document, with how their mail fares."""
    record, goal, to_mailbox = DocumentRecipient, aliased(Service), aliased(OutboxMessage)
    columns = (
        record.id,
        record.document_id,
        goal.name,
        record.person_name,
        record.email,
        record.until,
        record.state,
        record.ended_at,
        record.first_viewed_at,
        record.first_viewed_by_name,
        case((_waits_for_digest(), IN_DIGEST), else_=OutboxMessage.state),
        to_mailbox.state,
    )
    query = (
        select(*columns)
        .select_from(record)
        .join(goal, goal.id == record.service_id)
        .outerjoin(OutboxMessage, OutboxMessage.message_key == record.mail_key)
        .outerjoin(to_mailbox, to_mailbox.message_key == record.mailbox_mail_key)
        .where(record.document_id.in_(document_ids))
        .order_by(record.id)
    )
    found: dict[int, list[RecipientLine]] = defaultdict(list)
    for row in session.execute(query):
        found[row[1]].append(RecipientLine(*row))
    return found


def _waits_for_digest() -> ColumnElement[bool]:
    record = DocumentRecipient
    untold = and_(record.in_digest, record.mail_key.is_(None))
    return and_(untold, record.state == OPEN, record.first_viewed_at.is_(None))


def viewings_of(session: BincSession, recipient_ids: Sequence[int]) -> list[ShownViewing]:
    """Every completed download of these recipients, the newest first (O-4)."""
    query = (
        select(DocumentViewing.recipient_id, DocumentViewing.at, DocumentViewing.user_name)
        .where(DocumentViewing.recipient_id.in_(recipient_ids))
        .order_by(DocumentViewing.id.desc())
    )
    return [ShownViewing(*row) for row in session.execute(query)]


def recipient_to_sign(
    session: BincSession, document_id: int, service_id: int, user_id: int | None, *, today: date
) -> DocumentRecipient | None:
    """Through which recipient the seat opens a document now: oneself, else the first of one's service; else None."""
    record = DocumentRecipient
    query = select(record).where(record.document_id == document_id, *_received_by(service_id, today))
    found = session.scalars(query.order_by(record.id)).all()
    mine = [one for one in found if one.person_id == user_id]
    return next(iter([*mine, *found]), None)
