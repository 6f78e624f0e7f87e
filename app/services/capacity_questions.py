"""Asking the agency about a row of capacity, and answering that (M-3, H15)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select, text

from app.database import BincSession
from app.domain.capacity import POOL
from app.domain.capacity_questions import ANSWERED, ANSWERED_BEFORE, OPEN, ROW_GONE, check_answer, check_question
from app.domain.faults import Conflict, Fault, NotFound, refuse
from app.domain.roles import Role
from app.domain.scope import Actor
from app.queries.catalogue import modules_by_code
from app.queries.colleagues import people_in_role
from app.services.outbox import write_message
from app.services.refusals import saving
from models.capacity import CapacityRow
from models.capacity_question import CapacityQuestion
from models.facility import Facility

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('capacity_question:' || :asker, 0))")
ASKED, ANSWERED_MAIL = "capacity_asked", "capacity_answered"


def ask_about_capacity(
    session: BincSession, facility: Facility, line: str, valid_from: date | None, words: str, *, actor: Actor
) -> CapacityQuestion:
    """Sends a question about a line of the facility, or about one row of it, to the agency's policy team (M-3).

    The very question that waits already is not sent again: a button pressed twice (D-11). Raises NotFound for a line
    that does not exist, DomainError without words or for a row that is gone.
    """
    if line != POOL and line not in modules_by_code(session):
        raise NotFound
    refuse([*check_question(words), *_row_faults(session, facility, line, valid_from)])
    if (before := _sent_before(session, facility, line, valid_from, words.strip(), actor)) is not None:
        return before
    question = CapacityQuestion(
        facility_id=facility.id,
        line=line,
        valid_from=valid_from,
        question=words.strip(),
        asked_by=actor.user_id,
        asked_by_name=actor.name,
    )
    with saving(session):
        session.add(question)
        session.flush()
        subject = f"Binc: vraag {question.id} over capaciteit"
        body = "Een voorziening stelde een vraag over haar capaciteit. Je leest en beantwoordt ze hier:"
        for person in people_in_role(session, Role.AGENCY_POLICY):
            write_message(session, ASKED, person, subject, body, f"/beheer/capaciteitsvragen/{question.id}/")
    return question


def _sent_before(
    session: BincSession, facility: Facility, line: str, valid_from: date | None, words: str, actor: Actor
) -> CapacityQuestion | None:
    """The open question of this person that says the same; whoever presses at the same moment waits for the answer."""
    session.execute(_LOCK, {"asker": f"{facility.id}:{actor.user_id}"})
    query = select(CapacityQuestion).where(
        CapacityQuestion.facility_id == facility.id,
        CapacityQuestion.line == line,
        CapacityQuestion.valid_from.is_not_distinct_from(valid_from),
        CapacityQuestion.question == words,
        CapacityQuestion.asked_by.is_not_distinct_from(actor.user_id),
        CapacityQuestion.state == OPEN,
    )
    return session.scalars(query.order_by(CapacityQuestion.id).limit(1)).first()


def answer_question(
    session: BincSession, question_id: int, version: int, words: str, *, actor: Actor
) -> CapacityQuestion:
    """Answers a question, or mends the answer; who asked is told again (M-3).

    `version` is the one that the answerer saw. Raises NotFound, DomainError without words, Conflict when a colleague
    answered meanwhile (D-11).
    """
    question = held_question(session, question_id)
    if question.version != version:
        raise Conflict(ANSWERED_BEFORE)
    refuse(check_answer(words))
    with saving(session):
        question.state, question.answer, question.seen_at = ANSWERED, words.strip(), None
        question.answered_by, question.answered_by_name = actor.user_id, actor.name
        question.answered_at = datetime.now(UTC)
        session.flush()
        if question.asked_by is not None:
            subject = f"Binc: antwoord op je vraag {question.id} over capaciteit"
            body = "Voorzieningenbeleid beantwoordde je vraag. Je leest het antwoord bij de capaciteit:"
            write_message(session, ANSWERED_MAIL, question.asked_by, subject, body, "/capaciteit/")
    return question


def take_note_of_answer(session: BincSession, question_id: int, *, actor: Actor) -> None:
    """Takes the news of an answer off the start page of who asked; nothing happens when it is off already (M-3).

    Raises NotFound for a question that is not within reach.
    """
    question = held_question(session, question_id)
    if question.asked_by == actor.user_id and question.state == ANSWERED and question.seen_at is None:
        question.seen_at = datetime.now(UTC)


def held_question(session: BincSession, question_id: int) -> CapacityQuestion:
    """A question as it stands now, that nobody else can change until the transaction ends. Raises NotFound."""
    query = select(CapacityQuestion).where(CapacityQuestion.id == question_id).with_for_update()
    question = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if question is None:
        raise NotFound
    return question


def _row_faults(session: BincSession, facility: Facility, line: str, valid_from: date | None) -> list[Fault]:
    if valid_from is None:
        return []
    query = select(CapacityRow.id).where(
        CapacityRow.facility_id == facility.id, CapacityRow.line == line, CapacityRow.valid_from == valid_from
    )
    return [] if session.scalar(query) else [ROW_GONE]
