"""Questions about capacity, so that the list of the agency is not empty (M-3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.database import BincSession
from app.domain.civil_time import BRUSSELS
from app.domain.scope import Actor
from app.services.capacity_questions import answer_question, ask_about_capacity
from models.access import Account
from models.facility import Facility

# Who asks at which facility, how many days before the last day of the sector, about which line, what; the answer.
QUESTIONS = (
    ("F001", "carine.vlier", 34, "P-CB-LAAG", "Waarom telt de crisisinterventie bij deze module mee?",
     "Ze is verzekerd aanbod in overtal en heeft geen eigen capaciteit. Daarom telt haar inzet hier."),
    ("F001", "ann.vlier", 9, "VERBLIJF", "In het besluit van dit najaar lazen wij drie plaatsen erbij. "
     "Hier staan er twee. Wat klopt?", None),
    ("F006", "jan.speelvogel", 4, "P-CKG-GEZIN", "Zitten de punten van de ambulante opvang ook in dit totaal?", None),
)  # fmt: skip


def load_capacity_questions(session: BincSession, until: date) -> None:
    """Asks what people of some facilities want to know, and answers what has been answered."""
    for facility_code, user_name, days_ago, line, words, answer in QUESTIONS:
        facility = session.scalars(select(Facility).where(Facility.code == facility_code)).one()
        asker = _actor(session, user_name)
        question = ask_about_capacity(session, facility, line, None, words, actor=asker)
        question.asked_at = datetime.combine(until - timedelta(days=days_ago), time(11, 15), BRUSSELS)
        session.flush()
        if answer is not None:
            answer_question(session, question.id, question.version, answer, actor=_actor(session, "beleid"))
            question.answered_at = datetime.combine(until - timedelta(days=days_ago - 2), time(16, 5), BRUSSELS)
    session.flush()


def _actor(session: BincSession, user_name: str) -> Actor:
    account = session.scalars(select(Account).where(Account.username == user_name)).one()
    return Actor(account.id, f"{account.first_name} {account.last_name}")
