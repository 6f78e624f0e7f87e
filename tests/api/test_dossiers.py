"""Dossiers by programs: the same rules and words as the screens (G-3, C-1 … C-3, D-1, D-4, D-6, D-11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.database import BincSession, db
from app.services.holding import STALE
from models import Client, ClientAccess, Dossier, Facility
from tests.api.programs import Program, create_complete_client
from tests.factories import (
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_user,
)
from tests.groeipakket.placements import deliver, residence
from tests.views.counting import counted_statements
from tests.views.reading import words_of

KNOWN_TO_REGISTER = "15041200210"
REFERRAL = {"through_access_gate": True, "own_reference": "LG-3"}


@pytest.fixture
def dossier(session: BincSession, facility: Facility) -> Dossier:
    return create_dossier(session, create_complete_client(session, facility), facility)


def test_a_new_dossier_is_made_of_whoever_has_the_number_g_3_c_1_d_1(
    session: BincSession, facility: Facility, program: Program
) -> None:
    client = create_complete_client(session, facility)
    answer = program.post("/dossiers/", {"national_number": client.national_number, "referral": REFERRAL})
    assert answer.status_code == 201, answer.json
    made = session.scalars(select(Dossier).where(Dossier.code == answer.json["code"])).one()
    assert (made.client_id, made.facility_id, made.owner_id) == (client.id, facility.id, None)
    assert made.referral is not None
    assert made.referral.own_reference == "LG-3"
    assert answer.headers["Location"] == f"/api/v1/dossiers/{made.code}"
    assert answer.headers["ETag"] == f'"{made.version}"'


def test_a_colleague_can_be_named_who_follows_it_d_9(
    session: BincSession, facility: Facility, program: Program
) -> None:
    client, user = create_complete_client(session, facility), create_user(session)
    create_seat(session, facility, user=user)
    sent = {"national_number": client.national_number, "referral": REFERRAL, "responsible": user.username}
    code = program.post("/dossiers/", sent).json["code"]
    assert session.scalars(select(Dossier.owner_id).where(Dossier.code == code)).one() == user.id
    stranger = create_user(session)
    create_seat(session, create_facility(session), user=stranger)
    other = {**sent, "national_number": create_complete_client(session, facility).national_number}
    answer = program.post("/dossiers/", {**other, "responsible": stranger.username})
    assert [fault["field"] for fault in answer.json["faults"]] == ["responsible"]


def test_who_is_unknown_is_looked_up_in_the_register_and_has_to_be_complete_c_1_c_3_a_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    before = session.scalar(select(func.count()).select_from(ClientAccess))
    answer = program.post("/dossiers/", {"national_number": KNOWN_TO_REGISTER, "referral": REFERRAL})
    if answer.status_code == 422:
        assert {fault["rule"] for fault in answer.json["faults"]} <= {"C-2", "C-3"}
        assert session.scalar(select(func.count()).select_from(ClientAccess)) == before, "nothing was opened"
    else:
        assert answer.status_code == 201
        assert session.scalars(select(Client).where(Client.national_number == KNOWN_TO_REGISTER)).one()


@pytest.mark.parametrize(("number", "rule"), [("15041200211", "C-1"), ("00000000000", "C-1"), ("niets", "C-1")])
def test_a_wrong_number_is_refused_in_the_words_of_the_screens_c_1(program: Program, number: str, rule: str) -> None:
    answer = program.post("/dossiers/", {"national_number": number, "referral": REFERRAL})
    assert answer.status_code == 422
    assert (answer.json["faults"][0]["rule"], answer.json["faults"][0]["field"]) == (rule, "national_number")


def test_a_second_open_dossier_is_refused_with_the_sentence_of_the_screen_d_1(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier, browse: Any
) -> None:
    number = session.get_one(Client, dossier.client_id).national_number
    answer = program.post("/dossiers/", {"national_number": number, "referral": REFERRAL})
    told = answer.json["faults"][0]
    assert (answer.status_code, told["rule"]) == (422, "D-1")
    screen = browse(create_seat(session, facility))
    shown = screen.post(f"/clienten/{dossier.client_id}/dossier/", {"through_access_gate": "yes"})
    assert told["text"] in words_of(shown)


def test_every_question_of_the_referral_is_checked_as_on_the_screen_d_4(
    session: BincSession, facility: Facility, program: Program
) -> None:
    client = create_complete_client(session, facility)
    answer = program.post(
        "/dossiers/", {"national_number": client.national_number, "referral": {"referrer": "bestaat-niet"}}
    )
    assert answer.status_code == 422
    assert {fault["rule"] for fault in answer.json["faults"]} == {"D-4"}
    assert session.scalar(select(func.count()).select_from(Dossier)) == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "national_number"),
        ({"national_number": 5}, "national_number"),
        ({"national_number": "15041200210", "naam": "x"}, "naam"),
        ({"national_number": "15041200210", "referral": {"referral_date": "08/01/2024"}}, "referral.referral_date"),
        ({"national_number": "15041200210", "referral": {"judicial": "ja"}}, "referral.judicial"),
        ([], ""),
        ("x", ""),
    ],
)
def test_what_is_not_as_described_is_refused_at_its_place_g_3(program: Program, body: Any, field: str) -> None:
    answer = program.post("/dossiers/", body)
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json["faults"]] == [field]


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff",
        b'{"national_number": "\\u0000"}',
        b'{"national_number": "\\ud800"}',
        rb'{"national_number": "\\ud800\udc00"}',
        rb'{"\\ud800\udc00": 1}',
        r'{"national_number": "\ud800"}'.encode("utf-16"),
        b'{"national_number": ' + b"[" * 900 + b"]" * 900 + b"}",
    ],
)
def test_bytes_that_are_no_json_or_hold_no_text_are_refused_g_3(
    app: Any, browse: Any, program: Program, raw: bytes
) -> None:
    headers = {"Authorization": f"Bearer {program.secret}", "Idempotency-Key": "sleutel-1", "X-Y": "z"}
    answer = browse(None)._call("post", "/api/v1/dossiers/", data=raw, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json["faults"]


def test_one_dossier_with_all_in_it_g_3(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    decision = create_decision(session, dossier)
    schakeling = create_schakeling(session, decision)
    answer = program.get(f"/dossiers/{dossier.code}")
    session.refresh(dossier)
    read = answer.json
    assert (read["code"], read["version"], answer.headers["ETag"]) == (
        dossier.code,
        dossier.version,
        f'"{dossier.version}"',
    )
    assert read["client"]["name"] == dossier.client_name
    assert [one["id"] for one in read["decisions"]] == [decision.id]
    (told,) = read["decisions"][0]["schakelingen"]
    assert (told["id"], told["begin"], told["end"]) == (
        schakeling.id,
        schakeling.begin.isoformat(),
        schakeling.end.isoformat() if schakeling.end else None,
    )
    assert {module["code"] for module in told["modules"]} == {module.type_module.code for module in schakeling.modules}


def test_a_page_goes_on_where_the_last_one_ended_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    codes = [create_dossier(session, create_complete_client(session, facility), facility).code for _ in range(5)]
    seen, after = [], 0
    for size in (2, 2, 1):
        page = program.get(f"/dossiers/?limit=2&after={after}").json
        assert len(page["dossiers"]) == size
        seen += [one["code"] for one in page["dossiers"]]
        after = page["next"]
    assert (seen, after) == (codes, None)


def test_the_list_can_be_narrowed_by_state_and_moment_g_3(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    closed = create_dossier(
        session, create_complete_client(session, facility), facility, status="closed", closed_on=dossier.created_on
    )
    assert [one["code"] for one in program.get("/dossiers/?state=closed").json["dossiers"]] == [closed.code]
    later = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    earlier = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert program.get(f"/dossiers/?changed_since={later}").json["dossiers"] == []
    assert len(program.get(f"/dossiers/?changed_since={earlier}").json["dossiers"]) == 2


@pytest.mark.parametrize(
    "query",
    ["state=weg", "limit=0", "limit=101", "after=x", "changed_since=gisteren", "foo=1", "state=open&state=open"],
)
def test_a_query_that_is_not_as_described_is_refused_g_3(program: Program, query: str) -> None:
    assert program.get(f"/dossiers/?{query}").status_code == 400


def test_a_dossier_in_the_bin_does_not_exist_d_8(
    session: BincSession, facility: Facility, program: Program, dossier: Dossier
) -> None:
    dossier.status, dossier.deleted_on = "deleted", dossier.created_on
    session.flush()
    assert program.get(f"/dossiers/{dossier.code}").status_code == 404
    assert program.get("/dossiers/").json["dossiers"] == []


def test_a_change_needs_the_version_that_was_seen_d_11(program: Program, dossier: Dossier) -> None:
    path = f"/dossiers/{dossier.code}/referral"
    missing = program.put(path, REFERRAL)
    assert (missing.status_code, missing.json["faults"][0]["field"]) == (428, "If-Match")
    seen = program.get(f"/dossiers/{dossier.code}").headers["ETag"]
    changed = program.put(path, REFERRAL, version=seen)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != seen
    stale = program.put(path, {"through_access_gate": True, "own_reference": "X"}, version=seen)
    assert stale.status_code == 409
    assert stale.json["faults"] == [{"rule": "D-11", "field": "version", "text": STALE.message}]
    assert program.get(f"/dossiers/{dossier.code}").json["referral"]["own_reference"] == "LG-3"


def test_a_backslash_before_the_letters_of_a_half_sign_is_text_as_any_g_3(program: Program, dossier: Dossier) -> None:
    path, typed = f"/dossiers/{dossier.code}", r"map\ud800 \u0000"
    assert program.put(f"{path}/referral", {**REFERRAL, "own_reference": typed}, version="*").status_code == 200
    assert program.get(path).json["referral"]["own_reference"] == typed


def test_a_day_is_written_in_one_way_g_3(program: Program, dossier: Dossier) -> None:
    sent = {"begin": "2024-W01-1", "modules": ["VBFBJB04"], "ground": "voluntary"}
    answer = program.post(f"/dossiers/{dossier.code}/decisions/", sent)
    assert (answer.status_code, answer.json["faults"][0]["field"]) == (400, "begin")


def test_a_referral_that_withdraws_what_the_groeipakket_was_told_is_asked_about_first_s_12_g_1(
    session: BincSession, program_of: Any
) -> None:
    told, _, _ = residence(session)
    deliver(session)
    program, path = program_of(told.facility), f"/dossiers/{told.dossier.code}/referral"
    sent = {"through_access_gate": True, "specific": "time_out"}
    asked = program.put(path, sent, version="*")
    assert (asked.status_code, asked.json["faults"], asked.json["confirm"][0]["rule"]) == (422, [], "S-12")
    assert "een annulering" in asked.json["confirm"][0]["text"]
    assert program.put(path, {**sent, "confirm": ["S-12"]}, version="*").status_code == 200


def test_a_dossier_closes_when_nothing_is_missing_and_says_all_that_is_d_6(
    session: BincSession, program: Program, dossier: Dossier, browse: Any, facility: Facility
) -> None:
    refused = program.post(f"/dossiers/{dossier.code}/close", version="*")
    assert refused.status_code == 422
    assert {fault["rule"][0] for fault in refused.json["faults"]} <= {"D", "E", "S"}
    screen = browse(create_seat(session, facility)).get(f"/dossiers/{dossier.code}/afsluiten/")
    assert all(fault["text"] in words_of(screen) for fault in refused.json["faults"])


def test_a_page_of_many_dossiers_asks_no_more_than_one_of_few_g_3(
    session: BincSession, facility: Facility, program: Program
) -> None:
    counts = []
    for size in (3, 30):
        for _ in range(size):
            create_dossier(session, create_complete_client(session, facility), facility)
        program.get("/dossiers/")
        with counted_statements(db.engine) as statements:
            assert len(program.get("/dossiers/").json["dossiers"]) >= size
        counts.append(len(statements))
    assert counts[0] == counts[1]
