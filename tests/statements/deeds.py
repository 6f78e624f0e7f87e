"""Everything that can be done to a quarter statement, from both sides, and what can be seen of it afterwards (Q-4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.database import BincSession
from app.domain.chain_plans import ModulePlan
from app.domain.faults import Conflict
from app.domain.quarter import Quarter
from app.domain.statements.requests import RequestState
from app.domain.statements.states import StatementEvent, StatementState
from app.queries.statements import read_statement
from app.services.processed_years import process_year, reopen_year
from app.services.schakelingen import GONE, SchakelingInput, change_schakeling, delete_schakeling
from app.services.statement_lines import TotalInput
from app.services.statement_requests import ask_for_quarter, reject_request_of_quarter, withdraw_request_of_quarter
from app.services.statement_totals import save_clients, save_totals
from app.services.statements import send_statement
from models import (
    Facility,
    ProcessedYear,
    Schakeling,
    SchakelingModule,
    StatementRequest,
    StatementStep,
    TypeModule,
    UtilisationOfClient,
)
from tests import factories
from tests.services.steps import ACTOR, EVERYTHING, NOW, day
from tests.statements.steps import Q1, TODAY, WHO

STAYS, GOES, COMES = "P-CB-BREED", "P-CB-LAAG", "VBFBJB04"
# What each of two people types; what stood there was 10 and nothing.
TYPED, OF_CLIENT = (Decimal(11), Decimal(12)), (Decimal(5), Decimal(6))
WHY = "Een nacht vergeten"
NEVER_PROCESSED = (StatementState.OPEN, StatementState.SENT, StatementState.TO_SEND_AGAIN)
# Where a race may begin: the five states, and a processed quarter of which the facility asked to reopen it.
BEGINNINGS = (*((state, False) for state in StatementState), (StatementState.PROCESSED, True))


class Deed(StrEnum):
    """One thing that somebody does."""

    EDIT_TOTAL = "types a total"
    EDIT_CLIENTS = "types per client"
    SEND = "sends"
    PROCESS = "processes the year"
    REOPEN = "reopens the quarter"
    ASK = "asks to reopen it"
    MODULE_JOINS = "adds a module to a schakeling"
    LINE_DROPS = "deletes the last schakeling with a module"
    WITHDRAW = "withdraws the request"
    REJECT = "answers the request with no"


# Those whose page carries the version of the statement that its user saw.
WITH_VERSION = (Deed.EDIT_TOTAL, Deed.EDIT_CLIENTS, Deed.SEND)
OF_A_REQUEST = (Deed.WITHDRAW, Deed.REJECT)
# What each deed is called in the chain of events of the statement; the others leave no line there.
EVENTS: Mapping[Deed, StatementEvent] = {
    Deed.EDIT_TOTAL: StatementEvent.EDIT,
    Deed.EDIT_CLIENTS: StatementEvent.EDIT,
    Deed.SEND: StatementEvent.SEND,
    Deed.PROCESS: StatementEvent.PROCESS,
    Deed.REOPEN: StatementEvent.REOPEN,
    Deed.MODULE_JOINS: StatementEvent.MODULE_JOINS,
    Deed.LINE_DROPS: StatementEvent.LINE_DROPS,
}


@dataclass(frozen=True)
class Ground:
    """One facility with help of two clients in the first quarter of 2024, and what people there have on screen."""

    facility_id: int
    client_id: int
    stays_id: int
    goes_id: int
    request_id: int | None
    seen_version: int | None


@dataclass(frozen=True)
class Sight:
    """All that facility and agency can see of the quarter: what two orders of the same deeds may differ in."""

    state: str | None
    year: tuple[str, bool] | None
    totals: Mapping[str, Decimal | None]
    of_client: Decimal | None
    requests: tuple[str, ...]
    chain: tuple[tuple[str, str, str, Decimal | None], ...]
    help: frozenset[str]


def prepare(session: BincSession, state: StatementState, *, asked: bool, versions: bool) -> Ground:
    """A statement in one state, both of its totals filled in; with `versions` forms carry what their user saw."""
    facility = factories.create_facility(session, modules=(STAYS, GOES, COMES))
    help_ids, clients = [], []
    for code in (STAYS, GOES):
        dossier = factories.create_dossier(session, factories.create_client(session, facility), facility)
        decision = factories.create_decision(session, dossier, modules=(STAYS, GOES, COMES))
        help_ids.append(factories.create_schakeling(session, decision, end=day("03-31"), modules=(code,)).id)
        clients.append(dossier.client_id)
    totals = {code.replace("-", "_"): number for code, number in ((STAYS, 10), (GOES, 20))}
    factories.create_statement(session, facility, Q1, state, **totals)
    if state not in NEVER_PROCESSED:
        processed = state is StatementState.PROCESSED
        session.add(ProcessedYear(facility_id=facility.id, year=Q1.year, state=state.value, locks=processed))
        session.flush()
    request = ask_for_quarter(session, facility, Q1, WHY, actor=ACTOR).id if asked else None
    seen = read_statement(session, facility, Q1, TODAY)
    assert seen is not None
    assert seen.state is state
    return Ground(facility.id, clients[0], help_ids[0], help_ids[1], request, seen.version if versions else None)


def do(session: BincSession, ground: Ground, deed: Deed, hand: int) -> None:
    """One of two people, 0 or 1, does it by the service that the page calls. Raises DomainError where it is refused."""
    if deed is Deed.EDIT_TOTAL:
        _edit_total(session, ground, TYPED[hand])
    elif deed is Deed.EDIT_CLIENTS:
        _edit_clients(session, ground, OF_CLIENT[hand])
    else:
        _DEEDS[deed](session, ground)


def look(session: BincSession, ground: Ground) -> Sight:
    """What there is to see now."""
    session.expire_all()
    facility_id = ground.facility_id
    statement = read_statement(session, _facility(session, ground), Q1, TODAY)
    year = session.scalars(select(ProcessedYear).filter_by(facility_id=facility_id, year=Q1.year)).one_or_none()
    steps = select(StatementStep).filter_by(facility_id=facility_id, year=Q1.year, quarter=Q1.number)
    requests = select(StatementRequest.state).filter_by(facility_id=facility_id).order_by(StatementRequest.id)
    module = select(TypeModule.code).join(SchakelingModule).where(SchakelingModule.facility_id == facility_id)
    return Sight(
        state=statement.state.value if statement else None,
        year=(year.state, year.locks) if year else None,
        totals={line.code: line.total for line in statement.lines} if statement else {},
        of_client=session.scalar(select(UtilisationOfClient.amount).filter_by(facility_id=facility_id)),
        requests=tuple(session.scalars(requests)),
        chain=tuple(
            (one.from_state, one.event, one.to_state, one.after)
            for one in session.scalars(steps.order_by(StatementStep.id))
        ),
        help=frozenset(session.scalars(module)),
    )


# Whether what each deed saved still stands, in what can be seen afterwards; what was typed is looked up in `stands`.
KEPT: Mapping[Deed, Callable[[Sight], bool]] = {
    Deed.SEND: lambda seen: True,
    Deed.PROCESS: lambda seen: seen.year is not None,
    Deed.REOPEN: lambda seen: seen.year is not None,
    Deed.ASK: lambda seen: bool(seen.requests),
    Deed.MODULE_JOINS: lambda seen: COMES in seen.help and COMES in seen.totals,
    Deed.LINE_DROPS: lambda seen: GOES not in seen.help and GOES not in seen.totals,
    Deed.WITHDRAW: lambda seen: RequestState.WITHDRAWN in seen.requests,
    Deed.REJECT: lambda seen: RequestState.REJECTED in seen.requests,
}


def stands(seen: Sight, deed: Deed, hand: int, *, overwritten: bool) -> bool:
    """Whether a deed that was not refused left what it had to; `overwritten` where the other typed the same cell later.

    What was typed over by somebody who knew of it is still told in the chain.
    """
    event = EVENTS.get(deed)
    # Saving again what a colleague just saved is no event; neither is a module that joins before anything was sent.
    in_chain = event in (None, StatementEvent.MODULE_JOINS) or any(name == event for _, name, _, _ in seen.chain)
    if deed is Deed.EDIT_TOTAL:
        in_chain = any(after == TYPED[hand] for _, _, _, after in seen.chain)
        return in_chain and (overwritten or seen.totals[STAYS] == TYPED[hand])
    if deed is Deed.EDIT_CLIENTS:
        return in_chain and (overwritten or seen.of_client == OF_CLIENT[hand])
    return in_chain and KEPT[deed](seen)


def _facility(session: BincSession, ground: Ground) -> Facility:
    return session.get_one(Facility, ground.facility_id)


def _of_quarter(session: BincSession, ground: Ground) -> tuple[BincSession, Facility, Quarter]:
    return session, _facility(session, ground), Q1


def _seen(ground: Ground) -> dict[str, Any]:
    return {**WHO, "seen_version": ground.seen_version}


def _edit_total(session: BincSession, ground: Ground, total: Decimal) -> None:
    given = {factories.type_module(session, STAYS).id: TotalInput(total)}
    save_totals(*_of_quarter(session, ground), given, **_seen(ground))


def _edit_clients(session: BincSession, ground: Ground, amount: Decimal) -> None:
    module, amounts = factories.type_module(session, STAYS).id, {ground.client_id: amount}
    save_clients(*_of_quarter(session, ground), module, amounts, computed=False, **_seen(ground))


def _module_joins(session: BincSession, ground: Ground) -> None:
    modules = (ModulePlan(STAYS), ModulePlan(COMES))
    schakeling = session.get_one(Schakeling, ground.stays_id)
    plan = SchakelingInput(schakeling.begin, schakeling.end, "start", modules)
    change_schakeling(session, schakeling, plan, **WHO, now=NOW, confirmed=EVERYTHING)


def _line_drops(session: BincSession, ground: Ground) -> None:
    schakeling = session.get(Schakeling, ground.goes_id)
    if schakeling is None:
        raise Conflict(GONE)
    delete_schakeling(session, schakeling, **WHO)


def _request(ground: Ground) -> int:
    assert ground.request_id is not None
    return ground.request_id


_DEEDS: Mapping[Deed, Callable[[BincSession, Ground], Any]] = {
    Deed.SEND: lambda session, ground: send_statement(*_of_quarter(session, ground), **_seen(ground)),
    Deed.PROCESS: lambda session, ground: process_year(session, ground.facility_id, Q1.year, **WHO),
    Deed.REOPEN: lambda session, ground: reopen_year(
        session, ground.facility_id, Q1.year, WHY, actor=ACTOR, quarters=[Q1.number]
    ),
    Deed.ASK: lambda session, ground: ask_for_quarter(*_of_quarter(session, ground), WHY, actor=ACTOR),
    Deed.MODULE_JOINS: _module_joins,
    Deed.LINE_DROPS: _line_drops,
    Deed.WITHDRAW: lambda session, ground: withdraw_request_of_quarter(session, _request(ground), actor=ACTOR),
    Deed.REJECT: lambda session, ground: reject_request_of_quarter(session, _request(ground), WHY, actor=ACTOR),
}
