"""Keeps a file within the bounds of the seat it came in through (A-2, A-3, A-4)."""

from __future__ import annotations

from sqlalchemy import func, select

from app.domain.imports import LISTS
from app.services.exchange.delivery import Delivery
from models.client import ClientAccess
from models.dossier import Dossier

OF_THE_SECTOR = "Dit deel hoort niet in een bestand dat je hier inleest. Laat het weg."
ELSEWHERE = "Deze rij hoort bij een andere voorziening. Je leest alleen rijen van je eigen voorziening in: {}."
HISTORY = "Een bestand met voorgeschiedenis leest alleen de beheerder in. Laat “history” weg."
NOT_YOURS = "Geen dossier in dit bestand gaat over deze cliënt, en hij is niet van jullie voorziening. Laat hem weg."
ID_TAKEN = "Deze id is bij deze afzender al in gebruik. Geef “source” een naam die alleen jullie gebruiken."
CODE_TAKEN = "Dit dossiernummer is al in gebruik. Laat “code” weg, dan krijgt het dossier er een."


def refuse_outside(delivery: Delivery) -> None:
    """Refuses every row that lies outside the bounds, each at its place.

    Raises ExchangeRefusedError before anything of it is compared with what is stored: that would tell about others.
    """
    bounds, findings = delivery.bounds, delivery.findings
    for name in LISTS:
        for pointer, record in delivery.records(name):
            if name not in bounds.lists:
                findings.fault(pointer, "A-4", OF_THE_SECTOR)
            elif (
                bounds.facility_id is not None and record.get("facility", bounds.facility_code) != bounds.facility_code
            ):
                findings.fault(f"{pointer}/facility", "A-2", ELSEWHERE.format(bounds.facility_code))
    if delivery.history and not bounds.history:
        findings.fault("/history", "G-2", HISTORY)
    findings.refuse()


def refuse_strangers(delivery: Delivery) -> None:
    """Refuses clients that no dossier of the file is about, unless they are open at the facility already (A-3).

    Whether the sector knows them makes no difference, so that nobody can find that out.
    """
    if delivery.bounds.facility_id is None:
        return
    named = {record["client"] for _, record in delivery.records("dossiers")}
    others = [one for external_id, one in delivery.clients.items() if external_id not in named]
    own = own_clients(delivery, [one.client_id for one in others if one.client_id is not None])
    for client in others:
        if client.client_id not in own:
            delivery.findings.fault(client.pointer, "A-3", NOT_YOURS)


def own_clients(delivery: Delivery, ids: list[int]) -> set[int]:
    """Those of these clients that are open at the one facility a file may be about, and all of them without one."""
    facility_id = delivery.bounds.facility_id
    if facility_id is None or not ids:
        return set(ids)
    query = select(ClientAccess.client_id).where(ClientAccess.facility_id == facility_id)
    return set(delivery.session.scalars(query.where(ClientAccess.client_id == func.any(ids))))


def refuse_foreign_dossiers(delivery: Delivery) -> None:
    """Refuses ids and codes that name a dossier of another facility, in the same words whatever it is (A-2)."""
    facility_id = delivery.bounds.facility_id
    if facility_id is None:
        return
    ids = {external: found for (kind, external), found in delivery.identities.items() if kind == "dossier"}
    codes = [record["code"] for _, record in delivery.records("dossiers") if "code" in record]
    columns = select(Dossier.id, Dossier.code).where(Dossier.facility_id != facility_id)
    named = (Dossier.id == func.any(list(ids.values()))) | (Dossier.code == func.any(codes))
    foreign = delivery.session.execute(columns.where(named)).all()
    foreign_ids, foreign_codes = {row.id for row in foreign}, {row.code for row in foreign}
    for pointer, record in delivery.records("dossiers"):
        if ids.get(record["id"]) in foreign_ids:
            delivery.findings.fault(f"{pointer}/id", "A-2", ID_TAKEN)
        if record.get("code") in foreign_codes:
            delivery.findings.fault(f"{pointer}/code", "A-2", CODE_TAKEN)
    delivery.findings.refuse()
