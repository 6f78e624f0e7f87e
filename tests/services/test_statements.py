"""How much saving asks of the database: a fixed number of statements, whatever the dossier's length."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from app.database import BincSession
from app.services.schakelingen import add_schakeling, change_schakeling, delete_schakeling
from models import Dossier, Schakeling
from tests.services.steps import NOW, Story, day, story

# One more announces the scope when the transaction begins, before this test can look.
MOST = 29 - 1


@contextmanager
def statements(session: BincSession) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile, those of the commit included."""
    seen: list[str] = []
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(" ".join(statement.split())[:110])

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield seen
        session.commit()
    finally:
        event.remove(connection, "before_cursor_execute", note)


def with_chain(session: BincSession, length: int) -> Story:
    """A dossier with so many schakelingen, the last one open."""
    told = story(session)
    told.decide()
    for number in range(length):
        told.add(f"{number + 2:02d}-01", end_of_previous=day(f"{number + 2:02d}-01") if number else None)
    return told


@pytest.mark.parametrize("length", [1, 5])
def test_adding_a_schakeling_takes_few_statements(session: BincSession, length: int) -> None:
    told = with_chain(session, length)
    plan, dossier_id = told.plan("09-01", None, "P-CB-BREED", "P-CB-LAAG"), told.dossier.id
    session.commit()
    session.expunge_all()
    with statements(session) as seen:
        dossier = session.get_one(Dossier, dossier_id)
        keywords = {**told.keywords, "now": NOW, "end_of_previous": day("09-01")}
        add_schakeling(session, dossier, plan, **keywords)
    assert len(seen) <= MOST, "\n".join(seen)


def test_changing_and_deleting_the_last_take_few_statements(session: BincSession) -> None:
    told = with_chain(session, 3)
    plan = told.plan("04-02", "04-30", "P-CB-LAAG", kind="switch")
    last_id = told.session.scalars(
        select(Schakeling.id).where(Schakeling.dossier_id == told.dossier.id, Schakeling.end.is_(None))
    ).one()
    session.commit()
    session.expunge_all()
    with statements(session) as seen:
        change_schakeling(session, session.get_one(Schakeling, last_id), plan, **{**told.keywords, "now": NOW})
    assert len(seen) <= MOST, "\n".join(seen)
    session.expunge_all()
    with statements(session) as seen:
        keywords = {name: told.keywords[name] for name in ("actor", "today")}
        delete_schakeling(session, session.get_one(Schakeling, last_id), **keywords)
    assert len(seen) <= MOST, "\n".join(seen)
