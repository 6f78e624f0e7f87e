"""Filling in the lines of a held statement: totals, figures per client, days per kind (Q-2, Q-3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from sqlalchemy import select

from app.database import BincSession
from app.domain.faults import Caution, Fault, refuse
from app.domain.quarter import Quarter
from app.domain.statements.amounts import check_amount, overwriting, sum_of
from app.domain.statements.lines import PER_KIND, UNBOUND, cell_behind, cell_of
from app.domain.statements.states import StatementEvent
from app.queries.answers import answer_options
from app.queries.statements import Line, Statement, read_statement
from app.services.confirmation import ask
from app.services.refusals import saving
from app.services.statement_following import sums_of_clients
from app.services.statement_steps import About, statement_row, step
from app.services.statements import Held
from models.deployment import Deployment
from models.utilisation import UtilisationOfClient, UtilisationTotal

NO_LINE = "Deze module staat niet meer in dit kwartaal: de laatste schakeling ermee is gewijzigd of verwijderd."
NO_CLIENT = "Deze cliënt heeft deze module niet meer in dit kwartaal. Laat het vak leeg."
COUNTED = "Dit totaal volgt uit de schakelingen en kan niet ingetypt worden."
NOT_PER_CLIENT = "Deze module wordt per soort ingevuld en niet per cliënt."
NOT_PER_KIND = "Deze module wordt per cliënt ingevuld en niet per soort."
NO_KIND = "Deze soort staat niet (meer) in de lijst. Laat het vak leeg."


class Unsaid(Enum):
    """That somebody said nothing about a value, which is something else than leaving it empty."""

    UNSAID = "unsaid"


UNSAID: Final = Unsaid.UNSAID
MaybeSaid = Decimal | None | Unsaid


@dataclass(frozen=True)
class TotalInput:
    """What somebody wants to stand for one module: a typed total, or the sum of what stands behind it (Q-2)."""

    total: Decimal | None
    computed: bool = False


@dataclass(frozen=True)
class LineInput:
    """What somebody wants of one line: clients, kinds and amounts that are not named stay as they are (Q-2).

    Without `computed` a total that is said is typed, and else the total stays what it is: typed, or the sum of what
    stands behind it; a line that is still empty is summed.
    """

    module_id: int
    total: MaybeSaid = UNSAID
    computed: bool | None = None
    clients: Mapping[int, Decimal | None] = field(default_factory=dict)
    kinds: Mapping[str, Decimal | None] = field(default_factory=dict)
    non_client_bound: MaybeSaid = UNSAID

    @property
    def is_per_kind(self) -> bool:
        """Whether anything is said of kinds, or of what is bound to no client."""
        return bool(self.kinds) or self.non_client_bound is not UNSAID

    def sums(self, line: Line) -> bool:
        """Whether the total becomes the sum of what stands behind it."""
        if self.computed is not None:
            return self.computed
        return self.total is UNSAID and line.is_summed_unless_said


@dataclass(frozen=True)
class _Behind:
    """What is known about what stands behind the lines: who has the module, what was filled in, which kinds there are.

    `amounts` and `sums` are by the id of the total; `deployed` are modules with their clients.
    """

    deployed: Collection[tuple[int, int]]
    amounts: Mapping[int, Mapping[int, Decimal | None]]
    sums: Mapping[int, Decimal]
    kinds: Collection[str]


@dataclass(frozen=True)
class _LineChange:
    """What one line becomes; `amounts` are those of the clients that change."""

    line: Line
    total: Decimal | None
    computed: bool
    amounts: Mapping[int, Decimal | None]
    kinds: Mapping[str, Decimal]
    non_client_bound: Decimal | None
    cautions: Sequence[Caution]

    @property
    def changes_something(self) -> bool:
        """Whether anything differs from what stands there."""
        line = self.line
        before = (line.total, line.computed, line.kinds, line.non_client_bound)
        return bool(self.amounts) or before != (self.total, self.computed, self.kinds, self.non_client_bound)


def save_lines(
    session: BincSession,
    held: Held,
    lines: Sequence[LineInput],
    *,
    today: date,
    confirmed: frozenset[str] = frozenset(),
    faults: Sequence[Fault] = (),
) -> Statement:
    """Saves lines of a statement, all of them or none, in the same number of statements for any number of clients.

    Raises DomainError with every fault at its cell, beside those that the caller found already (`faults`), and
    NeedsConfirmation. A fault behind a total stands at `cell_behind` the module: at the client's id, the kind, or what
    is bound to no client.
    """
    known = {line.module_id: line for line in held.statement.lines}
    pairs = [(known.get(one.module_id), one) for one in lines]
    behind = _look_behind(session, held, [(line, given) for line, given in pairs if line is not None])
    refuse([*faults, *(fault for line, given in pairs for fault in _faults(line, given, behind))])
    changes = [_change_of(known[given.module_id], given, behind) for given in lines]
    ask([caution for change in changes for caution in change.cautions], confirmed)
    with saving(session):
        _write(session, held, [change for change in changes if change.changes_something])
    statement = read_statement(session, held.facility, held.statement.quarter, today)
    assert statement is not None
    return statement


def total_cautions(line: Line, given: TotalInput, total: Decimal | None) -> list[Caution]:
    """Asks before a sum replaces what somebody typed: earlier, or beside the switch just now (Q-2)."""
    if not given.computed:
        return []
    typed = given.total if given.total is not None else line.total
    if line.computed and typed == line.total:
        return []
    return overwriting(typed, total, cell_of(line.module_id), line.name)


def amounts_of(session: BincSession, total_ids: Collection[int | None]) -> dict[int, dict[int, Decimal | None]]:
    """What is filled in behind totals, by total and client; also of clients who no longer have the module (Q-2)."""
    found: dict[int, dict[int, Decimal | None]] = {}
    share, known = UtilisationOfClient, [one for one in total_ids if one is not None]
    if known:
        rows = session.execute(select(share.total_id, share.client_id, share.amount).where(share.total_id.in_(known)))
        for row in rows:
            found.setdefault(row.total_id, {})[row.client_id] = row.amount
    return found


def _look_behind(session: BincSession, held: Held, pairs: Sequence[tuple[Line, LineInput]]) -> _Behind:
    quarter, facility_id = held.statement.quarter, held.facility.id
    of_clients = [(line, given) for line, given in pairs if given.clients]
    summed = [line.total_id for line, given in pairs if not given.clients and given.sums(line) and line.total_id]
    modules = [line.module_id for line, _ in of_clients]
    clients = {client_id for _, given in of_clients for client_id in given.clients}
    kept = {kind for line, _ in pairs for kind in line.kinds}
    asks_kinds = any(given.kinds for _, given in pairs)
    return _Behind(
        _deployed(session, facility_id, quarter, modules, clients) if clients else (),
        amounts_of(session, [line.total_id for line, _ in of_clients]),
        sums_of_clients(session, summed) if summed else {},
        {code for code, _ in answer_options(session, PER_KIND, keep=kept)} if asks_kinds else (),
    )


def _deployed(
    session: BincSession, facility_id: int, quarter: Quarter, modules: Collection[int], clients: Collection[int]
) -> set[tuple[int, int]]:
    """Which of these clients have which of these modules in the quarter (Q-1)."""
    query = (
        select(Deployment.type_module_id, Deployment.client_id)
        .where(
            Deployment.facility_id == facility_id,
            Deployment.type_module_id.in_(modules),
            Deployment.client_id.in_(clients),
            Deployment.begin <= quarter.period.end,
            Deployment.end >= quarter.period.begin,
        )
        .distinct()
    )
    return {(module_id, client_id) for module_id, client_id in session.execute(query)}


def _faults(line: Line | None, given: LineInput, behind: _Behind) -> list[Fault]:
    cell = cell_of(given.module_id)
    if line is None:
        return [Fault("Q-1", cell, NO_LINE)]
    if not line.is_typed:
        return [Fault("Q-2", cell, COUNTED)]
    if line.is_per_kind and given.clients:
        return [Fault("Q-2", cell, NOT_PER_CLIENT)]
    if given.is_per_kind and not line.is_per_kind:
        return [Fault("Q-2", cell, NOT_PER_KIND)]
    typed = None if given.sums(line) or isinstance(given.total, Unsaid) else given.total
    found = check_amount(typed, line.rounding, cell)
    for client_id, amount in given.clients.items():
        found += _client_faults(line, client_id, amount, behind)
    for kind, amount in given.kinds.items():
        found += _kind_faults(line, kind, amount, known=kind in behind.kinds)
    if not isinstance(given.non_client_bound, Unsaid):
        found += _kind_faults(line, UNBOUND, given.non_client_bound, known=line.has_non_client_bound)
    return found


def _client_faults(line: Line, client_id: int, amount: Decimal | None, behind: _Behind) -> list[Fault]:
    cell = cell_behind(line.module_id, client_id)
    if amount is not None and (line.module_id, client_id) not in behind.deployed:
        return [Fault("Q-1", cell, NO_CLIENT)]
    return check_amount(amount, line.rounding, cell)


def _kind_faults(line: Line, kind: str, amount: Decimal | None, *, known: bool) -> list[Fault]:
    cell = cell_behind(line.module_id, kind)
    if amount is not None and not known:
        return [Fault("Q-2", cell, NO_KIND)]
    return check_amount(amount, line.rounding, cell)


def _change_of(line: Line, given: LineInput, behind: _Behind) -> _LineChange:
    stored = behind.amounts.get(line.total_id or 0, {})
    amounts = {one: amount for one, amount in given.clients.items() if stored.get(one) != amount}
    kinds = {kind: amount for kind, amount in {**line.kinds, **given.kinds}.items() if amount is not None}
    unbound = line.non_client_bound if isinstance(given.non_client_bound, Unsaid) else given.non_client_bound
    said = None if isinstance(given.total, Unsaid) else given.total
    total, computed = line.total if given.total is UNSAID else said, given.sums(line)
    if computed and line.is_per_kind:
        total = sum_of([*kinds.values(), unbound])
    elif computed:
        total = sum_of({**stored, **amounts}.values()) if given.clients else behind.sums.get(line.total_id or 0)
    cautions = total_cautions(line, TotalInput(said, computed), total)
    return _LineChange(line, total, computed, amounts, kinds, unbound, cautions)


def _write(session: BincSession, held: Held, changes: Sequence[_LineChange]) -> None:
    if not changes:
        return
    records = _write_totals(session, held, changes)
    _write_amounts(session, {records[change.line.module_id]: change.amounts for change in changes})
    abouts = [About(change.line.module_id, None, change.line.total, change.total) for change in changes]
    record = statement_row(session, held.facility.id, held.statement.quarter)
    step(session, record, StatementEvent.EDIT, held.actor, *abouts)


def _write_totals(session: BincSession, held: Held, changes: Sequence[_LineChange]) -> dict[int, UtilisationTotal]:
    """The rows of the totals as they become, by module."""
    quarter, total = held.statement.quarter, UtilisationTotal
    query = select(total).where(total.id.in_([change.line.total_id for change in changes if change.line.total_id]))
    records = {row.type_module_id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    for change in changes:
        module_id = change.line.module_id
        if module_id not in records:
            words = {"year": quarter.year, "quarter": quarter.number, "type_module_id": module_id}
            records[module_id] = total(facility_id=held.facility.id, **words)
            session.add(records[module_id])
        record = records[module_id]
        record.total, record.computed = change.total, change.computed
        if change.line.is_per_kind:
            record.kinds = {kind: str(amount) for kind, amount in change.kinds.items()}
            record.non_client_bound = change.non_client_bound
    session.flush()
    return records


def _write_amounts(session: BincSession, changed: Mapping[UtilisationTotal, Mapping[int, Decimal | None]]) -> None:
    share = UtilisationOfClient
    totals = [record.id for record, amounts in changed.items() if amounts]
    clients = {client_id for amounts in changed.values() for client_id in amounts}
    if not totals:
        return
    query = select(share).where(share.total_id.in_(totals), share.client_id.in_(clients))
    rows = session.scalars(query.execution_options(populate_existing=True))
    known = {(row.total_id, row.client_id): row for row in rows}
    for record, amounts in changed.items():
        for client_id, amount in amounts.items():
            row = known.get((record.id, client_id))
            if row is not None and amount is None:
                session.delete(row)
            elif row is not None:
                row.amount = amount
            elif amount is not None:
                words = {"facility_id": record.facility_id, "total_id": record.id, "client_id": client_id}
                session.add(share(**words, amount=amount))
    session.flush()
