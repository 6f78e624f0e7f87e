"""A quarter statement as an Excel file, at any moment and for every facility (Q-6, H12.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.database import current_session
from app.domain.civil_time import BRUSSELS
from app.domain.faults import NotFound
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.lines import PER_KIND
from app.presentation import today_in_brussels
from app.queries.answers import answer_labels
from app.queries.statement_clients import ClientShare, clients_of_lines, registered_amount
from app.queries.statements import Statement
from app.workbooks.sheets import file_name
from app.workbooks.statements import ClientRow, Made, statement_workbook
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.page import BasePage, page
from views.definitions import STATEMENT
from views.figure_question import sent_as_excel
from views.statement_frame import statement_asked
from views.statement_words import STATES, UNITS


class StatementExportPage(BasePage):
    """Taking a quarter along in a spreadsheet."""

    route_base = "/kwartaalstaten"
    default_view = "excel"
    shipped_to = {"read": FACILITY_ROLES}
    concern = Concern.STATEMENTS

    @page("/<quarter>/excel/", personal="client")
    def excel(self, quarter: str) -> Any:
        """All modules and all clients of a quarter, with who made the file and a privacy notice (Q-6)."""
        session, facility = current_session(), facility_at_work()
        statement = statement_asked(session, quarter)
        if statement is None:
            raise NotFound
        modules = [line.module_id for line in statement.lines if not line.is_per_kind]
        found = clients_of_lines(session, facility.id, modules, statement.quarter)
        content = statement_workbook(
            statement,
            rows_of(statement, found),
            Made(facility.code, facility.name, session.scope.actor.name, datetime.now(BRUSSELS), STATEMENT),
            state=STATES[statement.state][1],
            units=UNITS,
            kinds=answer_labels(session, PER_KIND),
        )
        name = file_name(facility.name, str(statement.quarter), today_in_brussels())
        return sent_as_excel(content, name, "quarter_statement", [facility.id])


def rows_of(statement: Statement, found: Iterable[ClientShare]) -> list[ClientRow]:
    """The rows of the clients, in the order in which they were found; a counted line holds its days."""
    typed = {line.module_id for line in statement.lines if line.is_typed}
    people: dict[int, tuple[ClientShare, dict[int, Decimal]]] = {}
    for one in found:
        _, amounts = people.setdefault(one.client_id, (one, {}))
        amount = registered_amount(one, is_typed=one.module_id in typed)
        if amount is not None:
            amounts[one.module_id] = amount
    return [ClientRow(one.client_id, one.name, one.birth_date, amounts) for one, amounts in people.values()]
