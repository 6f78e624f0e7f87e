"""The same input as a program sends it and as somebody types it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

SUPPORT = "P-OB-RTJ"


def on(text: str) -> date:
    """A day of 2024, `03-31`, or a whole one."""
    return date.fromisoformat(text if len(text) > 5 else f"2024-{text}")


@dataclass(frozen=True)
class Input:
    """The same input as a program sends it and as somebody types it."""

    sent: dict[str, Any] | None
    typed: dict[str, Any]


def days(**given: str | None) -> Input:
    """Days by their names; what is None is left out."""
    chosen = {name: on(text) for name, text in given.items() if text is not None}
    sent = {name: day.isoformat() for name, day in chosen.items()}
    return Input(sent, {name: f"{day:%d/%m/%Y}" for name, day in chosen.items()})


def schakeling(
    kind: str,
    begin: str,
    *codes: str,
    end: str | None = None,
    previous_end: str | None = None,
    guaranteed: Sequence[str] = (),
    detail: str | None = None,
    carers: Sequence[tuple[str, str]] = (),
    paid_to_parents: bool | None = None,
) -> Input:
    """A schakeling."""
    when = days(begin=begin, end=end, previous_end=previous_end)
    answers = [detail] if detail else []
    modules = [
        {"code": code, "guaranteed": code in guaranteed, "detail": answers if code == SUPPORT else []} for code in codes
    ]
    sent: dict[str, Any] = {"kind": kind, "modules": modules, "paid_to_parents": paid_to_parents, **(when.sent or {})}
    sent["carers"] = [{"national_number": number, "name": name} for number, name in carers]
    typed: dict[str, Any] = {"kind": kind, "modules": list(codes), "guaranteed": list(guaranteed), **when.typed}
    typed |= {f"detail-{SUPPORT}": answers}
    typed |= {} if paid_to_parents is None else {"paid_to_parents": "yes" if paid_to_parents else "no"}
    for place, (number, name) in enumerate(carers, start=1):
        typed |= {f"carer_{place}_number": number, f"carer_{place}_name": name}
    return Input(sent, typed)


def decision(begin: str, *codes: str, ground: str = "voluntary") -> Input:
    """A decision."""
    when = days(begin=begin)
    sent = {"modules": list(codes), "ground": ground, **(when.sent or {})}
    return Input(sent, {"modules": list(codes), "ground": ground, "mandated_service": "none", **when.typed})


def referral(**answers: Any) -> Input:
    """A referral; questions without an answer are left empty."""
    words: dict[Any, str] = {True: "yes", False: "no"}
    typed = {
        name: f"{on(value):%d/%m/%Y}" if name == "ongoing_since" else words.get(value, value)
        for name, value in answers.items()
    }
    typed |= {"ongoing": "yes"} if "ongoing_since" in answers else {}
    return Input(dict(answers), {"specific": "none", "outflow_from_institution": "no", **typed})
