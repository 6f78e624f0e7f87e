"""Documents that are shared: on their way to whom, who opened them, and who may get personal ones (O-1, O-3, O-5)."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship, with_loader_criteria
from sqlalchemy.sql import text

from app.database import Model
from app.domain.documents.naming import LONGEST_NAME
from app.domain.documents.sharing import LONGEST_DESCRIPTION, OPEN, STATES
from app.domain.documents.visibility import (
    ROLE_BESIDE_CONSULTANT,
    SENDERS_SEE,
    DocumentKind,
    Relation,
    pairs_seen_as,
)
from app.domain.scope import SYSTEM, Scope
from app.reach import DossierScoped, reach_criterion
from models.access import Account, Service
from models.columns import moment, one_of, record_id, sort_key

KINDS = tuple(kind.value for kind in DocumentKind)


class Document(Model):
    """One file that was shared; its content is destroyed once no recipient may open it, the record stays (O-6).

    `content_*` tell where it lies encrypted. The name of the client is kept as it was when the document was shared.
    """

    __tablename__ = "document"
    __table_args__ = (
        one_of("kind", KINDS, "document_kind"),
        UniqueConstraint("id", "kind", "sender_service_id", "sender_id", name="document_as_sent"),
        ForeignKeyConstraint(
            ["facility_id", "dossier_id"],
            ["dossier.facility_id", "dossier.id"],
            name="document_of_dossier",
            ondelete="SET NULL (dossier_id)",
        ),
        CheckConstraint("dossier_id is null or facility_id is not null", name="document_dossier_of_facility"),
        CheckConstraint("kind <> 'client_bound' or facility_id is not null", name="document_client_bound"),
        CheckConstraint(f"length(description) <= {LONGEST_DESCRIPTION}", name="document_description"),
        Index("document_sent", "sender_service_id", "id"),
        Index("document_of_dossier_by_id", "facility_id", "dossier_id", "id"),
        Index("document_kept", "last_day", postgresql_where=text("destroyed_at is null")),
    )
    __audit_kind__ = "document"

    id: Mapped[record_id]
    kind: Mapped[str] = mapped_column(String(16))
    sender_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    sender_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ab_user.id"))
    sender_name: Mapped[str] = mapped_column(String(200))
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    dossier_id: Mapped[int | None] = mapped_column(BigInteger)
    client_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("client.id"))
    client_name: Mapped[str | None] = mapped_column(String(200))
    client_first_name: Mapped[str | None] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="", server_default="")
    shared_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    last_day: Mapped[date]
    content_key: Mapped[str] = mapped_column(String(80), unique=True)
    content_size: Mapped[int] = mapped_column(BigInteger)
    content_sha256: Mapped[str] = mapped_column(String(64))
    destroyed_at: Mapped[datetime | None] = mapped_column(moment)

    sender_service: Mapped[Service] = relationship()
    naming: Mapped[DocumentNaming | None] = relationship(viewonly=True)

    @property
    def client_as_sent(self) -> str | None:
        """Whom it is about, as its sender reads it: from the dossier, else as it was typed; None where nobody."""
        # A facility names nobody outside a dossier, so its lists need not look.
        about = self.naming if self.facility_id is None else self
        return f"{about.client_name}, {about.client_first_name}" if about and about.client_name else None

    def read_subject(self) -> tuple[str, int]:
        """Who opens the record of a document has read about persons (A-5)."""
        return "document", self.id


class DocumentNaming(Model):
    """The client whom a sender without dossiers says a document is about, in the sender's own words (O-1).

    Row-level security shows it to the sending side, and to a receiver that has a dossier of this very client.
    `birth_date` and `national_number` go when nobody may open the document any more.
    """

    __tablename__ = "document_naming"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document_id", "kind", "sender_service_id", "sender_id"],
            ["document.id", "document.kind", "document.sender_service_id", "document.sender_id"],
            name="document_naming_as_sent",
        ),
        CheckConstraint("kind <> 'client_bound'", name="document_naming_without_dossier"),
    )
    __audit_kind__ = "document_naming"

    id: Mapped[record_id]
    document_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    sender_service_id: Mapped[int] = mapped_column(BigInteger)
    sender_id: Mapped[int] = mapped_column(BigInteger)
    client_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    client_first_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(sort_key)
    first_name_key: Mapped[str] = mapped_column(sort_key)
    birth_date: Mapped[date | None]
    national_number: Mapped[str | None] = mapped_column(String(11))


class DocumentRecipient(Model):
    """One person at one service with whom a document is shared, until a day (inclusive), and the receipt (O-1, O-4).

    What decides who sees it is repeated from the document, so that row-level security looks at one row only.
    """

    __tablename__ = "document_recipient"
    __table_args__ = (
        one_of("kind", KINDS, "document_recipient_kind"),
        one_of("state", STATES, "document_recipient_state"),
        ForeignKeyConstraint(
            ["document_id", "kind", "sender_service_id", "sender_id"],
            ["document.id", "document.kind", "document.sender_service_id", "document.sender_id"],
            name="document_recipient_as_sent",
        ),
        ForeignKeyConstraint(
            ["service_id", "service_kind"], ["service.id", "service.kind"], name="document_recipient_service"
        ),
        CheckConstraint("service_id <> sender_service_id", name="document_recipient_elsewhere"),
        CheckConstraint("(state = 'open') = (ended_at is null)", name="document_recipient_ended"),
        CheckConstraint("kind <> 'personal' or person_id is not null", name="document_recipient_personal"),
        Index("document_recipient_of_document", "document_id", "id"),
        Index("document_recipient_received", "service_id", "id", postgresql_where=text("state = 'open'")),
        Index(
            "document_recipient_unread",
            "service_id",
            "until",
            postgresql_where=text("state = 'open' and first_viewed_at is null"),
        ),
        Index("document_recipient_sent", "sender_service_id", "document_id"),
        Index("document_recipient_mail", "mail_key"),
        Index(
            "document_recipient_mailbox_mail",
            "mailbox_mail_key",
            postgresql_where=text("mailbox_mail_key is not null"),
        ),
        Index("document_recipient_ending", "until", postgresql_where=text("state = 'open'")),
        Index(
            "document_recipient_in_digest",
            "person_id",
            postgresql_where=text("in_digest and mail_key is null and state = 'open'"),
        ),
    )
    __audit_kind__ = "document_recipient"

    id: Mapped[record_id]
    document_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    sender_service_id: Mapped[int] = mapped_column(BigInteger)
    sender_id: Mapped[int] = mapped_column(BigInteger)
    service_id: Mapped[int] = mapped_column(BigInteger)
    service_kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id"))
    person_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    until: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default=OPEN, server_default=OPEN)
    ended_at: Mapped[datetime | None] = mapped_column(moment)
    first_viewed_at: Mapped[datetime | None] = mapped_column(moment)
    first_viewed_by_name: Mapped[str | None] = mapped_column(String(200))
    reminded_at: Mapped[datetime | None] = mapped_column(moment)
    # The last mail to this person, and the one to the general mailbox of the service.
    mail_key: Mapped[str | None] = mapped_column(String(64))
    mailbox_mail_key: Mapped[str | None] = mapped_column(String(64))
    # Told in the mail of the day, whose key stands in `mail_key` once it is written (O-4).
    in_digest: Mapped[bool] = mapped_column(default=False, server_default="false")

    document: Mapped[Document] = relationship()
    service: Mapped[Service] = relationship()


class DocumentViewing(Model):
    """One completed download on the receiving side: who and when; the first one is the receipt (O-4)."""

    __tablename__ = "document_viewing"
    __table_args__ = (Index("document_viewing_of_recipient", "recipient_id", "id"),)

    id: Mapped[record_id]
    recipient_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("document_recipient.id"))
    at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ab_user.id"))
    user_name: Mapped[str] = mapped_column(String(200))


class PersonalDocumentReader(DossierScoped, Model):
    """Somebody of a facility who may get personal documents from the agency (O-5)."""

    __tablename__ = "personal_document_reader"
    __table_args__ = (UniqueConstraint("facility_id", "user_id", name="personal_document_reader_once"),)
    __audit_kind__ = "personal_document_reader"

    id: Mapped[record_id]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ab_user.id"))
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(moment, server_default=text("now()"))

    user: Mapped[Account] = relationship()


def _sent(scope: Scope, record: Any) -> Any:
    """What the seat's service sent: what its kind shows to colleagues, and what somebody sent at this very seat."""
    open_to_colleagues = [kind.value for kind, who in SENDERS_SEE.items() if Relation.COLLEAGUE_OF_SENDER in who]
    by_kind = or_(record.kind.in_(open_to_colleagues), record.sender_id == scope.actor.user_id)
    return and_(record.sender_service_id == scope.service_id, by_kind)


