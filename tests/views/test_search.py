"""The search: the form, the one box of the top bar, the hits and the way back (D-3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.database import BincSession, db
from models import Dossier, Facility
from models.search_criteria import SearchCriteria
from tests.factories import create_client, create_dossier, create_facility, create_seat, create_user
from tests.views.counting import counted_statements

Browse = Callable[..., Any]


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    client = create_client(session, facility, name="Diallo", first_name="Aminata")
    return create_dossier(session, client, facility)


def searched(browser: Any, **terms: str) -> str:
    answer = browser.post("/opzoeken/", terms)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    "terms", [{"text": "diallo"}, {"name": "DIAL", "name_match": "starts"}, {"text": "aminata diallo"}]
)
def test_the_terms_never_stand_in_an_address(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier, terms: dict[str, str]
) -> None:
    """docs/architecture.md §3: no personal data in addresses; each hit acts as on the overview."""
    browser = browse(create_seat(session, facility))
    address = searched(browser, **terms)
    assert "dial" not in address.lower()
    page = browser.get(address).text
    assert "1 dossier<" in page
    assert f"/dossiers/{dossier.code}/?terug={address.rsplit('/', 1)[1]}" in page
    assert f"/dossiers/{dossier.code}/beslissingen/nieuw" in page


def test_the_dossier_leads_back_to_the_hits(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """D-3: a way back; nonsense in its place leads nowhere."""
    browser = browse(create_seat(session, facility))
    address = searched(browser, text="diallo")
    token = address.rsplit("/", 1)[1]
    assert f'href="{address}"' in browser.get(f"/dossiers/{dossier.code}/?terug={token}").text
    assert "Zoekresultaten" not in browser.get(f"/dossiers/{dossier.code}/?terug=//evil.example").text


def test_a_search_belongs_to_its_seat(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """A-2: another facility, a colleague, and my own other seat all get 404 without a trace."""
    user = create_user(session)
    address = searched(browse(create_seat(session, facility, user=user)), text="diallo")
    other_place = create_seat(session, create_facility(session), user=user)
    for seat in (other_place, create_seat(session, facility), create_seat(session, create_facility(session))):
        for path in (address, f"/opzoeken/?aanpassen={address.rsplit('/', 1)[1]}"):
            answer = browse(seat).get(path)
            assert answer.status_code == 404
            assert "iallo" not in answer.text


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00" * 43, "../../etc"])
def test_a_token_that_is_none_answers_404(session: BincSession, browse: Browse, facility: Facility, token: str) -> None:
    """D-3: unknown and nonsense look the same."""
    assert browse(create_seat(session, facility)).get(f"/opzoeken/{token}").status_code == 404


def test_a_search_expires_after_a_day(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """docs/architecture.md §3: criteria are kept for a day."""
    browser = browse(create_seat(session, facility))
    address = searched(browser, text="diallo")
    kept = session.scalars(select(SearchCriteria)).one()
    assert timedelta(hours=23) < kept.expires_at - datetime.now(UTC) <= timedelta(days=1)
    session.execute(update(SearchCriteria).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({}, "Vul minstens één zoekterm in."),
        ({"name": "   "}, "Vul minstens één zoekterm in."),
        ({"name_match": "equals"}, "Vul minstens één zoekterm in."),
        ({"birth_date": "31/02/2012"}, "Deze dag bestaat niet"),
        ({"birth_year_from": "20x2"}, "jaar in met vier cijfers"),
        ({"birth_year_from": "2014", "birth_year_until": "2012"}, "ligt voor het eerste"),
        ({"national_number": "12041200299"}, "controlegetal"),
        ({"client_number": "abc"}, "alleen uit cijfers"),
        ({"dossier_code": "BNC_1"}, "BNC_20240108_000001"),
        ({"birth_country": "Q9"}, "Kies een antwoord uit de lijst"),
        ({"name": "x" * 101}, "hoogstens 100 tekens"),
        ({"text": "12.04.12-002.99"}, "controlegetal"),
    ],
)
def test_what_cannot_be_looked_for_says_why(
    session: BincSession, browse: Browse, facility: Facility, terms: dict[str, str], message: str
) -> None:
    """D-3: in Dutch, at its place, with the text kept."""
    answer = browse(create_seat(session, facility)).post("/opzoeken/", terms)
    assert answer.status_code == 422
    assert message in answer.text
    for text in terms.values():
        assert not text.strip() or text in answer.text or text in ("Q9", "equals")


@pytest.mark.parametrize(
    "text", ["a\0b", "\0", "%", "é" * 200, "BNC_99999999_1", "1" * 30, "'; drop table dossier; --"]
)
def test_any_text_can_be_looked_for(session: BincSession, browse: Browse, facility: Facility, text: str) -> None:
    """D-3: never an error page."""
    browser = browse(create_seat(session, facility))
    answer = browser.get(searched(browser, text=text))
    assert answer.status_code == 200


def test_adjusting_a_search_keeps_its_terms(session: BincSession, browse: Browse, facility: Facility) -> None:
    """Look: the text is kept."""
    browser = browse(create_seat(session, facility))
    address = searched(browser, name="Ĳzerman", birth_date="12/04/2012")
    page = browser.get(f"/opzoeken/?aanpassen={address.rsplit('/', 1)[1]}").text
    assert 'value="Ĳzerman"' in page
    assert 'value="12/04/2012"' in page


def test_hits_of_a_foreign_national_number_are_none(
    session: BincSession, browse: Browse, facility: Facility, dossier: Dossier
) -> None:
    """A-3: a number that the facility never opened finds nothing, as if it did not exist."""
    number = str(dossier.client.national_number)
    own, other = browse(create_seat(session, facility)), browse(create_seat(session, create_facility(session)))
    assert dossier.code in own.get(searched(own, text=number)).text
    page = other.get(searched(other, text=number)).text
    assert "Niets gevonden" in page
    assert dossier.code not in page
    assert "Diallo" not in page


def test_hits_take_the_same_statements_for_5_and_for_50(
    session: BincSession, browse: Browse, facility: Facility
) -> None:
    """D-3: no query per row."""
    browser = browse(create_seat(session, facility))
    lengths = []
    for amount in (5, 45):
        for _ in range(amount):
            create_dossier(session, create_client(session, facility, name="Peeters"), facility)
        address = searched(browser, name="peeters")
        browser.get(address)
        with counted_statements(db.engine) as statements:
            assert browser.get(address).status_code == 200
        lengths.append(len(statements))
    assert lengths[0] == lengths[1]
