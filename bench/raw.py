"""Raw data of a facility with a hundred times the dossiers of another: how long, and how much memory (R-7)."""

from __future__ import annotations

import csv
import gc
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from flask import Flask

from app.database import db, transaction
from app.domain.period import Period
from app.domain.reports.population import Population
from app.domain.reports.raw import raw_row
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.queries.reports.raw import raw_dossiers, raw_tables_of, raw_words
from app.workbooks.raw import make_raw
from bench.results import Result
from bench.visitor import staff_scope
from models.facility import Facility

FEW, MANY = 500, 50_000
# In megabytes, above what the process held before: what a hundred times as many dossiers may add.
MOST_MORE = 4.0
MOST_SECONDS = {RawForm.XML: 30.0, RawForm.CSV: 25.0, RawForm.XLSX: 90.0}
# Far above every id of the generated data.
SHIFT = 1_000_000_000
COPIED = ("dossier", "referral", "registration", "decision", "schakeling", "schakeling_module")
SHIFTED = ("id", "dossier_id", "decision_id", "schakeling_id")
PEAK, NOW = "VmHWM:", "VmRSS:"


@dataclass(frozen=True)
class Spent:
    """What a file took: seconds, of which our own processor, and the peak above what the process held before."""

    seconds: float
    processor: float
    megabytes: float

    @property
    def told(self) -> str:
        """The processor's part in words; the rest is the database and waiting for it."""
        return f"{self.processor:.2g} s of our own processor"


def measure_raw(app: Flask, until: date) -> Iterator[Result]:
    """Each kind of file of the dossiers that started in the last whole year, beside only reading them."""
    year = Period(date(until.year - 1, 1, 1), date(until.year - 1, 12, 31))
    with app.app_context():
        address = db.engine.url.set(username="postgres").render_as_string(hide_password=False)
        with (
            psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection,
            made_up_facility(connection, FEW, year) as few,
            made_up_facility(connection, MANY, year) as many,
        ):
            yield from _read(few, many, year)
            for form in MOST_SECONDS:
                yield from _files(form, few, many, year)


def _read(few: int, many: int, year: Period) -> Iterator[Result]:
    def rows_of(facility_id: int, page: io.StringIO | None = None) -> Callable[[BinaryIO], int]:
        return lambda _file: _rows_read(facility_id, year, page)

    spent(rows_of(few))
    yield from _compared("read only", spent(rows_of(few)), spent(rows_of(many)))
    bare = spent(rows_of(many, io.StringIO()))
    yield Result("raw data", f"bare csv.writer, {MANY:,} dossiers", bare.seconds, "s", note=bare.told)


def _files(form: RawForm, few: int, many: int, year: Period) -> Iterator[Result]:
    def made(facility_id: int) -> Callable[[BinaryIO], None]:
        return lambda file: _make(facility_id, year, form, file)

    spent(made(few))
    yield from _compared(form.value, spent(made(few)), spent(made(many)), MOST_SECONDS[form])


def _compared(name: str, small: Spent, large: Spent, most: float | None = None) -> Iterator[Result]:
    yield Result("raw data", f"{name}, {FEW} dossiers", small.seconds * 1_000, note=small.told)
    yield Result("raw data", f"{name}, {MANY:,} dossiers", large.seconds, "s", target=most, note=large.told)
    more = large.megabytes - small.megabytes
    yield Result("raw data", f"{name}, memory more than for {FEW}", more, "MB", target=MOST_MORE)


def _make(facility_id: int, year: Period, form: RawForm, file: BinaryIO) -> None:
    with transaction(staff_scope(facility_id)) as session:
        make_raw(session, RawKind.RAW_STARTED, facility_id, year, form, file)


def _rows_read(facility_id: int, year: Period, page: io.StringIO | None) -> int:
    """Reads every row and drops it, or writes it as the standard library does."""
    count = 0
    with transaction(staff_scope(facility_id)) as session:
        facility = session.get_one(Facility, facility_id)
        table = raw_tables_of(session, facility)[0]
        words = raw_words(session, table)
        for dossier in raw_dossiers(session, facility, year, Population.STARTED):
            row = raw_row(table.columns, dossier.facts, words)
            if page is not None:
                csv.writer(page).writerow(row)
                page.seek(0)
                page.truncate()
            count += 1
    return count


def spent(action: Callable[[BinaryIO], Any]) -> Spent:
    """What it takes to fill one file."""
    gc.collect()
    # From here on the peak is that of the action alone.
    Path("/proc/self/clear_refs").write_text("5")
    held, begin, worked = _held(NOW), time.perf_counter(), time.process_time()
    with tempfile.TemporaryFile() as file:
        action(file)
    return Spent(time.perf_counter() - begin, time.process_time() - worked, _held(PEAK) - held)


def _held(line: str) -> float:
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in status if one.startswith(line)).split()[1]) / 1024


@contextmanager
def made_up_facility(connection: psycopg.Connection[Any], count: int, year: Period) -> Iterator[int]:
    """A facility with copies of so many dossiers of the year, of as many clients; gone afterwards."""
    connection.execute("set session_replication_role = replica")
    facility_id = _insert_facility(connection, count)
    try:
        shift = SHIFT + facility_id * 10_000_000
        connection.execute(
            "create temporary table chosen as select distinct on (client_id) id, client_id from dossier "
            "where first_schakeling_begin between %s and %s and status <> 'deleted' and id < %s limit %s",
            (year.begin, year.end, SHIFT, count),
        )
        for table in COPIED:
            connection.execute(_copying(table), {"facility": facility_id, "shift": shift})
        connection.execute(
            "insert into client_access (facility_id, client_id, opened_at, reason) "
            "select %s, client_id, now(), 'bench' from chosen",
            (facility_id,),
        )
        connection.execute("drop table chosen")
        connection.execute("analyze dossier, referral, registration, schakeling, schakeling_module, client_access")
        yield facility_id
    finally:
        for table in ("client_access", *reversed(COPIED)):
            connection.execute(f"delete from {table} where facility_id = %s", (facility_id,))
        connection.execute("delete from approved_module where facility_id = %s", (facility_id,))
        connection.execute("delete from facility where id = %s", (facility_id,))


def _insert_facility(connection: psycopg.Connection[Any], count: int) -> int:
    row = connection.execute(
        "insert into facility (code, name, organisation_type, province, several_provinces, version) "
        "values (%s, 'Ruwe data', 'OVBJ', 'Antwerpen', false, 1) returning id",
        (f"RAW-{count}",),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _copying(table: str) -> str:
    """A copy of the rows that hang on the chosen dossiers, under ids of their own."""
    columns = [column.name for column in db.metadata.tables[table].columns if column.computed is None]
    values = {name: f"t.{name} + %(shift)s" for name in columns if name in SHIFTED}
    values |= {"facility_id": "%(facility)s::bigint"}
    if table == "dossier":
        values["code"] = "'BNC_20250101_' || (t.id + %(shift)s)"
        hanging = "t.id in (select id from chosen)"
    elif table == "schakeling_module":
        hanging = "t.schakeling_id in (select id from schakeling where dossier_id in (select id from chosen))"
    else:
        hanging = "t.dossier_id in (select id from chosen)"
    taken = ", ".join(values.get(name, f't."{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    overriding = "overriding system value " if "id" in columns else ""
    return f"insert into {table} ({named}) {overriding}select {taken} from {table} t where {hanging}"