def _received(scope: Scope, record: Any) -> Any:
    """What the seat's service received and its user may see there; nothing that has ended (O-3)."""
    relation = ROLE_BESIDE_CONSULTANT.get(scope.kind, Relation.COLLEAGUE_OF_ADDRESSEE)
    addressed = record.person_id == scope.actor.user_id
    listed = exists().where(
        PersonalDocumentReader.facility_id == scope.facility_id, PersonalDocumentReader.user_id == scope.actor.user_id
    )
    seen = or_(
        _among(record, relation),
        and_(addressed, _among(record, Relation.ADDRESSEE)),
        and_(addressed, listed, _among(record, Relation.LISTED_ADDRESSEE)),
    )
    still = and_(record.state == OPEN, record.until >= func.brussels_today())
    return and_(record.service_id == scope.service_id, still, seen)


def _among(record: Any, relation: Relation) -> Any:
    pairs = [(kind.value, to.value) for kind, to in pairs_seen_as(relation)]
    return tuple_(record.kind, record.service_kind).in_(pairs)


@reach_criterion
def _documents_shared_with_or_by(scope: Scope) -> Any:
    """Documents that the seat sent or received (O-3)."""
    shown = or_(_sent(scope, Document), _came_in(scope, Document, Document.id)) if scope.service_id else false()
    return with_loader_criteria(Document, true() if scope.kind == SYSTEM else shown, include_aliases=True)


