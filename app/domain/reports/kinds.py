"""The reports and all their tables (R-1, H17, G10): this list draws the screen, the workbook and the help."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from app.domain.reports.end_tables import COOPERATION_KIND, DECISIONS_KIND, END_KIND, FOLLOW_UP_KIND
from app.domain.reports.numbers_tables import NUMBERS
from app.domain.reports.start_tables import FAMILY_KIND, INTAKE_KIND, REFERRAL_KIND
from app.domain.reports.tables import CLOSED, STARTED, ReportKind, ReportTable, table_of
from app.domain.reports.trajectory_tables import TRAJECTORY_KIND

REPORT_KINDS: tuple[ReportKind, ...] = (
    NUMBERS,
    REFERRAL_KIND,
    DECISIONS_KIND,
    INTAKE_KIND,
    FAMILY_KIND,
    END_KIND,
    COOPERATION_KIND,
    FOLLOW_UP_KIND,
    TRAJECTORY_KIND,
    ReportKind("raw_started", "Export ruwe data (opgestarte dossiers)", raw_population=STARTED),
    ReportKind("raw_closed", "Export ruwe data (afgesloten dossiers)", raw_population=CLOSED),
)
TABLES: dict[str, ReportTable] = {table.key: table for kind in REPORT_KINDS for table in kind.tables}


@cache
def kinds_of(organisation_type: str) -> tuple[ReportKind, ...]:
    """The reports of an organisation type with the tables it has, in their order (R-1, H17, G10)."""
    kinds = []
    for kind in REPORT_KINDS:
        tables = tuple(own for table in kind.tables if (own := table_of(table, organisation_type)) is not None)
        if tables or kind.raw_population is not None:
            kinds.append(replace(kind, tables=tables))
    return tuple(kinds)
