"""Reports of the agency about the sector: who reaches them, and that they name nobody (R-1, R-4, R-6, A-4)."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.database import BincSession, enter_scope
from app.domain.faults import DomainError
from app.domain.organisation_types import ORGANISATION_TYPES
from app.domain.reports.result import CountedTable
from app.domain.reports.sector_scope import SectorScope, check_sector_kinds, sector_kinds
from app.domain.roles import FIGURE_ROLES, Role
from app.domain.scope import Actor, Scope
from app.queries.reports.content import content_of
from app.queries.reports.made import count_ready, files_of_request
from app.queries.reports.sector import count_sector
from app.reach import OutOfScopeError
from app.services.reports.requesting import cancel_request, request_sector_reports
from jobs.report_requests import make_requested_reports
from models import Dossier, Facility, JobRun, Notice, ReportContent, ReportFile, ReportRequest
from tests.factories import create_facility
from tests.reports.random_sector import PERIOD, random_sector
from tests.reports.shelves import create_ready_request, create_request, requested, store

TODAY = date(2025, 6, 15)
AN = Actor(7, "An")
DAYS = (PERIOD.begin, PERIOD.end)
EVERY_KIND = [kind.key for kind in sector_kinds()]
TABLES = ("report_request", "report_file", "report_content")


def ask(session: BincSession, scope: SectorScope, kinds: list[str]) -> ReportRequest:
    return request_sector_reports(session, scope, DAYS, kinds, actor=AN, today=TODAY)


def do(session: BincSession, request: ReportRequest) -> list[ReportFile]:
    """Does the job of a request; answers its files."""
    run = session.scalars(select(JobRun).where(JobRun.unique_key == str(request.id))).one()
    make_requested_reports(session, run)
    return list(files_of_request(session, request.id))


@pytest.mark.parametrize(
    "scope", [SectorScope(), SectorScope("OVBJ", "Antwerpen"), SectorScope("1G1P"), SectorScope(None, "Limburg")]
)
def test_the_job_makes_the_tables_of_the_sector_without_names(session: BincSession, scope: SectorScope) -> None:
    """R-1, R-4: screen and workbook hold what was counted; no facility, no dossier and no person is in them (A-4)."""
    random_sector(session, 5, dossiers=150)
    names = [*session.scalars(select(Facility.name)), *session.scalars(select(Facility.code))]
    names += session.scalars(select(Dossier.code))
    request = ask(session, scope, [kind.key for kind in scope.kinds])
    counts, request_id = count_sector(session, PERIOD), request.id
    files = do(session, request)
    assert [file.kind for file in files] == [kind.key for kind in scope.kinds]
    for file, kind in zip(files, scope.kinds, strict=True):
        tables = [counts.for_agency(table, scope.organisation_type, scope.province) for table in kind.tables]
        assert [CountedTable.from_json(kept) for kept in file.tables or ()] == tables
        assert {row.level.split("_")[0] for table in tables for part in table.parts for row in part.rows} <= {
            "flanders",
            "province",
        }
        words = json.dumps(file.tables, ensure_ascii=False) + _words(b"".join(content_of(session, file.id)))
        assert [name for name in names if name in words] == []
        assert file.file_name.startswith(f"{scope.words} - ")
    finished = session.get_one(ReportRequest, request_id)
    assert (finished.state, finished.done) == ("ready", finished.total)
    assert finished.kept_until is not None
    assert count_ready(session, AN.user_id, finished.kept_until) == 1
    assert session.scalars(select(Notice)).all() == []


def _words(content: bytes) -> str:
    sheets = load_workbook(io.BytesIO(content)).worksheets
    return " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_what_was_made_of_a_cancelled_request_goes_with_its_pieces_r_4(session: BincSession) -> None:
    request = ask(session, SectorScope(), ["numbers"])
    store(session, requested(request), b"x", kind="numbers")
    enter_scope(session, seat_scope(Role.AGENCY_ANALYST))
    cancel_request(session, request.id)
    session.flush()
    enter_scope(session, Scope.system("test"))
    assert [session.scalars(select(model)).all() for model in (ReportFile, ReportContent)] == [[], []]


def test_what_cannot_be_asked_is_told_together_r_4(session: BincSession) -> None:
    with pytest.raises(DomainError) as told:
        request_sector_reports(
            session, SectorScope("OVBJ"), (TODAY, date(2025, 6, 1)), ["trajectory"], actor=AN, today=TODAY
        )
    assert [(fault.rule, fault.field) for fault in told.value.faults] == [("R-4", "until"), ("R-1", "kinds")]
    assert session.scalars(select(JobRun)).all() == []


@pytest.mark.parametrize("kind", ORGANISATION_TYPES)
def test_a_type_is_asked_what_it_has_and_nothing_else_r_1(kind: str) -> None:
    scope = SectorScope(kind)
    own = [one.key for one in scope.kinds]
    assert check_sector_kinds(scope, own) == []
    assert not any(key.startswith("raw") for key in own)
    others = [key for key in EVERY_KIND if key not in own]
    assert bool(check_sector_kinds(scope, EVERY_KIND)) == bool(others)


def test_everything_of_the_sector_can_be_asked_but_raw_data_r_7() -> None:
    assert check_sector_kinds(SectorScope(), EVERY_KIND) == []
    assert not any(key.startswith("raw") for key in EVERY_KIND)


def seat_scope(role: Role, facility: Facility | None = None) -> Scope:
    return Scope.of_seat(role, Actor(1, "An"), facility.id if facility else None, 1)


@pytest.fixture
def both(session: BincSession) -> tuple[Facility, int]:
    """Reports of a facility, and reports about the sector; the facility and the number of the sector's request."""
    facility = create_facility(session)
    for place in (facility, None):
        store(session, requested(create_ready_request(session, place)), b"x")
    number = session.scalars(select(ReportRequest.id).where(ReportRequest.facility_id.is_(None))).one()
    session.flush()
    return facility, number


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", list(Role))
def test_row_level_security_shows_the_sector_to_the_figure_seats_only_a_4(
    session: BincSession, both: tuple[Facility, int], role: Role, table: str
) -> None:
    facility, _ = both
    enter_scope(session, seat_scope(role, facility if role.startswith("facility") else None))
    seen = set(session.execute(text(f"select distinct facility_id from {table}")).scalars())
    expected = {facility.id} if role.startswith("facility") else {None} if role in FIGURE_ROLES else set()
    assert seen == expected


