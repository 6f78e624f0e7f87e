"""A link opened while working for another place: one click switches, nobody else learns of it (A-1, A-2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from app.database import BincSession
from app.domain.roles import Role
from app.services.role_rights import change_rights
from models import Account, Dossier, Facility, Seat
from tests.factories import create_facility, create_seat, create_user
from tests.life.requests import asked, closed_long_ago
from tests.views.reading import value_of, words_of

Browse = Callable[..., Any]
OFFER = "Wissel naar {} en open het"


@pytest.fixture
def user(session: BincSession) -> Account:
    """Somebody who works in two places."""
    return create_user(session)


@pytest.fixture
def there(session: BincSession, facility: Facility, user: Account) -> Seat:
    """The seat at which the dossier lies."""
    return create_seat(session, facility, user=user)


@pytest.fixture
def dossier(session: BincSession, facility: Facility, there: Seat) -> Dossier:
    return closed_long_ago(session, facility, name="Geheimaers")


def paths(session: BincSession, dossier: Dossier, user: Account) -> dict[str, str]:
    number = asked(session, dossier, user).id
    base = f"/dossiers/{dossier.code}/"
    return {
        "request": f"/dossiers/aanvraag/{number}/",
        "dossier": base,
        "form": f"{base}beslissingen/{dossier.decisions[0].id}/",
        "client": f"/clienten/{dossier.client_id}/",
    }


@pytest.mark.parametrize("what", ["request", "dossier", "form", "client"])
@pytest.mark.parametrize("role", [Role.FACILITY_STAFF, Role.AGENCY_ANALYST])
def test_one_click_switches_to_the_place_where_it_belongs_a_1(
    session: BincSession, browse: Browse, user: Account, there: Seat, dossier: Dossier, role: Role, what: str
) -> None:
    path = paths(session, dossier, user)[what]
    place = create_facility(session) if role is Role.FACILITY_STAFF else None
    browser = browse(create_seat(session, place, role, user=user))
    refused = browser.get(path)
    assert refused.status_code == (404 if place else 403)
    words = words_of(refused)
    assert OFFER.format(there.place_name) in words
    assert "Geheimaers" not in words
    assert dossier.code not in words
    assert value_of(refused, "next") == path
    switched = browser.post("/plaats/", {"chosen_seat": there.id, "next": path})
    assert switched.headers["Location"] == path
    assert browser.get(path).status_code in (200, 302)


def test_a_case_handler_is_led_from_the_facility_to_the_queue_and_back_a_1_a_4(
    session: BincSession, browse: Browse, user: Account, there: Seat, dossier: Dossier
) -> None:
    handler = create_seat(session, None, Role.AGENCY_CASE_HANDLER, user=user)
    number = asked(session, dossier, create_user(session)).id
    assert OFFER.format("Opgroeien") in words_of(browse(there).get(f"/aanvragen/{number}/"))
    assert OFFER.format(there.place_name) in words_of(browse(handler).get(f"/dossiers/{dossier.code}/"))
    assert OFFER.format("Opgroeien") not in words_of(browse(there).get(f"/aanvragen/{number + 1}/"))


@pytest.mark.parametrize("what", ["request", "dossier", "form", "client"])
def test_who_has_no_seat_there_sees_the_same_as_for_what_never_existed_a_2(
    session: BincSession, browse: Browse, user: Account, dossier: Dossier, what: str
) -> None:
    path = paths(session, dossier, user)[what]
    stranger = create_user(session)
    seats = [create_seat(session, create_facility(session), user=stranger) for _ in range(2)]
    never = path.replace(dossier.code, "BNC_20200101_000001") if what in ("dossier", "form") else "/clienten/1/"
    never = "/dossiers/aanvraag/999999/" if what == "request" else never
    answers = [browse(seats[0]).get(each) for each in (path, never)]
    assert [one.status_code for one in answers] == [404, 404]
    assert words_of(answers[0]) == words_of(answers[1])


def test_a_seat_whose_role_may_not_open_it_is_not_offered_a_4(
    session: BincSession, browse: Browse, user: Account, there: Seat, dossier: Dossier
) -> None:
    change_rights(session, Role.FACILITY_STAFF, frozenset(), frozenset({("can_read", "DossierPage")}))
    browser = browse(create_seat(session, create_facility(session), Role.FACILITY_MANAGER, user=user))
    answer = browser.get(f"/dossiers/{dossier.code}/")
    assert answer.status_code == 404
    assert there.place_name not in words_of(answer)


def test_the_refusal_is_on_record_and_nothing_was_read_a_5(
    session: BincSession, browse: Browse, user: Account, there: Seat, dossier: Dossier
) -> None:
    elsewhere = create_seat(session, create_facility(session), user=user)
    assert browse(elsewhere).get(f"/dossiers/{dossier.code}/").status_code == 404
    query = text("select action, facility_id from audit_entry where page = 'DossierPage.show'")
    assert session.execute(query).all() == [("not_found", elsewhere.facility_id)]
