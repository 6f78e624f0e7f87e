"""The job that empties the outbox, one message after the other."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from app.integrations.mail import MailTransport
from app.services.outbox import send_message, take_message
from models.job_run import JobRun

MOST_A_RUN = 500


def deliver_outbox(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Sends what is due; answers how many messages were accepted and how many not.

    Commits around each message, unlike other jobs: the try is counted before anybody is called, and what was accepted
    is written down before the next one. A process killed in between leaves one message that goes again, under its own
    key.
    """
    transport: MailTransport = current_app.extensions["mail"]
    accepted = refused = 0
    for _ in range(MOST_A_RUN):
        message = take_message(session, datetime.now(UTC))
        session.commit()
        if message is None:
            break
        send_message(message, transport, datetime.now(UTC))
        accepted, refused = accepted + (message.state == "sent"), refused + (message.state != "sent")
        session.commit()
    return {"accepted": accepted, "not_accepted": refused}
