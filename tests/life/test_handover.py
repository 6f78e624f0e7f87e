"""Taking over and handing over, by service and on the pages (D-9, H6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, db
from app.domain.activities import activity_sentence
from models import Activity, Dossier, Facility, Notice
from models.access import Seat
from tests.factories import create_client, create_dossier, create_facility, create_seat, create_user
from tests.views.counting import counted_statements
from tests.views.reading import words_of

Browse = Callable[..., Any]


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session)


@pytest.fixture
def an(session: BincSession, facility: Facility) -> Seat:
    return create_seat(session, facility, user=create_user(session, first_name="An", last_name="Claes"))


@pytest.fixture
def bert(session: BincSession, facility: Facility) -> Seat:
    return create_seat(session, facility, user=create_user(session, first_name="Bert", last_name="Maes"))


def owned(session: BincSession, facility: Facility, seat: Seat | None, **overrides: Any) -> Dossier:
    client = create_client(session, facility)
    return create_dossier(session, client, facility, owner_id=seat.user_id if seat else None, **overrides)


def test_ticked_dossiers_change_hands_and_both_hear_of_it_d_9(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat
) -> None:
    first, second, third = (owned(session, facility, an) for _ in range(3))
    page = browse(bert).get(f"/overdragen/?van={an.user_id}")
    assert all(one.code in page.text for one in (first, second, third))
    answer = browse(bert).post("/overdragen/", {"van": an.user_id, "dossier": [first.code, second.code]})
    assert answer.status_code == 302
    for one in (first, second, third):
        session.refresh(one)
    assert [one.owner_id for one in (first, second, third)] == [bert.user_id, bert.user_id, an.user_id]
    mine = browse(bert).get("/?wie=mijn").text
    assert first.code in mine
    assert third.code not in mine
    assert "Je nam 2 dossiers over van An Claes." in words_of(browse(bert).get("/"))
    assert "Bert Maes nam 2 dossiers van je over." in words_of(browse(an).get("/"))
    told = session.scalars(select(Activity).where(Activity.dossier_id == first.id)).one()
    assert activity_sentence(told.kind, told.values) == "Dossier overgenomen van An Claes"
    assert "op naam van Bert Maes" in words_of(browse(an).get(f"/dossiers/{first.code}/"))


def test_own_dossiers_are_handed_over_d_9(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat
) -> None:
    mine, others = owned(session, facility, an), owned(session, facility, bert)
    page = browse(an).get("/overdragen/doorgeven/").text
    assert mine.code in page
    assert others.code not in page
    form = {"aan": bert.user_id, "dossier": [mine.code, others.code]}
    assert browse(an).post("/overdragen/doorgeven/", form).status_code == 302
    session.refresh(mine)
    assert mine.owner_id == bert.user_id
    assert "An Claes gaf 1 dossier aan jou door." in words_of(browse(bert).get("/"))
    assert "Je gaf 1 dossier door aan Bert Maes." in words_of(browse(an).get("/"))


def test_a_notice_goes_away_when_it_was_seen_and_only_its_reader_can_do_that_d_9(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat
) -> None:
    dossier = owned(session, facility, an)
    browse(bert).post("/overdragen/", {"van": an.user_id, "dossier": dossier.code})
    notice = session.scalars(select(Notice).where(Notice.user_id == an.user_id)).one()
    browse(bert).post(f"/overdragen/melding/{notice.id}/gezien/")
    assert "nam 1 dossier van je over" in browse(an).get("/").text
    browse(an).post(f"/overdragen/melding/{notice.id}/gezien/")
    assert "nam 1 dossier van je over" not in browse(an).get("/").text


@pytest.mark.parametrize("status", ["closed", "taken", "elsewhere"])
def test_what_is_no_longer_there_to_take_is_left_alone_and_told_d_11(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat, status: str
) -> None:
    there = owned(session, facility, an)
    closed = {"status": "closed", "closed_on": date(2024, 6, 1)}
    strange = create_facility(session)
    gone = {
        "closed": lambda: owned(session, facility, an, **closed),
        "taken": lambda: owned(session, facility, bert),
        "elsewhere": lambda: owned(session, strange, an),
    }[status]()
    before = gone.owner_id
    form = {"van": an.user_id, "dossier": [there.code, gone.code]}
    page = browse(bert).post("/overdragen/", form, follow_redirects=True)
    assert "1 dossier stond intussen al op een andere naam of is niet meer open." in words_of(page)
    session.refresh(gone)
    assert gone.owner_id == before
    again = browse(bert).post("/overdragen/", {"van": an.user_id, "dossier": [gone.code]})
    assert again.status_code == 409
    assert "Er is nog niets veranderd." in words_of(again)


@pytest.mark.parametrize("amount", [1, 2])
def test_a_button_pressed_twice_says_that_it_was_done_d_11(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat, amount: int
) -> None:
    """A double click or a reload moves nothing again, tells nobody again, and speaks of no other name."""
    codes = [owned(session, facility, an).code for _ in range(amount)]
    stood = "Dit dossier stond al op" if amount == 1 else "Deze 2 dossiers stonden al op"
    form = {"van": an.user_id, "dossier": codes}
    browse(bert).post("/overdragen/", form)
    again = browse(bert).post("/overdragen/", form, follow_redirects=True)
    assert again.status_code == 200
    assert f"{stood} je naam." in words_of(again)
    assert "andere naam" not in words_of(again)
    given = {"aan": an.user_id, "dossier": codes}
    browse(bert).post("/overdragen/doorgeven/", given)
    again = browse(bert).post("/overdragen/doorgeven/", given, follow_redirects=True)
    assert f"{stood} naam van je collega." in words_of(again)
    kinds = sorted(session.scalars(select(Notice.kind)))
    assert kinds == ["gave", "given", "taken", "took"]


def test_who_presses_twice_hears_of_what_a_colleague_took_as_well_d_11(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat
) -> None:
    mine, theirs = owned(session, facility, an), owned(session, facility, create_seat(session, facility))
    form = {"van": an.user_id, "dossier": [mine.code, theirs.code]}
    for _ in range(2):
        words = words_of(browse(bert).post("/overdragen/", form, follow_redirects=True))
        assert "1 dossier stond intussen al op een andere naam" in words
    assert "Dit dossier stond al op je naam." in words


def test_nothing_ticked_or_nobody_chosen_is_said_at_once_d_9(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat
) -> None:
    owned(session, facility, an)
    assert browse(bert).post("/overdragen/", {"van": an.user_id}).status_code == 422
    assert browse(bert).post("/overdragen/").status_code == 422
    answer = browse(an).post("/overdragen/doorgeven/")
    assert answer.status_code == 422
    assert "Vink minstens één dossier aan. Kies een collega" in words_of(answer)


@pytest.mark.parametrize("who", ["self", "stranger", "nobody"])
def test_only_a_colleague_of_the_facility_gets_dossiers_d_9(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, who: str
) -> None:
    dossier = owned(session, facility, an)
    stranger = create_seat(session, create_facility(session))
    receiver = {"self": an.user_id, "stranger": stranger.user_id, "nobody": 987654321}[who]
    answer = browse(an).post("/overdragen/doorgeven/", {"aan": receiver, "dossier": dossier.code})
    assert answer.status_code == 422
    session.refresh(dossier)
    assert dossier.owner_id == an.user_id


def test_dossiers_of_nobody_and_of_who_left_can_be_taken_d_9(
    session: BincSession, browse: Browse, facility: Facility, an: Seat
) -> None:
    left = create_seat(session, create_facility(session), user=create_user(session, first_name="Vera"))
    orphan, former = owned(session, facility, None), owned(session, facility, left)
    page = words_of(browse(an).get("/overdragen/"))
    assert "Zonder naam" in page
    assert "Vera" in page
    assert browse(an).post("/overdragen/", {"van": 0, "dossier": orphan.code}).status_code == 302
    assert browse(an).post("/overdragen/", {"van": left.user_id, "dossier": former.code}).status_code == 302
    session.refresh(orphan)
    session.refresh(former)
    assert [orphan.owner_id, former.owner_id] == [an.user_id] * 2


def test_fifty_dossiers_cost_no_more_queries_than_five(
    session: BincSession, browse: Browse, facility: Facility, an: Seat, bert: Seat
) -> None:
    for _ in range(5):
        owned(session, facility, an)
    browser, address = browse(bert), f"/overdragen/?van={an.user_id}"
    browser.get(address)
    with counted_statements(db.engine) as few:
        browser.get(address)
    for _ in range(45):
        owned(session, facility, an)
    with counted_statements(db.engine) as many:
        assert browser.get(address).text.count('name="dossier"') == 50
    assert len(many) == len(few)
