"""Sharing a document in two steps: with whom, then which file; the chosen file is never lost to a fault before it."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, render_template, request

from app.database import current_session
from app.domain.faults import NotFound
from app.domain.roles import FACILITY_ROLES, Role
from app.queries.documents.directory import people_to_suggest
from models.access import Service
from views.base.dossiers import find_dossier, record_number
from views.base.page import BasePage, page
from views.documents.choosing import choose_recipients, chosen_before
from views.documents.files import file_form, share_file, show_file
from views.documents.words import SHARERS, service_at_work


class SharingPage(BasePage):
    """With whom, and then which file (O-1)."""

    route_base = "/documenten/delen"
    shipped_to = {"write": SHARERS}

    @page("/", permission="write", methods=("GET", "POST"), personal=None)
    def index(self) -> Any:
        """With whom to share something that is about no dossier (O-1)."""
        return choose_recipients(current_session(), None)

    @page("/bestand/<token>/", permission="write", methods=("GET", "POST"), personal="document")
    def file(self, token: str) -> Any:
        """Which file, once it is known with whom; another one can follow for the same people (O-1, O-2)."""
        session = current_session()
        chosen = chosen_before(session, token)
        form = file_form(service_at_work(session), chosen)
        give = show_file if request.method == "GET" else share_file
        return give(session, token, form, chosen)

    @page(f"/mensen/{record_number}/", permission="write", personal="service_people")
    def people(self, record_id: int) -> Any:
        """Whom to suggest at a service, for the list that opens while typing (O-1)."""
        session = current_session()
        service = session.get(Service, record_id)
        if service is None:
            raise NotFound
        people = people_to_suggest(session, service, service_at_work(session))
        return jsonify([{"name": one.name, "email": one.email, "function": one.function} for one in people])

    @page("/wegwijzer/", permission="write", personal=None)
    def guide(self) -> Any:
        """Two questions that lead to the right form (D)."""
        from_facility, from_policy = g.seat.facility is not None, g.seat.role == Role.AGENCY_POLICY
        return render_template("pages/documents/guide.html", from_facility=from_facility, from_policy=from_policy)


class DossierSharingPage(BasePage):
    """With whom to share something about a client (O-1)."""

    route_base = "/dossiers"
    default_view = "choose"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/<code>/document-delen/", permission="write", methods=("GET", "POST"), personal="dossier")
    def choose(self, code: str) -> Any:
        """With whom to share something about the client of this dossier (O-1)."""
        session = current_session()
        return choose_recipients(session, find_dossier(session, code))
