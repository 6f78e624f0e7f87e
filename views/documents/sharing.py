"""Sharing a document in two steps: with whom, then which file; the chosen file is never lost to a fault before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from flask import current_app, flash, g, jsonify, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.documents.content import CheckedContent, ContentRefused
from app.domain.documents.sharing import MOST_RECIPIENTS, WantedRecipient, check_recipients, check_sharing
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import DomainError, Fault, NotFound
from app.domain.roles import FACILITY_ROLES
from app.integrations.content import check_content
from app.integrations.documents import DocumentStore, StoreUnavailable
from app.presentation import today_in_brussels
from app.queries.documents.directory import people_at, services_to_share_with
from app.queries.documents.lists import sent_documents
from app.services.documents.recipients import (
    TypedRecipient,
    resolve_recipient,
    resolve_service,
    with_list_of_readers,
)
from app.services.documents.sharing import KeptFile, confirm_recipients, share_document
from forms.documents import (
    ADD_ROW,
    PARTS,
    SHOW_PEOPLE,
    AgencyFileForm,
    GeneralFileForm,
    SharedFileForm,
    chosen_kind,
    field_name,
    recipients_form,
    rows_in,
)
from forms.faults import place_faults
from models.access import Service
from models.dossier import Dossier
from views.base.dossiers import dossier_address, find_dossier, record_number
from views.base.kept_criteria import keep_criteria, kept_criteria
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted
from views.documents.words import SERVICE_WORDS, SHARERS, service_at_work, state_badge

PURPOSE = "sharing"
NO_FILE = "Kies een bestand."
STORE_AWAY = (
    "Het bestand kan nu even niet bewaard worden. Er is niets gedeeld. Probeer het over enkele minuten opnieuw."
)


class SharingPage(BasePage):
    """With whom, and then which file (O-1)."""

    route_base = "/documenten/delen"
    shipped_to = {"write": SHARERS}

    @page("/", permission="write", methods=("GET", "POST"), personal=None)
    def index(self) -> Any:
        """With whom to share something that is about no dossier (O-1)."""
        return _choose(current_session(), None)

    @page("/bestand/<token>/", permission="write", methods=("GET", "POST"), personal="document")
    def file(self, token: str) -> Any:
        """Which file, once it is known with whom; another one can follow for the same people (O-1, O-2)."""
        session = current_session()
        kept = kept_criteria(session, PURPOSE, token)
        dossier = find_dossier(session, kept["dossier"]) if kept["dossier"] else None
        recipients = [_restored(one) for one in kept["recipients"]]
        form = _file_form(service_at_work(session), dossier)
        if request.method == "GET":
            return _show_file(session, form, dossier, recipients)
        return _share(session, token, form, dossier, recipients)

    @page(f"/mensen/{record_number}/", permission="write", personal=None)
    def people(self, record_id: int) -> Any:
        """The people of a service, for the list that opens while typing (O-1)."""
        session = current_session()
        service = session.get(Service, record_id)
        if service is None:
            raise NotFound
        people = people_at(session, service)
        return jsonify([{"name": one.name, "email": one.email, "function": one.function} for one in people])

    @page("/wegwijzer/", permission="write", personal=None)
    def guide(self) -> Any:
        """Two questions that lead to the right form (D)."""
        return render_template("pages/documents/guide.html", from_facility=g.seat.facility is not None)


class DossierSharingPage(BasePage):
    """With whom to share something about a client (O-1)."""

    route_base = "/dossiers"
    default_view = "choose"
    shipped_to = {"write": FACILITY_ROLES}

    @page("/<code>/document-delen/", permission="write", methods=("GET", "POST"), personal="dossier")
    def choose(self, code: str) -> Any:
        """With whom to share something about the client of this dossier (O-1)."""
        session = current_session()
        return _choose(session, find_dossier(session, code))


def _choose(session: BincSession, dossier: Dossier | None) -> Any:
    today, own = today_in_brussels(), service_at_work(session)
    if request.method == "GET":
        return _show_recipients(session, recipients_form(1, today=today, formdata=None), own, dossier)
    typed = posted()
    rows = min(rows_in(typed) + (ADD_ROW in typed), MOST_RECIPIENTS)
    form = recipients_form(rows, today=today, formdata=typed)
    if ADD_ROW in typed or SHOW_PEOPLE in typed:
        return _show_recipients(session, form, own, dossier)
    if not form.validate():
        return _show_recipients(session, form, own, dossier), REFUSED
    saved = attempt(form, lambda confirmed: _kept(session, form, own, dossier, confirmed, today))
    if isinstance(saved, Refused):
        return _show_recipients(session, form, own, dossier, saved.faults, saved.cautions), REFUSED
    return redirect(url_for("SharingPage.file", token=saved))


def _kept(
    session: BincSession, form: Any, own: Service, dossier: Dossier | None, confirmed: frozenset[str], today: date
) -> str:
    """Keeps with whom to share for a day, under a token; what is typed stands in no address."""
    recipients = _resolved(session, form, own, today)
    confirm_recipients(session, own, recipients, confirmed)
    kept = [
        [one.service_id, one.service_kind.value, one.person_id, one.person_name, one.email, one.until.isoformat()]
        for one in recipients
    ]
    return keep_criteria(session, PURPOSE, {"dossier": dossier.code if dossier else None, "recipients": kept})


def _resolved(session: BincSession, form: Any, own: Service, today: date) -> list[WantedRecipient]:
    """Everybody that was typed; rows left empty are skipped. Raises DomainError with all faults, at their fields."""
    found, faults = [], []
    for row in _filled_rows(form):
        service, person, email = (form[field_name(row, part)].data or "" for part in PARTS[:3])
        typed = TypedRecipient(service, person, email, form[field_name(row, "until")].data or today)
        try:
            found.append((row, resolve_recipient(session, typed)))
        except DomainError as error:
            faults += [Fault(one.rule, field_name(row, one.field), one.message) for one in error.faults]
    # What is personal is chosen beside the file.
    faults += check_recipients(DocumentKind.GENERAL, own.id, dict(found), today=today)
    if faults:
        raise DomainError(*faults)
    return [one for _, one in found]


def _filled_rows(form: Any) -> list[int]:
    rows = [row for row in range(form.rows) if any(form[field_name(row, part)].data for part in PARTS[:3])]
    return rows or [0]


def _restored(kept: Sequence[Any]) -> WantedRecipient:
    """A recipient as it was kept; who may read personal documents is asked anew when the file is there."""
    service_id, kind, person_id, name, email, until = kept
    return WantedRecipient(service_id, ServiceKind(kind), person_id, name, email, date.fromisoformat(until))


def _show_recipients(
    session: BincSession, form: Any, own: Service, dossier: Dossier | None, faults: Any = (), cautions: Any = ()
) -> str:
    services = services_to_share_with(session, own.id)
    words = {
        "form": form,
        "rows": [[form[field_name(row, part)] for part in PARTS] for row in range(form.rows)],
        "services": [(one.id, one.name, SERVICE_WORDS[one.kind]) for one in services],
        "people": [_people_of_row(session, form[field_name(row, "service")].data) for row in range(form.rows)],
        "dossier": dossier,
        "shared": sent_documents(session, own.id, 1, dossier.id)[0] if dossier else [],
        "badge_of": state_badge,
        "back_url": dossier_address(dossier) if dossier else url_for("DocumentPage.index"),
        "most": MOST_RECIPIENTS,
        "faults": faults,
        "cautions": cautions,
        "confirmed": request.form.getlist("confirmed"),
    }
    return render_template("pages/documents/recipients.html", **words)


def _people_of_row(session: BincSession, typed: str | None) -> list[tuple[str, str]]:
    """The people of the service that a row names, so that the list opens without scripts as well."""
    try:
        service = session.get_one(Service, resolve_service(session, typed or "").id)
    except DomainError:
        return []
    return [(one.name, one.function) for one in people_at(session, service)]


def _file_form(own: Service, dossier: Dossier | None) -> SharedFileForm:
    formdata = posted() if request.method == "POST" else None
    if dossier is not None:
        return SharedFileForm(formdata=formdata)
    if own.kind == ServiceKind.AGENCY:
        return AgencyFileForm(formdata=formdata)
    return GeneralFileForm(formdata=formdata)


def _show_file(
    session: BincSession,
    form: SharedFileForm,
    dossier: Dossier | None,
    recipients: Sequence[WantedRecipient],
    faults: Sequence[Fault] = (),
) -> str:
    names = {one.id: one.name for one in services_to_share_with(session, None)}
    words = {
        "form": form,
        "dossier": dossier,
        "recipients": [(one.person_name, one.email, names.get(one.service_id, ""), one.until) for one in recipients],
        "faults": faults,
        "again_url": url_for("DossierSharingPage.choose", code=dossier.code)
        if dossier
        else url_for("SharingPage.index"),
        "back_url": dossier_address(dossier) if dossier else url_for("DocumentPage.sent"),
    }
    return render_template("pages/documents/file.html", **words)


def _share(
    session: BincSession,
    token: str,
    form: SharedFileForm,
    dossier: Dossier | None,
    recipients: Sequence[WantedRecipient],
) -> Any:
    own, kind = service_at_work(session), chosen_kind(form, from_dossier=dossier is not None)
    if not form.validate():
        return _show_file(session, form, dossier, recipients), REFUSED
    wanted = with_list_of_readers(session, recipients)
    faults = _faults(form, own, kind, wanted)
    checked = None if faults or form.errors else _checked(form)
    file = _kept_file(form, checked) if checked else None
    if file is None:
        return _show_file(session, form, dossier, recipients, faults), REFUSED
    description = form.description.data or ""
    actor, today = session.scope.actor, today_in_brussels()
    share_document(session, own, file, kind, description, wanted, dossier=dossier, actor=actor, today=today)
    many = len(recipients)
    to = recipients[0].person_name if many == 1 else f"{many} ontvangers"
    flash(f"{file.name} is gedeeld met {to}. Je kunt met dezelfde mensen nog een bestand delen.", "success")
    return redirect(url_for("SharingPage.file", token=token))


def _faults(form: SharedFileForm, own: Service, kind: DocumentKind, wanted: Sequence[WantedRecipient]) -> list[Fault]:
    """What keeps the file from being shared; what is about a recipient names that person."""
    sender, description = ServiceKind(own.kind), form.description.data or ""
    found = list(check_sharing(kind, sender, own.id, description, wanted, today=today_in_brussels()))
    return list(place_faults(form, [_named(fault, wanted) for fault in found]))


def _named(fault: Fault, wanted: Sequence[WantedRecipient]) -> Fault:
    part = fault.field.split("-")
    if part[0] != "recipients" or len(part) < 2:
        return fault
    return Fault(fault.rule, fault.field, f"{wanted[int(part[1])].person_name}: {fault.message}")


def _checked(form: SharedFileForm) -> CheckedContent | None:
    """The file once it was looked at; None, with the reason at its field, where it is none that can be shared (O-2)."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        form.file.errors = [NO_FILE]
        return None
    try:
        return check_content(cast(BinaryIO, upload.stream), upload.filename)
    except ContentRefused as refusal:
        form.file.errors = [refusal.message]
        return None


def _kept_file(form: SharedFileForm, checked: CheckedContent) -> KeptFile | None:
    """Keeps the content encrypted; what a request that fails leaves, the sweep destroys (O-6)."""
    store: DocumentStore = current_app.extensions["documents"]
    try:
        stored = store.put(cast(BinaryIO, request.files["file"].stream), today=today_in_brussels())
    except StoreUnavailable:
        form.file.errors = [STORE_AWAY]
        return None
    return KeptFile(checked.name, checked.media_type, stored.key, stored.size, stored.sha256)
