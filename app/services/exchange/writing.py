"""Writes a checked exchange file: few statements, whatever its size."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select, text

from app.domain.activities import ActivityKind, activity_values
from app.domain.chain_plans import DecisionPlan, Key, SchakelingPlan
from app.domain.dossiers import dossier_code
from app.domain.referral import Referral
from app.queries.catalogue import forget_catalogue
from app.services.deployments import lock_client, rewrite_deployments_of
from app.services.exchange.chains import PlannedSchakeling, same_decision, same_schakeling
from app.services.exchange.changes import AFTER_CLIENTS, BEFORE_CLIENTS, Link, NewRow, id_of, insert_rows, update_rows
from app.services.exchange.clients import open_clients
from app.services.exchange.delivery import Delivery
from app.services.exchange.dossiers import PlannedDossier
from app.services.exchange.known_dossiers import KnownDossier
from app.services.exchange.processed_years import process_finished_years
from app.services.summaries import beside_referral, refresh_summaries_of
from models import (
    Activity,
    Decision,
    DecisionModule,
    Dossier,
    FosterCarer,
    Registration,
    Schakeling,
    SchakelingModule,
)
from models.dossier import Referral as ReferralRecord

AUDITED = (*BEFORE_CLIENTS, *AFTER_CLIENTS)
MOST_SINGLE_LOCKS = 500


def plan_rows(delivery: Delivery, planned: list[PlannedDossier]) -> None:
    """Turns checked dossiers into rows to insert and to change."""
    codes = _new_codes(delivery, planned)
    for dossier in planned:
        before = delivery.changes.weight
        link: Link = _plan_dossier(delivery, dossier, codes)
        _plan_referral(delivery, dossier, link)
        keys = _plan_decisions(delivery, dossier, link)
        _plan_schakelingen(delivery, dossier, link, keys)
        _plan_registrations(delivery, dossier, link)
        delivery.remember("dossier", dossier.record["id"], link)
        if dossier.known is not None:
            _plan_touch(delivery, dossier, dossier.known, before)
        elif isinstance(link, NewRow):
            _note_imported(delivery, dossier, link, link.values["code"])


def _new_codes(delivery: Delivery, planned: list[PlannedDossier]) -> dict[str, str]:
    """A code for every new dossier that brings none, unlike any code that is taken (D-1)."""
    wanting = [one for one in planned if one.known is None and "code" not in one.record]
    taken = {one.record["code"] for one in planned if "code" in one.record}
    codes: dict[str, str] = {}
    while wanting:
        draw = text("select nextval('dossier_number') from generate_series(1, :count)")
        numbers = delivery.session.scalars(draw, {"count": len(wanting)}).all()
        drawn = {
            one.pointer: dossier_code(one.created_on, number) for one, number in zip(wanting, numbers, strict=True)
        }
        query = select(Dossier.code).where(Dossier.code == func.any(list(drawn.values())))
        taken |= set(delivery.session.scalars(query))
        codes |= {pointer: code for pointer, code in drawn.items() if code not in taken}
        wanting = [one for one in wanting if one.pointer not in codes]
    return codes


def _plan_dossier(delivery: Delivery, dossier: PlannedDossier, codes: dict[str, str]) -> Link:
    owner = delivery.accounts.get(dossier.record.get("responsible", ""))
    if dossier.known is None:
        links: dict[str, Link] = {"facility_id": dossier.facility.link, "client_id": dossier.client}
        return delivery.changes.add(
            Dossier,
            links,
            **beside_referral(dossier.referral),
            code=dossier.record.get("code") or codes[dossier.pointer],
            created_on=dossier.created_on,
            owner_id=owner,
            status=dossier.status,
            closed_on=dossier.closed_on,
        )
    row = dossier.known.row
    values = {
        **beside_referral(dossier.referral),
        "status": dossier.status,
        "closed_on": dossier.closed_on,
        "owner_id": owner or row.owner_id,
    }
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if different:
        delivery.changes.change(Dossier, row.id, row.version, **different)
    return int(row.id)


def _plan_referral(delivery: Delivery, dossier: PlannedDossier, link: Link) -> None:
    known = dossier.known
    if known is not None and known.referral_id is not None:
        values = referral_columns(dossier.referral)
        if values != referral_columns(known.referral):
            delivery.changes.change(ReferralRecord, known.referral_id, known.referral_version, **values)
        return
    links: dict[str, Link] = {"facility_id": dossier.facility.link, "dossier_id": link}
    delivery.changes.add(ReferralRecord, links, **referral_columns(dossier.referral))


def referral_columns(referral: Referral) -> dict[str, Any]:
    """A referral as its row holds it; "outflow" not answered counts as no."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(referral).items()}
    return {**values, "outflow_from_institution": bool(referral.outflow_from_institution)}


