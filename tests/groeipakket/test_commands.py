"""The commands about the Groeipakket, and the demonstration that shows every state (G-1)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.demo.load import load_demo
from app.integrations.groeipakket.over_https import HttpsReceiver
from app.integrations.groeipakket.port import Accepted, ReceiverSilent
from tests.groeipakket.placements import deliver, residence
from tests.integrations.papers import Papers
from tests.services.test_races import working


def test_the_command_says_whether_the_groeipakket_knows_what_it_should_g_1(committing_app: Flask) -> None:
    with working(committing_app) as session:
        residence(session)
        deliver(session)
    run = committing_app.test_cli_runner()
    assert run.invoke(args=["groeipakket", "verify"]).exit_code == 0
    with working(committing_app) as session:
        session.execute(text("delete from groeipakket_message"))
    found = run.invoke(args=["groeipakket", "verify"])
    assert (found.exit_code, found.stderr.split()[0]) == (1, "1")


def test_the_demonstration_shows_a_message_in_every_state_g_1(committing_app: Flask) -> None:
    with committing_app.app_context():
        assert load_demo(date(2025, 6, 30))
    with working(committing_app) as session:
        query = "select distinct state from groeipakket_message where state <> 'history'"
        states = set(session.scalars(text(query)))
        assert states == {"waiting", "sending", "sent", "confirmed", "refused"}
        assert session.scalar(text("select count(*) from groeipakket_difference")) == 1
        unsettled = "select count(*) from groeipakket_message m where state = 'history' and not exists "
        assert session.scalar(text(f"{unsettled}(select 1 from groeipakket_content where message_id = m.id)")) == 0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_somebody_can_play_the_groeipakket_to_try_a_connection_g_1(tmp_path: Path) -> None:
    papers, port = Papers(tmp_path), free_port()
    certificate = papers.issue("127.0.0.1")
    command = [sys.executable, "-m", "flask", "--app", "run", "groeipakket", "receive", "--port", str(port)]
    files = ["--certificate", str(certificate), "--authority", str(papers.authority)]
    environment = {**os.environ, "BINC_HOME": str(tmp_path / "home"), "DATABASE_URL": "postgresql+psycopg://nowhere/x"}
    with subprocess.Popen([*command, *files], stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert "Luistert op" in process.stdout.readline()
            with HttpsReceiver(papers.endpoint(f"https://127.0.0.1:{port}/")).conversation() as send:
                content = {"key": "a" * 32, "situation": {"national_number": "06060200894"}}
                assert send(content) == Accepted()
        except ReceiverSilent as silence:
            raise AssertionError(silence.cause) from None
        finally:
            process.kill()
