"""The jobs that deliver messages to the Groeipakket: made up once a day, and sent until somebody judged them (G-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from app.integrations.groeipakket.port import Answer, GroeipakketReceiver, NotAccepted, ReceiverSilent, Send
from app.services.groeipakket.making_up import make_up_messages
from app.services.groeipakket.schema import is_as_published
from app.services.groeipakket.sending import Outgoing, give_back, note_answer, note_silence, take_messages
from models.job_run import JobRun

AT_ONCE = 50
# A receiver that was silent so often in a row is left alone until the next run.
MOST_SILENCES = 3


def deliver_to_groeipakket(session: Any, run: JobRun) -> Mapping[str, Any]:
    """Makes up what waits and sends it; answers what came of it in numbers.

    Commits step by step, unlike other jobs: a message is frozen before anybody is called, each try is counted before it
    is made, and each answer written down after. A process killed anywhere leaves messages that go again, under their
    own keys. Without a receiver everything waits.
    """
    if _receiver() is None:
        return {"no_receiver": 1}
    counted = Counter[str]()
    after: int | None = 0
    while after is not None:
        made = make_up_messages(session, now=datetime.now(UTC), after=after)
        session.commit()
        counted.update(made_up=made.messages, nothing=made.nothing, held=made.held)
        after = made.last_dossier
    return {**counted, **send_to_groeipakket(session, run)}


def send_to_groeipakket(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Sends what was made up and is due, as `deliver_to_groeipakket` says."""
    receiver = _receiver()
    if receiver is None:
        return {"no_receiver": 1}
    counted, silences = Counter[str](), 0
    with receiver.conversation() as send:
        while silences < MOST_SILENCES and (messages := _take(session)):
            silences = _send_all(session, messages, send, counted, silences)
            session.commit()
    return dict(counted)


def _receiver() -> GroeipakketReceiver | None:
    found: GroeipakketReceiver | None = current_app.extensions["groeipakket"]
    return found


def _take(session: Any) -> list[Outgoing]:
    messages = take_messages(session, now=datetime.now(UTC), most=AT_ONCE)
    session.commit()
    return messages


def _send_all(session: Any, messages: list[Outgoing], send: Send, counted: Counter[str], silences: int) -> int:
    """Sends some messages; answers how often the receiver was silent in a row by then."""
    for place, message in enumerate(messages):
        if silences == MOST_SILENCES:
            give_back(session, [one.id for one in messages[place:]])
            break
        try:
            answer = _sent(message, send)
        except ReceiverSilent as silence:
            note_silence(session, message.id, silence.cause)
            silences += 1
            counted["silent"] += 1
        else:
            note_answer(session, message.id, answer, now=datetime.now(UTC))
            silences = 0
            counted[type(answer).__name__.lower()] += 1
    return silences


def _sent(message: Outgoing, send: Send) -> Answer:
    """What does not follow the published schema is never sent: nobody could read it."""
    return send(message.content) if is_as_published(message.content) else NotAccepted("invalid_message")
