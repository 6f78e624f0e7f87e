"""A backup that is put back serves nothing that is over, and reads nothing that was destroyed (O-6)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import make_url, select

from app.bootstrap import end_documents, prepare
from app.database import BincSession, db
from app.domain.documents.sharing import EXPIRED, OPEN, WITHDRAWN
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.factory import create_app
from app.integrations.documents import ContentGone, DocumentStore, StoredContent
from app.presentation import today_in_brussels
from app.runtime.postgres import SUPERUSER, EmbeddedPostgres
from config import Settings
from models import Document, DocumentRecipient
from models.document import DocumentViewing
from tests.conftest import fresh_database, settings_for
from tests.documents.world import content_of, files_under
from tests.services.test_races import working
from tests.sharing.places import WorkPlace, create_place, put_document

CONTENT = b"Emma Eigenaers, in gewone tekst.\n"


@dataclass(frozen=True)
class Kept:
    """What was shared: where it lies, and the ids by which it is asked for."""

    document_id: int
    recipient_id: int
    content: StoredContent


@dataclass
class Installation:
    """A database with a folder of documents and, apart from both, a folder of keys."""

    postgres: EmbeddedPostgres
    settings: Settings
    app: Flask

    @property
    def store(self) -> DocumentStore:
        """Where its documents lie."""
        return self.app.extensions["documents"]  # type: ignore[no-any-return]

    @property
    def documents(self) -> Path:
        """The folder that the backup copies."""
        return Path(self.settings.documents_place)

    @property
    def database(self) -> str:
        """The name of its database."""
        return str(make_url(self.settings.database_url or "").database)

    def states(self, *kept: Kept) -> list[str]:
        """What the records say."""
        with working(self.app) as session:
            return [session.get_one(DocumentRecipient, one.recipient_id).state for one in kept]

    def run(self, program: str, database: str, *arguments: str) -> None:
        """A program of PostgreSQL, as in the manual."""
        server = [f"--host={self.postgres.sockets}", f"--username={SUPERUSER}", f"--dbname={database}"]
        subprocess.run([self.postgres.binaries / program, *server, *arguments], check=True)


@contextmanager
def installed(postgres: EmbeddedPostgres, database: str, home: Path) -> Iterator[Installation]:
    places = {"documents": str(home / "documents"), "document_keys": home / "keys"}
    settings = settings_for(postgres, database, **places)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield Installation(postgres, settings, app)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def empty_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The database that a backup is put back into: the roles exist, the tables do not."""
    name = "binc_put_back"
    with psycopg.connect(postgres.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"create database {name} owner binc_owner")
        try:
            yield name
        finally:
            connection.execute(f"drop database {name} with (force)")


@dataclass
class Visitor:
    """Somebody who is signed in at a seat of an installation."""

    client: Any
    seat_id: int

    def get(self, path: str) -> Any:
        """Opens a page."""
        return self.client.get(path)

    def post(self, path: str) -> Any:
        """Presses a button."""
        return self.client.post(path, data={"seat": self.seat_id})


def visitor(of: Installation, seat: tuple[int, int]) -> Visitor:
    """Somebody at a seat, by the ids of both."""
    user_id, seat_id = seat
    client = of.app.test_client()
    with client.session_transaction() as browser:
        browser.update({"_user_id": str(user_id), "_fresh": True, "epoch": 0, "seat_id": seat_id})
    return Visitor(client, seat_id)


@dataclass
class Story:
    """An installation where four things were shared, and its backup of before any of them ended."""

    running: Installation
    sender: tuple[int, int]
    receiver: tuple[int, int]
    over: Kept
    long_ago: Kept
    still: Kept
    called_back: Kept

    @property
    def everything(self) -> tuple[Kept, ...]:
        """All four."""
        return self.over, self.long_ago, self.still, self.called_back


def tell(running: Installation, today: date) -> Story:
    with working(running.app) as session:
        sender, goal = create_place(session, ServiceKind.FACILITY), create_place(session, ServiceKind.GI)
        by, to = ((place.seats[0].user_id, place.seats[0].id) for place in (sender, goal))
        days = (-1, -70, 5, 6)
        kept = [share(session, running.store, sender, goal, today + timedelta(days=day)) for day in days]
    return Story(running, by, to, *kept)


def share(session: BincSession, store: DocumentStore, sender: WorkPlace, goal: WorkPlace, until: date) -> Kept:
    """A document as it lies there on its last day, shared thirty days before."""
    stored = store.put(BytesIO(CONTENT), today=until - timedelta(days=30))
    line = put_document(session, DocumentKind.GENERAL, sender, goal, until=until)
    document = session.get_one(Document, line.document_id)
    document.content_key, document.content_size, document.content_sha256 = stored.key, stored.size, stored.sha256
    session.flush()
    return Kept(line.document_id, line.id, stored)


