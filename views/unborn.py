"""The pages of a child that is still to be born: registering it by hand (C-4)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.clients import check_unborn_here
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.services.unborn import register_unborn
from forms.clients import UnbornForm, unborn_form
from models.client import Client
from views.base.dossiers import client_address, facility_at_work
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted

SEARCH = "/clienten/"


class UnbornPage(BasePage):
    """Children that are still to be born; CIG, CKG and 1G1P register them."""

    route_base = "/clienten"
    default_view = "add"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        "/ongeboren/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Ongeboren kind"),
    )
    def add(self) -> Any:
        """Registers a child that no register knows yet, under its mother's names (C-4, H3.2)."""
        session, facility = current_session(), facility_at_work()
        faults = check_unborn_here(facility.organisation_type)
        if faults:
            flash(faults[0].message, "danger")
            return redirect(SEARCH)
        if request.method == "GET":
            return _show(unborn_form(session))
        return _register(session)


def _register(session: BincSession) -> Any:
    formdata = posted()
    if "fill_origin" in formdata:
        formdata["country_of_origin"] = formdata["fill_origin"]
        return _show(unborn_form(session, formdata), changed=True)
    form = unborn_form(session, formdata)
    if not form.validate():
        return _show(form, Refused())

    def save(confirmed: frozenset[str]) -> Client:
        words: Any = {"confirmed": confirmed, "actor": session.scope.actor, "today": today_in_brussels()}
        return register_unborn(session, facility_at_work(), form.values(), **words)

    saved = attempt(form, save)
    if isinstance(saved, Refused):
        return _show(form, saved)
    flash("Het ongeboren kind is geregistreerd. Koppel het na de geboorte aan het rijksregister.", "success")
    return redirect(client_address(saved))


def _show(form: UnbornForm, refused: Refused | None = None, *, changed: bool = False) -> Any:
    shown = render_template(
        "pages/client/unborn.html",
        form=form,
        faults=refused.faults if refused else (),
        cautions=refused.cautions if refused else (),
        changed=changed,
        back_url=SEARCH,
    )
    return shown, REFUSED if refused else 200
