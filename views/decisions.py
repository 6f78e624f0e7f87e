"""The pages of decisions: adding, changing and deleting what help may be offered (S-1)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.activities import WORDS, ActivityKind
from app.domain.dossiers import CLOSED
from app.domain.faults import Conflict, NotFound
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.catalogue import registers_help
from app.queries.chain import load_chain
from app.services.decisions import add_decision, change_decision, delete_decision
from forms.decisions import DecisionForm, decision_form
from forms.versioned import with_choices
from models.decision import Decision
from models.dossier import Dossier
from views.base.conflict import conflict_page, gone_page, saver_in_dossier
from views.base.dossiers import (
    crumbs_of,
    dossier_address,
    dossier_by_code,
    dossier_gone,
    facility_at_work,
    find_dossier,
    gone_from,
    record_number,
    way_back,
)
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Overtaken, Refused, attempt, delete_or_say_why, posted, save_as_seen, ticked
from views.decision_with_help import add_both, ask_both, posts_both

LABELS = (
    ("begin", "Begindatum"),
    ("modules", "Aanbevolen modules"),
    ("ground", "Verwijzingsgrond"),
    ("mandated_service", "Betrokken gemandateerde voorziening"),
)
GONE = (
    "Deze beslissing is er niet (meer)",
    "Misschien heeft een collega ze intussen verwijderd. Er is niets bewaard. Wat je typte, staat hieronder; "
    "kijk in het dossier of je een nieuwe beslissing nodig hebt.",
)
TOUCHED = (ActivityKind.DECISION_CHANGED, ActivityKind.DECISION_ADDED)


class DecisionPage(BasePage):
    """The decisions of a dossier, one at a time."""

    route_base = "/dossiers"
    default_view = "add"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        "/<code>/beslissingen/nieuw",
        permission="write",
        methods=("GET", "POST"),
        personal="dossier",
        draft=KeptAs("Nieuwe beslissing"),
    )
    def add(self, code: str) -> Any:
        """A new decision; the first of a dossier leads straight to the start of the help (S-1, S-3).

        In a closed dossier it comes with its first schakeling (D-6).
        """
        session = current_session()
        if request.method == "GET":
            dossier, facility = find_dossier(session, code), facility_at_work()
            if not registers_help(session, facility):
                flash("Je voorziening werkt zonder beslissingen en schakelingen.", "info")
                return redirect(dossier_address(dossier))
            if dossier.status == CLOSED:
                return ask_both(session, dossier)
            return _show(session, dossier, decision_form(session, facility, today_in_brussels()))
        found = dossier_by_code(session, code)
        if found is None:
            return dossier_gone(LABELS)
        return add_both(session, found) if posts_both(found) else _add(session, found)

    @page(
        f"/<code>/beslissingen/{record_number}/",
        permission="write",
        methods=("GET", "POST"),
        personal="dossier",
        draft=KeptAs("Beslissing wijzigen", Decision, "De beslissing is er niet meer."),
    )
    def change(self, code: str, record_id: int) -> Any:
        """Changes a decision, within what stands under it (S-1)."""
        session = current_session()
        if request.method == "GET":
            dossier = find_dossier(session, code)
            stored = _stored(session, dossier, record_id)
            if stored is None:
                raise NotFound
            stored.remember(stored, dossier.version)
            return _show(session, dossier, stored, record_id=record_id)
        found = dossier_by_code(session, code)
        if found is None:
            return dossier_gone(LABELS)
        decision = _find(session, found, record_id)
        return gone_page(*GONE, way_back(found), LABELS) if decision is None else _change(session, found, decision)

    @page(
        f"/<code>/beslissingen/{record_number}/verwijderen/", permission="write", methods=("POST",), personal="dossier"
    )
    def delete(self, code: str, record_id: int) -> Any:
        """Deletes a decision without schakelingen (S-1); one that is gone already is no fault."""
        session = current_session()
        dossier = find_dossier(session, code)
        decision = _find(session, dossier, record_id)
        if decision is None:
            flash("Deze beslissing was al verwijderd.", "info")
        else:
            words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
            delete_or_say_why(lambda: delete_decision(session, decision, **words), "De beslissing is verwijderd.")
        return redirect(dossier_address(dossier))


def _add(session: BincSession, dossier: Dossier) -> Any:
    today = today_in_brussels()
    form = decision_form(session, facility_at_work(), today, formdata=posted())
    if not form.validate():
        return _show(session, dossier, form, Refused())

    def save(confirmed: frozenset[str]) -> Decision:
        return add_decision(session, dossier, form.plan(), actor=session.scope.actor, today=today, confirmed=confirmed)

    try:
        saved = attempt(form, save)
    except Conflict:
        return dossier_gone(LABELS)
    if isinstance(saved, Refused):
        return _show(session, dossier, form, saved)
    if load_chain(session, dossier).schakelingen:
        flash("De beslissing is bewaard.", "success")
        return redirect(dossier_address(dossier))
    flash("De beslissing is bewaard. Registreer nu de start van het hulpaanbod.", "success")
    return redirect(f"{dossier_address(dossier)}schakelingen/nieuw")


def _change(session: BincSession, dossier: Dossier, decision: Decision) -> Any:
    today, formdata = today_in_brussels(), posted()
    decision_id = decision.id
    before = load_chain(session, dossier).decision(decision_id)
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, decision_form(session, facility_at_work(), today, before))
    form = decision_form(session, facility_at_work(), today, before, formdata)
    if not form.validate():
        return _show(session, dossier, form, Refused(), decision_id)

    def save(seen: int, confirmed: frozenset[str]) -> Decision:
        keywords: Any = {"actor": session.scope.actor, "today": today, "seen_version": seen, "confirmed": confirmed}
        return change_decision(session, decision, form.plan(), **keywords)

    saved = save_as_seen(
        form,
        lambda seen: attempt(form, lambda confirmed: save(seen, confirmed)),
        lambda: (_stored(session, dossier, decision_id), dossier.version),
    )
    if isinstance(saved, Overtaken):
        if saved.stored is None:
            return gone_from(session, dossier, GONE, LABELS)
        who = saver_in_dossier(session, dossier, TOUCHED)
        return conflict_page(form, saved.stored, saved.version, who, dossier_address(dossier))
    if isinstance(saved, Refused):
        return _show(session, dossier, form, saved, decision_id)
    flash("De beslissing is gewijzigd.", "success")
    return redirect(dossier_address(dossier))


def _find(session: BincSession, dossier: Dossier, decision_id: int) -> Decision | None:
    decision = session.get(Decision, decision_id)
    return decision if decision is not None and decision.dossier_id == dossier.id else None


def _stored(session: BincSession, dossier: Dossier, decision_id: int) -> DecisionForm | None:
    stored = load_chain(session, dossier).decision(decision_id)
    return decision_form(session, facility_at_work(), today_in_brussels(), stored) if stored else None


def _show(
    session: BincSession,
    dossier: Dossier,
    form: DecisionForm,
    refused: Refused | None = None,
    record_id: int | None = None,
) -> Any:
    chain = load_chain(session, dossier)
    title = "Beslissing wijzigen" if record_id else "Nieuwe beslissing"
    words = {
        "dossier": dossier,
        "form": form,
        "title": title,
        "crumbs": crumbs_of(dossier, title),
        "is_first": not chain.decisions,
        "others": [one for one in reversed(chain.decisions) if one.key != record_id],
        "grounds": WORDS,
        "under": [one for one in chain.schakelingen if record_id and one.decision_key == record_id],
        "delete_action": f"{dossier_address(dossier)}beslissingen/{record_id}/verwijderen/" if record_id else None,
        "back_url": dossier_address(dossier),
        "faults": refused.faults if refused else (),
        "cautions": refused.cautions if refused else (),
        "confirmed": ticked(),
    }
    return render_template("pages/decision/form.html", **words), REFUSED if refused else 200
