"""Sending a file and letting the jobs deal with it, as a person and a worker do."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.domain.imports import FileKind
from app.domain.jobs import JobName
from app.domain.roles import Role
from app.domain.scope import Actor
from app.integrations.documents import DocumentStore
from app.presentation import today_in_brussels
from app.services.exchange import import_exchange
from app.services.imports.sending import confirm_import, submit_file
from models import Facility, FileImport, ImportFinding, JobRun
from tests.exchange.files import MATS, TODAY, client, content, dossier, small_file
from tests.factories import create_user
from tests.jobs.rows import performed
from tests.services.steps import NOW
from tests.services.test_races import working


@dataclass(frozen=True)
class Sent:
    """A file that somebody sent."""

    id: int
    facility_id: int | None
    user_id: int


def store_of(app: Flask) -> DocumentStore:
    """Where the contents lie."""
    store: DocumentStore = app.extensions["documents"]
    return store


def new_rows(**lists: Any) -> bytes:
    """A file of the facility of the small file, with one new client and dossier."""
    rows = {"clients": [client("m", MATS)], "dossiers": [dossier("m", "m")], **lists}
    return content({"format": "binc-exchange/1", "source": "eigen", **rows})


def place(app: Flask) -> int:
    """The facility of the small file, with its client and dossier; answers its id."""
    with working(app) as session:
        import_exchange(session, small_file(), today=TODAY)
        return session.scalars(select(Facility.id).where(Facility.code == "X001")).one()


def send(app: Flask, facility_id: int | None, given: bytes, role: Role = Role.FACILITY_STAFF,
         kind: FileKind = FileKind.EXCHANGE) -> Sent:  # fmt: skip
    """Sends a file; no job has it in hand yet."""
    with working(app) as session:
        user = create_user(session)
        stored = store_of(app).put(io.BytesIO(given), today=today_in_brussels())
        actor = Actor(user.id, "An Peeters")
        record = submit_file(session, kind, stored, sent_as=role, facility_id=facility_id, actor=actor)
        return Sent(record.id, facility_id, user.id)


def confirm(app: Flask, sent: Sent) -> None:
    """Presses the button."""
    with working(app) as session:
        confirm_import(session, sent.id, actor=Actor(sent.user_id, "An Peeters"), now=NOW)


def run_of(app: Flask, sent: Sent, name: JobName) -> int:
    """The row of its job."""
    with working(app) as session:
        return session.scalars(select(JobRun.id).where(JobRun.name == name, JobRun.unique_key == str(sent.id))).one()


def do(app: Flask, sent: Sent, name: JobName) -> JobRun:
    """Lets a worker do the job."""
    return performed(app, run_of(app, sent, name))


def check(app: Flask, sent: Sent) -> FileImport:
    """Lets a worker check the file; answers it as it stands then."""
    do(app, sent, JobName.CHECK_FILE)
    return now(app, sent)


def read_in(app: Flask, sent: Sent) -> FileImport:
    """Lets a worker read the file in; answers it as it stands then."""
    do(app, sent, JobName.READ_IN_FILE)
    return now(app, sent)


def now(app: Flask, sent: Sent) -> FileImport:
    """The file as it stands."""
    with working(app) as session:
        record = session.get_one(FileImport, sent.id)
        session.expunge(record)
        return record


def found(app: Flask, sent: Sent) -> list[tuple[bool, str, str, str, str]]:
    """What was found: a fault or not, the part, the place, the record in words and the rule."""
    with working(app) as session:
        query = select(ImportFinding).where(ImportFinding.import_id == sent.id).order_by(ImportFinding.number)
        return [(one.is_fault, one.part, one.place, one.subject, one.rule) for one in session.scalars(query)]
