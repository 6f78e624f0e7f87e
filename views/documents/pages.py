"""Documents that were received and sent: the lists, one document, its download, calling it back (O-3 … O-6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.documents.sharing import can_be_withdrawn
from app.domain.faults import DomainError, NotFound
from app.integrations.documents import DocumentStore, DocumentStoreError, StoredContent, StoreUnavailable
from app.presentation import size_in_words, today_in_brussels
from app.queries.documents.lists import (
    ROWS_A_PAGE,
    RecipientLine,
    received_documents,
    recipient_to_sign,
    recipients_of,
    sent_documents,
    viewings_of,
)
from app.queries.documents.naming import dossiers_named
from app.services.documents.sharing import withdraw_document
from models.document import Document, DocumentRecipient
from models.dossier import Dossier
from views.base.dossiers import record_number
from views.base.page import BasePage, page
from views.documents.delivery import Connection, Receipt, given
from views.documents.destroying import destroy_once_committed
from views.documents.words import (
    KIND_WORDS,
    SHARERS,
    document_tabs,
    mail_badges,
    service_at_work,
    state_badge,
)
from views.links import address_of
from views.paging import leaves, page_in

SANDBOX = "sandbox; default-src 'none'"


class DocumentPage(BasePage):
    """What this seat received and sent; anything else does not exist (O-3)."""

    route_base = "/documenten"
    shipped_to = {"read": SHARERS, "write": SHARERS}

    @page("/", personal="document")
    def index(self) -> Any:
        """The received documents, the newest first, those that nobody opened marked (O-4)."""
        session, number = current_session(), page_in(request.args)
        service, today = service_at_work(session), today_in_brussels()
        rows, more = received_documents(session, service.id, number, today=today)
        leafing = leaves(number, len(rows), more, lambda page: url_for("DocumentPage.index", pagina=page), ROWS_A_PAGE)
        words = {"rows": rows, "kinds": KIND_WORDS, "tabs": document_tabs(), "share_url": _share_url()}
        return render_template("pages/documents/received.html", **words, **leafing)

    @page("/verzonden/", personal="document")
    def sent(self) -> Any:
        """The sent documents, each with its recipients and receipts (O-4)."""
        session, number = current_session(), page_in(request.args)
        rows, more = sent_documents(session, service_at_work(session).id, number)
        leafing = leaves(number, len(rows), more, lambda page: url_for("DocumentPage.sent", pagina=page), ROWS_A_PAGE)
        words = {"rows": rows, "kinds": KIND_WORDS, "tabs": document_tabs(), "share_url": _share_url()}
        return render_template(
            "pages/documents/sent.html", badge_of=state_badge, mail_badges=mail_badges, **words, **leafing
        )

    @page(f"/{record_number}/", personal="document", record=Document)
    def show(self, record_id: int) -> Any:
        """One document: what it is, for whom, until when, and who opened it (O-4)."""
        session = current_session()
        service, document = service_at_work(session), _document(session, record_id)
        lines = recipients_of(session, [document.id])[document.id]
        is_sender = document.sender_service_id == service.id
        can_open = _can_open(session, document, service.id)
        if not is_sender and not can_open:
            raise NotFound
        words = {
            "document": document,
            **_client_of(session, document, is_sender=is_sender),
            "kind": KIND_WORDS[document.kind],
            "size": size_in_words(document.content_size),
            "is_sender": is_sender,
            "can_open": can_open,
            "until": document.last_day if is_sender else max(line.until for line in lines),
            "lines": lines,
            "badge_of": state_badge,
            "mail_badges": mail_badges,
            "withdrawable": {line.id for line in lines if is_sender and _can_withdraw(line)},
            "viewings": viewings_of(session, [line.id for line in lines]),
            "by_recipient": {line.id: line for line in lines},
            "list_url": url_for("DocumentPage.sent" if is_sender else "DocumentPage.index"),
            "list_name": "Verzonden documenten" if is_sender else "Ontvangen documenten",
        }
        return render_template("pages/documents/show.html", **words)

    @page(f"/{record_number}/bestand/", personal="document", record=Document)
    def download(self, record_id: int) -> Any:
        """The file itself, always to be saved; the receipt is signed once its last byte has arrived (O-4, O-6)."""
        session, today = current_session(), today_in_brussels()
        service, document = service_at_work(session), _document(session, record_id)
        if not _can_open(session, document, service.id):
            raise NotFound
        user_id = session.scope.actor.user_id
        signed = recipient_to_sign(session, document.id, service.id, user_id, today=today)
        try:
            pieces = _store().read(StoredContent(document.content_key, document.content_size, document.content_sha256))
        except DocumentStoreError as failure:
            return _not_readable(failure)
        return _as_attachment(document, _given(session, document, signed, service.name, pieces))

    @page(
        f"/{record_number}/intrekken/<int(max=9223372036854775807):recipient_id>/",
        permission="write",
        methods=("POST",),
        personal="document",
    )
    def withdraw(self, record_id: int, recipient_id: int) -> Any:
        """Calls the document back from one recipient, as long as nobody there opened it (O-6)."""
        session = current_session()
        document = _document(session, record_id)
        if recipient_id not in {line.id for line in recipients_of(session, [document.id])[document.id]}:
            raise NotFound
        try:
            key = withdraw_document(session, recipient_id, actor=session.scope.actor, today=today_in_brussels())
        except NotFound:
            raise
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
        else:
            destroy_once_committed(key)
            flash("Het document is ingetrokken. De ontvanger kan het niet meer openen.", "success")
        return redirect(url_for("DocumentPage.show", record_id=record_id))


def _store() -> DocumentStore:
    return current_app.extensions["documents"]  # type: ignore[no-any-return]


def _document(session: BincSession, record_id: int) -> Document:
    document = session.get(Document, record_id)
    if document is None:
        raise NotFound
    return document


def _can_open(session: BincSession, document: Document, service_id: int) -> bool:
    """Whether the content is there for this seat now: for a sender through the last day, else while it is shared."""
    today = today_in_brussels()
    if document.destroyed_at is not None:
        return False
    if document.sender_service_id == service_id:
        return today <= document.last_day
    user_id = session.scope.actor.user_id
    return recipient_to_sign(session, document.id, service_id, user_id, today=today) is not None


def _can_withdraw(line: RecipientLine) -> bool:
    viewed = line.first_viewed_at is not None
    return can_be_withdrawn(line.state, line.until, viewed=viewed, today=today_in_brussels())


def _client_of(session: BincSession, document: Document, *, is_sender: bool) -> dict[str, str | None]:
    """Whom a document is about and one's own dossier of that client, as far as this seat knows either (O-1, O-4)."""
    named = None if is_sender else dossiers_named(session, [document.id]).get(document.id)
    if named is not None:
        return {"client": f"{named.name}, {named.first_name}", "dossier_url": _dossier_url(named.code)}
    from_dossier = session.get(Dossier, document.dossier_id) if is_sender and document.dossier_id else None
    names = document.client_as_sent if is_sender or document.client_name else None
    return {"client": names, "dossier_url": _dossier_url(from_dossier.code) if from_dossier else None}


