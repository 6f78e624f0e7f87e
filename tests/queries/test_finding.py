"""Which dossiers a search finds (D-3)."""

from datetime import date

import pytest

from app.database import BincSession
from app.queries.search import HIT_LIMIT, SearchTerms, count_hits, find_dossiers
from app.queries.work_conditions import work_place
from app.services.summaries import refresh_summary
from models import Dossier, Facility
from tests.factories import create_client, create_dossier, create_facility, national_number

TODAY = date(2026, 11, 22)
NUMBER = national_number(date(2012, 4, 12), 421)


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session)


@pytest.fixture
def zoe(session: BincSession, facility: Facility) -> Dossier:
    person = create_client(
        session, facility, name="Van den Bräcke", first_name="Zoë", call_name="Zozo", birth_date=date(2012, 4, 12),
        national_number=NUMBER, birth_country="MA",
    )  # fmt: skip
    dossier = create_dossier(session, person, facility, code="BNC_20200301_000388", referral={"own_reference": "LG-3"})
    dossier.status, dossier.closed_on = "closed", date(2021, 1, 1)
    refresh_summary(session, dossier)
    session.flush()
    other = create_client(session, facility, name="Vandermeer", first_name="Bo", birth_date=date(2010, 1, 1))
    create_dossier(session, other, facility, code="BNC_20200301_001388")
    return dossier


def found(session: BincSession, facility: Facility, terms: SearchTerms) -> list[str]:
    codes = [row.code for row in find_dossiers(session, work_place(session, facility), terms, 1, TODAY).rows]
    assert count_hits(session, facility.id, terms) == len(codes)
    return codes


@pytest.mark.parametrize(
    "terms",
    [
        {"name": "VAN DEN BRA"},
        {"name": "van den bracke", "name_match": "equals"},
        {"first_name": "zoe"},
        {"call_name": "ZOZ"},
        {"birth_date": date(2012, 4, 12)},
        {"birth_year_from": 2012, "birth_year_until": 2012},
        {"birth_country": "MA"},
        {"national_number": NUMBER},
        {"own_reference": "lg 3"},
        {"dossier_code": "bnc_20200301_000388"},
        {"dossier_code": "388"},
        {"dossier_code": "000388"},
        {"name": "van", "first_name": "zo", "birth_year_from": 2011},
        {"anywhere": "van den bracke"},
        {"anywhere": "Zoë Van den"},
        {"anywhere": "van den bracke zo"},
        {"anywhere": "zozo van"},
        {"anywhere": "LG-3"},
        {"anywhere": "388"},
        {"anywhere": " bnc_20200301_000388 "},
        {"anywhere": f"{NUMBER[:6]}-{NUMBER[6:9]}.{NUMBER[9:]}"},
    ],
    ids=str,
)
def test_a_closed_dossier_of_any_age_is_found_by_each_term(
    session: BincSession, facility: Facility, zoe: Dossier, terms: dict[str, object]
) -> None:
    """D-3: capitals and accents do not matter; several terms all have to hold."""
    assert found(session, facility, SearchTerms(**terms)) == [zoe.code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "terms",
    [
        {"name": "van den", "name_match": "equals"},
        {"name": "den"},
        {"name": "van den", "first_name": "bo"},
        {"birth_year_from": 2013},
        {"birth_year_until": 2009},
        {"own_reference": "-"},
        {"name": "%"},
        {"anywhere": "'"},
        {"anywhere": "999"},
        {"dossier_code": "0"},
        {},
    ],
    ids=str,
)
def test_what_does_not_hold_finds_nothing(
    session: BincSession, facility: Facility, zoe: Dossier, terms: dict[str, object]
) -> None:
    """D-3: at least one term, and no wildcard."""
    assert found(session, facility, SearchTerms(**terms)) == []  # type: ignore[arg-type]


def test_the_client_number_finds_all_dossiers_of_the_client(
    session: BincSession, facility: Facility, zoe: Dossier
) -> None:
    """D-3: also typed in the one box."""
    again = create_dossier(session, zoe.client, facility)
    for terms in (SearchTerms(client_number=zoe.client_id), SearchTerms(anywhere=str(zoe.client_id))):
        assert sorted(found(session, facility, terms)) == sorted([zoe.code, again.code])


@pytest.mark.parametrize(
    "terms", [{"national_number": NUMBER}, {"anywhere": "zoe"}, {"dossier_code": "388"}, {"name": "v"}], ids=str
)
def test_another_facility_finds_nothing_of_it(session: BincSession, zoe: Dossier, terms: dict[str, object]) -> None:
    """A-2, A-3: not by name, not by number."""
    other = create_facility(session)
    assert found(session, other, SearchTerms(**terms)) == []  # type: ignore[arg-type]


def test_kept_terms_come_back_as_they_were() -> None:
    """D-3: for a day."""
    terms = SearchTerms(name="Ĳzer", birth_date=date(2012, 4, 12), birth_year_from=2010)
    assert SearchTerms.restored(terms.stored()) == terms
    assert SearchTerms().is_empty
    assert not terms.is_empty


def test_hits_are_counted_up_to_their_limit(session: BincSession, facility: Facility) -> None:
    """D-3: more than 200 asks for another term."""
    person = create_client(session, facility, name="Velen")
    for number in range(HIT_LIMIT + 5):
        session.add(
            Dossier(facility_id=facility.id, client_id=person.id, code=f"BNC_20200101_8{number:05d}",
                    created_on=date(2020, 1, 1), status="closed", closed_on=date(2020, 2, 1))
        )  # fmt: skip
    session.flush()
    terms = SearchTerms(name="Velen")
    assert count_hits(session, facility.id, terms) == HIT_LIMIT + 1
    first, last = (find_dossiers(session, work_place(session, facility), terms, page, TODAY) for page in (1, 5))
    assert (len(first.rows), first.has_next, len(last.rows), last.has_next) == (50, True, 5, False)
