"""Shared documents in the words of their pages (O-1, O-3, O-4)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request

from app.database import BincSession, current_session
from app.domain.documents.sharing import EXPIRED, OPEN, WITHDRAWN
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import NotFound
from app.domain.outbox import DROPPED, FAILED, SENT, WAITING
from app.domain.roles import FACILITY_ROLES, SERVICE_ROLES, Role
from app.presentation import today_in_brussels
from app.queries.documents.lists import IN_DIGEST, MOST_COUNTED, RecipientLine, count_unread
from models.access import Service
from views.links import address_of
from views.work_cards import Task

SHARERS = FACILITY_ROLES | SERVICE_ROLES | {Role.AGENCY_POLICY}
KIND_WORDS: Mapping[str, str] = {
    DocumentKind.CLIENT_BOUND: "over een cliënt",
    DocumentKind.GENERAL: "algemeen",
    DocumentKind.CONFIDENTIAL: "vertrouwelijk",
    DocumentKind.PERSONAL: "persoonlijk voor de ontvanger",
}
SERVICE_WORDS: Mapping[ServiceKind, str] = {
    ServiceKind.FACILITY: "voorziening",
    ServiceKind.OCJ: "OCJ",
    ServiceKind.SDJ: "SDJ",
    ServiceKind.GI: "gemeenschapsinstelling",
    ServiceKind.AGENCY: "agentschap Opgroeien",
}
MAIL_BADGES = {
    IN_DIGEST: ("calm", "in de mail van de dag"),
    WAITING: ("due", "mail wacht"),
    SENT: ("calm", "mail verstuurd"),
    FAILED: ("late", "mail niet aangekomen"),
    DROPPED: ("calm", "mail gaat niet meer weg"),
}
MAILBOX_FAILED = ("late", "mail aan het algemeen postvak niet aangekomen")


def service_at_work(session: BincSession) -> Service:
    """The service for which this seat shares and receives. Raises NotFound where it has none."""
    service = session.get(Service, session.scope.service_id or 0)
    if service is None:
        raise NotFound
    return service


def document_tabs() -> list[tuple[str, str, bool]]:
    """The pages about documents that this seat may open; the present one marked."""
    pages = (
        ("Ontvangen", "DocumentPage.index"),
        ("Verzonden", "DocumentPage.sent"),
        ("Lijst voor persoonlijke documenten", "PersonalReaderPage.index"),
        ("Mails", "MailChoicePage.index"),
    )
    found = [(words, address_of(endpoint), endpoint == request.endpoint) for words, endpoint in pages]
    return [(words, href, is_here) for words, href, is_here in found if href]


def state_badge(line: RecipientLine) -> tuple[str, str]:
    """How it stands with one recipient."""
    if line.first_viewed_at is not None:
        return ("late", "geopend tijdens het intrekken") if line.state == WITHDRAWN else ("ok", "geopend")
    words = {OPEN: ("due", "nog niet geopend"), WITHDRAWN: ("calm", "ingetrokken"), EXPIRED: ("late", "nooit geopend")}
    return words[line.state]


def mail_badges(line: RecipientLine, *, only_failed: bool = False) -> list[tuple[str, str]]:
    """How the mails about one recipient fare, for who shared: to the person, and one that no mailbox took (O-4)."""
    # What waits is dropped when its turn comes, since nothing is shared any more.
    state = DROPPED if line.mail_state == WAITING and line.state != OPEN else line.mail_state
    found = [MAIL_BADGES[state]] if state and (state == FAILED or not only_failed) else []
    return [*found, MAILBOX_FAILED] if line.mailbox_state == FAILED else found


def unread_documents() -> int:
    """How many received documents nobody here opened yet, asked once a request: menu and pages tell the same (O-4)."""
    if "unread_documents" not in g:
        session = current_session()
        g.unread_documents = count_unread(session, session.scope.service_id, today=today_in_brussels())
    return int(g.unread_documents)


def documents_to_read() -> list[Task]:
    """The unread documents as a card of the start page; none where nothing waits."""
    href = address_of("DocumentPage.index")
    many = unread_documents() if href else 0
    if not many:
        return []
    words = "nieuw document met je gedeeld" if many == 1 else "nieuwe documenten met je gedeeld"
    if many == MOST_COUNTED:
        words = f"of meer {words}"
    return [Task(many, words, "nog door niemand geopend", "due", "", href)]
