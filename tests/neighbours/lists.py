"""Lists as the module database delivers them, made from what stands (M-2)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from app.database import BincSession
from app.queries.module_data import known_approvals
from models import Facility

Changes = dict[tuple[str, str], list[tuple[str, str | None]] | None]
TODAY = date(2026, 7, 1)


def delivered(session: BincSession, changes: Changes | None = None, day: date = TODAY) -> bytes:
    """Everything as it stands, but for these modules: other days, or (None) left out."""
    stands: dict[tuple[str, str], Any] = {
        key: [(str(one.valid_from), str(one.valid_until) if one.valid_until else None) for one in approvals]
        for key, approvals in known_approvals(session).items()
    }
    stands |= changes or {}
    facilities: dict[str, list[dict[str, Any]]] = {}
    for (facility, module), days in stands.items():
        facilities.setdefault(facility, []).extend(
            {"code": module, "from": begin, "until": until} for begin, until in days or ()
        )
    return listed(facilities.items(), day)


def listed(facilities: Iterable[tuple[str, list[dict[str, Any]]]], day: date = TODAY) -> bytes:
    """A list in the published shape."""
    rows = [{"code": code, "modules": modules} for code, modules in facilities]
    return json.dumps({"format": "binc-modules/1", "day": str(day), "facilities": rows}).encode()


def key(facility: Facility, module: str) -> tuple[str, str]:
    """How a list names a module of a facility."""
    return facility.code, module
