"""`flask --app run reports raw` writes a file that is whole or not there, and puts on record who took it (R-7, A-5)."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models.audit import AuditEntry
from tests.reports.random_dossiers import make_facility, planned, stored

Run = Callable[..., Any]


@pytest.fixture
def command(app: Flask, session: Any) -> Run:
    """Runs the command on what the test has stored."""

    def run(*arguments: str) -> Any:
        session.commit()
        return app.test_cli_runner().invoke(args=["reports", *arguments])

    return run


def asked(code: str, **overrides: str) -> list[str]:
    values = {"facility": code, "from": "2024-01-01", "until": "2024-06-30", "kind": "raw_started", "form": "xml"}
    return [part for name, value in {**values, **overrides}.items() for part in (f"--{name}", value)]


def test_the_command_writes_the_file_for_its_owner_only(session: Any, command: Run, tmp_path: Path) -> None:
    facility = make_facility(session, "OVBJ")
    for plan in planned(session, Random(6), "OVBJ", 6):
        stored(session, facility, plan)
    file = tmp_path / "ruw.xml"
    result = command("raw", *asked(facility.code), str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert b"<dossiernummer>BNC_" in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["ruw.xml"]


def test_an_export_stands_on_record_before_its_first_row(session: Any, command: Run, tmp_path: Path) -> None:
    """A-5: committed first, so that a file that breaks off half-way was recorded as well."""
    facility = make_facility(session, "1G1P")
    facility_id = facility.id
    result = command("raw", *asked(facility.code, form="csv_schakelingen"), str(tmp_path / "ruw.csv"))
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.subject_kind, entry.subject_ids) == ("export", "raw_started", [facility_id])
    assert entry.fields == ["csv_schakelingen 01/01/2024 - 30/06/2024"]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"facility": "BESTAATNIET"}, "Voorziening BESTAATNIET bestaat niet"),
        ({"until": "2025-01-01"}, "hoogstens een jaar"),
        ({"until": "2023-01-01"}, "eindigt voor ze begint"),
        ({"from": "1/1/2024"}, "is geen datum"),
    ],
)
def test_bad_input_writes_nothing(
    session: Any, command: Run, tmp_path: Path, overrides: dict[str, str], message: str
) -> None:
    """R-4: at most a year."""
    facility = make_facility(session, "OVBJ")
    result = command("raw", *asked(facility.code, **overrides), str(tmp_path / "ruw.xml"))
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert message in result.stderr


def test_a_place_that_cannot_be_written_is_said(session: Any, command: Run, tmp_path: Path) -> None:
    facility = make_facility(session, "OVBJ")
    result = command("raw", *asked(facility.code), str(tmp_path / "nergens" / "ruw.xml"))
    assert result.exit_code == 2
    assert "kan niet geschreven worden" in result.stderr


def test_the_schema_can_be_written_too(command: Run, tmp_path: Path) -> None:
    file = tmp_path / "ruw.xsd"
    assert command("schema", str(file)).exit_code == 0
    assert 'name="dossiernummer"' in file.read_text()
