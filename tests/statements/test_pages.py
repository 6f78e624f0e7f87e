"""The pages of quarter statements: list, sheet, what stands behind a total, sending, course (Q-1 to Q-4)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from app.database import BincSession, db
from app.domain.roles import Role
from models import Facility
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_schakeling,
    create_seat,
    create_statement,
)
from tests.services.steps import ACTOR, Story, story
from tests.statements.steps import Q1, Desk, desk_of
from tests.views.counting import counted_statements
from tests.views.reading import fault_at, marks_of, to_confirm, value_of, words_of

LIST, SHEET, SENDING = "/kwartaalstaten/", "/kwartaalstaten/2024-1/", "/kwartaalstaten/2024-1/verzenden/"
BREED = f"{SHEET}clienten/P-CB-BREED/1/"


@pytest.fixture
def place(session: BincSession) -> tuple[Desk, Story]:
    """A client with context guidance and residence since 8 January 2024."""
    desk, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED", "VBFBJB04")
    return desk, told


@pytest.fixture
def manager(session: BincSession, place: tuple[Desk, Story], browse: Any) -> Any:
    return browse(create_seat(session, place[0].facility, Role.FACILITY_MANAGER))


def cell(desk: Desk, code: str) -> str:
    return f"total_{desk.module(code)}"


def how(desk: Desk, code: str) -> str:
    return f"how_{desk.module(code)}"


def chosen(answer: Any, name: str) -> str:
    """The answer that a list stands on."""
    (options,) = re.findall(rf'(?s)<select[^>]*name="{name}"[^>]*>(.*?)</select>', answer.text)
    return re.search(r'value="([^"]*)" selected', options)[1]  # type: ignore[index]


def sheet(desk: Desk, opened: Any, **typed: str) -> dict[str, str]:
    """What a browser posts of the sheet, with what was typed by module code."""
    given = {}
    for code in ("P_CB_BREED", "VBFBJB04"):
        given[cell(desk, code)] = typed.get(code, value_of(opened, cell(desk, code)) or "")
        given[how(desk, code)] = typed.get(f"how_{code}", chosen(opened, how(desk, code)))
    return {**marks_of(opened), **given}


def test_the_list_shows_each_quarter_with_its_state_and_how_far_it_is_q_1(
    place: tuple[Desk, Story], manager: Any
) -> None:
    desk, _ = place
    desk.type(P_CB_BREED=10)
    page = manager.get(LIST)
    words = words_of(page)
    assert words.index("Derde kwartaal 2025") < words.index("Eerste kwartaal 2024")
    assert "Eerste kwartaal 2024 open 1 van 2 nog niet ◔ invullen en verzenden" in words
    assert "Derde kwartaal 2025 open 0 van 2 nog niet niets" in words
    desk.type(VBFBJB04=0)
    desk.send()
    assert "Eerste kwartaal 2024 ✓ verzonden 2 van 2" in words_of(manager.get(LIST))


def test_a_quarter_without_help_and_odd_addresses_do_not_exist_q_1(place: tuple[Desk, Story], manager: Any) -> None:
    for path in ("2023-4", "2025-4", "2024-5", "x", "2024-1/clienten/P-CB-LAAG/1", "2024-1/clienten/P-CB-BREED/2"):
        assert manager.get(f"{LIST}{path}/").status_code == 404
    assert manager.get(f"{SHEET}soorten/P-CB-BREED/").status_code == 404


def test_totals_are_typed_with_a_decimal_comma_q_2_q_3(place: tuple[Desk, Story], manager: Any) -> None:
    desk, _ = place
    opened = manager.get(SHEET)
    assert "1 cliënt · uren, per kwartier" in words_of(opened)
    assert "nog in te vullen" in words_of(opened)
    saved = manager.post(SHEET, sheet(desk, opened, P_CB_BREED="1.418,5", VBFBJB04="688"))
    assert saved.status_code == 302
    assert desk.lines() == {"P-CB-BREED": Decimal("1418.5"), "VBFBJB04": 688}
    again = manager.get(SHEET)
    assert "Alle totalen zijn ingevuld: dit kwartaal kan verzonden worden." in words_of(again)
    assert (value_of(again, cell(desk, "P-CB-BREED")), value_of(again, cell(desk, "VBFBJB04"))) == ("1418,50", "688")


def test_a_wrong_amount_comes_back_with_what_is_allowed_and_all_that_was_typed_q_3(
    place: tuple[Desk, Story], manager: Any
) -> None:
    desk, _ = place
    answer = manager.post(SHEET, sheet(desk, manager.get(SHEET), P_CB_BREED="131,30", VBFBJB04="70"))
    assert answer.status_code == 422
    assert "Gebruik ,00 ,25 ,50 of ,75" in fault_at(answer, cell(desk, "P-CB-BREED")) or "Gebruik ,00" in answer.text
    assert value_of(answer, cell(desk, "P-CB-BREED")) == "131,30"
    assert value_of(answer, cell(desk, "VBFBJB04")) == "70"
    letters = manager.post(SHEET, sheet(desk, manager.get(SHEET), P_CB_BREED="veel"))
    assert "Vul een getal in, met een komma voor de decimalen." in words_of(letters)


def test_turning_a_typed_total_into_a_sum_asks_first_q_2(place: tuple[Desk, Story], manager: Any) -> None:
    desk, told = place
    desk.type_clients("P-CB-BREED", {told.client.id: 10}, computed=False)
    desk.type(P_CB_BREED=50)
    given = sheet(desk, manager.get(SHEET), how_P_CB_BREED="computed")
    asked = manager.post(SHEET, given)
    assert asked.status_code == 422
    assert "het ingetypte totaal 50 wordt vervangen door 10." in words_of(asked)
    assert desk.lines()["P-CB-BREED"] == 50
    assert manager.post(SHEET, {**given, "confirmed": to_confirm(asked)}).status_code == 302
    assert desk.lines()["P-CB-BREED"] == 10
    # Somebody types over a sum and leaves the switch: what they typed does not vanish unseen.
    again = manager.post(SHEET, sheet(desk, manager.get(SHEET), P_CB_BREED="60"))
    assert "het ingetypte totaal 60 wordt vervangen door 10." in words_of(again)


def test_figures_per_client_are_summed_unless_the_switch_says_typed_q_2(
    place: tuple[Desk, Story], manager: Any
) -> None:
    desk, told = place
    opened = manager.get(BREED)
    assert told.client.name in words_of(opened)
    assert chosen(opened, "how") == "computed"
    field = f"client_{told.client.id}"
    wrong = manager.post(BREED, {**marks_of(opened), "how": "computed", field: "1,3"})
    assert (wrong.status_code, "Gebruik ,00" in words_of(wrong)) == (422, True)
    assert manager.post(BREED, {**marks_of(opened), "how": "computed", field: "12,25"}).status_code == 302
    assert desk.lines()["P-CB-BREED"] == Decimal("12.25")
    opened = manager.get(BREED)
    assert "Het totaal van dit kwartaal is nu 12,25 uren , opgeteld uit de cijfers hieronder." in words_of(opened)
    assert manager.post(BREED, {**marks_of(opened), "how": "typed", field: "13"}).status_code == 302
    assert desk.lines()["P-CB-BREED"] == Decimal("12.25")


def test_supporting_guidance_is_filled_in_per_kind_q_2(session: BincSession, browse: Any) -> None:
    desk, told = desk_of(session, modules=("P-OB-RTJ",))
    told.add("01-08", None, "P-OB-RTJ", details_required=False)
    worker = browse(create_seat(session, desk.facility))
    path = f"{SHEET}soorten/P-OB-RTJ/"
    opened = worker.get(path)
    names = ["Time-out", "Ontheming", "Kortdurend ervaringstraject", "Dagactivering", "Andere"]
    words = words_of(opened)
    assert all(name in words for name in [*names, "Niet aan een cliënt gebonden"])
    given = {**marks_of(opened), "how": "computed", "kind_time_out": "1,5", "non_client_bound": "2", "kind_other": ""}
    wrong = worker.post(path, {**given, "kind_ontheming": "0,3"})
    assert (wrong.status_code, "Gebruik ,0 of ,5" in words_of(wrong)) == (422, True)
    assert worker.post(path, given).status_code == 302
    assert desk.lines() == {"P-OB-RTJ": Decimal("3.5")}
    assert worker.get(f"{SHEET}clienten/P-OB-RTJ/1/").status_code == 404


def test_sending_lists_what_is_missing_with_a_link_to_its_cell_q_4(place: tuple[Desk, Story], manager: Any) -> None:
    desk, _ = place
    desk.type(P_CB_BREED=10)
    page = manager.get(SENDING)
    assert "Er ontbreekt nog 1 totaal" in words_of(page)
    assert f'href="{SHEET}#{cell(desk, "VBFBJB04")}"' in page.text
    assert f'id="{cell(desk, "VBFBJB04")}"' in manager.get(SHEET).text
    refused = manager.post(SENDING, marks_of(manager.get(SHEET)))
    assert refused.status_code == 422
    desk.type(VBFBJB04=0)
    ready = manager.get(SENDING)
    sent = manager.post(SENDING, {"version": value_of(ready, "version")}, follow_redirects=True)
    assert "Het eerste kwartaal 2024 is verzonden naar Opgroeien." in words_of(sent)
    assert desk.state() == "sent"
    assert "is al verzonden" in words_of(manager.get(SENDING))


def test_what_changed_since_it_was_sent_stands_above_the_sheet_q_4(place: tuple[Desk, Story], manager: Any) -> None:
    desk, told = place
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    desk.send()
    other = story(desk.session, facility=desk.facility)
    other.decide()
    other.add("02-01", None, "P-CB-LAAG")
    desk.type(P_CB_BREED="12.5")
    words = words_of(manager.get(SHEET))
    assert "opnieuw te verzenden" in words
    assert "Gewijzigd na verzending op" in words
    assert f"Contextbegeleiding laagintensief kwam erbij in dossier {other.dossier.code}." in words
    assert "Contextbegeleiding breedsporig: van 10 naar 12,5." in words
    course = words_of(manager.get(f"{SHEET}verloop/"))
    assert "Verzonden naar Opgroeien." in course
    assert "Contextbegeleiding breedsporig: van leeg naar 10." in course
    assert told.dossier.code not in course


def test_changes_since_a_sending_that_came_with_a_file_are_shown_too_q_4(
    place: tuple[Desk, Story], manager: Any
) -> None:
    desk, _ = place
    create_statement(desk.session, desk.facility, Q1, "sent", P_CB_BREED=10, VBFBJB04=80)
    desk.type(VBFBJB04=81)
    assert "(hoge frequentie): van 80 naar 81." in words_of(manager.get(SHEET))


@pytest.mark.parametrize(
    ("state", "words"), [("open", "Nog niets gebeurd"), ("processed", "ingelezen uit een bestand")]
)
def test_a_course_without_steps_says_whether_anything_happened_q_4(
    place: tuple[Desk, Story], manager: Any, state: str, words: str
) -> None:
    desk, _ = place
    create_statement(desk.session, desk.facility, Q1, state, P_CB_BREED=10, VBFBJB04=80)
    assert words in words_of(manager.get(f"{SHEET}verloop/"))


def test_a_processed_quarter_shows_figures_without_fields_q_4(place: tuple[Desk, Story], manager: Any) -> None:
    desk, told = place
    opened = manager.get(SHEET)
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    desk.send()
    desk.process()
    page = manager.get(SHEET)
    assert "Opgroeien heeft dit kwartaal verwerkt." in words_of(page)
    assert value_of(page, cell(desk, "P-CB-BREED")) is None
    assert value_of(manager.get(BREED), f"client_{told.client.id}") is None
    late = manager.post(SHEET, sheet(desk, opened, P_CB_BREED="77", VBFBJB04="88"))
    assert late.status_code == 409
    assert "Dit kwartaal is intussen verwerkt" in words_of(late)
    assert "77" in words_of(late)
    desk.reopen("Eén nacht vergeten")
    assert "Reden: Eén nacht vergeten" in words_of(manager.get(SHEET))


def test_staff_fill_in_and_only_the_manager_sends_a_4(
    session: BincSession, place: tuple[Desk, Story], browse: Any
) -> None:
    desk, _ = place
    worker = browse(create_seat(session, desk.facility))
    page = worker.get(SHEET)
    assert SENDING not in page.text
    assert "Je verantwoordelijke verzendt dit kwartaal" in words_of(page)
    assert worker.get(SENDING).status_code == 403


def test_two_who_type_in_one_statement_choose_cell_by_cell_d_11(place: tuple[Desk, Story], manager: Any) -> None:
    desk, _ = place
    mine = sheet(desk, manager.get(SHEET), P_CB_BREED="11")
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    conflict = manager.post(SHEET, mine)
    assert conflict.status_code == 409
    words = words_of(conflict)
    assert f"{ACTOR.name} bewaarde dit op" in words
    assert "Contextbegeleiding breedsporig" in words
    kept = {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', conflict.text)
        if name not in ("csrf_token", "seat")
    }
    choice = {f"keep-{cell(desk, 'P-CB-BREED')}": "mine", f"keep-{cell(desk, 'VBFBJB04')}": "theirs"}
    assert manager.post(SHEET, {**kept, **choice}).status_code == 302
    assert desk.lines() == {"P-CB-BREED": 11, "VBFBJB04": 80}


def test_sending_what_a_colleague_changed_meanwhile_shows_the_new_totals_d_11(
    place: tuple[Desk, Story], manager: Any
) -> None:
    desk, _ = place
    desk.type(P_CB_BREED=10, VBFBJB04=80)
    ready = manager.get(SENDING)
    desk.type(VBFBJB04=81)
    told = manager.post(SENDING, {"version": value_of(ready, "version")})
    assert told.status_code == 409
    assert "Een collega wijzigde deze kwartaalstaat intussen." in words_of(told)
    assert desk.state() == "open"


def test_what_was_typed_for_help_that_is_gone_is_shown_d_11(place: tuple[Desk, Story], manager: Any) -> None:
    desk, told = place
    opened = manager.get(SHEET)
    clients = manager.get(BREED)
    last = told.dossier.decisions[0].schakelingen[0]
    told.change(last, "01-08", None, "VBFBJB04")
    answer = manager.post(SHEET, sheet(desk, opened, P_CB_BREED="33", VBFBJB04="1"))
    assert answer.status_code == 422
    assert "33 kan er niet bij" in words_of(answer)
    gone = manager.post(BREED, {**marks_of(clients), "how": "computed", f"client_{told.client.id}": "44"})
    assert gone.status_code == 404
    assert "44" in words_of(gone)
    told.delete(last)
    assert manager.post(SHEET, sheet(desk, opened, P_CB_BREED="33")).status_code == 404


def test_the_list_and_the_sheet_ask_as_much_for_many_clients_as_for_few(
    session: BincSession, place: tuple[Desk, Story], manager: Any
) -> None:
    desk, _ = place

    def asked(path: str) -> int:
        with counted_statements(db.engine) as seen:
            assert manager.get(path).status_code == 200
        return len(seen)

    for path in (LIST, SHEET, BREED, SENDING):
        asked(path)
    few = [asked(path) for path in (LIST, SHEET, BREED, SENDING)]
    for _ in range(5):
        help_in(session, desk.facility)
    assert [asked(path) for path in (LIST, SHEET, BREED, SENDING)] == few


def help_in(session: BincSession, facility: Facility) -> None:

    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(session, create_decision(session, dossier), modules=("P-CB-BREED", "VBFBJB04", "P-CB-LAAG"))


def test_many_clients_are_leafed_through_and_a_page_leaves_the_others_alone_q_2(
    session: BincSession, place: tuple[Desk, Story], manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.statement_clients.CLIENTS_A_PAGE", 2)
    desk, _ = place
    for _ in range(3):
        help_in(session, desk.facility)
    first, second = manager.get(BREED), manager.get(f"{SHEET}clienten/P-CB-BREED/2/")
    assert "1–2 van 4" in words_of(first)
    assert "3–4 van 4" in words_of(second)
    ids = [re.findall(r'name="(client_\d+)"', page.text) for page in (first, second)]
    typed = {**marks_of(first), "how": "computed", **dict.fromkeys(ids[0], "10")}
    assert manager.post(BREED, typed).headers["Location"].endswith("/1/")
    again = manager.get(f"{SHEET}clienten/P-CB-BREED/2/")
    manager.post(
        f"{SHEET}clienten/P-CB-BREED/2/", {**marks_of(again), "how": "computed", ids[1][0]: "5", ids[1][1]: ""}
    )
    assert desk.lines()["P-CB-BREED"] == 25
