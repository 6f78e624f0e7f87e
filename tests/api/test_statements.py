"""Quarter statements by programs: the same totals, rules and words as the screens (G-3, Q-1 … Q-4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession
from app.domain.quarter import Quarter
from models import Facility, QuarterStatement, UtilisationTotal
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
from tests.views.reading import value_of, words_of

QUARTER = "/statements/2024-1"


@pytest.fixture
def help_given(session: BincSession, facility: Facility) -> None:
    """A client with a stay and guidance from 8 January on."""
    dossier = create_dossier(session, create_client(session, facility), facility)
    decision = create_decision(session, dossier, modules=("VBFBJB04", "P-CB-BREED"))
    create_schakeling(session, decision, modules=("VBFBJB04", "P-CB-BREED"))


def total(module: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {"totals": [{"module": module, "total": amount, **more}]}


@pytest.mark.usefixtures("help_given")
def test_a_total_is_filled_in_and_read_back_q_2(session: BincSession, program: Program) -> None:
    read = program.get(QUARTER)
    assert (read.json["state"], read.json["version"], read.headers["ETag"]) == ("open", 0, '"0"')
    assert {line["module"] for line in read.json["lines"]} == {"VBFBJB04", "P-CB-BREED"}
    saved = program.put(f"{QUARTER}/totals", total("VBFBJB04", "61"), version=read.headers["ETag"])
    assert saved.status_code == 200, saved.json
    line = next(line for line in saved.json["lines"] if line["module"] == "VBFBJB04")
    assert Decimal(line["total"]) == 61
    stored = session.scalars(select(UtilisationTotal)).one()
    assert (stored.total, stored.computed) == (Decimal(61), False)
    assert program.get(QUARTER).json == saved.json
    stale = program.put(f"{QUARTER}/totals", total("VBFBJB04", "62"), version=read.headers["ETag"])
    assert (stale.status_code, stale.json["faults"][0]["rule"]) == (409, "D-11")


@pytest.mark.usefixtures("help_given")
@pytest.mark.parametrize(("amount", "typed"), [("-1", "-1"), ("999999999", "999999999")])
def test_a_wrong_total_is_refused_in_the_words_of_the_screen_q_3(
    session: BincSession, facility: Facility, program: Program, browse: Any, amount: str, typed: str
) -> None:
    refused = program.put(f"{QUARTER}/totals", total("VBFBJB04", amount), version="*")
    assert refused.status_code == 422
    (fault,) = refused.json["faults"]
    assert fault["field"] == "totals.VBFBJB04"
    cell = f"total_{type_module(session, 'VBFBJB04').id}"
    screen = browse(create_seat(session, facility))
    page = screen.get("/kwartaalstaten/2024-1/")
    shown = {name: value_of(page, name) for name in ("version", "seen")}
    shown |= {cell: typed, cell.replace("total", "how"): "typed"}
    assert fault["text"] in words_of(screen.post("/kwartaalstaten/2024-1/", shown))


@pytest.mark.usefixtures("help_given")
@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"totals": []}, 400, "totals"),
        (total("VBFBJB04", "NaN"), 400, "totals.0.total"),
        (total("VBFBJB04", "Infinity"), 400, "totals.0.total"),
        (total("VBFBJB04", True), 400, "totals.0.total"),
        (total("BESTAATNIET", "1"), 422, "totals.BESTAATNIET"),
        ({"totals": [{"module": "VBFBJB04", "total": "1"}] * 2}, 422, "totals.VBFBJB04"),
    ],
)
def test_what_is_no_total_of_the_statement_is_refused_at_its_place_q_1(
    program: Program, body: Any, status: int, field: str
) -> None:
    refused = program.put(f"{QUARTER}/totals", body, version="*")
    assert refused.status_code == status, refused.json
    assert refused.json["faults"][0]["field"] == field


@pytest.mark.usefixtures("help_given")
def test_a_processed_quarter_stays_as_it_is_q_4(session: BincSession, facility: Facility, program: Program) -> None:
    create_statement(session, facility, Quarter(2024, 1), "processed", VBFBJB04=61, **{"P-CB-BREED": 3})
    refused = program.put(f"{QUARTER}/totals", total("VBFBJB04", "62"), version="*")
    assert refused.status_code in (409, 422)
    assert session.scalars(select(QuarterStatement.state)).one() == "processed"


@pytest.mark.usefixtures("help_given")
def test_a_sum_asks_before_it_replaces_what_was_typed_q_2(program: Program) -> None:
    program.put(f"{QUARTER}/totals", total("VBFBJB04", "61"), version="*")
    body = total("VBFBJB04", None, computed=True)
    asked = program.put(f"{QUARTER}/totals", body, version="*")
    assert asked.status_code == 422
    (caution,) = asked.json["confirm"]
    assert caution["field"] == "totals.VBFBJB04"
    assert program.put(f"{QUARTER}/totals", {**body, "confirm": [caution["rule"]]}, version="*").status_code == 200


@pytest.mark.parametrize("quarter", ["2024-1", "1900-1", "2024-5", "0000-1", "eerste"])
def test_a_quarter_without_help_has_no_statement_q_1(program: Program, quarter: str) -> None:
    assert program.get(f"/statements/{quarter}").status_code == 404
    assert program.put(f"/statements/{quarter}/totals", total("VBFBJB04", "1"), version="*").status_code == 404


def test_a_facility_that_sends_none_has_none_q_1(session: BincSession, program_of: Any) -> None:
    assert program_of(create_facility(session, organisation_type="CaH")).get(QUARTER).status_code == 404
