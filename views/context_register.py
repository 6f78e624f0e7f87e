"""Looking somebody around a client up in the national register (C-1, C-5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.database import BincSession, current_session
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError, NotFound
from app.domain.roles import FACILITY_ROLES
from app.integrations.national_register.port import RegisterPerson
from app.queries.answers import answer_labels
from app.services.client_context.register import identify_person
from app.services.clients import people_in_register, person_in_register
from forms.clients import NumberSearchForm, PersonSearchForm
from models.client import Client
from models.client_context import ContextPerson
from views.base.dossiers import client_number, context_address, find_client, record_number
from views.base.kept_criteria import keep_criteria, kept_criteria
from views.base.page import REFUSED, BasePage, page
from views.base.saving import posted
from views.client_context import context_crumbs
from views.context_persons import find_person, person_gone
from views.register_search import BY_NUMBER, national_register, search_forms, typed_search

RELATIVE = ConsultationReason.RELATIVE
PURPOSE = "context-register"
TITLE = "Opzoeken in het rijksregister"
PATH = f"/{client_number}/context/personen/{record_number}/rijksregister/"


class ContextRegisterPage(BasePage):
    """Who is this person, according to the register?"""

    route_base = "/clienten"
    default_view = "look_up"
    shipped_to = {"write": FACILITY_ROLES}

    @page(PATH, permission="write", personal="client")
    def look_up(self, number: int, record_id: int) -> Any:
        """The two ways to look somebody up; with `zoek` whom the register found (C-1)."""
        session = current_session()
        client, record = _found(session, number, record_id)
        if record is None:
            raise NotFound
        token = request.args.get("zoek")
        if token is None:
            return _show(client, record, *_forms_of(record))
        kept = kept_criteria(session, PURPOSE, token)
        by_number, by_name = search_forms(kept)
        hits, problem = _asked(kept["how"], by_number, by_name)
        return _show(client, record, by_number, by_name, hits=hits, problem=problem)

    @page(f"{PATH}zoeken", permission="write", methods=("POST",), personal="client")
    def search(self, number: int, record_id: int) -> Any:
        """Takes the criteria; they are kept aside, and never stand in an address."""
        session = current_session()
        client, record = _found(session, number, record_id)
        if record is None:
            return person_gone(client)
        forms, criteria = typed_search(posted())
        if criteria is None:
            return _show(client, record, *forms), REFUSED
        token = keep_criteria(session, PURPOSE, criteria)
        return redirect(url_for("ContextRegisterPage.look_up", number=number, record_id=record_id, zoek=token))

    @page(f"{PATH}kies", permission="write", methods=("POST",), personal="client")
    def choose(self, number: int, record_id: int) -> Any:
        """Fills in who the person is; those answers are locked from then on (C-3, C-5)."""
        session = current_session()
        client, record = _found(session, number, record_id)
        if record is None:
            return person_gone(client)
        try:
            identify_person(session, client, record_id, national_register(RELATIVE), request.form.get("person", ""))
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(url_for("ContextRegisterPage.look_up", number=number, record_id=record_id))
        flash("De gegevens uit het rijksregister zijn ingevuld.", "success")
        return redirect(context_address(client))


def _found(session: BincSession, number: int, record_id: int) -> tuple[Client, ContextPerson | None]:
    client = find_client(session, number)
    return client, find_person(session, client, record_id)


def _forms_of(record: ContextPerson) -> tuple[NumberSearchForm, PersonSearchForm]:
    """Empty forms, but for what is known of the person already."""
    by_number, by_name = search_forms({})
    by_name.name.data, by_name.first_name.data, by_name.birth_date.data = (
        record.name,
        record.first_name,
        record.birth_date,
    )
    return by_number, by_name


def _asked(how: str, by_number: NumberSearchForm, by_name: PersonSearchForm) -> tuple[list[RegisterPerson], str | None]:
    try:
        if how == BY_NUMBER:
            return [person_in_register(national_register(RELATIVE), by_number.national_number.data or "")], None
        found = people_in_register(national_register(RELATIVE), by_name.search())
        return found, None if found else "Het rijksregister vond niemand. Kijk de spelling en de geboortedatum na."
    except DomainError as error:
        return [], " ".join(error.messages)


def _show(
    client: Client,
    record: ContextPerson,
    by_number: NumberSearchForm,
    by_name: PersonSearchForm,
    hits: list[RegisterPerson] | None = None,
    problem: str | None = None,
) -> Any:
    words: Any = {"number": client.id, "record_id": record.id}
    return render_template(
        "pages/context/lookup.html",
        client=client,
        record=record,
        by_number=by_number,
        by_name=by_name,
        hits=hits or [],
        problem=problem,
        sexes=answer_labels(current_session(), "sex") if hits else {},
        title=TITLE,
        crumbs=context_crumbs(client, TITLE),
        action=url_for("ContextRegisterPage.search", **words),
        choose_action=url_for("ContextRegisterPage.choose", **words),
        back_url=context_address(client),
    )
