"""Importing an exchange file: read, check everything, then write everything or nothing (G-3)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from app.domain.faults import DomainError
from app.domain.imports import EVERYTHING, Bounds
from app.domain.scope import Actor
from app.services.exchange.bounds import refuse_foreign_dossiers, refuse_outside, refuse_strangers
from app.services.exchange.capacity import plan_capacity
from app.services.exchange.changes import kind
from app.services.exchange.clients import note_unused, plan_clients
from app.services.exchange.delivery import Delivery, Record, Watch, load_known, note_doubles, unwatched
from app.services.exchange.dossier_rows import plan_rows
from app.services.exchange.dossiers import plan_dossiers
from app.services.exchange.facilities import plan_facilities, plan_type_modules
from app.services.exchange.processed_years import hold_years
from app.services.exchange.reading import read_exchange
from app.services.exchange.registrations import KINDS as REGISTRATIONS
from app.services.exchange.report import ImportReport
from app.services.exchange.utilisation import plan_quarters, plan_utilisation
from app.services.exchange.writing import write
from app.services.refusals import saving
from models import (
    ApprovedModule,
    CapacityRow,
    Client,
    Decision,
    Dossier,
    Facility,
    QuarterStatement,
    Registration,
    Schakeling,
    TypeModule,
    UtilisationTotal,
)
from models.dossier import Referral

COMMAND_LINE = Actor(None, "opdrachtregel")
IN_LISTS = {
    "type_modules": TypeModule,
    "facilities": Facility,
    "capacity": CapacityRow,
    "clients": Client,
    "dossiers": Dossier,
    "utilisation": UtilisationTotal,
    "quarters": QuarterStatement,
}


class PlanChanged(DomainError):
    """The data are no longer those that a file was checked against: it would do something else now."""


def import_file(
    session: Any,
    content: bytes,
    *,
    today: date,
    now: datetime | None = None,
    dry_run: bool = False,
    bounds: Bounds = EVERYTHING,
    watch: Watch = unwatched,
    plan: str | None = None,
) -> ImportReport:
    """Takes in the bytes of an exchange file.

    `today` decides what lies in the future, `now` is the moment of registration of a live file. `bounds` say what it
    may hold, `watch` hears how far it is. With the `plan` of an earlier report nothing else is done than that one
    told; raises PlanChanged when that is no longer possible. Raises ExchangeRefusedError with every fault at its place;
    then, and with `dry_run`, nothing was changed.
    """
    document = read_exchange(content)
    actor = session.info["scope"].actor if "scope" in session.info else COMMAND_LINE
    delivery = Delivery(session, document, actor, today, now or datetime.now(UTC), bounds, watch)
    return _take_in(delivery, dry_run, plan)


def import_exchange(
    session: Any, document: Record, *, today: date, now: datetime | None = None, dry_run: bool = False
) -> ImportReport:
    """Takes in an exchange document that is in memory already, under the same checks as a file.

    Raises ExchangeRefusedError with every fault at its place.
    """
    content = json.dumps(document).encode()
    return import_file(session, content, today=today, now=now, dry_run=dry_run)


def _take_in(delivery: Delivery, dry_run: bool, plan: str | None) -> ImportReport:
    session = delivery.session
    planned = _plan(delivery)
    delivery.findings.refuse()
    plan_rows(delivery, planned)
    report = _report(delivery, dry_run)
    if plan not in (None, report.plan):
        raise PlanChanged
    if not dry_run:
        with saving(session() if callable(session) else session):
            write(delivery)
    return report


def _plan(delivery: Delivery) -> Any:
    refuse_outside(delivery)
    load_known(delivery)
    refuse_foreign_dossiers(delivery)
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
    refuse_strangers(delivery)
    return planned


def _report(delivery: Delivery, dry_run: bool) -> ImportReport:
    created = delivery.changes.created_counts()
    new_clients = sum(one.client_id is None and bool(one.facilities) for one in delivery.clients.values())
    created += Counter({kind(Client): new_clients} if new_clients else {})
    cautions = tuple(dict.fromkeys(delivery.findings.cautions))
    changed = delivery.changes.changed_counts()
    unchanged = delivered(delivery.document) - created - changed
    return ImportReport(delivery.source, dry_run, created, changed, cautions, unchanged, delivery.changes.digest())


def delivered(document: Record) -> Counter[str]:
    """How many records of each kind a file holds, named as the report names them."""
    counts = Counter({kind(model): len(document.get(name, ())) for name, model in IN_LISTS.items()})
    for dossier in document.get("dossiers", ()):
        decisions = dossier.get("decisions", ())
        counts[kind(Decision)] += len(decisions)
        counts[kind(Schakeling)] += sum(len(one.get("schakelingen", ())) for one in decisions)
        counts[kind(Referral)] += "referral" in dossier
        counts[kind(Registration)] += sum(name in dossier for name in REGISTRATIONS)
    approvals = (len(facility.get("modules", ())) for facility in document.get("facilities", ()))
    counts[kind(ApprovedModule)] += sum(approvals)
    return counts
