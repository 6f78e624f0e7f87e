"""Keeping whom a document names, and forgetting how that client was known once nobody can open it (O-1, O-6)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from app.database import BincSession
from app.domain.documents.naming import ClientNaming
from app.domain.names import name_key
from models.document import Document, DocumentNaming


def named_client(document: Document, naming: ClientNaming) -> DocumentNaming:
    """The record of whom a document names, to be added beside it; nobody is looked up to make it."""
    name, first_name = (" ".join(words.split()) for words in (naming.name, naming.first_name))
    return DocumentNaming(
        document_id=document.id,
        kind=document.kind,
        sender_service_id=document.sender_service_id,
        sender_id=document.sender_id,
        client_name=name,
        client_first_name=first_name,
        name_key=name_key(name),
        first_name_key=name_key(first_name),
        birth_date=naming.birth_date,
        national_number=naming.national_number,
    )


def forget_how_clients_were_known(session: BincSession, document_ids: Sequence[int]) -> None:
    """Takes number and birth date out of what these documents name; the words stay with the record (O-6)."""
    named = update(DocumentNaming).where(DocumentNaming.document_id.in_(document_ids))
    session.execute(
        named.values(birth_date=None, national_number=None), execution_options={"synchronize_session": False}
    )
