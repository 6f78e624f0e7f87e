"""One exchange file on its way in: what it says, what is known already, what was found and what it will change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain.chain_plans import ApprovedModule
from app.domain.combinations import ModuleFacts
from app.domain.imports import EVERYTHING, Bounds
from app.domain.quarter import Quarter
from app.domain.scope import Actor
from app.queries.catalogue import modules_by_code
from app.services.exchange.changes import ChangeSet, Link
from app.services.exchange.report import Findings
from app.services.statement_steps import About
from models import Account, ExchangeIdentity, Facility, TypeModule
from models import ApprovedModule as ApprovedModuleRecord

if TYPE_CHECKING:
    from app.services.exchange.dossiers import PlannedDossier

Record = dict[str, Any]
RULE = "exchange"
# Hears how many dossiers were checked, of how many; what it raises stops the import.
Watch = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """Nobody looks on, as at the command line."""


@dataclass
class FacilityInFile:
    """A facility that records of the file belong to, known already or made by the file itself."""

    link: Link
    code: str
    organisation_type: str
    several_provinces: bool
    approved: list[ApprovedModule] = field(default_factory=list)

    @property
    def known_id(self) -> int | None:
        """Its record id, None while it is new."""
        return self.link if isinstance(self.link, int) else None


@dataclass(eq=False)
class ClientInFile:
    """A client that dossiers of the file are about: known (with an id) or to be opened at each facility named here."""

    pointer: str
    client_id: int | None
    person: Record
    birth_date: date | None
    birth_year: int | None
    facilities: dict[str, FacilityInFile] = field(default_factory=dict)
    is_new: bool = False

    @property
    def id(self) -> int | None:
        """The client number, known once the client was opened."""
        return self.client_id


@dataclass
class Delivery:
    """The file being imported; every step reads it, adds to `findings` and plans in `changes`."""

    session: Any
    document: Record
    actor: Actor
    today: date
    now: datetime
    bounds: Bounds = EVERYTHING
    watch: Watch = unwatched
    findings: Findings = field(default_factory=Findings)
    changes: ChangeSet = field(default_factory=ChangeSet)
    facilities: dict[str, FacilityInFile] = field(default_factory=dict)
    modules: dict[str, ModuleFacts] = field(default_factory=dict)
    module_links: dict[str, Link] = field(default_factory=dict)
    clients: dict[str, ClientInFile] = field(default_factory=dict)
    identities: dict[tuple[str, str], int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    locked_until: dict[int | None, date | None] = field(default_factory=dict)
    touched: list[tuple[Link, PlannedDossier]] = field(default_factory=list)
    edited: dict[tuple[int, Quarter], list[About]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Who sent the file."""
        return str(self.document["source"])

    @property
    def history(self) -> bool:
        """Whether this is a load of history, which sends no messages and is never late by itself."""
        return bool(self.document.get("history", False))

    def records(self, name: str) -> Iterator[tuple[str, Record]]:
        """The records of one list of the file, each with its JSON pointer."""
        return ((f"/{name}/{place}", record) for place, record in enumerate(self.document.get(name, [])))

    def facility_of(self, pointer: str, record: Record) -> FacilityInFile | None:
        """The facility a record names, or None with a fault."""
        found = self.facilities.get(record["facility"])
        if found is None:
            message = f"Voorziening {record['facility']} bestaat niet. Zet ze bij “facilities” of kijk de code na."
            self.findings.fault(f"{pointer}/facility", RULE, message)
        return found

    def is_module(self, pointer: str, code: str) -> bool:
        """Whether a code names a type module; a fault at its place when it does not (M-1)."""
        if code in self.modules:
            return True
        self.findings.fault(pointer, "M-1", f"Typemodule {code} bestaat niet. Kijk de code na.")
        return False

    def remember(self, kind: str, external_id: str, link: Link) -> None:
        """Keeps the sender's id of a record, so that the next file finds it."""
        if (kind, external_id) not in self.identities:
            links: dict[str, Link] = {"record_id": link}
            self.changes.add(ExchangeIdentity, links, source=self.source, kind=kind, external_id=external_id)


