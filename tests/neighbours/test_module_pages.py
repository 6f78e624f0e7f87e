"""The pages about module data: the agency applies, the facility sees what it may no longer tick (M-2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, db
from app.domain.jobs import JobName
from app.services.module_deliveries.taking_in import take_in
from models import Facility, JobRun, ModuleDifference
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.neighbours.lists import TODAY, delivered, key
from tests.views.counting import counted_statements
from tests.views.reading import table_of, value_of, words_of

PAGE = "/beheer/modulegegevens/"
MODULE = "VBFBJB04"


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("views.administration.module_data", "views.module_news"):
        monkeypatch.setattr(f"{place}.today_in_brussels", lambda: TODAY)


@pytest.fixture
def agency(session: BincSession, browse: Any) -> Any:
    return browse(create_seat(session))


def withdraw(session: BincSession, *facilities: Facility) -> None:
    """A list without the module of these facilities, each with a dossier that has it since January."""
    for facility in facilities:
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier, begin=date(2026, 1, 5)))
    content = delivered(session, {key(one, MODULE): None for one in facilities})
    assert take_in(session, content, "moduledatabank (test)", today=TODAY).state == "taken_in"


def test_differences_are_shown_before_they_apply_and_per_facility_m_2(session: BincSession, agency: Any) -> None:
    aap, beer = create_facility(session, name="De Aap"), create_facility(session, name="De Beer")
    withdraw(session, aap, beer)
    page = agency.get(PAGE)
    [(cells, _)] = table_of(page, "Wat wacht bij De Aap")
    assert [words.strip() for words in cells[1:]] == [
        "! stopt",
        "vanaf 01/01/2015",
        "01/01/2015 tot en met 30/06/2026",
    ]
    asked = agency.get(f"{PAGE}{aap.code}/toepassen/")
    [(cells, _)] = table_of(asked, "Wat er verandert bij De Aap")
    assert cells[3].strip() == "01/01/2015 tot en met 30/06/2026"
    assert table_of(asked, "Wat er verandert bij De Beer") == []
    assert len(table_of(agency.get(PAGE), "Wat wacht bij De Aap")) == 1, "asking changes nothing"
    agency.post(f"{PAGE}{aap.code}/toepassen/", {"tot": value_of(asked, "tot")})
    page = agency.get(PAGE)
    assert "1 wijziging is toegepast bij De Aap." in words_of(page)
    assert table_of(page, "Wat wacht bij De Aap") == []
    assert len(table_of(page, "Wat wacht bij De Beer")) == 1
    [(cells, _)] = table_of(page, "Modules die ingetrokken zijn en nog lopen")
    assert (cells[0].strip().startswith("De Aap"), cells[2], cells[3]) == (True, "01/07/2026", "1")


def test_all_is_applied_at_once_and_a_second_press_says_so_m_2(session: BincSession, agency: Any) -> None:
    withdraw(session, create_facility(session), create_facility(session))
    asked = agency.get(f"{PAGE}toepassen/")
    assert "Ja, alle 2 toepassen" in words_of(asked)
    seen = {"tot": value_of(asked, "tot")}
    agency.post(f"{PAGE}toepassen/", seen)
    assert "2 wijzigingen zijn toegepast." in words_of(agency.get(PAGE))
    agency.post(f"{PAGE}toepassen/", seen)
    assert "een collega was je voor" in words_of(agency.get(PAGE))
    assert "Er wacht niets" in words_of(agency.get(f"{PAGE}toepassen/"))


def test_what_comes_after_the_page_that_asks_waits_on_m_2(session: BincSession, agency: Any) -> None:
    early, late = create_facility(session), create_facility(session)
    withdraw(session, early)
    asked = agency.get(f"{PAGE}toepassen/")
    content = delivered(session, {key(one, MODULE): None for one in (early, late)})
    assert take_in(session, content, "moduledatabank (test)", today=TODAY).state == "taken_in"
    agency.post(f"{PAGE}toepassen/", {"tot": value_of(asked, "tot")})
    page = agency.get(PAGE)
    assert "1 wijziging is toegepast." in words_of(page)
    assert len(table_of(page, f"Wat wacht bij {late.name}")) == 1


def test_a_failed_delivery_is_shown_with_its_reason_m_2(session: BincSession, agency: Any) -> None:
    take_in(session, b'{"format": "binc-modules/1", ', "moduledatabank (test)", today=TODAY)
    words = words_of(agency.get(PAGE))
    assert "De laatste levering is niet ingelezen." in words
    assert "geen geldige JSON" in words
    assert "levering van de moduledatabank is niet ingelezen" in words_of(agency.get("/"))


def test_unknown_codes_are_named_m_2(session: BincSession, agency: Any) -> None:
    facility = create_facility(session)
    changes: Any = {("F-NIEUW", MODULE): [("2026-07-01", None)], key(facility, "NIEUW"): [("2026-07-01", None)]}
    take_in(session, delivered(session, changes), "moduledatabank (test)", today=TODAY)
    words = words_of(agency.get(PAGE))
    assert "Voorzieningen: F-NIEUW." in words
    assert "Modules: NIEUW." in words


def test_the_page_of_a_facility_has_its_history_m_2(session: BincSession, agency: Any) -> None:
    facility = create_facility(session, name="De Aap")
    withdraw(session, facility)
    address = f"{PAGE}{facility.code}/"
    asked = f"{address}toepassen/?terug=voorziening"
    assert agency.post(asked, {"tot": value_of(agency.get(asked), "tot")}).headers["Location"].endswith(address)
    rows = table_of(agency.get(address), "Wijzigingen, de laatste eerst")
    cells = [words.strip() for words in rows[0][0]]
    assert cells[2:4] == ["vanaf 01/01/2015", "01/01/2015 tot en met 30/06/2026"]
    assert cells[4].endswith(", uit de moduledatabank")
    assert len(rows) == 3
    assert address in agency.get(f"/beheer/voorzieningen/show/{facility.id}").text


def test_the_facility_is_told_what_it_may_no_longer_tick_m_2(session: BincSession, browse: Any, agency: Any) -> None:
    facility = create_facility(session)
    staff = browse(create_seat(session, facility))
    withdraw(session, facility)
    assert "niet meer erkend" not in words_of(staff.get("/werklijst/"))
    asked = agency.get(f"{PAGE}toepassen/")
    agency.post(f"{PAGE}toepassen/", {"tot": value_of(asked, "tot")})
    for address in ("/werklijst/", "/"):
        words = words_of(staff.get(address))
        assert f"({MODULE}) niet meer erkend sinds 01/07/2026, nog 1 dossier" in words
        assert "De moduledatabank trekt een goedkeuring in." in words


def test_the_start_page_of_the_agency_counts_what_waits_m_2(session: BincSession, agency: Any) -> None:
    withdraw(session, create_facility(session))
    assert "1 wijziging van de modulegegevens wacht" in words_of(agency.get("/"))


def test_the_module_database_can_be_asked_at_once_m_2(session: BincSession, agency: Any) -> None:
    agency.post(f"{PAGE}ophalen/")
    assert len(list(session.scalars(select(JobRun).where(JobRun.name == JobName.FETCH_MODULES)))) == 1


def test_the_page_asks_as_many_queries_for_many_facilities_as_for_one_m_2(session: BincSession, agency: Any) -> None:
    withdraw(session, create_facility(session))
    agency.get(PAGE)
    with counted_statements(db.engine) as one:
        agency.get(PAGE)
    for _ in range(4):
        create_facility(session, modules=("VBFBJB04", "P-CB-BREED", "P-CB-LAAG", "VBFBJB06", "VBFBJB05"))
    withdraw(session, *(create_facility(session) for _ in range(2)))
    assert session.scalars(select(ModuleDifference.id)).all()
    with counted_statements(db.engine) as many:
        agency.get(PAGE)
    assert len(many) == len(one)
