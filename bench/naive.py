"""The same answers as one would first write them: objects with their relations, a loop over days, a query a row.

Written to be compared with: each gives what the product gives, and is measured beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import BincSession
from app.domain.period import OPEN_END, Period
from app.domain.quarter import Quarter
from app.domain.statements.states import StatementState
from models.capacity import CapacityRow
from models.client import Client
from models.decision import Decision
from models.reference import TypeModule
from models.schakeling import Schakeling, SchakelingModule
from models.utilisation import QuarterStatement, UtilisationOfClient, UtilisationTotal

Deployed = tuple[SchakelingModule, Schakeling]


def deployed_within(session: BincSession, facility_id: int, period: Period) -> list[Deployed]:
    """The modules of the schakelingen of a facility that touch a period, with their decisions and dossiers."""
    query = (
        select(SchakelingModule, Schakeling)
        .join(Schakeling, Schakeling.id == SchakelingModule.schakeling_id)
        .options(joinedload(Schakeling.decision).joinedload(Decision.dossier))
        .where(Schakeling.facility_id == facility_id, Schakeling.begin <= period.end)
        .where((Schakeling.end >= period.begin) | Schakeling.end.is_(None))
    )
    return [(module, schakeling) for module, schakeling in session.execute(query)]


def naive_days(session: BincSession, facility_id: int, period: Period) -> dict[int, int]:
    """The deployed days per module: each day, each client who has it not ticked guaranteed (F-1)."""
    deployed = [one for one in deployed_within(session, facility_id, period) if not one[0].guaranteed]
    days: dict[int, int] = {}
    for present in _present(deployed, period):
        for module_id, _client_id in present:
            days[module_id] = days.get(module_id, 0) + 1
    return days


def naive_statement(session: BincSession, facility_id: int, quarter: Quarter) -> dict[int, tuple[int, int]]:
    """The clients and the client-days of each module in a quarter (Q-1, Q-2)."""
    clients: dict[int, set[int]] = {}
    days: dict[int, int] = {}
    for present in _present(deployed_within(session, facility_id, quarter.period), quarter.period):
        for module_id, client_id in present:
            clients.setdefault(module_id, set()).add(client_id)
            days[module_id] = days.get(module_id, 0) + 1
    return {module_id: (len(clients[module_id]), count) for module_id, count in days.items()}


def _present(deployed: list[Deployed], period: Period) -> Iterator[set[tuple[int, int]]]:
    """Of each day the modules with the clients who have them."""
    for day in period.days():
        yield {
            (module.type_module_id, schakeling.decision.dossier.client_id)
            for module, schakeling in deployed
            if schakeling.begin <= day <= (schakeling.end or OPEN_END)
        }


@dataclass(frozen=True)
class NaiveYear:
    """What a year is made of: days per module, recognised places times days per line, and all totals together."""

    days: dict[int, int]
    recognised: dict[str, Decimal]
    registered: Decimal


def naive_year(session: BincSession, facility_id: int, year: int) -> NaiveYear:
    """The work, the capacity and the totals of a facility, day by day and one by one (F-1, F-8)."""
    period = Period.year(year)
    rows = session.scalars(select(CapacityRow).where(CapacityRow.facility_id == facility_id)).all()
    recognised: dict[str, Decimal] = {}
    for day in period.days():
        for line in {row.line for row in rows}:
            so_far = [row for row in rows if row.line == line and row.valid_from <= day]
            if so_far:
                row = max(so_far, key=lambda one: one.valid_from)
                recognised[line] = recognised.get(line, Decimal(0)) + row.recognised
    totals = select(UtilisationTotal).where(UtilisationTotal.facility_id == facility_id, UtilisationTotal.year == year)
    registered = sum((one.total for one in session.scalars(totals) if one.total is not None), Decimal(0))
    return NaiveYear(naive_days(session, facility_id, period), recognised, registered)


def naive_states(session: BincSession, facility_id: int, year: int) -> dict[int, StatementState]:
    """The state of each statement of a year, of which there is one where anybody had help in the quarter (Q-1, Q-5)."""
    states = {}
    for quarter in Quarter.between(Quarter(year, 1), Quarter(year, 4)):
        if not deployed_within(session, facility_id, quarter.period):
            continue
        query = select(QuarterStatement).where(
            QuarterStatement.facility_id == facility_id,
            QuarterStatement.year == year,
            QuarterStatement.quarter == quarter.number,
        )
        statement = session.scalars(query).one_or_none()
        states[quarter.number] = StatementState(statement.state) if statement else StatementState.OPEN
    return states


def naive_export(session: BincSession, facility_id: int, quarter: Quarter, most: int) -> int:
    """A workbook with a row for each client of each module, each looked up by itself; answers how many rows (Q-6).

    Stops after `most` rows.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Module", "Naam", "Geboortedatum", "Dagen", "Benutting"])
    days: dict[tuple[int, int], int] = {}
    for present in _present(deployed_within(session, facility_id, quarter.period), quarter.period):
        for key in present:
            days[key] = days.get(key, 0) + 1
    written = 0
    for (module_id, client_id), count in list(days.items())[:most]:
        client, module = session.get_one(Client, client_id), session.get_one(TypeModule, module_id)
        share = _share(session, facility_id, quarter, module_id, client_id)
        sheet.append([module.name, f"{client.name} {client.first_name}", client.birth_date, count, share])
        written += 1
    with TemporaryFile() as file:
        book.save(file)
    return written


def _share(session: BincSession, facility_id: int, quarter: Quarter, module_id: int, client_id: int) -> Decimal | None:
    query = (
        select(UtilisationOfClient.amount)
        .join(UtilisationTotal, UtilisationTotal.id == UtilisationOfClient.total_id)
        .where(UtilisationTotal.facility_id == facility_id, UtilisationTotal.type_module_id == module_id)
        .where(UtilisationTotal.year == quarter.year, UtilisationTotal.quarter == quarter.number)
        .where(UtilisationOfClient.client_id == client_id)
    )
    return session.scalars(query).one_or_none()
