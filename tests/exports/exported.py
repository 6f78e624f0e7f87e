"""Every way in which something leaves the product as a file, and everything a person or a register can have typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import String

from app.database import db
from app.domain.roles import Role
from tests.walls.test_routes import ROWS, parts_of
from tests.walls.world import World

STAFF, POLICY = Role.FACILITY_STAFF, Role.AGENCY_POLICY


@dataclass(frozen=True)
class Export:
    """One file as a route gives it: who asks it, with what in the address, and a column whose text it shows."""

    endpoint: str
    role: Role
    asked: tuple[tuple[str, Any], ...]
    shows: str
    pdf: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint} {self.role.value}"


YEAR = (("van", "01/01/2024"), ("tot", "31/12/2024"))
ONE_DAY = (("van", "15/02/2024"), ("tot", "15/02/2024"))
QUARTERS = (("van", "2024-1"), ("tot", "2024-4"))
EXPORTS = (
    Export("ContextPage.sheet", STAFF, (), "client.name", pdf=True),
    Export("DashboardPage.excel", STAFF, (("tot", "2024-1"),), "facility.name"),
    Export("DashboardPage.excel", POLICY, QUARTERS, "facility.name"),
    Export("DeploymentPage.excel", STAFF, ONE_DAY, "facility.name"),
    Export("DeploymentPage.excel", POLICY, (*ONE_DAY, ("voorziening", None)), "facility.name"),
    Export("LateRegistrationPage.excel", POLICY, (), "facility.name"),
    Export("TimelyRegistrationPage.excel", STAFF, (), "facility.name"),
    Export("OccupancyPage.excel", STAFF, YEAR, "facility.name"),
    Export("OccupancyPage.excel", POLICY, YEAR, "facility.name"),
    Export("ImportPage.excel", STAFF, (), "import_finding.message"),
    Export("SectorImportPage.excel", POLICY, (), "import_finding.place"),
    Export("StatementExportPage.excel", STAFF, (), "client.name"),
    Export("UtilisationPage.excel", STAFF, QUARTERS, "facility.name"),
    Export("UtilisationPage.excel", POLICY, QUARTERS, "facility.name"),
)
# What gives bytes as they were kept: its making is shown where it is made (tests/workbooks/test_reports.py,
# test_raw_files here and in tests/reports), and a shared document is what somebody sent.
AS_KEPT = {
    "DocumentPage.download",
    "ReportFilePage.download",
    "ReportPage.zip",
    "ReportRequestPage.zip",
    "SectorReportFilePage.download",
    "SectorReportPage.zip",
}
# Every command, with the test of the file it writes; None for one whose answer holds nothing that was typed.
COMMANDS: dict[str, str | None] = {
    "audit verify": None,
    "db": None,
    "demo load": None,
    "deployments rebuild": None,
    "deployments verify": None,
    "exchange export": "test_an_exchange_file_keeps_what_was_typed_as_it_was_typed",
    "exchange import": None,
    "figures deployment": None,
    "figures occupancy": None,
    "figures utilisation": None,
    "groeipakket receive": None,
    "groeipakket verify": None,
    "reports raw": "test_raw_data_hold_what_was_typed_as_a_text",
    "reports schema": None,
    "reports tables": None,
    "scheduler": None,
    "worker": None,
}
# The modules of ours that hand a file to a browser.
SENDERS = {
    "views/client_context.py",
    "views/documents/pages.py",
    "views/figure_question.py",
    "views/report_words.py",
}
# Columns that hold no typed text: codes, keys, numbers, states, digests. Any other text column is filled in the test.
NOT_TYPED = {
    "activity": {"kind"},
    "answer": {"list_name", "code", "source"},
    "api_token": {"prefix", "secret_digest"},
    "capacity_question": {"line", "state"},
    "capacity_row": {"line", "counts_toward"},
    "client": {
        "national_number",
        "sex",
        "nationality",
        "birth_country",
        "country_of_origin",
        "residence_status",
        "language",
        "country",
    },
    "context_change": {"deed", "subject_kind"},
    "context_household": {"kind", "stay", "country"},
    "context_person": {"relation", "national_number", "sex"},
    "context_situation": {"stay_situation"},
    "decision": {"ground", "mandated_service"},
    "dossier": {"code", "status", "birth_country"},
    "document": {"kind", "media_type", "content_key", "content_sha256"},
    "document_recipient": {"kind", "service_kind", "state", "mail_key"},
    "draft": {"form"},
    "facility": {"code", "organisation_type", "province"},
    "file_import": {"kind", "state", "sent_as", "content_key", "content_sha256", "plan"},
    "foster_carer": {"national_number"},
    "groeipakket_difference": {"kind"},
    "groeipakket_message": {"state", "kind", "message_key"},
    "import_finding": {"sent_as", "rule"},
    "module_delivery": {"source", "state"},
    "module_difference": {"kind", "state"},
    "notice": {"kind"},
    "occupancy_rule": {"organisation_type", "rule", "capacity_line", "source"},
    "outbox_message": {"kind", "path", "message_key", "state", "error_class"},
    "processed_year": {"state"},
    "processed_year_step": {"state"},
    "quarter_statement": {"state"},
    "record_change": {"kind"},
    "referral": {
        "referrer",
        "specific",
        "foster_care_kind",
        "foster_care_age_group",
        "province",
        "waiting_list",
    },
    "registration": {"kind"},
    "reopening_request": {"state"},
    "schakeling": {"kind"},
    "seat": {"role"},
    "service": {"code", "kind"},
    "statement_request": {"state"},
    "statement_step": {"event", "from_state", "to_state"},
    "registration_reminder": {"kind"},
    "timed_registration": {"edge"},
    "timed_registration_count": {"edge"},
    "type_module": {
        "code",
        "function",
        "access",
        "unit",
        "rounding",
        "utilisation",
        "detail",
        "groeipakket",
        "source",
    },
    "report_request": {"raw_form", "state", "organisation_type", "province"},
    "report_file": {"kind", "media_type", "sha256"},
    "report_making": {"outcome", "error_class"},
    "year_processing": {"preview"},
    "year_processing_outcome": {"outcome"},
}
# Tables of the machine itself: who may sign in, sessions, jobs, the record, figures kept ready.
OF_THE_MACHINE = {
    "api_answer",
    "asked_figures",
    "audit_entry",
    "exchange_identity",
    "job_run",
    "search_criteria",
    "stored_figures",
    "web_session",
}
NAMES_OF_PEOPLE = {"first_name", "last_name"}


def typed_columns() -> dict[str, tuple[str, ...]]:
    """The columns that hold a text which somebody, or a register, can have typed, for each table."""
    found: dict[str, tuple[str, ...]] = {}
    for table in db.metadata.sorted_tables:
        names = [column.name for column in table.columns if isinstance(column.type, String) and not column.computed]
        if table.name.startswith("ab_"):
            names = [name for name in names if table.name == "ab_user" and name in NAMES_OF_PEOPLE]
        names = [name for name in names if name not in NOT_TYPED.get(table.name, ())]
        if names and table.name not in OF_THE_MACHINE:
            found[table.name] = tuple(names)
    return found


def fill(connection: psycopg.Connection[Any], text: str) -> None:
    """Puts one text in every typed column, as long as the column takes, whatever guards stand in the way."""
    for table, guard in connection.execute(
        "select conrelid::regclass::text, conname from pg_constraint "
        "where contype = 'c' and conrelid <> 0 and connamespace = 'public'::regnamespace"
    ).fetchall():
        dropped = sql.SQL("alter table {} drop constraint {}")
        connection.execute(dropped.format(sql.SQL(table), sql.Identifier(guard)))
    connection.execute("set session_replication_role = replica")
    for table, names in typed_columns().items():
        columns = db.metadata.tables[table].columns
        lengths = {name: getattr(columns[name].type, "length", None) or len(text) for name in names}
        sets = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(text[: lengths[name]])) for name in names
        )
        connection.execute(sql.SQL("update {} set {}").format(sql.Identifier(table), sets))


def answer_of(world: World, export: Export) -> Any:
    """The file as its reader gets it."""
    row = next(row for row in ROWS if row.endpoint == export.endpoint and row.method == "GET")
    asked: dict[str, Any] = {name: world.own.facility_code if value is None else value for name, value in export.asked}
    with world.app.test_request_context():
        address = world.app.url_for(export.endpoint, **parts_of(world.own, row, export.role), **asked)
    answer = world.browser(export.role).get(address)
    assert (answer.status_code, "attachment" in answer.headers["Content-Disposition"]) == (200, True)
    return answer
