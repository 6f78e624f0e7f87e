"""Who of a facility may get personal documents from Voorzieningenbeleid (O-5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from app.database import current_session
from app.domain.roles import FACILITY_ROLES, Role
from app.queries.documents.directory import personal_readers
from app.services.documents.personal_readers import add_personal_reader, remove_personal_reader
from forms.documents import PersonalReaderForm
from views.base.dossiers import facility_at_work, record_number
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, posted
from views.links import address_of

MANAGERS = (Role.FACILITY_MANAGER,)


class PersonalReaderPage(BasePage):
    """The list of one's own facility: everybody reads it, the manager keeps it."""

    route_base = "/documenten/persoonlijk"
    shipped_to = {"read": FACILITY_ROLES, "write": MANAGERS}

    @page("/", personal="personal_document_reader")
    def index(self) -> Any:
        """Who is on the list."""
        return _show(PersonalReaderForm(formdata=None))

    @page("/toevoegen/", permission="write", methods=("POST",), personal="personal_document_reader")
    def add(self) -> Any:
        """Puts a colleague on the list, by national number (O-5)."""
        session, facility, form = current_session(), facility_at_work(), PersonalReaderForm(formdata=posted())
        if not form.validate():
            return _show(form), REFUSED
        number, actor = form.national_number.data or "", session.scope.actor
        saved = attempt(form, lambda _: add_personal_reader(session, facility, number, actor=actor))
        if isinstance(saved, Refused):
            return _show(form, saved.faults), REFUSED
        flash(f"{saved.user.get_full_name()} kan nu persoonlijke documenten krijgen.", "success")
        return redirect(url_for("PersonalReaderPage.index"))

    @page(f"/{record_number}/weghalen/", permission="write", methods=("POST",), personal="personal_document_reader")
    def remove(self, record_id: int) -> Any:
        """Takes a colleague off the list; what was still to be opened cannot be opened any more (O-5)."""
        remove_personal_reader(current_session(), record_id)
        flash("Deze persoon staat niet meer op de lijst.", "success")
        return redirect(url_for("PersonalReaderPage.index"))


def _show(form: PersonalReaderForm, faults: Any = ()) -> str:
    session, facility = current_session(), facility_at_work()
    words = {
        "form": form,
        "faults": faults,
        "rows": personal_readers(session, facility.id),
        "may_keep": address_of("PersonalReaderPage.add") is not None,
        "list_url": url_for("DocumentPage.index"),
    }
    return render_template("pages/documents/readers.html", **words)
