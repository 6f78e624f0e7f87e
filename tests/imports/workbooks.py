"""A quarter's workbook as somebody fills it in: exported by the page, changed in a spreadsheet, sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from app.database import BincSession
from app.domain.faults import DomainError
from app.domain.statements.lines import PER_KIND
from app.queries.answers import answer_labels
from app.queries.statement_clients import clients_of_lines
from app.services.exchange import ImportReport
from app.services.imports.grid import check_grid, read_in_grid
from app.workbooks.filled_grid import read_grid
from app.workbooks.statements import Made, statement_workbook
from tests.services.steps import ACTOR
from tests.statements.steps import TODAY, Desk
from views.statement_export import rows_of

HEAD = 10


def exported(session: BincSession, desk: Desk) -> bytes:
    """The workbook of the desk's quarter, as the page gives it."""
    statement = desk.statement()
    assert statement is not None
    modules = [line.module_id for line in statement.lines if not line.is_per_kind]
    found = clients_of_lines(session, desk.facility.id, modules, statement.quarter)
    made = Made(desk.facility.code, desk.facility.name, "An", datetime(2025, 7, 1, 9, 0, tzinfo=UTC))
    units = dict.fromkeys((line.unit for line in statement.lines), "uren")
    kinds = answer_labels(session, PER_KIND)
    return statement_workbook(statement, rows_of(statement, found), made, state="open", units=units, kinds=kinds)


class Spreadsheet:
    """The workbook open in a spreadsheet program."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))

    def cell(self, sheet: str, row: str, column: str) -> Any:
        """The cell of the row that holds one text, under the head that is another."""
        page = self.book[sheet]
        heads = {page.cell(HEAD, place).value: place for place in range(1, page.max_column + 1)}
        for line in page.iter_rows(min_row=HEAD + 1):
            if any(str(cell.value) == row for cell in line):
                return page.cell(int(line[0].row or 0), heads[column])
        raise AssertionError(f"{row} stands in no row of {sheet}")

    def type(self, sheet: str, row: str, column: str, value: Any) -> str:
        """Types into a cell; answers its place."""
        cell = self.cell(sheet, row, column)
        cell.value = value
        return f"blad '{sheet}', cel {cell.coordinate}"

    @property
    def content(self) -> bytes:
        """The file as it is saved."""
        saved = BytesIO()
        self.book.save(saved)
        return saved.getvalue()


def check(session: BincSession, desk: Desk, content: bytes) -> ImportReport:
    """What reading it in would do."""
    return check_grid(session, desk.facility, read_grid(content), today=TODAY)


def faults_of(session: BincSession, desk: Desk, content: bytes) -> list[tuple[str, str]]:
    """The place and rule of each fault."""
    try:
        check(session, desk, content)
    except DomainError as refused:
        return [(fault.field, fault.rule) for fault in refused.faults]
    return []


def read_in(session: BincSession, desk: Desk, content: bytes, plan: str | None = None) -> ImportReport:
    """Reads it in, as the check told."""
    told = plan or check(session, desk, content).plan
    return read_in_grid(session, desk.facility, read_grid(content), plan=told, actor=ACTOR, today=TODAY)


@dataclass(frozen=True)
class Figures:
    """Everything that is filled in for a quarter."""

    totals: dict[str, tuple[Decimal | None, bool, dict[str, Decimal], Decimal | None]]
    clients: dict[tuple[int, int], Decimal]


def figures(session: BincSession, desk: Desk) -> Figures:
    """What stands in the statement, line by line and client by client."""
    statement = desk.statement()
    assert statement is not None
    totals = {line.code: (line.total, line.computed, line.kinds, line.non_client_bound) for line in statement.lines}
    modules = [line.module_id for line in statement.lines if line.is_typed and not line.is_per_kind]
    shares = clients_of_lines(session, desk.facility.id, modules, statement.quarter)
    clients = {(one.module_id, one.client_id): one.amount for one in shares if one.amount is not None}
    return Figures(totals, clients)
