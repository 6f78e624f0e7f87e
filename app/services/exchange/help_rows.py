"""Turns the checked decisions and schakelingen of a dossier in an exchange file into rows to insert and to change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.chain_plans import DecisionPlan, Key, SchakelingPlan
from app.domain.late_registration import KnownPlacement, timed_begin, timed_end
from app.domain.saved_days import Moments, moments_of_changed, moments_of_new
from app.services.exchange.changes import Link
from app.services.exchange.delivery import Delivery
from app.services.exchange.dossiers import PlannedDossier
from app.services.exchange.matching import PlannedSchakeling, same_decision, same_schakeling
from models import Decision, DecisionModule, FosterCarer, Schakeling, SchakelingModule

LATE = "Dit wordt meer dan een week na die dag geregistreerd: laattijdig voor het Groeipakket."


def plan_decisions(delivery: Delivery, dossier: PlannedDossier, link: Link) -> dict[Key, Link]:
    """The rows of the decisions and their modules; answers where each decision stands (S-1)."""
    keys: dict[Key, Link] = {}
    for one in sorted(dossier.chain.decisions, key=lambda planned: (planned.plan.begin, planned.plan.sequence)):
        values = {
            "begin": one.plan.begin,
            "ground": one.plan.ground,
            "mandated_service": one.plan.mandated_service,
        }
        if one.before is None:
            links: dict[str, Link] = {"facility_id": dossier.facility.link, "dossier_id": link}
            keys[one.plan.key] = delivery.changes.add(Decision, links, **values)
            _plan_recommended(delivery, dossier, keys[one.plan.key], one.plan)
        else:
            keys[one.plan.key] = _known_key(one.before.key)
            if not same_decision(one.plan, one.before):
                version = _version(dossier, "decision", one.before.key)
                delivery.changes.change(Decision, _known_key(one.before.key), version, **values)
                delivery.changes.replace_parts(DecisionModule, "decision_id", _known_key(one.before.key))
                _plan_recommended(delivery, dossier, keys[one.plan.key], one.plan)
        if "id" in one.record:
            delivery.remember("decision", one.record["id"], keys[one.plan.key])
    return keys


def _plan_recommended(delivery: Delivery, dossier: PlannedDossier, decision: Link, plan: DecisionPlan) -> None:
    for code in plan.modules:
        links: dict[str, Link] = {
            "facility_id": dossier.facility.link,
            "decision_id": decision,
            "type_module_id": delivery.module_links[code],
        }
        delivery.changes.add(DecisionModule, links)


def _known_key(key: Key) -> int:
    assert isinstance(key, int)
    return key


def _version(dossier: PlannedDossier, of_kind: str, key: Key) -> int:
    assert dossier.known is not None
    return dossier.known.versions[of_kind, _known_key(key)]


def plan_schakelingen(delivery: Delivery, dossier: PlannedDossier, link: Link, keys: dict[Key, Link]) -> None:
    """The rows of the schakelingen with their modules and foster carers, under the decisions of `keys` (S-2, S-13)."""
    for one in dossier.chain.schakelingen:
        values: dict[str, Any] = {
            name: getattr(one.plan, name) for name in ("kind", "begin", "end", "elsewhere", "paid_to_parents")
        }
        if one.before is None:
            links: dict[str, Link] = {
                "facility_id": dossier.facility.link,
                "dossier_id": link,
                "decision_id": keys[one.plan.decision_key],
            }
            moments = _registered(delivery, one)
            _warn_of_late(delivery, one, moments)
            row: Link = delivery.changes.add(Schakeling, links, **values, **_columns(moments))
            _plan_deployed(delivery, dossier, row, one.plan)
        else:
            row = _known_key(one.before.key)
            if not same_schakeling(one.plan, one.before):
                moments = _registered_again(delivery, dossier, one, one.before)
                _warn_of_late(delivery, one, moments)
                version = _version(dossier, "schakeling", one.before.key)
                earlier = {"earlier_begins": moments.earlier_begins, "earlier_ends": moments.earlier_ends}
                delivery.changes.change(Schakeling, row, version, **values, **_columns(moments), **earlier)
                if one.plan.offer != one.before.offer:
                    delivery.changes.replace_parts(SchakelingModule, "schakeling_id", row)
                    delivery.changes.replace_parts(FosterCarer, "schakeling_id", row)
                    _plan_deployed(delivery, dossier, row, one.plan)
        if "id" in one.record:
            delivery.remember("schakeling", one.record["id"], row)


def _registered(delivery: Delivery, one: PlannedSchakeling) -> Moments:
    """When begin and end were first saved (G-2): what the file says, now for a live file, unknown for history.

    Where the file only knows the moment of the begin, an end in its past cannot have been saved earlier.
    """
    otherwise = moments_of_new(one.plan, None if delivery.history else delivery.now)
    begin, ended = (_moment(one.record.get(name)) for name in ("registered", "end_registered"))
    with_begin = begin is not None and one.plan.end is not None and one.plan.end <= begin.date()
    if one.plan.end is None:
        ended = None
    return Moments(begin or otherwise.begin, ended or (begin if with_begin else otherwise.end))


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None


def _registered_again(
    delivery: Delivery, dossier: PlannedDossier, one: PlannedSchakeling, before: SchakelingPlan
) -> Moments:
    """The moments of a known schakeling that this file changes; a load of history brings no moment of its own (G-2)."""
    assert dossier.known is not None
    now = None if delivery.history else delivery.now
    moments = dossier.known.moments[_known_key(before.key)]
    return moments_of_changed(before, moments, one.plan, now, sent=one.sent, sends=one.sends)


def _warn_of_late(delivery: Delivery, one: PlannedSchakeling, moments: Moments) -> None:
    """Tells of a begin or end that sends a message and is first saved more than a week after its day (G-2, L3)."""
    placement = KnownPlacement(0, one.plan.begin, one.plan.end, moments, None)
    for timed in (timed_begin(placement), timed_end(placement)):
        if not one.sends or timed is None or not timed.is_late:
            continue
        if one.before is None or timed.saved_at == delivery.now:
            delivery.findings.caution(f"{one.pointer}/{timed.edge}", "G-2", LATE)


def _columns(moments: Moments) -> dict[str, datetime | None]:
    return {"begin_registered_at": moments.begin, "end_registered_at": moments.end}


def _plan_deployed(delivery: Delivery, dossier: PlannedDossier, row: Link, plan: SchakelingPlan) -> None:
    owner: dict[str, Link] = {"facility_id": dossier.facility.link, "schakeling_id": row}
    for module in plan.modules:
        links = {**owner, "type_module_id": delivery.module_links[module.code]}
        values = {"guaranteed": module.guaranteed, "detail": list(module.detail)}
        delivery.changes.add(SchakelingModule, links, **values)
    for place, carer in enumerate(plan.carers, start=1):
        values = {"place": place, "national_number": carer.national_number, "name": carer.name}
        delivery.changes.add(FosterCarer, owner, **values)
