"""Every kind of broken file is refused with a Dutch message at its place, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.services.exchange import ExchangeRefusedError, import_file, reading
from models import CapacityRow, Dossier, Facility
from tests.exchange.files import (
    GROWN_UP,
    MATS,
    NOOR,
    TODAY,
    client,
    closed_dossier,
    content,
    decision,
    dossier,
    schakeling,
    small_file,
)

JsonObject = dict[str, Any]
Break = Callable[[JsonObject], Any]
FIRST = "/dossiers/0/decisions/0/schakelingen/0"
SECOND = "/dossiers/0/decisions/0/schakelingen/1"


def chain(document: JsonObject) -> list[JsonObject]:
    """The schakelingen of the first dossier."""
    found: list[JsonObject] = document["dossiers"][0]["decisions"][0]["schakelingen"]
    return found


def set_in(holder: JsonObject, **values: Any) -> None:
    """Changes keys of an object."""
    holder.update(values)


def counts_toward(code: str) -> JsonObject:
    """A capacity row of a module that counts toward another."""
    return {"facility": "X001", "module": "P-CB-BREED", "valid_from": "2024-01-01", "recognised": 0,
            "counts_toward": code}  # fmt: skip


KINDS: dict[str, tuple[Break, str, str]] = {
    "wrong format word": (lambda d: set_in(d, format="binc-exchange/9"), "/format", "formaat"),
    "no sender": (lambda d: d.pop("source"), "/source", "ontbreekt"),
    "unknown key": (lambda d: set_in(d["clients"][0], shoe_size=38), "/clients/0/shoe_size", "bestaat niet"),
    "unknown key at the top": (lambda d: set_in(d, extra=1), "/extra", "bestaat niet"),
    "missing key": (lambda d: d["dossiers"][0].pop("client"), "/dossiers/0/client", "ontbreekt"),
    "wrong type": (lambda d: set_in(d["dossiers"][0], status=3), "/dossiers/0/status", "Kies uit"),
    "list instead of object": (lambda d: set_in(d["dossiers"][0], referral=[]), "/dossiers/0/referral", "object"),
    "day that does not exist": (
        lambda d: set_in(d["dossiers"][0], created="2024-02-30"),
        "/dossiers/0/created",
        "datum",
    ),
    "day far away": (lambda d: set_in(chain(d)[1], end="9998-01-01"), f"{SECOND}/end", "tussen"),
    "wrong checksum": (
        lambda d: set_in(d["clients"][0], national_number="15041200211"),
        "/clients/0/national_number",
        "controlegetal",
    ),
    "no number and not unborn": (
        lambda d: d["clients"][0].pop("national_number"),
        "/clients/0/national_number",
        "ongeboren",
    ),
    "person over 25": (
        lambda d: set_in(d["clients"][0], national_number=GROWN_UP),
        "/dossiers/0/client",
        "25 jaar of ouder",
    ),
    "same person twice": (
        lambda d: d["clients"].append(client("c2", NOOR)),
        "/clients/1/national_number",
        "één cliënt",
    ),
    "second open dossier": (
        lambda d: d["dossiers"].append(dossier("d2", "c1")),
        "/dossiers/1/client",
        "al een open dossier",
    ),
    "overlap": (lambda d: set_in(chain(d)[1], begin="2024-03-30"), f"{SECOND}/begin", "eindigt op 31/03/2024"),
    "end before begin": (lambda d: set_in(chain(d)[0], end="2024-01-07"), f"{FIRST}/end", "voor de begindatum"),
    "two one-day schakelingen on a day": (
        lambda d: chain(d).__setitem__(
            slice(None),
            [
                schakeling("start", "2024-01-08", "2024-01-08", "P-CB-BREED"),
                schakeling("switch", "2024-01-08", "2024-01-08", "VBFBJB04"),
            ],
        ),
        f"{SECOND}/begin",
        "één dag",
    ),
    "open schakeling in the middle": (lambda d: set_in(chain(d)[0], end=None), f"{SECOND}/begin", "loopt nog"),
    "module not approved": (
        lambda d: set_in(chain(d)[1], modules=[{"code": "VBFBJB16"}]),
        f"{SECOND}/modules",
        "niet goedgekeurd",
    ),
    "module not approved any more": (
        lambda d: set_in(d["facilities"][0]["modules"][2], until="2024-02-28"),
        f"{SECOND}/modules",
        "niet meer goedgekeurd",
    ),
    "unknown module": (
        lambda d: set_in(chain(d)[1], modules=[{"code": "P-BESTAAT-NIET"}]),
        f"{SECOND}/modules/0/code",
        "bestaat niet",
    ),
    "unknown facility": (lambda d: set_in(d["dossiers"][0], facility="X999"), "/dossiers/0/facility", "bestaat niet"),
    "unknown client": (lambda d: set_in(d["dossiers"][0], client="c9"), "/dossiers/0/client", "niet gekend"),
    "two dossiers with one id": (
        lambda d: (d["clients"].append(client("c2", MATS)), d["dossiers"].append(dossier("d1", "c2"))),
        "/dossiers/1/id",
        "eigen id",
    ),
    "facility twice": (lambda d: d["facilities"].append(d["facilities"][0]), "/facilities/1/code", "twee keer"),
    "innovative and guaranteed above recognised": (
        lambda d: set_in(d["capacity"][0], innovative=8, guaranteed=5),
        "/capacity/0/recognised",
        "erkende capaciteit",
    ),
    "capacity with three decimals": (
        lambda d: set_in(d["capacity"][0], recognised=1.005),
        "/capacity/0/recognised",
        "cijfers",
    ),
    "capacity of an unknown line": (
        lambda d: set_in(d["capacity"][0], module="P-X"),
        "/capacity/0/module",
        "bestaat niet",
    ),
    "capacity that counts toward itself": (
        lambda d: set_in(d["capacity"][0], counts_toward="VERBLIJF"),
        "/capacity/0/counts_toward",
        "bij zichzelf",
    ),
    "capacity that counts toward residence": (
        lambda d: d["capacity"].append(counts_toward("VERBLIJF")),
        "/capacity/1/counts_toward",
        "Bij Verblijf telt geen andere module mee",
    ),
    "capacity that counts toward a module of the pool": (
        lambda d: d["capacity"].append(counts_toward("VBFBJB04")),
        "/capacity/1/counts_toward",
        "Bij Verblijf telt geen andere module mee",
    ),
    "capacity that counts toward an unknown module": (
        lambda d: d["capacity"].append(counts_toward("P-X")),
        "/capacity/1/counts_toward",
        "bestaat niet",
    ),
    "schakeling before its decision": (
        lambda d: set_in(d["dossiers"][0]["decisions"][0], begin="2024-01-09"),
        f"{FIRST}/begin",
        "beslissing begint",
    ),
    "first one is no start": (
        lambda d: set_in(chain(d)[0], kind="switch"),
        f"{FIRST}/kind",
        "start van het hulpaanbod",
    ),
    "second start": (lambda d: set_in(chain(d)[1], kind="start"), f"{SECOND}/kind", "al een start"),
    "extension with other modules": (
        lambda d: (
            d["dossiers"][0]["decisions"].append(
                decision("2024-04-01", schakeling("extension", "2024-05-01", None, "VBFBJB04"))
            ),
            chain(d)[1].update(end="2024-05-01"),
        ),
        "/dossiers/0/decisions/1/schakelingen/0/modules",
        "vorige aanbod",
    ),
    "closed without schakeling": (
        lambda d: set_in(d["dossiers"][0], **{**closed_dossier("d1", "c1"), "decisions": [decision("2024-01-08")]}),
        "/dossiers/0/schakelingen",
        "minstens een schakeling",
    ),
    "closed while help runs": (
        lambda d: set_in(d["dossiers"][0], status="closed", closed_on="2024-06-30"),
        "/dossiers/0/schakelingen",
        "loopt nog",
    ),
    "closed without a day": (
        lambda d: set_in(d["dossiers"][0], status="closed"),
        "/dossiers/0/closed_on",
        "afgesloten",
    ),
    "guaranteed without crisismeldpunt": (
        lambda d: set_in(chain(d)[0], modules=[{"code": "VBFBJB04", "guaranteed": True}]),
        f"{FIRST}/modules",
        "crisismeldpunt",
    ),
    "wrong detail": (
        lambda d: set_in(chain(d)[1], modules=[{"code": "P-OB-RTJ", "detail": ["yes"]}]),
        f"{SECOND}/modules/0/detail",
        "lijst",
    ),
    "detail that is not asked": (
        lambda d: set_in(chain(d)[1], modules=[{"code": "P-CB-BREED", "detail": ["yes"]}]),
        f"{SECOND}/modules/0/detail",
        "geen extra informatie",
    ),
    "no answer about the access gate": (
        lambda d: set_in(d["dossiers"][0], referral={}),
        "/dossiers/0/referral/through_access_gate",
        "toegangspoort",
    ),
    "unknown referrer": (
        lambda d: set_in(d["dossiers"][0], referral={"through_access_gate": False, "referrer": "de_buren"}),
        "/dossiers/0/referral/referrer",
        "lijst",
    ),
    "ongoing since a day to come": (
        lambda d: set_in(d["dossiers"][0], referral={"through_access_gate": True, "ongoing_since": "2150-01-01"}),
        "/dossiers/0/referral/ongoing_since",
        "toekomst",
    ),
    "unknown answer": (
        lambda d: set_in(d["dossiers"][0], intake={"day_activity": "duimen_draaien"}),
        "/dossiers/0/intake/day_activity",
        "antwoordlijst",
    ),
    "unknown country": (lambda d: set_in(d["clients"][0], nationality="QQ"), "/clients/0/nationality", "antwoordlijst"),
    "code of another day": (
        lambda d: set_in(d["dossiers"][0], code="BNC_20240109_000001"),
        "/dossiers/0/code",
        "aanmaakdatum",
    ),
    "dossier made in the future": (
        lambda d: set_in(d["dossiers"][0], created="2024-07-02"),
        "/dossiers/0/created",
        "toekomst",
    ),
    "quarter that does not exist": (
        lambda d: set_in(d["quarters"][0], quarter="2024-5"),
        "/quarters/0/quarter",
        "kwartaal",
    ),
    "character that cannot be kept": (lambda d: set_in(d["clients"][0], name="No\x00or"), "/clients/0/name", "teken"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused_at_its_place(kind: str, session: Any) -> None:
    breaking, pointer, words = KINDS[kind]
    document = small_file()
    breaking(document)
    with pytest.raises(ExchangeRefusedError) as refusal:
        import_file(session, content(document), today=TODAY)
    found = {fault.pointer: fault.message for fault in refusal.value.placed}
    assert pointer in found, found
    assert words in found[pointer]
    assert session.scalar(select(func.count()).select_from(Facility).where(Facility.code == "X001")) == 0
    assert session.scalar(select(func.count()).select_from(Dossier)) == 0
    assert session.scalar(select(func.count()).select_from(CapacityRow)) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "geen geldige JSON"),
        (b"{'a': 1}", "geen geldige JSON"),
        (b'{"format": "binc-exchange/1", ', "geen geldige JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        (b'{"format": NaN}', "getal"),
        (b'{"format": 1e999999}', "getal"),
        (b'{"source": "a", "source": "b"}', "twee keer"),
        (b"[" * 100_000, "diep"),
        (b"[]", "object"),
        (b"3", "object"),
    ],
)
def test_what_is_no_exchange_file_is_refused(text: bytes, words: str, session: Any) -> None:
    with pytest.raises(ExchangeRefusedError) as refusal:
        import_file(session, text, today=TODAY)
    assert words in str([fault.message for fault in refusal.value.placed])


def test_all_faults_of_a_file_are_told_at_once(session: Any) -> None:
    document = small_file()
    document["capacity"][0]["innovative"] = 20
    document["clients"][0]["national_number"] = "15041200211"
    chain(document)[1]["begin"] = "2024-03-01"
    with pytest.raises(ExchangeRefusedError) as refusal:
        import_file(session, content(document), today=TODAY)
    pointers = {fault.pointer for fault in refusal.value.placed}
    assert {"/capacity/0/recognised", "/clients/0/national_number", f"{SECOND}/begin"} <= pointers


def test_the_command_ends_with_status_2_and_prints_the_faults_on_standard_error(
    app: Flask, session: Any, tmp_path: Path
) -> None:
    file = tmp_path / "broken.json"
    document = small_file()
    document["dossiers"][0]["facility"] = "X999"
    file.write_text(json.dumps(document))
    result = app.test_cli_runner().invoke(args=["exchange", "import", str(file), "--json"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("/dossiers/0/facility: Voorziening X999 bestaat niet.")


def test_the_command_reports_in_json_and_a_dry_run_changes_nothing(app: Flask, session: Any, tmp_path: Path) -> None:
    file = tmp_path / "good.json"
    file.write_text(json.dumps(small_file()))
    runner = app.test_cli_runner()
    trial = json.loads(runner.invoke(args=["exchange", "import", str(file), "--dry-run", "--json"]).stdout)
    real = json.loads(runner.invoke(args=["exchange", "import", str(file), "--json"]).stdout)
    again = json.loads(runner.invoke(args=["exchange", "import", str(file), "--json"]).stdout)
    assert (trial["dry_run"], trial["created"]) == (True, real["created"])
    assert (real["created"]["dossier"], again["changes"]) == (1, 0)


def test_a_file_of_nothing_but_faults_is_told_up_to_a_number_g_3(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FAULTS", 10)
    with pytest.raises(ExchangeRefusedError) as refusal:
        import_file(session, content(small_file(clients=[1] * 50)), today=TODAY)
    assert len(refusal.value.placed) == 10
