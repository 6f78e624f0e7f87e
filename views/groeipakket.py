"""The Groeipakket: letting a refused message go again, and the daily list of the agency (G-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.faults import NotFound
from app.domain.groeipakket_messages import REFUSALS, MessageState
from app.domain.roles import FACILITY_ROLES, Role
from app.queries.groeipakket.dossier_messages import messages_of_dossier
from app.queries.groeipakket.reconciliation import (
    ROWS_A_PAGE,
    Attention,
    can_go_again,
    count_attention,
    days_of_messages,
    read_attention,
)
from app.services.groeipakket.comparing import offer_again
from forms.groeipakket import AttentionFilter
from views.base.dossiers import dossier_address, find_dossier, record_number
from views.base.page import BasePage, page
from views.base.reading import readable_arguments
from views.groeipakket_words import KINDS
from views.paging import leaves, page_in

GOES_AGAIN = "Dit bericht vertrekt opnieuw met de volgende levering."
NOTHING_TO_DO = "Hier is niets meer te doen: er is al een bericht onderweg, of het Groeipakket weet het intussen."
ON_ITS_WAY = {
    MessageState.WAITING: "Een bericht vertrekt met de levering van vanavond.",
    MessageState.SENDING: "Een bericht is onderweg.",
    MessageState.SENT: "Een bericht is verstuurd en nog niet bevestigd.",
}
ATTENTION_WORDS = {
    Attention.REFUSED: ("late", "geweigerd"),
    Attention.TOO_LONG: ("late", "wacht te lang"),
    Attention.DIFFERENT: ("due", "verschil"),
    Attention.HELD: ("calm", "wacht op rijksregisternummer"),
}


class GroeipakketOfferPage(BasePage):
    """Lets what the Groeipakket refused of a dossier of one's own facility go again (G-1)."""

    route_base = "/dossiers"
    shipped_to = {"write": FACILITY_ROLES}

    @page(f"/<code>/groeipakket/{record_number}/opnieuw/", permission="write", methods=("POST",), personal="dossier")
    def offer(self, code: str, record_id: int) -> Any:
        """Puts what the schakeling comes to now ready for the next delivery."""
        session = current_session()
        dossier = find_dossier(session, code)
        if record_id not in messages_of_dossier(session, dossier.facility_id, dossier.id):
            raise NotFound
        offer_again(session, record_id)
        flash(GOES_AGAIN, "success")
        return redirect(dossier_address(dossier))


class GroeipakketPage(BasePage):
    """How the messages of all facilities fare, by the code of the dossier and never by a name (G-1, A-4)."""

    route_base = "/beheer/groeipakket"
    shipped_to = {"read": (Role.AGENCY_POLICY,), "write": (Role.AGENCY_POLICY,)}

    @page("/", personal=None)
    def index(self) -> Any:
        """What was noted, sent, confirmed and refused on each day, and what asks attention."""
        session, now, arguments = current_session(), datetime.now(UTC), readable_arguments()
        form, number = AttentionFilter.asked(arguments), page_in(arguments)
        rows, has_more = read_attention(session, now, form.attention, form.words, number)
        return render_template(
            "pages/groeipakket/index.html",
            days=days_of_messages(session, now),
            tabs=_tabs(form, count_attention(session, now)),
            rows=rows,
            form=form,
            has_receiver=current_app.extensions["groeipakket"] is not None,
            badges=ATTENTION_WORDS,
            kinds=KINDS,
            refusals=REFUSALS,
            on_its_way=ON_ITS_WAY,
            **leaves(number, len(rows), has_more, lambda wanted: _at(form, form.attention, wanted), ROWS_A_PAGE),
        )

    @page(f"/{record_number}/opnieuw/", permission="write", methods=("POST",), personal=None)
    def offer(self, record_id: int) -> Any:
        """Lets what a schakeling comes to now go with the next delivery; where nothing would go, it says so."""
        session = current_session()
        goes = can_go_again(session, record_id)
        offer_again(session, record_id)
        flash(*((GOES_AGAIN, "success") if goes else (NOTHING_TO_DO, "warning")))
        return redirect(url_for("GroeipakketPage.index", staat=request.form.get("staat") or None))


def _at(form: AttentionFilter, attention: Attention | None, number: int | None = None) -> str:
    return url_for("GroeipakketPage.index", staat=attention, zoek=form.words or None, pagina=number)


def _tabs(form: AttentionFilter, counts: Mapping[str, int]) -> list[tuple[str, str, bool]]:
    """Everything, and each reason with how many there are of it."""
    tabs = [("Alles", _at(form, None), form.attention is None)]
    for one, (_, label) in ATTENTION_WORDS.items():
        tabs.append((f"{label.capitalize()} ({counts.get(one, 0)})", _at(form, one), one == form.attention))
    return tabs
