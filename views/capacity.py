"""The capacity of one's own facility, to read (M-3)."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template

from app.database import current_session
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.capacity_history import capacity_lines, line_name
from views.base.page import BasePage, page


class CapacityPage(BasePage):
    """Each module with what is recognised now and all that was before, also for modules no longer offered."""

    route_base = "/capaciteit"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/", permission="read", personal=None)
    def index(self) -> Any:
        """All lines of the facility."""
        facility = g.seat.facility or abort(404)
        session, today = current_session(), today_in_brussels()
        lines = capacity_lines(session, facility.id, today=today)
        names = {row.counts_toward: line_name(session, row.counts_toward) for line in lines for row in line.rows}
        return render_template("pages/capacity/index.html", lines=lines, names=names, facility=facility, today=today)
