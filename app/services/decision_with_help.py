"""A decision and its first schakeling in one step: what a closed dossier asks, so that it stays closable (D-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from app.database import BincSession
from app.domain.chain_plans import DecisionPlan, SchakelingPlan
from app.domain.closing import check_within_closing
from app.domain.decisions import decision_cautions
from app.domain.dossiers import CLOSED
from app.domain.faults import Conflict, Fault, refuse
from app.domain.scope import Actor
from app.queries.catalogue import modules_by_code
from app.queries.chain import Chain
from app.services.confirmation import ask
from app.services.decisions import DecisionInput, faults_of_new_decision, new_plan, save_new_decision
from app.services.holding import HeldDossier, check_seen
from app.services.refusals import saving
from app.services.schakeling_checks import Circumstances, SchakelingInput, cautions_of, faults_of_new
from app.services.schakelingen import hold_chain, save_new_schakeling
from models.dossier import Dossier
from models.schakeling import Schakeling

OF_THE_DECISION = "decision-"
REOPENED = Fault("D-11", "dossier", "Een collega heropende intussen dit dossier. Voeg er eerst de beslissing toe.")


def add_decision_with_schakeling(
    session: BincSession,
    dossier: Dossier,
    decided: DecisionInput,
    offered: SchakelingInput,
    *,
    actor: Actor,
    today: date,
    now: datetime | None,
    seen_version: int | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Schakeling:
    """Registers a decision and the first schakeling under it in a closed dossier, both or neither (D-6, S-1 to S-10).

    Keywords as for `add_schakeling`. Fields of the decision begin with `OF_THE_DECISION` in the faults. Raises
    DomainError with every fault of both, NeedsConfirmation with every warning of both, or Conflict.
    """
    held, chain, locked_until = hold_chain(session, dossier)
    if held.dossier.status != CLOSED:
        raise Conflict(REOPENED)
    check_seen(held.dossier, seen_version)
    decision = new_plan(decided, chain)
    new = offered.plan(None, decision.key, chain.last)
    decided_chain = replace(chain, decisions=(*chain.decisions, decision))
    around = Circumstances(held, decided_chain, modules_by_code(session), today, locked_until, known={})
    refuse([*_faults_of_decision(decision, held, chain), *_faults_of_schakeling(new, around)])
    ask([*decision_cautions(decision, chain.decisions), *cautions_of(new, decision, around)], confirmed)
    with saving(session):
        saved = save_new_decision(session, held, decision, actor)
        session.flush()
        return save_new_schakeling(session, held, replace(new, decision_key=saved.id), now, actor)


def _faults_of_decision(new: DecisionPlan, held: HeldDossier, chain: Chain) -> list[Fault]:
    within = check_within_closing(new.begin, None, held.dossier.closed_on)
    found = [*faults_of_new_decision(new, held, chain), *_not_the_latest(new, chain), *within]
    return [replace(fault, field=f"{OF_THE_DECISION}{fault.field}") for fault in found]


def _not_the_latest(new: DecisionPlan, chain: Chain) -> Iterable[Fault]:
    latest = chain.latest_decision
    if latest is not None and new.begin < latest.begin:
        message = f"De laatste beslissing begint op {latest.begin:%d/%m/%Y}. Begin op die dag of later."
        yield Fault("S-2", "begin", message)


def _faults_of_schakeling(new: SchakelingPlan, around: Circumstances) -> list[Fault]:
    # That it stands under the latest decision is said at the begin of the decision.
    return [fault for fault in faults_of_new(new, around, None) if fault.field != "decision"]
