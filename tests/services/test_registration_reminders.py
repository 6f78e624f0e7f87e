"""The reminders of the second and the sixth day: to whom, once each, and not twice after a standstill (G-2)."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text

from app.database import BincSession, db, transaction
from app.domain.roles import Role
from app.domain.scope import Scope
from app.services.registration_reminders import remind_of_registrations
from app.services.summaries import refresh_summary
from models import Dossier, Facility, Notice, OutboxMessage, RegistrationReminder
from models.access import Seat
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)

BEGUN = date(2024, 3, 4)


def after(days: int) -> date:
    return BEGUN + timedelta(days=days)


def waiting(session: BincSession, facility: Facility, owner_id: int | None) -> Dossier:
    """An open dossier with a decision for residence from BEGUN on, and no help yet."""
    dossier = create_dossier(session, create_client(session, facility), facility, owner_id=owner_id)
    create_decision(session, dossier, begin=BEGUN)
    refresh_summary(session, dossier)
    session.flush()
    return dossier


def told(session: BincSession) -> set[tuple[int, str, tuple[str, ...]]]:
    """Who was told what, and which dossiers; taken away, so that the next look shows what is new."""
    found = {(one.user_id, one.kind, tuple(one.codes)) for one in session.scalars(select(Notice))}
    session.execute(delete(Notice))
    return found


def people(session: BincSession, facility: Facility) -> tuple[int, int]:
    """Somebody of the staff and a manager."""
    staff = create_seat(session, facility)
    return staff.user_id, create_seat(session, facility, role=Role.FACILITY_MANAGER).user_id


def test_the_owner_on_the_second_day_and_the_managers_too_on_the_sixth_g_2(session: BincSession) -> None:
    facility = create_facility(session)
    owner, manager = people(session, facility)
    dossier = waiting(session, facility, owner)
    found = {}
    for days in range(16):
        remind_of_registrations(session, today=after(days))
        if news := told(session):
            found[days] = news
    due, last = "registration_due", "registration_last"
    assert found == {
        2: {(owner, due, (dossier.code,))},
        6: {(owner, last, (dossier.code,)), (manager, last, (dossier.code,))},
    }


def test_a_second_run_on_the_same_day_tells_nobody_again_g_2(session: BincSession) -> None:
    facility = create_facility(session)
    owner, _ = people(session, facility)
    waiting(session, facility, owner)
    assert [remind_of_registrations(session, today=after(2)) for _ in range(2)] == [1, 0]
    assert [remind_of_registrations(session, today=after(6)) for _ in range(2)] == [2, 0]


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        ([4, 5, 6, 7], ["registration_due", None, "registration_last", None]),
        ([6, 7, 8], ["registration_last", None, None]),
        ([9, 10], ["registration_last", None]),
        ([13, 14], ["registration_last", None]),
        ([14, 15], [None, None]),
    ],
)
def test_after_a_standstill_no_two_come_on_one_day_g_2(
    session: BincSession, days: list[int], kinds: list[str | None]
) -> None:
    facility = create_facility(session)
    owner, _ = people(session, facility)
    waiting(session, facility, owner)
    found: list[str | None] = []
    for one in days:
        remind_of_registrations(session, today=after(one))
        remind_of_registrations(session, today=after(one))
        news = {kind for user_id, kind, _ in told(session) if user_id == owner}
        assert len(news) <= 1
        found.append(next(iter(news), None))
    assert found == kinds


def test_who_registered_in_between_is_left_alone_g_2(session: BincSession) -> None:
    facility = create_facility(session)
    owner, _ = people(session, facility)
    dossier = waiting(session, facility, owner)
    assert remind_of_registrations(session, today=after(2)) == 1
    decision = dossier.decisions[0]
    create_schakeling(session, decision, begin=BEGUN)
    refresh_summary(session, dossier)
    session.flush()
    assert [remind_of_registrations(session, today=after(days)) for days in (3, 6, 8)] == [0, 0, 0]


def test_a_stay_without_sequel_is_reminded_of_until_the_week_is_over_g_2(session: BincSession) -> None:
    facility = create_facility(session)
    owner, _ = people(session, facility)
    dossier = create_dossier(session, create_client(session, facility), facility, owner_id=owner)
    create_schakeling(session, create_decision(session, dossier), end=BEGUN)
    refresh_summary(session, dossier)
    session.flush()
    days = [days for days in range(12) if remind_of_registrations(session, today=after(days))]
    assert days == [2, 6]
    session.execute(delete(RegistrationReminder))
    assert remind_of_registrations(session, today=after(7)) == 2
    session.execute(delete(RegistrationReminder))
    assert remind_of_registrations(session, today=after(8)) == 0, "the dossier is to be closed"


def test_without_an_owner_the_managers_hear_on_the_second_day_g_2(session: BincSession) -> None:
    facility = create_facility(session)
    owner, manager = people(session, facility)
    waiting(session, facility, None)
    session.execute(delete(Seat).where(Seat.user_id == owner))
    left = waiting(session, facility, owner)
    remind_of_registrations(session, today=after(2))
    news = told(session)
    assert {user_id for user_id, *_ in news} == {manager}
    assert left.code in next(iter(news))[2]


def test_several_dossiers_are_one_notice_and_one_mail_without_names_g_2(session: BincSession) -> None:
    facility = create_facility(session)
    owner, _ = people(session, facility)
    dossiers = [waiting(session, facility, owner) for _ in range(3)]
    remind_of_registrations(session, today=after(3))
    assert told(session) == {(owner, "registration_due", tuple(sorted(one.code for one in dossiers)))}
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.recipient_id == owner)).all()
    assert len(mails) == 1
    words = f"{mails[0].subject} {mails[0].body} {mails[0].path}"
    assert not [one for one in dossiers if one.code in words or str(one.client_name) in words]


def test_a_silent_dossier_is_no_reason_to_remind_s_12(session: BincSession) -> None:
    facility = create_facility(session)
    owner, _ = people(session, facility)
    crisis = {"through_access_gate": False, "referrer": "crisismeldpunt"}
    dossier = create_dossier(session, create_client(session, facility), facility, owner_id=owner, referral=crisis)
    create_decision(session, dossier, begin=BEGUN)
    refresh_summary(session, dossier)
    session.flush()
    assert remind_of_registrations(session, today=after(2)) == 0


def test_the_owner_reads_it_on_the_start_page_g_2(session: BincSession, browse: Any) -> None:
    facility = create_facility(session)
    seat = create_seat(session, facility)
    dossier = waiting(session, facility, seat.user_id)
    remind_of_registrations(session, today=after(2))
    page = browse(seat).get("/").text
    assert "Al twee dagen of langer wacht hier misschien een begin" in page
    assert f"/dossiers/{dossier.code}/" in page


@pytest.fixture
def one_waits(committing_app: Flask) -> Flask:
    """An application with one dossier that waits, really saved."""
    with committing_app.app_context(), transaction(Scope.system("test")) as session:
        facility = create_facility(session)
        waiting(session, facility, people(session, facility)[0])
    return committing_app


def test_two_at_once_tell_everybody_once_g_2(one_waits: Flask) -> None:
    """The second waits for the first one's reminder and then finds it there."""
    numbers: list[int] = []

    def run() -> None:
        with one_waits.app_context(), transaction(Scope.system("second")) as session:
            numbers.append(remind_of_registrations(session, today=after(2)))

    with one_waits.app_context():
        with transaction(Scope.system("first")) as session:
            numbers.append(remind_of_registrations(session, today=after(2)))
            second = threading.Thread(target=run)
            second.start()
            waits = text("select count(*) from pg_locks where not granted")
            with db.engine.connect() as looking:
                while second.is_alive() and not looking.execute(waits).scalar_one():
                    looking.rollback()
        second.join()
        with transaction(Scope.system("test")) as session:
            notices = session.scalars(select(Notice)).all()
    assert numbers == [1, 0]
    assert len(notices) == 1
