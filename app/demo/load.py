"""Loads the made-up sector: facilities, services, dossiers and the accounts to try them with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.database import BincSession, transaction
from app.demo.accounts import DEMO_ACCOUNTS, DemoAccount, made_up_number
from app.demo.capacity_questions import load_capacity_questions
from app.demo.contexts import load_contexts
from app.demo.documents import load_documents
from app.demo.groeipakket import load_groeipakket
from app.demo.module_deliveries import load_module_deliveries
from app.demo.quarters import load_quarters
from app.demo.register_news import load_register_news
from app.demo.reopening import load_requests
from app.demo.sector import DemoService, demo_sector, services
from app.demo.statements import load_statement_request
from app.demo.unfinished import leave_draft
from app.domain.roles import Role
from app.domain.scope import Scope
from app.services.accounts import create_account, give_seat
from app.services.exchange import import_exchange
from models.access import Account, Service
from models.facility import Facility


def load_demo(until: date) -> bool:
    """Loads everything in one transaction, once: where a facility exists nothing is touched and False is answered."""
    with transaction(Scope.system("oefengegevens")) as session:
        if session.scalars(select(Facility.id).limit(1)).first() is not None:
            return False
        for service in services():
            _service(session, service)
        session.flush()
        # The people come first, since the file names them as owners; their seats last, since they need facilities.
        accounts = [_create(session, number, wanted) for number, wanted in enumerate(DEMO_ACCOUNTS)]
        import_exchange(session, demo_sector(until), today=until)
        load_contexts(session, until)
        for account, wanted in zip(accounts, DEMO_ACCOUNTS, strict=True):
            _seat(session, account, wanted)
        load_requests(session, until)
        load_quarters(session, until)
        load_statement_request(session, until)
        load_capacity_questions(session, until)
        leave_draft(session, until)
        load_documents(session, until)
        load_module_deliveries(session, until)
        load_register_news(session)
        load_groeipakket(session, until)
    return True


def _service(session: BincSession, wanted: DemoService) -> None:
    """A service; that of Voorzieningenbeleid is there from the first day, and gets its mailbox."""
    known = session.scalars(select(Service).where(Service.code == wanted.code)).one_or_none()
    if known is not None:
        known.email = wanted.email
    else:
        session.add(Service(code=wanted.code, name=wanted.name, kind=wanted.kind, email=wanted.email))


def _create(session: BincSession, number: int, wanted: DemoAccount) -> Account:
    account = create_account(session, wanted.user_name, wanted.first_name, wanted.last_name, wanted.password)
    account.national_number = made_up_number(number)
    return account


def _seat(session: BincSession, account: Account, wanted: DemoAccount) -> None:
    for seat in wanted.seats:
        facility = _id(session, Facility, seat.facility_code)
        service = _id(session, Service, seat.service_code)
        give_seat(session, account, Role(seat.role), facility_id=facility, service_id=service)


def _id(session: BincSession, model: type[Facility] | type[Service], code: str | None) -> int | None:
    return None if code is None else session.scalars(select(model.id).where(model.code == code)).one()
