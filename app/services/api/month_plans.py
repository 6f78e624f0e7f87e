"""Many schakelingen of many dossiers, checked line by line under the rules of the screens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.database import BincSession
from app.domain.activities import ActivityKind
from app.domain.chain_plans import DecisionPlan, Key, SchakelingPlan, in_order
from app.domain.faults import Caution, Fault
from app.domain.groeipakket_messages import Known
from app.queries.catalogue import CatalogueModule, approved_modules, modules_by_code
from app.queries.chain import Chain
from app.queries.groeipakket.facts import expected_of
from app.services.client_locks import lock_clients
from app.services.exchange.known_dossiers import KnownDossier, load_chains
from app.services.exchange.matching import same_schakeling
from app.services.holding import HeldDossier
from app.services.processed_years import hold_processed_years
from app.services.schakeling_checks import (
    Circumstances,
    SchakelingInput,
    cautions_of,
    cautions_of_change,
    ended_by,
    faults_of_change,
    faults_of_new,
)
from app.services.schakelingen import NO_DECISION
from models.dossier import Dossier
from models.facility import Facility

CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"
NO_DOSSIER = Fault("D-1", "dossier", "Dit dossier bestaat niet, of niet voor deze voorziening.")


@dataclass(frozen=True)
class MonthLine:
    """One schakeling that is sent: of which dossier, and what it is.

    `previous_end` ends the one that still runs (S-5); `confirmed` are the rules whose warnings are confirmed.
    `ended_later` is the end that the next line of the dossier gives this one, where it has none itself.
    """

    number: int
    code: str
    plan: SchakelingInput
    previous_end: date | None = None
    confirmed: frozenset[str] = frozenset()
    ended_later: date | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of one line; `key` is the schakeling's, a text while it is not written yet."""

    number: int
    result: str
    key: Key = None
    faults: tuple[Fault, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Deed:
    """One thing that happened to a dossier, as its activities tell it."""

    kind: ActivityKind
    about: SchakelingPlan
    before: SchakelingPlan | None
    after: SchakelingPlan


@dataclass
class MonthDossier:
    """A dossier that lines are about: as it was found, as it becomes, and what happened in between."""

    held: HeldDossier
    known: KnownDossier
    chain: Chain
    claimed: set[Key] = field(default_factory=set)
    touched: dict[Key, SchakelingPlan | None] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)

    def put(self, plan: SchakelingPlan, before: SchakelingPlan | None) -> None:
        """Takes a new or changed schakeling into the chain."""
        others = (one for one in self.chain.schakelingen if one.key != plan.key)
        self.chain = replace(self.chain, schakelingen=in_order([*others, plan]))
        self.touched.setdefault(plan.key, before)


@dataclass
class Month:
    """All lines with what came of them, and the dossiers that they touch.

    `known` is what the Groeipakket knows of the schakelingen that were there: of the last of each dossier, since no
    other can be touched (S-6).
    """

    facility: Facility
    catalogue: dict[str, CatalogueModule]
    today: date
    locked_until: date | None
    dossiers: dict[str, MonthDossier]
    known: Mapping[Key, Known]
    outcomes: list[Outcome] = field(default_factory=list)


def plan_month(session: BincSession, facility: Facility, lines: Sequence[MonthLine], *, today: date) -> Month:
    """Locks the dossiers of the lines, and checks line after line as if each was saved before the next (S-2 … S-14)."""
    locked_until = hold_processed_years(session, facility.id)
    dossiers = _hold_dossiers(session, facility, {line.code for line in lines})
    lasts = [one.chain.last.key for one in dossiers.values() if one.chain.last]
    month = Month(facility, modules_by_code(session), today, locked_until, dossiers, expected_of(session, lasts))
    for line in _knowing_their_ends(lines):
        dossier = dossiers.get(line.code)
        month.outcomes.append(
            _place(month, dossier, line) if dossier else Outcome(line.number, REFUSED, None, (NO_DOSSIER,))
        )
    return month


def _knowing_their_ends(lines: Sequence[MonthLine]) -> list[MonthLine]:
    """The lines, each open one with the end that the next of its dossier brings: sent again, it stands there ended."""
    known, next_ends = [], dict[str, date | None]()
    for line in reversed(lines):
        later = next_ends.get(line.code) if line.plan.end is None else None
        known.append(replace(line, ended_later=later))
        next_ends[line.code] = line.previous_end
    return known[::-1]


