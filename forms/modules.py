"""The list of type modules that a form lets somebody tick."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.chain_plans import ApprovedModule
from app.queries.catalogue import CatalogueModule, approved_modules, modules_by_code
from models.reference import FUNCTIONS

ModuleChoice = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class ModuleList:
    """Which modules to offer: those a facility may offer on a day first, then its others.

    `recommended` stand in the decision; `keep` were ticked before, and stay in sight whatever their approval.
    """

    facility_id: int
    day: date
    recommended: Collection[str] = field(default_factory=tuple)
    keep: Collection[str] = field(default_factory=tuple)


def module_choices(session: BincSession, wanted: ModuleList) -> list[ModuleChoice]:
    """Code, name and a line of explanation for each module, the likely ones first."""
    catalogue = modules_by_code(session)
    periods: dict[str, list[ApprovedModule]] = {}
    for approved in approved_modules(session, wanted.facility_id):
        periods.setdefault(approved.code, []).append(approved)
    for code in wanted.keep:
        if code in catalogue:
            periods.setdefault(code, [])
    places = {code: _place(code, periods[code], wanted, catalogue[code]) for code in periods}
    return [
        (code, catalogue[code].name, {"data-detail": _explained(code, periods[code], wanted)})
        for code in sorted(periods, key=lambda code: places[code])
    ]


def _active(periods: list[ApprovedModule], day: date) -> bool:
    return any(period.holds_on(day) for period in periods)


def _place(code: str, periods: list[ApprovedModule], wanted: ModuleList, facts: CatalogueModule) -> tuple[Any, ...]:
    recommended = code not in wanted.recommended
    return not _active(periods, wanted.day), recommended, FUNCTIONS.index(facts.function), facts.name


def _explained(code: str, periods: list[ApprovedModule], wanted: ModuleList) -> str:
    notes = [code]
    if code in wanted.recommended:
        notes.append("staat in de beslissing")
    if not periods:
        notes.append("niet goedgekeurd voor je voorziening")
    elif not _active(periods, wanted.day):
        notes.append(f"op {wanted.day:%d/%m/%Y} niet goedgekeurd: {', '.join(_days(period) for period in periods)}")
    return " · ".join(notes)


def _days(period: ApprovedModule) -> str:
    if period.valid_until is None:
        return f"vanaf {period.valid_from:%d/%m/%Y}"
    return f"van {period.valid_from:%d/%m/%Y} tot en met {period.valid_until:%d/%m/%Y}"
