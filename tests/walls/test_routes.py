"""Every address of the product: who may open it, what it puts on record, and that it never shows another facility's.

A new route without a row here fails, and so does a row without a route.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from app.database import BincSession, db
from app.domain.roles import FACILITY_ROLES, SERVICE_ROLES, Role
from app.reach import filter_by_scope
from app.runtime.postgres import EmbeddedPostgres
from tests.walls.api_rows import API_ROWS
from tests.walls.world import Place, World, fresh_world
from views.base.page import OF_PERSONS

FACILITY = FACILITY_ROLES
MANAGERS = frozenset({Role.FACILITY_MANAGER})
POLICY = frozenset({Role.AGENCY_POLICY})
FIGURES = FACILITY | {Role.AGENCY_POLICY, Role.AGENCY_ANALYST}
ADMIN = frozenset({Role.ADMIN})
CASE_HANDLERS = frozenset({Role.AGENCY_CASE_HANDLER})
EVERYBODY = frozenset(Role)
ANALYSTS = frozenset({Role.AGENCY_POLICY, Role.AGENCY_ANALYST})
SHARERS = FACILITY | SERVICE_ROLES | POLICY
READERS = frozenset({Role.AGENCY_POLICY, Role.ADMIN})


@dataclass(frozen=True)
class Row:
    """One address with its method: who may open it, what the record then says was read, and what its address names.

    `roles` None is an address that asks no permission. `names` says which part of a facility the address names; another
    facility's answers 404. `mutates` marks a post that would really change something without any field filled in.
    """

    endpoint: str
    roles: frozenset[Role] | None
    method: str = "GET"
    personal: str | None = None
    names: str | None = None
    mutates: bool = False


def crud(view: str, writers: frozenset[Role], readers: frozenset[Role], *methods: str) -> list[Row]:
    """The rows of one administration of reference data."""
    rows = [Row(f"{view}.list", readers)]
    rows += [Row(f"{view}.show", readers, names="pk")] if "show" in methods else []
    for method in (name for name in ("add", "edit") if name in methods):
        names = "pk" if method == "edit" else None
        rows += [Row(f"{view}.{method}", writers, names=names), Row(f"{view}.{method}", writers, "POST", names=names)]
    rows += [Row(f"{view}.delete", writers, "POST", names="pk", mutates=True)] if "delete" in methods else []
    return rows


def form(endpoint: str, roles: frozenset[Role], personal: str | None, names: str | None) -> list[Row]:
    """The two rows of a form."""
    return [Row(endpoint, roles, "GET", personal, names), Row(endpoint, roles, "POST", personal, names)]


ROWS: tuple[Row, ...] = (
    Row("SignInPage.sign_in", None),
    Row("SignInPage.sign_in", None, "POST"),
    Row("SignInPage.sign_out", None, "POST", mutates=True),
    Row("SeatPage.index", None),
    Row("SeatPage.choose", None, "POST", mutates=True),
    Row("HelpPage.index", EVERYBODY),
    Row("HelpPage.api", EVERYBODY),
    *form("PasswordPage.index", EVERYBODY, None, None),
    Row("StartPage.index", EVERYBODY, personal="dossier"),
    Row("WorkListPage.index", FACILITY, personal="dossier"),
    Row("SearchPage.index", FACILITY, personal="dossier"),
    Row("SearchPage.search", FACILITY, "POST", "dossier"),
    Row("SearchPage.hits", FACILITY, personal="dossier", names="search"),
    Row("ClientPage.index", FACILITY),
    Row("ClientPage.search", FACILITY, "POST"),
    Row("ClientPage.found", FACILITY, personal="client", names="lookup"),
    Row("ClientPage.choose", FACILITY, "POST", "client", "lookup"),
    Row("ClientPage.show", FACILITY, personal="client", names="client"),
    *form("ClientPage.change", FACILITY, "client", "client"),
    Row("ContextPage.show", FACILITY, personal="client", names="client"),
    *form("ContextPage.situation", FACILITY, "client", "client"),
    Row("ContextPage.history", FACILITY, personal="client", names="client"),
    Row("ContextPage.sheet", FACILITY, personal="client", names="client"),
    *form("ContextHouseholdPage.add", FACILITY, "client", "client"),
    *form("ContextHouseholdPage.add_facility", FACILITY, "client", "client"),
    *form("ContextHouseholdPage.change", FACILITY, "client", "household"),
    Row("ContextHouseholdPage.delete", FACILITY, "POST", "client", "household", mutates=True),
    *form("ContextPersonPage.add", FACILITY, "client", "client"),
    *form("ContextPersonPage.change", FACILITY, "client", "relative"),
    Row("ContextPersonPage.move", FACILITY, "POST", "client", "relative", mutates=True),
    Row("ContextPersonPage.delete", FACILITY, "POST", "client", "relative", mutates=True),
    Row("ContextPersonPage.become_client", FACILITY, "POST", "client", "relative", mutates=True),
    Row("ContextRegisterPage.look_up", FACILITY, personal="client", names="relative"),
    Row("ContextRegisterPage.search", FACILITY, "POST", "client", "relative"),
    Row("ContextRegisterPage.choose", FACILITY, "POST", "client", "relative"),
    *form("UnbornPage.add", FACILITY, "client", None),
    *form("LinkPage.look_up", FACILITY, "client", "client"),
    *form("LinkPage.found", FACILITY, "client", "link"),
    *form("LinkPage.compare", FACILITY, "client", "link"),
    *form("ReferralPage.add", FACILITY, "client", "client"),
    *form("ReferralPage.change", FACILITY, "dossier", "dossier"),
    *form("RegistrationPage.fill", FACILITY, "dossier", "registration"),
    Row("DossierPage.show", FACILITY, personal="dossier", names="dossier"),
    Row("DossierPage.activities", FACILITY, personal="dossier", names="dossier"),
    *form("DecisionPage.add", FACILITY, "dossier", "dossier"),
    *form("DecisionPage.change", FACILITY, "dossier", "decision"),
    Row("DecisionPage.delete", FACILITY, "POST", "dossier", "decision", mutates=True),
    *form("SchakelingPage.add", FACILITY, "dossier", "dossier"),
    *form("SchakelingPage.change", FACILITY, "dossier", "schakeling"),
    Row("SchakelingPage.delete", FACILITY, "POST", "dossier", "schakeling", mutates=True),
    *form("ClosingPage.close", FACILITY, "dossier", "dossier"),
    Row("ClosingPage.reopen", FACILITY, "POST", "dossier", "dossier", mutates=True),
    Row("ReopeningPage.ask", FACILITY, personal="dossier", names="dossier"),
    Row("ReopeningPage.send", FACILITY, "POST", "dossier", "dossier"),
    Row("ReopeningPage.withdraw", FACILITY, "POST", "dossier", "dossier", mutates=True),
    Row("ReopeningPage.follow", FACILITY, personal="dossier", names="request"),
    Row("ReopeningQueuePage.index", CASE_HANDLERS, personal="dossier"),
    Row("ReopeningQueuePage.show", CASE_HANDLERS, personal="dossier", names="asked"),
    Row("ReopeningQueuePage.approve", CASE_HANDLERS, "POST", "dossier", "asked", mutates=True),
    Row("ReopeningQueuePage.reject", CASE_HANDLERS, "POST", "dossier", "asked"),
    Row("DeletionPage.delete", FACILITY, "POST", "dossier", "dossier", mutates=True),
    Row("GroeipakketOfferPage.offer", FACILITY, "POST", "dossier", "schakeling", mutates=True),
    Row("GroeipakketPage.index", POLICY),
    Row("GroeipakketPage.offer", POLICY, "POST", names="told schakeling", mutates=True),
    Row("TimelyRegistrationPage.index", FACILITY, personal="dossier"),
    Row("TimelyRegistrationPage.excel", FACILITY, personal="dossier"),
    Row("LateRegistrationPage.index", ANALYSTS),
    Row("LateRegistrationPage.excel", ANALYSTS),
    Row("BinPage.index", MANAGERS, personal="dossier"),
    Row("BinPage.restore", MANAGERS, "POST", "dossier", "dossier", mutates=True),
    Row("BinAdministration.index", ADMIN),
    Row("BinAdministration.restore", ADMIN, "POST", names="code", mutates=True),
    *form("HandoverPage.take", FACILITY, "dossier", None),
    *form("HandoverPage.give", FACILITY, "dossier", None),
    Row("HandoverPage.seen", FACILITY, "POST", names="record", mutates=True),
    Row("DraftPage.index", FACILITY | POLICY, personal="dossier"),
    Row("DraftPage.keep", FACILITY | POLICY, "POST"),
    Row("DraftPage.key", FACILITY | POLICY),
    Row("DraftPage.drop", FACILITY | POLICY, "POST"),
    Row("DocumentPage.index", SHARERS, personal="document"),
    Row("DocumentPage.sent", SHARERS, personal="document"),
    Row("DocumentPage.show", SHARERS, personal="document", names="document"),
    Row("DocumentPage.download", SHARERS, personal="document", names="document"),
    Row("DocumentPage.withdraw", SHARERS, "POST", "document", "document recipient", mutates=True),
    *form("SharingPage.index", SHARERS, None, None),
    *form("SharingPage.file", SHARERS, "document", "sharing"),
    Row("SharingPage.people", SHARERS, personal="service_people", names="service"),
    Row("SharingPage.guide", SHARERS),
    *form("DossierSharingPage.choose", FACILITY, "dossier", "dossier"),
    *form("MailChoicePage.index", SHARERS, None, None),
    Row("PersonalReaderPage.index", FACILITY, personal="personal_document_reader"),
    Row("PersonalReaderPage.add", MANAGERS, "POST", "personal_document_reader"),
    Row("PersonalReaderPage.remove", MANAGERS, "POST", "personal_document_reader", "reader", mutates=True),
    Row("OutboxAdministration.index", ADMIN),
    Row("OutboxAdministration.resend", ADMIN, "POST", names="record", mutates=True),
    Row("MailboxPage.index", SHARERS | ADMIN),
    Row("DashboardPage.index", FIGURES),
    Row("DashboardPage.excel", FIGURES),
    Row("StatementListPage.index", FACILITY),
    *form("StatementPage.fill", FACILITY, "dossier", "quarter"),
    Row("StatementPage.course", FACILITY, personal="dossier", names="quarter"),
    *form("StatementClientPage.fill", FACILITY, "client", "quarter clients"),
    *form("StatementKindPage.fill", FACILITY, None, "quarter kinds"),
    *form("StatementSendingPage.send", MANAGERS, None, "quarter"),
    Row("StatementExportPage.excel", FACILITY, personal="client", names="quarter"),
    Row("OccupancyPage.index", FIGURES),
    Row("OccupancyPage.excel", FIGURES),
    Row("OccupancyPage.line", FIGURES, personal="dossier", names="line"),
    Row("UtilisationPage.index", FIGURES),
    Row("UtilisationPage.excel", FIGURES),
    Row("UtilisationPage.line", FIGURES, names="line"),
    Row("DeploymentPage.index", FIGURES),
    Row("DeploymentPage.excel", FIGURES),
    Row("DeploymentPage.schakelingen", FACILITY | POLICY, personal="dossier"),
    Row("CapacityPage.index", FACILITY),
    Row("RawDataPage.index", FACILITY),
    Row("RawDataPage.schema", FACILITY),
    Row("ReportPage.index", FACILITY),
    Row("ReportFilePage.download", FACILITY, personal="report_file", names="report_file"),
    Row("ReportContentsPage.index", FIGURES),
    Row("SectorReportPage.index", ANALYSTS),
    *form("SectorReportPage.ask", ANALYSTS, None, None),
    Row("SectorReportPage.show", ANALYSTS, names="sector_request"),
    Row("SectorReportPage.cancel", ANALYSTS, "POST", names="sector_request", mutates=True),
    Row("SectorReportPage.zip", ANALYSTS, personal="report_file", names="sector_request"),
    Row("SectorReportFilePage.download", ANALYSTS, personal="report_file", names="sector_file"),
    Row("SectorReportFilePage.look", ANALYSTS, personal="report_file", names="sector_file"),
    Row("ReportFilePage.look", FACILITY, personal="report_file", names="report_file"),
    Row("ReportPage.zip", FACILITY, personal="report_file", names="report_period"),
    Row("ReportRequestPage.index", FACILITY),
    *form("ReportRequestPage.ask", FACILITY, None, None),
    Row("ReportRequestPage.show", FACILITY, names="report_request"),
    Row("ReportRequestPage.cancel", FACILITY, "POST", names="report_request", mutates=True),
    Row("ReportRequestPage.zip", FACILITY, personal="report_file", names="report_request"),
    Row("ImportPage.index", FACILITY),
    *form("ImportPage.send", FACILITY, None, None),
    Row("ImportPage.show", FACILITY, personal="file_import", names="import"),
    Row("ImportPage.confirm", FACILITY, "POST", names="import"),
    Row("ImportPage.stop", FACILITY, "POST", names="import", mutates=True),
    Row("ImportPage.excel", FACILITY, personal="file_import", names="import"),
    Row("SectorImportPage.index", READERS),
    *form("SectorImportPage.send", READERS, None, None),
    Row("SectorImportPage.show", READERS, personal="file_import", names="sector_import"),
    Row("SectorImportPage.confirm", READERS, "POST", names="sector_import"),
    Row("SectorImportPage.stop", READERS, "POST", names="sector_import", mutates=True),
    Row("SectorImportPage.excel", READERS, personal="file_import", names="sector_import"),
    Row("ReportRunPage.index", POLICY),
    Row("ReportRunPage.show", POLICY, names="report_run"),
    Row("ReportRunPage.again", POLICY, "POST", names="report_run", mutates=True),
    *form("CapacityQuestionPage.ask", FACILITY, None, "capacity_line"),
    Row("CapacityQuestionPage.seen", FACILITY, "POST", names="capacity_question", mutates=True),
    *crud("FacilityAdministration", POLICY, ANALYSTS, "show", "add", "edit"),
    *crud("ApprovedModuleAdministration", POLICY, ANALYSTS, "show", "add", "edit", "delete"),
    *crud("CapacityAdministration", POLICY, ANALYSTS, "show", "add", "edit"),
    *form("CapacityAdministration.remove", POLICY, None, "pk"),
    Row("CapacityAdministration.facility", ANALYSTS, names="facility"),
    Row("ModuleDataPage.index", POLICY),
    Row("ModuleDataPage.apply_all", POLICY),
    Row("ModuleDataPage.apply_all", POLICY, "POST", mutates=True),
    Row("ModuleDataPage.fetch", POLICY, "POST", mutates=True),
    Row("ModuleDataPage.facility", POLICY, names="facility"),
    Row("ModuleDataPage.apply", POLICY, names="facility"),
    Row("ModuleDataPage.apply", POLICY, "POST", names="facility", mutates=True),
    Row("CapacityQuestionAdministration.index", POLICY),
    *form("CapacityQuestionAdministration.answer", POLICY, None, "asked_capacity"),
    Row("ProcessedYearPage.index", POLICY),
    Row("ProcessedYearPage.reject", POLICY, "POST", names="asked quarter"),
    *form("StatementRequestPage.ask", FACILITY, None, "quarter asked"),
    Row("StatementRequestPage.withdraw", FACILITY, "POST", names="own quarter asked", mutates=True),
    Row("YearProcessingPage.preview", POLICY, names="year"),
    Row("YearProcessingPage.start", POLICY, "POST", mutates=True),
    Row("YearProcessingPage.progress", POLICY, names="processing"),
    Row("SentStatementPage.index", POLICY),
    Row("SentStatementPage.unsent", POLICY),
    Row("SentStatementPage.show", POLICY, names="sent"),
    *form("ProcessedYearPage.facility", POLICY, None, "facility"),
    *crud("ServiceAdministration", POLICY, ANALYSTS, "show", "add", "edit", "delete"),
    *crud("ServicePeopleAdministration", POLICY, POLICY, "show", "add", "delete"),
    *crud("TypeModuleAdministration", ADMIN, READERS, "show", "add", "edit"),
    *crud("OccupancyRuleAdministration", ADMIN, READERS, "show", "edit"),
    *crud("AnswerAdministration", ADMIN, READERS, "show", "add", "edit"),
    *crud("AccountAdministration", ADMIN, ADMIN, "show", "add", "edit"),
    *form("AccountAdministration.password", ADMIN, None, "pk"),
    *crud("SeatAdministration", ADMIN, ADMIN, "show", "add", "delete"),
    Row("RoleAdministration.list", ADMIN),
    *form("RoleAdministration.edit", ADMIN, None, "role"),
    Row("ApiTokenPage.index", MANAGERS),
    Row("ApiTokenPage.add", MANAGERS, "POST"),
    Row("ApiTokenPage.end", MANAGERS, "POST", names="token", mutates=True),
    Row("ApiTokenAdministration.index", ADMIN),
    Row("ApiTokenAdministration.add", ADMIN, "POST"),
    Row("ApiTokenAdministration.end", ADMIN, "POST", names="any token", mutates=True),
    Row("AuditPage.index", ADMIN, personal="audit_entry"),
    Row("AuditPage.search", ADMIN, "POST"),
    Row("ConsultationPage.index", ADMIN, personal="register_consultation"),
    Row("ConsultationPage.search", ADMIN, "POST"),
)
SERVED_TO_ALL = {"static", "appbuilder.static"}
OF_A_FACILITY = {"client", "dossier", "request", "registration", "decision", "schakeling", "search", "lookup"} | {
    "household",
    "capacity_question",
    "own quarter asked",
    "relative",
    "link",
    "document",
    "document recipient",
    "reader",
    "sharing",
    "report_file",
    "report_period",
    "report_request",
    "token",
    "import",
}


def parts_of(place: Place, row: Row, role: Role | None) -> dict[str, Any]:
    """The parts of the row's address when it names things of this place."""
    seat = role if role in place.searches else Role.FACILITY_STAFF
    parts: dict[str | None, dict[str, Any]] = {
        "client": {"number": place.number},
        "household": {"number": place.number, "record_id": place.household_id},
        "relative": {"number": place.number, "record_id": place.relative_id},
        "dossier": {"code": place.code},
        "registration": {"code": place.code, "slug": "beginregistratie"},
        "decision": {"code": place.code, "record_id": place.decision_id},
        "schakeling": {"code": place.code, "record_id": place.schakeling_id},
        "told schakeling": {"record_id": place.schakeling_id},
        "code": {"code": place.code},
        "request": {"record_id": place.request_id},
        "asked": {"record_id": place.request_id},
        "record": {"record_id": 1},
        "search": {"token": place.searches[seat]},
        "lookup": {"token": place.lookups[seat]},
        "link": {"number": place.number, "token": place.lookups[seat]},
        "line": {"code": "VERBLIJF"},
        "capacity_line": {"line": "VERBLIJF"},
        "capacity_question": {"record_id": place.question_id},
        "asked_capacity": {"record_id": place.question_id},
        "quarter": {"quarter": "2024-1"},
        "quarter clients": {"quarter": "2024-1", "code": "VBFBJB04", "number": 1},
        "quarter kinds": {"quarter": "2024-1", "code": "P-OB-RTJ"},
        "facility": {"code": place.facility_code},
        "sent": {"code": place.facility_code, "quarter": "2024-1"},
        "year": {"jaar": 2024, "voorziening": place.facility_id},
        "processing": {"record_id": place.processing_id},
        "quarter asked": {"quarter": "2024-1"},
        "own quarter asked": {"record_id": place.quarter_request_id},
        "asked quarter": {"code": place.facility_code, "record_id": place.quarter_request_id},
        "report_file": {"record_id": place.report_file_id},
        "report_period": {"key": place.report_period},
        "report_request": {"record_id": place.report_request_id},
        "sector_request": {"record_id": place.sector_request_id},
        "sector_file": {"record_id": place.sector_file_id},
        "import": {"record_id": place.import_id},
        "sector_import": {"record_id": place.sector_imports.get(role or Role.ADMIN, place.sector_imports[Role.ADMIN])},
        "report_run": {"key": "2024-1_2024-05-01"},
        "role": {"name": Role.FACILITY_STAFF.value},
        "pk": {"pk": place.records.get(row.endpoint.split(".")[0], 1)},
        "document": {"record_id": place.document_id},
        "document recipient": {"record_id": place.document_id, "recipient_id": place.document_recipient_id},
        "service": {"record_id": place.service_id},
        "sharing": {"token": place.sharings[seat]},
        "reader": {"record_id": place.reader_id},
        "token": {"record_id": place.token_id},
        "any token": {"record_id": place.token_id},
        None: {},
    }
    return parts[row.names]


