"""Asking the agency to reopen a dossier of long ago, and answering it (D-7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, select

from app.database import BincSession, enter_scope
from app.domain.activities import ActivityKind, activity_values
from app.domain.dossiers import CLOSED, REOPEN, status_after
from app.domain.faults import Conflict, DomainError, NotFound, refuse
from app.domain.reopening import (
    APPROVE,
    APPROVED,
    NOT_CLOSED,
    OTHER_OPEN,
    REJECT,
    REJECTED,
    REQUESTED,
    WITHDRAW,
    AskingFacts,
    check_asking,
    check_decider,
    check_reason,
    request_state_after,
)
from app.domain.scope import Actor, FacilityRange
from app.domain.work_list import ANSWERS
from app.queries.reopening import latest_request
from app.services.activities import note_activity
from app.services.closing import day_limit, other_open_code
from app.services.holding import hold_dossier
from app.services.outbox import write_message
from app.services.refusals import DatabaseRefusal, saving
from models.dossier import Dossier
from models.notice import Notice
from models.reopening import ReopeningRequest

AGENCY = "Opgroeien"
ANSWER_WORDS = {APPROVED: "goedgekeurd", REJECTED: "afgekeurd"}
MAIL_TEXT = {
    APPROVED: "Opgroeien keurde je aanvraag om te heropenen goed. Het dossier is weer open. Je vindt het hier:",
    REJECTED: "Opgroeien keurde je aanvraag om te heropenen af. Waarom, lees je bij het dossier:",
}


@dataclass(frozen=True)
class HeldRequest:
    """A request and its dossier that nobody else can change until the transaction ends."""

    request: ReopeningRequest
    dossier: Dossier


def ask_to_reopen(
    session: BincSession, dossier: Dossier, motive: str, *, actor: Actor, today: date
) -> ReopeningRequest:
    """Asks the agency to reopen a closed dossier for which a year has passed (D-7, H10).

    Raises DomainError when it reopens at once, when another dossier of the client is open or when the reason lacks;
    Conflict when the dossier is no longer closed or a colleague asked already.
    """
    held = hold_dossier(session, dossier.id).dossier
    if held.status != CLOSED:
        raise Conflict(NOT_CLOSED)
    latest = latest_request(session, held.facility_id, held.id)
    is_asked = latest is not None and latest.state == REQUESTED
    facts = AskingFacts(day_limit(held), other_open_code(session, held), is_asked)
    refuse([*check_asking(facts, today), *check_reason(motive, "motive", "dit dossier wilt heropenen")])
    request = ReopeningRequest(
        facility_id=held.facility_id,
        dossier_id=held.id,
        motive=motive.strip(),
        requested_by=actor.user_id,
        requested_by_name=actor.name,
    )
    with saving(session):
        session.add(request)
        session.flush()
        told = activity_values({"number": request.id}, {}, {"motive": request.motive})
        note_activity(session, held, ActivityKind.REOPENING_REQUESTED, told, actor=actor)
    return request


def withdraw_request(session: BincSession, dossier: Dossier, *, actor: Actor) -> ReopeningRequest:
    """Takes back the request of a dossier while nobody has decided; every colleague of the facility may (D-7).

    Raises NotFound for a dossier that was never asked for, Conflict when the agency decided or a colleague withdrew
    meanwhile.
    """
    latest = latest_request(session, dossier.facility_id, dossier.id)
    if latest is None:
        raise NotFound
    held = _hold(session, latest.id)
    state = request_state_after(held.request.state, WITHDRAW)
    with saving(session):
        _settle(held.request, state, actor)
        told = activity_values({"number": held.request.id}, {}, {})
        note_activity(session, held.dossier, ActivityKind.REOPENING_WITHDRAWN, told, actor=actor)
    return held.request


def approve_request(session: BincSession, request_id: int, *, actor: Actor) -> ReopeningRequest:
    """Reopens the dossier of a request, for a case handler (D-7, H10).

    Checks again that it is closed and that no other dossier of the client is open. Raises NotFound for an unknown
    request, DomainError when it cannot be reopened or when the actor asked it, Conflict when somebody was first.
    """
    with _within_reach(session, request_id) as held:
        state = request_state_after(held.request.state, APPROVE)
        refuse(check_decider(held.request.requested_by, actor.user_id))
        closed_on = held.dossier.closed_on
        if other_open_code(session, held.dossier) is not None:
            raise DomainError(OTHER_OPEN)
        status = status_after(held.dossier.status, REOPEN)
        with _reopening(session):
            _settle(held.request, state, actor)
            # The request goes first: a dossier that comes open withdraws what still waits for it.
            session.flush()
            held.dossier.status, held.dossier.closed_on = status, None
            told = activity_values({"number": held.request.id, "day": closed_on}, {}, {})
            _tell(session, held, ActivityKind.REOPENING_APPROVED, told, actor)
        return held.request


def reject_request(session: BincSession, request_id: int, answer: str, *, actor: Actor) -> ReopeningRequest:
    """Answers a request with no and a reason, which the facility reads in the product; for a case handler (D-7).

    Raises NotFound for an unknown request, DomainError without a reason or when the actor asked it, Conflict when
    somebody was first.
    """
    with _within_reach(session, request_id) as held:
        state = request_state_after(held.request.state, REJECT)
        faults = check_decider(held.request.requested_by, actor.user_id)
        refuse([*faults, *check_reason(answer, "answer", "dit niet goedkeurt")])
        with saving(session):
            _settle(held.request, state, actor)
            held.request.answer = answer.strip()
            told = activity_values({"number": held.request.id}, {}, {"answer": held.request.answer})
            _tell(session, held, ActivityKind.REOPENING_REJECTED, told, actor)
        return held.request


def see_answers(session: BincSession, dossier: Dossier, *, actor: Actor) -> None:
    """Takes away what told somebody of an answer about this dossier: they opened it, and it stands there (D-7)."""
    told = (Notice.facility_id == dossier.facility_id, Notice.user_id == actor.user_id)
    of_dossier = (Notice.kind.in_([kind.name for kind in ANSWERS]), Notice.codes.contains([dossier.code]))
    session.execute(delete(Notice).where(*told, *of_dossier))


def request_path(number: int) -> str:
    """Where the number of a request leads to its dossier; the number alone tells nothing about anybody."""
    return f"/dossiers/aanvraag/{number}/"


@contextmanager
def _within_reach(session: BincSession, request_id: int) -> Iterator[HeldRequest]:
    """The request held, with the reach of its facility for this one deed: a case handler reaches no dossiers."""
    facility_id = session.scalar(select(ReopeningRequest.facility_id).where(ReopeningRequest.id == request_id))
    if facility_id is None:
        raise NotFound
    own = session.scope
    enter_scope(session, replace(own, dossiers=FacilityRange(facility_id, facility_id)))
    try:
        yield _hold(session, request_id)
        session.flush()
    finally:
        # Nothing of the dossier stays loaded for the page that follows.
        session.expunge_all()
        enter_scope(session, own)


def _hold(session: BincSession, request_id: int) -> HeldRequest:
    """Locks the dossier and then its request, as everybody does, and reads both as they stand now."""
    asked = session.scalar(select(ReopeningRequest.dossier_id).where(ReopeningRequest.id == request_id))
    fresh: dict[str, Any] = {"populate_existing": True}
    by_id = select(Dossier).where(Dossier.id == asked).with_for_update()
    dossier = session.scalars(by_id.execution_options(**fresh)).one_or_none()
    by_number = select(ReopeningRequest).where(ReopeningRequest.id == request_id).with_for_update()
    request = session.scalars(by_number.execution_options(**fresh)).one_or_none()
    if dossier is None or request is None:
        raise NotFound
    return HeldRequest(request, dossier)


@contextmanager
def _reopening(session: BincSession) -> Iterator[None]:
    """Says it in the case handler's words when the facility opened another dossier at this very moment (D-1, D-7)."""
    try:
        with saving(session):
            yield
    except DatabaseRefusal as refusal:
        if refusal.constraint != "dossier_one_open":
            raise
        raise DomainError(OTHER_OPEN) from None


def _settle(request: ReopeningRequest, state: str, actor: Actor) -> None:
    request.state, request.decided_at = state, datetime.now(UTC)
    request.decided_by, request.decided_by_name = actor.user_id, actor.name


def _tell(session: BincSession, held: HeldRequest, kind: ActivityKind, told: dict[str, Any], actor: Actor) -> None:
    """Tells colleagues in the dossier's activities, and who asked on their start page and by mail, without names."""
    note_activity(session, held.dossier, kind, told, actor=actor)
    if held.request.requested_by is None:
        return
    answer = "reopening_approved" if held.request.state == APPROVED else "reopening_rejected"
    notice = Notice(facility_id=held.dossier.facility_id, user_id=held.request.requested_by, kind=answer)
    notice.colleague, notice.codes = AGENCY, [held.dossier.code]
    session.add(notice)
    number, person = held.request.id, held.request.requested_by
    subject = f"Binc: je aanvraag {number} is {ANSWER_WORDS[held.request.state]}"
    write_message(session, "reopening_answered", person, subject, MAIL_TEXT[held.request.state], request_path(number))
