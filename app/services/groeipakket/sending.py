"""Sending what was made up: each try counted before anybody is called, each answer noted, in order (G-1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text, update

from app.database import BincSession
from app.domain.groeipakket_messages import UNDER_WAY, MessageState
from app.domain.outbox import PAUSES
from app.integrations.groeipakket.port import Accepted, Answer, NotAccepted, TakenOver
from models.groeipakket import GroeipakketDifference, GroeipakketMessage

# A message waits until the one before it in its dossier is judged. In the order of the index of what is under way, so
# that whatever the statistics say, nothing else is read.
_TAKE = text("""
with taken as (
  select m.id from groeipakket_message m
  where m.state in ('sending', 'sent') and m.next_try_at <= :now and m.sequence = (
    select min(first.sequence) from groeipakket_message first
    where first.dossier_id = m.dossier_id and first.state in ('sending', 'sent'))
  order by m.dossier_id, m.sequence limit :most for update skip locked),
tried as (
  update groeipakket_message m set tries = m.tries + 1,
    next_try_at = :now + (cast(:pauses as interval[]))[least(m.tries + 1, :longest)]
  from taken where m.id = taken.id returning m.id, m.schakeling_id)
select tried.id, tried.schakeling_id, c.content
from tried join groeipakket_content c on c.message_id = tried.id order by tried.id
""")


@dataclass(frozen=True)
class Outgoing:
    """A message that was taken to be sent."""

    id: int
    content: Mapping[str, Any]


def take_messages(session: BincSession, *, now: datetime, most: int) -> list[Outgoing]:
    """Takes messages that are due, at most one of a dossier, and lets nobody else take them for a while.

    That they are told is put on record (A-5). Commit before sending: a process that dies leaves messages that rest
    their pause and go again under the same key.
    """
    names = {"now": now, "most": most, "pauses": list(PAUSES), "longest": len(PAUSES)}
    rows = session.execute(_TAKE, names).all()
    if rows:
        session.trail.add("tell_groeipakket", "schakeling", [row.schakeling_id for row in rows])
    return [Outgoing(row.id, row.content) for row in rows]


def has_due_message(session: BincSession, now: datetime) -> bool:
    """Whether a message that was made up waits for a try."""
    due = (GroeipakketMessage.state.in_(UNDER_WAY), GroeipakketMessage.next_try_at <= now)
    return session.scalar(select(GroeipakketMessage.id).where(*due).limit(1)) is not None


def note_answer(session: BincSession, message_id: int, answer: Answer, *, now: datetime) -> None:
    """Notes what the receiver answered; of a message that was judged meanwhile nothing changes."""
    match answer:
        case Accepted():
            values: dict[str, Any] = {"state": MessageState.CONFIRMED, "settled_at": now}
        case NotAccepted(code):
            values = {"state": MessageState.REFUSED, "settled_at": now, "refusal": code}
        case TakenOver():
            values = {"state": MessageState.SENT}
    sent_at = func.coalesce(GroeipakketMessage.sent_at, now)
    noted = _under_way([message_id]).values(**values, sent_at=sent_at, failure=None)
    about = session.scalar(noted.returning(GroeipakketMessage.schakeling_id))
    if about is not None and values["state"] != MessageState.SENT:
        # What is confirmed is equal now, and what is refused is shown as that.
        session.execute(delete(GroeipakketDifference).where(GroeipakketDifference.schakeling_id == about))


def note_silence(session: BincSession, message_id: int, cause: str) -> None:
    """Notes that nobody answered, or nothing that can be understood; the message goes again after its pause."""
    session.execute(_under_way([message_id]).values(failure=cause))


def give_back(session: BincSession, message_ids: Collection[int]) -> None:
    """Takes back the try of messages that were taken and not sent, since the receiver does not answer."""
    session.execute(_under_way(message_ids).values(tries=GroeipakketMessage.tries - 1))


def _under_way(message_ids: Collection[int]) -> Any:
    chosen = (GroeipakketMessage.id.in_(message_ids), GroeipakketMessage.state.in_(UNDER_WAY))
    return update(GroeipakketMessage).where(*chosen).execution_options(synchronize_session=False)
