"""Statements of all facilities on the agency's screen: the work list, who has not sent, one of them (Q-5, A-4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.database import BincSession, db
from app.domain.quarter import Quarter
from models import Facility, UtilisationOfClient
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_statement,
    create_total,
)
from tests.statements.steps import Desk, desk_of
from tests.views.counting import counted_statements
from tests.views.reading import words_of

LIST = "/beheer/kwartaalstaten/"
UNSENT = f"{LIST}niet-verzonden/"
Q2 = Quarter(2024, 2)


@pytest.fixture(autouse=True)
def a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.sent_statements.today_in_brussels", lambda: date(2024, 7, 5))


@pytest.fixture
def agency(session: BincSession, browse: Any) -> Any:
    return browse(create_seat(session))


def sender(session: BincSession, name: str, total: int | None, *, state: str = "sent", **overrides: Any) -> Facility:
    """A facility with help since January 2024 whose second quarter is in this state, 100 hours in the first one."""
    facility = create_facility(session, name=name, **overrides)
    dossier = create_dossier(session, create_client(session, facility), facility)
    decision = create_decision(session, dossier, modules=("P-CB-BREED",))
    create_schakeling(session, decision, modules=("P-CB-BREED",))
    create_total(session, facility, Q2.previous, "P-CB-BREED", 100)
    create_total(session, facility, Q2, "P-CB-BREED", total)
    create_statement(session, facility, Q2, state)
    return facility


def test_the_list_shows_what_was_sent_with_its_changes_and_what_stands_out_q_5(
    session: BincSession, agency: Any
) -> None:
    sender(session, "De Aap", 120)
    sender(session, "De Beer", 1000)
    words = words_of(agency.get(LIST))
    assert "Tweede kwartaal 2024: verzonden (2)" in words
    assert "120 uren ▲ 20 % meer (was 100) niet bekend" in words
    assert "uitschieter 1.000 uren ▲ 900 % meer (was 100)" in words
    assert words.count("! uitschieter") == 1
    only = words_of(agency.get(f"{LIST}?toon=uitschieters"))
    assert "De Beer" in only
    assert "De Aap" not in only


def test_a_year_ago_is_compared_as_well_q_5(session: BincSession, agency: Any) -> None:
    create_total(session, sender(session, "De Beer", 1000), Quarter(2023, 2), "P-CB-BREED", 900)
    words = words_of(agency.get(LIST))
    assert "▲ 11 % meer (was 900)" in words
    assert "! uitschieter" not in words


@pytest.mark.parametrize("state", ["open", "to_send_again", "processed", "reopened"])
def test_only_what_is_sent_stands_in_the_work_list_q_4_q_5(session: BincSession, agency: Any, state: str) -> None:
    sender(session, "De Aap", 120, state=state)
    assert "Geen verzonden kwartaalstaat gevonden" in words_of(agency.get(LIST))
    unsent = words_of(agency.get(UNSENT))
    assert ("De Aap" in unsent) is (state != "processed")


def test_the_lists_are_filtered_by_type_province_and_words_q_5(session: BincSession, agency: Any) -> None:
    aap = sender(session, "De Aap", 120, province="Limburg")
    beer = sender(session, "De Beer", 120, organisation_type="OBC")
    for state, base in (("sent", LIST), ("to_send_again", UNSENT)):
        if state == "to_send_again":
            for each in (aap, beer):
                Desk(session, each, Q2).type(P_CB_BREED=130)
        for query, shown in (
            ("", [aap, beer]),
            ("?type=OBC", [beer]),
            ("?provincie=Limburg", [aap]),
            ("?zoek=beer", [beer]),
            ("?kwartaal=2023-4", []),
            ("?kwartaal=x&type=x&provincie=x&toon=x&pagina=99", None),
        ):
            answer = agency.get(f"{base}{query}")
            assert answer.status_code == 200
            if shown is not None:
                listed = [each for each in (aap, beer) if each.name in words_of(answer)]
                assert listed == shown, (base, query)


def test_who_has_not_sent_is_listed_with_what_is_missing_q_5(session: BincSession, agency: Any) -> None:
    sender(session, "De Aap", None, state="open")
    sender(session, "De Beer", 40, state="open")
    sender(session, "De Civet", 40)
    create_facility(session, name="De Das")
    create_facility(session, name="De Egel", organisation_type="1G1P")
    words = words_of(agency.get(UNSENT))
    assert "nog niet verzonden (2)" in words
    assert "Geen totaal voor" in words
    assert "Alle totalen zijn ingevuld. Alleen verzenden moet nog." in words
    for name in ("De Civet", "De Das", "De Egel"):
        assert name not in words
    year = words_of(agency.get(f"{UNSENT}?toon=jaar"))
    assert "2024: nog niet verzonden (3)" in year
    assert "K1 open" in year
    assert "K2 verzonden" in year


def test_one_statement_shows_totals_and_its_chain_and_no_client_q_5_a_4(session: BincSession, agency: Any) -> None:
    desk, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED")
    other = Desk(session, desk.facility, Q2)
    other.type_clients("P-CB-BREED", {told.client.id: 37}, computed=True)
    other.send()
    answer = agency.get(f"{LIST}{desk.facility.code}/2024-2/")
    words = words_of(answer)
    assert "37 uren" in words
    assert "Verzonden naar Opgroeien." in words
    assert told.client.name not in answer.text
    assert session.query(UtilisationOfClient).one().amount == Decimal(37)
    for odd in ("2024-4", "2024-9", "x"):
        assert agency.get(f"{LIST}{desk.facility.code}/{odd}/").status_code == 404
    assert agency.get(f"{LIST}ZZZ/2024-2/").status_code == 404


@pytest.mark.parametrize("address", [LIST, f"{LIST}?toon=uitschieters", UNSENT, f"{UNSENT}?toon=jaar"])
def test_the_lists_take_the_same_statements_for_more_facilities_q_5(
    session: BincSession, agency: Any, address: str
) -> None:
    state = "open" if address.startswith(UNSENT) else "sent"
    for number in range(2):
        sender(session, f"Klein {number}", 1000, state=state)
    agency.get(address)
    with counted_statements(db.engine) as few:
        agency.get(address)
    for number in range(12):
        sender(session, f"Groot {number}", 1000, state=state)
    with counted_statements(db.engine) as many:
        agency.get(address)
    assert len(many) == len(few)