def ask(world: World, row: Row, role: Role | None, place: Place) -> Any:
    """The answer to one request."""
    with world.app.test_request_context():
        of_figures = row.endpoint.startswith(("DashboardPage", "OccupancyPage", "UtilisationPage", "DeploymentPage"))
        asked: dict[str, Any] = {"voorziening": place.facility_code} if role in ANALYSTS and of_figures else {}
        address = world.app.url_for(row.endpoint, **parts_of(place, row, role), **asked)
    browser = world.browser(role)
    if row.method == "GET":
        return browser.get(address)
    return browser.post(address, data={"seat": world.seats[role].seat_id} if role else {})


@pytest.fixture(scope="module")
def world(postgres: EmbeddedPostgres) -> Iterator[World]:
    """Filled once for the whole matrix."""
    with fresh_world(postgres, guards_forms=False) as filled:
        yield filled


def name_of(row: Row) -> str:
    return f"{row.method} {row.endpoint}"


GUARDED = [row for row in ROWS if row.roles is not None]


def test_every_route_stands_in_the_table_and_every_row_has_its_route(app: Flask) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}
        if rule.endpoint not in SERVED_TO_ALL
    }
    for_programs = {(row.endpoint, row.method) for row in API_ROWS}
    assert routes == for_programs | {(row.endpoint, row.method) for row in ROWS}


