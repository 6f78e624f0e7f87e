"""Turns the checked dossiers of an exchange file into rows to insert and to change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select, text

from app.domain.activities import ActivityKind, activity_values
from app.domain.dossiers import dossier_code
from app.domain.referral import Referral
from app.services.exchange.changes import Link, NewRow
from app.services.exchange.delivery import Delivery
from app.services.exchange.dossiers import PlannedDossier
from app.services.exchange.help_rows import plan_decisions, plan_schakelingen
from app.services.exchange.known_dossiers import KnownDossier
from app.services.summaries import beside_referral
from models import Activity, Dossier, Registration
from models.dossier import Referral as ReferralRecord


def plan_rows(delivery: Delivery, planned: list[PlannedDossier]) -> None:
    """Turns checked dossiers into rows to insert and to change."""
    codes = _new_codes(delivery, planned)
    for dossier in planned:
        before = delivery.changes.weight
        link: Link = _plan_dossier(delivery, dossier, codes)
        _plan_referral(delivery, dossier, link)
        keys = plan_decisions(delivery, dossier, link)
        plan_schakelingen(delivery, dossier, link, keys)
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
        values = _referral_columns(dossier.referral)
        if values != _referral_columns(known.referral):
            delivery.changes.change(ReferralRecord, known.referral_id, known.referral_version, **values)
        return
    links: dict[str, Link] = {"facility_id": dossier.facility.link, "dossier_id": link}
    delivery.changes.add(ReferralRecord, links, **_referral_columns(dossier.referral))


def _referral_columns(referral: Referral) -> dict[str, Any]:
    """A referral as its row holds it; "outflow" not answered counts as no."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(referral).items()}
    return {**values, "outflow_from_institution": bool(referral.outflow_from_institution)}


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
