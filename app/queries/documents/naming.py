"""Whom a received document names, as the receiver knows the client: by a dossier of its own or not at all (O-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, or_, select, tuple_

from app.database import BincSession, record_read
from app.domain.documents.naming import NamedDossier, meant_dossier
from app.domain.dossiers import DELETED
from models.client import Client
from models.document import DocumentNaming
from models.dossier import Dossier

# By what a client is known: the national number, or the keys of name and first name with the birth date.
Known = tuple[object, ...]


def dossiers_named(session: BincSession, document_ids: Sequence[int]) -> dict[int, NamedDossier]:
    """Which of the seat's own dossiers each of these documents names, by document; goes on record as read (A-5)."""
    if session.scope.facility_id is None or not document_ids:
        return {}
    named = session.scalars(select(DocumentNaming).where(DocumentNaming.document_id.in_(document_ids))).all()
    found = _dossiers_by_client(session, {_known_by(one) for one in named}) if named else {}
    meant = {one.document_id: dossier for one in named if (dossier := meant_dossier(found.get(_known_by(one), ())))}
    record_read("dossier", [one.dossier_id for one in meant.values()])
    return meant


def _known_by(named: DocumentNaming) -> Known:
    if named.national_number is not None:
        return (named.national_number,)
    return named.name_key, named.first_name_key, named.birth_date


def _dossiers_by_client(session: BincSession, wanted: Iterable[Known]) -> dict[Known, list[NamedDossier]]:
    """One's own dossiers of these clients, each under whatever it was asked by."""
    columns = (Dossier.id, Dossier.client_id, Dossier.code, Dossier.status, Client.name, Client.first_name)
    keys = (Client.national_number, Dossier.name_key, Dossier.first_name_key, Dossier.birth_date)
    query = (
        select(*columns, *keys)
        .join(Client, Client.id == Dossier.client_id)
        .where(Dossier.facility_id == session.scope.facility_id, Dossier.status != DELETED, or_(*_asked(wanted)))
    )
    found: dict[Known, list[NamedDossier]] = defaultdict(list)
    for dossier_id, client_id, code, status, name, first_name, number, *by_name in session.execute(query):
        for known in ((number,), tuple(by_name)):
            found[known].append(NamedDossier(dossier_id, client_id, code, status, name, first_name))
    return found


def _asked(wanted: Iterable[Known]) -> Iterator[ColumnElement[bool]]:
    known = list(wanted)
    numbers = [one[0] for one in known if len(one) == 1]
    names = [one for one in known if len(one) > 1]
    if numbers:
        # The ids first: the number of a client stands in no index of dossiers.
        yield Dossier.client_id.in_(select(Client.id).where(Client.national_number.in_(numbers)))
    if names:
        yield tuple_(Dossier.name_key, Dossier.first_name_key, Dossier.birth_date).in_(names)
