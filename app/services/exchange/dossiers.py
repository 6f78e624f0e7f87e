"""Dossiers of an exchange file with their referral, chain and registrations (D-1, D-4, D-6, E-1, E-2, E-4)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from app.domain.clients import check_age
from app.domain.dossiers import DELETED, DossierCode, check_one_open
from app.domain.faults import DomainError, Fault
from app.domain.organisation_types import has_chain
from app.domain.referral import (
    Referral,
    check_referral,
    check_referral_change,
    check_referral_dates,
    with_fixed_values,
)
from app.domain.registrations import is_optional
from app.queries.answers import referral_answers
from app.services.exchange.chains import ChainContext, ChainPlan, plan_chain
from app.services.exchange.clients import client_of
from app.services.exchange.delivery import ClientInFile, Delivery, FacilityInFile, Record, as_day
from app.services.exchange.known_dossiers import KnownDossier, KnownDossiers, load_known_dossiers
from app.services.exchange.matching import KnownIds
from app.services.exchange.registrations import PlannedRegistration, check_complete, plan_registrations

NO_OWNER = "Deze gebruikersnaam is niet gekend; het dossier krijgt geen eigenaar."
WATCH_EVERY = 50
DATES = ("ongoing_since", "referral_date")


@dataclass
class PlannedDossier:
    """A dossier of the file as it will stand, beside what is known of it (None = new)."""

    pointer: str
    record: Record
    facility: FacilityInFile
    client: ClientInFile
    known: KnownDossier | None
    referral: Referral
    status: str
    closed_on: date | None
    chain: ChainPlan = field(default_factory=ChainPlan)
    registrations: list[PlannedRegistration] = field(default_factory=list)

    @property
    def created_on(self) -> date:
        """The day on which the dossier was made."""
        return date.fromisoformat(self.record["created"])


def plan_dossiers(delivery: Delivery) -> list[PlannedDossier]:
    """Checks every dossier of the file; answers those that could be read, with all that will be written."""
    known = load_known_dossiers(delivery)
    planned = []
    ids = _known_ids(delivery, "decision"), _known_ids(delivery, "schakeling")
    total = len(delivery.document.get("dossiers", []))
    for place, (pointer, record) in enumerate(delivery.records("dossiers"), start=1):
        if place % WATCH_EVERY == 0:
            delivery.watch(place, total)
        dossier = _plan_dossier(delivery, pointer, record, known)
        if dossier is None:
            continue
        _plan_contents(delivery, dossier, ids)
        planned.append(dossier)
    _check_one_open(delivery, planned, known)
    _check_codes(delivery, planned)
    return planned


def _known_ids(delivery: Delivery, wanted: str) -> KnownIds:
    found = {external: record_id for (kind, external), record_id in delivery.identities.items() if kind == wanted}
    return KnownIds(found, frozenset(found.values()))


def _plan_dossier(delivery: Delivery, pointer: str, record: Record, known: KnownDossiers) -> PlannedDossier | None:
    facility = delivery.facility_of(pointer, record)
    if facility is None:
        return None
    client = client_of(delivery, pointer, record, facility)
    if client is None:
        return None
    found = _find(delivery, pointer, record, known)
    referral = _referral(record.get("referral", {}), facility)
    status, closed_on = record.get("status", "open"), as_day(record, "closed_on")
    dossier = PlannedDossier(pointer, record, facility, client, found, referral, status, closed_on)
    _check_dossier(delivery, dossier)
    return dossier


def _find(delivery: Delivery, pointer: str, record: Record, known: KnownDossiers) -> KnownDossier | None:
    by_id = known.by_id.get(delivery.identities.get(("dossier", record["id"]), 0))
    by_code = known.by_code.get(record.get("code", ""))
    if by_id is not None and by_code is not None and by_id is not by_code:
        delivery.findings.fault(f"{pointer}/code", "D-1", "Dit dossiernummer hoort bij een ander dossier. Kijk het na.")
    return by_id or by_code


def _referral(record: Record, facility: FacilityInFile) -> Referral:
    answers = {one.name: record[one.name] for one in fields(Referral) if one.name in record}
    answers |= {name: date.fromisoformat(answers[name]) for name in DATES if name in answers}
    answers |= {name: tuple(value) for name, value in answers.items() if isinstance(value, list)}
    return with_fixed_values(Referral(**answers), facility.organisation_type, facility.several_provinces)


def _check_dossier(delivery: Delivery, dossier: PlannedDossier) -> None:
    findings, pointer = delivery.findings, dossier.pointer
    if dossier.known is None:
        born, year = dossier.client.birth_date, dossier.client.birth_year
        faults = check_age(born, year, dossier.created_on, dossier.facility.organisation_type)
        findings.place(pointer, [Fault(fault.rule, "client_known", fault.message) for fault in faults])
        if dossier.created_on > delivery.today:
            findings.fault(f"{pointer}/created", "D-1", "Deze datum ligt in de toekomst. Kijk ze na.")
    else:
        _check_same_dossier(delivery, dossier, dossier.known)
    _check_status(delivery, dossier)
    _check_code(delivery, dossier)
    if "responsible" in dossier.record and dossier.record["responsible"] not in delivery.accounts:
        findings.caution(f"{pointer}/responsible", "D-2", NO_OWNER)


def _check_same_dossier(delivery: Delivery, dossier: PlannedDossier, known: KnownDossier) -> None:
    """What never changes of a dossier: whose it is, where, and when it was made (D-1)."""
    row = known.row
    stays = (
        ("facility", dossier.facility.known_id == row.facility_id, "Een dossier verhuist niet naar een andere plek."),
        ("client", dossier.client.client_id == row.client_id, "Dit dossier is van een andere cliënt. Kijk de id na."),
        ("created", dossier.created_on == row.created_on, "De aanmaakdatum van een dossier verandert niet."),
    )
    for key, same, message in stays:
        if not same:
            delivery.findings.fault(f"{dossier.pointer}/{key}", "D-1", message)
    if row.status == DELETED:
        message = "Dit dossier is verwijderd. Zet het eerst terug uit de prullenbak."
        delivery.findings.fault(f"{dossier.pointer}/status", "D-8", message)
    if row.status == "closed" and dossier.status == "open":
        message = "Dit dossier is al afgesloten. Heropen het op het scherm."
        delivery.findings.fault(f"{dossier.pointer}/status", "D-7", message)


def _check_status(delivery: Delivery, dossier: PlannedDossier) -> None:
    pointer = f"{dossier.pointer}/closed_on"
    if dossier.status == "closed" and dossier.closed_on is None:
        delivery.findings.fault(pointer, "D-6", "Vul in wanneer dit dossier werd afgesloten.")
    elif dossier.status == "open" and dossier.closed_on is not None:
        delivery.findings.fault(pointer, "D-6", "Een open dossier heeft geen afsluitdatum. Laat ze leeg of sluit af.")
    elif dossier.closed_on is not None and dossier.closed_on > delivery.today:
        delivery.findings.fault(pointer, "D-6", "De afsluitdatum ligt in de toekomst. Kijk ze na.")
    elif dossier.closed_on is not None and dossier.closed_on < dossier.created_on:
        delivery.findings.fault(pointer, "D-6", "De afsluitdatum ligt voor de aanmaakdatum. Kijk ze na.")


def _check_code(delivery: Delivery, dossier: PlannedDossier) -> None:
    if "code" not in dossier.record:
        return
    pointer = f"{dossier.pointer}/code"
    try:
        code = DossierCode.parse(dossier.record["code"])
    except DomainError as problem:
        delivery.findings.place(dossier.pointer, problem.faults)
        return
    if code.created != dossier.created_on:
        delivery.findings.fault(pointer, "D-1", "De datum in het dossiernummer is niet de aanmaakdatum. Kijk ze na.")
    if dossier.known is not None and dossier.known.row.code != dossier.record["code"]:
        delivery.findings.fault(pointer, "D-1", f"Dit dossier heeft al een nummer: {dossier.known.row.code}.")


def _plan_contents(delivery: Delivery, dossier: PlannedDossier, ids: tuple[KnownIds, KnownIds]) -> None:
    known = dossier.known
    context = ChainContext(
        findings=delivery.findings,
        pointer=dossier.pointer,
        approved=dossier.facility.approved,
        catalogue=delivery.modules,
        organisation_type=dossier.facility.organisation_type,
        referral=dossier.referral,
        birth_date=dossier.client.birth_date,
        birth_year=dossier.client.birth_year,
        today=delivery.today,
        closed_on=dossier.closed_on if dossier.status == "closed" else None,
        history=delivery.history,
        locked_until=delivery.locked_until.get(dossier.facility.known_id),
    )
    with_chain = has_chain(dossier.facility.organisation_type, bool(dossier.facility.approved))
    if with_chain:
        decisions, schakelingen = (known.decisions, known.schakelingen) if known else ([], [])
        _check_codes_known(delivery, dossier)
        dossier.chain = plan_chain(context, dossier.record, decisions, schakelingen, ids)
    elif dossier.record.get("decisions"):
        message = "Deze voorziening werkt zonder beslissingen en schakelingen. Laat ze weg."
        delivery.findings.fault(f"{dossier.pointer}/decisions", "D-4", message)
    _check_referral(delivery, dossier)
    dossier.registrations = plan_registrations(
        delivery, dossier.pointer, dossier.record, dossier.facility.organisation_type, known
    )
    if dossier.status == "closed" and not is_optional(dossier.referral):
        check_complete(delivery, dossier.pointer, dossier.facility.organisation_type, dossier.registrations, known)


def _check_codes_known(delivery: Delivery, dossier: PlannedDossier) -> None:
    for place, decision in enumerate(dossier.record.get("decisions", [])):
        own = f"{dossier.pointer}/decisions/{place}"
        for number, code in enumerate(decision["modules"]):
            delivery.is_module(f"{own}/modules/{number}", code)
        for number, schakeling in enumerate(decision.get("schakelingen", [])):
            for at, module in enumerate(schakeling["modules"]):
                delivery.is_module(f"{own}/schakelingen/{number}/modules/{at}/code", module["code"])


def _check_referral(delivery: Delivery, dossier: PlannedDossier) -> None:
    if dossier.known is not None and dossier.known.referral == dossier.referral:
        return
    before = dossier.known.referral if dossier.known is not None else None
    faults = check_referral(
        dossier.referral,
        dossier.facility.organisation_type,
        dossier.facility.several_provinces,
        listed=referral_answers(delivery.session, dossier.facility.organisation_type, before),
        type_keys_required=False,
    )
    faults += check_referral_dates(dossier.referral, before, created_on=dossier.created_on, today=delivery.today)
    if dossier.known is not None:
        guaranteed = any(module.guaranteed for one in dossier.chain.all_schakelingen for module in one.modules)
        faults += check_referral_change(dossier.known.referral, dossier.referral, guaranteed)
    delivery.findings.place(f"{dossier.pointer}/referral", faults)


def _check_one_open(delivery: Delivery, planned: list[PlannedDossier], known: KnownDossiers) -> None:
    """At most one open dossier per client and facility, those of the file and those known taken together (D-1)."""
    in_file = {one.known.row.id for one in planned if one.known is not None}
    opened: dict[Any, str] = {key: one.row.code for key, one in known.open_ones.items() if one.row.id not in in_file}
    for dossier in planned:
        if dossier.status != "open":
            continue
        key = (dossier.facility.known_id or dossier.facility.code, dossier.client.client_id or dossier.client.pointer)
        delivery.findings.place(dossier.pointer, [
            Fault(fault.rule, "client_known", fault.message) for fault in check_one_open(opened.get(key))
        ])  # fmt: skip
        opened.setdefault(key, dossier.record.get("code") or f"{dossier.record['id']} ({dossier.pointer})")


def _check_codes(delivery: Delivery, planned: list[PlannedDossier]) -> None:
    seen: dict[str, str] = {}
    for dossier in planned:
        code = dossier.record.get("code")
        if code is None:
            continue
        if code in seen:
            message = f"Dit dossiernummer staat al bij {seen[code]}. Een nummer hoort bij één dossier."
            delivery.findings.fault(f"{dossier.pointer}/code", "D-1", message)
        seen.setdefault(code, dossier.pointer)
