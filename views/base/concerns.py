"""What a page is about that not every organisation type has: help in schakelingen, or quarter statements (D-4, Q-1)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import g, render_template

from app.database import current_session
from app.domain.organisation_types import has_statements
from app.queries.catalogue import registers_help
from models.facility import Facility

NOT_HERE = 404


class Concern(StrEnum):
    """What the facility must register for a page to hold anything."""

    HELP = "help"
    STATEMENTS = "statements"


TITLES = {Concern.HELP: "Geen schakelingen, geen cijfers", Concern.STATEMENTS: "Geen kwartaalstaten"}
WHY = {
    Concern.HELP: "{name} werkt zonder beslissingen en schakelingen (type {kind}). Bezetting en inzet van modules "
    "worden daaruit geteld, en bestaan hier dus niet.",
    Concern.STATEMENTS: "{name} heeft geen kwartaalstaten: voorzieningen van het type {kind} geven geen benutting "
    "door.",
}


def is_kept_here(concern: Concern | None) -> bool:
    """Whether the facility at work registers what a page is about; always at a seat without a facility (A-4)."""
    facility = _facility()
    if concern is None or facility is None:
        return True
    if concern is Concern.STATEMENTS:
        return has_statements(facility.organisation_type)
    return registers_help(current_session(), facility)


def concern_of(view: Any) -> Concern | None:
    """What a view function is about, as its page says."""
    return getattr(getattr(view, "__self__", None), "concern", None)


def not_kept_page(concern: Concern) -> Any:
    """Says that this facility does not have what the page is about, and why (404)."""
    facility = _facility()
    assert facility is not None
    message = WHY[concern].format(name=facility.name, kind=facility.organisation_type)
    return render_template("pages/not_kept.html", title=TITLES[concern], message=message), NOT_HERE


def _facility() -> Facility | None:
    seat = g.get("seat")
    return seat.facility if seat is not None else None
