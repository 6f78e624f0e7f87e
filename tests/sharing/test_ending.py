"""What is over ends by itself: by the nightly job (O-4, O-6)."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import BincSession, enter_scope, transaction
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.jobs import JobName
from app.domain.scope import Scope
from app.integrations.documents import ContentGone, DocumentStore, StoredContent
from app.presentation import today_in_brussels
from app.services.documents.ending import end_overdue
from app.services.documents.sharing import withdraw_document
from jobs.scheduled import JOB_FUNCTIONS
from models import Document, DocumentRecipient, JobRun, OutboxMessage
from tests.documents.world import bucket_store, content_of
from tests.services.test_races import PATIENCE, Colleague, working
from tests.sharing.places import create_place, put_document, scope_at


def system(app: Flask) -> Any:
    return transaction(Scope.system("test"))


def shared(session: BincSession, store: DocumentStore, until: date, **recipient: Any) -> StoredContent:
    """A document with a content, shared until a day."""
    place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
    stored = store.put(BytesIO(b"brief"), today=until - timedelta(days=10))
    line = put_document(session, DocumentKind.GENERAL, place, goal, until=until, **recipient)
    document = session.get_one(Document, line.document_id)
    document.content_key, document.content_size, document.content_sha256 = stored.key, stored.size, stored.sha256
    session.flush()
    return stored


@pytest.fixture
def store(committing_app: Flask, tmp_path: Any) -> DocumentStore:
    committing_app.extensions["documents"] = bucket_store(tmp_path)
    return committing_app.extensions["documents"]  # type: ignore[no-any-return]


def test_the_nightly_job_destroys_what_is_over_and_leaves_the_record_O_6(
    committing_app: Flask, store: DocumentStore
) -> None:
    today = today_in_brussels()
    with committing_app.app_context():
        with system(committing_app) as session:
            over = shared(session, store, today - timedelta(days=1))
            still = shared(session, store, today)
        orphan = store.put(BytesIO(b"verloren"), today=today - timedelta(days=1))
        with system(committing_app) as session:
            result = JOB_FUNCTIONS[JobName.END_DOCUMENTS](session, JobRun())
        assert result is not None
        assert (result["ended"], result["swept"]) == (1, 1)
        for gone in (over, orphan):
            with pytest.raises(ContentGone):
                content_of(store, gone)
        assert content_of(store, still) == b"brief"
        with system(committing_app) as session:
            states = session.scalars(select(DocumentRecipient.state).order_by(DocumentRecipient.id)).all()
        assert states == ["expired", "open"]


def test_the_job_reminds_of_what_nobody_opened_O_4(committing_app: Flask, store: DocumentStore) -> None:
    today = today_in_brussels()
    with committing_app.app_context():
        with system(committing_app) as session:
            shared(session, store, today + timedelta(days=2))
            shared(session, store, today + timedelta(days=9))
            for document in session.scalars(select(Document)):
                document.shared_at = document.shared_at - timedelta(days=5)
        with system(committing_app) as session:
            assert JOB_FUNCTIONS[JobName.REMIND_OF_DOCUMENTS](session, JobRun()) == {"reminded": 1}
        with system(committing_app) as session:
            assert session.scalars(select(OutboxMessage.kind)).all() == ["document_ending"]


@pytest.mark.parametrize("second", ["withdrawal", "expiry"])
def test_two_who_end_the_last_recipients_at_once_leave_no_content_O_6(
    committing_app: Flask, store: DocumentStore, second: str
) -> None:
    """Without waiting for each other, each would see the other's recipient as still open."""
    today, gone = today_in_brussels(), []
    with committing_app.app_context():
        with system(committing_app) as session:
            place, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
            one = put_document(session, DocumentKind.GENERAL, place, goal, until=today)
            until = today if second == "withdrawal" else today - timedelta(days=1)
            other = put_document(
                session, DocumentKind.GENERAL, place, goal, document_id=one.document_id, until=until, person_id=None
            )
            sender, ids = scope_at(place.seats[0], place.service), (one.id, other.id)

        def withdraw(session: BincSession, recipient_id: int) -> None:
            enter_scope(session, sender)
            gone.append(withdraw_document(session, recipient_id, actor=sender.actor, today=today))

        def end(session: BincSession) -> None:
            if second == "withdrawal":
                withdraw(session, ids[1])
            else:
                gone.append(next(iter(end_overdue(session, today=today)), None))

        with working(committing_app) as session:
            withdraw(session, ids[0])
            colleague = Colleague(committing_app, end)
            assert colleague.is_waiting_or_done(session)
        colleague.join(PATIENCE)
        assert colleague.error is None
        with system(committing_app) as session:
            document = session.scalars(select(Document)).one()
            assert document.destroyed_at is not None
            assert [key for key in gone if key] == [document.content_key]
