"""A draft is its person's own: row-level security alone and the mapper alone keep it from everybody else (D-11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, db, enter_scope, transaction
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.reach import OutOfScopeError
from app.runtime.postgres import EmbeddedPostgres
from app.services.drafts import keep_draft
from app.services.housekeeping import purge_expired
from models import Draft, Seat
from tests.factories import create_facility, create_seat

NOW = datetime(2024, 2, 29, 3, tzinfo=UTC)
FORM = "/dossiers/BNC_20240101_000001/beslissingen/nieuw"
PAIRS = (("begin", "09/02/2024"),)


def scope_of(seat: Seat) -> Scope:
    return Scope.of_seat(Role(seat.role), Actor(seat.user_id, "An"), seat.facility_id, seat.id)


def seats_in(session: BincSession) -> tuple[Seat, Seat, Seat]:
    """Somebody with a draft, a colleague at the same facility, and somebody of another facility."""
    own, other = create_facility(session), create_facility(session)
    seats = create_seat(session, own), create_seat(session, own, Role.FACILITY_MANAGER), create_seat(session, other)
    session.flush()
    enter_scope(session, scope_of(seats[0]))
    keep_draft(session, FORM, PAIRS, now=NOW)
    return seats


def strangers(seats: tuple[Seat, Seat, Seat]) -> list[Scope]:
    return [*map(scope_of, seats[1:]), Scope.system("test"), Scope.anonymous()]


def test_the_bare_database_shows_a_draft_to_its_person_only_d_11(session: BincSession) -> None:
    seats = seats_in(session)
    count = text("select count(*) from draft")
    assert session.execute(count).scalar() == 1
    scopes = strangers(seats)
    for scope in scopes:
        enter_scope(session, scope)
        assert session.execute(count).scalar() == 0, scope.kind
        for change in ("update draft set form = form", "delete from draft"):
            assert session.execute(text(change)).rowcount == 0, scope.kind  # type: ignore[attr-defined]


def test_the_bare_database_takes_no_draft_for_another_seat_d_11(session: BincSession) -> None:
    own, colleague, stranger = seats_in(session)
    statement = text(
        "insert into draft (facility_id, seat_id, form, content, saved_at) values (:f, :s, '/x', '[]', now())"
    )
    for facility_id, seat_id in (
        (own.facility_id, colleague.id),
        (stranger.facility_id, stranger.id),
        (stranger.facility_id, own.id),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement, {"f": facility_id, "s": seat_id})


def test_the_mapper_alone_shows_a_draft_to_its_person_only_d_11(
    committing_app: Flask, postgres: EmbeddedPostgres
) -> None:
    with committing_app.app_context(), transaction(Scope.system("test")) as session:
        seats = seats_in(session)
        scopes, own, facilities = strangers(seats), scope_of(seats[0]), [one.facility_id for one in seats]
        database = db.engine.url.database
    with psycopg.connect(postgres.url("postgres", database).replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("alter table draft disable row level security")
    with committing_app.app_context():
        assert seen_as(own) == 1
        for scope in scopes:
            assert seen_as(scope) == 0, scope.kind
            with transaction(scope) as session:
                assert session.execute(update(Draft).values(form="/x")).rowcount == 0  # type: ignore[attr-defined]
                assert session.execute(delete(Draft)).rowcount == 0  # type: ignore[attr-defined]
        with pytest.raises(OutOfScopeError), transaction(own) as session:
            session.add(Draft(facility_id=facilities[2], seat_id=own.seat_id, form="/x", content=[], saved_at=NOW))
        assert seen_as(own) == 1


def seen_as(scope: Scope) -> Any:
    with transaction(scope) as session:
        return session.scalar(select(func.count(Draft.id)))


def test_the_nightly_job_removes_drafts_after_thirty_days_without_reading_them_d_11(session: BincSession) -> None:
    seats = seats_in(session)
    enter_scope(session, Scope.system("test"))
    assert purge_expired(session, now=NOW + timedelta(days=31) - timedelta(seconds=1))["drafts"] == 0
    assert purge_expired(session, now=NOW + timedelta(days=31))["drafts"] == 1
    enter_scope(session, scope_of(seats[0]))
    assert session.execute(text("select count(*) from draft")).scalar() == 0


def test_nobody_but_the_nightly_job_removes_drafts_of_others_d_11(session: BincSession) -> None:
    own, colleague, _ = seats_in(session)
    enter_scope(session, scope_of(colleague))
    assert session.execute(text("select purge_drafts(now())")).scalar() == 0
    enter_scope(session, scope_of(own))
    assert session.execute(text("select count(*) from draft")).scalar() == 1


def test_a_seat_that_is_taken_away_takes_its_drafts_along_a_4(session: BincSession) -> None:
    own = seats_in(session)[0]
    scope = scope_of(own)
    enter_scope(session, Scope.system("test"))
    session.delete(own)
    session.flush()
    enter_scope(session, scope)
    assert session.execute(text("select count(*) from draft")).scalar() == 0
