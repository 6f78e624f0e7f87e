"""Dossiers for other programs: a page, one with all in it, a new one, its referral, its closing (D-1, D-4, D-6)."""

from __future__ import annotations

from typing import Any

from app.database import BincSession, current_session
from app.domain.api_tokens import TokenScope
from app.domain.clients import check_details_complete
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError, Fault, refuse
from app.domain.roles import FACILITY_ROLES
from app.integrations.national_register.port import RegisterPerson
from app.presentation import today_in_brussels
from app.queries.api.dossiers import read_dossiers, whole_dossier
from app.queries.colleagues import colleague_named
from app.queries.dossier_page import read_dossier
from app.services.clients import details_of, identify_by_number, open_from_register
from app.services.closing import close_dossier
from app.services.dossiers import change_referral, open_dossier
from models.client import Client
from models.facility import Facility
from views.api.dossier_calls import READ, WRITE, confirmed, dossier_state
from views.api.keywords import keywords, seen
from views.api.schemas.dossiers import (
    DossierPageSchema,
    DossierQuery,
    DossierSchema,
    DossierStateSchema,
    NewDossierBody,
    ReferralChangeBody,
)
from views.base.api import Answer, BaseApiView, resource
from views.base.dossiers import facility_at_work, find_dossier
from views.register_search import national_register

REASON = "Opgezocht in het rijksregister voor een dossier"
UNKNOWN_COLLEAGUE = Fault(
    "D-9", "responsible", "Bij deze voorziening werkt niemand met deze gebruikersnaam. Kijk ze na of laat ze weg."
)


class DossierApi(BaseApiView):
    """The dossiers of the facility whose program calls."""

    resource_name = "dossiers"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @resource(
        "/",
        **READ,
        summary="Een bladzijde dossiers, het oudste eerst",
        query=DossierQuery,
        answer=DossierPageSchema,
    )
    def index(self, query: dict[str, Any]) -> Any:
        """A page of dossiers."""
        found = read_dossiers(current_session(), facility_at_work().id, **query)
        return {"dossiers": found.dossiers, "next": found.next_id}

    @resource(
        "/<code>",
        **READ,
        summary="Eén dossier met aanmelding, beslissingen en schakelingen",
        answer=DossierSchema,
    )
    def show(self, code: str) -> Any:
        """One dossier with all in it."""
        view = read_dossier(current_session(), facility_at_work().id, code)
        return Answer(whole_dossier(view), view.dossier.version)

    @resource(
        "/",
        permission="write",
        scope=TokenScope.WRITE_DOSSIERS,
        methods=("POST",),
        personal=None,
        summary="Een nieuw dossier, van wie dit rijksregisternummer heeft",
        body=NewDossierBody,
        answer=DossierStateSchema,
        status=201,
    )
    def add(self, body: dict[str, Any]) -> Any:
        """A new dossier of whoever has the national number; the register is asked as on the screens (C-1, D-1)."""
        session, facility = current_session(), facility_at_work()
        client = _client_with(session, body["national_number"], facility)
        refuse(check_details_complete(details_of(client), facility.organisation_type, today_in_brussels()))
        dossier = open_dossier(session, client.id, facility, body["referral"], **keywords(session))
        dossier.owner_id = _owner(session, facility, body.get("responsible"))
        return dossier_state(dossier, f"/api/v1/dossiers/{dossier.code}")

    @resource(
        "/<code>/referral",
        **WRITE,
        methods=("PUT",),
        summary="De aanmelding, zoals ze moet worden",
        body=ReferralChangeBody,
        answer=DossierStateSchema,
        versioned=True,
    )
    def change_referral(self, code: str, body: dict[str, Any]) -> Any:
        """The referral as a whole; asks first where it changes what the Groeipakket was told (D-4, D-5, S-12)."""
        session = current_session()
        dossier = find_dossier(session, code)
        words = {**keywords(session), **seen(), "confirmed": confirmed(body)}
        return dossier_state(change_referral(session, dossier, body["referral"], **words))

    @resource(
        "/<code>/close",
        **WRITE,
        methods=("POST",),
        summary="Het dossier afsluiten, als niets meer ontbreekt",
        answer=DossierStateSchema,
        versioned=True,
    )
    def close(self, code: str) -> Any:
        """Closes the dossier (D-6)."""
        session = current_session()
        dossier = close_dossier(session, find_dossier(session, code), **keywords(session), **seen())
        return dossier_state(dossier)


def _client_with(session: BincSession, number: str, facility: Facility) -> Client:
    register = national_register(ConsultationReason.NEW_DOSSIER)
    found = identify_by_number(session, register, number, facility, **keywords(session))
    if isinstance(found, RegisterPerson):
        return open_from_register(session, found, facility, reason=REASON, **keywords(session))
    return found


def _owner(session: BincSession, facility: Facility, user_name: str | None) -> int | None:
    if user_name is None:
        return None
    colleague = colleague_named(session, facility.id, user_name)
    if colleague is None:
        raise DomainError(UNKNOWN_COLLEAGUE)
    return colleague