def _dossier_url(code: str) -> str | None:
    return address_of("DossierPage.show", code=code)


def _share_url() -> str | None:
    return address_of("SharingPage.index")


def _not_readable(failure: DocumentStoreError) -> Any:
    """Says that a content cannot be given, without a word about the store; nothing goes on the receipt."""
    is_away = isinstance(failure, StoreUnavailable)
    current_app.logger.error("A shared document cannot be read: %s", type(failure).__name__)
    words = (
        "Dit document is nu even niet bereikbaar. Probeer het over enkele minuten opnieuw."
        if is_away
        else "Dit document kan niet meer worden geopend. Vraag aan wie het deelde om het opnieuw te delen."
    )
    answer = render_template(
        "pages/error.html", code=503 if is_away else 404, in_layout=True, message=words, advice=None
    )
    return answer, 503 if is_away else 404


def _given(
    session: BincSession, document: Document, signed: DocumentRecipient | None, place: str, pieces: Iterator[bytes]
) -> Iterator[bytes]:
    """The content; a receiver's goes as long as it is shared, and is signed for."""
    if signed is None:
        return pieces
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    receipt, line = Receipt(app, session.scope, signed.id, place), request.environ.get("gunicorn.socket")
    return given(pieces, document.content_size, receipt, Connection(line))


def _as_attachment(document: Document, pieces: Iterator[bytes]) -> Response:
    response = Response(pieces, mimetype=document.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=_plain(document.file_name))
    if not document.file_name.isascii():
        named = f"attachment; filename=\"{_plain(document.file_name)}\"; filename*=UTF-8''{quote(document.file_name)}"
        response.headers["Content-Disposition"] = named
    response.headers["Content-Length"] = str(document.content_size)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(name: str) -> str:
    """The name for a browser that reads no other letters than those of ASCII."""
    return "".join(sign if sign.isascii() and sign not in '"\\' else "_" for sign in name)
