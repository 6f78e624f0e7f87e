"""The pages of a referral: opening a dossier, and mending how its client came in (D-1, D-4, D-5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import select
from wtforms import HiddenField

from app.database import BincSession, current_session
from app.domain.activities import ActivityKind
from app.domain.clients import check_details_complete
from app.domain.referral import with_fixed_values
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.catalogue import registers_help
from app.queries.chain import referral_of
from app.services.clients import details_of
from app.services.dossiers import change_referral, open_dossier
from forms.referral import ReferralForm, asked_when, make_referral_form
from forms.versioned import with_choices
from models.client import Client
from models.dossier import Dossier
from views.base.conflict import conflict_page, did_oneself, saver_in_dossier
from views.base.dossiers import (
    client_address,
    client_number,
    crumbs_of,
    dossier_address,
    dossier_by_code,
    dossier_gone,
    facility_at_work,
    find_client,
    find_dossier,
)
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Overtaken, Refused, attempt, posted, save_as_seen, ticked

TOUCHED = (ActivityKind.REFERRAL_CHANGED, ActivityKind.DOSSIER_OPENED)


class ReferralPage(BasePage):
    """How a client came in: asked once, when the dossier is opened, and mended later."""

    route_base = ""
    default_view = "add"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        f"/clienten/{client_number}/dossier/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Nieuw dossier"),
    )
    def add(self, number: int) -> Any:
        """Opens a dossier of a client, beginning with how they came in (D-1, D-4)."""
        session = current_session()
        client = find_client(session, number)
        if request.method == "GET":
            return _show_new(session, client, make_referral_form(session, facility_at_work()))
        form = make_referral_form(session, facility_at_work(), formdata=posted())
        if not form.validate() or missing_of(client):
            return _show_new(session, client, form, Refused())

        def save(_: frozenset[str]) -> Dossier:
            words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
            return open_dossier(session, client.id, facility_at_work(), form.referral(), **words)

        saved = attempt(form, save)
        if isinstance(saved, Refused):
            before = _opened_before(session, client, form)
            return _opened(session, before) if before else _show_new(session, client, form, saved)
        return _opened(session, saved)

    @page(
        "/dossiers/<code>/aanmelding/",
        permission="write",
        methods=("GET", "POST"),
        personal="dossier",
        draft=KeptAs("Aanmelding wijzigen"),
    )
    def change(self, code: str) -> Any:
        """Changes how the client of a dossier came in (D-4, D-5)."""
        session = current_session()
        if request.method == "GET":
            dossier = find_dossier(session, code)
            form = _stored(session, dossier)
            form.remember(form, dossier.version)
            return _show(dossier, form)
        found = dossier_by_code(session, code)
        if found is None:
            return dossier_gone(_labels(make_referral_form(session, facility_at_work())))
        return _change(session, found)


def _opened(session: BincSession, dossier: Dossier) -> Any:
    flash(f"Dossier {dossier.code} is gemaakt.{_next_step(session)}", "success")
    return redirect(dossier_address(dossier))


def _opened_before(session: BincSession, client: Client, form: ReferralForm) -> Dossier | None:
    """The open dossier that who asks made with these very answers: a button pressed twice (D-1, D-11)."""
    code, facility = open_code_of(session, client), facility_at_work()
    dossier = dossier_by_code(session, code) if code else None
    if dossier is None or not did_oneself(session, dossier.id, ActivityKind.DOSSIER_OPENED):
        return None
    typed = with_fixed_values(form.referral(), facility.organisation_type, facility.several_provinces)
    # Where it is not asked, it is kept as no.
    kept = replace(typed, outflow_from_institution=bool(typed.outflow_from_institution))
    return dossier if referral_of(dossier.referral) == kept else None


def _next_step(session: BincSession) -> str:
    return " Voeg nu de eerste beslissing toe." if registers_help(session, facility_at_work()) else ""


def missing_of(client: Client) -> list[str]:
    """What staff still have to fill in about a client before a dossier can be opened (C-3, C-4)."""
    facility_type = facility_at_work().organisation_type
    faults = check_details_complete(details_of(client), facility_type, today_in_brussels())
    return [fault.message for fault in faults]


def open_code_of(session: BincSession, client: Client) -> str | None:
    """The code of the open dossier that this client has in one's own facility, if any (D-1)."""
    query = select(Dossier.code).where(
        Dossier.facility_id == facility_at_work().id, Dossier.client_id == client.id, Dossier.status == "open"
    )
    return session.scalars(query).one_or_none()


def _change(session: BincSession, dossier: Dossier) -> Any:
    formdata, facility = posted(), facility_at_work()
    before = referral_of(dossier.referral)
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, _stored(session, dossier))
    form = make_referral_form(session, facility, before, formdata)
    if not form.validate():
        return _show(dossier, form, Refused())

    def save(seen: int) -> Dossier | Refused:
        words: Any = {"actor": session.scope.actor, "today": today_in_brussels(), "seen_version": seen}
        return attempt(form, lambda ticks: change_referral(session, dossier, form.referral(), confirmed=ticks, **words))

    saved = save_as_seen(form, save, lambda: (_stored_now(session, dossier), dossier.version))
    if isinstance(saved, Overtaken):
        if saved.stored is None:
            return dossier_gone(_labels(form))
        who = saver_in_dossier(session, dossier, TOUCHED)
        return conflict_page(form, saved.stored, saved.version, who, dossier_address(dossier))
    if isinstance(saved, Refused):
        return _show(dossier, form, saved)
    flash("De aanmelding is gewijzigd.", "success")
    return redirect(dossier_address(dossier))


def _stored(session: BincSession, dossier: Dossier) -> ReferralForm:
    return make_referral_form(session, facility_at_work(), referral_of(dossier.referral))


def _stored_now(session: BincSession, dossier: Dossier) -> ReferralForm | None:
    return _stored(session, dossier) if dossier_by_code(session, dossier.code) else None


def _labels(form: ReferralForm) -> list[tuple[str, str]]:
    return [(field.name, field.label.text) for field in form if not isinstance(field, HiddenField)]


def _show_new(session: BincSession, client: Client, form: ReferralForm, refused: Refused | None = None) -> Any:
    crumbs = [("Overzicht", "/"), (client.full_name, client_address(client)), ("Nieuw dossier", None)]
    words = {
        "client": client,
        "open_code": open_code_of(session, client),
        "missing": missing_of(client),
        "complete_url": f"{client_address(client)}wijzigen/",
        "title": "Nieuw dossier",
        "save": "Dossier maken",
        "back_url": client_address(client),
    }
    return _render(form, refused, crumbs, words)


def _show(dossier: Dossier, form: ReferralForm, refused: Refused | None = None) -> Any:
    words = {
        "dossier": dossier,
        "title": "Aanmelding wijzigen",
        "save": "Bewaren",
        "back_url": dossier_address(dossier),
    }
    return _render(form, refused, crumbs_of(dossier, "Aanmelding"), words)


def _render(form: ReferralForm, refused: Refused | None, crumbs: list[Any], words: dict[str, Any]) -> Any:
    names = [field.short_name for field in form if not isinstance(field, HiddenField)]
    questions = [(form[name], asked_when(form, name)) for name in names]
    faults = refused.faults if refused else ()
    words |= {"faults": faults, "cautions": refused.cautions if refused else (), "confirmed": ticked()}
    page = render_template("pages/referral/form.html", form=form, questions=questions, crumbs=crumbs, **words)
    return page, REFUSED if refused else 200