def _plan_decisions(delivery: Delivery, dossier: PlannedDossier, link: Link) -> dict[Key, Link]:
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


def _plan_schakelingen(delivery: Delivery, dossier: PlannedDossier, link: Link, keys: dict[Key, Link]) -> None:
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
            row: Link = delivery.changes.add(Schakeling, links, **values, **moments)
            _plan_deployed(delivery, dossier, row, one.plan)
        else:
            row = _known_key(one.before.key)
            if not same_schakeling(one.plan, one.before):
                moments = _registered_again(delivery, one, one.before)
                version = _version(dossier, "schakeling", one.before.key)
                delivery.changes.change(Schakeling, row, version, **values, **moments)
                if one.plan.offer != one.before.offer:
                    delivery.changes.replace_parts(SchakelingModule, "schakeling_id", row)
                    delivery.changes.replace_parts(FosterCarer, "schakeling_id", row)
                    _plan_deployed(delivery, dossier, row, one.plan)
        if "id" in one.record:
            delivery.remember("schakeling", one.record["id"], row)


def _registered(delivery: Delivery, one: PlannedSchakeling) -> dict[str, datetime | None]:
    """When begin and end were first saved (G-2): what the file says, now for a live file, unknown for history.

    One moment in the file is that of the begin; an end in its past cannot have been saved earlier.
    """
    given = one.record.get("registered")
    otherwise = None if delivery.history else delivery.now
    begin = datetime.fromisoformat(given) if given else otherwise
    if one.plan.end is None:
        return {"begin_registered_at": begin, "end_registered_at": None}
    with_begin = given is not None and begin is not None and one.plan.end <= begin.date()
    return {"begin_registered_at": begin, "end_registered_at": begin if with_begin else otherwise}


def _registered_again(delivery: Delivery, one: PlannedSchakeling, before: SchakelingPlan) -> dict[str, datetime | None]:
    """The end of a known schakeling is first saved now, where this file brings it (G-2)."""
    if one.plan.end is None:
        return {"end_registered_at": None}
    if before.end is not None or delivery.history:
        return {}
    return {"end_registered_at": delivery.now}


def _plan_deployed(delivery: Delivery, dossier: PlannedDossier, row: Link, plan: SchakelingPlan) -> None:
    owner: dict[str, Link] = {"facility_id": dossier.facility.link, "schakeling_id": row}
    for module in plan.modules:
        links = {**owner, "type_module_id": delivery.module_links[module.code]}
        values = {"guaranteed": module.guaranteed, "detail": list(module.detail)}
        delivery.changes.add(SchakelingModule, links, **values)
    for place, carer in enumerate(plan.carers, start=1):
        values = {"place": place, "national_number": carer.national_number, "name": carer.name}
        delivery.changes.add(FosterCarer, owner, **values)


def _plan_registrations(delivery: Delivery, dossier: PlannedDossier, link: Link) -> None:
    for one in dossier.registrations:
        completed = _completed_at(delivery, dossier) if one.complete else None
        if one.known is None:
            links: dict[str, Link] = {"facility_id": dossier.facility.link, "dossier_id": link}
            values = {"kind": one.kind, "answers": one.answers, "completed_at": completed}
            delivery.changes.add(Registration, links, **values)
        elif one.known.answers != one.answers:
            kept = one.known.completed_at if one.complete else None
            values = {"answers": one.answers, "completed_at": kept or completed}
            delivery.changes.change(Registration, one.known.id, one.known.version, **values)


