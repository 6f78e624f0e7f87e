"""Shared documents for other programs: the lists that the screens have, without contents (O-3, O-4)."""

from __future__ import annotations

from typing import Any

from app.database import BincSession, current_session, record_read
from app.domain.api_tokens import TokenScope
from app.domain.faults import NotFound
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.documents.lists import RecipientLine, received_documents, sent_documents
from models.document import Document
from views.api.schemas.documents import DocumentQuery, ReceivedPageSchema, SentPageSchema
from views.base.api import BaseApiView, resource

READ: dict[str, Any] = {"permission": "read", "scope": TokenScope.READ_DOCUMENTS, "personal": "document"}


class DocumentApi(BaseApiView):
    """What the facility received and sent, as far as any colleague sees it (O-3): never what is personal."""

    resource_name = "documents"
    shipped_to = {"read": FACILITY_ROLES}

    @resource("/received", **READ, summary="Ontvangen documenten", query=DocumentQuery, answer=ReceivedPageSchema)
    def received(self, query: dict[str, Any]) -> Any:
        """A page of what was received."""
        session, number = current_session(), query["page"]
        found, has_more = received_documents(session, _service(session), number, today=today_in_brussels())
        documents = [
            {
                **{name: getattr(one, name) for name in ("kind", "file_name", "description", "shared_at", "until")},
                "id": one.document_id,
                "sender": one.sender_name,
                "sender_service": one.sender_service,
                "first_viewed_at": one.first_viewed_at,
            }
            for one in found
        ]
        return {"documents": documents, "next": number + 1 if has_more else None}

    @resource("/sent", **READ, summary="Gedeelde documenten", query=DocumentQuery, answer=SentPageSchema)
    def sent(self, query: dict[str, Any]) -> Any:
        """A page of what was sent."""
        session, number = current_session(), query["page"]
        found, has_more = sent_documents(session, _service(session), number)
        record_read("document", [document.id for document, _ in found])
        documents = [_sent(document, recipients) for document, recipients in found]
        return {"documents": documents, "next": number + 1 if has_more else None}


def _service(session: BincSession) -> int:
    if session.scope.service_id is None:
        raise NotFound
    return session.scope.service_id


def _sent(document: Document, recipients: list[RecipientLine]) -> dict[str, Any]:
    own = {name: getattr(document, name) for name in ("id", "kind", "file_name", "description", "shared_at")}
    lines = [
        {
            "service": one.service_name,
            "until": one.until,
            "state": one.state,
            "first_viewed_at": one.first_viewed_at,
        }
        for one in recipients
    ]
    return {**own, "recipients": lines}
