"""The record of who read and changed what (A-5)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database import BincSession
from app.runtime.postgres import EmbeddedPostgres
from tests.conftest import fresh_database
from tests.factories import create_client, create_dossier, create_facility


def entries(session: BincSession) -> list[Any]:
    session.commit()
    return list(session.execute(text("select * from audit_entry order by id")))


def test_a_change_is_recorded_with_the_names_of_the_fields_and_without_their_values_A_5(session: BincSession) -> None:
    client = create_client(session, create_facility(session))
    session.commit()
    client.call_name = "Nootje"
    last = [entry for entry in entries(session) if entry.action == "change"][-1]
    assert (last.subject_kind, last.subject_ids) == ("client", [client.id])
    assert last.fields == ["call_name", "call_name_key"]
    assert "Nootje" not in str(last)


def test_reading_a_record_through_the_mapper_is_recorded_A_5(session: BincSession) -> None:
    facility = create_facility(session)
    dossier = create_dossier(session, create_client(session, facility), facility)
    dossier_id = dossier.id
    session.commit()
    session.expunge_all()
    session.get(type(dossier), dossier_id)
    last = [entry for entry in entries(session) if entry.action == "read" and entry.subject_kind == "dossier"][-1]
    assert last.subject_ids == [dossier_id]


def test_the_chain_of_entries_is_whole_A_5(session: BincSession) -> None:
    create_client(session, create_facility(session))
    assert entries(session)
    assert session.execute(text("select audit_first_break()")).scalar() is None


def test_no_record_no_change_A_5(session: BincSession, monkeypatch: pytest.MonkeyPatch) -> None:
    facility = create_facility(session)
    session.commit()
    original = Session.execute

    def fail_on_audit(self: Session, statement: Any, *args: Any, **options: Any) -> Any:
        if "audit_append" in str(statement):
            raise RuntimeError("no place left to write")
        return original(self, statement, *args, **options)

    facility.name = "Iets anders"
    monkeypatch.setattr(Session, "execute", fail_on_audit)
    with pytest.raises(RuntimeError):
        session.commit()
    monkeypatch.undo()
    session.rollback()
    session.refresh(facility)
    assert facility.name != "Iets anders"


def test_a_tampered_entry_breaks_the_chain_A_5(postgres: EmbeddedPostgres) -> None:
    with fresh_database(postgres) as name:
        superuser = postgres.url("postgres", name).replace("+psycopg", "")
        with psycopg.connect(superuser, autocommit=True) as connection:
            assert connection.execute("select audit_first_break()").fetchone() == (None,)
            with pytest.raises(psycopg.errors.RaiseException):
                connection.execute("update audit_entry set action = 'niets'")
            connection.execute("alter table audit_entry disable trigger user")
            connection.execute("update audit_entry set action = 'niets' where id = 2")
            assert connection.execute("select audit_first_break()").fetchone() == (2,)
