"""Decisions: making, changing and deleting what help may be offered (S-1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values, tells_of_change
from app.domain.chain_plans import DecisionPlan, Key, SchakelingPlan
from app.domain.closing import check_closing, check_within_closing
from app.domain.decisions import check_decision, check_decision_change, check_decision_delete, decision_cautions
from app.domain.faults import Conflict, Fault, refuse
from app.domain.groeipakket_words import follow_cautions
from app.domain.organisation_types import has_chain
from app.domain.scope import Actor
from app.queries.catalogue import modules_by_code
from app.queries.chain import Chain, load_chain
from app.services.activities import note_activity, told_decision
from app.services.confirmation import ask
from app.services.groeipakket.preview import Decided, following_messages
from app.services.holding import HeldDossier, check_seen, hold_dossier
from app.services.refusals import saving
from app.services.summaries import refresh_summary
from models.decision import Decision, DecisionModule
from models.dossier import Dossier

GONE = Fault(
    "D-11",
    "decision",
    "Een collega heeft deze beslissing intussen verwijderd. Er is niets bewaard; kijk het dossier na.",
)
NO_CHAIN = Fault("D-4", "decision", "Deze voorziening werkt zonder beslissingen en schakelingen.")


@dataclass(frozen=True)
class DecisionInput:
    """What is typed about a decision (S-1); `modules` are codes, `mandated_service` None means none."""

    begin: date
    modules: tuple[str, ...]
    ground: str
    mandated_service: str | None = None

    def plan(self, key: Key, sequence: int = 0) -> DecisionPlan:
        """The decision as the rules see it."""
        return DecisionPlan(key, self.begin, self.modules, self.ground, self.mandated_service, sequence)


def add_decision(
    session: BincSession,
    dossier: Dossier,
    plan: DecisionInput,
    *,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Decision:
    """Registers a decision in a dossier (S-1, H4.2).

    `seen_version` is the dossier's version that the person saw, `confirmed` holds the rule ids of the confirmed
    warnings. Raises DomainError with every fault, NeedsConfirmation, or Conflict.
    """
    held = hold_dossier(session, dossier.id)
    check_seen(held.dossier, seen_version)
    chain = load_chain(session, held.dossier)
    new = new_plan(plan, chain)
    refuse(
        [*faults_of_new_decision(new, held, chain), *closed_faults(held, (*chain.decisions, new), chain, today, new)]
    )
    ask(decision_cautions(new, chain.decisions), confirmed)
    with saving(session):
        return save_new_decision(session, held, new, actor)


def save_new_decision(session: BincSession, held: HeldDossier, new: DecisionPlan, actor: Actor) -> Decision:
    """Writes a decision that was checked, and tells it at the activities of the dossier (S-1)."""
    decision = Decision(facility_id=held.facility.id, dossier_id=held.dossier.id)
    _write(session, decision, new)
    session.add(decision)
    _finish(session, held, ActivityKind.DECISION_ADDED, new.begin, None, new, actor)
    return decision


def change_decision(
    session: BincSession,
    decision: Decision,
    plan: DecisionInput,
    *,
    actor: Actor,
    today: date,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Decision:
    """Changes a decision, within what its schakelingen and the other decisions allow (S-1, H4.2.4).

    `seen_version` is the dossier's. Raises DomainError with every fault, NeedsConfirmation where another ground changes
    what the Groeipakket was told (S-12, G-1), or Conflict.
    """
    held, chain, before = _hold(session, decision, seen_version)
    after = plan.plan(before.key, before.sequence)
    decisions = tuple(after if one.key == before.key else one for one in chain.decisions)
    refuse(
        [
            *check_decision_change(before, after, chain.decisions, chain.schakelingen, chain.approved),
            *closed_faults(held, decisions, chain, today, after),
        ]
    )
    if after.ground != before.ground:
        under = [one for one in chain.schakelingen if one.decision_key == after.key]
        stood = Decided(lambda _one: before.ground, held.referral)
        told = following_messages(session, held, under, stood, replace(stood, ground_of=lambda _one: after.ground))
        ask(follow_cautions(told, "ground"), confirmed)
    with saving(session):
        session.refresh(decision)
        with session.no_autoflush:
            _write(session, decision, after)
        _finish(session, held, ActivityKind.DECISION_CHANGED, after.begin, before, after, actor)
    return decision


def delete_decision(
    session: BincSession, decision: Decision, *, actor: Actor, today: date, seen_version: int | None = None
) -> None:
    """Removes a decision under which nothing stands (S-1).

    Raises DomainError with every fault, or Conflict.
    """
    held, chain, before = _hold(session, decision, seen_version)
    rest = tuple(one for one in chain.decisions if one.key != before.key)
    refuse([*check_decision_delete(before.key, chain.schakelingen), *closed_faults(held, rest, chain, today)])
    with saving(session):
        session.delete(decision)
        _finish(session, held, ActivityKind.DECISION_DELETED, before.begin, before, None, actor)


def new_plan(plan: DecisionInput, chain: Chain) -> DecisionPlan:
    """A decision that is not saved yet, created after all others of its dossier (S-2)."""
    return plan.plan(None, sequence=1 + max((one.sequence for one in chain.decisions), default=0))


def faults_of_new_decision(new: DecisionPlan, held: HeldDossier, chain: Chain) -> list[Fault]:
    """Everything that is wrong with a new decision by itself (S-1, D-4)."""
    own = [] if has_chain(held.facility.organisation_type, bool(chain.approved)) else [NO_CHAIN]
    return [*own, *check_decision(new, chain.approved)]


def closed_faults(
    held: HeldDossier,
    decisions: tuple[DecisionPlan, ...],
    chain: Chain,
    today: date,
    touched: DecisionPlan | None = None,
    schakelingen: tuple[SchakelingPlan, ...] | None = None,
) -> list[Fault]:
    """What keeps an edit of a closed dossier from leaving it closable (D-6); nothing for an open one."""
    closed_on = held.dossier.closed_on
    if held.dossier.status != "closed" or closed_on is None:
        return []
    begun = check_within_closing(touched.begin, None, closed_on) if touched else []
    within = chain.schakelingen if schakelingen is None else schakelingen
    return [*begun, *check_closing(decisions, within, min(today, closed_on + timedelta(days=1)))]


def _hold(
    session: BincSession, decision: Decision, seen_version: int | None
) -> tuple[HeldDossier, Chain, DecisionPlan]:
    held = hold_dossier(session, decision.dossier_id)
    chain = load_chain(session, held.dossier)
    before = chain.decision(decision.id)
    if before is None:
        raise Conflict(GONE)
    check_seen(held.dossier, seen_version)
    return held, chain, before


def _write(session: BincSession, decision: Decision, plan: DecisionPlan) -> None:
    decision.begin, decision.ground, decision.mandated_service = plan.begin, plan.ground, plan.mandated_service
    wanted = {modules_by_code(session)[code].id for code in plan.modules}
    kept = [module for module in decision.modules if module.type_module_id in wanted]
    present = {module.type_module_id for module in kept}
    decision.modules = [
        *kept,
        *(DecisionModule(facility_id=decision.facility_id, type_module_id=one) for one in sorted(wanted - present)),
    ]


def _finish(
    session: BincSession,
    held: HeldDossier,
    kind: ActivityKind,
    about: date,
    before: DecisionPlan | None,
    after: DecisionPlan | None,
    actor: Actor,
) -> None:
    refresh_summary(session, held.dossier)
    values = activity_values(
        {"begin": about}, told_decision(before) if before else {}, told_decision(after) if after else {}
    )
    if tells_of_change(values):
        note_activity(session, held.dossier, kind, values, actor=actor)
