"""The capacity of one's own facility, to read (M-3)."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template

from app.database import current_session
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from views.base.page import BasePage, page
from views.capacity_words import shown_capacity


class CapacityPage(BasePage):
    """Each module with what is recognised now, what is planned and all that was, also for modules no longer offered."""

    route_base = "/capaciteit"
    shipped_to = {"read": FACILITY_ROLES}

    @page("/", permission="read", personal=None)
    def index(self) -> Any:
        """All lines of the facility."""
        facility, today = g.seat.facility or abort(404), today_in_brussels()
        shown = shown_capacity(current_session(), facility, today=today)
        return render_template("pages/capacity/index.html", shown=shown, facility=facility, today=today)
