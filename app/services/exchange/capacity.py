"""The capacity rows of an exchange file, with a warning where they touch processed years (M-3, Q-5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.domain.capacity import POOL, check_capacity_row, check_counts_toward, check_line
from app.domain.capacity import CapacityRow as CapacityPlan
from app.domain.capacity_effect import check_settled, days_changed_by, rows_with, settled_years
from app.queries.processed_years import processed_years_of
from app.services.exchange.delivery import Delivery, FacilityInFile, Record
from models import CapacityRow

FIGURES = ("recognised", "innovative", "guaranteed", "counts_toward")


@dataclass
class _History:
    """The rows of one known facility as they are, as the file makes them, and where it names those that it changes."""

    before: list[CapacityPlan]
    after: list[CapacityPlan]
    pointers: dict[CapacityPlan, str] = field(default_factory=dict)

    def take(self, pointer: str, plan: CapacityPlan, existing: CapacityRow | None) -> None:
        """Takes in one new or changed row of the file."""
        self.after = rows_with(self.after, without=existing.plan if existing else None, plus=plan)
        self.pointers[plan] = pointer


Known = dict[tuple[int | None, str, date], CapacityRow]


def plan_capacity(delivery: Delivery) -> None:
    """Plans the capacity rows of the file, each known by facility, line and first day (M-3)."""
    known = _known_capacity(delivery)
    histories = _histories(known)
    seen: set[tuple[str, str, str]] = set()
    for pointer, record in delivery.records("capacity"):
        facility = delivery.facility_of(pointer, record)
        if facility is None or not _names_lines(delivery, pointer, record):
            continue
        key = (record["facility"], record["module"], record["valid_from"])
        if key in seen:
            delivery.findings.fault(pointer, "M-3", "Deze capaciteitsrij staat er twee keer in. Houd er één over.")
            continue
        seen.add(key)
        _plan_capacity_row(delivery, pointer, record, facility, known, histories)
    _warn_of_processed_years(delivery, histories)


def _known_capacity(delivery: Delivery) -> Known:
    codes = {record["facility"] for _, record in delivery.records("capacity")}
    ids = [one.known_id for code, one in delivery.facilities.items() if code in codes and one.known_id is not None]
    rows = delivery.session.scalars(select(CapacityRow).where(CapacityRow.facility_id.in_(ids))) if ids else ()
    return {(row.facility_id, row.line, row.valid_from): row for row in rows}


def _histories(known: Known) -> dict[int | None, _History]:
    stored: dict[int | None, list[CapacityPlan]] = defaultdict(list)
    for (facility_id, _, _), row in known.items():
        stored[facility_id].append(row.plan)
    return {facility_id: _History(rows, rows) for facility_id, rows in stored.items()}


def _names_lines(delivery: Delivery, pointer: str, record: Record) -> bool:
    known = record["module"] == POOL or delivery.is_module(f"{pointer}/module", record["module"])
    toward = record.get("counts_toward")
    if toward is not None and toward != POOL:
        known = delivery.is_module(f"{pointer}/counts_toward", toward) and known
    return known


def _plan_capacity_row(
    delivery: Delivery,
    pointer: str,
    record: Record,
    facility: FacilityInFile,
    known: Known,
    histories: dict[int | None, _History],
) -> None:
    plan = _plan_of(record)
    own = [replace(fault, field="module") for fault in check_line(plan, delivery.modules)]
    faults = [*check_capacity_row(plan), *own, *check_counts_toward(plan, delivery.modules)]
    if delivery.findings.place(pointer, faults):
        return
    values = {**{name: getattr(plan, name) for name in FIGURES}, "note": record.get("note")}
    existing = known.get((facility.known_id, plan.line, plan.valid_from))
    different = {name: value for name, value in values.items() if existing and getattr(existing, name) != value}
    if existing is None:
        links = {"facility_id": facility.link}
        delivery.changes.add(CapacityRow, links, line=plan.line, valid_from=plan.valid_from, **values)
    elif different:
        delivery.changes.change(CapacityRow, existing.id, existing.version, **different)
    if facility.known_id is not None and (existing is None or different):
        histories.setdefault(facility.known_id, _History([], [])).take(pointer, plan, existing)


def _plan_of(record: Record) -> CapacityPlan:
    return CapacityPlan(
        line=record["module"],
        valid_from=date.fromisoformat(record["valid_from"]),
        recognised=_quantity(record, "recognised"),
        innovative=_quantity(record, "innovative"),
        guaranteed=_quantity(record, "guaranteed"),
        counts_toward=record.get("counts_toward"),
    )


def _quantity(record: Record, key: str) -> Decimal:
    return Decimal(str(record.get(key, 0)))


def _warn_of_processed_years(delivery: Delivery, histories: dict[int | None, _History]) -> None:
    """Lists, at each row, the processed years whose figures it changes: the form asks to confirm them (M-3, Q-5)."""
    touched = {facility_id: history for facility_id, history in histories.items() if history.pointers}
    processed = processed_years_of(delivery.session, [one for one in touched if one is not None])
    for facility_id, history in touched.items():
        if facility_id not in processed:
            continue
        for row, days in days_changed_by(history.before, history.after).items():
            for caution in check_settled(settled_years(days, processed[facility_id])):
                place = f"{history.pointers[row]}/{caution.field}"
                delivery.findings.caution(place, caution.rule, caution.message)
