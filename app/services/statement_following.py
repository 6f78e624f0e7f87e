"""Quarter statements that follow the help: lines join and drop while a schakeling is saved (Q-1, Q-4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, text, tuple_

from app.database import BincSession
from app.domain.faults import DomainError, Fault
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.domain.statements.following import Deployed, QuarterChange, change_in, changed_rows
from app.domain.statements.lines import Input, UtilisationFacts, input_of
from app.domain.statements.states import StatementEvent, StatementState
from app.queries.client_context import ANOTHER_FACILITY
from app.queries.statement_heads import has_help
from app.services.statement_steps import About, hold_lines, share_statements, statement_row, step, stored_statement
from models.facility import Facility
from models.reference import TypeModule
from models.utilisation import UtilisationOfClient, UtilisationTotal

_DEPLOYED = text(
    """
select asked.place, asked.module_id, found.anybody, found.others
from unnest(cast(:places as int[]), cast(:module_ids as bigint[]), cast(:begins as date[]), cast(:ends as date[]))
  as asked(place, module_id, first_day, last_day)
cross join lateral (
  select
    exists (select 1 from deployment d where d.facility_id = :facility_id and d.type_module_id = asked.module_id
      and d."end" >= asked.first_day and d."begin" <= asked.last_day) as anybody,
    exists (select 1 from deployment d where d.facility_id = :facility_id and d.type_module_id = asked.module_id
      and d."end" >= asked.first_day and d."begin" <= asked.last_day and d.client_id <> all(:client_ids)) as others
) found
"""
)


@dataclass(frozen=True)
class _Followed:
    """A change of a quarter, once the other clients were looked at: the modules that dropped out and that joined."""

    change: QuarterChange
    dropped: dict[int, int]
    joined: dict[int, int]


def follow_help(
    session: BincSession,
    facility_id: int,
    before: Collection[Deployed],
    after: Collection[Deployed],
    leave: Collection[Quarter] = (),
) -> None:
    """Brings the statements of a facility in step after the deployments of some clients were rewritten (Q-1, Q-4).

    `before` and `after` are all deployments of those clients; quarters to `leave` are those whose statement a file
    brings itself. Raises DomainError when a processed quarter would have to change.
    """
    went, came = changed_rows(before, after)
    if not went and not came:
        return
    # Only quarters in which somebody typed or sent something have anything to follow.
    quarters = share_statements(session, facility_id, Quarter.of(min(row.begin for row in (*went, *came))))
    changes = [change for one in quarters if one not in leave and (change := change_in(one, before, after))]
    if changes:
        hold_lines(session, facility_id)
        clients = {row.client_id for row in (*before, *after)}
        for followed in _look_at_others(session, facility_id, changes, clients):
            _apply(session, facility_id, followed)


def _look_at_others(
    session: BincSession, facility_id: int, changes: Sequence[QuarterChange], clients: Iterable[int]
) -> list[_Followed]:
    asked = [(place, one) for place, change in enumerate(changes) for one in sorted(change.gone.keys() | change.new)]
    found: dict[tuple[int, int], tuple[bool, bool]] = {}
    if asked:
        names: dict[str, Any] = {
            "facility_id": facility_id,
            "client_ids": sorted(clients),
            "places": [place for place, _ in asked],
            "module_ids": [module for _, module in asked],
            "begins": [changes[place].quarter.period.begin for place, _ in asked],
            "ends": [changes[place].quarter.period.end for place, _ in asked],
        }
        rows = session.execute(_DEPLOYED, names)
        found = {(place, module): (anybody, others) for place, module, anybody, others in rows}
    return [
        _Followed(
            change,
            {module: dossier for module, dossier in change.gone.items() if not found[place, module][0]},
            {module: dossier for module, dossier in change.new.items() if not found[place, module][1]},
        )
        for place, change in enumerate(changes)
    ]


def _apply(session: BincSession, facility_id: int, followed: _Followed) -> None:
    actor, quarter = _actor_for(session, facility_id), followed.change.quarter
    totals = _totals(session, facility_id, quarter, followed)
    shares = _shares_left(session, totals, followed)
    joined = _typed_modules(session, facility_id, followed.joined)
    dropped = {total.type_module_id: total for total in totals if total.type_module_id in followed.dropped}
    record = stored_statement(session, facility_id, quarter)
    if record is not None and record.state == StatementState.PROCESSED and (joined or dropped or shares):
        raise DomainError(_processed(quarter))
    _forget_shares(session, shares)
    if dropped:
        for total in dropped.values():
            session.delete(total)
        abouts = [About(one, followed.dropped[one], dropped[one].total) for one in sorted(dropped)]
        step(session, statement_row(session, facility_id, quarter), StatementEvent.LINE_DROPS, actor, *abouts)
    recomputed = _recompute(session, [total for total in totals if total.type_module_id not in dropped], shares)
    if recomputed:
        step(session, statement_row(session, facility_id, quarter), StatementEvent.EDIT, actor, *recomputed)
    if joined and record is not None and record.state != StatementState.OPEN:
        abouts = [About(one, followed.joined[one]) for one in sorted(joined)]
        step(session, record, StatementEvent.MODULE_JOINS, actor, *abouts)
    _vanish(session, facility_id, followed.change)


def _actor_for(session: BincSession, facility_id: int) -> Actor:
    """Who did it; linking a client also touches facilities that need not know by whom."""
    if session.scope.facility_id in (None, facility_id):
        return session.scope.actor
    return Actor(None, ANOTHER_FACILITY)


def _totals(
    session: BincSession, facility_id: int, quarter: Quarter, followed: _Followed
) -> Sequence[UtilisationTotal]:
    modules = {module for _, module in followed.change.left} | followed.dropped.keys()
    if not modules:
        return ()
    query = select(UtilisationTotal).where(
        UtilisationTotal.facility_id == facility_id,
        UtilisationTotal.year == quarter.year,
        UtilisationTotal.quarter == quarter.number,
        UtilisationTotal.type_module_id.in_(modules),
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _shares_left(
    session: BincSession, totals: Sequence[UtilisationTotal], followed: _Followed
) -> list[tuple[int, int]]:
    """The totals and clients that no longer meet, where an amount stands (Q-1)."""
    by_module = {total.type_module_id: total.id for total in totals}
    pairs = [(by_module[module], client) for client, module in followed.change.left if module in by_module]
    if not pairs:
        return []
    share = UtilisationOfClient
    query = select(share.total_id, share.client_id).where(tuple_(share.total_id, share.client_id).in_(pairs))
    return [(total_id, client_id) for total_id, client_id in session.execute(query)]


def _forget_shares(session: BincSession, shares: Sequence[tuple[int, int]]) -> None:
    if shares:
        share = UtilisationOfClient
        session.execute(delete(share).where(tuple_(share.total_id, share.client_id).in_(shares)))


def _recompute(
    session: BincSession, totals: Iterable[UtilisationTotal], shares: Sequence[tuple[int, int]]
) -> list[About]:
    """Sums anew what is the sum of its clients, where one of them went (Q-2)."""
    touched = {total_id for total_id, _ in shares}
    summed = [total for total in totals if total.computed and total.id in touched]
    sums = sums_of_clients(session, [total.id for total in summed]) if summed else {}
    found = []
    for total in summed:
        before, total.total = total.total, sums.get(total.id)
        if before != total.total:
            found.append(About(total.type_module_id, None, before, total.total))
    return found


def sums_of_clients(session: BincSession, total_ids: Collection[int]) -> dict[int, Any]:
    """What the clients behind each total come to now; none while none has an amount (Q-2)."""
    share = UtilisationOfClient
    query = select(share.total_id, func.sum(share.amount).label("amount")).where(share.total_id.in_(total_ids))
    return {row.total_id: row.amount for row in session.execute(query.group_by(share.total_id))}


def _typed_modules(session: BincSession, facility_id: int, modules: Collection[int]) -> list[int]:
    """Those of these modules whose utilisation is typed at this facility: only they ask to send again (Q-4)."""
    if not modules:
        return []
    columns = (TypeModule.id, TypeModule.utilisation, TypeModule.rounding, TypeModule.ckg_points)
    kind = session.scalar(select(Facility.organisation_type).where(Facility.id == facility_id)) or ""
    rows = session.execute(select(*columns).where(TypeModule.id.in_(modules)))
    facts = {row.id: UtilisationFacts(row.utilisation, row.rounding, ckg_points=row.ckg_points) for row in rows}
    return [one for one, fact in facts.items() if input_of(fact, kind) is Input.TYPED]


def _vanish(session: BincSession, facility_id: int, change: QuarterChange) -> None:
    """Removes the row of a statement when the last schakeling of the quarter went (Q-1)."""
    if change.has_help or not change.had_help:
        return
    record = stored_statement(session, facility_id, change.quarter)
    if record is not None and not has_help(session, facility_id, change.quarter):
        if record.state == StatementState.PROCESSED:
            raise DomainError(_processed(change.quarter))
        session.delete(record)
        session.flush()


def _processed(quarter: Quarter) -> Fault:
    return Fault(
        "Q-4",
        "schakeling",
        f"Opgroeien heeft kwartaal {quarter} verwerkt, en deze wijziging zou er een module of cijfers uit halen of bij "
        "zetten. Vraag Opgroeien om dat kwartaal te heropenen.",
    )
