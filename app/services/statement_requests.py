"""Asking the agency to reopen a processed quarter, withdrawing that, and answering it (Q-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import NotFound, refuse
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor
from app.domain.statements.requests import (
    RequestEvent,
    RequestState,
    check_motive,
    check_request,
    request_state_after,
)
from app.domain.statements.states import StatementState
from app.queries.colleagues import people_in_role
from app.services.outbox import write_message
from app.services.refusals import saving
from app.services.statement_news import STATEMENTS, News, tell, tell_reopened
from app.services.statement_steps import hold_statements, stored_statement
from models.facility import Facility
from models.statement_request import StatementRequest

ASKED_MAIL = "quarter_asked"


def ask_for_quarter(
    session: BincSession, facility: Facility, quarter: Quarter, motive: str, *, actor: Actor
) -> StatementRequest:
    """Asks the agency to reopen a quarter that it processed, with the reason (Q-4).

    Raises DomainError when it is not processed, when it was asked already or without a reason.
    """
    hold_statements(session, facility.id)
    record = stored_statement(session, facility.id, quarter)
    state = StatementState(record.state) if record else None
    is_asked = bool(_waiting(session, facility.id, quarter.year, [quarter.number]))
    refuse(check_request(quarter, state, motive, is_asked=is_asked))
    with saving(session):
        request = StatementRequest(
            facility_id=facility.id,
            year=quarter.year,
            quarter=quarter.number,
            motive=motive.strip(),
            requested_by=actor.user_id,
            requested_by_name=actor.name,
        )
        session.add(request)
        session.flush()
        subject = f"Binc: vraag om een kwartaal van {quarter.year} te heropenen"
        body = "Een voorziening vraagt om een verwerkt kwartaal te heropenen. Je leest en beantwoordt de vraag hier:"
        for person in people_in_role(session, Role.AGENCY_POLICY):
            write_message(session, ASKED_MAIL, person, subject, body, f"/beheer/verwerkte-jaren/{facility.code}/")
    return request


def settle_reopened(
    session: BincSession, facility_id: int, year: int, quarters: Collection[int], *, actor: Actor
) -> None:
    """Answers what was asked about quarters that are now reopened, and tells the facility; asked or not (Q-4)."""
    waiting = _waiting(session, facility_id, year, quarters)
    for request in waiting:
        _settle(request, RequestEvent.REOPEN, actor)
    askers = [request.requested_by for request in waiting if request.requested_by is not None]
    if quarters:
        tell_reopened(session, facility_id, [Quarter(year, number) for number in quarters], askers)


def withdraw_request_of_quarter(session: BincSession, request_id: int, *, actor: Actor) -> StatementRequest:
    """Takes back what a facility asked, while nobody has answered; every colleague there may (Q-4).

    The quarter stays processed, and can be asked for again. Raises NotFound for an unknown request, Conflict when the
    agency answered or a colleague withdrew it first.
    """
    request = _hold(session, request_id)
    with saving(session):
        _settle(request, RequestEvent.WITHDRAW, actor)
    return request


def reject_request_of_quarter(session: BincSession, request_id: int, answer: str, *, actor: Actor) -> StatementRequest:
    """Answers with no and a reason, which the facility reads (Q-4).

    Raises NotFound for an unknown request, DomainError without a reason, Conflict when a colleague answered first or
    the facility withdrew it.
    """
    request = _hold(session, request_id)
    request_state_after(RequestState(request.state), RequestEvent.REJECT)
    refuse(check_motive(answer, "answer", "dit kwartaal niet heropent"))
    with saving(session):
        _settle(request, RequestEvent.REJECT, actor)
        request.answer = answer.strip()
        session.flush()
        if request.requested_by is not None:
            quarter = Quarter(request.year, request.quarter)
            body = f"Opgroeien heropent kwartaal {quarter} niet. Waarom, lees je bij de kwartaalstaat:"
            path = f"{STATEMENTS}{quarter}/heropenen-vragen/"
            news = News("quarter_kept", (quarter,), f"Binc: kwartaal {quarter} wordt niet heropend", body, path)
            tell(session, request.facility_id, [request.requested_by], news)
    return request


def _hold(session: BincSession, request_id: int) -> StatementRequest:
    """A request as it stands now, that nobody else can answer or withdraw until the transaction ends."""
    facility_id = session.scalar(select(StatementRequest.facility_id).where(StatementRequest.id == request_id))
    if facility_id is None:
        raise NotFound
    hold_statements(session, facility_id)
    request = session.get(StatementRequest, request_id, populate_existing=True)
    if request is None:
        raise NotFound
    return request


def _waiting(session: BincSession, facility_id: int, year: int, quarters: Collection[int]) -> list[StatementRequest]:
    query = select(StatementRequest).where(
        StatementRequest.facility_id == facility_id,
        StatementRequest.year == year,
        StatementRequest.quarter.in_(list(quarters)),
        StatementRequest.state == RequestState.ASKED,
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _settle(request: StatementRequest, event: RequestEvent, actor: Actor) -> None:
    after = request_state_after(RequestState(request.state), event)
    request.state, request.decided_at = after.value, datetime.now(UTC)
    request.decided_by, request.decided_by_name = actor.user_id, actor.name
