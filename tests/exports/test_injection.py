"""Whatever somebody types, every export holds it as a text (F-10, Q-6, R-6)."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import click
import psycopg
import pytest
from flask import Flask
from openpyxl import load_workbook

from app.database import BincSession
from app.domain.period import Period
from app.domain.registration_fields import TEXT, TRAJECTORY
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.domain.reports.raw_names import REGISTRATION_NAMES
from app.domain.reports.tables import QUESTIONS
from app.workbooks.plain_text import cell_text, looks_like_a_formula
from app.workbooks.raw import make_raw
from models import Registration
from tests.exports.exported import AS_KEPT, COMMANDS, EXPORTS, SENDERS, Export, answer_of, fill, typed_columns
from tests.factories import create_client, create_dossier, create_facility
from tests.walls.test_routes import ROWS, Row, ask
from tests.walls.world import World
from tests.workbooks.payloads import PAYLOADS

ROOT = Path(__file__).parents[2]
TYPED_ANSWERS = ("coach_end_reason_other", "specialised_help_other")
HANDS_A_FILE = re.compile(r"send_file\(|as_attachment|Content-Disposition|send_from_directory\(")
NO_FORMULA_PARTS = re.compile(r"<f[ >/]|<hyperlink|externalLink|<ddeLink|<oleLink|vbaProject")


@pytest.fixture(scope="module", params=PAYLOADS)
def typed(request: pytest.FixtureRequest, filled: tuple[World, psycopg.Connection[Any]]) -> tuple[World, str]:
    """The same world with one text in every field that takes one."""
    world, connection = filled
    fill(connection, request.param)
    return world, request.param


@pytest.mark.parametrize("export", EXPORTS, ids=str)
def test_what_was_typed_is_a_text_in_every_export(typed: tuple[World, str], export: Export) -> None:
    world, payload = typed
    content = answer_of(world, export).data
    if export.pdf:
        assert content.startswith(b"%PDF")
    else:
        check_workbook(content, payload)


def check_workbook(content: bytes, payload: str) -> None:
    """Whether the text is there, as a text that stays one, and whether nothing at all computes or leads elsewhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if NO_FORMULA_PARTS.search(parts.read(name).decode() + name)]
    shown = cell_text(payload).strip()
    cells = [cell for page in load_workbook(io.BytesIO(content)) for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    found = [cell for cell in cells if isinstance(cell.value, str) and shown in cell.value]
    assert found
    for cell in found:
        assert (cell.data_type, bool(cell.quotePrefix)) == ("s", looks_like_a_formula(str(cell.value)))


def check_csv(content: bytes, payload: str) -> None:
    """A text that looks like a formula has an apostrophe before it."""
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]
    assert any(cell.startswith(f"'{payload}") for cell in cells)
    assert not [cell for cell in cells if looks_like_a_formula(cell) and not cell.startswith("'")]


def check_xml(content: bytes, payload: str) -> None:
    """Such a file is a table by its schema only: a text stands there as it was typed, with one kind of line end."""
    texts = [element.text or "" for element in ElementTree.fromstring(content).iter()]
    assert any(payload.replace("\r", "\n") in text for text in texts)


CHECKS = {"xlsx": check_workbook, "csv": check_csv, "xml": check_xml}


@pytest.mark.parametrize("form", RawForm)
def test_raw_data_hold_what_was_typed_as_a_text(typed: tuple[World, str], form: RawForm, tmp_path: Path) -> None:
    """R-7: own references and names of modules, in files of every kind."""
    world, payload = typed
    file = tmp_path / f"ruw.{form.extension}"
    options = {"facility": world.own.facility_code, "from": "2024-01-01", "until": "2024-12-31", "form": form.value}
    given = [part for name, value in {**options, "kind": "raw_started"}.items() for part in (f"--{name}", value)]
    result = world.app.test_cli_runner().invoke(args=["reports", "raw", *given, str(file)])
    assert result.exit_code == 0, result.output
    CHECKS[form.extension](file.read_bytes(), payload)


