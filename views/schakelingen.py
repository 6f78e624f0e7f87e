"""The pages of schakelingen: adding, changing and deleting what is really offered (S-2 to S-11)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.activities import WORDS, ActivityKind
from app.domain.chain_plans import EXTENSION, START, SWITCH, SchakelingPlan
from app.domain.faults import NotFound
from app.domain.foster_care import elsewhere_words
from app.domain.groeipakket import NO_MESSAGE, WHY_SILENT, WITHDRAWN
from app.domain.groeipakket_words import cancellation_words
from app.domain.locks import Lock
from app.domain.roles import FACILITY_ROLES
from app.presentation import today_in_brussels
from app.queries.catalogue import modules_by_code
from app.queries.chain import load_chain
from app.queries.groeipakket.facts import expected_of
from app.services.schakeling_checks import impact_of
from app.services.schakelingen import add_schakeling, change_schakeling, delete_schakeling
from forms.schakeling_place import Place
from forms.schakelingen import SchakelingForm, make_schakeling_form
from forms.versioned import with_choices
from models.dossier import Dossier
from models.schakeling import Schakeling
from views.base.conflict import conflict_page, gone_page, overtaken_page, saver_in_dossier
from views.base.dossiers import (
    crumbs_of,
    dossier_address,
    dossier_by_code,
    dossier_gone,
    find_dossier,
    gone_from,
    record_number,
    way_back,
)
from views.base.drafts import KeptAs
from views.base.page import CONFLICT, REFUSED, BasePage, page
from views.base.saving import Overtaken, Refused, attempt, delete_or_say_why, posted, save_as_seen, ticked
from views.chain_news import GONE, NO_DECISION, NOT_THE_LAST, changed_meanwhile
from views.dossier_words import details_in_words
from views.foster_carers import asked_place, carer_words, fill_in_carer
from views.schakeling_lock import processed_meanwhile
from views.schakeling_place import new_place, place_of, turned

LABELS = (
    ("previous_end", "Einddatum van de vorige schakeling"),
    ("begin", "Begindatum"),
    ("end", "Einddatum"),
    ("modules", "Modules"),
    ("guaranteed", "Verzekerd aanbod"),
    ("carer_1_name", "Eerste pleegzorger"),
    ("carer_2_name", "Tweede pleegzorger"),
)
WANTED_KINDS = {"verlenging": EXTENSION, "schakeling": SWITCH}
TOUCHED = (ActivityKind.SCHAKELING_CHANGED, ActivityKind.SCHAKELING_ENDED, ActivityKind.SCHAKELING_ADDED)


class SchakelingPage(BasePage):
    """The schakelingen of a dossier; only the last can be touched (S-6)."""

    route_base = "/dossiers"
    default_view = "add"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        "/<code>/schakelingen/nieuw",
        permission="write",
        methods=("GET", "POST"),
        personal="dossier",
        draft=KeptAs("Nieuwe schakeling"),
    )
    def add(self, code: str) -> Any:
        """The next schakeling: the start of the help, a switch or an extension (S-2, S-3, S-5, S-7)."""
        session = current_session()
        if request.method == "GET":
            dossier = find_dossier(session, code)
            place = new_place(session, dossier)
            if place is None:
                flash("Voeg eerst een beslissing toe; daarna registreer je de schakeling.", "info")
                return redirect(f"{dossier_address(dossier)}beslissingen/nieuw")
            form = make_schakeling_form(session, place, wanted_kind=WANTED_KINDS.get(request.args.get("soort", "")))
            form.remember(form, dossier.version)
            return _show(session, dossier, place, form)
        found = dossier_by_code(session, code)
        if found is None:
            return dossier_gone(LABELS)
        return _turn_or_add(session, found)

    @page(
        f"/<code>/schakelingen/{record_number}/",
        permission="write",
        methods=("GET", "POST"),
        personal="dossier",
        draft=KeptAs("Schakeling wijzigen", Schakeling, "De schakeling is er niet meer."),
    )
    def change(self, code: str, record_id: int) -> Any:
        """Changes the last schakeling, or gives it its end (S-6)."""
        session = current_session()
        if request.method == "GET":
            dossier = find_dossier(session, code)
            place = place_of(session, dossier, record_id)
            if place is None:
                raise NotFound
            form = _stored_form(session, place)
            form.remember(form, dossier.version)
            return _show(session, dossier, place, form)
        found = dossier_by_code(session, code)
        if found is None:
            return dossier_gone(LABELS)
        place = place_of(session, found, record_id)
        if place is None:
            return gone_page(*GONE, way_back(found), LABELS)
        return processed_meanwhile(session, found, place) or _turn_or_change(session, found, place)

    @page(
        f"/<code>/schakelingen/{record_number}/verwijderen/", permission="write", methods=("POST",), personal="dossier"
    )
    def delete(self, code: str, record_id: int) -> Any:
        """Deletes the last schakeling (S-6); one that is gone already is no fault."""
        session = current_session()
        dossier = find_dossier(session, code)
        schakeling = session.get(Schakeling, record_id)
        if schakeling is None or schakeling.dossier_id != dossier.id:
            flash("Deze schakeling was al verwijderd.", "info")
        else:
            words: Any = {"actor": session.scope.actor, "today": today_in_brussels()}
            kept = "" if schakeling.kind == START else " De vorige behoudt haar einddatum."
            done = f"De schakeling is verwijderd.{kept}"
            delete_or_say_why(lambda: delete_schakeling(session, schakeling, **words), done)
        return redirect(dossier_address(dossier))


def _stored_form(session: BincSession, place: Place) -> SchakelingForm:
    return make_schakeling_form(session, place, wanted_kind=place.stored.kind if place.stored else None)


def _turn_or_add(session: BincSession, dossier: Dossier) -> Any:
    place, formdata = new_place(session, dossier), posted()
    if place is None:
        return gone_page(*NO_DECISION, way_back(dossier), LABELS)
    if "turn_into" in formdata:
        return _show(session, dossier, place, make_schakeling_form(session, place, formdata=turned(place, formdata)))
    form = make_schakeling_form(session, place, formdata=formdata)
    if number := asked_place(formdata, form):
        return _show_looked_up(session, dossier, place, form, number)
    if form.basis.data and form.basis.data != place.basis:
        return _show_rebased(session, dossier, place, form)
    if not form.validate():
        return _show(session, dossier, place, form, Refused())

    def save(seen: int) -> Schakeling | Refused:
        words = _keywords(session, place, seen)
        ended = form.previous_end.data if "previous_end" in form else None
        return attempt(
            form,
            lambda confirmed: add_schakeling(
                session, dossier, form.plan(place), end_of_previous=ended, confirmed=confirmed, **words
            ),
        )

    saved = save_as_seen(form, save, lambda: (_same_basis(session, dossier, form), dossier.version))
    if isinstance(saved, Overtaken):
        now = new_place(session, dossier)
        if now is None:
            return gone_from(session, dossier, NO_DECISION, LABELS)
        return _show_rebased(session, dossier, now, make_schakeling_form(session, now, formdata=formdata))
    if isinstance(saved, Refused):
        return _show(session, dossier, place, form, saved)
    return _saved(session, dossier, saved.id, f"{WORDS[saved.kind]} is bewaard.")


def _keywords(session: BincSession, place: Place, seen: int) -> dict[str, Any]:
    return {"actor": session.scope.actor, "today": place.today, "now": datetime.now(UTC), "seen_version": seen}


def _same_basis(session: BincSession, dossier: Dossier, form: SchakelingForm) -> SchakelingForm | None:
    place = new_place(session, dossier)
    if place is None or form.basis.data not in ("", None, place.basis):
        return None
    form.seen.data = None
    form.version.data = str(dossier.version)
    return form


def _show_rebased(session: BincSession, dossier: Dossier, place: Place, form: SchakelingForm) -> Any:
    """The form again with everything typed, and what changed in the dossier meanwhile (D-11)."""
    news = changed_meanwhile(form.basis.data or "", place, request.form.get("previous_end"))
    for field, value in ((form.basis, place.basis), (form.version, str(dossier.version))):
        field.data, field.raw_data = value, None
    page, _ = _show(session, dossier, place, form, news=news)
    return page, CONFLICT


def _turn_or_change(session: BincSession, dossier: Dossier, place: Place) -> Any:
    formdata, stored = posted(), place.stored
    assert stored is not None
    if "turn_into" in formdata:
        return _show(session, dossier, place, make_schakeling_form(session, place, formdata=turned(place, formdata)))
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, _stored_form(session, place))
    form = make_schakeling_form(session, place, formdata=formdata)
    if number := asked_place(formdata, form):
        return _show_looked_up(session, dossier, place, form, number)
    if not place.is_last:
        return overtaken_page(*NOT_THE_LAST, form, way_back(dossier))
    if not form.validate():
        return _show(session, dossier, place, form, Refused())
    record = session.get(Schakeling, stored.key)
    if record is None:
        # A colleague deleted it after its place was read.
        return gone_from(session, dossier, GONE, LABELS)

    def save(seen: int) -> Schakeling | Refused:
        words = _keywords(session, place, seen)
        return attempt(
            form, lambda confirmed: change_schakeling(session, record, form.plan(place), confirmed=confirmed, **words)
        )

    saved = save_as_seen(form, save, lambda: (_stored_now(session, dossier, stored), dossier.version))
    if isinstance(saved, Overtaken):
        return _overtaken(session, dossier, stored, form, saved)
    if isinstance(saved, Refused):
        return _show(session, dossier, place, form, saved)
    return _saved(session, dossier, saved.id, "De schakeling is gewijzigd.")


def _stored_now(session: BincSession, dossier: Dossier, stored: SchakelingPlan) -> SchakelingForm | None:
    place = place_of(session, dossier, int(str(stored.key)))
    if place is None or not place.is_last:
        return None
    return _stored_form(session, place)


def _overtaken(
    session: BincSession, dossier: Dossier, stored: SchakelingPlan, form: SchakelingForm, found: Overtaken
) -> Any:
    if found.stored is not None:
        who = saver_in_dossier(session, dossier, TOUCHED)
        return conflict_page(form, found.stored, found.version, who, dossier_address(dossier))
    if load_chain(session, dossier).schakeling(stored.key) is None:
        return gone_from(session, dossier, GONE, LABELS)
    return overtaken_page(*NOT_THE_LAST, form, way_back(dossier))


def _saved(session: BincSession, dossier: Dossier, schakeling_id: int, words: str) -> Any:
    """Back to the dossier, saying what goes to the Groeipakket and, if nothing, why (S-12)."""
    flash(words, "success")
    plan = load_chain(session, dossier).schakeling(schakeling_id)
    impact = impact_of(plan, dossier, modules_by_code(session)) if plan else None
    if impact is not None and impact.reason:
        told = cancellation_words(expected_of(session, [schakeling_id]).get(schakeling_id))
        flash(f"{WITHDRAWN if told else NO_MESSAGE}{WHY_SILENT[impact.reason]}", "info")
    return redirect(dossier_address(dossier))


def _show_looked_up(session: BincSession, dossier: Dossier, place: Place, form: SchakelingForm, number: int) -> Any:
    """The form again with everything typed, and the name of a carer or why there is none; nothing is saved (S-13)."""
    looked_up = {number: fill_in_carer(form, number)}
    return _show(session, dossier, place, form, looked_up=looked_up)


def _show(
    session: BincSession,
    dossier: Dossier,
    place: Place,
    form: SchakelingForm,
    refused: Refused | None = None,
    news: list[str] | None = None,
    looked_up: dict[int, str | None] | None = None,
) -> Any:
    kind, stored = form.kind.data, place.stored
    title = f"{WORDS[kind]} wijzigen" if stored else WORDS[kind]
    address = f"{dossier_address(dossier)}schakelingen/{stored.key}/" if stored else ""
    words = {
        "dossier": dossier,
        "place": place,
        "form": form,
        "kind": kind,
        "title": title,
        "crumbs": crumbs_of(dossier, title),
        "catalogue": modules_by_code(session),
        "news": news or (),
        "locked": not place.is_last or place.lock is Lock.READ_ONLY,
        "delete_action": f"{address}verwijderen/" if stored else None,
        "cancellation": cancellation_words(expected_of(session, [stored.key]).get(stored.key)) if stored else None,
        "back_url": dossier_address(dossier),
        "faults": refused.faults if refused else (),
        "cautions": refused.cautions if refused else (),
        "confirmed": ticked(),
        "kinds_and_grounds": WORDS,
        "looked_up": looked_up or {},
        "elsewhere_words": elsewhere_words(place.facility.organisation_type),
        **carer_words(session, place, form),
        "details_of": details_in_words(session),
    }
    return render_template("pages/schakeling/form.html", **words), REFUSED if refused else 200
