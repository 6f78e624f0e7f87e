"""Who did what, for the admin (A-5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, url_for

from app.database import current_session
from app.domain.roles import Role
from app.queries.audit_record import AuditCriteria, AuditLine, audit_lines
from forms.administration import AuditForm
from models.access import Account
from views.administration.accounts import account_asked
from views.administration.facilities import facility_choices
from views.administration.roles import page_title
from views.audit_words import ACTIONS, SUBJECTS, field_labels, told_fields
from views.base.filters import day_in_brussels
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments, whole_number_or_400


class AuditPage(BasePage):
    """The record that nobody can change: ids and names of fields, never what stood in them."""

    route_base = "/wie-deed-wat"
    shipped_to = {"read": (Role.ADMIN,)}

    @page("/", permission="read", personal="audit_entry")
    def index(self) -> Any:
        """The newest entries that match; the address holds ids, never a name."""
        arguments = readable_arguments()
        ids = {name: whole_number_or_400(arguments.get(name)) for name in ("persoon", "voorziening", "plaats", "voor")}
        day, action = _day_or_400(arguments.get("dag")), arguments.get("actie")
        begin, end = day_in_brussels(day) if day else (None, None)
        criteria = AuditCriteria(
            ids["voorziening"],
            begin,
            end,
            ids["voor"],
            user_id=ids["persoon"],
            seat_id=ids["plaats"],
            action=action,
        )
        lines, has_older = audit_lines(current_session(), criteria)
        person = ids["persoon"]
        account = current_session().get(Account, person) if person is not None and person < 2**31 else None
        form = _form(
            formdata=None, data={"person": account.username if account else None, "action": action, "day": day}
        )
        form.facility.data = arguments.get("voorziening")
        older = {**arguments.to_dict(), "voor": lines[-1].entry.id} if has_older else None
        return self._show(form, lines, older)

    def _show(self, form: AuditForm, lines: Sequence[AuditLine], older: dict[str, Any] | None = None) -> str:
        views = [view for view in self.appbuilder.baseviews if hasattr(view, "shipped_to")]
        pages = {type(view).__name__: page_title(view) for view in views}
        labels = field_labels(view.label_columns for view in views if hasattr(view, "label_columns"))
        words = {"actions": ACTIONS, "subjects": SUBJECTS, "pages": pages}
        told = [(line, told_fields(line.entry.fields, labels, pages)) for line in lines]
        return render_template("pages/audit/index.html", form=form, lines=told, older=older, **words)

    @page("/", permission="read", methods=("POST",), personal=None)
    def search(self) -> Any:
        """Takes the criteria; names become ids before they reach an address."""
        form = _form()
        account = account_asked(form)
        if form.errors:
            return self._show(form, []), REFUSED
        criteria = {
            "persoon": account.id if account else None,
            "voorziening": form.facility.stored,
            "actie": form.action.stored,
            "dag": form.day.data.isoformat() if form.day.data else None,
        }
        return redirect(url_for("AuditPage.index", **{name: value for name, value in criteria.items() if value}))


def _form(**given: Any) -> AuditForm:
    form = AuditForm(**given)
    form.facility.choices = [("", "alle"), *facility_choices()]  # type: ignore[operator]
    form.action.choices = [("", "alles"), *ACTIONS.items()]
    return form


def _day_or_400(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
