"""The list of people of a facility who may get personal documents from the agency (O-5)."""

from __future__ import annotations

from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.scope import Actor
from app.queries.documents.directory import listed_readers
from app.services.refusals import saving
from models.access import Account, Seat
from models.document import PersonalDocumentReader
from models.facility import Facility

NOBODY = Fault(
    "O-5",
    "national_number",
    "Bij deze voorziening werkt niemand met dit rijksregisternummer. Kijk het na, of vraag je beheerder of het bij de "
    "gebruiker is ingevuld.",
)
NEVER_SIGNED_IN = Fault(
    "O-5", "national_number", "Deze persoon meldde zich nog nooit aan in Binc. Laat dat eerst één keer doen."
)
LISTED_ALREADY = Fault("O-5", "national_number", "Deze persoon staat al op de lijst.")


def add_personal_reader(
    session: BincSession, facility: Facility, national_number: str, *, actor: Actor
) -> PersonalDocumentReader:
    """Lets somebody who works at the facility, and signed in once, get personal documents (O-5, D3).

    `national_number` is eleven digits. Raises DomainError for anybody else, without telling who works elsewhere.
    """
    account = _colleague(session, facility, national_number)
    if account is None:
        raise DomainError(NOBODY)
    if account.last_login is None:
        raise DomainError(NEVER_SIGNED_IN)
    if account.id in listed_readers(session, facility.id):
        raise DomainError(LISTED_ALREADY)
    reader = PersonalDocumentReader(facility_id=facility.id, user_id=account.id, added_by_name=actor.name)
    with saving(session):
        session.add(reader)
        session.flush()
    return reader


def remove_personal_reader(session: BincSession, reader_id: int) -> None:
    """Takes somebody off the list; what they still had to open they see no longer (O-3, O-5). Raises NotFound."""
    reader = session.get(PersonalDocumentReader, reader_id)
    if reader is None:
        raise NotFound
    session.delete(reader)
    session.flush()


def _colleague(session: BincSession, facility: Facility, national_number: str) -> Account | None:
    query = select(Account).join(Seat, Seat.user_id == Account.id)
    mine = (Seat.facility_id == facility.id, Account.national_number == national_number, Account.active.is_(True))
    return session.scalars(query.where(*mine).limit(1)).first()
