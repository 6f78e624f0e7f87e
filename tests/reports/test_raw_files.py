"""Raw data against a naive reading of random dossiers, and against the published schema (R-7, R-2)."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from app.database import db, enter_scope
from app.domain.faults import DomainError
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.period import Period
from app.domain.reports.raw_kinds import RawForm, RawKind
from app.domain.reports.raw_tables import raw_tables
from app.domain.roles import Role
from app.domain.scope import Actor, Scope
from app.workbooks.pieces import handfuls
from app.workbooks.plain_text import NOT_IN_XML, csv_text
from app.workbooks.raw import RawWriter, make_raw, make_raw_files
from app.workbooks.raw_csv import RawCsv
from app.workbooks.raw_xml import RawSchemaError, RawXml
from models import Facility
from tests.reports.naive_raw import expected, expected_schakeling, is_in
from tests.reports.random_dossiers import PlannedDossier, PlannedSchakeling, make_facility, planned, stored
from tests.views.counting import counted_statements
from tests.workbooks.payloads import PAYLOADS

PERIOD = Period(date(2024, 1, 1), date(2024, 6, 30))
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "raw-data.xsd"


def made(session: Any, facility: Facility, kind: RawKind, form: RawForm) -> bytes:
    file = io.BytesIO()
    make_raw(session, kind, facility.id, PERIOD, form, file)
    return file.getvalue()


def written(writer: RawWriter, rows: Iterable[Any]) -> None:
    """Writes rows as the product does: a handful at a time."""
    for some in handfuls(rows):
        writer.add(some)
    writer.close()


def xml_rows(content: bytes) -> list[dict[str, str]]:
    return [{one.tag: one.text or "" for one in row} for row in etree.fromstring(content)]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_rows(content: bytes, name: str) -> list[dict[str, Any]]:
    head, *rows = load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None)}


def in_xml(row: dict[str, str]) -> dict[str, str]:
    return filled({name: NOT_IN_XML.sub("", text) for name, text in row.items()})


@pytest.mark.parametrize("kind", ORGANISATION_TYPES)
def test_every_file_says_what_was_registered(session: Any, kind: str) -> None:
    """R-7, R-2: XML, CSV and workbook, of dossiers and schakelingen, of each organisation type."""
    facility = make_facility(session, kind)
    plans = planned(session, Random(kind), kind, 18)
    for plan in plans:
        stored(session, facility, plan)
    for raw in RawKind:
        check_files(session, facility, raw, plans)


def check_files(session: Any, facility: Facility, raw: RawKind, plans: list[PlannedDossier]) -> None:
    kind, closed = facility.organisation_type, raw is RawKind.RAW_CLOSED
    counted = [one for one in plans if is_in(one, kind, closed, PERIOD.begin, PERIOD.end)]
    assert 0 < len(counted) < len(plans)
    content = made(session, facility, raw, RawForm.XML)
    assert [filled(row) for row in xml_rows(content)] == [in_xml(expected(one, kind)) for one in counted]
    as_csv = [filled(row) for row in csv_rows(made(session, facility, raw, RawForm.CSV))]
    assert as_csv == [{name: csv_text(text) for name, text in filled(expected(one, kind)).items()} for one in counted]
    book = made(session, facility, raw, RawForm.XLSX)
    assert [as_texts(row) for row in sheet_rows(book, "Dossiers")] == [in_xml(expected(one, kind)) for one in counted]
    if any(plan.schakelingen for plan in plans):
        check_schakelingen(session, facility, raw, counted, book)


def as_texts(row: dict[str, Any]) -> dict[str, str]:
    days = {name: f"{value:%Y-%m-%d}" for name, value in row.items() if isinstance(value, date)}
    return {name: str(value) for name, value in filled({**row, **days}).items()}


def check_schakelingen(
    session: Any, facility: Facility, raw: RawKind, counted: list[PlannedDossier], book: bytes
) -> None:
    wanted = [
        filled(expected_schakeling(plan, place, one))
        for plan in counted
        for place, one in enumerate(plan.schakelingen, start=1)
    ]
    content = made(session, facility, raw, RawForm.XML_SCHAKELINGEN)
    assert [filled(row) for row in xml_rows(content)] == wanted
    assert [filled(row) for row in csv_rows(made(session, facility, raw, RawForm.CSV_SCHAKELINGEN))] == wanted
    assert [as_texts(row) for row in sheet_rows(book, "Schakelingen")] == wanted


def test_a_file_keeps_to_the_published_schema_and_to_the_columns(session: Any) -> None:
    """R-7: validated against docs/raw-data.xsd by another reader than the one that writes along."""
    facility = make_facility(session, "OVBJ")
    for plan in planned(session, Random(1), "OVBJ", 8):
        stored(session, facility, plan)
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for form in (RawForm.XML, RawForm.XML_SCHAKELINGEN):
        root = etree.fromstring(made(session, facility, RawKind.RAW_STARTED, form))
        schema.assertValid(root)
        assert len(root) > 0
        table = next(one for one in raw_tables("OVBJ", with_chain=True) if one.key == form.table)
        assert all([one.tag for one in row] == [column.key for column in table.columns] for row in root)


def test_what_departs_from_the_schema_is_refused_without_saying_what_stood_there() -> None:
    """R-7: the job checks while it writes; the refusal names the element only."""
    table = raw_tables("OVBJ", with_chain=True)[0]
    row: list[Any] = ["geheim" if column.kind == "day" else None for column in table.columns]
    with pytest.raises(RawSchemaError) as refusal:
        written(RawXml(io.BytesIO(), table), [row])
    assert "datumafsluiten" in str(refusal.value)
    assert "geheim" not in str(refusal.value)
    with pytest.raises(RawSchemaError):
        written(RawXml(io.BytesIO(), replace(table, columns=table.columns[1:])), [row[1:]])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_typed_text_stays_a_text_in_every_file(session: Any, payload: str) -> None:
    """R-7, F-10: no spreadsheet computes an own reference."""
    facility = make_facility(session, "OVBJ")
    plan = planned(session, Random(5), "OVBJ", 1)[0]
    plan.created, plan.closed_on, plan.referral = PERIOD.begin, None, {"own_reference": payload}
    plan.schakelingen = [PlannedSchakeling("start", PERIOD.begin, None, ("VBFBJB04",), ())]
    stored(session, facility, plan)
    (row,) = csv_rows(made(session, facility, RawKind.RAW_STARTED, RawForm.CSV))
    assert row["referentie"] == f"'{payload}"
    (element,) = xml_rows(made(session, facility, RawKind.RAW_STARTED, RawForm.XML))
    assert element["referentie"] == payload.replace("\r", "\n")
    book = load_workbook(io.BytesIO(made(session, facility, RawKind.RAW_STARTED, RawForm.XLSX)))
    place = [cell.value for cell in book["Dossiers"][1]].index("referentie")
    assert book["Dossiers"][2][place].data_type == "s"


def test_nobody_gets_the_dossiers_of_another_facility(session: Any) -> None:
    """A-2: the file of another facility is empty, whatever the caller asked."""
    own, other = make_facility(session, "OVBJ"), make_facility(session, "OVBJ")
    for plan in planned(session, Random(2), "OVBJ", 6):
        stored(session, other, plan)
    session.commit()
    assert xml_rows(made(session, other, RawKind.RAW_STARTED, RawForm.XML))
    enter_scope(session, Scope.of_seat(Role.FACILITY_STAFF, Actor(1, "An"), own.id, 1))
    for form in (RawForm.XML, RawForm.XML_SCHAKELINGEN, RawForm.CSV):
        assert b"BNC_" not in made(session, other, RawKind.RAW_STARTED, form)


def test_a_deleted_dossier_is_in_no_file(session: Any) -> None:
    """D-8: the bin is left out."""
    facility = make_facility(session, "1G1P")
    plans = planned(session, Random(3), "1G1P", 6)
    for plan in plans:
        plan.closed_on = None
        dossier = stored(session, facility, plan)
        dossier.status, dossier.deleted_on = "deleted", PERIOD.end
    session.flush()
    assert xml_rows(made(session, facility, RawKind.RAW_STARTED, RawForm.XML)) == []


def test_a_facility_without_schakelingen_has_no_file_of_them(session: Any) -> None:
    """D-4: 1G1P registers none."""
    facility = make_facility(session, "1G1P")
    with pytest.raises(DomainError) as refusal:
        made(session, facility, RawKind.RAW_STARTED, RawForm.CSV_SCHAKELINGEN)
    assert "geen schakelingen" in refusal.value.messages[0]


def test_as_many_statements_for_many_dossiers_as_for_few(session: Any) -> None:
    """No query per row."""
    few, many = make_facility(session, "OVBJ"), make_facility(session, "OVBJ")
    for facility, count in ((few, 1), (many, 12)):
        for plan in planned(session, Random(4), "OVBJ", count):
            stored(session, facility, plan)
    counts = []
    for facility in (few, many):
        session.commit()
        with counted_statements(db.engine) as statements:
            made(session, facility, RawKind.RAW_STARTED, RawForm.XLSX)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("extension", ["xml", "csv"])
def test_both_tables_are_written_from_one_reading_as_each_alone(session: Any, extension: str) -> None:
    """R-7: the dossiers are read once, and the files are those that each would be by itself."""
    facility = make_facility(session, "OVBJ")
    for plan in planned(session, Random(7), "OVBJ", 18):
        stored(session, facility, plan)
    files = {form: io.BytesIO() for form in RawForm if form.extension == extension}
    with counted_statements(db.engine) as statements:
        make_raw_files(session, RawKind.RAW_STARTED, facility.id, PERIOD, files)
    assert sum("FROM dossier" in one for one in statements) == 1
    assert len(files) == 2
    for form, file in files.items():
        assert file.getvalue() == made(session, facility, RawKind.RAW_STARTED, form)


@pytest.mark.parametrize("writer_of", [RawXml, RawCsv])
def test_a_long_file_holds_no_more_in_memory_than_a_short_one(writer_of: Any) -> None:
    """R-7: rows come one by one and go a handful at a time."""
    table = raw_tables("OVBJ", with_chain=True)[0]

    def peak(count: int) -> int:
        rows = ([f"{number}" if column.kind == "text" else None for column in table.columns] for number in range(count))
        with tempfile.TemporaryFile() as file:
            tracemalloc.start()
            written(writer_of(file, table), rows)
            held = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return held

    peak(500)
    assert peak(5_000) < 1.2 * peak(500)