@reach_criterion
def _clients_named_in_those(scope: Scope) -> Any:
    """Whom those documents name; row-level security asks besides whether the receiver knows the client (O-1)."""
    came_in = _came_in(scope, DocumentNaming, DocumentNaming.document_id)
    shown = or_(_sent(scope, DocumentNaming), came_in) if scope.service_id else false()
    return with_loader_criteria(DocumentNaming, true() if scope.kind == SYSTEM else shown, include_aliases=True)


@cache
def _recipient_apart() -> Any:
    # Making it costs more than all that is asked of it.
    return aliased(DocumentRecipient)


def _came_in(scope: Scope, record: Any, document_id: Any) -> Any:
    """Whether the seat received a document."""
    # An alias, and a question a document: a list that reads fifty looks at fifty, however many were shared.
    through = _recipient_apart()
    found = select(through.id).where(through.document_id == document_id, _received(scope, through))
    return found.correlate(record).exists()


@reach_criterion
def _recipients_of_those(scope: Scope) -> Any:
    """Recipients of what the seat sent, and those through whom it received something (O-3)."""
    shown = or_(_sent(scope, DocumentRecipient), _received(scope, DocumentRecipient)) if scope.service_id else false()
    return with_loader_criteria(DocumentRecipient, true() if scope.kind == SYSTEM else shown, include_aliases=True)