@pytest.mark.parametrize("row", GUARDED, ids=name_of)
def test_nobody_comes_in_without_signing_in_A_1(world: World, row: Row) -> None:
    answer = ask(world, row, None, world.own)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/aanmelden/")


@pytest.mark.parametrize("row", GUARDED, ids=name_of)
def test_other_roles_are_refused_and_the_refusal_is_on_record_A_4_A_5(world: World, row: Row) -> None:
    for role in sorted(EVERYBODY - (row.roles or frozenset())):
        last = world.last_recorded()
        answer = ask(world, row, role, world.own)
        assert answer.status_code == 403, role
        assert "forbidden" in [entry.action for entry in world.recorded_since(last)], role
        assert not any(word in answer.text for word in world.own.never_elsewhere)


@pytest.mark.parametrize("row", [row for row in GUARDED if not row.mutates], ids=name_of)
def test_the_roles_that_may_are_let_in_and_what_they_read_is_on_record_A_4_A_5(world: World, row: Row) -> None:
    for role in sorted(row.roles or ()):
        last = world.last_recorded()
        answer = ask(world, row, role, world.own)
        assert answer.status_code in (200, 302, 409, 422), role
        sees_it = role in FACILITY or row.personal not in OF_PERSONS
        if row.personal and sees_it and answer.status_code == 200:
            read = [entry.subject_kind for entry in world.recorded_since(last) if entry.action == "read"]
            assert row.personal in read, role


