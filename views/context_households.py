"""The pages of the households around a client (C-5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from app.database import BincSession, current_session
from app.domain.client_context import ADDRESS_FIELDS, FACILITY, FIELD_LABELS, HOME, HOUSEHOLD_FIELDS, address_lines
from app.domain.roles import FACILITY_ROLES
from app.queries.client_context import households_of, known_places
from app.services.client_context.history import household_name
from app.services.client_context.households import add_household, change_household, remove_household
from forms.client_context import HouseholdForm, household_form
from forms.versioned import with_choices
from models.client import Client
from models.client_context import ContextHousehold
from views.base.conflict import Way, gone_page
from views.base.dossiers import client_number, context_address, find_client, record_number
from views.base.drafts import KeptAs
from views.base.page import REFUSED, BasePage, page
from views.base.saving import Refused, attempt, delete_or_say_why, posted, save_as_seen, seen_in
from views.client_context import context_crumbs
from views.context_records import answer_to, change_around, record_around

OF_THE_CLIENT = "client"
CALLED = {HOME: "Het huis", FACILITY: "De voorziening"}
LABELS = tuple((name, FIELD_LABELS[name]) for name in HOUSEHOLD_FIELDS)
GONE = (
    "Dit huis is er niet (meer)",
    "Misschien heeft iemand het intussen verwijderd. Er is niets bewaard. Wat je typte, staat hieronder; "
    "voeg het huis opnieuw toe als het nodig is.",
)


class ContextHouseholdPage(BasePage):
    """The households of a client, one at a time."""

    route_base = "/clienten"
    default_view = "add"
    shipped_to = {"write": FACILITY_ROLES}

    @page(
        f"/{client_number}/context/huizen/nieuw",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Huis toevoegen"),
    )
    def add(self, number: int) -> Any:
        """A new home (C-5)."""
        return _add(number, HOME)

    @page(
        f"/{client_number}/context/voorzieningen/nieuw",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Voorziening toevoegen"),
    )
    def add_facility(self, number: int) -> Any:
        """A facility as household, known or in free text (C-5)."""
        return _add(number, FACILITY)

    @page(
        f"/{client_number}/context/huizen/{record_number}/",
        permission="write",
        methods=("GET", "POST"),
        personal="client",
        draft=KeptAs("Huis of voorziening wijzigen", ContextHousehold, "Het huis is er niet meer."),
    )
    def change(self, number: int, record_id: int) -> Any:
        """Changes a household, or copies the address of another into the form (C-5)."""
        return change_around(ContextHousehold, number, record_id, household_gone, _change, _opened)

    @page(
        f"/{client_number}/context/huizen/{record_number}/verwijderen/",
        permission="write",
        methods=("POST",),
        personal="client",
    )
    def delete(self, number: int, record_id: int) -> Any:
        """Removes a household; the persons in it stay (C-5). One that is gone already is no fault."""
        session = current_session()
        client = find_client(session, number)
        record = record_around(ContextHousehold, session, client, record_id)
        if record is None:
            flash("Dit was al verwijderd.", "info")
        else:
            seen = seen_in(request.form)
            delete_or_say_why(
                lambda: remove_household(session, client, record_id, seen_version=seen),
                f"{CALLED[record.kind]} is verwijderd. Wie er woonde, staat nu bij de andere betrokkenen.",
            )
        return redirect(context_address(client))


def household_gone(client: Client) -> Any:
    """Says that a household is no longer there, with what was typed (D-11)."""
    return gone_page(*GONE, way_to_context(client), LABELS)


def way_to_context(client: Client) -> Way:
    """The way back to the context of a client."""
    return Way("Naar gezin en context", context_address(client))


def _add(number: int, kind: str) -> Any:
    session, formdata = current_session(), posted()
    client = find_client(session, number)
    if request.method == "GET":
        return _show(session, client, kind, household_form(session, kind))
    if "copy_from" in formdata:
        return _show_copied(session, client, kind, formdata)
    form = household_form(session, kind, formdata=formdata)
    if not form.validate():
        return _show(session, client, kind, form, refused=Refused())
    saved = attempt(form, lambda _: add_household(session, client, kind, form.values()))
    if isinstance(saved, Refused):
        return _show(session, client, kind, form, refused=saved)
    flash(f"Toegevoegd: {household_name(saved)}.", "success")
    return redirect(context_address(client))


def _opened(session: BincSession, client: Client, record: ContextHousehold) -> Any:
    form = household_form(session, record.kind, record)
    form.remember(form, record.version)
    return _show(session, client, record.kind, form, record)


def _change(session: BincSession, client: Client, record: ContextHousehold) -> Any:
    formdata, kind, record_id = posted(), record.kind, record.id
    if "copy_from" in formdata:
        return _show_copied(session, client, kind, formdata, record)
    if "conflict_seen" in formdata:
        formdata = with_choices(formdata, household_form(session, kind, record))
    form = household_form(session, kind, record, formdata)
    if not form.validate():
        return _show(session, client, kind, form, record, Refused())

    def save(seen: int) -> ContextHousehold | Refused:
        return attempt(form, lambda _: change_household(session, client, record_id, form.values(), seen_version=seen))

    def stored_now() -> tuple[HouseholdForm | None, int]:
        now = record_around(ContextHousehold, session, client, record_id)
        return (household_form(session, kind, now), now.version) if now else (None, 0)

    return answer_to(
        save_as_seen(form, save, stored_now),
        form,
        client,
        record,
        told=f"{CALLED[kind]} is bewaard.",
        again=lambda refused: _show(session, client, kind, form, record, refused),
        gone=household_gone,
    )


def _show_copied(
    session: BincSession,
    client: Client,
    kind: str,
    formdata: MultiDict[str, str],
    record: ContextHousehold | None = None,
) -> Any:
    """The form with the address of another household, or of the client, in it; nothing is saved yet (C-5)."""
    source: Any = next((one for one in households_of(session, client.id) if str(one.id) == formdata["copy_from"]), None)
    if formdata["copy_from"] == OF_THE_CLIENT:
        source = client
    for name in ADDRESS_FIELDS if source is not None else ():
        value = getattr(source, name)
        formdata[name] = "" if value is None or (name == "country" and value == "BE") else value
    return _show(session, client, kind, household_form(session, kind, record, formdata), record, changed=True)


def _sources(session: BincSession, client: Client, record: ContextHousehold | None) -> list[tuple[str, str]]:
    """Whose address can be copied: the client's own in the register, and that of the other households."""
    own = address_lines({name: getattr(client, name) for name in ADDRESS_FIELDS})
    others = [
        (str(one.id), household_name(one))
        for one in households_of(session, client.id)
        if one is not record and (one.street or one.municipality)
    ]
    return [*([(OF_THE_CLIENT, f"het officiële adres van {client.first_name}")] if own else []), *others]


def _show(
    session: BincSession,
    client: Client,
    kind: str,
    form: HouseholdForm,
    record: ContextHousehold | None = None,
    refused: Refused | None = None,
    changed: bool = False,
) -> Any:
    what = "Voorziening" if kind == FACILITY else "Huis"
    title = f"{what} {'wijzigen' if record else 'toevoegen'}"
    shown = render_template(
        "pages/context/household.html",
        client=client,
        form=form,
        record=record,
        title=title,
        crumbs=context_crumbs(client, title),
        sources=_sources(session, client, record),
        places=known_places(session) if kind == FACILITY else (),
        faults=refused.faults if refused else (),
        changed=changed,
        back_url=context_address(client),
    )
    return shown, REFUSED if refused else 200
