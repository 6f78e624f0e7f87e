"""How long reading in a file takes: an exchange file of a facility, and the filled-in workbook of a quarter (G-3)."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.database import BincSession, transaction
from app.domain.chain_plans import START, SWITCH, ModulePlan
from app.domain.imports import FileKind, ImportState
from app.domain.jobs import JobName
from app.domain.quarter import Quarter
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.domain.statements.grid import GridPart
from app.domain.statements.states import StatementState
from app.presentation import today_in_brussels
from app.queries.statement_clients import clients_of_lines
from app.queries.statements import read_statement
from app.services.api.month_plans import CREATED, MonthLine
from app.services.api.months import register_month
from app.services.deployments import verify_deployments
from app.services.exchange.utilisation import taking_in_statements
from app.services.imports.grid import check_grid, read_in_grid
from app.services.imports.sending import confirm_import, submit_file
from app.services.schakeling_checks import SchakelingInput
from app.services.schakelingen import add_schakeling
from app.workbooks.filled_grid import read_grid
from bench.organisations import LARGE_PLACE
from bench.reading_place import CODE, MODULE, SOURCE, numbers, place_to_read_into
from bench.results import Result, clocked
from bench.saving import WARNINGS
from bench.visitor import staff_scope, visitor_of
from jobs.performing import perform
from models.dossier import Dossier
from models.facility import Facility
from models.file_import import FileImport
from models.job_run import JobRun
from models.utilisation import QuarterStatement

DOSSIERS, HELP_OF_EACH = 2_500, 4
SCHAKELINGEN = DOSSIERS * HELP_OF_EACH
MOST_SECONDS = 60.0
ONE_BY_ONE = 60
ACTOR = Actor(1, "Mieke Peeters")
AREA = "reading in"


@dataclass(frozen=True)
class Place:
    """The facility that files are read into; every first schakeling begins on `since`, each lasts a day."""

    app: Flask
    facility_id: int
    since: date

    def begin(self, turn: int) -> date:
        """The day on which the schakeling of a turn begins; it ends on the next one."""
        return self.since + timedelta(days=turn)


def measure_imports(app: Flask, until: date) -> Iterator[Result]:
    """A file of 10,000 schakelingen as somebody reads it in, twice; the same through the API and one by one."""
    with place_to_read_into(app) as facility_id:
        place = Place(app, facility_id, date(until.year, 1, 1))
        file = _file(place)
        yield from _read_in(place, file, "new", MOST_SECONDS)
        yield from _read_in(place, file, "the same again")
        yield from _as_a_program(place)
        yield from _one_by_one(place)
        with app.app_context(), transaction(Scope.system("bench")) as session:
            yield Result(AREA, "deployments that differ afterwards", verify_deployments(session), unit="", target=0)
    yield from _workbook(app, until)


def _file(place: Place) -> bytes:
    clients = [
        {"id": f"c{at}", "national_number": one, "name": "Peeters", "first_name": "Noor", "sex": "F"}
        for at, one in enumerate(numbers(DOSSIERS))
    ]
    dossiers = [_dossier(place, at) for at in range(DOSSIERS)]
    return json.dumps(
        {"format": "binc-exchange/1", "source": SOURCE, "clients": clients, "dossiers": dossiers}
    ).encode()


def _dossier(place: Place, at: int) -> dict[str, Any]:
    begin = place.since.isoformat()
    given = [
        {
            "kind": SWITCH if turn else START,
            "begin": place.begin(turn).isoformat(),
            "end": place.begin(turn + 1).isoformat(),
            "modules": [{"code": MODULE}],
        }
        for turn in range(HELP_OF_EACH)
    ]
    decision = {"begin": begin, "modules": [MODULE], "ground": "voluntary", "schakelingen": given}
    referral = {"through_access_gate": True}
    of_whom = {"id": f"d{at}", "facility": CODE, "client": f"c{at}", "created": begin}
    return {**of_whom, "referral": referral, "decisions": [decision]}


def _read_in(place: Place, file: bytes, what: str, most: float | None = None) -> Iterator[Result]:
    """Both jobs of a file, as a worker does them, with the content from the store and every outcome kept."""
    size = f"{SCHAKELINGEN:,} schakelingen in {DOSSIERS:,} dossiers, {len(file) / 1e6:.1f} MB"
    before = _megabytes()
    sent = _sent(place, file)
    yield _job(place, sent, JobName.CHECK_FILE, ImportState.READY, f"{what}: check", most, size)
    with place.app.app_context(), transaction(staff_scope(place.facility_id)) as session:
        confirm_import(session, sent, actor=ACTOR, now=datetime.now(UTC))
    yield _job(place, sent, JobName.READ_IN_FILE, ImportState.DONE, f"{what}: reading in", most, size)
    yield Result(AREA, f"{what}: memory of the process", _megabytes(), unit="MB", note=f"{before:.0f} MB before")


def _sent(place: Place, file: bytes) -> int:
    store = place.app.extensions["documents"]
    with place.app.app_context(), transaction(staff_scope(place.facility_id)) as session:
        stored = store.put(BytesIO(file), today=today_in_brussels())
        words: dict[str, Any] = {"sent_as": Role.FACILITY_STAFF, "facility_id": place.facility_id, "actor": ACTOR}
        return int(submit_file(session, FileKind.EXCHANGE, stored, **words).id)


def _job(
    place: Place, sent: int, name: JobName, state: ImportState, what: str, most: float | None, size: str
) -> Result:
    query = select(JobRun.id).where(JobRun.name == name, JobRun.unique_key == str(sent))
    with place.app.app_context(), transaction(Scope.system("bench")) as session:
        run_id = session.scalars(query).one()
    gc.collect()
    with place.app.app_context():
        began, worked = time.perf_counter(), time.process_time()
        perform(run_id)
        spent, own = time.perf_counter() - began, time.process_time() - worked
    with place.app.app_context(), transaction(Scope.system("bench")) as session:
        found = session.get_one(FileImport, sent).state
    if found != state:
        raise RuntimeError(f"a file came to {found} instead of {state}")
    return Result(AREA, what, spent, unit="s", target=most, note=f"{size}; {own:.1f} s of our own processor")


def _as_a_program(place: Place) -> Iterator[Result]:
    """As many lines in one request of the API, in the same dossiers, without the request around it."""
    with place.app.app_context(), transaction(staff_scope(place.facility_id)) as session:
        facility = session.get_one(Facility, place.facility_id)
        codes = _codes(session, place)
        turns = range(HELP_OF_EACH, 2 * HELP_OF_EACH)
        wanted = [(code, turn) for code in codes for turn in turns]
        lines = [
            MonthLine(number, code, _plan(place, turn), confirmed=WARNINGS | {"G-2"})
            for number, (code, turn) in enumerate(wanted)
        ]
        words: dict[str, Any] = {"actor": ACTOR, "today": today_in_brussels(), "now": datetime.now(UTC)}
        told: list[Any] = []
        spent = clocked(lambda: told.extend(register_month(session, facility, lines, **words))) / 1_000
    made = sum(one.result == CREATED for one in told)
    yield Result(AREA, "the same as lines of the API", spent, unit="s", target=MOST_SECONDS, note=f"{made:,} made")


def _one_by_one(place: Place) -> Iterator[Result]:
    """Some of them saved as on screen, one after the other, stretched to all."""
    with place.app.app_context(), transaction(staff_scope(place.facility_id)) as session:
        codes = _codes(session, place)[:ONE_BY_ONE]
    spent = sum(clocked(partial(_save, place, code)) for code in codes) / 1_000 / ONE_BY_ONE * SCHAKELINGEN
    yield Result(AREA, f"saved one by one, stretched from {ONE_BY_ONE}", spent, unit="s")


def _save(place: Place, code: str) -> None:
    with place.app.app_context(), transaction(staff_scope(place.facility_id)) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.code == code)).one()
        words: dict[str, Any] = {"actor": ACTOR, "today": today_in_brussels(), "now": datetime.now(UTC)}
        add_schakeling(session, dossier, _plan(place, 2 * HELP_OF_EACH), confirmed=WARNINGS | {"G-2"}, **words)


def _codes(session: BincSession, place: Place) -> list[str]:
    return list(
        session.scalars(select(Dossier.code).where(Dossier.facility_id == place.facility_id).order_by(Dossier.id))
    )


def _plan(place: Place, turn: int) -> SchakelingInput:
    return SchakelingInput(place.begin(turn), place.begin(turn + 1), SWITCH, (ModulePlan(MODULE),))


def _workbook(app: Flask, until: date) -> Iterator[Result]:
    """The exported workbook of this quarter with every amount of a client filled in; what it saves is undone."""
    facility_id, quarter = LARGE_PLACE + 1, Quarter.of(until)
    exported = visitor_of(app, facility_id).get(f"/kwartaalstaten/{quarter}/excel/").data
    with app.app_context(), transaction(staff_scope(facility_id)) as session:
        facility = session.get_one(Facility, facility_id)
        _open_again(session, facility_id, quarter)
        filled, cells = _filled(session, facility, quarter, until, exported)
        told: list[Any] = []
        spent = clocked(lambda: told.append(check_grid(session, facility, read_grid(filled), today=until))) / 1_000
        note = f"{cells:,} amounts of clients, {len(filled) / 1e3:.0f} kB"
        yield Result(AREA, "workbook of a quarter, 5,000 dossiers: check", spent, unit="s", note=note)
        words: dict[str, Any] = {"actor": ACTOR, "today": until, "plan": told[0].plan}
        spent = clocked(lambda: read_in_grid(session, facility, read_grid(filled), **words)) / 1_000
        session.rollback()
    yield Result(AREA, "workbook of a quarter, 5,000 dossiers: reading in", spent, unit="s", target=MOST_SECONDS)


def _open_again(session: BincSession, facility_id: int, quarter: Quarter) -> None:
    """A file changes no sent quarter, and in the made-up sector nearly all are sent."""
    of_quarter = (QuarterStatement.year == quarter.year, QuarterStatement.quarter == quarter.number)
    opened = update(QuarterStatement).where(QuarterStatement.facility_id == facility_id, *of_quarter)
    with taking_in_statements(session):
        session.execute(opened.values(state=StatementState.OPEN.value))


def _filled(
    session: BincSession, facility: Facility, quarter: Quarter, until: date, exported: bytes
) -> tuple[bytes, int]:
    statement = read_statement(session, facility, quarter, until)
    assert statement is not None
    typed = {line.module_id: line.code for line in statement.lines if line.is_typed and not line.is_per_kind}
    shares = clients_of_lines(session, facility.id, list(typed), quarter)
    wanted = {(str(one.client_id), typed[one.module_id]) for one in shares}
    sheet = next(one for one in read_grid(exported) if one.mark.part is GridPart.CLIENTS)
    book = load_workbook(BytesIO(exported))
    for row in sheet.rows:
        for key, cell in row.cells.items():
            if (row.key, key) in wanted:
                book[sheet.name][cell.place.rpartition(" ")[2]] = 1
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue(), len(wanted)


def _megabytes() -> float:
    """The most memory that the process has held so far."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM:")).split()[1]) / 1024
