"""Telling in a dossier what was done to it (D-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.database import BincSession
from app.domain.activities import ActivityKind
from app.domain.chain_plans import DecisionPlan, ModulePlan, SchakelingPlan
from app.domain.scope import Actor
from models.activity import Activity
from models.dossier import Dossier


def note_activity(
    session: BincSession, dossier: Dossier, kind: ActivityKind, values: Mapping[str, Any], *, actor: Actor
) -> Activity:
    """Adds one line to the activities of a dossier (D-10).

    `values` as `app.domain.activities.activity_values` makes them.
    """
    activity = Activity(
        facility_id=dossier.facility_id,
        dossier_id=dossier.id,
        kind=kind.value,
        actor_id=actor.user_id,
        actor_name=actor.name,
        values=dict(values),
    )
    session.add(activity)
    return activity


def told_decision(plan: DecisionPlan) -> dict[str, Any]:
    """A decision as the activities tell it."""
    return {
        "begin": plan.begin,
        "modules": sorted(plan.modules),
        "ground": plan.ground,
        "mandated_service": plan.mandated_service,
    }


def told_schakeling(plan: SchakelingPlan) -> dict[str, Any]:
    """A schakeling as the activities tell it; of foster carers the names only."""
    return {
        "kind": plan.kind,
        "begin": plan.begin,
        "end": plan.end,
        "modules": [told_module(module) for module in sorted(plan.modules, key=lambda module: module.code)],
        "elsewhere": plan.elsewhere or None,
        "paid_to_parents": plan.paid_to_parents,
        "carers": [carer.name for carer in plan.carers],
    }


def told_module(module: ModulePlan) -> str | dict[str, Any]:
    """A deployed module: its code, with its tick and details where it has them."""
    if not module.guaranteed and not module.detail:
        return module.code
    return {"code": module.code, "guaranteed": module.guaranteed, "detail": sorted(module.detail)}
