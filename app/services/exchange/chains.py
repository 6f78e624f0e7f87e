"""Decisions and schakelingen of one dossier in an exchange file, checked by the rules of the screens (S-1 … S-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.domain.chain import check_change_of_last, check_modules, check_place, schakeling_cautions
from app.domain.chain_plans import ApprovedModule, DecisionPlan, Key, SchakelingPlan, in_order
from app.domain.closing import check_closing, check_within_closing
from app.domain.combinations import Catalogue, combination_cautions, outside_offer_cautions
from app.domain.decisions import check_decision, check_decision_change, decision_cautions
from app.domain.details import check_details, detail_field
from app.domain.faults import Caution, Fault
from app.domain.foster_care import Setting, check_foster_care
from app.domain.groeipakket import OTHER_GROUND, Impact, Placement, decide_impact
from app.domain.guaranteed import check_guaranteed
from app.domain.locks import check_locked_change, check_locked_new
from app.domain.referral import Referral
from app.services.exchange.delivery import Record
from app.services.exchange.matching import (
    KnownIds,
    PlannedDecision,
    PlannedSchakeling,
    match_decisions,
    match_schakelingen,
    same_decision,
    same_schakeling,
)
from app.services.exchange.report import Findings


@dataclass
class ChainContext:
    """What the rules ask about the dossier around its chain."""

    findings: Findings
    pointer: str
    approved: list[ApprovedModule]
    catalogue: Catalogue
    organisation_type: str
    referral: Referral
    birth_date: date | None
    birth_year: int | None
    today: date
    closed_on: date | None
    history: bool
    locked_until: date | None = None


@dataclass
class ChainPlan:
    """The chain of a dossier after the import, and what the file says about its parts."""

    decisions: list[PlannedDecision] = field(default_factory=list)
    schakelingen: list[PlannedSchakeling] = field(default_factory=list)
    all_decisions: list[DecisionPlan] = field(default_factory=list)
    all_schakelingen: list[SchakelingPlan] = field(default_factory=list)


def plan_chain(
    context: ChainContext,
    record: Record,
    decisions: list[DecisionPlan],
    schakelingen: list[SchakelingPlan],
    known_ids: tuple[KnownIds, KnownIds],
) -> ChainPlan:
    """Matches the file's decisions and schakelingen with those known, and checks all that is new or different.

    A record is known by its id, and without one by its begin within the dossier. `known_ids` are the sender's ids of
    decisions and of schakelingen.
    """
    plan = ChainPlan()
    plan.decisions = list(match_decisions(context.findings, context.pointer, record, decisions, known_ids[0]))
    plan.all_decisions = _after_decisions(decisions, plan.decisions)
    plan.schakelingen = match_schakelingen(context.findings, plan.decisions, schakelingen, known_ids[1])
    _check_decisions(context, plan, decisions, schakelingen)
    plan.all_schakelingen = _check_schakelingen(context, plan, schakelingen)
    _check_closed(context, plan)
    return plan


def _after_decisions(known: list[DecisionPlan], planned: Iterable[PlannedDecision]) -> list[DecisionPlan]:
    after = {plan.key: plan for plan in known}
    after |= {one.plan.key: one.plan for one in planned}
    return sorted(after.values(), key=lambda plan: (plan.begin, plan.sequence))


def _check_decisions(
    context: ChainContext, plan: ChainPlan, known: list[DecisionPlan], schakelingen: list[SchakelingPlan]
) -> None:
    present = list(known)
    for one in sorted(plan.decisions, key=lambda planned: (planned.plan.begin, planned.plan.sequence)):
        if one.before is None:
            faults = check_decision(one.plan, context.approved)
            context.findings.place(one.pointer, decision_cautions(one.plan, present))
            present.append(one.plan)
        elif same_decision(one.plan, one.before):
            continue
        else:
            faults = check_decision_change(one.before, one.plan, present, schakelingen, context.approved)
            context.findings.place(one.pointer, _cautions_of_ground(context, one.before, one.plan, schakelingen))
        context.findings.place(one.pointer, [*faults, *check_within_closing(one.plan.begin, None, context.closed_on)])


def _cautions_of_ground(
    context: ChainContext, before: DecisionPlan, after: DecisionPlan, schakelingen: list[SchakelingPlan]
) -> list[Caution]:
    """Another ground changes what was told of the help under a decision (S-12, G-1)."""
    under = [one for one in schakelingen if one.decision_key == before.key]
    if context.history or after.ground == before.ground or not any(_impact(context, one).sends for one in under):
        return []
    return [Caution("S-12", "ground", OTHER_GROUND)]


def _check_schakelingen(context: ChainContext, plan: ChainPlan, known: list[SchakelingPlan]) -> list[SchakelingPlan]:
    """Adds the file's schakelingen to those known one by one, under the rules of the screens (S-2 … S-7, S-14)."""
    chain = list(known)
    for one in plan.schakelingen:
        if one.before is not None and not same_schakeling(one.plan, one.before):
            previous = _last([each for each in known if each.key != one.before.key])
            faults = [
                *check_locked_change(one.before, one.plan, previous, context.locked_until),
                *check_change_of_last(one.plan, known, plan.all_decisions, context.approved),
            ]
            _place(context, one, faults, plan)
            chain[chain.index(one.before)] = _passable(one.plan)
    rank = {decision.key: place for place, decision in enumerate(plan.all_decisions)}
    for one in plan.schakelingen:
        if one.before is not None:
            continue
        faults = [
            *check_locked_new(one.plan, _last(chain), context.locked_until),
            *_check_order(one.plan, chain, rank),
            *check_place(one.plan, chain, plan.all_decisions),
            *check_modules(one.plan, context.approved),
        ]
        _place(context, one, faults, plan)
        chain.append(_passable(one.plan))
    return list(in_order(chain))


