"""The job that empties the outbox, one message after the other."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from app.domain.civil_time import BRUSSELS
from app.domain.outbox import DROPPED, SENT
from app.integrations.mail import MailTransport
from app.services.documents.mails import drop_if_nothing_is_shared
from app.services.outbox import send_message, take_message
from models.job_run import JobRun

MOST_A_RUN = 500


def deliver_outbox(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Sends what is due; answers how many messages were accepted, how many not and how many dropped.

    Commits around each message, unlike other jobs: the try is counted before anybody is called, and what was accepted
    is written down before the next one. A process killed in between leaves one message that goes again, under its own
    key.
    """
    transport: MailTransport = current_app.extensions["mail"]
    accepted = refused = dropped = 0
    for _ in range(MOST_A_RUN):
        message = take_message(session, datetime.now(UTC))
        if message is not None:
            drop_if_nothing_is_shared(session, message, today=datetime.now(BRUSSELS).date())
        session.commit()
        if message is None:
            break
        if message.state == DROPPED:
            dropped += 1
            continue
        send_message(message, transport, datetime.now(UTC))
        accepted, refused = accepted + (message.state == SENT), refused + (message.state != SENT)
        session.commit()
    return {"accepted": accepted, "not_accepted": refused, "dropped": dropped}
