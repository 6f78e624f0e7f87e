"""Clients of an exchange file: matched on the national number, opened where a dossier asks it (C-1, A-3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB

from app.database import record_read
from app.domain.clients import ADDRESS, check_unborn_here
from app.domain.faults import DomainError, Fault
from app.domain.names import name_key
from app.domain.national_number import NationalNumber
from app.queries.catalogue import answer_codes
from app.services.client_locks import MOST_SINGLE_LOCKS
from app.services.clients import NAMES
from app.services.exchange.bounds import own_clients
from app.services.exchange.changes import id_of
from app.services.exchange.delivery import ClientInFile, Delivery, FacilityInFile, Record, as_day
from models.client import Client, ClientAccess
from models.dossier import Dossier

# What staff complete; the rest of what is known of a client comes from the register and is not overwritten (C-3).
COMPLETED_BY_STAFF = (
    "call_name",
    "nationality",
    "country_of_origin",
    "residence_status",
    "language",
    "unaccompanied_minor",
    "phone",
    "email",
)
FROM_REGISTER = ("name", "first_name", "sex", "birth_date", "presumed_birth_year", "birth_country", "birth_place")
ANSWER_LISTS = {
    "nationality": "country",
    "country_of_origin": "country",
    "birth_country": "country",
    "residence_status": "residence_status",
    "language": "language",
}
REASON = "ingelezen bestand"
LINKED_MEANWHILE = (
    "Dit kind is intussen geboren en gekoppeld aan het rijksregister. Zijn gegevens blijven zoals ze zijn."
)
LINK_ON_SCREEN = (
    "Dit kind staat in Binc nog als ongeboren. Koppel het daar eerst aan dit nummer; lees het bestand dan opnieuw in."
)


def plan_clients(delivery: Delivery) -> None:
    """Checks the clients of the file and finds those that are known already (C-1, C-3, C-4)."""
    _find_unborn(delivery)
    known = _known_clients(delivery)
    numbers: dict[str, str] = {}
    for pointer, record in delivery.records("clients"):
        number = _checked_number(delivery, pointer, record)
        if number is not None and number.digits in numbers:
            message = f"Dit nummer staat al bij {numbers[number.digits]}. Een persoon is één cliënt."
            delivery.findings.fault(f"{pointer}/national_number", "C-1", message)
        elif number is not None:
            numbers[number.digits] = pointer
        person = _person(delivery, pointer, record, number)
        found = known.get(number.digits if number else "") or known.get(_identity(delivery, record["id"]) or 0)
        delivery.clients[record["id"]] = _planned(delivery, pointer, person, found)


def _find_unborn(delivery: Delivery) -> None:
    """Knows unborn children again by the code of a dossier of theirs, where the sender's id says nothing.

    Without a number our own export could not be read again.
    """
    unborn = {record["id"] for _, record in delivery.records("clients") if record.get("unborn")}
    codes = {
        record["code"]: record["client"]
        for _, record in delivery.records("dossiers")
        if "code" in record and record["client"] in unborn and _identity(delivery, record["client"]) is None
    }
    if codes:
        query = select(Dossier.code, Dossier.client_id).where(Dossier.code.in_(codes))
        for code, client_id in delivery.session.execute(query):
            delivery.remember("client", codes[code], client_id)
            delivery.identities["client", codes[code]] = client_id


def _identity(delivery: Delivery, external_id: str) -> int | None:
    return delivery.identities.get(("client", external_id))


def _checked_number(delivery: Delivery, pointer: str, record: Record) -> NationalNumber | None:
    if "national_number" not in record:
        if not record.get("unborn"):
            message = "Het rijksregisternummer ontbreekt. Alleen een ongeboren kind kan zonder."
            delivery.findings.fault(f"{pointer}/national_number", "C-1", message)
        return None
    try:
        return NationalNumber.parse(record["national_number"])
    except DomainError as problem:
        delivery.findings.place(pointer, problem.faults)
        return None


def _person(delivery: Delivery, pointer: str, record: Record, number: NationalNumber | None) -> Record:
    """The columns of a client as the file gives them; what it leaves out is not there."""
    person = {name: record[name] for name in (*FROM_REGISTER, *COMPLETED_BY_STAFF) if name in record}
    person |= {"birth_date": as_day(record, "birth_date")} if "birth_date" in record else {}
    if number is not None:
        person["national_number"] = number.digits
        if number.birth_date is not None:
            person.setdefault("birth_date", number.birth_date)
    if record.get("unborn"):
        person["unborn"] = True
        _check_unborn(delivery, pointer, person)
    person |= _address(record.get("address", {}))
    for name, list_name in ANSWER_LISTS.items():
        if name in person and person[name] not in answer_codes(delivery.session, list_name):
            delivery.findings.fault(f"{pointer}/{name}", "E-5", f"“{person[name]}” staat niet in de antwoordlijst.")
    return person


def _check_unborn(delivery: Delivery, pointer: str, person: Record) -> None:
    for name in ("birth_date", "presumed_birth_year", "national_number"):
        if name in person:
            message = "Een ongeboren kind heeft nog geen geboortedatum en geen nummer. Laat dit leeg."
            delivery.findings.fault(f"{pointer}/{name}", "C-4", message)


def _address(address: Record) -> Record:
    values = {name: address[name] for name in ADDRESS if name in address}
    if "box" in address:
        values["house_number"] = f"{address.get('house_number', '')} bus {address['box']}".strip()[:20]
    if "unknown" in address:
        values["address_unknown"] = address["unknown"]
    return values


def _known_clients(delivery: Delivery) -> dict[Any, Any]:
    """The clients that the file may be about, by national number and by client number; read without loading them."""
    numbers = [record["national_number"] for _, record in delivery.records("clients") if "national_number" in record]
    ids = [record_id for (kind, _), record_id in delivery.identities.items() if kind == "client"]
    columns = [Client.__table__.c[name] for name in (*_COMPARED, "id", "national_number", "version")]
    query = select(*columns).where(or_(Client.national_number == func.any(numbers), Client.id == func.any(ids)))
    found: dict[Any, Any] = {}
    for row in delivery.session.execute(query):
        found[row.id] = row
        if row.national_number is not None:
            found[row.national_number] = row
    record_read("client", [key for key in found if isinstance(key, int)])
    return found


_COMPARED = (*FROM_REGISTER, *COMPLETED_BY_STAFF, *ADDRESS, "address_unknown", "unborn")


def _planned(delivery: Delivery, pointer: str, person: Record, found: Any) -> ClientInFile:
    birth_date: date | None = person.get("birth_date")
    birth_year = birth_date.year if birth_date else person.get("presumed_birth_year")
    if found is None:
        return ClientInFile(pointer, None, person, birth_date, birth_year)
    _plan_change(delivery, pointer, person, found)
    born = found.birth_date or birth_date
    return ClientInFile(pointer, found.id, person, born, born.year if born else found.presumed_birth_year or birth_year)


def _plan_change(delivery: Delivery, pointer: str, person: Record, found: Any) -> None:
    """Staff's own fields take the file's answer; what the register gave is only filled in where it was empty (C-3).

    A linked child keeps what it has, and a number in a file does not link it: that is done on screen (C-4).
    """
    if person.get("unborn") and not found.unborn:
        delivery.findings.caution(pointer, "C-4", LINKED_MEANWHILE)
        return
    if found.unborn and "national_number" in person:
        delivery.findings.fault(f"{pointer}/national_number", "C-4", LINK_ON_SCREEN)
        return
    different: dict[str, Any] = {}
    for name, value in person.items():
        kept = getattr(found, name)
        if kept == value:
            continue
        if name in COMPLETED_BY_STAFF or kept in (None, "") or (found.unborn and name in NAMES):
            different[name] = value
        elif name in FROM_REGISTER:
            message = "Dit gegeven komt uit het rijksregister en blijft zoals het is."
            delivery.findings.caution(f"{pointer}/{name}", "C-3", message)
    if different:
        keys = {f"{name}_key": name_key(different[name]) for name in _KEYED if name in different}
        delivery.changes.change(Client, found.id, found.version, **different, **keys)


_KEYED = ("name", "first_name", "call_name")


def client_of(delivery: Delivery, pointer: str, record: Record, facility: FacilityInFile) -> ClientInFile | None:
    """The client a dossier is about, in this file or in an earlier one of the same sender; None with a fault."""
    client = delivery.clients.get(record["client"])
    if client is None:
        client = _earlier_client(delivery, record["client"])
    if client is None:
        message = f"Cliënt “{record['client']}” staat niet in het bestand en is niet gekend. Zet hem bij “clients”."
        delivery.findings.fault(f"{pointer}/client", "exchange", message)
        return None
    client.facilities[facility.code] = facility
    if client.client_id is None and client.person.get("unborn"):
        named = [
            Fault(fault.rule, "client_known", fault.message) for fault in check_unborn_here(facility.organisation_type)
        ]
        delivery.findings.place(pointer, named)
    if client.client_id is None and "national_number" not in client.person and len(client.facilities) > 1:
        message = "Een ongeboren kind kan maar bij één voorziening een dossier hebben."
        delivery.findings.fault(f"{pointer}/client", "C-4", message)
    return client


def _earlier_client(delivery: Delivery, external_id: str) -> ClientInFile | None:
    client_id = _identity(delivery, external_id)
    if client_id is None:
        return None
    columns = Client.__table__.c["national_number", "birth_date", "presumed_birth_year"]
    row = delivery.session.execute(select(*columns).where(Client.id == client_id)).one_or_none()
    if row is None or client_id not in own_clients(delivery, [client_id]):
        return None
    record_read("client", [client_id])
    year = row.birth_date.year if row.birth_date else row.presumed_birth_year
    client = ClientInFile("", client_id, _number_only(row.national_number), row.birth_date, year)
    delivery.clients[external_id] = client
    return client


def _number_only(national_number: str | None) -> Record:
    return {} if national_number is None else {"national_number": national_number}


def note_unused(delivery: Delivery) -> None:
    """Tells of clients that no dossier is about: they are not taken in, since only a dossier opens a client (A-3)."""
    for client in delivery.clients.values():
        if client.client_id is None and not client.facilities:
            message = "Geen dossier gaat over deze cliënt; hij is niet ingelezen."
            delivery.findings.caution(client.pointer, "A-3", message)


_OPEN = text(
    "select open_client(w.facility_id, :reason, w.person) from "
    "jsonb_to_recordset(:wanted) as w(place int, facility_id bigint, person jsonb) order by w.place"
).bindparams(bindparam("wanted", type_=JSONB), reason=REASON)
# A lock for each number would exhaust the server; that the database holds numbers unique is enough.
_OPENS_MANY = text("select set_config('binc.opens_many', 'on', true)")
BATCH = 1000


def open_clients(delivery: Delivery) -> None:
    """Opens every client at the facilities whose dossiers are about it, new ones first at one facility (A-3, C-1).

    By their numbers, so that two files with the same clients never wait for each other.
    """
    fresh = [one for one in delivery.clients.values() if one.client_id is None and one.facilities]
    fresh.sort(key=_number_of)
    if len(delivery.clients) > MOST_SINGLE_LOCKS:
        delivery.session.execute(_OPENS_MANY)
    found = _open(delivery, [(one, next(iter(one.facilities.values()))) for one in fresh])
    for client, client_id in zip(fresh, found, strict=True):
        client.client_id, client.is_new = client_id, True
    _open(delivery, _without_access(delivery))
    for external_id, client in delivery.clients.items():
        if client.client_id is not None:
            delivery.remember("client", external_id, client.client_id)


def _without_access(delivery: Delivery) -> list[tuple[ClientInFile, FacilityInFile]]:
    wanted = {
        (id_of(facility.link), client.client_id): (client, facility)
        for client in delivery.clients.values()
        for facility in client.facilities.values()
    }
    ids = [client_id for _, client_id in wanted]
    query = select(ClientAccess.facility_id, ClientAccess.client_id).where(ClientAccess.client_id == func.any(ids))
    opened = set(delivery.session.execute(query).all())
    pairs = (pair for key, pair in wanted.items() if key not in opened and "national_number" in pair[0].person)
    return sorted(pairs, key=lambda pair: _number_of(pair[0]))


def _number_of(client: ClientInFile) -> str:
    return str(client.person.get("national_number", ""))


def _open(delivery: Delivery, pairs: list[tuple[ClientInFile, FacilityInFile]]) -> list[int]:
    opened: list[int] = []
    for first in range(0, len(pairs), BATCH):
        wanted = [
            {"place": place, "facility_id": id_of(facility.link), "person": _as_json(client.person)}
            for place, (client, facility) in enumerate(pairs[first : first + BATCH])
        ]
        opened += delivery.session.scalars(_OPEN, {"wanted": wanted}).all()
    return opened


def _as_json(person: Record) -> Record:
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in person.items()}
    values.setdefault("first_name", "")
    values.setdefault("name", "")
    return {**values, **{f"{name}_key": name_key(values[name]) for name in _KEYED if name in values}}
