"""How long ten thousand messages to the Groeipakket take over a real line, and the night's comparison (G-1)."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import trustme
from flask import Flask
from sqlalchemy import text

from app.database import transaction
from app.domain.roles import Role
from app.domain.scope import Scope
from app.integrations.groeipakket.demo_receiver import DemoReceiver
from app.integrations.groeipakket.over_https import HttpsReceiver
from app.integrations.groeipakket.receiving_server import ReceivingServer
from app.integrations.https import Endpoint
from app.services.groeipakket.comparing import verify_groeipakket
from bench.results import Result, clocked, timed
from bench.visitor import visitor_of
from jobs.groeipakket import deliver_to_groeipakket
from models.job_run import JobRun

MESSAGES = 10_000
MOST_FOR_ALL, MOST_FOR_A_PAGE = 300_000.0, 100.0
AREA = "Groeipakket"
# Another legal ground each time that this is measured.
_CHANGE = text("""
update decision set ground = case ground when 'judicial' then 'voluntary' else 'judicial' end where id in (
  select distinct s.decision_id from groeipakket_message m
  join groeipakket_content c on c.message_id = m.id join schakeling s on s.id = m.schakeling_id
  where m.state in ('history', 'confirmed') order by s.decision_id limit :most)
""")
# Of what is noted, only what the Groeipakket was told of differs by its ground; the rest comes to nothing.
_TOLD = text("""
select count(*) from groeipakket_message w where w.state = 'waiting' and exists (
  select 1 from groeipakket_message m join groeipakket_content c on c.message_id = m.id
  where m.schakeling_id = w.schakeling_id and m.state in ('history', 'confirmed'))
""")


def measure_groeipakket(app: Flask, until: date) -> Iterator[Result]:
    """The comparison, another legal ground for thousands of decisions, the delivery of what follows, and a page."""
    yield Result(AREA, "first comparison of everything, history noted", _verify(app, until))
    yield Result(AREA, "comparison of everything", _verify(app, until))
    spent, waiting = _change(app)
    yield Result(AREA, f"changing the ground of what was told, {waiting} messages", spent)
    receiver = DemoReceiver()
    with _line(receiver) as line, app.app_context():
        app.extensions["groeipakket"] = line
        spent = clocked(_deliver)
        told = len({content["key"] for content in receiver.received})
        seconds = told / (spent / 1_000)
    yield Result(AREA, f"delivering {told} messages", spent, target=MOST_FOR_ALL * waiting / MESSAGES)
    yield Result(AREA, "messages", seconds, unit="a second", target=MESSAGES / (MOST_FOR_ALL / 1_000), at_least=True)
    not_once = abs(waiting - told) + len(receiver.received) - told
    yield Result(AREA, "messages not told once", not_once, unit="", target=0)
    visitor = visitor_of(app, None, Role.AGENCY_POLICY)
    page = timed(lambda: visitor.get("/beheer/groeipakket/"))
    yield Result.of(AREA, "daily list of the agency", page, target=MOST_FOR_A_PAGE)


def _verify(app: Flask, until: date) -> float:
    with app.app_context(), transaction(Scope.system("bench")) as session:
        return clocked(lambda: verify_groeipakket(session, today=until))


def _change(app: Flask) -> tuple[float, int]:
    with app.app_context(), transaction(Scope.system("bench")) as session:
        session.execute(text("delete from groeipakket_message where state = 'waiting'"))
        spent = clocked(lambda: session.execute(_CHANGE, {"most": MESSAGES}))
        return spent, int(session.scalar(_TOLD) or 0)


def _deliver() -> Any:
    with transaction(Scope.system("bench")) as session:
        return deliver_to_groeipakket(session, JobRun())


@contextmanager
def _line(receiver: DemoReceiver) -> Iterator[HttpsReceiver]:
    """A receiver behind a line with certificates on both sides."""
    authority = trustme.CA()
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(trust)
    authority.configure_trust(trust)
    trust.verify_mode = ssl.CERT_REQUIRED
    ours = authority.issue_cert("binc.example")
    with tempfile.TemporaryDirectory() as folder, ReceivingServer(receiver, trust=trust).running() as server:
        certificate, believed = (Path(folder, name) for name in ("certificate", "authority"))
        ours.private_key_and_cert_chain_pem.write_to_path(str(certificate))
        authority.cert_pem.write_to_path(str(believed))
        yield HttpsReceiver(Endpoint(server.url, certificate, believed))