def _completed_at(delivery: Delivery, dossier: PlannedDossier) -> datetime:
    """When a complete page was completed: now, or for history the begin of the help, so that it is never late (G-2)."""
    schakelingen = dossier.chain.all_schakelingen
    if not delivery.history:
        return delivery.now
    return _noon(schakelingen[0].begin if schakelingen else dossier.created_on)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _plan_touch(delivery: Delivery, dossier: PlannedDossier, known: KnownDossier, weight_before: int) -> None:
    """A dossier in which something changed gets a new version and a line in its activities, others get neither."""
    changes = delivery.changes
    if changes.weight == weight_before:
        return
    if not any(one.model is Dossier and one.record_id == known.row.id for one in changes.changed[-1000:]):
        changes.change(Dossier, known.row.id, known.row.version, changed_at=delivery.now)
    _note_imported(delivery, dossier, int(known.row.id), known.row.code)


def _note_imported(delivery: Delivery, dossier: PlannedDossier, link: Link, code: str) -> None:
    delivery.touched.append((link, dossier))
    delivery.changes.add(
        Activity,
        {"facility_id": dossier.facility.link, "dossier_id": link},
        actor_id=delivery.actor.user_id,
        actor_name=delivery.actor.name,
        kind=ActivityKind.DOSSIER_IMPORTED.value,
        values=activity_values({"code": code, "source": delivery.source}, {}, {}),
    )


def write(delivery: Delivery) -> None:
    """Writes all that was planned, brings deployments and summaries up to date, and puts it on record (A-5, F-1)."""
    session, changes = delivery.session, delivery.changes
    _hold_others_off(delivery)
    insert_rows(session, changes, BEFORE_CLIENTS)
    open_clients(delivery)
    update_rows(session, changes)
    insert_rows(session, changes, AFTER_CLIENTS)
    if delivery.touched:
        refresh_summaries_of(session, [id_of(link) for link, _ in delivery.touched])
        pairs = {(id_of(one.facility.link), id_of(one.client)) for _, one in delivery.touched}
        rewrite_deployments_of(session, pairs)
    process_finished_years(delivery)
    _put_on_record(delivery)
    forget_catalogue(session)
    session.expire_all()


def _hold_others_off(delivery: Delivery) -> None:
    """Takes the locks of the clients whose deployments are rewritten, so that nobody saves one meanwhile.

    A large file locks the table instead: so many single locks would exhaust the server.
    """
    known = {
        (one.facility.known_id, one.client.client_id)
        for _, one in delivery.touched
        if one.facility.known_id is not None and one.client.client_id is not None
    }
    if len(known) > MOST_SINGLE_LOCKS:
        delivery.session.execute(text("lock table deployment in share row exclusive mode"))
        return
    for facility_id, client_id in sorted(known):
        lock_client(delivery.session, facility_id, client_id)


def _put_on_record(delivery: Delivery) -> None:
    trail = delivery.session().trail if callable(delivery.session) else delivery.session.trail
    for model in AUDITED:
        audited = getattr(model, "__audit_kind__", None)
        ids = delivery.changes.ids(model)
        if audited and ids:
            trail.add("import", audited, ids)
    changed: dict[str, tuple[set[int], set[str]]] = {}
    for one in delivery.changes.changed:
        audited = getattr(one.model, "__audit_kind__", None)
        if audited:
            ids_and_fields = changed.setdefault(audited, (set(), set()))
            ids_and_fields[0].add(one.record_id)
            ids_and_fields[1].update(one.values)
    for audited, (record_ids, names) in changed.items():
        trail.add("import", audited, record_ids, names)
    new_clients = [one.client_id for one in delivery.clients.values() if one.is_new and one.client_id is not None]
    if new_clients:
        trail.add("import", "client", new_clients)
