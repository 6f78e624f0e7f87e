"""Foster carers in an exchange file: the rules of the screens, each fault at its place (S-13)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import select

from models import Facility, FosterCarer
from tests.exchange.files import NOOR, TODAY, client, decision, dossier, schakeling, small_file
from tests.exchange.test_export import exported
from tests.exchange.test_import import refused, take_in

HERE = "/dossiers/0/decisions/0/schakelingen/0"
BRAM = {"national_number": "93051822361", "name": "Bram Hendrickx"}
FOSTER = {"foster_care_kind": "pool", "foster_care_age_group": "youth"}
GATE = {"through_access_gate": True, **FOSTER}
CRISIS = {"through_access_gate": False, "referrer": "crisismeldpunt", **FOSTER}


def foster_file(*chain: dict[str, Any], referral: dict[str, Any] | None = None, **of_client: Any) -> dict[str, Any]:
    """A live file of a foster-care service with one dossier."""
    begin = chain[0]["begin"]
    modules = ("VBFINT04", "VBFINT06", "P-BEGINT-PLEEG")
    document = small_file(
        clients=[client("c1", NOOR, **of_client)], capacity=[], utilisation=[], quarters=[],
        dossiers=[dossier("d1", "c1", created=begin, referral=referral or GATE,
                          decisions=[decision(begin, *chain, modules=list(modules))])],
    )  # fmt: skip
    approved = [{"code": code, "from": "2015-01-01"} for code in modules]
    document["facilities"][0] |= {"organisation_type": "pleegzorg", "modules": approved}
    return document | {"history": False}


def placed(begin: str = "2024-01-08", code: str = "VBFINT04", **said: Any) -> dict[str, Any]:
    return schakeling("start", begin, None, code, **said)


@pytest.mark.parametrize(
    ("chain", "faults"),
    [
        (placed(paid_to_parents=False, carers=[BRAM]), []),
        (placed(paid_to_parents=True), []),
        (placed(code="VBFINT06", carers=[BRAM]), []),
        (placed(), ["carers", "paid_to_parents"]),
        (placed(carers=[BRAM]), ["paid_to_parents"]),
        (placed(code="VBFINT06"), ["carers"]),
        (placed(code="VBFINT06", elsewhere=True), ["carers"]),
        (placed(paid_to_parents=True, carers=[BRAM]), ["carers"]),
        (placed(code="P-BEGINT-PLEEG", carers=[BRAM]), ["carers"]),
        (placed("2020-05-25"), []),
        (placed("2020-05-26"), ["carers", "paid_to_parents"]),
        (placed(code="VBFINT06", carers=[{**BRAM, "national_number": "93051822362"}]), ["carers/0/national_number"]),
        (placed(code="VBFINT06", carers=[BRAM, BRAM]), ["carers/1/national_number"]),
    ],
)
def test_a_file_brings_the_carers_that_the_screens_ask_s13(
    session: Any, chain: dict[str, Any], faults: list[str]
) -> None:
    if faults:
        assert sorted(refused(session, foster_file(chain))) == [f"{HERE}/{field}" for field in faults]
    else:
        assert take_in(session, foster_file(chain)).created["schakeling"] == 1


def test_a_load_of_history_may_lack_the_carers_but_brings_no_wrong_ones_s13(session: Any) -> None:
    wrong = foster_file(placed(code="P-BEGINT-PLEEG", carers=[BRAM])) | {"history": True}
    assert sorted(refused(session, wrong)) == [f"{HERE}/carers"]
    assert take_in(session, foster_file(placed()) | {"history": True}).created["schakeling"] == 1


def test_a_client_of_the_crisismeldpunt_needs_no_carers_in_a_file_s12_s13(session: Any) -> None:
    assert take_in(session, foster_file(placed(), referral=CRISIS)).created["schakeling"] == 1


def test_an_extension_in_a_file_may_bring_the_carers_of_an_old_one_s7_s13(session: Any) -> None:
    old = schakeling("start", "2019-01-08", "2021-01-08", "VBFINT04")
    extension = schakeling("extension", "2021-01-08", None, "VBFINT04", paid_to_parents=False, carers=[BRAM])
    document = foster_file(old)
    document["dossiers"][0]["decisions"].append(decision("2021-01-08", extension, modules=["VBFINT04"]))
    assert take_in(session, document).created["schakeling"] == 2
    assert session.scalars(select(FosterCarer.name)).all() == ["Bram Hendrickx"]


def test_carers_go_out_as_they_came_in_s13(session: Any) -> None:
    take_in(session, foster_file(placed(paid_to_parents=False, carers=[BRAM])))
    session.flush()
    assert session.scalars(select(Facility).where(Facility.code == "X001")).one()
    out = exported(session)["dossiers"][0]["decisions"][0]["schakelingen"][0]
    assert (out["paid_to_parents"], out["carers"]) == (False, [BRAM])
    assert take_in(session, exported(session), today=TODAY).changes == 0


@pytest.mark.parametrize("history", [False, True], ids=["live", "history"])
def test_a_live_file_says_what_it_changes_for_the_groeipakket_s_12_g_1(session: Any, history: bool) -> None:
    first = foster_file(placed(code="VBFINT06", carers=[BRAM]))
    take_in(session, copy.deepcopy(first))
    first["dossiers"][0]["decisions"][0]["ground"] = "judicial"
    first["dossiers"][0]["decisions"][0]["schakelingen"][0]["elsewhere"] = True
    report = take_in(session, first | {"history": history})
    told = {one.pointer: one.message for one in report.cautions if one.rule == "S-12"}
    if history:
        assert told == {}
        return
    assert set(told) == {"/dossiers/0/decisions/0/ground", f"{HERE}/modules"}
    assert "een wijziging (D227) met de andere grond" in told["/dossiers/0/decisions/0/ground"]
    assert "een annulering (D227)" in told[f"{HERE}/modules"]
