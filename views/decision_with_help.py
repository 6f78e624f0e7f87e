"""The page of a decision with its first schakeling, as a closed dossier asks (D-6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template
from werkzeug.datastructures import MultiDict

from app.database import BincSession
from app.domain.activities import WORDS
from app.domain.dossiers import CLOSED
from app.domain.foster_care import elsewhere_words
from app.queries.catalogue import modules_by_code
from app.security import record_refusal
from app.services.decision_with_help import OF_THE_DECISION, add_decision_with_schakeling
from forms.decision_with_help import DecisionWithHelpForm, as_part, decision_with_help_form
from models.dossier import Dossier
from models.schakeling import Schakeling
from views.base.conflict import overtaken_page
from views.base.dossiers import crumbs_of, dossier_address, way_back
from views.base.page import CONFLICT, REFUSED
from views.base.saving import Overtaken, Refused, attempt, posted, save_as_seen, ticked
from views.chain_news import CLOSED_NOW, REOPENED, changed_meanwhile
from views.dossier_words import details_in_words
from views.foster_carers import asked_place, carer_words, fill_in_carer
from views.links import address_of
from views.schakeling_place import place_under_new, turned

BEGIN = f"{OF_THE_DECISION}begin"


def posts_both(dossier: Dossier) -> bool:
    """Whether what is posted is about a decision with its schakeling, or has to become so: the dossier is closed."""
    return BEGIN in posted() or dossier.status == CLOSED


def ask_both(session: BincSession, dossier: Dossier) -> Any:
    """The empty forms."""
    _check_right(dossier)
    return _show(session, dossier, _form(session, dossier))


def add_both(session: BincSession, dossier: Dossier) -> Any:
    """Saves both, or shows them again with everything typed and what stands in the way."""
    _check_right(dossier)
    formdata = posted()
    if BEGIN not in formdata:
        form = _form(session, dossier, as_part(formdata))
        return _show_again(session, dossier, form, [CLOSED_NOW])
    form = _form(session, dossier, formdata)
    if dossier.status != CLOSED:
        return overtaken_page(*REOPENED, form, way_back(dossier))
    if "turn_into" in formdata:
        return _show(session, dossier, _form(session, dossier, turned(form.place, formdata)))
    if number := asked_place(formdata, form.schakeling):
        looked_up = {number: fill_in_carer(form.schakeling, number)}
        return _show(session, dossier, form, looked_up=looked_up)
    if form.schakeling.basis.data != form.place.basis:
        return _show_changed(session, dossier, form)
    return _save(session, dossier, form, formdata)


def _check_right(dossier: Dossier) -> None:
    """Who adds both needs the right to add a schakeling, beside that to add a decision."""
    if address_of("SchakelingPage.add", code=dossier.code) is None:
        record_refusal("forbidden")
        abort(403)


def _save(session: BincSession, dossier: Dossier, form: DecisionWithHelpForm, formdata: MultiDict[str, str]) -> Any:
    if not form.validate():
        return _show(session, dossier, form, Refused())
    decided, offered = form.decision.plan(), form.schakeling.plan(form.place)
    words: Any = {"actor": session.scope.actor, "today": form.place.today, "now": datetime.now(UTC)}

    def save(seen: int) -> Schakeling | Refused:
        return attempt(
            form,
            lambda confirmed: add_decision_with_schakeling(
                session, dossier, decided, offered, seen_version=seen, confirmed=confirmed, **words
            ),
        )

    saved = save_as_seen(form, save, lambda: (_same_basis(session, dossier, form), dossier.version))
    if isinstance(saved, Overtaken):
        if dossier.status != CLOSED:
            return overtaken_page(*REOPENED, form, way_back(dossier))
        return _show_changed(session, dossier, _form(session, dossier, formdata))
    if isinstance(saved, Refused):
        return _show(session, dossier, form, saved)
    flash(f"De beslissing en haar {WORDS[saved.kind].lower()} zijn bewaard.", "success")
    return redirect(dossier_address(dossier))


def _form(session: BincSession, dossier: Dossier, formdata: MultiDict[str, str] | None = None) -> DecisionWithHelpForm:
    form = decision_with_help_form(session, dossier, place_under_new(session, dossier), formdata)
    if formdata is None:
        form.version.data = str(dossier.version)
    return form


def _same_basis(session: BincSession, dossier: Dossier, form: DecisionWithHelpForm) -> Any:
    """The form itself where what it builds on still stands, whatever else changed in the dossier; else None."""
    if dossier.status != CLOSED or place_under_new(session, dossier).basis != form.schakeling.basis.data:
        return None
    form.schakeling.seen.data, form.version.data = None, str(dossier.version)
    return form


def _show_changed(session: BincSession, dossier: Dossier, form: DecisionWithHelpForm) -> Any:
    return _show_again(session, dossier, form, changed_meanwhile(form.schakeling.basis.data or "", form.place, None))


def _show_again(session: BincSession, dossier: Dossier, form: DecisionWithHelpForm, news: list[str]) -> Any:
    """The forms with everything typed, and what changed in the dossier meanwhile (D-11)."""
    for field, value in ((form.schakeling.basis, form.place.basis), (form.version, str(dossier.version))):
        field.data, field.raw_data = value, None
    shown, _ = _show(session, dossier, form, news=news)
    return shown, CONFLICT


def _show(
    session: BincSession,
    dossier: Dossier,
    form: DecisionWithHelpForm,
    refused: Refused | None = None,
    news: list[str] | None = None,
    looked_up: dict[int, str | None] | None = None,
) -> Any:
    title = "Nieuwe beslissing met schakeling"
    words = {
        "dossier": dossier,
        "form": form,
        "title": title,
        "crumbs": crumbs_of(dossier, title),
        "catalogue": modules_by_code(session),
        "news": news or (),
        "back_url": dossier_address(dossier),
        "faults": refused.faults if refused else (),
        "cautions": refused.cautions if refused else (),
        "confirmed": ticked(),
        "kinds_and_grounds": WORDS,
        "looked_up": looked_up or {},
        "elsewhere_words": elsewhere_words(form.place.facility.organisation_type),
        **carer_words(session, form.place, form.schakeling),
        "details_of": details_in_words(session),
    }
    return render_template("pages/decision/with_help.html", **words), REFUSED if refused else 200
