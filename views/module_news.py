"""News of the module database on start page and work list: what waits for the agency, what a facility lost (M-2)."""

from __future__ import annotations

from flask import g

from app.database import current_session
from app.domain.period import Period
from app.domain.work_list import LATE, WHENEVER
from app.presentation import day, number, today_in_brussels
from app.queries.module_data import WithdrawnInUse, count_waiting, latest_deliveries, withdrawn_in_use
from models.facility import Facility
from views.figure_question import figures_address
from views.links import address_of
from views.work_cards import Task

FAILED = "levering van de moduledatabank is niet ingelezen"


def modules_withdrawn() -> list[Task]:
    """Each module that the facility at work may no longer tick while dossiers still have it, as one card (M-2)."""
    facility: Facility | None = g.seat.facility
    if facility is None:
        return []
    today = today_in_brussels()
    return [_withdrawn(one) for one in withdrawn_in_use(current_session(), today, facility.id)]


def _withdrawn(one: WithdrawnInUse) -> Task:
    words = (
        "dossier met een module die niet meer erkend is"
        if one.dossiers == 1
        else ("dossiers met een module die niet meer erkend is")
    )
    many = "nog 1 dossier" if one.dossiers == 1 else f"nog {number(one.dossiers)} dossiers"
    detail = f"{one.name} ({one.code}) niet meer erkend sinds {day(one.since)}, {many}"
    return Task(one.dossiers, words, detail, "due", "", module_address(one.code), WHENEVER)


def module_address(code: str) -> str | None:
    """Where the facility at work sees which dossiers have a module today."""
    if address_of("DeploymentPage.schakelingen") is None:
        return None
    today = today_in_brussels()
    return figures_address("DeploymentPage.schakelingen", g.seat.facility, Period(today, today), [code])


def differences_to_apply() -> list[Task]:
    """How much of the module data waits for the agency, and whether the last delivery failed, as cards (M-2)."""
    href = address_of("ModuleDataPage.index")
    if href is None:
        return []
    waiting, failed = count_waiting(current_session()), latest_deliveries(current_session(), 1)
    tasks = [Task(1, FAILED, one.reason, "late", "", href, LATE) for one in failed if one.reason]
    if not waiting:
        return tasks
    words = "wijziging van de modulegegevens wacht" if waiting == 1 else "wijzigingen van de modulegegevens wachten"
    return [*tasks, Task(waiting, words, "kijk na wat wegvalt, en pas het toe", "due", "", href)]