def _hold_dossiers(session: BincSession, facility: Facility, codes: Collection[str]) -> dict[str, MonthDossier]:
    own = (Dossier.facility_id == facility.id, Dossier.code == func.any(sorted(codes)))
    pairs = {(facility.id, client_id) for client_id in session.scalars(select(Dossier.client_id).where(*own))}
    lock_clients(session, pairs)
    query = (
        select(Dossier)
        .options(joinedload(Dossier.client), joinedload(Dossier.referral))
        .where(*own)
        .order_by(Dossier.id)
        .with_for_update(of=Dossier)
        .execution_options(populate_existing=True)
    )
    records = {record.id: record for record in session.scalars(query).unique()}
    found = {record_id: KnownDossier(record) for record_id, record in records.items()}
    if found:
        load_chains(session, found)
    approved = approved_modules(session, facility.id)
    return {
        known.row.code: MonthDossier(
            HeldDossier(known.row, facility),
            known,
            Chain(
                tuple(sorted(known.decisions, key=lambda one: (one.begin, one.sequence))),
                in_order(known.schakelingen),
                approved,
            ),
        )
        for known in found.values()
    }


def _place(month: Month, dossier: MonthDossier, line: MonthLine) -> Outcome:
    same = _as_it_stands(dossier, line)
    if same is not None:
        dossier.claimed.add(same.key)
        return Outcome(line.number, UNCHANGED, same.key)
    before = _of_same_begin(dossier, line)
    outcome = _add(month, dossier, line) if before is None else _change(month, dossier, line, before)
    if outcome.key is not None:
        dossier.claimed.add(outcome.key)
    return outcome


def _as_it_stands(dossier: MonthDossier, line: MonthLine) -> SchakelingPlan | None:
    """The schakeling that says word for word what the line says, so that a month sent twice changes nothing."""
    for one in _free(dossier, line):
        wanted = _changed_plan(dossier, line, one)
        if same_schakeling(wanted, one):
            return one
        if line.ended_later is not None and same_schakeling(replace(wanted, end=line.ended_later), one):
            return one
    return None


def _of_same_begin(dossier: MonthDossier, line: MonthLine) -> SchakelingPlan | None:
    found = _free(dossier, line)
    return found[-1] if found else None


def _free(dossier: MonthDossier, line: MonthLine) -> list[SchakelingPlan]:
    """The schakelingen with the begin of the line that no earlier line meant."""
    begin = line.plan.begin
    return [one for one in dossier.chain.schakelingen if one.begin == begin and one.key not in dossier.claimed]


def _changed_plan(dossier: MonthDossier, line: MonthLine, before: SchakelingPlan) -> SchakelingPlan:
    chain = dossier.chain.schakelingen
    place = chain.index(before)
    return line.plan.plan(before.key, before.decision_key, chain[place - 1] if place else None)


def _add(month: Month, dossier: MonthDossier, line: MonthLine) -> Outcome:
    chain = dossier.chain
    decision = chain.latest_decision
    if decision is None:
        return Outcome(line.number, REFUSED, None, (NO_DECISION,))
    new = line.plan.plan(f"line {line.number}", decision.key, chain.last)
    around = _around(month, dossier)
    cautions = cautions_of(new, decision, around, ended_by(chain, line.previous_end))
    refusal = _refusal(line, faults_of_new(new, around, line.previous_end), cautions)
    if refusal is not None:
        return refusal
    _end_previous(dossier, line.previous_end)
    dossier.put(new, None)
    dossier.deeds.append(Deed(ActivityKind.SCHAKELING_ADDED, new, None, new))
    return Outcome(line.number, CREATED, new.key)


def _end_previous(dossier: MonthDossier, end: date | None) -> None:
    last, ended = dossier.chain.last, ended_by(dossier.chain, end)
    if last is not None and ended is not None:
        dossier.put(ended, last)
        dossier.deeds.append(Deed(ActivityKind.SCHAKELING_ENDED, last, last, ended))


def _change(month: Month, dossier: MonthDossier, line: MonthLine, before: SchakelingPlan) -> Outcome:
    decision = dossier.chain.decision(before.decision_key)
    assert isinstance(decision, DecisionPlan)
    after, around = _changed_plan(dossier, line, before), _around(month, dossier)
    refusal = _refusal(line, faults_of_change(after, around), cautions_of_change(before, after, decision, around))
    if refusal is not None:
        return refusal
    dossier.put(after, before)
    dossier.deeds.append(Deed(ActivityKind.SCHAKELING_CHANGED, after, before, after))
    return Outcome(line.number, CHANGED, after.key)


def _around(month: Month, dossier: MonthDossier) -> Circumstances:
    return Circumstances(
        dossier.held, dossier.chain, month.catalogue, month.today, month.locked_until, known=month.known
    )


def _refusal(line: MonthLine, faults: Sequence[Fault], cautions: Sequence[Caution]) -> Outcome | None:
    if faults:
        return Outcome(line.number, REFUSED, None, tuple(faults))
    if any(caution.rule not in line.confirmed for caution in cautions):
        return Outcome(line.number, REFUSED, None, (), tuple(cautions))
    return None
