"""The list of quarter statements of one's own facility (Q-1, H12.2)."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.database import current_session
from app.domain.roles import FACILITY_ROLES
from app.domain.statements.reminders import waits_to_be_sent
from app.presentation import today_in_brussels
from app.queries.statement_list import statements_of
from views.base.concerns import Concern
from views.base.dossiers import facility_at_work
from views.base.page import BasePage, page
from views.statement_words import STATES, quarter_name


class StatementListPage(BasePage):
    """The quarters of which a facility reports its utilisation."""

    route_base = "/kwartaalstaten"
    shipped_to = {"read": FACILITY_ROLES}
    concern = Concern.STATEMENTS

    @page("/", personal=None)
    def index(self) -> Any:
        """The current quarter and all earlier ones, the latest first, with how far each of them is (Q-1)."""
        facility, today = facility_at_work(), today_in_brussels()
        rows = statements_of(current_session(), facility, today)
        words = {
            "rows": rows,
            "states": STATES,
            "quarter_name": quarter_name,
            "waits": [row.quarter for row in rows if waits_to_be_sent(row.quarter, row.state, today)],
        }
        return render_template("pages/statement/index.html", **words)
