"""What every call hands to the services beside its own content."""

from __future__ import annotations

from typing import Any

from flask import g

from app.database import BincSession
from app.presentation import today_in_brussels


def keywords(session: BincSession) -> dict[str, Any]:
    """Who does it, and on which day."""
    return {"actor": session.scope.actor, "today": today_in_brussels()}


def seen() -> dict[str, Any]:
    """The version that the program saw; None where any will do (D-11)."""
    return {"seen_version": g.get("seen_version")}
