"""Telling in a dossier what was done to it (D-10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.database import BincSession
from app.domain.activities import ActivityKind, activity_values, tells_of_change
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


def told_saving(
    about: SchakelingPlan, before: SchakelingPlan | None, after: SchakelingPlan | None
) -> dict[str, Any] | None:
    """What the activities keep of a schakeling that was added, changed or deleted; None where nothing differs (D-10).

    Of foster carers only the names are told: another number alone is a change all the same.
    """
    told = {"kind": about.kind, "begin": about.begin}
    values = activity_values(told, told_schakeling(before) if before else {}, told_schakeling(after) if after else {})
    other_carers = before is not None and after is not None and before.carers != after.carers
    return values if tells_of_change(values) or other_carers else None


def told_ending(last: SchakelingPlan, end: date | None) -> dict[str, Any]:
    """What the activities keep of the end that the next schakeling gave the one before it (S-5, D-10)."""
    about = {"kind": last.kind, "begin": last.begin, "end": end}
    return activity_values(about, {"end": last.end}, {"end": end})


def told_module(module: ModulePlan) -> str | dict[str, Any]:
    """A deployed module: its code, with its tick and details where it has them."""
    if not module.guaranteed and not module.detail:
        return module.code
    return {"code": module.code, "guaranteed": module.guaranteed, "detail": sorted(module.detail)}
