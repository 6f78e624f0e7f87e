"""Filling in a quarter statement as its sheets do: the totals, the clients of one module, the kinds (Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.database import BincSession
from app.domain.faults import Conflict, DomainError, Fault, NotFound
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.lines import cell_of
from app.queries.statements import Statement
from app.services.statement_lines import COUNTED, NO_LINE, LineInput, TotalInput, save_lines
from app.services.statements import hold_statement
from models.facility import Facility


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
    lines = [LineInput(module_id, given.total, given.computed) for module_id, given in totals.items()]
    return save_lines(session, held, lines, today=today, confirmed=confirmed)


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
    `save_totals`; a fault stands behind the module, at the client's id.
    """
    held = hold_statement(session, facility, quarter, actor=actor, today=today, seen_version=seen_version)
    _expect_line(held.statement, module_id, per_kind=False)
    wanted = LineInput(module_id, computed=computed, clients=amounts)
    return save_lines(session, held, [wanted], today=today, confirmed=confirmed)


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

    Keywords and errors as for `save_clients`; a fault stands at the kind, or at what is bound to no client.
    """
    held = hold_statement(session, facility, quarter, actor=actor, today=today, seen_version=seen_version)
    _expect_line(held.statement, module_id, per_kind=True)
    wanted = LineInput(module_id, computed=computed, kinds=given.kinds, non_client_bound=given.non_client_bound)
    return save_lines(session, held, [wanted], today=today, confirmed=confirmed)


def _expect_line(statement: Statement, module_id: int, *, per_kind: bool) -> None:
    """That the line of a sheet is still one that this sheet fills in (D-11)."""
    line = statement.line(module_id)
    if line is None:
        raise Conflict(Fault("D-11", "statement", NO_LINE))
    if not line.is_typed:
        raise DomainError(Fault("Q-2", cell_of(module_id), COUNTED))
    if line.is_per_kind is not per_kind:
        raise NotFound
