"""Requests to reopen dossiers of long ago, so that the queue of the case handler is not empty (D-7)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.dossiers import CLOSED, OPEN
from app.domain.period import add_years
from app.domain.scope import Actor
from app.services.reopening import ask_to_reopen, reject_request
from models.access import Account
from models.dossier import Dossier
from models.facility import Facility
from models.reopening import ReopeningRequest

# Who asks at which facility, how many days before the last day of the sector, and why.
REQUESTS = (
    ("F001", "ann.vlier", 19, "De laatste schakeling staat op de verkeerde module. Dat bleek pas bij de jaarcontrole."),
    ("F002", "dries.kompas", 12, "Er ontbreekt een schakeling van drie weken tussen de twee periodes van verblijf."),
    ("F004", "hilde.anker", 6, "Het dossier werd tweemaal gemaakt. We willen dit heropenen om het te verwijderen."),
    ("F001", "bart.vlier", 2, "De reden van het einde is fout ingevuld en telt zo mee in het jaarverslag."),
)
# The one that was answered, by whom and how, so that who asked finds the answer waiting.
ANSWERED_TO, ANSWERED_BY = "bart.vlier", "behandelaar"
ANSWER = "De reden van het einde kun je verbeteren zonder het dossier te heropenen."


def load_requests(session: BincSession, until: date) -> int:
    """Asks to reopen dossiers that closed too long ago; answers how many such dossiers there were to ask for."""
    asked: set[int] = set()
    for facility_code, user_name, days_ago, motive in REQUESTS:
        dossier = _closed_long_ago(session, facility_code, until - timedelta(days=days_ago), asked)
        if dossier is None:
            continue
        account = session.scalars(select(Account).where(Account.username == user_name)).one()
        day = until - timedelta(days=days_ago)
        actor = Actor(account.id, f"{account.first_name} {account.last_name}")
        request = ask_to_reopen(session, dossier, motive, actor=actor, today=day)
        request.requested_at = datetime.combine(day, time(9, 40), BRUSSELS)
        asked.add(dossier.id)
        if user_name == ANSWERED_TO:
            _answer(session, request.id, until)
    session.flush()
    return len(asked)


def _answer(session: BincSession, request_id: int, until: date) -> None:
    """Says no the next day, so that who asked finds the answer waiting (D-7)."""
    session.flush()
    official = session.scalars(select(Account).where(Account.username == ANSWERED_BY)).one()
    reject_request(session, request_id, ANSWER, actor=Actor(official.id, official.get_full_name()))
    answered = session.get_one(ReopeningRequest, request_id)
    answered.decided_at = datetime.combine(until - timedelta(days=1), time(14, 5), BRUSSELS)


def _closed_long_ago(session: BincSession, facility_code: str, day: date, asked: set[int]) -> Dossier | None:
    """The latest dossier of a facility that could no longer be reopened at once by that day."""
    other = aliased(Dossier)
    has_open = exists().where(
        other.facility_id == Dossier.facility_id, other.client_id == Dossier.client_id, other.status == OPEN
    )
    query = (
        select(Dossier)
        .join(Facility, Facility.id == Dossier.facility_id)
        .where(
            Facility.code == facility_code,
            Dossier.status == CLOSED,
            Dossier.last_schakeling_end < add_years(day, -1),
            Dossier.id.not_in(asked),
            ~has_open,
        )
        .order_by(Dossier.last_schakeling_end.desc(), Dossier.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()