def load_known(delivery: Delivery) -> None:
    """Reads what the file refers to and is there already, in a handful of queries."""
    session = delivery.session
    catalogue = modules_by_code(session)
    delivery.modules = dict(catalogue)
    delivery.module_links = {code: module.id for code, module in catalogue.items()}
    _load_facilities(delivery)
    _load_identities(delivery)
    names = {record["responsible"] for _, record in delivery.records("dossiers") if "responsible" in record}
    if names:
        rows = session.execute(select(Account.username, Account.id).where(Account.username.in_(names)))
        delivery.accounts = dict(rows.all())


def _load_facilities(delivery: Delivery) -> None:
    columns = (Facility.id, Facility.code, Facility.organisation_type, Facility.several_provinces)
    by_id = {}
    for facility_id, code, organisation_type, several in delivery.session.execute(select(*columns)):
        delivery.facilities[code] = by_id[facility_id] = FacilityInFile(facility_id, code, organisation_type, several)
    record = ApprovedModuleRecord
    approved = select(record.facility_id, TypeModule.code, record.valid_from, record.valid_until).join(
        TypeModule, TypeModule.id == record.type_module_id
    )
    for facility_id, *module in delivery.session.execute(approved):
        by_id[facility_id].approved.append(ApprovedModule(*module))


def _load_identities(delivery: Delivery) -> None:
    wanted = list({*_sender_ids(delivery)})
    for first in range(0, len(wanted), 10_000):
        query = select(ExchangeIdentity.kind, ExchangeIdentity.external_id, ExchangeIdentity.record_id).where(
            ExchangeIdentity.source == delivery.source,
            ExchangeIdentity.external_id.in_(wanted[first : first + 10_000]),
        )
        for kind, external_id, record_id in delivery.session.execute(query):
            delivery.identities[kind, external_id] = record_id


def _sender_ids(delivery: Delivery) -> Iterator[str]:
    for _, client in delivery.records("clients"):
        yield client["id"]
    for _, dossier in delivery.records("dossiers"):
        yield from (dossier["id"], dossier["client"])
        for decision in dossier.get("decisions", []):
            yield from (record["id"] for record in (decision, *decision.get("schakelingen", [])) if "id" in record)


def note_doubles(delivery: Delivery) -> None:
    """Faults for ids that the sender used twice: they name one record each."""
    for name in ("clients", "dossiers"):
        _note_double(delivery, ((pointer, record["id"]) for pointer, record in delivery.records(name)))
    decisions, schakelingen = [], []
    for pointer, dossier in delivery.records("dossiers"):
        for place, decision in enumerate(dossier.get("decisions", [])):
            own = f"{pointer}/decisions/{place}"
            decisions.append((own, decision.get("id")))
            schakelingen += [
                (f"{own}/schakelingen/{number}", one.get("id"))
                for number, one in enumerate(decision.get("schakelingen", []))
            ]
    _note_double(delivery, iter(decisions))
    _note_double(delivery, iter(schakelingen))


def _note_double(delivery: Delivery, ids: Iterator[tuple[str, str | None]]) -> None:
    seen: dict[str, str] = {}
    for pointer, external_id in ids:
        if external_id is None:
            continue
        if external_id in seen:
            message = f"De id “{external_id}” staat er al op {seen[external_id]}. Geef elk record een eigen id."
            delivery.findings.fault(f"{pointer}/id", RULE, message)
        seen.setdefault(external_id, pointer)


def as_day(record: Record, key: str) -> date | None:
    """The day that a key holds, or None where it is left out."""
    text = record.get(key)
    return None if text is None else date.fromisoformat(text)


__all__ = [
    "RULE",
    "ClientInFile",
    "Delivery",
    "FacilityInFile",
    "Record",
    "Watch",
    "as_day",
    "load_known",
    "note_doubles",
    "unwatched",
]
