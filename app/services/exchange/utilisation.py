"""Utilisation totals and quarter states of an exchange file, stored as they come (Q-1, Q-2, Q-4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text

from app.domain.quarter import Quarter
from app.domain.statements.states import StatementEvent, StatementState
from app.services.exchange.changes import Link, id_of
from app.services.exchange.clients import client_of
from app.services.exchange.delivery import Delivery, FacilityInFile, Record
from app.services.exchange.processed_years import processed_here
from app.services.statement_steps import About, step, stored_statement
from models import QuarterStatement, UtilisationOfClient, UtilisationTotal

ALREADY = "Deze combinatie van voorziening, kwartaal en module staat er twee keer in."


def plan_utilisation(delivery: Delivery) -> None:
    """Plans the totals of the file, each known by facility, quarter and module, with the clients behind them (Q-2)."""
    known = _known_totals(delivery)
    seen: set[tuple[str, str, str]] = set()
    for pointer, record in delivery.records("utilisation"):
        facility = delivery.facility_of(pointer, record)
        if facility is None or not delivery.is_module(f"{pointer}/module", record["module"]):
            continue
        key = (record["facility"], record["quarter"], record["module"])
        if key in seen:
            delivery.findings.fault(pointer, "Q-2", ALREADY)
            continue
        seen.add(key)
        _plan_total(delivery, pointer, record, facility, known)


def _known_totals(delivery: Delivery) -> dict[Any, Any]:
    ids = _known_facilities(delivery, "utilisation")
    if not ids:
        return {}
    rows = delivery.session.scalars(select(UtilisationTotal).where(UtilisationTotal.facility_id.in_(ids)))
    return {(row.facility_id, row.year, row.quarter, row.type_module_id): row for row in rows}


def _known_facilities(delivery: Delivery, name: str) -> list[int]:
    codes = {record["facility"] for _, record in delivery.records(name)}
    facilities = (delivery.facilities[code] for code in codes if code in delivery.facilities)
    return [facility.known_id for facility in facilities if facility.known_id is not None]


def _plan_total(
    delivery: Delivery, pointer: str, record: Record, facility: FacilityInFile, known: dict[Any, Any]
) -> None:
    quarter = Quarter.parse(record["quarter"])
    module = delivery.module_links[record["module"]]
    existing = known.get((facility.known_id, quarter.year, quarter.number, module))
    values: dict[str, Any] = {
        "total": _amount(record.get("total")),
        "non_client_bound": _amount(record.get("non_client_bound")),
        "kinds": {kind: str(_amount(amount)) for kind, amount in record.get("kinds", {}).items()},
    }
    if "computed" in record:
        values["computed"] = bool(record["computed"])
    owner: Link
    before = delivery.changes.weight
    if existing is None:
        links: dict[str, Link] = {"facility_id": facility.link, "type_module_id": module}
        owner = delivery.changes.add(UtilisationTotal, links, year=quarter.year, quarter=quarter.number, **values)
    else:
        different = {name: value for name, value in values.items() if getattr(existing, name) != value}
        owner = existing.id
        if different:
            delivery.changes.change(UtilisationTotal, existing.id, existing.version, **different)
    _plan_shares(delivery, pointer, record, facility, owner)
    if delivery.changes.weight != before and facility.known_id is not None:
        old = existing.total if existing is not None else None
        about = About(module if isinstance(module, int) else None, None, old, values["total"])
        if (facility.known_id, quarter) not in delivery.edited:
            _refuse_processed(delivery, pointer, facility.known_id, quarter)
        delivery.edited.setdefault((facility.known_id, quarter), []).append(about)


def _refuse_processed(delivery: Delivery, pointer: str, facility_id: int, quarter: Quarter) -> None:
    """No file changes the figures of a quarter that is processed (Q-4)."""
    known = stored_statement(delivery.session, facility_id, quarter)
    if known is not None and known.state == StatementState.PROCESSED:
        delivery.findings.fault(pointer, "Q-4", f"Kwartaal {quarter} is verwerkt: de cijfers ervan staan vast.")


def note_edits(delivery: Delivery) -> None:
    """Tells the statements whose figures the file changed, unless it says their state itself: an edit as any (Q-4)."""
    named = quarters_of(delivery)
    for key in sorted(delivery.edited.keys() - named):
        record = stored_statement(delivery.session, *key)
        if record is not None:
            step(delivery.session, record, StatementEvent.EDIT, delivery.actor, *delivery.edited[key])


def _amount(given: Any) -> Decimal | None:
    return None if given is None else Decimal(str(given)).quantize(Decimal("0.01"))


def _plan_shares(delivery: Delivery, pointer: str, record: Record, facility: FacilityInFile, owner: Link) -> None:
    if "clients" not in record:
        return
    shares = {}
    for place, share in enumerate(record["clients"]):
        own = f"{pointer}/clients/{place}"
        client = client_of(delivery, own, share, facility)
        if client is not None and client in shares:
            delivery.findings.fault(f"{own}/client", "Q-2", "Deze cliënt staat er twee keer in. Houd één rij over.")
        elif client is not None:
            shares[client] = _amount(share.get("amount"))
    known = _known_shares(delivery, owner)
    if known is not None and known == {client.client_id: amount for client, amount in shares.items()}:
        return
    if isinstance(owner, int):
        delivery.changes.replace_parts(UtilisationOfClient, "total_id", owner)
        delivery.changes.change(UtilisationTotal, owner, None)
    for client, amount in shares.items():
        links: dict[str, Any] = {"facility_id": facility.link, "total_id": owner, "client_id": client}
        delivery.changes.add(UtilisationOfClient, links, amount=amount)


def _known_shares(delivery: Delivery, owner: Link) -> dict[int, Decimal | None] | None:
    if not isinstance(owner, int):
        return None
    share = UtilisationOfClient
    rows = delivery.session.execute(select(share.client_id, share.amount).where(share.total_id == owner))
    return dict(rows.all())


def plan_quarters(delivery: Delivery) -> None:
    """Plans the states of quarter statements that the file names (Q-4)."""
    ids = _known_facilities(delivery, "quarters")
    rows = (
        delivery.session.scalars(select(QuarterStatement).where(QuarterStatement.facility_id.in_(ids))) if ids else ()
    )
    known = {(row.facility_id, row.year, row.quarter): row for row in rows}
    locked = processed_here(delivery)
    seen: set[tuple[str, str]] = set()
    for pointer, record in delivery.records("quarters"):
        facility = delivery.facility_of(pointer, record)
        if facility is None:
            continue
        if (record["facility"], record["quarter"]) in seen:
            delivery.findings.fault(pointer, "Q-4", "Dit kwartaal staat er twee keer in voor deze voorziening.")
            continue
        seen.add((record["facility"], record["quarter"]))
        quarter = Quarter.parse(record["quarter"])
        existing = known.get((facility.known_id, quarter.year, quarter.number))
        if existing is not None and existing.state == record["state"]:
            continue
        if record["state"] != "processed" and (facility.known_id, quarter.year) in locked:
            message = f"{quarter.year} is verwerkt voor deze voorziening. Heropen het jaar eerst op het scherm."
            delivery.findings.fault(f"{pointer}/state", "Q-4", message)
        elif existing is None:
            values = {"year": quarter.year, "quarter": quarter.number, "state": record["state"]}
            delivery.changes.add(QuarterStatement, {"facility_id": facility.link}, **values)
        else:
            delivery.changes.change(QuarterStatement, existing.id, existing.version, state=record["state"])


def quarters_of(delivery: Delivery) -> set[tuple[int, Quarter]]:
    """The facilities and quarters whose state the file says itself: its schakelingen do not move them (Q-4)."""
    named = (record for _, record in delivery.records("quarters") if record["facility"] in delivery.facilities)
    return {(id_of(delivery.facilities[one["facility"]].link), Quarter.parse(one["quarter"])) for one in named}


@contextmanager
def taking_in_statements(session: Any) -> Iterator[None]:
    """Lets the database take states and totals as a file brings them, past the steps of the table (Q-4)."""
    announce = text("select set_config('binc.takes_in_statements', :what, true)")
    session.execute(announce, {"what": "on"})
    yield
    session.execute(announce, {"what": ""})
