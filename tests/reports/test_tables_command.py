"""`flask --app run reports tables` prints the tables of one report and puts on record who asked (R-1, A-5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.reports.kinds import kinds_of
from app.domain.reports.result import CountedTable
from app.queries.reports.sector import count_sector
from models.audit import AuditEntry
from models.facility import Facility
from tests.reports.random_sector import PERIOD, random_sector

Run = Callable[..., Any]


@pytest.fixture
def command(app: Flask, session: Any) -> Run:
    """Runs the command on what the test has stored."""

    def run(**overrides: str) -> Any:
        session.commit()
        asked = {"from": PERIOD.begin.isoformat(), "until": PERIOD.end.isoformat(), "kind": "numbers", **overrides}
        options = [part for name, value in asked.items() for part in (f"--{name}", value)]
        return app.test_cli_runner().invoke(args=["reports", "tables", *options, "--json"])

    return run


def test_it_prints_what_was_counted(session: Any, command: Run) -> None:
    """R-1: the same tables as everywhere, and one entry in the record that names facility and report."""
    facility: Facility = random_sector(session, 5)[0]
    code, facility_id = facility.code, facility.id
    answer = json.loads(command(facility=code).stdout)
    counts, kind = count_sector(session, PERIOD), kinds_of("OVBJ")[0]
    assert [CountedTable.from_json(kept) for kept in answer["tables"]] == [
        counts.table(table, facility_id) for table in kind.tables
    ]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.subject_kind, entry.subject_ids) == ("export", "report", [facility_id])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"facility": "GEEN"}, "bestaat niet"),
        ({"until": "2025-03-01"}, "hoogstens een jaar"),
        ({"from": "2024-02-30"}, "geen datum"),
        ({"kind": "trajectory"}, "heeft dit rapport niet"),
    ],
)
def test_what_cannot_be_asked_is_said(session: Any, command: Run, asked: dict[str, str], words: str) -> None:
    """R-1, R-4: status 2, one clear message, nothing on standard output."""
    code = random_sector(session, 6, dossiers=2)[0].code
    result = command(**{"facility": code, **asked})
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_without_json_it_is_readable(app: Flask, session: Any) -> None:
    """R-1, R-6: columns and rows in words; what was left out is a dash."""
    code = random_sector(session, 7)[0].code
    session.commit()
    period = ["--from", PERIOD.begin.isoformat(), "--until", PERIOD.end.isoformat()]
    for kind in ("numbers", "decisions"):
        result = app.test_cli_runner().invoke(args=["reports", "tables", "--facility", code, *period, "--kind", kind])
        assert result.exit_code == 0
        assert "OVBJ Vlaanderen" in result.stdout
        assert "29/02/2024 - 31/05/2024" in result.stdout
