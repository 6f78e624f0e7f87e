"""Decisions and schakelingen by programs: the same rules, words and warnings as the screens (G-3, S-1 … S-14)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.database import BincSession, db
from app.services.schakelingen import NO_DECISION
from models import Decision, Dossier, Facility, Schakeling
from tests.api.programs import Program
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    process_years,
)
from tests.views.counting import counted_statements
from tests.views.reading import words_of

DECISION = {"begin": "2024-01-08", "modules": ["VBFBJB04"], "ground": "voluntary"}
START = {"kind": "start", "begin": "2024-01-08", "modules": [{"code": "VBFBJB04"}], "confirm": ["S-12"]}


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    return create_dossier(session, create_client(session, facility), facility)


def version_of(program: Program, dossier: Dossier) -> str:
    return str(program.get(f"/dossiers/{dossier.code}").headers["ETag"])


def test_a_course_of_help_from_decision_to_end_g_3(session: BincSession, program: Program, dossier: Dossier) -> None:
    """S-1, S-2, S-5, S-6: each answer brings the version that the next change has to have seen."""
    base = f"/dossiers/{dossier.code}"
    decision = program.post(f"{base}/decisions/", DECISION)
    assert decision.status_code == 201, decision.json
    start = program.post(f"{base}/schakelingen/", START)
    assert start.status_code == 201, start.json
    one = start.headers["Location"].removeprefix("/api/v1")
    ended = program.put(f"{one}/end", {"end": "2024-03-31", "confirm": ["S-12"]}, version=start.headers["ETag"])
    assert ended.status_code == 200, ended.json
    assert program.get(one).json["end"] == "2024-03-31"
    switch = {**START, "kind": "switch", "begin": "2024-04-01", "modules": [{"code": "P-CB-BREED"}]}
    second = program.post(f"{base}/schakelingen/", {**switch, "confirm": ["S-2", "S-12"]})
    assert second.status_code == 201, second.json
    later = second.headers["Location"].removeprefix("/api/v1")
    changed = {**switch, "end": "2024-05-01", "confirm": ["S-2", "S-12"]}
    assert program.put(later, changed, version=second.headers["ETag"]).status_code == 200
    assert program.delete(later, version=version_of(program, dossier)).status_code == 200
    read = program.get(base).json
    assert [one["end"] for one in read["decisions"][0]["schakelingen"]] == ["2024-03-31"]
    assert session.scalars(select(Schakeling).where(Schakeling.dossier_id == dossier.id)).one().end_registered_at


def test_the_running_one_is_ended_with_the_next_s_5(session: BincSession, program: Program, dossier: Dossier) -> None:
    running = create_schakeling(session, create_decision(session, dossier))
    sent = {**START, "kind": "switch", "begin": "2024-02-01", "modules": [{"code": "P-CB-BREED"}]}
    path = f"/dossiers/{dossier.code}/schakelingen/"
    refused = program.post(path, sent)
    assert {fault["rule"] for fault in refused.json["faults"]} == {"S-5"}
    saved = program.post(path, {**sent, "previous_end": "2024-01-31", "confirm": ["S-2", "S-12"]})
    assert saved.status_code == 201, saved.json
    session.refresh(running)
    assert f"{running.end}" == "2024-01-31"


def test_what_asks_to_be_confirmed_is_answered_with_its_rule_and_sentence_s_12(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier, browse: Any
) -> None:
    create_decision(session, dossier)
    path = f"/dossiers/{dossier.code}/schakelingen/"
    asked = program.post(path, {**START, "confirm": []}, key="bevestig-1")
    assert (asked.status_code, asked.json["faults"]) == (422, [])
    assert [caution["rule"] for caution in asked.json["confirm"]] == ["S-12"]
    typed = {"kind": "start", "begin": "08/01/2024", "modules": ["VBFBJB04"]}
    screen = browse(create_seat(session, facility)).post(f"{path.removesuffix('/')}/nieuw", typed)
    assert asked.json["confirm"][0]["text"] in words_of(screen)
    assert program.post(path, START, key="bevestig-2").status_code == 201


WRONG: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"begin": "2024-01-01"}, {"begin": "01/01/2024"}),
    ({"end": "2024-01-01"}, {"end": "01/01/2024"}),
    ({"kind": "switch"}, {"kind": "switch"}),
    ({"begin": "2024-01-08", "end": "2024-01-07"}, {"end": "07/01/2024"}),
]


@pytest.mark.parametrize(("sent", "typed"), WRONG)
def test_what_the_screen_refuses_the_api_refuses_in_the_same_words_g_3(
    session: BincSession,
    facility: Facility,
    program: Program,
    dossier: Dossier,
    browse: Any,
    sent: dict[str, Any],
    typed: dict[str, Any],
) -> None:
    create_decision(session, dossier)
    refused = program.post(f"/dossiers/{dossier.code}/schakelingen/", {**START, **sent})
    form = {"kind": "start", "begin": "08/01/2024", "modules": ["VBFBJB04"], **typed}
    screen = browse(create_seat(session, facility)).post(f"/dossiers/{dossier.code}/schakelingen/nieuw", form)
    if typed.get("kind") == "switch":
        # The screen does not let one choose a kind that cannot be (S-3).
        assert {fault["rule"] for fault in refused.json["faults"]} == {"S-3"}
        return
    assert refused.status_code == screen.status_code == 422
    assert refused.json["faults"]
    assert all(fault["text"] in words_of(screen) for fault in refused.json["faults"])


def test_without_a_decision_there_is_no_schakeling_s_2(program: Program, dossier: Dossier) -> None:
    refused = program.post(f"/dossiers/{dossier.code}/schakelingen/", START)
    assert [fault["text"] for fault in refused.json["faults"]] == [NO_DECISION.message]


def test_help_in_a_processed_year_stays_as_it_is_s_14(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    create_decision(session, dossier)
    process_years(session, facility, 2024)
    refused = program.post(f"/dossiers/{dossier.code}/schakelingen/", START)
    assert "S-14" in {fault["rule"] for fault in refused.json["faults"]}


def test_who_saw_an_older_version_changes_nothing_d_11(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    decision = create_decision(session, dossier)
    one = f"/dossiers/{dossier.code}/schakelingen/{create_schakeling(session, decision).id}"
    seen = version_of(program, dossier)
    assert program.put(f"{one}/end", {"end": "2024-02-01", "confirm": ["S-12"]}, version=seen).status_code == 200
    stale = program.put(f"{one}/end", {"end": "2024-02-02", "confirm": ["S-12"]}, version=seen)
    assert (stale.status_code, stale.json["faults"][0]["rule"]) == (409, "D-11")
    assert program.get(one).json["end"] == "2024-02-01"
    assert program.delete(one, version=seen).status_code == 409


def test_an_end_by_itself_asks_the_database_no_more_than_a_change_g_3(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    decision = create_decision(session, dossier)
    one = f"/dossiers/{dossier.code}/schakelingen/{create_schakeling(session, decision).id}"
    counts = []
    for path, sent in (
        (one, {**START, "end": "2024-02-01"}),
        (f"{one}/end", {"end": "2024-02-02", "confirm": ["S-12"]}),
    ):
        with counted_statements(db.engine) as statements:
            assert program.put(path, sent, version="*").status_code == 200
        counts.append(sum("FROM foster_carer" in one and "json_agg" in one for one in statements))
    assert counts == [1, 1], "the chain is read once, after it is locked"


def test_a_decision_changes_and_goes_only_when_nothing_stands_under_it_s_1(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    decision = create_decision(session, dossier)
    one = f"/dossiers/{dossier.code}/decisions/{decision.id}"
    changed = program.put(one, {**DECISION, "ground": "judicial", "mandated_service": "OCJ"}, version="*")
    assert changed.status_code == 200, changed.json
    assert program.get(one).json["mandated_service"] == "OCJ"
    schakeling = create_schakeling(session, decision)
    assert program.delete(one, version="*").status_code == 422
    program.delete(f"/dossiers/{dossier.code}/schakelingen/{schakeling.id}", version="*")
    assert program.delete(one, version="*").status_code == 200
    assert session.scalars(select(Decision).where(Decision.dossier_id == dossier.id)).all() == []


def test_a_part_of_another_dossier_does_not_exist_there_a_2(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    another = create_dossier(session, create_client(session, facility), facility)
    decision = create_decision(session, another)
    schakeling = create_schakeling(session, decision)
    other = create_facility(session)
    foreign = create_decision(session, create_dossier(session, create_client(session, other), other))
    for part in (f"decisions/{decision.id}", f"schakelingen/{schakeling.id}", f"decisions/{foreign.id}"):
        assert program.get(f"/dossiers/{dossier.code}/{part}").status_code == 404
        assert program.delete(f"/dossiers/{dossier.code}/{part}", version="*").status_code == 404


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"kind": "begin"}, "kind"),
        ({"modules": ["VBFBJB04"]}, "modules.0"),
        ({"modules": [{"code": "VBFBJB04", "guaranteed": "ja"}]}, "modules.0.guaranteed"),
        ({"begin": "2024-02-30"}, "begin"),
        ({"begin": "0001-01-01"}, "begin"),
        ({"begin": None}, "begin"),
        ({"confirm": "S-12"}, "confirm"),
        ({"carers": [{}]}, "carers.0.name"),
    ],
)
def test_a_schakeling_that_is_not_as_described_is_refused_at_its_place_g_3(
    program: Program, dossier: Dossier, overrides: dict[str, Any], field: str
) -> None:
    refused = program.post(f"/dossiers/{dossier.code}/schakelingen/", {**START, **overrides})
    assert refused.status_code == 400
    assert refused.json["faults"][0]["field"].startswith(field)


def test_a_module_that_does_not_exist_is_refused_by_the_rules_m_1(
    session: BincSession, program: Program, dossier: Dossier
) -> None:
    create_decision(session, dossier)
    sent = {**START, "modules": [{"code": "BESTAATNIET"}]}
    refused = program.post(f"/dossiers/{dossier.code}/schakelingen/", sent)
    assert (refused.status_code, refused.json["faults"][0]["field"]) == (422, "modules")
    decided = program.post(f"/dossiers/{dossier.code}/decisions/", {**DECISION, "modules": ["BESTAATNIET"]})
    assert (decided.status_code, decided.json["faults"][0]["field"]) == (422, "modules")
