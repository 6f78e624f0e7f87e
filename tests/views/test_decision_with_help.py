"""A decision with its first schakeling, on one page of a closed dossier (D-6)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.database import BincSession
from app.domain.roles import FACILITY_ROLES, Role
from app.services.role_rights import change_rights, rights_of
from models import Activity, Decision, Dossier, Facility, Schakeling
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling
from tests.life.states import seat_of
from tests.views.reading import fault_at, fields_without_help, marks_of, ticked, to_confirm, value_of, words_of

RIGHT = {
    "decision-begin": "01/02/2024",
    "decision-modules": ["P-CB-BREED"],
    "decision-ground": "judicial",
    "decision-mandated_service": "VK",
    "begin": "01/02/2024",
    "end": "15/02/2024",
    "modules": ["P-CB-BREED"],
}


@pytest.fixture
def facility(session: BincSession) -> Facility:
    return create_facility(session, modules=("P-CB-BREED", "P-CB-LAAG"))


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    """Help until 31 January, closed on 15 February."""
    made = create_dossier(
        session, create_client(session, facility), facility, status="closed", closed_on=date(2024, 2, 15)
    )
    decision = create_decision(session, made, modules=("P-CB-BREED",))
    create_schakeling(session, decision, end=date(2024, 1, 31), modules=("P-CB-BREED",))
    return made


@pytest.fixture
def address(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/beslissingen/nieuw"


def count(session: BincSession) -> tuple[int, int]:
    counted = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Decision, Schakeling)]
    return counted[0], counted[1]


def test_the_begin_is_where_the_help_stopped_also_in_a_dossier_made_later_d6(
    session: BincSession, dossier: Dossier, address: str, staff: Any
) -> None:
    dossier.created_on = date(2024, 2, 15)
    session.flush()
    assert value_of(staff.get(address), "begin") == "31/01/2024"


def test_both_are_asked_on_one_page_and_saved_together_d6(
    session: BincSession, dossier: Dossier, address: str, staff: Any
) -> None:
    assert f'href="{address}"' in staff.get(f"/dossiers/{dossier.code}/").text, "the dossier leads to it"
    page = staff.get(address)
    assert "afgesloten op 15/02/2024" in words_of(page)
    assert fields_without_help(page) == []
    assert value_of(page, "begin") == "31/01/2024"
    saved = staff.post(address, {**marks_of(page), **RIGHT})
    assert saved.headers["location"] == f"/dossiers/{dossier.code}/"
    assert count(session) == (2, 2)
    last = session.scalars(select(Schakeling).order_by(Schakeling.id.desc())).first()
    assert last is not None
    assert (last.kind, last.begin, last.end) == ("switch", date(2024, 2, 1), date(2024, 2, 15))
    told = session.scalars(select(Activity.kind).order_by(Activity.id)).all()
    assert told[-2:] == ["decision_added", "schakeling_added"]


@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"end": ""}, "end", "het dossier is afgesloten"),
        ({"end": "16/02/2024"}, "end", "afgesloten op 15/02/2024"),
        ({"decision-begin": "16/02/2024"}, "decision-begin", "afgesloten op 15/02/2024"),
        ({"decision-begin": "01/01/2024"}, "decision-begin", "De laatste beslissing begint"),
        ({"decision-ground": ""}, "decision-ground", "vrijwillig of gerechtelijk"),
        ({"decision-modules": []}, "decision-modules", "minstens een module"),
        ({"begin": "30/01/2024"}, "begin", "eindigt op 31/01/2024"),
        ({"modules": []}, "modules", "minstens een module"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_everything_typed_stays_d6(
    session: BincSession, address: str, staff: Any, typed: dict[str, Any], field: str, fault: str
) -> None:
    sent = {**RIGHT, **typed}
    answer = staff.post(address, {**marks_of(staff.get(address)), **sent})
    assert answer.status_code == 422
    assert fault in fault_at(answer, field)
    for name in ("decision-begin", "begin", "end"):
        assert value_of(answer, name) == sent[name]
    for name in ("decision-modules", "modules"):
        assert ticked(answer, name) == sent[name]
    assert count(session) == (1, 1)


def test_the_list_of_faults_tells_the_two_apart_d6(address: str, staff: Any) -> None:
    answer = words_of(staff.post(address, {**marks_of(staff.get(address)), "decision-begin": "", "begin": ""}))
    for label in ("Begindatum van de beslissing", "Begindatum van de schakeling", "Einddatum van de schakeling"):
        assert f"{label} : Vul" in answer
    assert "Aanbevolen modules : Kies" in answer
    assert "Modules van de schakeling : Kies" in answer


def test_the_warnings_of_both_are_confirmed_together_d6(session: BincSession, address: str, staff: Any) -> None:
    sent = {**marks_of(staff.get(address)), **RIGHT, "modules": ["P-CB-LAAG"]}
    asked = staff.post(address, sent)
    assert "De beslissing noemt P-CB-LAAG niet" in words_of(asked)
    assert count(session) == (1, 1)
    assert staff.post(address, {**sent, "confirmed": to_confirm(asked)}).status_code == 302
    assert count(session) == (2, 2)


def test_an_extension_is_made_without_scripts_s7_d6(session: BincSession, address: str, staff: Any) -> None:
    marks = marks_of(staff.get(address))
    turned = staff.post(address, {**marks, **RIGHT, "turn_into": "extension"})
    assert "Overgenomen van de vorige schakeling" in words_of(turned)
    assert value_of(turned, "decision-begin") == "01/02/2024"
    kept = {name: value for name, value in RIGHT.items() if name != "modules"}
    assert staff.post(address, {**marks_of(turned), **kept}).status_code == 302
    assert session.scalars(select(Schakeling.kind).order_by(Schakeling.id)).all()[-1] == "extension"


def test_what_a_colleague_saved_first_is_told_with_everything_typed_kept_d11(
    session: BincSession, address: str, staff: Any
) -> None:
    marks = marks_of(staff.get(address))
    assert staff.post(address, {**marks, **RIGHT, "end": "05/02/2024"}).status_code == 302
    late = staff.post(address, {**marks, **RIGHT, "decision-begin": "06/02/2024", "begin": "06/02/2024"})
    assert late.status_code == 409
    assert "De vorige schakeling eindigt nu op 05/02/2024" in words_of(late)
    assert "De laatste beslissing is nu" not in words_of(late)
    assert value_of(late, "decision-begin") == "06/02/2024"
    assert count(session) == (2, 2)
    again = {**RIGHT, "decision-begin": "06/02/2024", "begin": "06/02/2024"}
    assert staff.post(address, {**marks_of(late), **again}).status_code == 302
    assert count(session) == (3, 3)


def test_a_dossier_reopened_meanwhile_saves_nothing_and_shows_what_was_typed_d11(
    session: BincSession, dossier: Dossier, address: str, staff: Any
) -> None:
    marks = marks_of(staff.get(address))
    dossier.status, dossier.closed_on = "open", None
    session.flush()
    for typed in (RIGHT, {**RIGHT, "end": ""}):
        answer = staff.post(address, {**marks, **typed})
        assert answer.status_code == 409
        assert "Een collega heropende het" in words_of(answer)
        assert "01/02/2024" in answer.text
    assert count(session) == (1, 1)


def test_a_dossier_closed_meanwhile_asks_for_the_schakeling_too_d6_d11(
    session: BincSession, address: str, staff: Any
) -> None:
    typed = {"begin": "01/02/2024", "modules": ["P-CB-BREED"], "ground": "judicial", "mandated_service": "VK"}
    answer = staff.post(address, typed)
    assert answer.status_code == 409
    assert "Een collega sloot dit dossier intussen af" in words_of(answer)
    assert value_of(answer, "decision-begin") == "01/02/2024"
    assert ticked(answer, "decision-modules") == ["P-CB-BREED"]
    assert staff.post(address, {**marks_of(answer), **RIGHT}).status_code == 302
    assert count(session) == (2, 2)


@pytest.mark.parametrize("role", sorted(set(Role) - FACILITY_ROLES))
def test_no_role_outside_the_facility_sees_or_saves_it_a4_d6(
    session: BincSession, facility: Facility, address: str, browse: Any, role: Role
) -> None:
    somebody = browse(seat_of(session, facility, role))
    assert somebody.get(address).status_code == 403
    assert somebody.post(address, RIGHT).status_code == 403
    assert count(session) == (1, 1)


@pytest.mark.parametrize("lost", ["DecisionPage", "SchakelingPage"])
def test_who_may_only_add_one_of_the_two_is_refused_and_that_is_on_record_a4_a5_d6(
    session: BincSession, dossier: Dossier, address: str, staff: Any, lost: str
) -> None:
    marks = marks_of(staff.get(address))
    _, rights = rights_of(session, Role.FACILITY_STAFF)
    change_rights(session, Role.FACILITY_STAFF, rights - {("can_write", lost)}, rights)
    session.commit()
    assert f'href="{address}"' not in staff.get(f"/dossiers/{dossier.code}/").text, "no way to a closed door"
    for answer in (staff.get(address), staff.post(address, {**marks, **RIGHT})):
        assert answer.status_code == 403
        refused = session.scalars(text("select action from audit_entry order by id desc limit 1")).one()
        assert refused == "forbidden"
    assert count(session) == (1, 1)


def test_who_typed_something_wrong_hears_first_what_a_colleague_saved_d11(
    session: BincSession, address: str, staff: Any
) -> None:
    """What was typed is judged by what stands there now, so that comes first."""
    marks = marks_of(staff.get(address))
    assert staff.post(address, {**marks, **RIGHT, "end": "05/02/2024"}).status_code == 302
    late = staff.post(address, {**marks, **RIGHT, "end": ""})
    assert late.status_code == 409
    assert "De vorige schakeling eindigt nu op 05/02/2024" in words_of(late)
    assert value_of(late, "decision-begin") == RIGHT["decision-begin"]
    assert count(session) == (2, 2)
