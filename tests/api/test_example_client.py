"""The example client: run twice it leaves the same data as once, and the same month typed gives the same rows (G-3)."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import select

from app.database import BincSession, transaction
from app.domain.scope import Scope
from models import Dossier, Facility, Schakeling, Seat
from tests.api.help_rows import help_rows
from tests.api.programs import create_secret
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
)
from tests.views.reading import value_of

HERE = Path(__file__).parents[2] / "docs" / "example-client"
CODES = ("BNC_20240108_000101", "BNC_20240108_000102", "BNC_20240108_000103")
TYPED = {code: code.replace("_0001", "_0002") for code in CODES}


@pytest.fixture(scope="module")
def client() -> Any:
    """The client as it is shipped."""
    spec = importlib.util.spec_from_file_location("send_month", HERE / "send_month.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Twins:
    """Two facilities with the same dossiers: one gets the file of the client, at the other somebody types it."""

    app: Flask
    sent_to: int
    typed_at: int
    secret: str
    seat_id: int
    user_id: int

    def rows(self, facility_id: int) -> Any:
        """The rows of the help of one of them."""
        with self.app.app_context(), transaction(Scope.system("test")) as session:
            return help_rows(session, session.get_one(Facility, facility_id))


@pytest.fixture
def twins(committing_app: Flask) -> Twins:
    with committing_app.app_context(), transaction(Scope.system("test")) as session:
        sent_to, typed_at = _furnish(session, CODES), _furnish(session, tuple(TYPED.values()))
        seat: Seat = create_seat(session, typed_at)
        facility_ids = sent_to.id, typed_at.id
        secret = create_secret(session, sent_to)
        ids = seat.id, seat.user_id
    return Twins(committing_app, *facility_ids, secret, *ids)


def _furnish(session: BincSession, codes: tuple[str, ...]) -> Facility:
    """The dossiers of the example: nothing yet, help that runs, and help that runs."""
    facility = create_facility(session)
    for place, code in enumerate(codes):
        person = create_client(session, facility, name=f"Cliënt {place}", birth_date=date(2012, 5, 6))
        decision = create_decision(session, create_dossier(session, person, facility, code=code))
        if place:
            create_schakeling(session, decision)
    return facility


def send(client: Any, twins: Twins, file: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Runs the client on a file."""
    monkeypatch.setenv("BINC_TOKEN", twins.secret)
    transport = httpx.WSGITransport(app=twins.app)
    return int(client.main(["http://localhost", str(file)], transport))


def type_month(twins: Twins, lines: list[dict[str, Any]]) -> None:
    """Types the same lines on the screens, one by one."""
    browser = twins.app.test_client()
    with browser.session_transaction() as kept:
        kept.update({"_user_id": str(twins.user_id), "_fresh": True, "epoch": 0, "seat_id": twins.seat_id})
    for line in lines:
        code = TYPED[line["dossier"]]
        known = _known(twins, code, line)
        address = f"/dossiers/{code}/schakelingen/{known or 'nieuw'}{'/' if known else ''}"
        page = browser.get(address)
        form: dict[str, Any] = {name: value_of(page, name) for name in ("version", "seen", "basis")}
        form |= {"kind": line["kind"], "confirmed": line["confirm"], "seat": twins.seat_id}
        form |= {name: _typed(line[name]) for name in ("begin", "end", "previous_end") if name in line}
        form |= {"modules": [module["code"] for module in line["modules"]]}
        answer = browser.post(address, data={name: value for name, value in form.items() if value is not None})
        assert answer.status_code == 302, answer.text


def _known(twins: Twins, code: str, line: dict[str, Any]) -> int | None:
    """The schakeling that stands there with this begin and kind."""
    query = select(Schakeling.id).join(Dossier, Dossier.id == Schakeling.dossier_id).where(Dossier.code == code)
    same = (Schakeling.begin == date.fromisoformat(line["begin"]), Schakeling.kind == line["kind"])
    with twins.app.app_context(), transaction(Scope.system("test")) as session:
        return session.scalar(query.where(*same))


def _typed(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def test_run_twice_it_leaves_the_same_as_once_and_the_same_as_typing_g_3(
    client: Any, twins: Twins, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(client, twins, HERE / "month.csv", monkeypatch) == 0
    once = twins.rows(twins.sent_to)
    assert send(client, twins, HERE / "month.csv", monkeypatch) == 0
    assert twins.rows(twins.sent_to) == once
    assert capsys.readouterr().out == "everything is registered\n" * 2
    type_month(twins, client.read_month(HERE / "month.csv"))
    assert twins.rows(twins.typed_at) == once
    assert len(once["schakeling"]) == 7


def test_it_says_of_a_refused_line_why_and_keeps_the_others_g_3(
    client: Any, twins: Twins, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    head, first, *_ = (HERE / "month.csv").read_text().splitlines()
    file = tmp_path / "month.csv"
    file.write_text("\n".join([head, first.replace("2024-02-01", "2023-01-01"), first]))
    assert send(client, twins, file, monkeypatch) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("line 2: S-4 begin: ")
    assert told[-1] == "1 refused"
    assert len([row for row in twins.rows(twins.sent_to)["schakeling"] if row[0] == "Cliënt 0"]) == 1


class Unwilling(httpx.BaseTransport):
    """A way to Binc that loses answers and says that it is busy, before it works."""

    def __init__(self, app: Flask) -> None:
        self.inner = httpx.WSGITransport(app=app)
        self.keys: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The first answer gets lost on the way back, the second says to wait."""
        self.keys.append(request.headers["Idempotency-Key"])
        if len(self.keys) == 2:
            return httpx.Response(429, headers={"Retry-After": "0"})
        response = self.inner.handle_request(request)
        response.read()
        if len(self.keys) == 1:
            raise httpx.ReadError("lost")
        return response


def test_an_answer_lost_on_the_way_is_asked_again_under_the_same_key_g_3(
    client: Any, twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINC_TOKEN", twins.secret)
    monkeypatch.setattr(client.time, "sleep", lambda _seconds: None)
    transport = Unwilling(twins.app)
    assert client.main(["http://localhost", str(HERE / "month.csv")], transport) == 0
    assert len(transport.keys) == 3
    assert len(set(transport.keys)) == 1
    assert len(twins.rows(twins.sent_to)["schakeling"]) == 7


def test_a_wrong_token_is_said_and_ends_it_g_3(
    client: Any, twins: Twins, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BINC_TOKEN", "binc_wrong")
    transport = httpx.WSGITransport(app=twins.app)
    assert client.main(["http://localhost", str(HERE / "month.csv")], transport) == 2
    assert "geldig token" in capsys.readouterr().err
