"""What is over ends by itself: by the nightly job, and before a restored backup is served (O-4, O-6)."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.bootstrap import end_documents
from app.database import BincSession, transaction
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.jobs import JobName
from app.domain.scope import Scope
from app.integrations.documents import ContentGone, DocumentStore, StoredContent
from app.presentation import today_in_brussels
from jobs.scheduled import JOB_FUNCTIONS
from models import Document, DocumentRecipient, JobRun, OutboxMessage
from tests.documents.world import bucket_store, content_of
from tests.sharing.places import create_place, put_document


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


def test_a_restored_backup_ends_what_is_over_before_it_serves_O_6(committing_app: Flask, store: DocumentStore) -> None:
    today = today_in_brussels()
    with committing_app.app_context():
        with system(committing_app) as session:
            over = shared(session, store, today)
        end_documents(committing_app, today)
        assert content_of(store, over) == b"brief"
        end_documents(committing_app, today + timedelta(days=1))
        with pytest.raises(ContentGone):
            content_of(store, over)


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
