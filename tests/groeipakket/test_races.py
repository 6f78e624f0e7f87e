"""Somebody saves a placement while a delivery makes up its message: the change is told, then or the next time (G-1)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import text

from app.database import BincSession
from app.services.groeipakket.making_up import MadeUp, make_up_messages
from models import Schakeling
from tests.groeipakket.placements import change, placed, residence
from tests.services.test_races import Colleague, working

NOW = datetime(2024, 6, 15, 20, tzinfo=UTC)


def made_up(session: BincSession) -> MadeUp:
    return make_up_messages(session, now=NOW)


def ends(app: Flask) -> list[tuple[str, str | None]]:
    query = "select state, content -> 'situation' ->> 'end' from groeipakket_message m left join groeipakket_content c "
    with working(app) as session:
        rows = session.execute(text(query + "on c.message_id = m.id order by m.id")).all()
        return [(state, end) for state, end in rows]


def test_a_delivery_leaves_alone_what_somebody_is_changing_and_tells_it_the_next_time_g_1(
    committing_app: Flask,
) -> None:
    with working(committing_app) as session:
        number = residence(session)[2].id
    with working(committing_app) as session:
        change(session, session.get_one(Schakeling, number), placed("01-08", "03-31"))
        delivery = Colleague(committing_app, made_up)
        assert not delivery.is_waiting_or_done(session)
        assert delivery.error is None
    assert ends(committing_app) == [("waiting", None)]
    with working(committing_app) as session:
        assert made_up(session).messages == 1
    assert ends(committing_app) == [("sending", "2024-03-31")]


def test_who_saves_while_a_message_is_made_up_is_told_the_next_time_g_1(committing_app: Flask) -> None:
    with working(committing_app) as session:
        number = residence(session)[2].id
    with working(committing_app) as session:
        assert made_up(session).messages == 1
        saver = Colleague(
            committing_app,
            lambda own: change(own, own.get_one(Schakeling, number), placed("01-08", "03-31")),
        )
        assert saver.is_waiting_or_done(session)
    saver.join()
    assert saver.error is None
    assert ends(committing_app) == [("sending", None), ("waiting", None)]
