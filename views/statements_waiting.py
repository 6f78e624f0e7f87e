"""The statements that wait to be sent or processed, in the words of start page, work list and menu (Q-4, Q-5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from flask import g

from app.database import current_session
from app.domain.statements.reminders import deadline, is_pressing
from app.domain.statements.states import StatementState
from app.domain.work_list import LATE, SOON
from app.presentation import day, number, today_in_brussels
from app.queries.statement_requests import WaitingRequest, waiting_requests
from app.queries.statements_waiting import QuarterToSend, SentOfYear, quarters_to_send, sent_and_waiting
from models.facility import Facility
from views.links import address_of
from views.work_cards import Task

NAMED = 4
STATE_WORDS: Mapping[StatementState, str] = {
    StatementState.OPEN: "nog open",
    StatementState.TO_SEND_AGAIN: "opnieuw",
    StatementState.REOPENED: "heropend",
}


def statements_to_send() -> list[Task]:
    """The quarters that the facility at work still has to send, as one card; none where nothing waits (Q-4, Q-5)."""
    waiting, href = quarters_waiting(), address_of("StatementListPage.index")
    if not waiting or href is None:
        return []
    today, first = today_in_brussels(), waiting[0].quarter.year
    words = "kwartaalstaat te verzenden" if len(waiting) == 1 else "kwartaalstaten te verzenden"
    named = ", ".join(str(one.quarter) for one in waiting[:NAMED])
    more = f" en nog {len(waiting) - NAMED}" if len(waiting) > NAMED else ""
    state, urgency = ("late", LATE) if is_pressing(first, today) else ("due", SOON)
    return [Task(len(waiting), words, _how_they_stand(waiting, today), state, named + more, href, urgency)]


def _how_they_stand(waiting: Sequence[QuarterToSend], today: date) -> str:
    """Why they wait, and until when the first can be made right."""
    counted = Counter(one.state for one in waiting)
    last = deadline(waiting[0].quarter.year)
    until = f"voor {day(last)}" if today < last else f"hoorde klaar te zijn voor {day(last)}"
    kinds = [f"{counted[state]} {words}" for state, words in STATE_WORDS.items() if counted[state]]
    return f"{', '.join(kinds)}; {'de eerste ' if len(waiting) > 1 else ''}{until}"


def statements_to_process() -> list[Task]:
    """The sent statements that wait for the agency, as one card for who may look at them (Q-5)."""
    href = address_of("SentStatementPage.index")
    waiting = sent_waiting() if href else []
    if not waiting:
        return []
    total = sum(one.number for one in waiting)
    words = (
        "verzonden kwartaalstaat wacht op verwerking"
        if total == 1
        else "verzonden kwartaalstaten wachten op verwerking"
    )
    years = ", ".join(f"{number(one.number)} van {one.year}" for one in waiting)
    return [Task(total, words, years, "due", "", href)]


def quarters_to_reopen() -> list[Task]:
    """The requests to reopen a processed quarter that nobody answered, as one card for who may answer them (Q-4)."""
    href = address_of("ProcessedYearPage.index")
    waiting = waiting_requests(current_session()) if href else []
    if not waiting:
        return []
    words = "vraag om een kwartaal te heropenen" if len(waiting) == 1 else "vragen om een kwartaal te heropenen"
    return [Task(len(waiting), words, "de voorziening wacht op een antwoord", "due", _named(waiting), href)]


def _named(waiting: Sequence[WaitingRequest]) -> str:
    """Of which facility and quarter, the longest waiting first, and how many more."""
    named = "; ".join(f"{one.name}, {one.quarter}" for one in waiting[:NAMED])
    return named if len(waiting) <= NAMED else f"{named} en nog {len(waiting) - NAMED}"


def quarters_waiting() -> list[QuarterToSend]:
    """Asked once a request: the menu and the page tell the same."""
    facility: Facility | None = g.seat.facility
    if "statements_to_send" not in g:
        found = quarters_to_send(current_session(), facility, today_in_brussels()) if facility else []
        g.statements_to_send = found
    return g.statements_to_send  # type: ignore[no-any-return]


def sent_waiting() -> list[SentOfYear]:
    """The sent statements by year, asked once a request."""
    if "statements_sent" not in g:
        g.statements_sent = sent_and_waiting(current_session())
    return g.statements_sent  # type: ignore[no-any-return]
