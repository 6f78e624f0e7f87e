"""Who asked the national register about whom, for the admin (C-1, A-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.datastructures import MultiDict

from app.database import current_session
from app.domain.consultations import ConsultationOutcome, ConsultationReason
from app.domain.national_number import NationalNumber
from app.domain.roles import Role
from app.queries.consultations import ConsultationCriteria, ToldConsultation, consultations
from forms.administration import ConsultationForm
from views.administration.accounts import account_asked
from views.administration.facilities import facility_choices
from views.base.filters import day_in_brussels
from views.base.kept_criteria import keep_criteria, kept_criteria
from views.base.page import REFUSED, BasePage, page
from views.base.reading import readable_arguments, whole_number_or_400
from views.base.saving import posted

PURPOSE = "consultations"
REASON_WORDS: Mapping[str, str] = {
    ConsultationReason.NEW_DOSSIER: "nieuw dossier",
    ConsultationReason.LINKING: "ongeboren kind koppelen",
    ConsultationReason.RELATIVE: "persoon rond een cliënt",
    ConsultationReason.RELATIVE_AS_CLIENT: "gezinslid wordt cliënt",
    ConsultationReason.FOSTER_CARER: "pleegzorger",
    ConsultationReason.DAILY_REFRESH: "dagelijkse verversing",
}
OUTCOME_WORDS: Mapping[str, tuple[str, str]] = {
    ConsultationOutcome.FOUND: ("ok", "gevonden"),
    ConsultationOutcome.NOBODY: ("calm", "niemand gevonden"),
    ConsultationOutcome.TOO_MANY: ("calm", "te veel gevonden"),
    ConsultationOutcome.SILENT: ("late", "geen antwoord"),
}


class ConsultationPage(BasePage):
    """The record of questions to the national register; it shows no numbers, and can be asked about one."""

    route_base = "/raadplegingen"
    shipped_to = {"read": (Role.ADMIN,)}

    @page("/", personal="register_consultation")
    def index(self) -> Any:
        """The newest questions that match; what was asked stands under a token, since it can be a number (A-5)."""
        arguments = readable_arguments()
        token, before = arguments.get("zoek"), whole_number_or_400(arguments.get("voor"))
        kept = kept_criteria(current_session(), PURPOSE, token) if token else {}
        lines, has_older = consultations(current_session(), _criteria(kept, before))
        older = url_for("ConsultationPage.index", zoek=token, voor=lines[-1].id) if has_older else None
        return _show(_form(kept.get("typed", {})), lines, older)

    @page("/", methods=("POST",), personal=None)
    def search(self) -> Any:
        """Takes the criteria; neither a name nor a number reaches an address."""
        form = ConsultationForm()
        _choices(form)
        account = account_asked(form)
        if form.errors:
            return _show(form, []), REFUSED
        number = form.national_number.data
        kept = {
            "actor_id": account.id if account else None,
            "facility_id": int(form.facility.stored) if form.facility.stored else None,
            "reason": form.reason.stored or None,
            "national_number": NationalNumber.parse(number).digits if number else None,
            "begin": form.begin.data.isoformat() if form.begin.data else None,
            "end": form.end.data.isoformat() if form.end.data else None,
            "typed": {name: posted().get(name) for name in form.data if posted().get(name)},
        }
        token = keep_criteria(current_session(), PURPOSE, kept)
        return redirect(url_for("ConsultationPage.index", zoek=token))


def _criteria(kept: Mapping[str, Any], before: int | None) -> ConsultationCriteria:
    begin, end = (date.fromisoformat(kept[name]) if kept.get(name) else None for name in ("begin", "end"))
    return ConsultationCriteria(
        kept.get("facility_id"),
        day_in_brussels(begin)[0] if begin else None,
        day_in_brussels(end)[1] if end else None,
        before,
        actor_id=kept.get("actor_id"),
        reason=kept.get("reason"),
        national_number=kept.get("national_number"),
    )


def _form(typed: Mapping[str, str]) -> ConsultationForm:
    form = ConsultationForm(formdata=MultiDict(typed))
    _choices(form)
    return form


def _choices(form: ConsultationForm) -> None:
    form.facility.choices = [("", "alle"), *facility_choices()]  # type: ignore[operator]
    form.reason.choices = [("", "alle"), *REASON_WORDS.items()]


def _show(form: ConsultationForm, lines: Sequence[ToldConsultation], older: str | None = None) -> str:
    words = {"reasons": REASON_WORDS, "outcomes": OUTCOME_WORDS}
    return render_template("pages/consultations/index.html", form=form, lines=lines, older=older, **words)
