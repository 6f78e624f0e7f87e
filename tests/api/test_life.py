"""Opening a dossier again and deleting one by programs: the rules and words of the screens (G-3, D-7, D-8, D-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.presentation import today_in_brussels
from app.queries.bin import WITH_DELETED
from models import Dossier, Facility
from tests.api.programs import Program
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_seat
from tests.views.reading import words_of


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    """An open dossier in which nothing stands."""
    return create_dossier(session, create_client(session, facility), facility)


def close(session: BincSession, dossier: Dossier, day: date) -> None:
    """As if it was closed on a day."""
    dossier.status, dossier.closed_on = "closed", day
    session.flush()


def test_a_closed_dossier_opens_again_within_the_year_d_7(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    close(session, dossier, today_in_brussels())
    seen = program.get(f"/dossiers/{dossier.code}").headers["ETag"]
    answer = program.post(f"/dossiers/{dossier.code}/reopen", version=seen)
    assert answer.status_code == 200, answer.json
    read = program.get(f"/dossiers/{dossier.code}")
    assert (read.json["state"], read.json["closed_on"], read.headers["ETag"]) == ("open", None, answer.headers["ETag"])
    again = program.post(f"/dossiers/{dossier.code}/reopen", version="*")
    assert (again.status_code, again.json["faults"][0]["rule"]) == (409, "D-11")


def test_what_does_not_open_at_once_is_refused_in_the_words_of_the_screen_d_7(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier, browse: Any
) -> None:
    long_ago = create_dossier(session, create_client(session, facility), facility)
    close(session, long_ago, date(2020, 1, 1))
    close(session, dossier, today_in_brussels())
    create_dossier(session, dossier.client, facility)
    screen = browse(create_seat(session, facility))
    for one in (long_ago, dossier):
        refused = program.post(f"/dossiers/{one.code}/reopen", version="*")
        assert (refused.status_code, refused.json["faults"][0]["rule"]) == (422, "D-7")
        given = {"version": str(one.version)}
        shown = screen.post(f"/dossiers/{one.code}/heropenen/", given, follow_redirects=True)
        assert refused.json["faults"][0]["text"] in words_of(shown)
        assert program.get(f"/dossiers/{one.code}").json["state"] == "closed"


def test_a_dossier_made_by_mistake_goes_to_the_bin_and_the_changes_say_so_d_8(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    seen = program.get(f"/dossiers/{dossier.code}").headers["ETag"]
    cursor = program.get("/changes/").json["latest"]
    assert program.delete(f"/dossiers/{dossier.code}", version='"99"').status_code == 409
    assert program.delete(f"/dossiers/{dossier.code}", version=seen, key="weg-ermee").status_code == 200
    assert program.get(f"/dossiers/{dossier.code}").status_code == 404
    (told,) = program.get(f"/changes/?after={cursor}").json["changes"]
    assert (told["kind"], told["dossier"], told["change"]) == ("dossier", dossier.code, "deleted")
    stored = session.scalars(select(Dossier.status).filter_by(id=dossier.id).execution_options(**{WITH_DELETED: True}))
    assert stored.one() == "deleted"
    again = program.delete(f"/dossiers/{dossier.code}", version=seen, key="weg-ermee")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert program.delete(f"/dossiers/{dossier.code}", version="*").status_code == 404


def test_a_dossier_with_a_decision_or_of_another_facility_stays_d_8_a_2(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    create_decision(session, dossier)
    refused = program.delete(f"/dossiers/{dossier.code}", version="*")
    assert (refused.status_code, refused.json["faults"][0]["rule"]) == (422, "D-8")
    other = create_facility(session)
    foreign = create_dossier(session, create_client(session, other), other)
    assert program.delete(f"/dossiers/{foreign.code}", version="*").status_code == 404
    assert program.post(f"/dossiers/{foreign.code}/reopen", version="*").status_code == 404
    assert program.get(f"/dossiers/{dossier.code}").status_code == 200