@pytest.mark.parametrize("form", [RawForm.XML, RawForm.XLSX, RawForm.CSV])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_raw_data_hold_what_was_typed_about_a_trajectory_as_a_text(
    session: BincSession, payload: str, form: RawForm
) -> None:
    """R-7, E-4: answers stand in one column of the database, whatever question they answer."""
    facility = create_facility(session, organisation_type="1G1P", modules=())
    dossier = create_dossier(session, create_client(session, facility), facility, referral_date=date(2024, 3, 1))
    answers = dict.fromkeys(TYPED_ANSWERS, payload)
    session.add(Registration(facility_id=facility.id, dossier_id=dossier.id, kind=TRAJECTORY, answers=answers))
    session.flush()
    file = io.BytesIO()
    make_raw(session, RawKind.RAW_STARTED, facility.id, Period.year(2024), form, file)
    CHECKS[form.extension](file.getvalue(), payload)
    columns = {REGISTRATION_NAMES[TRAJECTORY][key] for key in TYPED_ANSWERS}
    assert columns <= columns_with(payload, file.getvalue(), form)


def columns_with(payload: str, content: bytes, form: RawForm) -> set[str]:
    """The columns in which a text stands, as it stands in this kind of file."""
    if form is RawForm.XML:
        found = [(one.tag, one.text or "") for row in ElementTree.fromstring(content) for one in row]
        return {name for name, text in found if text == payload.replace("\r", "\n")}
    if form is RawForm.CSV:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        return {name for row in rows for name, text in row.items() if text == f"'{payload}"}
    heads, *below = load_workbook(io.BytesIO(content))["Dossiers"].iter_rows(values_only=True)
    return {str(name) for row in below for name, text in zip(heads, row, strict=True) if text == cell_text(payload)}


def test_every_question_that_takes_a_typed_text_is_asked_here() -> None:
    fields = {field.key: page for page, asked in QUESTIONS.items() for field in asked if field.kind == TEXT}
    assert fields == dict.fromkeys(TYPED_ANSWERS, TRAJECTORY)


def test_an_exchange_file_keeps_what_was_typed_as_it_was_typed(typed: tuple[World, str], tmp_path: Path) -> None:
    """G-3: such a file is for programs, so nothing is put before a text; it must come back the same."""
    world, payload = typed
    file = tmp_path / "uitwisseling.json"
    given = ["exchange", "export", "--facility", world.own.facility_code, str(file)]
    result = world.app.test_cli_runner().invoke(args=given)
    assert result.exit_code == 0, result.output
    names = [client["name"] for client in json.loads(file.read_text())["clients"]]
    assert names
    assert set(names) == {payload}


def test_every_text_column_is_filled_or_said_to_hold_no_typed_text(typed: tuple[World, str]) -> None:
    columns = {f"{table}.{name}" for table, names in typed_columns().items() for name in names}
    shown = {export.shows for export in EXPORTS}
    fields = {"referral.own_reference", "capacity_row.note", "capacity_question.question", "context_situation.note"}
    assert columns >= shown | fields | {"facility.name", "client.first_name", "statement_request.motive"}


def test_every_route_that_gives_a_file_stands_in_the_table(filled: tuple[World, Any]) -> None:
    world, _ = filled
    giving = {row.endpoint for row in ROWS if row.roles and row.method == "GET" and gives_a_file(world, row)}
    assert giving == {export.endpoint for export in EXPORTS} | AS_KEPT


def gives_a_file(world: World, row: Row) -> bool:
    """Whether one of those who may open it gets a file."""
    answers = (ask(world, row, role, world.own) for role in sorted(row.roles or ()))
    return any("attachment" in answer.headers.get("Content-Disposition", "") for answer in answers)


def test_every_module_that_hands_over_a_file_is_known() -> None:
    """A file that the ground of the routes does not hold yet is found here."""
    modules = [path for folder in ("views", "app") for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in modules if HANDS_A_FILE.search(path.read_text())}
    assert found == SENDERS


def test_every_command_is_known_with_the_test_of_its_file(app: Flask) -> None:
    ours = {
        name: command for name, command in app.cli.commands.items() if name not in ("run", "shell", "routes", "fab")
    }
    names = set()
    for name, command in ours.items():
        if isinstance(command, click.Group) and name != "db":
            names |= {f"{name} {below}" for below in command.commands}
        else:
            names.add(name)
    assert names == set(COMMANDS)
    assert {test for test in COMMANDS.values() if test} <= set(globals())
