"""The real files: every kind of every organisation type, counted once for all facilities (R-1, R-4 to R-7)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import BincSession
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.period import Period
from app.domain.reports.files import PlannedFile
from app.domain.reports.kinds import kinds_of
from app.domain.reports.requests import RawChoice
from app.domain.reports.result import CountedTable
from app.domain.scope import Actor
from app.queries.reports.content import content_of
from app.queries.reports.made import files_of_request, files_planned
from app.queries.reports.sector import count_sector
from app.services.reports.requesting import request_reports
from jobs.performing import perform
from jobs.period_reports import PeriodReports
from models import Facility, JobRun, ReportFile
from tests.factories import create_client, create_decision, create_dossier, create_facility, create_schakeling
from tests.services.test_races import working

QUARTER = Period(date(2024, 1, 1), date(2024, 3, 31))
MADE_ON = date(2024, 5, 1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def small_sector(session: BincSession, number: int = 2) -> list[int]:
    """Facilities of one type and province with a dossier each, that started in the quarter."""
    ids = []
    for _ in range(number):
        facility = create_facility(session)
        dossier = create_dossier(session, create_client(session, facility), facility)
        create_schakeling(session, create_decision(session, dossier))
        dossier.first_schakeling_begin = date(2024, 1, 8)
        ids.append(facility.id)
    session.flush()
    return ids


def test_everything_that_can_be_asked_is_really_made_r_1_r_4_r_7(committing_app: Flask) -> None:
    with working(committing_app) as session:
        facility_id, _ = small_sector(session)
        own = session.get_one(Facility, facility_id)
        kinds = [kind.key for kind in kinds_of(own.organisation_type)]
        days, an = (QUARTER.begin, QUARTER.end), Actor(None, "An")
        request = request_reports(session, own, days, kinds, RawChoice.XML, actor=an, today=MADE_ON)
        run = session.scalars(select(JobRun)).one()
        request_id, run_id, name = request.id, run.id, own.name
    with committing_app.app_context():
        perform(run_id)
    with working(committing_app) as session:
        files = files_of_request(session, request_id)
        assert len(files) == len(kinds) + 2, "raw data have a second file, of the schakelingen"
        for file in files:
            opens(session, file, name)


def opens(session: BincSession, file: ReportFile, name: str) -> None:
    """A program opens the file, and its figures are kept beside it."""
    content = b"".join(content_of(session, file.id))
    assert file.file_name.startswith(f"{name} - ")
    if file.media_type == XLSX:
        assert file.file_name.endswith(".xlsx")
        sheets = load_workbook(io.BytesIO(content)).sheetnames
        assert file.tables is not None
        assert len(sheets) == len(file.tables) + 1, "one sheet a table, and what it means"
        assert [CountedTable.from_json(table).as_json() for table in file.tables] == file.tables
    else:
        assert file.file_name.endswith(".xml")
        assert etree.fromstring(content) is not None
        assert file.tables is None


@pytest.mark.parametrize("organisation_type", ORGANISATION_TYPES)
def test_every_organisation_type_gets_each_of_its_files_r_5(session: BincSession, organisation_type: str) -> None:
    """Also without a single dossier."""
    facility = create_facility(session, modules=(), organisation_type=organisation_type)
    maker = PeriodReports(session, QUARTER)
    for raw in RawChoice:
        for planned in files_planned(session, facility, raw):
            file = io.BytesIO()
            made = maker.make(facility, planned, MADE_ON, file)
            assert made.kind == planned.key
            assert f" - {planned.title} - 01-05-2024." in made.file_name
            assert file.getvalue()


def test_the_sector_is_counted_once_for_all_facilities_and_kinds_r_1(
    session: BincSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []

    def counting(*arguments: Any) -> Any:
        counted.append(1)
        return count_sector(*arguments)

    monkeypatch.setattr("jobs.period_reports.count_sector", counting)
    facilities = [create_facility(session, modules=()) for _ in range(3)]
    maker = PeriodReports(session, QUARTER)
    for facility in facilities:
        for planned in files_planned(session, facility, RawChoice.XLSX):
            maker.make(facility, planned, MADE_ON, io.BytesIO())
    assert counted == [1]


def test_raw_data_alone_count_no_sector_r_7(session: BincSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.period_reports.count_sector", None)
    facility = create_facility(session, modules=())
    maker = PeriodReports(session, QUARTER)
    for planned in files_planned(session, facility, RawChoice.CSV, ["raw_started", "raw_closed"]):
        maker.make(facility, planned, MADE_ON, io.BytesIO())


@pytest.mark.parametrize("raw", [RawChoice.XML, RawChoice.CSV])
def test_each_file_of_raw_data_is_the_same_in_whatever_order_it_is_asked_r_7(
    session: BincSession, raw: RawChoice
) -> None:
    """The second table is filled beside the first, and made alone where nobody asked for that just before."""
    facilities = [session.get_one(Facility, each) for each in small_sector(session)]
    forwards, backwards = PeriodReports(session, QUARTER), PeriodReports(session, QUARTER)
    for facility in facilities:
        files = files_planned(session, facility, raw, ["raw_started", "raw_closed"])
        made = {planned.key: made_by(forwards, facility, planned) for planned in files}
        again = {planned.key: made_by(backwards, facility, planned) for planned in reversed(files)}
        assert len(made) == 4
        assert made == again


def made_by(maker: PeriodReports, facility: Facility, planned: PlannedFile) -> bytes:
    file = io.BytesIO()
    maker.make(facility, planned, MADE_ON, file)
    return file.getvalue()
