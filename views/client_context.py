"""The page of the context of a client: households, persons, the stay, the sheet and the history (C-5)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for

from app.database import BincSession, current_session
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.client_context import PAGE_SIZE, households_of, known_places, read_history, situation_of
from app.services.client_context.situation import save_situation
from forms.client_context import SituationForm, situation_form
from forms.versioned import with_choices
from models.client import Client
from models.client_context import ContextSituation
from views.base.conflict import conflict_page, saver_of_client
from views.base.dossiers import client_address, client_number, context_address, facility_at_work, find_client
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Overtaken, Refused, attempt, posted, save_as_seen
from views.client_facts import age_of
from views.context_sheet import context_sheet
from views.context_words import shown_context
from views.paging import leaves, page_in
from views.referrals import missing_of, open_code_of

STAY_TITLE = "Verblijf en begeleidende dienst"
PDF = "application/pdf"


class ContextPage(BasePage):
    """Who lives with whom around a client, shared by every facility that knows the client."""

    route_base = "/clienten"
    default_view = "show"
    shipped_to = {"read": FACILITY_ROLES, "write": FACILITY_ROLES}

    @page(f"/{client_number}/context/", personal="client")
    def show(self, number: int) -> Any:
        """The households drawn as houses, with the persons in them (C-5)."""
        session, today = current_session(), today_in_brussels()
        client = find_client(session, number)
        return render_template(
            "pages/context/show.html",
            client=client,
            age=age_of(client, today),
            context=shown_context(session, client, today),
            missing=missing_of(client),
            open_code=open_code_of(session, client),
            base=context_address(client),
        )

    @page(
        f"/{client_number}/context/verblijf/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs(STAY_TITLE),
    )
    def situation(self, number: int) -> Any:
        """How and where the client stays, and which service accompanies (C-5)."""
        session = current_session()
        client = find_client(session, number)
        if request.method == "POST":
            return _save_situation(session, client)
        form, version = _stored_situation(session, client)
        form.remember(form, version)
        return _show_situation(session, client, form)

    @page(f"/{client_number}/context/geschiedenis/", personal="client")
    def history(self, number: int) -> Any:
        """Every change with old and new values, the newest first; who and when (C-5)."""
        session, here = current_session(), page_in(request.args)
        client = find_client(session, number)
        found = read_history(session, client.id, facility_at_work().id, here)

        def at(leaf: int) -> str:
            return url_for("ContextPage.history", number=client.id, pagina=leaf if leaf > 1 else None)

        return render_template(
            "pages/context/history.html",
            client=client,
            changes=found.told,
            crumbs=context_crumbs(client, "Geschiedenis"),
            **leaves(here, len(found.told), found.has_next, at, PAGE_SIZE),
        )

    @page(f"/{client_number}/context/fiche", personal="client")
    def sheet(self, number: int) -> Any:
        """The sheet to print or to keep; made in memory and never written anywhere (C-5, A-5)."""
        session, today = current_session(), today_in_brussels()
        client = find_client(session, number)
        content = context_sheet(session, client, g.seat, today)
        session.trail.add("export", "client", [client.id])
        name = f"client {client.id} - gezin en context - {today:%d-%m-%Y}.pdf"
        return send_file(BytesIO(content), mimetype=PDF, as_attachment=True, download_name=name)


def context_crumbs(client: Client, here: str) -> list[tuple[str, Any]]:
    """The way to a page inside the context of a client."""
    return [
        ("Overzicht", "/"),
        (client.full_name, client_address(client)),
        ("Gezin en context", context_address(client)),
        (here, None),
    ]


def _stored_situation(session: BincSession, client: Client) -> tuple[SituationForm, int]:
    stored = situation_of(session, client.id)
    return situation_form(session, households_of(session, client.id), stored), stored.version if stored else 0


def _save_situation(session: BincSession, client: Client) -> Any:
    formdata = posted()
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, _stored_situation(session, client)[0])
    stored = situation_of(session, client.id)
    form = situation_form(session, households_of(session, client.id), stored, formdata)
    if not form.validate():
        return _show_situation(session, client, form, Refused())

    def save(seen: int) -> ContextSituation | Refused:
        words: Any = {"main": form.main, "shared": form.shared, "seen_version": seen}
        return attempt(form, lambda _: save_situation(session, client, form.values(), **words))

    saved = save_as_seen(form, save, lambda: _stored_situation(session, client))
    if isinstance(saved, Overtaken):
        assert saved.stored is not None
        record = situation_of(session, client.id)
        who = saver_of_client(session, record or client, facility_at_work().id)
        return conflict_page(form, saved.stored, saved.version, who, context_address(client))
    if isinstance(saved, Refused):
        return _show_situation(session, client, form, saved)
    flash("Het verblijf is bewaard.", "success")
    return redirect(context_address(client))


def _show_situation(session: BincSession, client: Client, form: SituationForm, refused: Refused | None = None) -> Any:
    shown = render_template(
        "pages/context/situation.html",
        client=client,
        form=form,
        title=STAY_TITLE,
        crumbs=context_crumbs(client, STAY_TITLE),
        places=known_places(session),
        faults=refused.faults if refused else (),
        back_url=context_address(client),
    )
    return shown, REFUSED if refused else 200
