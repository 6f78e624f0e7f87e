"""From what the module database sent to the approvals in it, or the reason why nothing is taken in (M-2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from app.domain.module_differences import Approval, Key
from app.services.exchange.schema_messages import explained

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "docs" / "module-database.schema.json"
NO_JSON = "Wat de moduledatabank stuurde, is geen geldige JSON. Het is misschien halverwege afgebroken."
FIRST_YEAR, LAST_YEAR = 1900, 2200


class DeliveryRefusedError(Exception):
    """A delivery that is not taken in; the text is a Dutch sentence for who looks after the modules."""


@dataclass(frozen=True)
class Delivered:
    """What the module database has for the state of a day, by the codes of facility and module."""

    day: date
    approvals: dict[Key, list[Approval]]


def read_delivery(content: bytes) -> Delivered:
    """The approvals in a delivery (docs/module-database.schema.json). Raises DeliveryRefusedError."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DeliveryRefusedError(NO_JSON) from None
    error = next(_validator().iter_errors(document), None)
    if error is not None:
        place, message = next(explained(error))
        raise DeliveryRefusedError(f"De lijst van de moduledatabank klopt niet op {place or '/'}: {message}")
    delivered = Delivered(date.fromisoformat(document["day"]), _approvals(document))
    for (facility, module), approvals in delivered.approvals.items():
        for fault in _faults(approvals):
            raise DeliveryRefusedError(f"Voor {module} bij {facility} {fault}")
    return delivered


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def _approvals(document: Any) -> dict[Key, list[Approval]]:
    found: dict[Key, list[Approval]] = {}
    for facility in document["facilities"]:
        for module in facility["modules"]:
            until = module.get("until")
            days = Approval(date.fromisoformat(module["from"]), date.fromisoformat(until) if until else None)
            found.setdefault((facility["code"], module["code"]), []).append(days)
    return found


def _faults(approvals: list[Approval]) -> Iterator[str]:
    """What a schema cannot say about the days of one module."""
    in_order = sorted(approvals, key=lambda one: one.valid_from)
    days = [day for one in in_order for day in (one.valid_from, one.valid_until) if day]
    if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        yield f"staat een dag buiten de jaren {FIRST_YEAR} tot {LAST_YEAR}."
    if any(one.last_day < one.valid_from for one in in_order):
        yield "ligt een laatste dag voor de eerste."
    if any(former.meets(later) for former, later in pairwise(in_order)):
        yield "lopen twee goedkeuringen op dezelfde dagen."
