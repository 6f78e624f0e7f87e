"""The pages of the persons around a client (C-5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from app.database import BincSession, current_session
from app.domain.client_context import FIELD_LABELS, IDENTIFICATION, PERSON_FIELDS
from app.domain.consultations import ConsultationReason
from app.domain.faults import DomainError
from app.domain.roles import FACILITY_ROLES
from app.presentation import day, today_in_brussels
from app.queries.answers import answer_labels
from app.queries.client_context import households_of
from app.services.client_context.persons import add_person, change_person, move_person, remove_person
from forms.client_context import PersonForm, person_form
from forms.versioned import with_choices
from models.client import Client
from models.client_context import ContextPerson
from views.base.conflict import gone_page
from views.base.dossiers import client_number, context_address, find_client, record_number
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.reading import whole_number_or_400
from views.base.saving import Refused, attempt, delete_or_say_why, posted, save_as_seen, seen_in
from views.client_context import context_crumbs
from views.client_facts import shown_number
from views.clients import go_on_with
from views.context_households import way_to_context
from views.context_records import answer_to, change_around, record_around

# A house is chosen by its number, which says nothing to anybody.
LABELS = tuple((name, FIELD_LABELS[name]) for name in PERSON_FIELDS if name != "household_id")
GONE = (
    "Deze persoon is er niet (meer)",
    "Misschien heeft iemand de persoon intussen verwijderd. Er is niets bewaard. Wat je typte, staat hieronder; "
    "voeg de persoon opnieuw toe als het nodig is.",
)
REASON = "Gezinslid van een cliënt, geopend voor een dossier"


class ContextPersonPage(BasePage):
    """The persons around a client, one at a time."""

    route_base = "/clienten"
    default_view = "add"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        f"/{client_number}/context/personen/nieuw",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Persoon toevoegen"),
    )
    def add(self, number: int) -> Any:
        """A new person, in the household `huis` where the address names one (C-5)."""
        session = current_session()
        client = find_client(session, number)
        households = households_of(session, client.id)
        home = whole_number_or_400(request.args.get("huis") or None)
        if request.method == "GET":
            return _show(client, person_form(session, households, household_id=home))
        form = person_form(session, households, formdata=posted())
        if not form.validate():
            return _show(client, form, refused=Refused())
        saved = attempt(form, lambda _: add_person(session, client, form.values(), today=today_in_brussels()))
        if isinstance(saved, Refused):
            return _show(client, form, refused=saved)
        flash(f"{saved.full_name or 'De persoon'} is toegevoegd.", "success")
        return redirect(context_address(client))

    @page(
        f"/{client_number}/context/personen/{record_number}/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Persoon wijzigen", ContextPerson, "De persoon is er niet meer."),
    )
    def change(self, number: int, record_id: int) -> Any:
        """Changes what is known of a person (C-5)."""
        return change_around(ContextPerson, number, record_id, person_gone, _change, _opened)

    @page(
        f"/{client_number}/context/personen/{record_number}/verplaatsen/",
        permission="write",
        methods=("POST",),
        personal="client",
    )
    def move(self, number: int, record_id: int) -> Any:
        """Moves a person to another household, or among the others involved (C-5)."""
        session = current_session()
        client = find_client(session, number)
        if find_person(session, client, record_id) is None:
            return person_gone(client)
        home, seen = whole_number_or_400(request.form.get("household_id") or None), seen_in(request.form)
        delete_or_say_why(lambda: _moved(session, client, record_id, home, seen), "De persoon is verplaatst.")
        return redirect(context_address(client))

    @page(
        f"/{client_number}/context/personen/{record_number}/verwijderen/",
        permission="write",
        methods=("POST",),
        personal="client",
    )
    def delete(self, number: int, record_id: int) -> Any:
        """Removes a person; the history keeps what was known (C-5). One that is gone already is no fault."""
        session = current_session()
        client = find_client(session, number)
        if find_person(session, client, record_id) is None:
            flash("Deze persoon was al verwijderd.", "info")
        else:
            seen = seen_in(request.form)
            delete_or_say_why(
                lambda: remove_person(session, client, record_id, seen_version=seen), "De persoon is verwijderd."
            )
        return redirect(context_address(client))

    @page(
        f"/{client_number}/context/personen/{record_number}/client/",
        permission="write",
        methods=("POST",),
        personal="client",
    )
    def become_client(self, number: int, record_id: int) -> Any:
        """Makes a client of a family member whose national number is known, on the way to a dossier (A-3, C-5)."""
        session = current_session()
        client = find_client(session, number)
        record = find_person(session, client, record_id)
        if record is None:
            return person_gone(client)
        if record.national_number is None:
            flash("Zoek deze persoon eerst op in het rijksregister. Daarna kun je er een cliënt van maken.", "info")
            return redirect(f"{person_address(client, record)}rijksregister/")
        try:
            return go_on_with(record.national_number, REASON, ConsultationReason.RELATIVE_AS_CLIENT)
        except DomainError as error:
            flash(" ".join(error.messages), "danger")
            return redirect(context_address(client))


def find_person(session: BincSession, client: Client, record_id: int) -> ContextPerson | None:
    """A person around this client, or None."""
    return record_around(ContextPerson, session, client, record_id)


def person_gone(client: Client) -> Any:
    """Says that a person is no longer there, with what was typed (D-11)."""
    return gone_page(*GONE, way_to_context(client), LABELS)


def person_address(client: Client, record: ContextPerson) -> str:
    """Where the page of a person around a client is."""
    return f"{context_address(client)}personen/{record.id}/"


def _moved(session: BincSession, client: Client, record_id: int, home: int | None, seen: int) -> None:
    move_person(session, client, record_id, home, seen_version=seen)


def _opened(session: BincSession, client: Client, record: ContextPerson) -> Any:
    form = person_form(session, households_of(session, client.id), record)
    form.remember(form, record.version)
    return _show(client, form, record)


def _change(session: BincSession, client: Client, record: ContextPerson) -> Any:
    formdata, record_id = posted(), record.id
    households = households_of(session, client.id)
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, person_form(session, households, record))
    form = person_form(session, households, record, formdata)
    if not form.validate():
        return _show(client, form, record, Refused())
    today = today_in_brussels()

    def save(seen: int) -> ContextPerson | Refused:
        words: Any = {"seen_version": seen, "today": today}
        return attempt(form, lambda _: change_person(session, client, record_id, form.values(), **words))

    def stored_now() -> tuple[PersonForm | None, int]:
        now = find_person(session, client, record_id)
        return (person_form(session, households, now), now.version) if now else (None, 0)

    return answer_to(
        save_as_seen(form, save, stored_now),
        form,
        client,
        record,
        told="De gegevens van deze persoon zijn bewaard.",
        again=lambda refused: _show(client, form, record, refused),
        gone=person_gone,
    )


def _locked(record: ContextPerson | None) -> list[tuple[str, str | None]]:
    """What the register said of a person, as names and values."""
    if record is None or not record.register_fields:
        return []
    sexes = answer_labels(current_session(), "sex")
    shown = {
        "national_number": shown_number(record.national_number),
        "name": record.name,
        "first_name": record.first_name,
        "birth_date": day(record.birth_date),
        "sex": sexes.get(record.sex or "", record.sex),
        "deceased_on": day(record.deceased_on),
    }
    return [
        (FIELD_LABELS[name], shown[name]) for name in IDENTIFICATION if name in record.register_fields and name in shown
    ]


def _show(client: Client, form: PersonForm, record: ContextPerson | None = None, refused: Refused | None = None) -> Any:
    title = "Persoon wijzigen" if record else "Persoon toevoegen"
    shown = render_template(
        "pages/context/person.html",
        client=client,
        form=form,
        record=record,
        locked=_locked(record),
        lookup_href=f"{person_address(client, record)}rijksregister/" if record else None,
        title=title,
        crumbs=context_crumbs(client, title),
        faults=refused.faults if refused else (),
        back_url=context_address(client),
    )
    return shown, REFUSED if refused else 200
