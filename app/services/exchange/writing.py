"""Writes a checked exchange file: few statements, whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select

from app.domain.faults import Conflict
from app.domain.statements.lines import FIRST_QUARTER
from app.queries.catalogue import forget_catalogue
from app.services.client_locks import lock_clients
from app.services.deployments import rewrite_deployments_of
from app.services.exchange.changes import AFTER_CLIENTS, BEFORE_CLIENTS, id_of, insert_rows, update_rows
from app.services.exchange.clients import open_clients
from app.services.exchange.delivery import Delivery
from app.services.exchange.processed_years import process_finished_years
from app.services.exchange.utilisation import note_edits, quarters_of, taking_in_statements
from app.services.groeipakket.history import loading_history
from app.services.holding import STALE
from app.services.statement_steps import hold_statements, share_statements
from app.services.summaries import refresh_summaries_of
from models import Client, Dossier

AUDITED = (*BEFORE_CLIENTS, *AFTER_CLIENTS)


def write(delivery: Delivery) -> None:
    """Writes all that was planned, brings deployments and summaries up to date, and puts it on record (A-5, F-1)."""
    session, changes = delivery.session, delivery.changes
    insert_rows(session, changes, BEFORE_CLIENTS)
    open_clients(delivery)
    pairs = {(id_of(one.facility.link), id_of(one.client)) for _, one in delivery.touched}
    _hold_others_off(delivery, pairs)
    with taking_in_statements(session), loading_history(session, of_history=delivery.history):
        update_rows(session, changes)
        insert_rows(session, changes, AFTER_CLIENTS)
    note_edits(delivery)
    if delivery.touched:
        refresh_summaries_of(session, [id_of(link) for link, _ in delivery.touched])
        rewrite_deployments_of(session, pairs, leave=quarters_of(delivery))
    process_finished_years(delivery)
    _put_on_record(delivery)
    forget_catalogue(session)
    session.expire_all()


def _hold_others_off(delivery: Delivery, pairs: Collection[tuple[int, int]]) -> None:
    """Takes what people and other files take too, in the order of `client_locks`, so that no two wait for each other.

    Raises Conflict when somebody saved a client or a dossier since the file was compared with it (D-11).
    """
    session = delivery.session
    lock_clients(session, pairs)
    _hold_rows(session, Client, {one.record_id: one.version for one in delivery.changes.changed if one.model is Client})
    _hold_rows(session, Dossier, {one.known.row.id: one.known.row.version for _, one in delivery.touched if one.known})
    edited = {facility_id for facility_id, _ in delivery.edited}
    for facility_id in sorted(edited | {facility_id for facility_id, _ in pairs}):
        if facility_id in edited:
            hold_statements(session, facility_id)
        else:
            share_statements(session, facility_id, FIRST_QUARTER)


def _hold_rows(session: Any, model: Any, seen: Mapping[int, int | None]) -> None:
    if not seen:
        return
    query = select(model.id, model.version).where(model.id == func.any(sorted(seen))).order_by(model.id)
    # Not against those who only refer to the row.
    held = session.execute(query.with_for_update(key_share=True)).all()
    if dict(map(tuple, held)) != seen:
        raise Conflict(STALE)


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
