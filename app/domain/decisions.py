"""When a decision may be made, changed or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.chain_plans import (
    GROUNDS,
    MANDATED_SERVICES,
    ApprovedModule,
    DecisionPlan,
    Key,
    SchakelingPlan,
    first_under,
    latest_decision,
)
from app.domain.faults import Caution, Fault

NO_MODULES = Fault("S-1", "modules", "Kies minstens een module die de beslissing aanbeveelt.")
NO_GROUND = Fault("S-1", "ground", "Kies of de beslissing vrijwillig of gerechtelijk is.")


def check_decision(
    decision: DecisionPlan, approved: Sequence[ApprovedModule], already_named: Sequence[str] = ()
) -> list[Fault]:
    """Everything that is wrong with a new decision by itself (S-1, H4.2).

    A module must be approved for the facility on the begin date or later; `already_named` modules are not asked again.
    """
    faults = []
    if not decision.modules:
        faults.append(NO_MODULES)
    if len(set(decision.modules)) < len(decision.modules):
        faults.append(Fault("S-1", "modules", "Een module staat er twee keer. Kies ze één keer."))
    known = {module.code for module in approved if module.holds_from(decision.begin)} | set(already_named)
    for code in decision.modules:
        if code not in known:
            message = f"Je voorziening is niet goedgekeurd voor {code}. Kies een andere module."
            faults.append(Fault("S-1", "modules", message))
    if decision.ground not in GROUNDS:
        faults.append(NO_GROUND)
    if decision.mandated_service not in (None, *MANDATED_SERVICES):
        faults.append(Fault("S-1", "mandated_service", "Kies OCJ, VK of geen."))
    return faults


def decision_cautions(decision: DecisionPlan, others: Sequence[DecisionPlan]) -> list[Caution]:
    """What to confirm about a new decision.

    One that begins before the latest never gets a schakeling (S-1, S-2); one that stands there already, word for word,
    is mostly the same form sent twice (D-11).
    """
    cautions = []
    latest = latest_decision(others)
    if latest is not None and decision.begin < latest.begin:
        message = "Er is al een beslissing die later begint. Schakelingen komen onder de laatste, dus niet onder deze."
        cautions.append(Caution("S-2", "begin", message))
    if any(_says_the_same(decision, other) for other in others):
        message = "Precies deze beslissing staat al in het dossier. Bevestig alleen als het er echt twee zijn."
        cautions.append(Caution("D-11", "begin", message))
    return cautions


def _says_the_same(one: DecisionPlan, other: DecisionPlan) -> bool:
    words = (one.begin, set(one.modules), one.ground, one.mandated_service)
    return words == (other.begin, set(other.modules), other.ground, other.mandated_service)


def check_decision_change(
    before: DecisionPlan,
    after: DecisionPlan,
    decisions: Sequence[DecisionPlan],
    schakelingen: Sequence[SchakelingPlan],
    approved: Sequence[ApprovedModule],
) -> list[Fault]:
    """Everything that is wrong with a change of a decision (S-1, H4.2.4).

    `decisions` are all of the dossier as they stand, the changed one included. Its begin cannot move past its first
    schakeling, nor so that another decision becomes the latest, nor (ours) so that decisions with schakelingen
    change places.
    """
    already_named = before.modules if after.begin == before.begin else ()
    faults = check_decision(after, approved, already_named)
    first = first_under(before.key, schakelingen)
    if first is not None and after.begin > first.begin:
        message = f"De eerste schakeling begint op {first.begin:%d/%m/%Y}. De beslissing kan niet later beginnen."
        faults.append(Fault("S-1", "begin", message))
    changed = [after if decision.key == before.key else decision for decision in decisions]
    if order(decisions, schakelingen) != order(changed, schakelingen):
        message = "Met deze datum wisselen beslissingen van volgorde. Kies een datum tussen de vorige en de volgende."
        faults.append(Fault("S-1", "begin", message))
    return faults


def order(decisions: Sequence[DecisionPlan], schakelingen: Sequence[SchakelingPlan]) -> tuple[Key, ...]:
    """The decisions with schakelingen in their order, and the latest one last (S-1, S-2)."""
    used = {schakeling.decision_key for schakeling in schakelingen}
    latest = latest_decision(decisions)
    ordered = sorted(decisions, key=lambda decision: (decision.begin, decision.sequence))
    keys = tuple(decision.key for decision in ordered if decision.key in used)
    return (*keys, latest.key) if latest is not None else keys


def check_decision_delete(key: Key, schakelingen: Sequence[SchakelingPlan]) -> list[Fault]:
    """Why a decision with schakelingen cannot be deleted (S-1, H4.2.2)."""
    if first_under(key, schakelingen) is None:
        return []
    message = "Onder deze beslissing staan schakelingen. Verwijder die eerst, de laatste eerst."
    return [Fault("S-1", "decision", message)]
