"""A request to reopen a processed quarter, so that the agency has one to answer (Q-4)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.database import BincSession
from app.demo.capacities import FIRST_PROCESSING_MONTH
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.services.statement_requests import ask_for_quarter
from models.access import Account
from models.facility import Facility

FACILITY, USER_NAME = "F001", "carine.vlier"
MOTIVE = "Bij contextbegeleiding ontbreken de uren van december. Het totaal is daardoor te laag."


def load_statement_request(session: BincSession, until: date) -> None:
    """Asks to reopen the last quarter of the last year that is processed."""
    year = until.year - 1 if until.month >= FIRST_PROCESSING_MONTH else until.year - 2
    facility = session.scalars(select(Facility).where(Facility.code == FACILITY)).one()
    account = session.scalars(select(Account).where(Account.username == USER_NAME)).one()
    actor = Actor(account.id, f"{account.first_name} {account.last_name}")
    ask_for_quarter(session, facility, Quarter(year, 4), MOTIVE, actor=actor)
