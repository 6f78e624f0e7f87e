"""Type modules, facilities and approved modules of an exchange file (A-6, M-1, M-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.domain.chain_plans import ApprovedModule as ApprovedPlan
from app.domain.combinations import ModuleFacts
from app.domain.period import OPEN_END, Period
from app.reference.load import derive_occupancy_rule
from app.services.exchange.delivery import RULE, Delivery, FacilityInFile, Record, as_day
from models import ApprovedModule, Facility, OccupancyRule, TypeModule

ADDRESS = ("street", "postcode", "municipality")
MODULE_NUMBERS = ("intensity", "ckg_points")
EMPTY_MODULE: dict[str, Any] = {
    "code": None,
    "official_code": False,
    "name": None,
    "function": None,
    "access": None,
    "organisation_types": [],
    "unit": "none",
    "rounding": "none",
    "intensity": None,
    "utilisation": "none",
    "non_client_bound": False,
    "pooled_residential": False,
    "ckg_points": None,
    "detail": None,
    "groeipakket": None,
    "perspective_offering": False,
    "source": "",
    "assumed": [],
}


def plan_type_modules(delivery: Delivery) -> None:
    """Plans the modules that the file adds to the catalogue or changes in it; keys left out stay as they are (M-1)."""
    if not delivery.document.get("type_modules"):
        return
    known = {module.code: module for module in delivery.session.scalars(select(TypeModule))}
    rules = set(delivery.session.execute(select(OccupancyRule.type_module_id, OccupancyRule.organisation_type)).all())
    for pointer, record in delivery.records("type_modules"):
        existing = known.get(record["code"])
        values = _module_values(record, existing)
        if not _is_whole(delivery, pointer, values):
            continue
        _plan_module(delivery, record["code"], values, existing)
        _plan_rules(delivery, record["code"], values, rules)


def _module_values(record: Record, existing: TypeModule | None) -> dict[str, Any]:
    values = {name: getattr(existing, name) if existing else empty for name, empty in EMPTY_MODULE.items()}
    given = {name: Decimal(str(value)) if name in MODULE_NUMBERS else value for name, value in record.items()}
    return {**values, **given}


def _is_whole(delivery: Delivery, pointer: str, values: dict[str, Any]) -> bool:
    missing = [name for name in ("name", "function", "organisation_types") if not values[name]]
    for name in missing:
        delivery.findings.fault(f"{pointer}/{name}", "M-1", f"“{name}” ontbreekt voor deze typemodule. Vul het in.")
    return not missing


def _plan_module(delivery: Delivery, code: str, values: dict[str, Any], existing: TypeModule | None) -> None:
    if existing is None:
        delivery.module_links[code] = delivery.changes.add(TypeModule, **values)
    else:
        different = {name: value for name, value in values.items() if getattr(existing, name) != value}
        if different:
            delivery.changes.change(TypeModule, existing.id, existing.version, **different)
    delivery.modules[code] = ModuleFacts(
        code=code,
        name=values["name"],
        function=values["function"],
        pooled_residential=values["pooled_residential"],
        groeipakket=values["groeipakket"],
        perspective_offering=values["perspective_offering"],
        detail=values["detail"],
        organisation_types=tuple(values["organisation_types"]),
    )


def _plan_rules(delivery: Delivery, code: str, values: dict[str, Any], known: set[Any]) -> None:
    link = delivery.module_links[code]
    for organisation_type in values["organisation_types"]:
        if (link, organisation_type) in known:
            continue
        rule, line = derive_occupancy_rule(
            code=code,
            function=values["function"],
            pooled_residential=values["pooled_residential"],
            ckg_points=None if values["ckg_points"] is None else int(values["ckg_points"]),
            organisation_type=organisation_type,
        )
        delivery.changes.add(
            OccupancyRule,
            {"type_module_id": link},
            organisation_type=organisation_type,
            rule=rule,
            capacity_line=line,
            source="exchange",
            assumed=["rule", "capacity_line"],
        )


def plan_facilities(delivery: Delivery) -> None:
    """Plans the facilities of the file and the modules they are approved for (A-6, M-2)."""
    codes = [record["code"] for _, record in delivery.records("facilities")]
    known = {one.code: one for one in delivery.session.scalars(select(Facility).where(Facility.code.in_(codes)))}
    approvals = _known_approvals(delivery, [one.id for one in known.values()])
    seen: set[str] = set()
    for pointer, record in delivery.records("facilities"):
        if record["code"] in seen:
            delivery.findings.fault(f"{pointer}/code", RULE, f"Voorziening {record['code']} staat er twee keer in.")
            continue
        seen.add(record["code"])
        facility = _plan_facility(delivery, pointer, record, known.get(record["code"]))
        _plan_approvals(delivery, pointer, record, facility, approvals)


def _facility_values(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {name: record[name] for name in ("name", "province") if name in record}
    address = record.get("address", {})
    values |= {name: address[name] for name in ADDRESS if name in address}
    if "street" in address and "house_number" in address:
        values["street"] = f"{address['street']} {address['house_number']}"
    values |= {name: record[name] for name in ("phone", "email") if name in record}
    if "several_provinces" in record:
        values["several_provinces"] = record["several_provinces"]
    return values


def _plan_facility(delivery: Delivery, pointer: str, record: Record, known: Facility | None) -> FacilityInFile:
    values = _facility_values(record)
    if known is None:
        if "province" not in values:
            delivery.findings.fault(f"{pointer}/province", "A-6", "De provincie ontbreekt. Vul ze in.")
        row = delivery.changes.add(
            Facility, code=record["code"], organisation_type=record["organisation_type"], **_complete(values)
        )
        several = bool(values.get("several_provinces"))
        facility = FacilityInFile(row, record["code"], record["organisation_type"], several)
        delivery.facilities[record["code"]] = facility
        return facility
    if known.organisation_type != record["organisation_type"]:
        message = f"Deze voorziening is al gekend als {known.organisation_type}; dat verandert niet via een bestand."
        delivery.findings.fault(f"{pointer}/organisation_type", "A-6", message)
    different = {name: value for name, value in values.items() if getattr(known, name) != value}
    if different:
        delivery.changes.change(Facility, known.id, known.version, **different)
    facility = delivery.facilities[record["code"]]
    facility.several_provinces = bool(values.get("several_provinces", known.several_provinces))
    return facility


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    """All optional columns named, so that facilities are inserted in one statement."""
    return {**dict.fromkeys((*ADDRESS, "phone", "email")), "several_provinces": False, **values}


@dataclass
class _Approval:
    record_id: int | None
    code: str
    valid_from: date
    valid_until: date | None


Approvals = dict[int, list[_Approval]]


def _known_approvals(delivery: Delivery, facility_ids: list[int]) -> Approvals:
    found: Approvals = {}
    query = (
        select(ApprovedModule.facility_id, ApprovedModule.id, TypeModule.code)
        .add_columns(ApprovedModule.valid_from, ApprovedModule.valid_until)
        .join(TypeModule, TypeModule.id == ApprovedModule.type_module_id)
        .where(ApprovedModule.facility_id.in_(facility_ids))
    )
    for facility_id, *approval in delivery.session.execute(query):
        found.setdefault(facility_id, []).append(_Approval(*approval))
    return found


def _plan_approvals(
    delivery: Delivery, pointer: str, record: Record, facility: FacilityInFile, approvals: Approvals
) -> None:
    after = list(approvals.get(facility.known_id or 0, []))
    for place, module in enumerate(record.get("modules", [])):
        own = f"{pointer}/modules/{place}"
        if not delivery.is_module(f"{own}/code", module["code"]):
            continue
        begin, until = date.fromisoformat(module["from"]), as_day(module, "until")
        if until is not None and until < begin:
            delivery.findings.fault(f"{own}/until", "M-2", "De einddatum ligt voor de begindatum. Kijk ze na.")
            continue
        wanted = _Approval(None, module["code"], begin, until)
        found = next((one for one in after if (one.code, one.valid_from) == (wanted.code, begin)), None)
        if found is None:
            after.append(wanted)
            links = {"facility_id": facility.link, "type_module_id": delivery.module_links[module["code"]]}
            delivery.changes.add(ApprovedModule, links, valid_from=begin, valid_until=until)
        elif found.valid_until != until and found.record_id is not None:
            delivery.changes.change(ApprovedModule, found.record_id, None, valid_until=until)
            after[after.index(found)] = _Approval(found.record_id, found.code, begin, until)
        _note_overlap(delivery, own, after, wanted)
    facility.approved = [ApprovedPlan(one.code, one.valid_from, one.valid_until) for one in after]


def _note_overlap(delivery: Delivery, pointer: str, after: list[_Approval], wanted: _Approval) -> None:
    period = Period(wanted.valid_from, wanted.valid_until or OPEN_END)
    others = [one for one in after if one.code == wanted.code and one.valid_from != wanted.valid_from]
    if any(period.clip(one.valid_from, one.valid_until) for one in others):
        message = f"Voor {wanted.code} lopen twee goedkeuringen op dezelfde dagen. Pas de datums aan."
        delivery.findings.fault(pointer, "M-2", message)
