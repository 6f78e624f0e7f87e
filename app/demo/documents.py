"""A few shared documents, so that the lists are not empty: received, sent, opened, confidential and personal (O-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from flask import current_app
from sqlalchemy import select

from app.database import BincSession, enter_scope
from app.domain.civil_time import BRUSSELS
from app.domain.documents.naming import ClientNaming
from app.domain.documents.sharing import WantedRecipient, last_day_to_choose
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.dossiers import OPEN
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.queries.documents.directory import people_at
from app.services.documents.receipts import record_viewing
from app.services.documents.sharing import KeptFile, share_document
from models.access import Account, Seat, Service
from models.document import DocumentRecipient, PersonalDocumentReader
from models.dossier import Dossier
from models.facility import Facility

TEXT = "Dit is een voorbeeld in de oefenomgeving. Er staat niets in over echte mensen.\n"


@dataclass(frozen=True)
class DemoDocument:
    """Who shares which file with whom, how many days ago, and who opened it meanwhile."""

    sender: str
    sender_code: str
    goal_code: str
    person: str
    file: str
    description: str
    kind: DocumentKind
    days_ago: int
    opened_by: str | None = None
    names_client_of: str | None = None


DOCUMENTS = (
    DemoDocument("ann.vlier", "V:F001", "OCJ-ANT", "consulent", "evolutieverslag.txt", "Evolutieverslag van dit najaar",
                 DocumentKind.CLIENT_BOUND, 12, "consulent"),
    DemoDocument("ann.vlier", "V:F001", "V:F002", "els.kompas", "handelingsplan.txt", "",
                 DocumentKind.CLIENT_BOUND, 2),
    DemoDocument("carine.vlier", "V:F001", "VZB", "beleid", "ancienniteit.txt", "Aanvraag anciënniteit",
                 DocumentKind.CONFIDENTIAL, 5),
    DemoDocument("consulent", "OCJ-ANT", "V:F001", "ann.vlier", "uitnodiging-overleg.txt", "Overleg van volgende week",
                 DocumentKind.GENERAL, 3, names_client_of="F001"),
    DemoDocument("campus", "GI-ZANDE", "V:F001", "bart.vlier", "afspraken-overgang.txt", "Afspraken bij de overgang",
                 DocumentKind.GENERAL, 8, "bart.vlier"),
    DemoDocument("beleid", "VZB", "V:F001", "carine.vlier", "personeelslijst.txt", "Listing personeel",
                 DocumentKind.PERSONAL, 1),
)  # fmt: skip


def load_documents(session: BincSession, until: date) -> None:
    """Puts the verantwoordelijke of De Vlier on the list for personal documents, and shares what is in DOCUMENTS."""
    manager, facility = _account(session, "carine.vlier"), _facility(session, "F001")
    manager.last_login = datetime.combine(until - timedelta(days=20), time(8, 30))
    listed = {"facility_id": facility.id, "user_id": manager.id, "added_by_name": manager.get_full_name()}
    session.add(PersonalDocumentReader(**listed))
    session.flush()
    # In the order of their days, as lists tell it.
    for document in sorted(DOCUMENTS, key=lambda one: one.days_ago, reverse=True):
        _share(session, document, until)
    session.flush()


def _share(session: BincSession, wanted: DemoDocument, until: date) -> None:
    sender, goal = _service(session, wanted.sender_code), _service(session, wanted.goal_code)
    account, person = _account(session, wanted.sender), _account(session, wanted.person)
    at = datetime.combine(until - timedelta(days=wanted.days_ago), time(10, 20), BRUSSELS)
    known = next(one for one in people_at(session, goal) if one.user_id == person.id)
    is_listed = wanted.kind is DocumentKind.PERSONAL
    recipient = WantedRecipient(
        goal.id, ServiceKind(goal.kind), person.id, known.name, known.email, last_day_to_choose(at.date()), is_listed
    )
    stored = current_app.extensions["documents"].put(BytesIO(TEXT.encode()), today=until)
    document = share_document(
        session,
        sender,
        KeptFile(wanted.file, "text/plain", stored.key, stored.size, stored.sha256),
        wanted.kind,
        wanted.description,
        [recipient],
        dossier=_dossier(session, sender.facility_id) if wanted.kind is DocumentKind.CLIENT_BOUND else None,
        naming=_naming(session, wanted.names_client_of) if wanted.names_client_of else None,
        actor=Actor(account.id, account.get_full_name()),
        today=at.date(),
    )
    document.shared_at = at
    if wanted.opened_by:
        _open(session, document.id, goal, _account(session, wanted.opened_by))


def _open(session: BincSession, document_id: int, goal: Service, reader: Account) -> None:
    """Signs the receipt as the reader does, at their own seat (O-4)."""
    seat = session.scalars(select(Seat).where(Seat.user_id == reader.id).order_by(Seat.id).limit(1)).one()
    recipient = session.scalars(select(DocumentRecipient.id).where(DocumentRecipient.document_id == document_id)).one()
    session.flush()
    own, actor = session.scope, Actor(reader.id, reader.get_full_name())
    enter_scope(session, Scope.of_seat(Role(seat.role), actor, seat.facility_id, seat.id, goal.id))
    record_viewing(session, recipient, goal.name, actor=actor)
    enter_scope(session, own)
    session.expire_all()


def _dossier(session: BincSession, facility_id: int | None) -> Dossier:
    """The newest open dossier of a facility."""
    query = select(Dossier).where(Dossier.facility_id == facility_id, Dossier.status == OPEN)
    return session.scalars(query.order_by(Dossier.id.desc()).limit(1)).one()


def _naming(session: BincSession, facility_code: str) -> ClientNaming:
    """The client of that dossier as somebody elsewhere names it."""
    client = _dossier(session, _facility(session, facility_code).id).client
    return ClientNaming(client.name, client.first_name, client.birth_date, client.national_number)


def _account(session: BincSession, user_name: str) -> Account:
    return session.scalars(select(Account).where(Account.username == user_name)).one()


def _service(session: BincSession, code: str) -> Service:
    return session.scalars(select(Service).where(Service.code == code)).one()


def _facility(session: BincSession, code: str) -> Facility:
    return session.scalars(select(Facility).where(Facility.code == code)).one()
