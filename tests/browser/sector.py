"""The facilities and people that browser tests start from; each call makes new ones."""

from __future__ import annotations

from typing import Any

from app.database import BincSession
from app.domain.roles import SERVICE_ROLES, Role
from app.services.accounts import give_seat
from models.access import Account, Service
from models.dossier import Dossier
from models.facility import Facility
from tests.factories import (
    create_client,
    create_decision,
    create_dossier,
    create_facility,
    create_schakeling,
    create_seat,
    create_user,
)


def create_colleagues(session: BincSession, facility: Facility, *first_names: str) -> list[Account]:
    """Care workers of one facility."""
    return [create_care_worker(session, facility, first_name=name) for name in first_names]


def create_care_worker(session: BincSession, *facilities: Facility, **overrides: Any) -> Account:
    """Somebody who works for these facilities."""
    user = create_user(session, **overrides)
    for facility in facilities:
        create_seat(session, facility, user=user)
    return user


def create_official(session: BincSession, role: Role) -> Account:
    """Somebody of the agency, the admin, or somebody of a service outside the facilities."""
    user = create_user(session)
    service = _create_service(session, role) if role in SERVICE_ROLES else None
    give_seat(session, user, role, service_id=service.id if service else None)
    return user


def _create_service(session: BincSession, role: Role) -> Service:
    kind = "GI" if role == Role.GI_STAFF else "OCJ"
    service = Service(code=f"DIENST-{role.value}", name=f"Dienst {role.label}", kind=kind, email="dienst@voorbeeld.be")
    session.add(service)
    session.flush()
    return service


def create_running_dossier(session: BincSession, facility: Facility | None = None, **person: Any) -> Dossier:
    """An open dossier with a decision and a schakeling that runs."""
    facility = facility or create_facility(session)
    dossier = create_dossier(session, create_client(session, facility, **person), facility)
    create_schakeling(session, create_decision(session, dossier))
    return dossier
