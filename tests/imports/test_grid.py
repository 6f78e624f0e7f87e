"""A quarter's workbook filled in in a spreadsheet: what each cell says, and why it is refused (Q-1 … Q-4, Q-6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.database import BincSession
from app.domain.statements.grid import amount_in
from app.services.exchange import PlanChanged
from app.services.statement_totals import KindsInput, save_kinds
from app.workbooks import filled_grid
from app.workbooks.filled_grid import UnreadableGridError, read_grid
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling
from tests.imports.workbooks import Spreadsheet, check, exported, faults_of, figures, read_in
from tests.services.steps import Story
from tests.statements.steps import Q1, Q2, WHO, Desk, desk_of

BROAD, STAY = "Contextbegeleiding breedsporig", "Verblijf voor minderjarigen (hoge frequentie)"


@pytest.fixture
def place(session: BincSession) -> tuple[Desk, Story]:
    """A client with three modules, and one with two of them."""
    desk, told = desk_of(session, modules=("P-OB-RTJ",))
    told.add("01-08", None, "P-CB-BREED", "VBFBJB04", "P-OB-RTJ", details_required=False)
    other = create_client(session, desk.facility, name="Zwart", first_name="Mats")
    decision = create_decision(session, create_dossier(session, other, desk.facility))
    create_schakeling(session, decision, modules=("P-CB-BREED", "VBFBJB04"))
    return desk, told


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (None, None), ("  ", None), (12, "12"), (12.25, "12.25"), (0.1 + 0.2, "0.3"), ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 1 234,5 ", "1234.5"), ("1.234,25", "1234.25"), ("1.234.567", "1234567"), ("-3", "-3"),
        ("1.234", "1.234"), ("0", "0"),
    ],
)  # fmt: skip
def test_numbers_are_read_with_a_comma_or_a_point_q_3(value: object, amount: str | None) -> None:
    assert amount_in(value) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "value",
    [
        True,
        date(2024, 1, 1),
        "abc",
        "12,",
        "1.2.3",
        "1.234.5",
        "1,234.25",
        "1e5",
        "#DEEL/0!",
        float("inf"),
        float("nan"),
    ],
)
def test_what_is_no_number_is_refused_and_never_guessed_q_3(value: object) -> None:
    with pytest.raises(ValueError, match="in"):
        amount_in(value)


def test_the_same_workbook_again_changes_nothing_q_6(session: BincSession, place: tuple[Desk, Story]) -> None:
    desk, told = place
    desk.type_clients("P-CB-BREED", {told.client.id: "12.25"}, computed=True)
    desk.type(VBFBJB04=80)
    save_kinds(session, desk.facility, Q1, desk.module("P-OB-RTJ"), KindsInput({"time_out": Decimal(1)}), computed=True,
               **WHO)  # fmt: skip
    before, report = figures(session, desk), check(session, desk, exported(session, desk))
    assert (report.changes, report.unchanged["utilisation_total"], report.source) == (0, 3, "2024-1")
    read_in(session, desk, exported(session, desk))
    assert figures(session, desk) == before


def test_cells_count_as_if_they_were_typed_on_screen_q_2(session: BincSession, place: tuple[Desk, Story]) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    me = str(told.client.id)
    sheet.type("Cliënten", me, BROAD, "12,25")
    sheet.type("Cliënten", me, STAY, 40)
    sheet.type("Totalen", "VBFBJB04", "Totaal", 80.0)
    sheet.type("Totalen", "VBFBJB04", "Hoe", "ingetypt")
    sheet.type("Per soort", "P-OB-RTJ|time_out", "Dagen", "1.5")
    report = read_in(session, desk, sheet.content)
    assert (report.created["utilisation_total"], report.changed["utilisation_of_client"]) == (3, 2)
    filled = figures(session, desk)
    typed_desk, typed = desk_of(session, modules=("P-OB-RTJ",))
    typed.add("01-08", None, "P-CB-BREED", "VBFBJB04", "P-OB-RTJ", details_required=False)
    typed_desk.type_clients("P-CB-BREED", {typed.client.id: "12.25"}, computed=True)
    typed_desk.type_clients("VBFBJB04", {typed.client.id: "40"}, computed=False)
    typed_desk.type(VBFBJB04=80)
    days = KindsInput({"time_out": Decimal("1.5")})
    save_kinds(session, typed_desk.facility, Q1, desk.module("P-OB-RTJ"), days, computed=True, **WHO)
    on_screen = figures(session, typed_desk)
    assert filled.totals == on_screen.totals
    assert list(filled.clients.values()) == list(on_screen.clients.values())


def test_rows_and_columns_may_move_q_6(session: BincSession, place: tuple[Desk, Story]) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    page = sheet.book["Cliënten"]
    first, second = ([cell.value for cell in page[row]] for row in (11, 12))
    for column, (one, other) in enumerate(zip(first, second, strict=True), start=1):
        page.cell(11, column).value, page.cell(12, column).value = other, one
    heads = [cell.value for cell in page[10]]
    left, right = (heads.index(name) + 1 for name in (BROAD, STAY))
    for row in range(9, 13):
        a, b = page.cell(row, left).value, page.cell(row, right).value
        page.cell(row, left).value, page.cell(row, right).value = b, a
    sheet.type("Cliënten", str(told.client.id), BROAD, 3)
    sheet.book["Cliënten"].title = "Onze cliënten"
    read_in(session, desk, sheet.content)
    assert figures(session, desk).clients == {(desk.module("P-CB-BREED"), told.client.id): Decimal(3)}


def test_every_cell_that_is_wrong_gets_a_line_of_its_own_q_3(session: BincSession, place: tuple[Desk, Story]) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    me, page = str(told.client.id), sheet.book["Cliënten"]
    wrong = [
        (sheet.type("Totalen", "P-CB-BREED", "Totaal", "1,1"), "Q-3"),
        (sheet.type("Totalen", "VBFBJB04", "Hoe", "geschat"), "Q-2"),
        (sheet.type("Cliënten", me, BROAD, "veel"), "Q-3"),
        (sheet.type("Cliënten", me, STAY, -1), "Q-3"),
        (sheet.type("Per soort", "P-OB-RTJ|time_out", "Dagen", "=1/0"), "Q-6"),
    ]
    page.cell(13, 1).value = "Nieuwe Cliënt"
    page.cell(10, 20).value = "Opmerking"
    page.cell(11, 20).value = "ziek"
    wrong += [("blad 'Cliënten', cel A13", "Q-6"), ("blad 'Cliënten', cel T10", "Q-6")]
    assert sorted(faults_of(session, desk, sheet.content)) == sorted(wrong)
    assert figures(session, desk).clients == {}


def test_rows_that_went_or_came_are_told_by_client_number_q_6(session: BincSession, place: tuple[Desk, Story]) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    row = sheet.cell("Cliënten", str(told.client.id), BROAD).row
    sheet.book["Cliënten"].delete_rows(row)
    sheet.book["Totalen"].cell(11, 7).value = "P-ONBEKEND"
    found = faults_of(session, desk, sheet.content)
    assert ("blad 'Totalen', cel A11", "Q-1") in found
    assert ("blad 'Totalen'", "Q-6") in found
    assert ("blad 'Cliënten'", "Q-6") in found


def test_a_module_that_somebody_does_not_have_takes_no_figure_q_1(
    session: BincSession, place: tuple[Desk, Story]
) -> None:
    desk, _ = place
    third = create_client(session, desk.facility, name="Adam", first_name="Bo")
    create_schakeling(session, create_decision(session, create_dossier(session, third, desk.facility)),
                      modules=("P-CB-BREED",))  # fmt: skip
    sheet = Spreadsheet(exported(session, desk))
    at = sheet.type("Cliënten", str(third.id), STAY, 2)
    assert faults_of(session, desk, sheet.content) == [(at, "Q-1")]


def test_a_total_that_is_counted_cannot_be_typed_over_q_2(session: BincSession) -> None:
    facility = create_facility(session, organisation_type="pleegzorg", modules=("VBFINT04",))
    dossier = create_dossier(session, create_client(session, facility), facility)
    create_schakeling(session, create_decision(session, dossier), modules=("VBFINT04",))
    desk = Desk(session, facility)
    sheet = Spreadsheet(exported(session, desk))
    name = sheet.cell("Totalen", "VBFINT04", "Module").value
    places = [
        sheet.type("Cliënten", str(dossier.client_id), name, 3),
        sheet.type("Totalen", "VBFINT04", "Totaal", "veel"),
    ]
    assert sorted(faults_of(session, desk, sheet.content)) == sorted((place, "Q-2") for place in places)


@pytest.mark.parametrize("state", ["sent", "processed"])
def test_a_sent_or_processed_quarter_is_not_changed_by_a_file_q_4(
    session: BincSession, place: tuple[Desk, Story], state: str
) -> None:
    desk, _ = place
    content = exported(session, desk)
    desk.type(P_CB_BREED=1, VBFBJB04=2, P_OB_RTJ=0)
    desk.send()
    if state == "processed":
        desk.process()
    assert faults_of(session, desk, content) == [("dit bestand", "Q-4")]


def test_another_quarter_or_facility_or_no_workbook_of_ours_is_refused_a_2_q_6(
    session: BincSession, place: tuple[Desk, Story]
) -> None:
    desk, _ = place
    strange, told = desk_of(session)
    told.add("01-08", None, "P-CB-BREED")
    theirs = exported(session, strange)
    assert {rule for _, rule in faults_of(session, desk, theirs)} == {"A-2"}
    gone = Desk(session, desk.facility, Q2)
    mixed = Spreadsheet(exported(session, gone))
    corner = mixed.book["Totalen"].cell(9, 7)
    corner.value = str(corner.value).replace("2024-2", "2024-1")
    assert {place for place, _ in faults_of(session, desk, mixed.content)} >= {"blad 'Cliënten'"}
    bare = Spreadsheet(exported(session, desk))
    for page in bare.book:
        page.delete_rows(9)
    assert faults_of(session, desk, bare.content) == [("dit bestand", "Q-6")]
    del bare.book["Totalen"]
    with pytest.raises(UnreadableGridError):
        read_grid(b"PK\x03\x04 nothing")


def test_a_workbook_larger_than_any_quarter_is_not_opened_q_6(
    session: BincSession, place: tuple[Desk, Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = place
    content = exported(session, desk)
    assert len(read_grid(content)) == 3
    monkeypatch.setattr(filled_grid, "MOST_UNPACKED", 1000)
    with pytest.raises(UnreadableGridError):
        read_grid(content)


def test_a_sum_over_a_typed_total_is_a_warning_and_the_sum_stands_q_2(
    session: BincSession, place: tuple[Desk, Story]
) -> None:
    desk, told = place
    desk.type(VBFBJB04=80)
    sheet = Spreadsheet(exported(session, desk))
    sheet.type("Cliënten", str(told.client.id), STAY, 30)
    sheet.type("Totalen", "VBFBJB04", "Hoe", "Opgeteld")
    report = check(session, desk, sheet.content)
    assert [one.rule for one in report.cautions] == ["Q-2"]
    assert report.cautions[0].pointer.startswith("blad 'Totalen', cel E")
    read_in(session, desk, sheet.content)
    assert figures(session, desk).totals["VBFBJB04"][:2] == (Decimal(30), True)


def test_a_total_typed_meanwhile_stops_a_workbook_that_was_checked_d_11(
    session: BincSession, place: tuple[Desk, Story]
) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    sheet.type("Cliënten", str(told.client.id), STAY, 30)
    plan = check(session, desk, sheet.content).plan
    desk.type(P_CB_BREED=4)
    with pytest.raises(PlanChanged):
        read_in(session, desk, sheet.content, plan)
    assert figures(session, desk).clients == {}


def test_a_formula_counts_by_its_outcome_q_6(
    session: BincSession, place: tuple[Desk, Story], office_saved: Any
) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    sheet.type("Cliënten", str(told.client.id), STAY, "=10+2*4")
    read_in(session, desk, office_saved(sheet.content))
    assert figures(session, desk).clients == {(desk.module("VBFBJB04"), told.client.id): Decimal(18)}


def test_a_workbook_that_went_through_libreoffice_says_the_same_q_6(
    session: BincSession, place: tuple[Desk, Story], office_saved: Any
) -> None:
    desk, told = place
    sheet = Spreadsheet(exported(session, desk))
    sheet.type("Cliënten", str(told.client.id), BROAD, 12.25)
    sheet.type("Totalen", "VBFBJB04", "Totaal", 80)
    sheet.type("Per soort", "P-OB-RTJ|time_out", "Dagen", 1.5)
    through = office_saved(sheet.content)
    assert check(session, desk, through).plan == check(session, desk, sheet.content).plan
    read_in(session, desk, through)
    totals = {code: line[0] for code, line in figures(session, desk).totals.items()}
    assert totals == {"P-CB-BREED": Decimal("12.25"), "VBFBJB04": Decimal(80), "P-OB-RTJ": Decimal("1.5")}
    hidden = Spreadsheet(through).book["Cliënten"]
    assert hidden.row_dimensions[9].hidden
    assert check(session, desk, office_saved(exported(session, desk))).changes == 0
