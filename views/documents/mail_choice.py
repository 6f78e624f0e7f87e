"""How one hears of shared documents by mail: one's own choice (O-4)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import current_session
from app.domain.documents.mails import MailChoice
from app.services.documents.mail_choice import choose_mails, chosen_mails
from forms.documents import MailChoiceForm
from views.base.page import REFUSED, BasePage, page
from views.base.saving import posted
from views.documents.words import SHARERS, document_tabs


class MailChoicePage(BasePage):
    """One's own choice, at every place where one works."""

    route_base = "/documenten/mails"
    shipped_to = {"write": SHARERS}

    @page("/", permission="write", methods=("GET", "POST"), personal=None)
    def index(self) -> Any:
        """A mail for each document, or one a day about all that wait (O-4)."""
        session = current_session()
        actor = session.scope.actor
        if request.method == "GET":
            return _show(MailChoiceForm(formdata=None, data={"mails": chosen_mails(session, actor=actor)}))
        form = MailChoiceForm(formdata=posted())
        if not form.validate():
            return _show(form), REFUSED
        choose_mails(session, MailChoice(form.mails.data), actor=actor)
        flash("Je keuze is bewaard. Ze geldt vanaf het volgende document.", "success")
        return redirect(url_for("MailChoicePage.index"))


def _show(form: MailChoiceForm) -> str:
    words = {"form": form, "tabs": document_tabs(), "list_url": url_for("DocumentPage.index")}
    return render_template("pages/documents/mail_choice.html", **words)
