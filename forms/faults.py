"""From what the rules refuse to the field where somebody can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField

from app.domain.faults import Fault


def place_faults(form: Any, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Puts every fault beside the field it is about, and returns those that no shown field is about."""
    rest, called = [], getattr(form, "fault_fields", {})
    for fault in faults:
        name = called.get(fault.field, fault.field)
        field: Any = next((one for one in form if one.name == name), None)
        if field is None or isinstance(field, HiddenField):
            rest.append(fault)
        elif fault.message not in field.errors:
            field.errors = [*field.errors, fault.message]
    return tuple(rest)
