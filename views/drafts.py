"""The drafts of the person at work: kept while typing, listed, taken up again or thrown away (D-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from app.database import BincSession, current_session
from app.domain.civil_time import BRUSSELS
from app.domain.dossiers import DELETED
from app.domain.drafts import last_day_of_draft
from app.domain.faults import DomainError
from app.domain.roles import FACILITY_ROLES, Role
from app.queries.drafts import clients_of_drafts, dossiers_of_drafts, list_drafts, records_left
from app.services.drafts import drop_draft, keep_draft
from forms.versioned import DRAFT_FORM, draft_pairs
from views.base.drafts import FormAddress, form_at
from views.base.page import REFUSED, BasePage, page

NO_DOSSIER = "Het dossier is er niet meer."
IN_BIN = "Het dossier ligt in de prullenbak."
NO_CLIENT = "Je kunt deze cliënt niet meer openen."


@dataclass(frozen=True)
class DraftLine:
    """One draft in the list: which form, about whom, since when and until when; `gone` where it has no place left."""

    form: str
    title: str
    name: str
    code: str
    saved_at: datetime
    until: date
    gone: str


class DraftPage(BasePage):
    """What somebody typed and did not save yet; each person sees their own at the seat where they typed it."""

    route_base = "/concepten"
    shipped_to = {"write": (*FACILITY_ROLES, Role.AGENCY_POLICY)}

    @page("/", permission="write", personal="dossier")
    def index(self) -> Any:
        """My drafts, the latest first; also those whose dossier or record is gone."""
        return render_template("pages/draft/index.html", lines=draft_lines(current_session()))

    @page("/bewaren/", permission="write", methods=("POST",), personal=None)
    def keep(self) -> Any:
        """Takes in what somebody is typing; answers at what time it was kept."""
        form, now = request.form.get(DRAFT_FORM, ""), datetime.now(UTC)
        try:
            if form_at(form) is None:
                return jsonify(), REFUSED
            keep_draft(current_session(), form, draft_pairs(request.form), now=now)
        except DomainError as error:
            return jsonify(message=" ".join(error.messages)), REFUSED
        return jsonify(kept=f"{now.astimezone(BRUSSELS):%H:%M}")

    @page("/sleutel/", permission="write", personal=None)
    def key(self) -> Any:
        """The protection for a form that stood open while its user signed in again in another tab."""
        return jsonify(key=generate_csrf())

    @page("/weggooien/", permission="write", methods=("POST",), personal=None)
    def drop(self) -> Any:
        """Throws a draft away; one that is gone already is no fault."""
        form = request.form.get(DRAFT_FORM, "").replace("\0", "")
        drop_draft(current_session(), form)
        flash("Het concept is weggegooid. Wat in het dossier bewaard is, blijft zoals het was.", "success")
        back_to_form = "back_to_form" in request.form and form_at(form) is not None
        return redirect(form if back_to_form else url_for("DraftPage.index"))


def draft_lines(session: BincSession) -> list[DraftLine]:
    """The drafts in the words of the list; in the same number of queries, however many there are."""
    kept = [(form, saved_at, found) for form, saved_at in list_drafts(session) if (found := form_at(form))]
    places = [found for _, _, found in kept]
    dossiers = dossiers_of_drafts(session, {one.parts["code"] for one in places if "code" in one.parts})
    clients = clients_of_drafts(session, {one.parts["number"] for one in places if "number" in one.parts})
    left = _records_left(session, places)

    def line(form: str, saved_at: datetime, place: FormAddress) -> DraftLine:
        code, number = place.parts.get("code", ""), place.parts.get("number")
        dossier, client = dossiers.get(code), clients.get(number or 0)
        about: Any = dossier or client
        gone = NO_CLIENT if number is not None and client is None else ""
        if code:
            gone = NO_DOSSIER if dossier is None else IN_BIN if dossier.status == DELETED else ""
        record = place.parts.get("record_id")
        if not gone and record is not None and record not in left.get(place.kept_as.record, set()):
            gone = place.kept_as.gone
        name = f"{about.first_name} {about.name}" if about else ""
        until = last_day_of_draft(saved_at.astimezone(BRUSSELS).date())
        return DraftLine(form, place.kept_as.title_of(place.parts), name, code, saved_at, until, gone)

    return [line(*one) for one in kept]


def _records_left(session: BincSession, places: list[FormAddress]) -> dict[type | None, set[int]]:
    asked: dict[type, set[int]] = {}
    for place in places:
        if place.kept_as.record is not None:
            asked.setdefault(place.kept_as.record, set()).add(place.parts["record_id"])
    return {record: records_left(session, record, ids) for record, ids in asked.items()}
