"""Step 2 of sharing: which file, once it is known with whom (O-1, O-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from flask import current_app, flash, redirect, render_template, request, url_for

from app.database import BincSession
from app.domain.documents.content import CheckedContent, ContentRefused
from app.domain.documents.sharing import WantedRecipient, check_sharing
from app.domain.documents.visibility import DocumentKind, ServiceKind
from app.domain.faults import Fault
from app.integrations.content import check_content
from app.integrations.documents import DocumentStore, StoreUnavailable
from app.presentation import today_in_brussels
from app.queries.documents.directory import services_to_share_with
from app.services.documents.recipients import with_list_of_readers
from app.services.documents.sharing import KeptFile, share_document
from forms.documents import AgencyFileForm, GeneralFileForm, SharedFileForm, chosen_kind
from forms.faults import place_faults
from models.access import Service
from views.base.dossiers import dossier_address
from views.base.page import REFUSED
from views.base.saving import posted
from views.documents.choosing import Chosen
from views.documents.words import service_at_work

NO_FILE = "Kies een bestand."
STORE_AWAY = (
    "Het bestand kan nu even niet bewaard worden. Er is niets gedeeld. Probeer het over enkele minuten opnieuw."
)


def file_form(own: Service, chosen: Chosen) -> SharedFileForm:
    """The form of step 2, with what this sender may say of the file."""
    formdata = posted() if request.method == "POST" else None
    if chosen.dossier is not None:
        return SharedFileForm(formdata=formdata)
    if own.kind == ServiceKind.AGENCY:
        return AgencyFileForm(formdata=formdata)
    return GeneralFileForm(formdata=formdata)


def show_file(
    session: BincSession, token: str, form: SharedFileForm, chosen: Chosen, faults: Sequence[Fault] = ()
) -> str:
    """The form of step 2 below what was chosen in step 1."""
    names = {one.id: one.name for one in services_to_share_with(session, None)}
    dossier, recipients = chosen.dossier, chosen.recipients
    words = {
        "form": form,
        "dossier": dossier,
        "naming": chosen.naming,
        "recipients": [(one.person_name, one.email, names.get(one.service_id, ""), one.until) for one in recipients],
        "faults": faults,
        "again_url": url_for("DossierSharingPage.choose", code=dossier.code, opnieuw=token)
        if dossier
        else url_for("SharingPage.index", opnieuw=token),
        "back_url": dossier_address(dossier) if dossier else url_for("DocumentPage.sent"),
    }
    return render_template("pages/documents/file.html", **words)


def share_file(session: BincSession, token: str, form: SharedFileForm, chosen: Chosen) -> Any:
    """Shares the file that was sent, and leads back to this form for another one (O-1, O-2)."""
    own, kind = service_at_work(session), chosen_kind(form, from_dossier=chosen.dossier is not None)
    if not form.validate():
        return show_file(session, token, form, chosen), REFUSED
    wanted = with_list_of_readers(session, chosen.recipients)
    faults = _faults(form, own, kind, wanted)
    checked = None if faults or form.errors else _checked(form)
    file = _kept_file(form, checked) if checked else None
    if file is None:
        return show_file(session, token, form, chosen, faults), REFUSED
    share_document(
        session,
        own,
        file,
        kind,
        form.description.data or "",
        wanted,
        dossier=chosen.dossier,
        naming=chosen.naming,
        actor=session.scope.actor,
        today=today_in_brussels(),
    )
    flash(f"{file.name} is gedeeld met {_to(wanted)}. Je kunt met dezelfde mensen nog een bestand delen.", "success")
    return redirect(url_for("SharingPage.file", token=token))


def _to(recipients: Sequence[WantedRecipient]) -> str:
    return recipients[0].person_name if len(recipients) == 1 else f"{len(recipients)} ontvangers"


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
