"""Decisions on screen: what is refused, where it is said, and where a saved one leads (S-1, S-3)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession
from models import Decision, Dossier, Facility
from tests.factories import (
    approve,
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.reading import fault_at, fields_without_help, marks_of, ticked, to_confirm, value_of, words_of

RIGHT = {"begin": "08/01/2024", "modules": ["VBFBJB04"], "ground": "voluntary", "mandated_service": "none"}


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    return create_dossier(session, create_client(session, facility, residence_status="belg"), facility)


def count(session: BincSession) -> int:
    return session.scalar(select(func.count()).select_from(Decision)) or 0


def test_the_first_decision_leads_straight_to_the_start_of_the_help_s3(
    session: BincSession, dossier: Dossier, staff: Any
) -> None:
    page = staff.get(f"/dossiers/{dossier.code}/beslissingen/nieuw")
    assert "Registreer een voorlopige" in words_of(page)
    assert "nieuw vonnis" in words_of(page), "S-15 stands beside it"
    assert fields_without_help(page) == []
    saved = staff.post(f"/dossiers/{dossier.code}/beslissingen/nieuw", RIGHT)
    assert saved.headers["location"] == f"/dossiers/{dossier.code}/schakelingen/nieuw"
    decision = session.scalars(select(Decision)).one()
    assert (decision.begin, decision.ground, decision.mandated_service) == (date(2024, 1, 8), "voluntary", None)


def test_a_later_decision_leads_back_to_the_dossier_s1(session: BincSession, dossier: Dossier, staff: Any) -> None:
    create_schakeling(session, create_decision(session, dossier))
    saved = staff.post(f"/dossiers/{dossier.code}/beslissingen/nieuw", {**RIGHT, "begin": "01/06/2024"})
    assert saved.headers["location"] == f"/dossiers/{dossier.code}/"
    assert count(session) == 2


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"begin": ""}, "begin", "Vul de begindatum"),
        ({"begin": "31/02/2024"}, "begin", "Deze dag bestaat niet"),
        ({"modules": []}, "modules", "minstens een module"),
        ({"modules": ["VBFBJB02"]}, "modules", "niet goedgekeurd"),
        ({"ground": ""}, "ground", "vrijwillig of gerechtelijk"),
        ({"mandated_service": "CLB"}, "mandated_service", "uit de lijst"),
    ],
)
def test_a_wrong_decision_is_refused_at_its_field_and_stays_s1(
    session: BincSession, dossier: Dossier, staff: Any, typed: dict[str, Any], field: str, fault: str
) -> None:
    answer = staff.post(f"/dossiers/{dossier.code}/beslissingen/nieuw", {**RIGHT, **typed})
    assert answer.status_code == 422
    assert fault in fault_at(answer, field)
    assert value_of(answer, "begin") == {**RIGHT, **typed}["begin"]
    assert ticked(answer, "modules") == {**RIGHT, **typed}["modules"]
    assert count(session) == 0


def test_the_list_holds_the_approved_modules_and_says_which_are_not_yet_s1(
    session: BincSession, facility: Facility, dossier: Dossier, staff: Any
) -> None:
    approve(session, facility, "VBFBJB05", valid_from=date(2015, 1, 1), valid_until=date(2019, 12, 31))
    page = words_of(staff.get(f"/dossiers/{dossier.code}/beslissingen/nieuw"))
    assert "VBFBJB04" in page
    assert "Kamertraining" not in page
    assert "van 01/01/2015 tot en met 31/12/2019" in page


def test_an_earlier_decision_asks_to_be_confirmed_with_everything_typed_kept_s2(
    session: BincSession, dossier: Dossier, staff: Any
) -> None:
    create_decision(session, dossier, begin=date(2024, 6, 1))
    asked = staff.post(f"/dossiers/{dossier.code}/beslissingen/nieuw", RIGHT)
    assert asked.status_code == 422
    assert count(session) == 1
    assert value_of(asked, "begin") == "08/01/2024"
    assert ticked(asked, "ground") == ["voluntary"]
    saved = staff.post(f"/dossiers/{dossier.code}/beslissingen/nieuw", {**RIGHT, "confirmed": to_confirm(asked)})
    assert saved.status_code == 302
    assert count(session) == 2


def test_a_begin_cannot_move_past_its_first_schakeling_s1(session: BincSession, dossier: Dossier, staff: Any) -> None:
    decision = create_decision(session, dossier)
    create_schakeling(session, decision, begin=date(2024, 2, 1))
    address = f"/dossiers/{dossier.code}/beslissingen/{decision.id}/"
    page = staff.get(address)
    assert value_of(page, "begin") == "08/01/2024"
    answer = staff.post(address, {**marks_of(page), **RIGHT, "begin": "01/03/2024"})
    assert answer.status_code == 422
    assert "01/02/2024" in fault_at(answer, "begin")
    session.refresh(decision)
    assert decision.begin == date(2024, 1, 8)


def test_a_changed_decision_is_saved_s1(session: BincSession, dossier: Dossier, staff: Any) -> None:
    decision = create_decision(session, dossier)
    address = f"/dossiers/{dossier.code}/beslissingen/{decision.id}/"
    marks = marks_of(staff.get(address))
    changed = {**RIGHT, "ground": "judicial", "mandated_service": "VK", "modules": ["P-CB-BREED"]}
    assert staff.post(address, {**marks, **changed}).status_code == 302
    session.refresh(decision)
    assert (decision.ground, decision.mandated_service) == ("judicial", "VK")


def test_a_decision_with_schakelingen_is_not_deleted_and_the_page_says_why_s1(
    session: BincSession, dossier: Dossier, staff: Any
) -> None:
    decision = create_decision(session, dossier)
    create_schakeling(session, decision)
    address = f"/dossiers/{dossier.code}/beslissingen/{decision.id}/"
    assert "Verwijder die eerst" in words_of(staff.get(address))
    refused = staff.post(f"{address}verwijderen/")
    assert "Verwijder die eerst" in words_of(staff.get(refused.headers["location"]))
    assert count(session) == 1


def test_a_decision_without_schakelingen_is_deleted_and_twice_is_no_fault_s1_d11(
    session: BincSession, dossier: Dossier, staff: Any
) -> None:
    decision = create_decision(session, dossier)
    address = f"/dossiers/{dossier.code}/beslissingen/{decision.id}/verwijderen/"
    assert staff.post(address).status_code == 302
    assert count(session) == 0
    again = staff.post(address)
    assert "al verwijderd" in words_of(staff.get(again.headers["location"]))


def test_another_facilitys_decision_does_not_exist_here_a2(
    session: BincSession, facility: Facility, staff: Any
) -> None:
    other = create_facility(session)
    foreign = create_dossier(session, create_client(session, other, name="Vreemdeman"), other)
    decision = create_decision(session, foreign)
    own = create_dossier(session, create_client(session, facility), facility)
    paths = [
        f"/dossiers/{foreign.code}/beslissingen/nieuw",
        f"/dossiers/{foreign.code}/beslissingen/{decision.id}/",
        f"/dossiers/{own.code}/beslissingen/{decision.id}/",
    ]
    for path in paths:
        for answer in (staff.get(path), staff.post(path, RIGHT)):
            assert answer.status_code == 404, path
            assert "Vreemdeman" not in answer.text
            assert foreign.code not in answer.text
    assert staff.post(f"/dossiers/{foreign.code}/beslissingen/{decision.id}/verwijderen/").status_code == 404
    assert count(session) == 1


def test_a_facility_without_decisions_is_told_so_d4(session: BincSession, browse: Any) -> None:
    facility = create_facility(session, organisation_type="1G1P", modules=())
    dossier = create_dossier(session, create_client(session, facility), facility, referral={"referrer": "caw"})
    staff = browse(create_seat(session, facility))
    sent = staff.get(f"/dossiers/{dossier.code}/beslissingen/nieuw")
    assert sent.headers["location"] == f"/dossiers/{dossier.code}/"
    assert "zonder beslissingen en schakelingen" in words_of(staff.get(sent.headers["location"]))
