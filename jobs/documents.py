"""The jobs about shared documents: their end, and the reminder before it (O-4, O-6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from app.domain.civil_time import BRUSSELS
from app.integrations.documents import DocumentStore
from app.services.documents.digests import mail_digests
from app.services.documents.ending import destroy_ended, end_overdue, kept_contents, remind_of_unread
from models.job_run import JobRun


def end_documents(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Ends what is over, destroys its contents and keys, and what no document knows; answers how many of each.

    Commits before it destroys, unlike other jobs: a content must never go while its record says that it is there.
    Killed in between, it leaves contents that the sweep of the next run finds.
    """
    today = datetime.now(BRUSSELS).date()
    store: DocumentStore = current_app.extensions["documents"]
    ended = end_overdue(session, today=today)
    session.commit()
    return destroy_ended(store, ended, kept_contents(session), today=today)


def remind_of_documents(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Reminds of what nobody opened and is almost over; answers how many mails were written."""
    return {"reminded": remind_of_unread(session, today=datetime.now(BRUSSELS).date())}


def mail_document_digests(session: Any, _run: JobRun) -> Mapping[str, Any]:
    """Writes the one mail of the day to who wants that; answers how many mails were written."""
    return {"mailed": mail_digests(session, today=datetime.now(BRUSSELS).date())}
