"""Filling in a quarter statement: totals, figures per client, and supporting guidance per kind (Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import Caution, Conflict, DomainError, Fault, NotFound, refuse
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.amounts import check_amount, overwriting, sum_of
from app.domain.statements.lines import cell_of
from app.domain.statements.states import StatementEvent
from app.queries.statements import Line, Statement, read_statement
from app.services.confirmation import ask
from app.services.refusals import saving
from app.services.statement_following import sum_of_clients
from app.services.statement_steps import About, statement_row, step
from app.services.statements import Held, hold_statement
from models.deployment import Deployment
from models.facility import Facility
from models.utilisation import UtilisationOfClient, UtilisationTotal

NO_LINE = "Deze module staat niet meer in dit kwartaal: de laatste schakeling ermee is gewijzigd of verwijderd."
NO_CLIENT = "Deze cliënt heeft deze module niet meer in dit kwartaal. Laat het vak leeg."
COUNTED = "Dit totaal volgt uit de schakelingen en kan niet ingetypt worden."


@dataclass(frozen=True)
class TotalInput:
    """What somebody wants to stand for one module: a typed total, or the sum of what stands behind it (Q-2)."""

    total: Decimal | None
    computed: bool = False


@dataclass(frozen=True)
class KindsInput:
    """The days per kind of supporting guidance, and those bound to no client (Q-2)."""

    kinds: Mapping[str, Decimal | None]
    non_client_bound: Decimal | None = None


def save_totals(
    session: BincSession,
    facility: Facility,
    quarter: Quarter,
    totals: Mapping[int, TotalInput],
    *,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Statement:
    """Saves what was filled in per module, each typed or as the sum of what stands behind it (Q-2, Q-3).

    `totals` is by module id; modules that are not named stay as they are. A typed total never changes the clients.
    `seen_version` is the statement's. Raises DomainError with every fault at its cell, NeedsConfirmation, Conflict.
    """
    held = hold_statement(session, facility, quarter, actor=actor, today=today, seen_version=seen_version)
    lines = {line.module_id: line for line in held.statement.lines}
    refuse(fault for module_id, given in totals.items() for fault in _faults(lines.get(module_id), module_id, given))
    wanted = {module_id: _wanted(session, lines[module_id], given) for module_id, given in totals.items()}
    ask(
        [
            one
            for module_id, total in wanted.items()
            for one in total_cautions(lines[module_id], totals[module_id], total)
        ],
        confirmed,
    )
    with saving(session):
        abouts = []
        for module_id, total in wanted.items():
            line, computed = lines[module_id], totals[module_id].computed
            if (line.total, line.computed) != (total, computed):
                _write_total(session, held, line, total=total, computed=computed)
                abouts.append(About(module_id, None, line.total, total))
        _edited(session, held, abouts)
    return _again(session, held, today)


def save_clients(
    session: BincSession,
    facility: Facility,
    quarter: Quarter,
    module_id: int,
    amounts: Mapping[int, Decimal | None],
    *,
    computed: bool,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Statement:
    """Saves the utilisation per client of one module; clients that are not named stay as they are (Q-2, Q-3).

    With `computed` the total becomes the sum of all clients; else it stays as it was typed. Keywords and errors as for
    `save_totals`; a fault stands at the client's id.
    """
    held = hold_statement(session, facility, quarter, actor=actor, today=today, seen_version=seen_version)
    line = _typed_line(held.statement, module_id)
    if line.is_per_kind:
        raise NotFound
    deployed = deployed_clients(session, facility.id, module_id, quarter, amounts)
    refuse(
        fault for client_id, amount in amounts.items() for fault in _client_faults(line, client_id, amount, deployed)
    )
    before = amounts_of(session, line.total_id)
    after = {**before, **amounts}
    total = sum_of(after.values()) if computed else line.total
    ask(total_cautions(line, TotalInput(None, computed), total), confirmed)
    changed = {one: amount for one, amount in amounts.items() if before.get(one) != amount}
    with saving(session):
        if changed or (line.total, line.computed) != (total, computed):
            record = _write_total(session, held, line, total=total, computed=computed)
            _write_amounts(session, record, changed)
            _edited(session, held, [About(module_id, None, line.total, total)])
    return _again(session, held, today)


def save_kinds(
    session: BincSession,
    facility: Facility,
    quarter: Quarter,
    module_id: int,
    given: KindsInput,
    *,
    computed: bool,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Statement:
    """Saves supporting guidance per kind, and the row bound to no client (Q-2, H12.2.2).

    Keywords and errors as for `save_clients`; a fault stands at the kind, or at "non_client_bound".
    """
    held = hold_statement(session, facility, quarter, actor=actor, today=today, seen_version=seen_version)
    line = _typed_line(held.statement, module_id)
    if not line.is_per_kind:
        raise NotFound
    cells = {**given.kinds, "non_client_bound": given.non_client_bound}
    refuse(fault for cell, amount in cells.items() for fault in check_amount(amount, line.rounding, cell))
    total = sum_of(cells.values()) if computed else line.total
    ask(total_cautions(line, TotalInput(None, computed), total), confirmed)
    filled = {kind: amount for kind, amount in given.kinds.items() if amount is not None}
    with saving(session):
        same_cells = (filled, given.non_client_bound) == (line.kinds, line.non_client_bound)
        if not same_cells or (line.total, line.computed) != (total, computed):
            record = _write_total(session, held, line, total=total, computed=computed)
            record.kinds = {kind: str(amount) for kind, amount in filled.items()}
            record.non_client_bound = given.non_client_bound
            _edited(session, held, [About(module_id, None, line.total, total)])
    return _again(session, held, today)


def deployed_clients(
    session: BincSession, facility_id: int, module_id: int, quarter: Quarter, clients: Iterable[int]
) -> set[int]:
    """Those of these clients who have the module in the quarter (Q-1)."""
    query = select(Deployment.client_id).where(
        Deployment.facility_id == facility_id,
        Deployment.type_module_id == module_id,
        Deployment.client_id.in_(list(clients)),
        Deployment.begin <= quarter.period.end,
        Deployment.end >= quarter.period.begin,
    )
    return set(session.scalars(query))


def _faults(line: Line | None, module_id: int, given: TotalInput) -> list[Fault]:
    cell = cell_of(module_id)
    if line is None:
        return [Fault("Q-1", cell, NO_LINE)]
    if not line.is_typed:
        return [Fault("Q-2", cell, COUNTED)]
    return [] if given.computed else check_amount(given.total, line.rounding, cell)


def _client_faults(line: Line, client_id: int, amount: Decimal | None, deployed: set[int]) -> list[Fault]:
    if amount is not None and client_id not in deployed:
        return [Fault("Q-1", str(client_id), NO_CLIENT)]
    return check_amount(amount, line.rounding, str(client_id))


def _typed_line(statement: Statement, module_id: int) -> Line:
    line = statement.line(module_id)
    if line is None:
        raise Conflict(Fault("D-11", "statement", NO_LINE))
    if not line.is_typed:
        raise DomainError(Fault("Q-2", cell_of(module_id), COUNTED))
    return line


def _wanted(session: BincSession, line: Line, given: TotalInput) -> Decimal | None:
    """The total a line gets: what was typed, or what stands behind it."""
    if not given.computed:
        return given.total
    if line.is_per_kind:
        return sum_of([*line.kinds.values(), line.non_client_bound])
    return sum_of_clients(session, line.total_id) if line.total_id else None


def total_cautions(line: Line, given: TotalInput, total: Decimal | None) -> list[Caution]:
    """Asks before a sum replaces what somebody typed: earlier, or beside the switch just now (Q-2)."""
    if not given.computed:
        return []
    typed = given.total if given.total is not None else line.total
    if line.computed and typed == line.total:
        return []
    return overwriting(typed, total, cell_of(line.module_id), line.name)


def amounts_of(session: BincSession, total_id: int | None) -> dict[int, Decimal | None]:
    """What is filled in behind a total, by client; also of clients who no longer have the module (Q-2)."""
    share = UtilisationOfClient
    rows = session.execute(select(share.client_id, share.amount).where(share.total_id == total_id))
    return {row.client_id: row.amount for row in rows}


def _write_total(
    session: BincSession, held: Held, line: Line, *, total: Decimal | None, computed: bool
) -> UtilisationTotal:
    record = session.get(UtilisationTotal, line.total_id, populate_existing=True) if line.total_id else None
    if record is None:
        quarter = held.statement.quarter
        record = UtilisationTotal(
            facility_id=held.facility.id, type_module_id=line.module_id, year=quarter.year, quarter=quarter.number
        )
        session.add(record)
    record.total, record.computed = total, computed
    session.flush()
    return record


def _write_amounts(session: BincSession, record: UtilisationTotal, changed: Mapping[int, Decimal | None]) -> None:
    share = UtilisationOfClient
    query = select(share).where(share.total_id == record.id, share.client_id.in_(list(changed)))
    known = {row.client_id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    for client_id, amount in changed.items():
        row = known.get(client_id)
        if row is not None and amount is None:
            session.delete(row)
        elif row is not None:
            row.amount = amount
        elif amount is not None:
            words = {"facility_id": record.facility_id, "total_id": record.id, "client_id": client_id}
            session.add(share(**words, amount=amount))
    session.flush()


def _edited(session: BincSession, held: Held, abouts: list[About]) -> None:
    if abouts:
        record = statement_row(session, held.facility.id, held.statement.quarter)
        step(session, record, StatementEvent.EDIT, held.actor, *abouts)


def _again(session: BincSession, held: Held, today: date) -> Statement:
    statement = read_statement(session, held.facility, held.statement.quarter, today)
    assert statement is not None
    return statement