@pytest.mark.parametrize("model", [ReportRequest, ReportFile, ReportContent])
@pytest.mark.parametrize("role", list(Role))
def test_the_mapper_alone_shows_the_sector_to_the_figure_seats_only_a_4(
    session: BincSession, both: tuple[Facility, int], role: Role, model: Any
) -> None:
    facility, _ = both
    session.info["scope"] = seat_scope(role, facility if role.startswith("facility") else None)
    seen = set(session.scalars(select(model.facility_id)))
    expected = {facility.id} if role.startswith("facility") else {None} if role in FIGURE_ROLES else set()
    assert seen == expected


def insert_a_request(session: BincSession, _number: int) -> None:
    values = "'2025-01-01', '2025-03-31', '{numbers}', 'xlsx', 1, 'An'"
    columns = "begin, until, kinds, raw_form, total, requested_by_name"
    session.execute(text(f"insert into report_request ({columns}) values ({values})"))


def insert_a_file(session: BincSession, number: int) -> None:
    columns = "request_id, begin, until, kind, file_name, media_type, size, sha256, made_at"
    values = f"{number}, '2025-01-01', '2025-03-31', 'x', 'x', 'x', 1, 'x', now()"
    session.execute(text(f"insert into report_file ({columns}) values ({values})"))


def refused_when(refused: bool) -> Any:
    """What a deed meets: the wall, or nothing."""
    return pytest.raises(DBAPIError, match="row-level security") if refused else nullcontext()


@pytest.mark.parametrize("role", list(Role))
def test_only_figure_seats_ask_about_the_sector_and_only_the_product_makes_files_a_4(
    session: BincSession, both: tuple[Facility, int], role: Role
) -> None:
    facility, number = both
    enter_scope(session, seat_scope(role, facility if role.startswith("facility") else None))
    may_ask = role in FIGURE_ROLES
    with refused_when(not may_ask), session.begin_nested():
        insert_a_request(session, number)
    with refused_when(True), session.begin_nested():
        insert_a_file(session, number)
    moved = text("update report_request set requested_by_name = 'X' where id = :id returning id")
    assert session.execute(moved, {"id": number}).scalars().all() == ([number] if may_ask else [])


@pytest.mark.parametrize("role", [Role.AGENCY_CASE_HANDLER, Role.ADMIN, Role.CONSULTANT])
def test_the_mapper_refuses_a_request_about_the_sector_from_who_may_not_ask_a_4(
    session: BincSession, role: Role
) -> None:
    session.info["scope"] = seat_scope(role)
    with pytest.raises(OutOfScopeError):
        create_ready_request(session, None)


def test_a_request_of_a_facility_never_becomes_one_about_the_sector_a_2(session: BincSession) -> None:
    facility = create_facility(session)
    enter_scope(session, seat_scope(Role.FACILITY_STAFF, facility))
    request = create_request(session, None)
    assert request.facility_id == facility.id
