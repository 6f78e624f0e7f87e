"""Importing an exchange file: read, check everything, then write everything or nothing (G-3)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from app.domain.scope import Actor
from app.services.exchange.capacity import plan_capacity
from app.services.exchange.changes import kind
from app.services.exchange.clients import note_unused, plan_clients
from app.services.exchange.delivery import Delivery, Record, load_known, note_doubles
from app.services.exchange.dossier_rows import plan_rows
from app.services.exchange.dossiers import plan_dossiers
from app.services.exchange.facilities import plan_facilities, plan_type_modules
from app.services.exchange.processed_years import hold_years
from app.services.exchange.reading import read_exchange
from app.services.exchange.report import ImportReport
from app.services.exchange.utilisation import plan_quarters, plan_utilisation
from app.services.exchange.writing import write
from app.services.refusals import saving
from models import Client

COMMAND_LINE = Actor(None, "opdrachtregel")


def import_file(
    session: Any, content: bytes, *, today: date, now: datetime | None = None, dry_run: bool = False
) -> ImportReport:
    """Takes in the bytes of an exchange file.

    `today` decides what lies in the future, `now` is the moment of registration of a live file. Raises
    ExchangeRefusedError with every fault at its place; then, and with `dry_run`, nothing was changed.
    """
    return _take_in(session, read_exchange(content), today, now, dry_run)


def import_exchange(
    session: Any, document: Record, *, today: date, now: datetime | None = None, dry_run: bool = False
) -> ImportReport:
    """Takes in an exchange document that is in memory already, under the same checks as a file.

    Raises ExchangeRefusedError with every fault at its place.
    """
    content = json.dumps(document).encode()
    return import_file(session, content, today=today, now=now, dry_run=dry_run)


def _take_in(session: Any, document: Record, today: date, now: datetime | None, dry_run: bool) -> ImportReport:
    actor = session.info["scope"].actor if "scope" in session.info else COMMAND_LINE
    delivery = Delivery(session, document, actor, today, now or datetime.now(UTC))
    planned = _plan(delivery)
    delivery.findings.refuse()
    plan_rows(delivery, planned)
    report = _report(delivery, dry_run)
    if not dry_run:
        with saving(session() if callable(session) else session):
            write(delivery)
    return report


def _plan(delivery: Delivery) -> Any:
    load_known(delivery)
    note_doubles(delivery)
    plan_type_modules(delivery)
    plan_facilities(delivery)
    plan_capacity(delivery)
    plan_clients(delivery)
    hold_years(delivery)
    planned = plan_dossiers(delivery)
    plan_utilisation(delivery)
    plan_quarters(delivery)
    note_unused(delivery)
    return planned


def _report(delivery: Delivery, dry_run: bool) -> ImportReport:
    created = delivery.changes.created_counts()
    new_clients = sum(one.client_id is None and bool(one.facilities) for one in delivery.clients.values())
    created += Counter({kind(Client): new_clients} if new_clients else {})
    cautions = tuple(dict.fromkeys(delivery.findings.cautions))
    return ImportReport(delivery.source, dry_run, created, delivery.changes.changed_counts(), cautions)