def _passable(plan: SchakelingPlan) -> SchakelingPlan:
    """The schakeling with an end that is no earlier than its begin, so that later ones can still be checked."""
    return plan if plan.end is None or plan.end >= plan.begin else replace(plan, end=plan.begin)


def _last(chain: list[SchakelingPlan]) -> SchakelingPlan | None:
    return in_order(chain)[-1] if chain else None


def _check_order(new: SchakelingPlan, chain: list[SchakelingPlan], rank: dict[Key, int]) -> list[Fault]:
    """Work is chronological: a schakeling under an earlier decision cannot follow one under a later decision (S-2)."""
    before = _last(chain)
    if before is None or rank.get(before.decision_key, 0) <= rank[new.decision_key]:
        return []
    message = "De vorige schakeling hoort bij een latere beslissing. Zet deze schakeling onder die beslissing."
    return [Fault("S-2", "begin", message)]


def _place(context: ChainContext, one: PlannedSchakeling, faults: list[Fault], plan: ChainPlan) -> None:
    modules = one.plan.modules
    who = (context.birth_date, context.birth_year)
    setting = Setting(context.organisation_type, context.referral, one.plan.begin, *who)
    found = [
        *faults,
        *check_guaranteed(context.referral, modules),
        *check_within_closing(one.plan.begin, one.plan.end, context.closed_on),
        *check_foster_care(one.plan, context.catalogue, setting, required=not context.history),
    ]
    context.findings.place(one.pointer, found)
    _place_details(context, one)
    decision = next(decision for decision in plan.all_decisions if decision.key == one.plan.decision_key)
    impact = _impact(context, one.plan)
    one.sends = impact.sends
    one.sent = one.before is not None and _impact(context, one.before).sends
    cautions = [
        *schakeling_cautions(one.plan, decision, context.today),
        *combination_cautions(modules, context.catalogue, context.organisation_type),
        *outside_offer_cautions(modules, context.catalogue, context.referral),
        *([] if context.history else impact.cautions(sent_before=one.sent)),
    ]
    context.findings.place(one.pointer, cautions)


def _impact(context: ChainContext, plan: SchakelingPlan) -> Impact:
    facts = tuple(context.catalogue[code] for code in plan.codes if code in context.catalogue)
    placement = Placement(plan.begin, facts, plan.elsewhere, plan.paid_to_parents)
    return decide_impact(placement, context.referral, context.birth_date, context.birth_year)


def _place_details(context: ChainContext, one: PlannedSchakeling) -> None:
    places = {detail_field(module["code"]): place for place, module in enumerate(one.record["modules"])}
    for fault in check_details(one.plan.modules, context.catalogue, required=False):
        place = places.get(fault.field)
        context.findings.fault(f"{one.pointer}/modules/{place}/detail", fault.rule, fault.message)


def _check_closed(context: ChainContext, plan: ChainPlan) -> None:
    """What a closed dossier must have: all of its help ended, before the day after closing and before today (D-6)."""
    if context.closed_on is None:
        return
    day = min(context.today, context.closed_on + timedelta(days=1))
    context.findings.place(context.pointer, check_closing(plan.all_decisions, plan.all_schakelingen, day))