def test_a_seat_without_dossiers_is_not_recorded_as_having_read_any_A_5(world: World) -> None:
    start = next(row for row in ROWS if row.endpoint == "StartPage.index")
    for role in sorted(EVERYBODY - FACILITY):
        last = world.last_recorded()
        assert ask(world, start, role, world.own).status_code == 200
        assert world.recorded_since(last) == [], role


@pytest.mark.parametrize("row", [row for row in GUARDED if row.names in OF_A_FACILITY], ids=name_of)
def test_another_facilitys_record_does_not_exist_A_2(world: World, row: Row) -> None:
    before = world.fingerprint()
    for role in sorted(row.roles or ()):
        last = world.last_recorded()
        answer = ask(world, row, role, world.other)
        assert answer.status_code == 404, role
        assert not any(word in answer.text for word in world.other.never_elsewhere)
        if row.personal:
            assert "not_found" in [entry.action for entry in world.recorded_since(last)], role
    assert world.fingerprint() == before


@pytest.mark.parametrize("row", [row for row in GUARDED if row.method == "GET"], ids=name_of)
def test_no_page_of_a_facility_shows_a_trace_of_another_A_2(world: World, row: Row) -> None:
    for role in sorted((row.roles or frozenset()) & FACILITY):
        content = ask(world, row, role, world.own).data
        assert not any(word.encode() in content for word in world.other.never_elsewhere), role


