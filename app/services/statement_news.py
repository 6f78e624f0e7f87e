"""Telling the people of a facility about its statements: on the start page and by mail, (Q-4, Q-5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select

from app.database import BincSession
from app.domain.processing import not_sent
from app.domain.quarter import Quarter
from app.domain.statements.reminders import deadline
from app.queries.colleagues import people_for_statements
from app.queries.processed_years import WITH_STATEMENTS, statements_of_years
from app.services.outbox import write_message
from models.facility import Facility
from models.notice import Notice

AGENCY = "Opgroeien"
STATEMENTS = "/kwartaalstaten/"


@dataclass(frozen=True)
class News:
    """What is told: the kind of notice with the quarters it names, and the mail with the page it leads to."""

    kind: str
    quarters: tuple[Quarter, ...]
    subject: str
    body: str
    path: str = STATEMENTS


def tell(session: BincSession, facility_id: int, people: Iterable[int], news: News) -> None:
    """Tells some people of a facility; who has no address is told in the product alone."""
    codes = [str(quarter) for quarter in news.quarters]
    for user_id in sorted(set(people)):
        words = {"facility_id": facility_id, "user_id": user_id, "kind": news.kind, "colleague": AGENCY, "codes": codes}
        # Inline, without asking the new row back: the agency may tell, and not read what it told.
        session.execute(insert(Notice.__table__).values(**words).inline())  # type: ignore[arg-type]
        write_message(session, news.kind, user_id, news.subject, news.body, news.path)


def tell_reopened(session: BincSession, facility_id: int, quarters: Collection[Quarter], more: Iterable[int]) -> None:
    """Tells who sends statements at a facility, and who asked, that quarters are open again (Q-4)."""
    opened = tuple(sorted(quarters))
    names = " en ".join(str(quarter) for quarter in opened)
    body = f"Opgroeien heropende kwartaal {names}. Verbeter de cijfers en verzend ze opnieuw:"
    news = News("quarter_reopened", opened, f"Binc: kwartaal {names} is heropend", body)
    tell(session, facility_id, {*people_for_statements(session, facility_id), *more}, news)


def remind_of_statements(session: BincSession, year: int, *, today: date) -> int:
    """Reminds each facility that has not sent every statement of a year, before 1 March; answers how many (Q-5).

    Past that day nobody is reminded any more. Called once a year by the schedule.
    """
    if today >= deadline(year):
        return 0
    query = select(Facility.id).where(Facility.organisation_type.in_(WITH_STATEMENTS)).order_by(Facility.id)
    ids = list(session.scalars(query))
    late = 0
    for (facility_id, _), statements in statements_of_years(session, ids, [year]).items():
        if waiting := not_sent(statements):
            tell(session, facility_id, people_for_statements(session, facility_id), _reminder(year, waiting))
            late += 1
    return late


def _reminder(year: int, waiting: Iterable[int]) -> News:
    day = f"{deadline(year):%d/%m/%Y}"
    return News(
        "statements_due",
        tuple(Quarter(year, number) for number in waiting),
        f"Binc: de kwartaalstaten van {year} horen klaar te zijn voor {day}",
        f"Van {year} is nog niet elke kwartaalstaat van je voorziening verzonden. Zorg dat alles juist is voor {day}; "
        "Opgroeien verwerkt het jaar daarna. Je vindt ze hier:",
    )