def readable(store: DocumentStore, everything: Iterable[Kept]) -> list[bool]:
    """Of which the content can be read."""

    def is_readable(kept: Kept) -> bool:
        try:
            return content_of(store, kept.content) == CONTENT
        except ContentGone:
            return False

    return [is_readable(kept) for kept in everything]


def keep_a_copy(running: Installation, folder: Path) -> None:
    """The backup, as docs/operations.md says: the database and the documents, never the keys."""
    running.run("pg_dump", running.database, "--format=custom", f"--file={folder / 'binc.dump'}")
    shutil.copytree(running.documents, folder / "documents")


@contextmanager
def put_back(running: Installation, folder: Path) -> Iterator[Installation]:
    """The copy in the place of what was there, with the keys as they are now."""
    shutil.rmtree(running.documents)
    shutil.copytree(folder / "documents", running.documents)
    with empty_database(running.postgres) as name:
        running.run("pg_restore", name, str(folder / "binc.dump"))
        with installed(running.postgres, name, running.documents.parent) as restored:
            yield restored


def test_a_backup_put_back_ends_what_is_over_before_it_serves_and_reads_nothing_destroyed_O_6(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    """Of four: one over since yesterday, one whose month is over, one that goes on and one called back meanwhile."""
    home, copy, today = tmp_path / "home", tmp_path / "copy", today_in_brussels()
    home.mkdir()
    copy.mkdir()
    with fresh_database(postgres) as name, installed(postgres, name, home) as running:
        story = tell(running, today)
        keep_a_copy(running, copy)
        assert readable(running.store, story.everything) == [True] * 4
        end_and_call_back(story, today)
        with put_back(running, copy) as restored:
            assert_put_back(restored, story)
            prepare(restored.settings)
            assert_ended_unasked(restored, story)
            assert_answers(restored, story)
            assert not any(CONTENT in path.read_bytes() for path in files_under(tmp_path))


def end_and_call_back(story: Story, today: date) -> None:
    """The night's job goes by, and the sender calls one back."""
    running, one = story.running, story.called_back
    with running.app.app_context():
        end_documents(running.app, today)
    address = f"/documenten/{one.document_id}/intrekken/{one.recipient_id}/"
    assert visitor(running, story.sender).post(address).status_code == 302
    assert running.states(*story.everything) == [EXPIRED, EXPIRED, OPEN, WITHDRAWN]
    assert readable(running.store, story.everything) == [False, False, True, False]
    month = story.long_ago.content.key[:7]
    keys = Path(running.settings.document_keys_place)
    assert [path.name for path in keys.glob(f"{month}*")] == [f"{month}.destroyed"], "also the key of its month"


def assert_put_back(restored: Installation, story: Story) -> None:
    """The copy is complete and of an older moment, and still what was destroyed cannot be read."""
    assert restored.states(*story.everything) == [OPEN] * 4
    assert {path.name for path in files_under(restored.documents)} >= {
        kept.content.key.replace("/", "_") for kept in story.everything
    }
    assert readable(restored.store, story.everything) == [False, False, True, False]


def assert_ended_unasked(restored: Installation, story: Story) -> None:
    """What is over has ended, record and content, without anybody having asked for anything."""
    assert restored.states(*story.everything) == [EXPIRED, EXPIRED, OPEN, OPEN]
    left = {kept.content.key.replace("/", "_") for kept in (story.still, story.called_back)}
    assert {path.name for path in files_under(restored.documents)} == left


def assert_answers(restored: Installation, story: Story) -> None:
    """The receiver gets what is still shared and nothing else; the sender keeps the record of everything."""
    receiver, sender = visitor(restored, story.receiver), visitor(restored, story.sender)
    for kept, page, file in zip(story.everything, (404, 404, 200, 200), (404, 404, 200, 404), strict=True):
        assert receiver.get(f"/documenten/{kept.document_id}/").status_code == page
        assert receiver.get(f"/documenten/{kept.document_id}/bestand/").status_code == file
        assert sender.get(f"/documenten/{kept.document_id}/").status_code == 200
    assert receiver.get(f"/documenten/{story.still.document_id}/bestand/").data == CONTENT
    gone = receiver.get(f"/documenten/{story.called_back.document_id}/bestand/")
    assert "Dit document kan niet meer worden geopend." in gone.text
    with working(restored.app) as session:
        viewed = set(session.scalars(select(DocumentViewing.recipient_id)))
    assert viewed == {story.still.recipient_id}, "who could not read it signed nothing"
