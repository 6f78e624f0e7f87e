"""Whom a received document names, as the receiver knows the client: by a dossier of its own or not at all (O-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from app.database import BincSession, record_read
from app.domain.documents.naming import NamedDossier, meant_dossier
from app.domain.dossiers import DELETED
from models.client import Client
from models.document import DocumentNaming
from models.dossier import Dossier


def dossiers_named(session: BincSession, document_ids: Sequence[int]) -> dict[int, NamedDossier]:
    """Which of the seat's own dossiers each of these documents names, by document; goes on record as read (A-5)."""
    if session.scope.facility_id is None or not document_ids:
        return {}
    named = DocumentNaming
    by_number = Client.national_number == named.national_number
    by_name = and_(
        named.national_number.is_(None),
        Dossier.name_key == named.name_key,
        Dossier.first_name_key == named.first_name_key,
        Dossier.birth_date == named.birth_date,
    )
    columns = (Dossier.id, Dossier.client_id, Dossier.code, Dossier.status, Client.name, Client.first_name)
    query = (
        select(named.document_id, *columns)
        .select_from(named)
        .join(Dossier, Dossier.facility_id == session.scope.facility_id)
        .join(Client, Client.id == Dossier.client_id)
        .where(named.document_id.in_(document_ids), Dossier.status != DELETED, or_(by_number, by_name))
    )
    found: dict[int, list[NamedDossier]] = defaultdict(list)
    for document_id, dossier_id, client_id, code, status, name, first_name in session.execute(query):
        found[document_id].append(NamedDossier(dossier_id, client_id, code, status, name, first_name))
    meant = {document_id: one for document_id, them in found.items() if (one := meant_dossier(them))}
    record_read("dossier", [one.dossier_id for one in meant.values()])
    return meant
