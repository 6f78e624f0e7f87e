"""Who opened a shared document, and when: only a download that was completed counts (O-4)."""

from __future__ import annotations

from sqlalchemy import text

from app.database import BincSession
from app.domain.scope import Actor


def record_viewing(session: BincSession, recipient_id: int, place: str, *, actor: Actor) -> None:
    """Puts a completed download on the receipt, and in the activities of the dossier it was shared from (D-10, O-4).

    A function of the database does it, since the reader reaches neither the record nor the dossier of the sender.
    """
    call = text("select record_document_viewing(:recipient, :reader, :place)")
    session.execute(call, {"recipient": recipient_id, "reader": actor.name, "place": place})
