"""Who opened a shared document, and when: only a download that was completed counts (O-4)."""

from __future__ import annotations

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession
from app.domain.faults import NotFound
from app.domain.scope import Actor


def record_viewing(session: BincSession, recipient_id: int, place: str, *, actor: Actor) -> None:
    """Puts a completed download on the receipt, and in the activities of the dossier it was shared from (D-10, O-4).

    A function of the database does it, since the reader reaches neither the record nor the dossier of the sender.
    Raises NotFound where the document is not shared with this seat, or not any more.
    """
    call = text("select record_document_viewing(:recipient, :reader, :place)")
    try:
        session.execute(call, {"recipient": recipient_id, "reader": actor.name, "place": place})
    except DBAPIError as refusal:
        if isinstance(refusal.orig, InsufficientPrivilege):
            raise NotFound from None
        raise
