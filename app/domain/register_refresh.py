"""What becomes of a client's identification when the national register tells of them anew (C-1, C-3, G-3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.domain.clients import ADDRESS

SUNDAY = 6
# What the register knows of a person it goes on knowing; where it says nothing, what stands stays.
LASTING = ("national_number", "name", "first_name", "sex", "birth_place", "birth_country", "nationality")
# Everything that a refresh can touch; what staff complete (C-3) and the context (C-5) are not among it.
REFRESHED = (*LASTING, "birth_date", "presumed_birth_year", *ADDRESS, "address_unknown", "deceased_on")


def asked_since(due_on: date, latest: date | None) -> date | None:
    """From which day on changes are asked on a night, given the last that was finished; None asks everything (G-3).

    A day of overlap, since what changed after the asking was not told. On Sundays everything is asked: a dossier that
    was closed meanwhile, or a client from a file, was left out of the nights before.
    """
    is_sunday = due_on.weekday() == SUNDAY
    return None if latest is None or is_sunday else latest - timedelta(days=1)


def refreshed(known: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a client that change, by name, when the register tells `told` of them; empty when nothing does.

    Both hold columns of a client; `told` also "birth_year", which the register always knows. The register's answer goes
    before what was typed while it knew none (C-3). An address is one answer: its parts change together, and somebody
    without one in the register keeps theirs. A death that is taken back is taken back.
    """
    wanted = {name: told[name] for name in LASTING if told.get(name) is not None}
    wanted |= _birth(known, told.get("birth_date"), told["birth_year"])
    if any(told.get(name) for name in ADDRESS):
        wanted |= {name: told.get(name) for name in ADDRESS} | {"address_unknown": False}
    wanted["deceased_on"] = told.get("deceased_on")
    return {name: value for name, value in wanted.items() if known.get(name) != value}


def _birth(known: Mapping[str, Any], birth_date: date | None, birth_year: int) -> dict[str, Any]:
    """A birth date that is known stays known while the register knows its year at least (C-3)."""
    if birth_date is not None:
        return {"birth_date": birth_date, "presumed_birth_year": None}
    stands = known.get("birth_date")
    if stands is not None and stands.year == birth_year:
        return {}
    return {"birth_date": None, "presumed_birth_year": birth_year}
