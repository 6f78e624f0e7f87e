"""The sheet of a quarter by programs: figures per client and per kind, as the screens take them (G-3, Q-1 … Q-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.database import BincSession, db
from app.domain.quarter import Quarter
from models import (
    AuditEntry,
    Dossier,
    Facility,
    QuarterStatement,
    StatementStep,
    TypeModule,
    UtilisationOfClient,
    UtilisationTotal,
)
from tests.api.programs import Program
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_statement,
    type_module,
)
from tests.views.counting import counted_statements
from tests.views.reading import marks_of, to_confirm, words_of

STATEMENT, SCREEN = "/statements/2024-1", "/kwartaalstaten/2024-1/"
LINES, CLIENTS = f"{STATEMENT}/lines", f"{STATEMENT}/clients"
BREED, STAY, SUPPORT = "P-CB-BREED", "VBFBJB04", "P-OB-RTJ"
MODULES = (BREED, STAY, SUPPORT)


@dataclass(frozen=True)
class Place:
    """A facility with clients who have three modules from 8 January on, and a program of it."""

    facility: Facility
    program: Program
    dossiers: Sequence[Dossier]

    def fill(self, *lines: dict[str, Any], version: Any = "*", **more: Any) -> Any:
        """Sends lines of the sheet."""
        options = {name: more.pop(name) for name in ("key",) if name in more}
        return self.program.put(LINES, {"lines": list(lines), **more}, version=version, **options)

    def amounts(self, *amounts: str | None) -> list[dict[str, Any]]:
        """An amount for each client, in their order."""
        pairs = zip(self.dossiers, amounts, strict=False)
        return [{"dossier": dossier.code, "amount": amount} for dossier, amount in pairs]

    def clients(self, query: str = "") -> Any:
        """A page of clients as it is read."""
        return self.program.get(f"{CLIENTS}{query}")


def create_place(session: BincSession, program_of: Any, count: int = 2, **overrides: Any) -> Place:
    """A place with some clients."""
    facility = create_facility(session, **{"modules": MODULES, **overrides})
    return Place(facility, program_of(facility), [add_client(session, facility, one) for one in range(count)])


def add_client(session: BincSession, facility: Facility, number: int, modules: Sequence[str] = MODULES) -> Dossier:
    """One client more, named by a number."""
    client = create_client(session, facility, name=f"Naam{number}", birth_date=date(2010, 1, 1 + number % 28))
    dossier = create_dossier(session, client, facility)
    create_schakeling(session, create_decision(session, dossier, modules=modules), modules=modules)
    return dossier


@pytest.fixture
def place(session: BincSession, program_of: Any) -> Place:
    """Two clients."""
    return create_place(session, program_of)


def rows_of(session: BincSession, place: Place) -> dict[str, Any]:
    """All that is stored of a statement, clients by their order at the facility."""
    session.expire_all()
    total, share = UtilisationTotal, UtilisationOfClient
    order = {dossier.client_id: number for number, dossier in enumerate(place.dossiers)}
    totals = session.execute(
        select(TypeModule.code, total.total, total.computed, total.kinds, total.non_client_bound)
        .join(TypeModule, TypeModule.id == total.type_module_id)
        .where(total.facility_id == place.facility.id)
    ).all()
    shares = session.execute(
        select(TypeModule.code, share.client_id, share.amount)
        .join(total, total.id == share.total_id)
        .join(TypeModule, TypeModule.id == total.type_module_id)
        .where(share.facility_id == place.facility.id)
    ).all()
    state = session.scalar(select(QuarterStatement.state).where(QuarterStatement.facility_id == place.facility.id))
    kinds = {
        code: ({kind: Decimal(amount) for kind, amount in of_kind.items()}, unbound)
        for code, _, _, of_kind, unbound in totals
    }
    return {
        "totals": {code: (amount, computed) for code, amount, computed, _, _ in totals},
        "kinds": kinds,
        "clients": {(code, order[client]): amount for code, client, amount in shares},
        "state": state,
    }


def faults(answer: Any) -> list[tuple[str, str]]:
    """The rule and the place of each fault."""
    return [(one["rule"], one["field"]) for one in answer.json["faults"]]


def test_a_quarter_typed_in_the_screens_and_sent_by_a_program_gives_the_same_rows_g_3_q_2(
    session: BincSession, program_of: Any, browse: Any
) -> None:
    typed, sent = (create_place(session, program_of) for _ in range(2))
    screen = browse(create_seat(session, typed.facility))
    first, second = (f"client_{dossier.client_id}" for dossier in typed.dossiers)
    for path, cells in (
        (f"clienten/{BREED}/1/", {"how": "computed", first: "12,25", second: "3,5"}),
        (f"clienten/{STAY}/1/", {"how": "typed", first: "40", second: ""}),
        (f"soorten/{SUPPORT}/", {"how": "computed", "kind_time_out": "1,5", "kind_other": "", "non_client_bound": "2"}),
    ):
        opened = screen.get(f"{SCREEN}{path}")
        assert screen.post(f"{SCREEN}{path}", {**marks_of(opened), **cells}).status_code == 302
    stay = type_module(session, STAY).id
    opened = screen.get(SCREEN)
    total = {f"total_{stay}": "80", f"how_{stay}": "typed"}
    assert screen.post(SCREEN, {**marks_of(opened), **total}).status_code == 302
    answer = sent.fill(
        {"module": BREED, "computed": True, "clients": sent.amounts("12.25", "3.50")},
        {"module": STAY, "total": "80", "clients": sent.amounts("40", None)},
        {
            "module": SUPPORT,
            "computed": True,
            "kinds": [{"kind": "time_out", "amount": "1.5"}, {"kind": "other", "amount": None}],
            "non_client_bound": "2",
        },
    )
    assert answer.status_code == 200, answer.json
    stored = rows_of(session, typed)
    assert stored["totals"] == {BREED: (Decimal("15.75"), True), STAY: (80, False), SUPPORT: (Decimal("3.5"), True)}
    assert stored["clients"] == {(BREED, 0): Decimal("12.25"), (BREED, 1): Decimal("3.5"), (STAY, 0): 40}
    assert stored["kinds"][SUPPORT] == ({"time_out": Decimal("1.5")}, 2)
    assert rows_of(session, sent) == stored
    assert typed.clients().json["clients"][0]["amounts"] == sent.clients().json["clients"][0]["amounts"]
    lines = [place.program.get(STATEMENT).json["lines"] for place in (typed, sent)]
    assert lines[0] == lines[1]
    assert exported(screen) == exported(browse(create_seat(session, sent.facility)))


def exported(screen: Any) -> dict[str, Any]:
    """What stands in the cells of the workbook of the quarter, under the heads of its sheets."""
    answer = screen.get(f"{SCREEN}excel/")
    book = load_workbook(BytesIO(answer.data))
    sheets = {name: book[name].iter_rows(min_row=10, values_only=True) for name in ("Totalen", "Cliënten", "Per soort")}
    # The names of clients are their own, and so are their numbers.
    return {name: [[one for one in row[1:] if not is_number(one)] for row in rows] for name, rows in sheets.items()}


def is_number(cell: Any) -> bool:
    """Whether a cell is the key of a client."""
    return isinstance(cell, str) and cell.isdigit()


def test_what_is_read_is_what_the_workbook_says_g_3_q_6(session: BincSession, place: Place, browse: Any) -> None:
    place.fill({"module": BREED, "clients": place.amounts("12.25", "3")})
    read = place.clients().json
    assert [one["dossier"] for one in read["clients"]] == [dossier.code for dossier in place.dossiers]
    assert [one["client"] for one in read["clients"]] == [dossier.client_id for dossier in place.dossiers]
    book = load_workbook(BytesIO(browse(create_seat(session, place.facility)).get(f"{SCREEN}excel/").data))
    rows = book["Cliënten"].iter_rows(min_row=10, values_only=True)
    column = next(rows).index("Contextbegeleiding breedsporig")
    by_program = [
        Decimal(share["amount"]) for one in read["clients"] for share in one["amounts"] if share["module"] == BREED
    ]
    assert [Decimal(str(row[column])) for row in rows] == by_program == [Decimal("12.25"), Decimal(3)]
    assert {share["module"]: share["days"] for share in read["clients"][0]["amounts"]} == {BREED: 84, STAY: 84}


def test_what_is_not_named_stays_as_it_is_q_2(session: BincSession, place: Place) -> None:
    support = {"module": SUPPORT, "kinds": [{"kind": "time_out", "amount": "1"}], "non_client_bound": "4"}
    place.fill({"module": BREED, "clients": place.amounts("10", "20")}, {"module": STAY, "total": "80"}, support)
    second = place.amounts(None, "5")[1:]
    place.fill({"module": BREED, "clients": second}, {"module": SUPPORT, "kinds": [{"kind": "other", "amount": "2"}]})
    stored = rows_of(session, place)
    assert stored["clients"] == {(BREED, 0): 10, (BREED, 1): 5}
    assert stored["totals"] == {BREED: (15, True), STAY: (80, False), SUPPORT: (7, True)}
    assert stored["kinds"][SUPPORT] == ({"time_out": 1, "other": 2}, 4)
    place.fill({"module": SUPPORT, "non_client_bound": None}, {"module": BREED, "clients": place.amounts(None)})
    stored = rows_of(session, place)
    assert (stored["totals"][SUPPORT], stored["clients"]) == ((3, True), {(BREED, 1): 5})


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ({}, (10, False)),
        ({"computed": False}, (10, False)),
        ({"total": "12"}, (12, False)),
        ({"total": None}, (None, False)),
        ({"computed": True, "confirm": True}, (3, True)),
    ],
)
def test_the_switch_decides_between_what_is_typed_and_the_sum_q_2(
    session: BincSession, place: Place, line: dict[str, Any], total: Any
) -> None:
    place.fill({"module": BREED, "total": "10"})
    confirm = ["Q-2"] if line.pop("confirm", False) else []
    answer = place.fill({"module": BREED, "clients": place.amounts("1", "2"), **line}, confirm=confirm)
    assert answer.status_code == 200, answer.json
    stored = rows_of(session, place)
    assert (stored["totals"][BREED], stored["clients"]) == (total, {(BREED, 0): 1, (BREED, 1): 2})


def test_a_sum_asks_before_it_replaces_what_was_typed_in_the_sentence_of_the_screen_q_2(
    session: BincSession, place: Place, browse: Any
) -> None:
    place.fill({"module": BREED, "total": "10"})
    line = {"module": BREED, "computed": True, "clients": place.amounts("1")}
    asked = place.fill(line)
    assert (asked.status_code, asked.json["faults"]) == (422, [])
    (caution,) = asked.json["confirm"]
    assert (caution["rule"], caution["field"]) == ("Q-2", "lines.0.total")
    screen = browse(create_seat(session, place.facility))
    path = f"{SCREEN}clienten/{BREED}/1/"
    typed = {**marks_of(screen.get(path)), "how": "computed", f"client_{place.dossiers[0].client_id}": "1"}
    shown = screen.post(path, typed)
    assert to_confirm(shown)
    assert caution["text"] in words_of(shown)
    assert rows_of(session, place)["clients"] == {}
    assert place.fill(line, confirm=["Q-2"]).status_code == 200


def test_every_wrong_cell_gets_its_own_fault_in_the_words_of_the_screen_and_nothing_is_saved_q_3(
    session: BincSession, place: Place, browse: Any
) -> None:
    stranger = add_client(session, place.facility, 9, modules=(STAY,))
    refused = place.fill(
        {
            "module": BREED,
            "total": "1.3",
            "clients": [*place.amounts("1.30", "-1"), {"dossier": stranger.code, "amount": "1"}],
        },
        {"module": STAY, "clients": place.amounts("99999999")},
        {"module": SUPPORT, "kinds": [{"kind": "time_out", "amount": "0.3"}], "non_client_bound": "0.7"},
    )
    assert refused.status_code == 422
    assert faults(refused) == [
        ("Q-3", "lines.0.total"),
        ("Q-3", "lines.0.clients.0.amount"),
        ("Q-3", "lines.0.clients.1.amount"),
        ("Q-1", "lines.0.clients.2.amount"),
        ("Q-3", "lines.1.clients.0.amount"),
        ("Q-3", "lines.2.kinds.0.amount"),
        ("Q-3", "lines.2.non_client_bound"),
    ]
    screen, path = browse(create_seat(session, place.facility)), f"{SCREEN}clienten/{BREED}/1/"
    cells = {
        f"client_{dossier.client_id}": typed for dossier, typed in zip(place.dossiers, ("1,30", "-1"), strict=True)
    }
    shown = words_of(screen.post(path, {**marks_of(screen.get(path)), "how": "typed", **cells}))
    assert [fault["text"] in shown for fault in refused.json["faults"][1:3]] == [True, True]
    assert rows_of(session, place) == {"totals": {}, "kinds": {}, "clients": {}, "state": None}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"module": "BESTAATNIET", "total": "1"}, ("Q-1", "lines.1.module")),
        ({"module": STAY, "total": "1"}, ("Q-2", "lines.1.module")),
        ({"module": BREED}, ("Q-2", "lines.1")),
        ({"module": BREED, "kinds": [{"kind": "time_out", "amount": "1"}]}, ("Q-2", "lines.1.total")),
        ({"module": SUPPORT, "clients": ["own"]}, ("Q-2", "lines.1.total")),
        ({"module": BREED, "clients": ["own", "own"]}, ("Q-2", "lines.1.clients.1.dossier")),
        ({"module": SUPPORT, "kinds": [{"kind": "zeilen", "amount": "1"}]}, ("Q-2", "lines.1.kinds.0.amount")),
        (
            {"module": SUPPORT, "kinds": [{"kind": "non_client_bound", "amount": "1"}]},
            ("Q-2", "lines.1.kinds.0.amount"),
        ),
        ({"module": SUPPORT, "kinds": [{"kind": "other", "amount": "1"}] * 2}, ("Q-2", "lines.1.kinds.1.kind")),
    ],
)
def test_what_does_not_belong_in_a_line_is_refused_at_its_place_with_the_rest_q_1_q_2(
    session: BincSession, place: Place, line: dict[str, Any], fault: tuple[str, str]
) -> None:
    if "clients" in line:
        line = {**line, "clients": [place.amounts("1")[0] for _ in line["clients"]]}
    refused = place.fill({"module": STAY, "total": "1"}, line)
    assert (refused.status_code, faults(refused)) == (422, [fault])
    assert rows_of(session, place)["totals"] == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"module": BREED, "clients": [{"dossier": "x"}]}]}, "lines.0.clients.0.amount"),
        ({"lines": [{"module": BREED, "clients": [{"dossier": "x", "amount": "NaN"}]}]}, "lines.0.clients.0.amount"),
        ({"lines": [{"module": BREED, "computed": "ja"}]}, "lines.0.computed"),
        ({"lines": [{"module": BREED, "clients": [{"dossier": "x", "amount": None}] * 10_001}] * 2}, "lines"),
    ],
)
def test_a_sheet_that_is_not_as_described_is_refused_at_its_place_g_3(place: Place, body: Any, field: str) -> None:
    refused = place.program.put(LINES, body, version="*")
    assert (refused.status_code, refused.json["faults"][0]["field"]) == (400, field)


def test_a_line_that_follows_from_the_schakelingen_is_read_and_never_filled_in_q_2(
    session: BincSession, program_of: Any
) -> None:
    words: Any = {"organisation_type": "pleegzorg", "modules": ("VBFINT04",), "count": 0}
    place = create_place(session, program_of, **words)
    dossier = add_client(session, place.facility, 1, modules=("VBFINT04",))
    (line,) = place.program.get(STATEMENT).json["lines"]
    assert (line["typed"], line["per_kind"], Decimal(line["total"])) == (False, False, 84)
    assert place.clients().json["clients"][0]["amounts"] == [{"module": "VBFINT04", "days": 84, "amount": "84"}]
    refused = place.fill({"module": "VBFINT04", "clients": [{"dossier": dossier.code, "amount": "3"}]})
    assert (refused.status_code, faults(refused)) == (422, [("Q-2", "lines.0.total")])


def test_a_dossier_of_another_facility_does_not_exist_and_nothing_is_saved_a_2(
    session: BincSession, place: Place, program_of: Any
) -> None:
    other = create_place(session, program_of, count=1)
    named = [*place.amounts("1"), *other.amounts("2"), {"dossier": "BNC_20240101_999999", "amount": "3"}]
    refused = place.fill({"module": BREED, "clients": named})
    assert refused.status_code == 404
    assert faults(refused) == [("D-1", f"lines.0.clients.{number}.dossier") for number in (1, 2)]
    assert len({fault["text"] for fault in refused.json["faults"]}) == 1
    for one in (place, other):
        assert rows_of(session, one)["clients"] == {}
    noted = select(AuditEntry.page).where(AuditEntry.action == "not_found")
    assert "SheetApi.fill" in session.scalars(noted).all()
    assert other.dossiers[0].code not in place.clients().text


def test_any_dossier_of_a_client_names_the_client_q_2(session: BincSession, place: Place) -> None:
    earlier = place.dossiers[0]
    earlier.status, earlier.closed_on = "closed", date(2024, 6, 30)
    session.flush()
    later = create_dossier(session, earlier.client, place.facility)
    assert place.fill({"module": BREED, "clients": [{"dossier": later.code, "amount": "2"}]}).status_code == 200
    assert rows_of(session, place)["clients"] == {(BREED, 0): 2}
    twice = place.fill({"module": BREED, "clients": [*place.amounts("3"), {"dossier": later.code, "amount": "2"}]})
    assert faults(twice) == [("Q-2", "lines.0.clients.1.dossier")]


def test_states_are_respected_as_on_the_screen_q_4(session: BincSession, place: Place) -> None:
    line = {"module": BREED, "clients": place.amounts("1")}
    create_statement(session, place.facility, Quarter(2024, 1), "sent", P_CB_BREED=5, VBFBJB04=1, P_OB_RTJ=1)
    assert place.fill(line).json["state"] == "to_send_again"
    statement = session.scalars(select(QuarterStatement).filter_by(facility_id=place.facility.id)).one()
    for state in ("sent", "processed"):
        statement.state = state
        session.flush()
    refused = place.fill({"module": BREED, "clients": place.amounts("2")})
    assert (refused.status_code, refused.json["faults"][0]["rule"]) == (409, "Q-4")
    assert rows_of(session, place)["clients"] == {(BREED, 0): 1}


def test_who_saw_an_older_version_changes_nothing_and_without_a_version_nothing_is_asked_d_11(
    session: BincSession, place: Place
) -> None:
    seen = place.clients().headers["ETag"]
    first = place.fill({"module": BREED, "clients": place.amounts("1")}, version=seen)
    assert (first.status_code, first.headers["ETag"]) == (200, f'"{first.json["version"]}"')
    stale = place.fill({"module": BREED, "clients": place.amounts("2")}, version=seen)
    assert (stale.status_code, stale.json["faults"][0]["rule"]) == (409, "D-11")
    assert place.fill({"module": BREED, "clients": place.amounts("2")}, version=None).status_code == 428
    assert rows_of(session, place)["clients"] == {(BREED, 0): 1}
    again = place.fill({"module": BREED, "clients": place.amounts("2")}, version=first.headers["ETag"])
    assert again.status_code == 200


def test_the_same_sheet_again_changes_nothing_and_the_same_key_answers_the_same_g_3(
    session: BincSession, place: Place
) -> None:
    line = {"module": BREED, "clients": place.amounts("1", "2")}
    first = place.fill(line, key="blad-2024-1")
    again = place.fill(line, key="blad-2024-1")
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    steps = select(func.count()).select_from(StatementStep).where(StatementStep.facility_id == place.facility.id)
    assert session.scalar(steps) == 1
    assert place.fill(line).json == first.json
    assert session.scalar(steps) == 1, "a sheet that says what stands there is no edit"


def test_the_list_of_changes_tells_of_figures_per_client_also_under_the_same_total_g_3(place: Place) -> None:
    place.fill({"module": BREED, "total": "10", "clients": place.amounts("1")}, {"module": STAY, "total": "5"})
    cursor = place.program.get("/changes/").json["latest"]
    place.fill({"module": BREED, "clients": place.amounts("2")})
    told = place.program.get(f"/changes/?after={cursor}").json
    assert {(one["kind"], one["module"], one["change"]) for one in told["changes"]} == {
        ("utilisation", BREED, "changed"),
        ("statement", None, "changed"),
    }
    place.fill({"module": BREED, "clients": place.amounts(None)})
    later = place.program.get(f"/changes/?after={told['next']}").json["changes"]
    assert [one["quarter"] for one in later if one["kind"] == "utilisation"] == ["2024-1"]


def test_clients_are_read_in_pages_and_of_the_modules_that_are_asked_g_3(session: BincSession, place: Place) -> None:
    others = [add_client(session, place.facility, number, modules=(STAY,)) for number in range(3, 6)]
    expected = [dossier.code for dossier in (*place.dossiers, *others)]
    seen, after = [], 0
    while after is not None:
        page = place.clients(f"?limit=2&after={after}").json
        seen += [one["dossier"] for one in page["clients"]]
        after = page["next"]
    assert seen == expected
    breed = place.clients(f"?module={BREED}").json["clients"]
    assert [one["dossier"] for one in breed] == expected[:2]
    assert {share["module"] for one in breed for share in one["amounts"]} == {BREED}
    assert faults(place.clients("?module=BESTAATNIET")) == [("Q-1", "module")]
    assert place.clients("?limit=101").status_code == 400
    last = session.scalars(select(AuditEntry).where(AuditEntry.action == "read").order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert place.program.get("/statements/2023-4/clients").status_code == 404


def test_who_was_read_and_filled_in_is_on_record_a_5(session: BincSession, place: Place) -> None:
    ids = sorted(dossier.client_id for dossier in place.dossiers)
    place.clients("?limit=1")
    place.fill({"module": BREED, "clients": place.amounts("1", "2")})
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "client").order_by(AuditEntry.id))
    read = [(entry.page, list(entry.subject_ids)) for entry in entries if (entry.page or "").startswith("SheetApi")]
    assert read == [("SheetApi.index", ids[:1]), ("SheetApi.fill", ids)]


def test_as_much_is_asked_for_many_clients_as_for_few_g_3(session: BincSession, program_of: Any) -> None:
    few, many = (create_place(session, program_of, count=count) for count in (2, 12))
    counts = []
    for place in (few, many):
        clients = place.amounts(*("1" for _ in place.dossiers))
        lines = [{"module": BREED, "clients": clients}, {"module": STAY, "clients": clients}]
        with counted_statements(db.engine) as reading:
            place.clients()
        with counted_statements(db.engine) as writing:
            assert place.fill(*lines).status_code == 200
        counts.append((len(reading), len(writing)))
    assert counts[0] == counts[1]