def words_in(answer: Any) -> str:
    """The text of an answer, of a workbook all of its parts."""
    if not answer.data.startswith(b"PK"):
        return str(answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as workbook:
        return "".join(workbook.read(name).decode(errors="replace") for name in workbook.namelist())


@pytest.mark.parametrize("row", [row for row in GUARDED if row.method == "GET"], ids=name_of)
def test_outside_the_facilities_nobody_reads_a_name_and_the_analyst_no_dossier_code_A_4(world: World, row: Row) -> None:
    for role in sorted((row.roles or frozenset()) - FACILITY):
        text = words_in(ask(world, row, role, world.own))
        for place in (world.own, world.other):
            name, code, number = place.never_elsewhere
            assert name not in text, role
            assert number not in text, role
            assert role is Role.AGENCY_POLICY or code not in text, role


@pytest.mark.parametrize("row", [row for row in GUARDED if row.method == "POST"], ids=name_of)
def test_a_form_of_another_seat_saves_nothing(world: World, row: Row) -> None:
    role = sorted(row.roles or ())[0]
    before = world.fingerprint()
    with world.app.test_request_context():
        address = world.app.url_for(row.endpoint, **parts_of(world.own, row, role))
    assert world.browser(role).post(address, data={"seat": 999_999}).status_code == 409
    assert world.fingerprint() == before


WALLS = ("the mapper alone", "the database alone")


@pytest.fixture(scope="module", params=WALLS)
def one_wall(request: pytest.FixtureRequest, world: World, postgres: EmbeddedPostgres) -> Iterator[str]:
    """The same world with the other wall torn down."""
    with world.app.app_context():
        database = db.engine.url.database
        db.engine.dispose()
    superuser = postgres.url("postgres", database).replace("+psycopg", "")
    if request.param == "the mapper alone":
        with psycopg.connect(superuser, autocommit=True) as connection:
            tables = [row[0] for row in connection.execute("select relname from pg_class where relrowsecurity")]
            for table in tables:
                connection.execute(f"alter table {table} disable row level security")
            yield request.param
            for table in tables:
                connection.execute(f"alter table {table} enable row level security")
    else:
        event.remove(BincSession, "do_orm_execute", filter_by_scope)
        yield request.param
        event.listen(BincSession, "do_orm_execute", filter_by_scope)


@pytest.mark.parametrize("row", [row for row in GUARDED if row.names in OF_A_FACILITY], ids=name_of)
def test_each_wall_holds_alone_A_2(world: World, one_wall: str, row: Row) -> None:
    for role in sorted((row.roles or frozenset()) & FACILITY):
        answer = ask(world, row, role, world.other)
        assert answer.status_code == 404, (one_wall, role)
        assert not any(word in answer.text for word in world.other.never_elsewhere)
